#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""edits.py ACRN-CFG COUNT SEED FILE...: edits the files at random in a language server, and compares its messages after
each edit with those of `acrn-cfg check` for the same text."""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from protocol import Server

# How many edits a document gets before the next one is opened.
EDITS_OF_ONE = 40

FRAGMENTS = ["<", ">", "/", "</vm>", "<vm id=\"9\">", "<name>LEFT</name>", "&", "&amp;", "\"", "'", "<!-- ", " -->", "\n", "\r",
             "\r\n", "\t", " ", "é", "\U0001F600", "\u2028", "0", "-1", "3", "4096", "0x10", "y", "n", "dm:/pair,2", "hv:/pair",
             "00:08.0", ": ", "- ", "#", "$VM", "\\", "acrn-dm -s 3,ivshmem,dm:/pair,2 VM1", "\0", "\ufeff", "]]>", "<![CDATA["]


def is_text(path):
    try:
        with open(path, encoding="utf-8") as file:
            return bool(file.read())
    except UnicodeDecodeError:
        return False


def units(text):
    return len(text.encode("utf-16-le")) // 2


def position(text, index):
    """The position of a character: lines end with LF, CR LF or CR."""
    before = text[:index]
    lines = re.split("\r\n|\n|\r", before)
    if before.endswith("\r") and text[index:index + 1] == "\n":
        return None  # between the two
    return {"line": len(lines) - 1, "character": units(lines[-1])}


def random_piece(generator, text):
    """The ends of a few characters, of a word, of a line, or of several lines."""
    if not text:
        return 0, 0
    pattern = generator.choice([".{0,3}", r"\w*", r"[^<>]*", r"<[^>]*>", r".*\n?", r"(?:.*\n){1,5}"])
    start = generator.randrange(len(text) + 1)
    match = re.compile(pattern).search(text, start)
    return match.span() if match else (start, start)


def random_change(generator, text):
    """A change as the client sends it, and the text after it."""
    start, end = random_piece(generator, text)
    kind = generator.randrange(4)
    if kind == 0:
        new = ""
    elif kind == 1:
        new = generator.choice(FRAGMENTS)
    else:
        other_start, other_end = random_piece(generator, text)
        new = text[other_start:other_end]
        start = start if kind == 2 else end
    after = text[:start] + new + text[end:]
    first, last = position(text, start), position(text, end)
    if not first or not last or generator.randrange(20) == 0:
        return {"text": after}, after
    return {"range": {"start": first, "end": last}, "text": new}, after


class Place:
    """Says where offsets of a text's bytes are, as the client counts."""

    def __init__(self, text):
        self.text = text
        self.bytes = text.encode()

    def position(self, offset):
        index = len(self.bytes[:offset].decode(errors="ignore"))
        before = self.text[:index]
        if before.endswith("\r") and self.text[index:index + 1] == "\n":
            index -= 1
        return position(self.text, index)


def read_message(record, text, path):
    """A message of check in the client's form."""
    lines = [record["message"]]
    start = end = {"line": 0, "character": 0}
    for span in record["spans"]:
        where = "%s:%d:%d" % (os.path.basename(span["file"]), span["start"]["line"], span["start"]["column"])
        if span["role"] == "note":
            lines.append("note: %s (%s)" % (span["message"], where))
        elif span["file"] == path:
            start, end = (text.position(span[end]["offset"]) for end in ("start", "end"))
        else:
            lines[0] += " (%s)" % where
    lines += ["help: " + fix["message"] for fix in record["fixes"]]
    return {"code": record["rule"], "severity": 2 if record["level"] == "warning" else 1, "source": "acrn-cfg",
            "message": "\n".join(lines), "range": {"start": start, "end": end}}


def check(program, path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    run = subprocess.run([program, "check", "--skip-others", "--format", "json", path], capture_output=True, check=False)
    records = [json.loads(line) for line in run.stdout.decode().splitlines()]
    assert run.returncode in (0, 1, 2), run.stderr
    return [read_message(record, Place(text), path) for record in records if "message" in record]


class Document:
    def __init__(self, server, path):
        self.server = server
        self.path = path
        self.uri = "file://" + urllib.parse.quote(path)
        self.version = 1
        with open(path, encoding="utf-8", newline="") as file:
            self.text = file.read()
        server.notify("textDocument/didOpen", {"textDocument": {
            "uri": self.uri, "languageId": "xml", "version": 1, "text": self.text}})

    def edit(self, generator):
        """A change or two; the text from before comes back where it would only get worse."""
        before = self.text
        changes = []
        for _ in range(generator.choice([1, 1, 1, 2, 3])):
            change, self.text = random_change(generator, self.text)
            changes.append(change)
        self.send(changes)
        return before

    def send(self, changes):
        self.version += 1
        self.server.notify("textDocument/didChange", {
            "textDocument": {"uri": self.uri, "version": self.version}, "contentChanges": changes})

    def restore(self, text):
        self.text = text
        self.send([{"text": text}])

    def messages(self):
        return self.server.diagnostics(self.uri, self.version)

    def close(self):
        self.server.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})


def is_unparsed(messages):
    return any(message["code"] in ("xml-malformed", "yaml-malformed", "script-malformed") for message in messages)


def compare(program, document):
    actual = document.messages()
    expected = check(program, document.path, document.text)
    if actual == expected:
        return actual
    with open(document.path, "rb") as file:
        print("text:", file.read())
    print("server:", json.dumps(actual, indent=1), "\ncheck:", json.dumps(expected, indent=1))
    sys.exit(1)


def main():
    program, count, seed, *files = sys.argv[1:]
    files = [file for file in files if is_text(file)]
    generator = random.Random(int(seed))
    server = Server([program, "lsp"])
    server.initialize({})
    folder = os.path.realpath(tempfile.mkdtemp())
    edits = 0
    while edits < int(count):
        document = Document(server, shutil.copy(generator.choice(files), folder))
        compare(program, document)
        for _ in range(min(EDITS_OF_ONE, int(count) - edits)):
            before = document.edit(generator)
            edits += 1
            if is_unparsed(compare(program, document)) and generator.randrange(3):
                document.restore(before)
                compare(program, document)
        document.close()
        os.remove(document.path)
    shutil.rmtree(folder)
    sys.exit(server.end())


main()
