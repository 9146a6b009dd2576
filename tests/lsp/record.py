#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""record.py SESSION ROOT COMMAND...: runs a language server for a client, and writes what the client sends to
SESSION, a message a line, with $ROOT in place of the path of the folder that it works in."""
import json
import os
import subprocess
import sys
import threading

from protocol import read_message, frame


def copy_answers(server):
    while message := read_message(server.stdout):
        sys.stdout.buffer.write(frame(message))
        sys.stdout.buffer.flush()


def normalize(message, root):
    """What differs from machine to machine, or from run to run, is left out."""
    if message.get("method") == "initialize":
        message["params"]["processId"] = None
    return json.dumps(message, ensure_ascii=False, sort_keys=True).replace(root, "$ROOT")


def main():
    path, root, *command = sys.argv[1:]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    threading.Thread(target=copy_answers, args=[server], daemon=True).start()
    with open(path, "w", encoding="utf-8") as session:
        while message := read_message(sys.stdin.buffer):
            print(normalize(message, os.path.realpath(root)), file=session, flush=True)
            server.stdin.write(frame(message))
            server.stdin.flush()
            if message.get("method") == "exit":
                break
    sys.exit(server.wait())


main()
