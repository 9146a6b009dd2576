#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""keystrokes.py SCENARIO COUNT COMMAND...: the median of the microseconds that a language server takes from a character
that is typed into a scenario until it has published the messages."""
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "../lsp"))
from protocol import Server


def main():
    path, count, *command = sys.argv[1:]
    uri = "file://" + os.path.realpath(path)
    server = Server(command)
    server.initialize({"textDocument": {"publishDiagnostics": {"relatedInformation": True}}})
    with open(path, encoding="utf-8") as file:
        text = file.read() + "<!-- "
    last = {"line": text.count("\n"), "character": len(text) - text.rfind("\n") - 1}
    server.notify("textDocument/didOpen", {"textDocument": {
        "uri": uri, "languageId": "xml", "version": 0, "text": text + " -->"}})
    server.diagnostics(uri, 0)
    times = []
    for version in range(1, int(count) + 1):
        start = time.monotonic()
        server.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"range": {"start": last, "end": last}, "text": "x"}]})
        server.diagnostics(uri, version)
        times.append(time.monotonic() - start)
    server.end()
    print(round(statistics.median(times) * 1e6))


main()
