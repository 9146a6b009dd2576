# SPDX-License-Identifier: BSD-3-Clause
# check_sarif.py FILE...: whether each file is a SARIF log as code scanners take it; prints what is wrong.
import gzip
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


def check_related(related):
    assert [each["id"] for each in related] == list(range(1, len(related) + 1)), "ids"
    for each in related:
        assert each["message"]["text"] and each["physicalLocation"]["region"], "no note"


def check_fix(fix):
    assert fix["artifactChanges"] and fix["description"]["text"], "no change"
    for change in fix["artifactChanges"]:
        assert change["artifactLocation"]["uri"] and change["replacements"], "no replacement"


def check_result(result, rules):
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"], "another rule"
    assert result["level"] in ("warning", "error"), "level"
    assert result["message"]["text"], "no message"
    assert len(result["locations"]) == 1, "locations"
    assert result["locations"][0]["physicalLocation"]["region"], "no place"
    assert re.fullmatch("[0-9a-f]{64}", result["partialFingerprints"]["primaryLocationLineHash"])
    related = result.get("relatedLocations", [])
    check_related(related)
    assert len(related) < 1000, "more places than GitHub takes"
    for fix in result.get("fixes", []):
        check_fix(fix)


def check_rules(rules):
    assert len({rule["id"] for rule in rules}) == len(rules), "a rule twice"
    for rule in rules:
        assert re.fullmatch("([A-Z0-9][a-z0-9]*)+", rule["name"]), rule["name"]
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"], "no summary"
        assert rule["help"]["text"].strip() and rule["help"]["markdown"].strip(), "no help"
        assert 1 <= len(rule["properties"]["tags"]) <= 20, "tags"


def check_invocation(invocation, rules):
    is_done = True
    for notification in invocation["toolExecutionNotifications"]:
        assert notification["message"]["text"], "an empty notification"
        rule = notification.get("associatedRule")
        if rule:
            assert rules[rule["index"]]["id"] == rule["id"], "another rule"
        is_done = is_done and notification["level"] != "error"
    assert invocation["executionSuccessful"] or not is_done, "not done, but why"


def check_files(run):
    assert "uri" not in run["originalUriBaseIds"]["SRCROOT"], "a path of this machine"
    artifacts = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    assert len(set(artifacts)) == len(artifacts), "a file twice"
    for uri in uris(run):
        assert re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), uri
        assert not uri.startswith(("/", "./")), uri


def check(log):
    assert log["version"] == "2.1.0" and log["$schema"].startswith("https://"), "version"
    assert len(gzip.compress(json.dumps(log).encode())) <= 10 * 1000 * 1000, "larger than GitHub takes"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    check_rules(rules)
    (invocation,) = run["invocations"]
    check_invocation(invocation, rules)
    results = run["results"]
    assert len(results) <= 25000, "more results than GitHub takes"
    for result in results:
        check_result(result, rules)
    assert len({json.dumps(r["partialFingerprints"]) for r in results}) == len(results), "fingerprints"
    for region in regions(run):
        start = region["startLine"], region["startColumn"]
        assert (1, 1) <= start <= (region["endLine"], region["endColumn"]), "region"
    check_files(run)


for path in sys.argv[1:]:
    try:
        with open(path, encoding="ascii") as file:
            check(json.load(file))
    except (AssertionError, KeyError, ValueError) as error:
        print(f"{path}: {error!r}")
        sys.exit(1)
