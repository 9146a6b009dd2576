#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""check_protocol.py ACRN-CFG: what the language server makes of messages, in order or not."""
import os
import shutil
import subprocess
import sys
import tempfile

from protocol import Server, frame, read_message

PROGRAM = sys.argv[1]
HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.realpath(tempfile.mkdtemp())
PAIR = "file://%s/pair.xml" % ROOT


def start(capabilities=None):
    server = Server([PROGRAM, "lsp"])
    server.capabilities = server.initialize(capabilities or {})
    return server


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8", newline="") as file:
        return file.read()


def open_document(server, text, uri=PAIR, version=1, language="xml"):
    server.notify("textDocument/didOpen", {"textDocument": {
        "uri": uri, "languageId": language, "version": version, "text": text}})


def change(server, version, *changes, uri=PAIR):
    server.notify("textDocument/didChange", {"textDocument": {"uri": uri, "version": version},
                                             "contentChanges": list(changes)})


def at(line, character):
    return {"line": line, "character": character}


def replacement(start_line, start_character, end_line, end_character, text):
    return {"range": {"start": at(start_line, start_character), "end": at(end_line, end_character)}, "text": text}


def raw(data):
    """The answers to bytes that are sent as they are, and the exit status."""
    server = Server([PROGRAM, "lsp"])
    server.process.stdin.write(data)
    server.process.stdin.close()
    answers = []
    while message := read_message(server.process.stdout):
        answers.append(message)
    return answers, server.process.wait()


def initialized(*messages):
    """The answers to messages behind a beginning in order, and the exit status."""
    data = frame({"jsonrpc": "2.0", "id": "first", "method": "initialize", "params": {"capabilities": {}}})
    data += b"".join(frame(message) if isinstance(message, (dict, list)) else message for message in messages)
    answers, status = raw(data)
    assert answers[0]["id"] == "first", answers
    return answers[1:], status


def codes(answers):
    return [(answer["id"], answer.get("error", {}).get("code")) for answer in answers]


def test_order():
    exit_message = frame({"jsonrpc": "2.0", "method": "exit"})
    shutdown = {"jsonrpc": "2.0", "id": 9, "method": "shutdown"}

    assert raw(exit_message) == ([], 1)
    assert raw(b"") == ([], 1)
    answers, status = raw(frame({"jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": {}}))
    assert (codes(answers), status) == ([(1, -32002)], 1)
    answers, _ = raw(frame({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {}}))
    assert answers == []
    assert initialized(exit_message) == ([], 1)
    answers, status = initialized(shutdown, exit_message)
    assert (codes(answers), status) == ([(9, None)], 0)
    answers, status = initialized({"jsonrpc": "2.0", "id": 2, "method": "initialize", "params": {}})
    assert codes(answers) == [(2, -32600)]
    answers, status = initialized(shutdown, {**shutdown, "id": 10}, {"jsonrpc": "2.0", "id": 11, "method": "x/y"},
                                  {"jsonrpc": "2.0", "method": "textDocument/didOpen"}, exit_message)
    assert (codes(answers), status) == ([(9, None), (10, -32600), (11, -32600)], 0)


def test_rpc():
    request = {"jsonrpc": "2.0", "id": "a b", "method": "no/such"}

    assert codes(initialized(request, {**request, "id": -7})[0]) == [("a b", -32601), (-7, -32601)]
    assert codes(initialized({**request, "id": None}, {**request, "id": 1.5}, {**request, "id": []})[0]) == [(None, -32600)] * 3
    assert codes(initialized([request, request])[0]) == [(None, -32600)]
    assert codes(initialized({"jsonrpc": "2.0", "id": 3}, {"id": 4, "method": 5})[0]) == [(3, -32600), (4, -32600)]
    assert codes(initialized({**request, "method": "$/no"})[0]) == [("a b", -32601)]
    assert initialized({"jsonrpc": "2.0", "method": "$/no"}, {"jsonrpc": "2.0", "method": "no/such"}) == ([], 1)
    assert initialized({"jsonrpc": "2.0", "id": 1, "result": None}, {"jsonrpc": "2.0", "id": 1, "error": {}}) == ([], 1)
    assert codes(initialized({"jsonrpc": "2.0", "method": "initialized", "id": 5})[0]) == [(5, -32601)]
    for params in ({}, [], None, {"textDocument": {}}, {"textDocument": {"uri": PAIR}}):
        assert codes(initialized({"jsonrpc": "2.0", "id": 6, "method": "textDocument/hover", "params": params})[0]) == [(6, -32602)]
    for method in ("didOpen", "didChange", "didClose", "didSave"):
        for params in (None, [], {"textDocument": 1}, {"textDocument": {"uri": 1, "text": 2}}):
            assert initialized({"jsonrpc": "2.0", "method": "textDocument/" + method, "params": params}) == ([], 1)


