#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# compare.py BEFORE AFTER: whether the XML files of both directories have the same content, apart from the order of
# elements with different names, white space where there is no text, and the XML declaration. It shares nothing with
# acrn-cfg. Prints the names of those that differ.
import os
import sys
import xml.etree.ElementTree as etree


def load(path):
    builder = etree.TreeBuilder(insert_comments=True, insert_pis=True)
    with open(path, "rb") as file:
        return etree.fromstring(file.read(), etree.XMLParser(target=builder))


def form(node):
    """What a node and all in it are, with elements of different names, and comments, in one order."""
    if callable(node.tag):
        return (node.tag.__name__, node.text)
    head = (node.tag, sorted(node.attrib.items()))
    texts = [node.text or ""] + [child.tail or "" for child in node]
    children = [form(child) for child in node]
    if any(text.strip() for text in texts):
        return head + (texts, children)
    children.sort(key=lambda child: (child[0], child[1] if child[0] in ("Comment", "ProcessingInstruction") else ""))
    return head + (children,)


def outside(path):
    """The comments around the root element."""
    with open(path, "rb") as file:
        text = file.read().replace(b"\r\n", b"\n")
    return sorted(part.partition(b"-->")[0] for part in text.split(b"<!--")[1:])


before, after = sys.argv[1:]
for name in sorted(os.listdir(before)):
    paths = os.path.join(before, name), os.path.join(after, name)
    try:
        if form(load(paths[0])) != form(load(paths[1])) or outside(paths[0]) != outside(paths[1]):
            print(name)
    except etree.ParseError:
        with open(paths[0], "rb") as one, open(paths[1], "rb") as other:
            if one.read() != other.read():
                print(name)
