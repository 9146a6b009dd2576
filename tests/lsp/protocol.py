# SPDX-License-Identifier: BSD-3-Clause
"""protocol.py: the language server's messages, for the tests that talk to it."""
import json
import subprocess


def read_message(stream):
    """The next message as a dict; None at the end of the stream."""
    length = 0
    for line in iter(stream.readline, b""):
        if line == b"\r\n":
            return json.loads(stream.read(length))
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return None


def frame(message):
    body = json.dumps(message, ensure_ascii=False).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Server:
    """A server that was started by a command, and a client of it that waits for answers."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.last_id = 0
        self.messages = []  # of the server, in their order, but for those that were taken

    def send(self, message):
        self.process.stdin.write(frame({"jsonrpc": "2.0", **message}))
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def take(self, is_wanted):
        """The next message that is wanted; those before it stay."""
        for index, message in enumerate(self.messages):
            if is_wanted(message):
                return self.messages.pop(index)
        while message := read_message(self.process.stdout):
            if is_wanted(message):
                return message
            self.messages.append(message)
        raise EOFError("the server has ended")

    def request(self, method, params):
        self.last_id += 1
        self.send({"id": self.last_id, "method": method, "params": params})
        return self.take(lambda message: message.get("id") == self.last_id and "method" not in message)

    def initialize(self, capabilities):
        answer = self.request("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self.notify("initialized", {})
        return answer["result"]["capabilities"]

    def diagnostics(self, uri, version):
        """What is published for a version of a document; of earlier ones there may be any number."""
        return self.take(lambda message: message.get("method") == "textDocument/publishDiagnostics"
                         and message["params"]["uri"] == uri
                         and message["params"].get("version") == version)["params"]["diagnostics"]

    def next_diagnostics(self, uri):
        """The next ones of a document, whatever its version."""
        return self.take(lambda message: message.get("method") == "textDocument/publishDiagnostics"
                         and message["params"]["uri"] == uri)["params"]["diagnostics"]

    def end(self):
        """The exit status."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait()
