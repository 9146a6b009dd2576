# SPDX-License-Identifier: BSD-3-Clause
"""plans.py SCHEMA DIRECTORY: each NAME.json in the directory keeps to the schema, and has the same
content as NAME.xml, in the same order."""
import json
import pathlib
import sys
import xml.etree.ElementTree

import jsonschema

FLAGS = {"ignore-unsupported", "windows", "ssram", "com1", "rtvm", "lapic-pt"}
FLAGS |= {"groups", "acl", "apparmor", "selinux", "fapolicyd", "verity", "systemd", "keys"}
# Arrays whose items are elements of the name that their "type" says.
OF_SEVERAL_KINDS = {"devices", "displays", "keys"}


def text(value):
    return ("n", "y")[value] if isinstance(value, bool) else str(value)


def element_of(tag, members):
    """The XML element of an object in JSON."""
    element = xml.etree.ElementTree.Element(tag)
    for name, value in members.items():
        if isinstance(value, list):
            for item in value:
                tag = item.pop("type") if name in OF_SEVERAL_KINDS else name
                element.append(element_of(tag, item))
        elif isinstance(value, dict):
            element.append(element_of(name, value))
        elif name in FLAGS:
            element.append(element_of(name, {}))
        else:
            element.set(name, text(value))
    return element


def check_same(actual, expected, path):
    path += "/" + expected.tag
    if actual.tag != expected.tag or actual.attrib != expected.attrib or len(actual) != len(expected):
        sys.exit(f"{path}: {actual.tag} {actual.attrib} {len(actual)}, not {expected.attrib} {len(expected)}")
    for ours, theirs in zip(actual, expected):
        check_same(ours, theirs, path)


def main(schema_path, directory):
    schema = json.loads(pathlib.Path(schema_path).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    paths = sorted(pathlib.Path(directory).glob("*.json"))
    for path in paths:
        plan = json.loads(path.read_text("utf-8"))
        for error in validator.iter_errors(plan):
            sys.exit(f"{path.name}: {error.json_path}: {error.message}")
        root = xml.etree.ElementTree.parse(path.with_suffix(".xml")).getroot()
        check_same(element_of("plan", plan), root, path.name)
    print(f"{len(paths)} plans")
    if not paths:
        sys.exit("no plans")


main(*sys.argv[1:])
