#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""check_page.py FILE.html...: what can be checked of reports without a browser: IDs are unique, links lead to them,
headings are in order, nothing is asked for or executed, and the texts of NAME.names are there as text."""
import collections
import html.parser
import re
import sys

EMPTY = {"br", "meta"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links, self.open, self.texts, self.faults = [], [], [], [], []
        self.level = 0

    def handle_starttag(self, tag, attributes):
        if tag not in EMPTY:
            self.open.append(tag)
        if tag in ("script", "img", "link", "iframe", "object", "embed", "base", "form", "image", "foreignobject"):
            self.faults.append(f"a {tag}")
        for name, value in attributes:
            self.check_attribute(tag, name, value)
        if re.fullmatch("h[1-6]", tag):
            if int(tag[1]) > self.level + 1:
                self.faults.append(f"{tag} after h{self.level}")
            self.level = int(tag[1])

    def check_attribute(self, tag, name, value):
        if name == "id":
            self.ids.append(value)
        elif name == "href":
            self.links.append(value)
        elif name == "aria-labelledby":
            self.links += [f"#{one}" for one in value.split()]
        elif name in ("src", "style", "xlink:href") or name.startswith("on"):
            self.faults.append(f"{tag} with {name}")
        elif "url(" in (value or "") and "url(#" not in value and not name.startswith(("title", "aria-label")):
            self.faults.append(f"{tag} with {name}={value[:40]}")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            if re.search(r"url\(|@import", data):
                self.faults.append("a style that asks for something")
        else:
            self.texts.append(data)


def faults_of(path):
    text = open(path, encoding="UTF-8").read()
    names = open(path.removesuffix("html") + "names", encoding="UTF-8").read().splitlines()
    page = Page()
    page.feed(text)
    page.close()
    shown = "\n".join(page.texts)
    faults = page.faults + [f"unclosed {tag}" for tag in page.open]
    ids = collections.Counter(page.ids)
    faults += [f"duplicate ID {one}" for one, count in ids.items() if count > 1]
    faults += [f"link to {one}" for one in page.links if one[:1] != "#" or one[1:] not in ids]
    faults += [f"no text '{name[:60]}'" for name in names if name not in shown]
    if not re.match("<!DOCTYPE html>\n<html lang=\"en\"><head>.*http-equiv=\"Content-Security-Policy\".*<style>", text):
        faults.append("no policy before the style")
    return faults


def main():
    bad = [(path, fault) for path in sys.argv[1:] for fault in faults_of(path)]
    for path, fault in bad:
        print(f"{path}: {fault}")
    return 1 if bad else 0


sys.exit(main())
