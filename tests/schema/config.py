# SPDX-License-Identifier: BSD-3-Clause
"""Configuration files that schema/config.schema.json and acrn-cfg have to agree on.

config.py write SCHEMA DIRECTORY     Writes them, in JSON, which is YAML: N.yaml.
config.py check SCHEMA ACCEPTED...   Those that acrn-cfg has accepted are those that the schema accepts.
config.py names SCHEMA               Prints the settings that the schema has.
"""
import json
import os
import sys

TEXTS = ["", "a", "a/b", 1, True, None, [], {}, ["a"], ["a", ""], ["a", ["b"]], ["a", None]]
WORDS = ["off", "warning", "error", "never", "acrn", "lab", "true", "false", "master", "Error"]
FLAGS = [True, False, 0, 1]
PARTS = ["groups", "acl", "apparmor", "selinux", "fapolicyd", "verity", "systemd", "keys", "all"]
RELEASES = ["1.6", "2.8", "3.4", "3.0.3", "v3", "3", 1.6, 2.8, 3.4]


def settings(schema):
    """Each setting with each value, those of its enumeration among them."""
    for name, property_ in schema["properties"].items():
        values = TEXTS + WORDS + FLAGS + RELEASES + property_.get("enum", [])
        for value in values:
            yield {name: value}
    for part in PARTS + ["none", "groups,acl"]:
        yield {"harden": [part]}
        yield {"harden": part}
    for level in TEXTS + WORDS + FLAGS:
        yield {"levels": {"element-unknown": level}}
    yield from ({}, None, [], "release", {"relase": "3.2"}, {"levels": {"Element": "off"}})
    yield {"release": "3.2", "board-path": ["a", "b"], "werror": False}


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write(schema_path, directory):
    for number, value in enumerate(settings(load(schema_path))):
        with open(os.path.join(directory, f"{number}.yaml"), "w", encoding="utf-8") as file:
            json.dump(value, file)


def check(schema_path, accepted):
    import jsonschema

    schema = load(schema_path)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    accepted = set(map(int, accepted))
    failed = False
    for number, value in enumerate(settings(schema)):
        if validator.is_valid(value) != (number in accepted):
            failed = True
            print(f"{json.dumps(value)}: {'accepted' if number in accepted else 'refused'} by acrn-cfg only")
    sys.exit(failed)


if sys.argv[1] == "write":
    write(sys.argv[2], sys.argv[3])
elif sys.argv[1] == "check":
    check(sys.argv[2], sys.argv[3:])
else:
    print("\n".join(load(sys.argv[2])["properties"]))