def test_frames():
    def body(text):
        return b"Content-Length: %d\r\n\r\n%s" % (len(text), text)

    good = b'{"jsonrpc":"2.0","id":1,"method":"no/such"}'
    assert codes(initialized(b"content-LENGTH:  %d \r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n"
                             % len(good) + good)[0]) == [(1, -32601)]
    for text in (b"", b"{", b"{]", b"\xff", b"\0", b"[" * 3000, b'{"a":' * 3000, good + b"x"):
        assert codes(initialized(body(text) + body(good))[0]) == [(None, -32700), (1, -32601)], text
    assert codes(initialized(body(b"[" + b"1," * 2000000 + b"1]") + body(good))[0]) == [(None, -32600), (1, -32601)]
    for header in (b"Content-Length: -1", b"Content-Length: 1x", b"Content-Length:", b"Content-Length: 99999999999999999999999",
                   b"Length: 5", b"Content-Length: 1\r\nContent-Length: 2", b"X" * 5000, b"Content-Length: 0x10"):
        answers, status = initialized(header + b"\r\n\r\n" + body(good))
        assert (codes(answers), status) == ([(None, -32700)], 1), header
    large = 129 * 1024 * 1024
    answers, _ = initialized(b"Content-Length: %d\r\n\r\n" % large + b" " * large + body(good))
    assert codes(answers) == [(None, -32600), (1, -32601)]
    assert initialized(b"Content-Length: 50\r\n\r\n{") == ([], 1)


def test_sync():
    server = start()
    text = read("pair.xml")
    open_document(server, text)
    first = server.diagnostics(PAIR, 1)
    assert [each["code"] for each in first] == ["shmem-size-invalid"], first
    assert first[0]["range"] == {"start": at(6, 38), "end": at(6, 39)}, first
    # Ranges apply in order; the second one is of the text that the first one has made.
    change(server, 2, replacement(6, 38, 6, 39, "44"), replacement(6, 39, 6, 40, ""))
    assert server.diagnostics(PAIR, 2) == []
    # Of a burst the last version is checked, and hardly any other.
    for version in range(3, 1003):
        change(server, version, replacement(6, 38, 6, 39, str(version % 9 + 1)))
    change(server, 1003, {"text": text.replace("3</IVSHMEM", "5</IVSHMEM")})
    assert [each["code"] for each in server.diagnostics(PAIR, 1003)] == ["shmem-size-invalid"]
    assert len(server.messages) < 500, len(server.messages)
    # A file that cannot be parsed has one message.
    change(server, 1004, {"text": text[:400]})
    assert [each["code"] for each in server.diagnostics(PAIR, 1004)] == ["xml-malformed"]
    server.notify("textDocument/didClose", {"textDocument": {"uri": PAIR}})
    assert server.diagnostics(PAIR, None) == []
    change(server, 1005, {"text": text})
    open_document(server, text.replace("3</IVSHMEM", "4</IVSHMEM"), version=1)
    assert server.diagnostics(PAIR, 1) == []
    assert server.end() == 0


def test_positions():
    comment = "<!-- é\U0001F600\ufeff -->"
    for name, end in (("LF", "\n"), ("CR LF", "\r\n"), ("CR", "\r")):
        for encodings, width in (([], 13), (["utf-16"], 13), (["utf-32", "utf-8"], 18)):
            server = start({"general": {"positionEncodings": encodings}})
            assert server.capabilities["positionEncoding"] == ("utf-8" if width == 18 else "utf-16")
            text = read("pair.xml").replace("<!-- é \U0001F600 -->", comment).replace("\n", end)
            open_document(server, text)
            found = server.diagnostics(PAIR, 1)[0]["range"]
            column = 10 + width + len(" <IVSHMEM_SIZE>")
            assert found == {"start": at(6, column), "end": at(6, column + 1)}, (name, encodings, found)
            change(server, 2, {"range": found, "text": "4"})
            assert server.diagnostics(PAIR, 2) == [], (name, encodings)
            # Past the end of a line, and of the text; a character's second half.
            change(server, 3, replacement(6, 999999, 6, 1000000, "<!-- -->"), replacement(99999, 5, 99999, 7, "<!-- -->"),
                   replacement(6, 10 + 8 if width == 18 else 10 + 7, 6, 10 + 9 if width == 18 else 10 + 7, "x"))
            assert server.diagnostics(PAIR, 3) == [], (name, encodings)
            server.end()


