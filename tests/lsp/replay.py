#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""replay.py ROOT SESSION ANSWERS COMMAND...: sends a server what a client has sent in a recorded session, and writes
what it answers, and its exit status, to ANSWERS, a message a line. $ROOT in a session is the folder ROOT."""
import json
import os
import sys

from protocol import Server

CHANGES = "textDocument/didOpen", "textDocument/didChange", "textDocument/didSave"


def await_answer(server, message):
    """Waits for what the client has seen before its next message: an answer, or diagnostics."""
    method = message.get("method")
    if "id" in message and method:
        return [server.take(lambda answer: answer.get("id") == message["id"] and "method" not in answer)]
    if method in CHANGES:
        document = message["params"]["textDocument"]
        return [server.take(lambda answer: answer.get("method") == "textDocument/publishDiagnostics"
                            and answer["params"]["uri"] == document["uri"]
                            and document.get("version") in (None, answer["params"].get("version")))]
    return []


def main():
    root, session, answers, *command = sys.argv[1:]
    root = os.path.realpath(root)
    server = Server(command)
    with open(session, encoding="utf-8") as lines:
        messages = [json.loads(line.replace("$ROOT", root)) for line in lines]
    with open(answers, "w", encoding="utf-8") as output:
        for message in messages:
            server.send(message)
            for answer in server.messages + await_answer(server, message):
                if message.get("method") == "initialize":
                    del answer["result"]["serverInfo"]["version"]
                text = json.dumps(answer, ensure_ascii=False, sort_keys=True)
                print(text.replace(root, "$ROOT"), file=output)
            server.messages = []
        server.process.stdin.close()
        print("status", server.process.wait(), file=output)


main()
