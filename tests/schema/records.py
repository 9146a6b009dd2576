# SPDX-License-Identifier: BSD-3-Clause
"""What acrn-cfg --format=json prints.

records.py check SCHEMA     Every line of standard input keeps to the schema.
records.py fix FOLDER...    A folder's name begins with the rule that its file breaks. Where the folder's
                            records have edits for that rule, its fixed.xml becomes the file as the first
                            such record would have it; these folders are printed.
records.py after FOLDER...  In each of these folders the file `after` has fewer records of the rule than
                            `records`; the others are printed.
"""
import json
import os
import sys


def check(schema_path):
    import jsonschema

    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for line in sys.stdin:
        for error in validator.iter_errors(json.loads(line)):
            sys.exit(f"{line}{error.message}")


def breaches(folder, name):
    """The records of the folder's rule in one of its files."""
    rule = os.path.basename(folder.rstrip("/")).split("--")[0]
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        records = map(json.loads, file)
        return [record for record in records if record["rule"] == rule]


def edits_of(record):
    return [edit for fix in record["fixes"] for edit in fix["edits"]]


def apply(folder, edits):
    with open(os.path.join(folder, edits[0]["file"]), "rb") as file:
        content = file.read()
    for edit in sorted(edits, key=lambda edit: -edit["start"]["offset"]):
        content = (
            content[: edit["start"]["offset"]]
            + edit["text"].encode()
            + content[edit["end"]["offset"] :]
        )
    with open(os.path.join(folder, "fixed.xml"), "wb") as file:
        file.write(content)


def fix(*folders):
    for folder in folders:
        edits = next(filter(None, map(edits_of, breaches(folder, "records"))), None)
        if edits:
            apply(folder, edits)
            print(folder)


def after(*folders):
    for folder in folders:
        if len(breaches(folder, "after")) >= len(breaches(folder, "records")):
            print(folder)


{"check": check, "fix": fix, "after": after}[sys.argv[1]](*sys.argv[2:])
