# SPDX-License-Identifier: BSD-3-Clause
"""What acrn-cfg writes for CI systems.

check_reports.py gitlab FILE...  Whether each file keeps to gitlab.schema.json beside this one, and no two issues of it
                                 have the same fingerprint.
check_reports.py junit FILE...   Whether the numbers of tests in each file are right.
check_reports.py github FILE...  Whether each file has commands only, errors before warnings, and for each message one.
check_reports.py same ONE OTHER  Whether two reports for GitLab have the same fingerprints.
check_reports.py count FILE...   How many messages each report has, by its name: .sarif, .gitlab, .junit, .checkstyle,
                                 .github.
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def fingerprints(path):
    return [issue["fingerprint"] for issue in read(path)]


def gitlab(path):
    import jsonschema

    schema = read(os.path.join(os.path.dirname(__file__), "gitlab.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for error in jsonschema.Draft202012Validator(schema).iter_errors(read(path)):
        raise ValueError(error.message)
    assert len(set(fingerprints(path))) == len(fingerprints(path)), "a fingerprint twice"


def numbers(element, cases):
    """The numbers that an element has are those of its test cases."""
    found = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": sum(case.find("error") is not None for case in cases),
        "skipped": sum(case.find("skipped") is not None for case in cases),
    }
    for key, number in found.items():
        assert element.get(key, str(number)) == str(number), f"{element.get('name')}: {key}"


def junit(path):
    root = ElementTree.parse(path).getroot()
    numbers(root, root.findall("testsuite/testcase"))
    for suite in root.findall("testsuite"):
        cases = suite.findall("testcase")
        numbers(suite, cases)
        assert len({case.get("name") for case in cases}) == len(cases), "a test twice"


def github(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    assert lines.pop() == "", "no line end"
    key = r"(file|line|endLine|col|endColumn|title)=[^\x00-\x1f\x7f:,]*"
    levels = []
    for line in lines:
        match = re.fullmatch(rf"::(error|warning|notice) {key}(,{key})*::[^\x00-\x08\x0a-\x1f\x7f]+", line)
        assert match, line
        assert not re.search("%(?!25|0A|0D|2C|3A)", line), line
        levels.append(match[1])
    assert levels == sorted(levels, key=["error", "warning", "notice"].index), "order"


def same(one, other):
    assert fingerprints(one), "no message"
    for path, known in (one, fingerprints(other)), (other, fingerprints(one)):
        for issue in read(path):
            if issue["fingerprint"] not in known:
                sys.exit(f"only in {path}: {issue}")


def count(path):
    kind = path.rsplit(".", 1)[1]
    if kind == "sarif":
        (run,) = read(path)["runs"]
        notifications = run["invocations"][0]["toolExecutionNotifications"]
        return len(run["results"]) + sum("associatedRule" in each for each in notifications)
    if kind == "gitlab":
        return len(read(path))
    if kind == "github":
        with open(path, encoding="utf-8") as file:
            return len(re.findall("^::(?:error|warning) ", file.read(), re.M))
    root = ElementTree.parse(path).getroot()
    if kind == "checkstyle":
        return len(root.findall("file/error"))
    texts = [e.text for tag in ("failure", "error", "system-out") for e in root.iter(tag)]
    return sum(len(re.findall(r": (?:error|warning): \[[a-z0-9-]+\] ", text)) for text in texts)


def main(verb, *paths):
    if verb == "same":
        same(*paths)
        return
    for path in paths:
        try:
            result = {"gitlab": gitlab, "junit": junit, "github": github, "count": count}[verb](path)
            if verb == "count":
                print(result)
        except (AssertionError, KeyError, ValueError, ElementTree.ParseError) as error:
            sys.exit(f"{path}: {error!r}")


main(*sys.argv[1:])
