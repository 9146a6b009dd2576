# SPDX-License-Identifier: BSD-3-Clause
"""What acrn-cfg --format=json prints, on standard input.

records.py check SCHEMA     Every line keeps to the schema.
records.py fix RULE OUTPUT  The file as the first record of that rule with edits would have it, into
                            OUTPUT. Exit status 77: there is no such record.
"""
import json
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


def fix(rule, output):
    for record in map(json.loads, sys.stdin):
        edits = [edit for fix in record["fixes"] for edit in fix["edits"]]
        if record["rule"] != rule or not edits:
            continue
        with open(edits[0]["file"], "rb") as file:
            content = file.read()
        for edit in sorted(edits, key=lambda edit: -edit["start"]["offset"]):
            content = (
                content[: edit["start"]["offset"]]
                + edit["text"].encode()
                + content[edit["end"]["offset"] :]
            )
        with open(output, "wb") as file:
            file.write(content)
        return
    sys.exit(77)


{"check": check, "fix": fix}[sys.argv[1]](*sys.argv[2:])