def test_text():
    """Characters that are none come as some, and nothing else is lost."""
    server = start()
    text = read("pair.xml")
    body = frame({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {
        "uri": PAIR, "languageId": "xml", "version": 1, "text": text.replace("é", "HALF")}}})
    for half in (rb"\ud800", rb"\uDFFF\uDFFF", rb"\udbff\u0041", b"\xff"):
        header, _, rest = body.partition(b"\r\n\r\n")
        rest = rest.replace(b"HALF", half)
        server.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(rest) + rest)
        server.process.stdin.flush()
        found = server.diagnostics(PAIR, 1)
        assert [each["code"] for each in found] == ["shmem-size-invalid"], (half, found)
    open_document(server, text.replace("<hv>", "\0<hv>"), version=2)
    assert [each["code"] for each in server.diagnostics(PAIR, 2)] == ["xml-malformed"]
    open_document(server, "\ufeff" + text, version=3)
    assert server.diagnostics(PAIR, 3)[0]["range"]["start"] == at(6, 38)
    server.end()


def test_uris():
    server = start()
    text = read("pair.xml")
    for uri in ("file:///c%3A/a%20b/pair.xml", "file://localhost%s/p%%C3%%A9.xml" % ROOT, "FILE://%s/pair.xml" % ROOT,
                "file:///no/such/folder/x.xml", "untitled:Untitled-1", "file://host/share/x.xml", "git:/pair.xml?%7B%7D", "", "file://",
                "file:///%00.xml", "file:///%zz%"):
        open_document(server, text, uri=uri)
        found = server.diagnostics(uri, 1)
        assert [each["code"] for each in found if each["severity"] == 1] == ["shmem-size-invalid"], (uri, found)
    server.end()


def test_others():
    """What is no scenario and no launch script has no messages."""
    server = start()
    for name, text, expected in (
            ("pom.xml", "<project><vm/></project>", []), ("broken.xml", "<project><vm></project>", []), ("empty.xml", "", []),
            ("a.yaml", "a: [1", []), ("b.yaml", "key: value\n", []), ("half.xml", "<acrn-config", ["xml-malformed"]),
            ("lab.xml", read("../../boards/lab/lab.xml"), []),
            ("launch.sh", "acrn-dm -s 0,hostbridge -s 3,ivshmem,dm:/pair,3 VM1\n", ["shmem-size-invalid"]),
            ("launch", "#!/bin/bash\nacrn-dm; if\n", ["script-malformed"]), ("other.sh", "if\n", []), ("text.txt", "acrn", []), ("x.json", "{}", [])):
        uri = "file://%s/%s" % (ROOT, name)
        open_document(server, text, uri=uri, language="plaintext")
        found = [each["code"] for each in server.diagnostics(uri, 1)]
        assert found == expected, (name, found)
    server.end()


def test_overlay():
    """An open board is the one that a scenario is checked with, saved or not."""
    server = start()
    board = read("../../boards/lab/lab.xml")
    scenario = read("pair.xml").replace('"lab"', '"mine"').replace("SIZE>3<", "SIZE>4<")
    board_uri = "file://%s/mine.xml" % ROOT
    open_document(server, scenario)
    assert [each["code"] for each in server.diagnostics(PAIR, 1)] == ["board-missing"]
    open_document(server, board.replace('"lab"', '"mine"'), uri=board_uri)
    server.diagnostics(board_uri, 1)
    assert server.next_diagnostics(PAIR) == []
    change(server, 2, {"text": board.replace('"lab"', '"mine"').replace("<processors", "<processor")}, uri=board_uri)
    assert server.next_diagnostics(PAIR) != []
    server.notify("textDocument/didClose", {"textDocument": {"uri": board_uri}})
    server.end()


