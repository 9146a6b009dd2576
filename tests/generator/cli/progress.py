# SPDX-License-Identifier: BSD-3-Clause
"""progress.py ACRN-CFG CLOCK FOLDER: what acrn-cfg shows on a terminal of how far it is. Each run is
slow or fast by a clock of its own, CLOCK (clock_preload.c); FOLDER is an empty one to work in."""
import fcntl
import os
import re
import signal
import struct
import subprocess
import sys
import termios

ERASE = "\r\033[K"
GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<acrn-config>
  <vm id="0">
    <name>S</name>
    <load_order>SERVICE_VM</load_order>
  </vm>
</acrn-config>
"""
NO_BOARD = "-Wno-board-missing"  # the message would be that of each file
BAD_TEXT = "<acrn-confg/>\n"
failed = 0


def report(is_good, what):
    global failed
    if not is_good:
        failed += 1
        print("FAIL", what)


def environment(step, **more):
    result = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TERM": "xterm", "NO_COLOR": "1", "LD_PRELOAD": CLOCK,
              "CLOCK_STEP": str(step),
              "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", "")}
    result.update(more)
    return result


def read_all(fd):
    data = b""
    while True:
        try:
            chunk = os.read(fd, 65536)
        except OSError:  # the other side is closed
            chunk = b""
        if not chunk:
            return data.decode(errors="surrogateescape").replace("\r\n", "\n")
        data += chunk


class Run:
    """A run with standard error on a terminal of that many columns."""

    def __init__(self, arguments, columns=80, step=1000, stdin=subprocess.DEVNULL, **more):
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.process = subprocess.Popen([ACRN_CFG, *arguments], stdin=stdin,
                                        stdout=subprocess.PIPE, stderr=slave,
                                        env=environment(step, **more))
        os.close(slave)
        self.master = master

    def wait(self):
        self.text = read_all(self.master)
        self.output = self.process.stdout.read().decode()
        self.status = self.process.wait()
        os.close(self.master)
        return self


def piped(arguments):
    """The same messages where they are read by a program: (output, messages, status)."""
    done = subprocess.run([ACRN_CFG, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          env=environment(1000))
    return done.stdout.decode(), done.stderr.decode(errors="surrogateescape"), done.returncode


def screen(text):
    """What is left of a text on a terminal."""
    lines = [""]
    for part in re.split(r"(\n|\r\033\[K)", text):
        if part == "\n":
            lines.append("")
        elif part == ERASE:
            lines[-1] = ""
        else:
            lines[-1] += part
    return "\n".join(lines)


def drawn(text):
    """The lines of progress in a text: each is erased."""
    return [part for part in text.split(ERASE)[1:-1] if part and "\n" not in part]


def write(name, text):
    with open(name, "w") as file:
        file.write(text)
    return name


def check_shown(what, arguments, first, status):
    """There is progress, nothing of it is left, and messages are the same as elsewhere."""
    output, messages, _ = piped(arguments)
    run = Run(arguments).wait()
    lines = [line for line in drawn(run.text) if line.startswith(first)]
    report(lines, f"{what}: no '{first}' in {run.text!r}")
    report(screen(run.text) == messages, f"{what}: left on the screen: {screen(run.text)!r}")
    report(run.output == output, f"{what}: on standard output: {run.output!r}")
    report(run.status == status, f"{what}: status {run.status}")
    report("\033" not in messages and "\r" not in messages, f"{what}: into a pipe: {messages!r}")
    return lines


def check_lines():
    lines = check_shown("check", ["check", NO_BOARD, *GOODS], "checking ", 0)
    report(lines[0] == f"checking 1/20 [{'':20}] good/0.xml", f"the first line: {lines[0]}")
    report(lines[-1] == f"checking 20/20 [{'#' * 19} ] good/9.xml", f"the last line: {lines[-1]}")
    check_shown("directory", ["check", NO_BOARD, "good"], "checking 7/20 ", 0)
    check_shown("messages", ["check", NO_BOARD, *GOODS, BAD, *GOODS], "checking 41/41 ", 1)
    check_shown("messages for programs", ["check", NO_BOARD, "--format", "json", *GOODS, BAD], "checking ", 1)
    check_shown("budget", ["check", NO_BOARD, "--budget", *GOODS, BAD], "checking ", 1)
    check_shown("scripts", ["check", NO_BOARD, *SCRIPTS], "checking 2/2 ", 0)
    check_shown("patch", ["check", NO_BOARD, "--fix", "--dry-run", *GOODS, BAD], "checking 5/21 ", 1)
    check_shown("fmt", ["fmt", *GOODS], "formatting 20/20 ", 0)
    check_shown("fmt --check", ["fmt", "--check", *GOODS, UGLY, *GOODS], "formatting 22/41 ", 1)


def check_nothing():
    """Where there is nothing to see, nothing is written."""
    for what, run in (
        ("fast run", Run(["check", NO_BOARD, *GOODS], step=0)),
        ("dumb terminal", Run(["check", NO_BOARD, *GOODS], TERM="dumb")),
        ("single file", Run(["check", NO_BOARD, GOODS[0]])),
        ("messages in JSON", Run(["check", NO_BOARD, "--budget", "--format", "json", *GOODS])),
    ):
        text = run.wait().text
        report("\033" not in text and "\r" not in text, f"{what}: {text!r}")


def check_widths():
    long = write("good/" + "x" * 60 + "\u00e9" * 70 + ".xml", GOOD)
    files = [*GOODS, long, long]
    for columns in (1, 2, 10, 20, 33, 60, 80, 200, 500):
        lines = drawn(Run(["check", NO_BOARD, *files], columns=columns).wait().text)
        if columns == 1:
            report(not lines, f"1 column: {lines}")
            continue
        report(all(len(line.encode()) < columns for line in lines), f"{columns} columns: {lines}")
        report(columns < 30 or "..." in lines[-1] or long in lines[-1],
               f"{columns} columns: {lines[-1]}")
        lines[-1].encode()  # UTF-8 that was not cut within a character
    os.unlink(long)


def check_names():
    hostile = write("good/a\033[2J\033]0;x\a\u202e\x85b.xml", GOOD)
    run = Run(["check", NO_BOARD, hostile, *GOODS], columns=200).wait()
    report(r"a\x1b[2J\x1b]0;x\x07\xe2\x80\xae\xc2\x85b.xml" in drawn(run.text)[0],
           f"control characters: {run.text!r}")
    report("\033" not in run.text.replace(ERASE, ""), f"control characters: {run.text!r}")
    os.unlink(hostile)


def check_signals():
    """What ends the run while the line is there takes it along; one that is ignored does not."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        source, sink = os.pipe()
        run = Run(["check", NO_BOARD, *GOODS, "-"], stdin=source)
        text = ""
        while "21/21" not in text:  # it waits for its input now
            text += os.read(run.master, 4096).decode()
        os.kill(run.process.pid, number)
        run.wait()
        report(run.status == -number, f"signal {number}: status {run.status}")
        report(screen(text + run.text) == "", f"signal {number}: left {screen(text + run.text)!r}")
        os.close(sink)
        os.close(source)


ACRN_CFG, CLOCK = (os.path.abspath(path) for path in sys.argv[1:3])
os.chdir(sys.argv[3])
os.mkdir("good")
GOODS = [write(f"good/{i}.xml", GOOD) for i in range(20)]
GOODS.sort()
BAD = write("bad.xml", BAD_TEXT)
UGLY = write("ugly.xml", "<acrn-config ></acrn-config>\n")
SCRIPTS = [write(f"{name}.sh", "#!/bin/bash\necho\n") for name in "ab"]
check_lines()
check_nothing()
check_widths()
check_names()
check_signals()
sys.exit(failed > 0)
