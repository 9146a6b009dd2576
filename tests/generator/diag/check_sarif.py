# SPDX-License-Identifier: BSD-3-Clause
# check_sarif.py FILE...: whether each file is a SARIF log as code scanners take it; prints what is wrong.
import json
import re
import sys


def regions(value):
    """Each region in a part of a log."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("region", "deletedRegion"):
                yield part
            yield from regions(part)
    elif isinstance(value, list):
        for part in value:
            yield from regions(part)


def uris(value):
    if isinstance(value, dict):
        if "uri" in value:
            yield value["uri"]
        for part in value.values():
            yield from uris(part)
    elif isinstance(value, list):
        for part in value:
            yield from uris(part)


def check_result(result, rules):
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"], "another rule"
    assert result["level"] in ("warning", "error"), "level"
    assert result["message"]["text"], "no message"
    assert len(result["locations"]) <= 1, "locations"
    assert re.fullmatch("[0-9a-f]{64}", result["partialFingerprints"]["primaryLocationLineHash"])
    for related in result.get("relatedLocations", []):
        assert related["message"]["text"], "no note"
    for fix in result.get("fixes", []):
        assert fix["artifactChanges"], "no change"
        for change in fix["artifactChanges"]:
            assert change["artifactLocation"]["uri"] and change["replacements"], "no replacement"


def check(log):
    assert log["version"] == "2.1.0" and log["$schema"].startswith("https://"), "version"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules), "a rule twice"
    for rule in rules:
        assert rule["shortDescription"]["text"] and rule["help"]["text"].strip(), "no help"
    for result in run["results"]:
        check_result(result, rules)
    assert len({json.dumps(r["partialFingerprints"]) for r in run["results"]}) == len(run["results"]), "fingerprints"
    for region in regions(run):
        start = region["startLine"], region["startColumn"]
        assert (1, 1) <= start <= (region["endLine"], region["endColumn"]), "region"
    for uri in uris(run):
        assert re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri) and not uri.startswith("/"), uri


for path in sys.argv[1:]:
    try:
        with open(path, encoding="ascii") as file:
            check(json.load(file))
    except (AssertionError, KeyError, ValueError) as error:
        print(f"{path}: {error!r}")
        sys.exit(1)