def test_settings():
    """Comments, settings and known findings count as they do for check."""
    server = start()
    text = read("pair.xml").replace('"lab"', '"nowhere"').replace("SIZE>3<", "SIZE>4<")
    folder = os.path.join(ROOT, "project")
    uri = "file://%s/scenario.xml" % folder
    os.mkdir(folder)
    open_document(server, text, uri=uri)
    assert [each["code"] for each in server.diagnostics(uri, 1)] == ["board-missing"]
    change(server, 2, {"text": "<!-- acrn-cfg: allow board-missing: nobody has it -->" + text}, uri=uri)
    assert server.diagnostics(uri, 2) == []
    change(server, 3, {"text": text}, uri=uri)
    assert [each["code"] for each in server.diagnostics(uri, 3)] == ["board-missing"]
    with open(os.path.join(folder, ".acrn-cfg.yaml"), "w", encoding="utf-8") as file:
        file.write("levels:\n  board-missing: off\n")
    server.notify("workspace/didChangeWatchedFiles", {"changes": []})
    assert server.diagnostics(uri, 3) == []
    with open(os.path.join(folder, ".acrn-cfg.yaml"), "w", encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    server.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert server.diagnostics(uri, 3) != []
    settings = "file://%s/.acrn-cfg.yaml" % folder
    for version, (level, codes_there) in enumerate((("off", []), ("warning", ["board-missing"]))):
        open_document(server, "levels:\n  board-missing: %s\n" % level, uri=settings, version=version)
        assert [each["code"] for each in server.diagnostics(uri, 3)] == codes_there
    assert server.end() == 0


def test_pulling():
    """A client that asks for diagnostics, and takes no others, gets no others."""
    server = start({"textDocument": {"diagnostic": {}}})
    assert server.capabilities["diagnosticProvider"]["interFileDependencies"]
    for version in range(1, 6):
        open_document(server, read("pair.xml"), version=version)
        report = server.request("textDocument/diagnostic", {"textDocument": {"uri": PAIR}})["result"]
        assert [each["code"] for each in report["items"]] == ["shmem-size-invalid"], report
    assert server.end() == 0
    assert server.messages == []


def test_cancel():
    server = start()
    open_document(server, read("pair.xml"))
    request = {"jsonrpc": "2.0", "method": "textDocument/codeAction",
               "params": {"textDocument": {"uri": PAIR}, "range": {"start": at(0, 0), "end": at(99, 0)}, "context": {}}}
    for identifier in (50, "fifty"):
        server.process.stdin.write(frame({**request, "id": identifier}) + frame(
            {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": identifier}}))
        server.process.stdin.flush()
        answer = server.take(lambda message, wanted=identifier: message.get("id") == wanted)
        assert answer["error"]["code"] == -32800, answer
    server.notify("$/cancelRequest", {"id": 12345})
    server.notify("$/cancelRequest", {})
    # All of many get an answer: what is too much at a time, an error.
    server.process.stdin.write(b"".join(frame({**request, "id": each}) for each in range(1000, 1400)))
    server.process.stdin.flush()
    answers = [server.take(lambda message, wanted=each: message.get("id") == wanted) for each in range(1000, 1400)]
    assert sum("result" in answer for answer in answers) >= 255  # a check may be one of 256
    assert all("result" in answer or answer["error"]["code"] == -32803 for answer in answers)
    answer = server.request("textDocument/codeAction", {**request["params"], "context": {"more": " " * 17 * 1024 * 1024}})
    assert answer["error"]["code"] == -32803, answer
    server.end()


def memory(server):
    with open("/proc/%d/statm" % server.process.pid, encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_memory():
    """Changes leave nothing behind in the server."""
    server = start()
    open_document(server, read("pair.xml"))
    sizes = []
    version = 1
    for _ in range(4):
        for _ in range(2500):
            version += 1
            change(server, version, replacement(6, 38, 6, 39, str(version % 9 + 1)))
        server.diagnostics(PAIR, version)
        sizes.append(memory(server))
    assert sizes[3] - sizes[0] < 512 * 1024, sizes
    server.end()


def test_fixes():
    for versioned in (False, True):
        server = start({"workspace": {"workspaceEdit": {"documentChanges": versioned}},
                        "textDocument": {"codeAction": {"codeActionLiteralSupport": {}}}})
        open_document(server, read("pair.xml"), version=7)
        ask = {"textDocument": {"uri": PAIR}, "range": {"start": at(6, 39), "end": at(6, 39)}, "context": {"diagnostics": []}}
        fix, fix_all = server.request("textDocument/codeAction", ask)["result"]
        edits = [{"range": {"start": at(6, 38), "end": at(6, 39)}, "newText": "4"}]
        if versioned:
            expected = {"documentChanges": [{"textDocument": {"uri": PAIR, "version": 7}, "edits": edits}]}
        else:
            expected = {"changes": {PAIR: edits}}
        assert fix["edit"] == expected and fix["isPreferred"] and fix["kind"] == "quickfix", fix
        assert fix["diagnostics"][0]["code"] == "shmem-size-invalid"
        line = read("pair.xml").split("\n")[6]
        edits[0] = {"range": {"start": at(6, 0), "end": at(7, 0)}, "newText": line.replace(">3<", ">4<") + "\n"}
        assert fix_all["edit"] == expected and fix_all["kind"] == "source.fixAll.acrn-cfg", fix_all
        for only, kinds in ((["quickfix"], ["quickfix"]), (["source"], [fix_all["kind"]]), (["refactor", "source.fix"], []),
                            (["source.fixAll"], [fix_all["kind"]]), ([], [])):
            found = server.request("textDocument/codeAction", {**ask, "context": {"diagnostics": [], "only": only}})["result"]
            assert [each["kind"] for each in found] == kinds, (only, found)
        elsewhere = {**ask, "range": {"start": at(2, 0), "end": at(3, 0)}, "context": {"diagnostics": [], "only": ["quickfix"]}}
        assert server.request("textDocument/codeAction", elsewhere)["result"] == []
        server.end()


def applied(text, edits):
    """A text after edits of whole lines."""
    lines = text.splitlines(keepends=True)
    for edit in edits:
        assert edit["range"]["start"]["character"] == edit["range"]["end"]["character"] == 0
        lines[edit["range"]["start"]["line"]:edit["range"]["end"]["line"]] = [edit["newText"]]
    return "".join(lines)


def test_fix_all():
    """All fixes at once are those of check --fix, in files and in other texts."""
    text = read("pair.xml").replace("IVSHMEM_SIZE", "IVSHMEM_SIZ").replace('vm id="2"', 'vm id="02"')
    path = os.path.join(ROOT, "fixed.xml")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    subprocess.run([PROGRAM, "check", "--fix", path], capture_output=True, check=False)
    with open(path, encoding="utf-8", newline="") as file:
        expected = file.read()
    assert "<IVSHMEM_SIZE>4<" in expected, expected
    for uri in ("file://" + path, "file://%s/unsaved.xml" % ROOT, "untitled:Untitled-1"):
        server = start({"textDocument": {"codeAction": {"codeActionLiteralSupport": {}}}})
        open_document(server, text, uri=uri)
        ask = {"textDocument": {"uri": uri}, "range": {"start": at(0, 0), "end": at(0, 0)},
               "context": {"diagnostics": [], "only": ["source.fixAll"]}}
        fix_all, = server.request("textDocument/codeAction", ask)["result"]
        assert list(fix_all["edit"]["changes"]) == [uri]
        assert applied(text, fix_all["edit"]["changes"][uri]) == expected, (uri, fix_all)
        server.end()


def test_format():
    server = start()
    text = read("pair.xml")
    ask = {"textDocument": {"uri": PAIR}, "options": {"tabSize": 8, "insertSpaces": False}}
    open_document(server, text)
    canonical = text
    for edit in server.request("textDocument/formatting", ask)["result"]:
        lines = text.splitlines(keepends=True)
        first, last = edit["range"]["start"]["line"], edit["range"]["end"]["line"]
        canonical = "".join(lines[:first]) + edit["newText"] + "".join(lines[last:])
    change(server, 2, {"text": canonical})
    assert server.request("textDocument/formatting", ask)["result"] == []
    # Two lines, and what is between them, are replaced; lines that are good stay.
    change(server, 3, {"text": canonical.replace("    <FEATURES>", "<FEATURES>").replace("      <IVSHMEM>", "<IVSHMEM>")})
    edits = server.request("textDocument/formatting", ask)["result"]
    line = canonical.split("\n").index("    <FEATURES>")
    assert edits == [{"range": {"start": at(line, 0), "end": at(line + 2, 0)}, "newText": "    <FEATURES>\n      <IVSHMEM>\n"}], edits
    for broken in ("<acrn-config", "<project>\n<a/></project>", ""):
        change(server, 4, {"text": broken})
        assert server.request("textDocument/formatting", ask)["result"] == []
    server.end()


def main():
    shutil.copy(os.path.join(HERE, "pair.xml"), ROOT)
    for name, test in sorted(globals().items()):
        if name.startswith("test_") and not (name == "test_memory" and os.environ["B"].endswith("/san")):
            print(name, flush=True)
            test()
    shutil.rmtree(ROOT)


main()
