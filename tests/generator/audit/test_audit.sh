#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_audit.sh: `acrn-cfg audit` of the scenarios in boards/: every score falls with --harden, in text, in JSON by
# schema/audit.schema.json and in SARIF; and of a host on which the generated files are installed.
#
# With GOLDEN=update the expected text is rewritten instead of compared.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
failed=0

fail() {
	echo "FAIL: $*"
	failed=1
}

# expect STATUS ARGUMENT...: runs audit, with its output in $work/output.
expect() {
	local wanted=$1 status

	"$acrn_cfg" audit "${@:2}" >"$work/output" 2>"$work/messages" </dev/null
	status=$?
	[ "$status" -eq "$wanted" ] || fail "audit ${*:2}: exit status $status: $(cat "$work/messages")"
}

# The subjects of the last run with their scores, a line each.
scores() {
	sed -n 's/^\(region\|VM\)  *\([A-Za-z0-9_-]*\)  *\([0-9]*\.[0-9]\)  [A-Z]*$/\1 \2 \3/p' "$work/output"
}

falls() {
	local scenario kind name plain hardened

	for scenario in boards/lab/pair.xml boards/lab/trio.xml boards/nuc-alder/desktop.xml; do
		expect 0 "$scenario"
		scores >"$work/plain"
		expect 0 --harden "$scenario"
		scores | paste -d' ' "$work/plain" - >"$work/both"
		[ -s "$work/both" ] || fail "$scenario: no scores"
		while read -r kind name plain _ _ hardened; do
			awk "BEGIN { exit !($hardened < $plain && $hardened < 5) }" ||
				fail "$scenario: $kind $name: $plain, with --harden $hardened"
		done <"$work/both"
		[ ! -s "$work/messages" ] || fail "$scenario: $(cat "$work/messages")"
	done
}

text() {
	expect 0 --harden=groups,apparmor boards/lab/trio.xml
	if [ "${GOLDEN-}" = update ]; then
		cp "$work/output" tests/generator/audit/trio.txt
	else
		diff tests/generator/audit/trio.txt "$work/output" || fail "another text"
	fi
}

# A score passes if it is not above the threshold.
thresholds() {
	local wrong worst

	expect 0 --harden boards/lab/pair.xml
	worst=$(scores | cut -d' ' -f3 | sort -g | tail -n 1)
	expect 0 --harden --threshold="$worst" boards/lab/pair.xml
	expect 1 --harden -N "$(awk "BEGIN { print $worst - 0.1 }")" boards/lab/pair.xml
	expect 1 --harden --threshold 1 boards/lab/pair.xml
	[ ! -s "$work/messages" ] || fail "threshold: $(cat "$work/messages")"
	expect 0 --threshold 10 boards/lab/pair.xml
	for wrong in 11 10.1 -1 '' . 5. .5 5.55 5x 1000000000000000000000 9.99 "5 "; do
		expect 2 --threshold="$wrong" boards/lab/pair.xml
		grep -q 'invalid threshold' "$work/messages" || fail "threshold '$wrong': $(cat "$work/messages")"
	done
}

# What cannot be checked is not taken for clean; and -W is for findings, too.
statuses() {
	expect 2 "$work/missing.xml"
	expect 1 tests/cases/bad/vm-name-duplicate/input.xml
	[ ! -s "$work/output" ] || fail "an audit in spite of errors"
	expect 2 --root "$work/missing" boards/lab/pair.xml
	expect 0 --root "$work" boards/lab/pair.xml
	grep -q "^Audit .* installed below $work\$" "$work/output" || fail "--root: $(head -n 1 "$work/output")"
	expect 0 "$work/service"
	grep -q '^The scenario has no shared region' "$work/output" || fail "nothing to audit: $(cat "$work/output")"
	expect 2 --harden=walls boards/lab/pair.xml
	expect 1 -Werror=audit-vm-user boards/lab/pair.xml
	grep -q '^VM  *VM2  *[0-9]' "$work/output" || fail "no audit with -Werror"
	expect 0 -Wno-audit-vm-user --format=gcc boards/lab/pair.xml
	grep -q audit-vm-start "$work/output" || fail "no messages"
	grep -q audit-vm-user "$work/output" && fail "a message that is off"
	"$acrn_cfg" audit boards/lab/trio.xml >/dev/full 2>&1
	[ $? -eq 2 ] || fail "a full disk is not reported"
}

programs() {
	if ! python3 -c 'import jsonschema' 2>/dev/null; then
		echo "SKIP: python3-jsonschema is missing"
		return
	fi
	cp boards/lab/trio.xml "$work/$(printf "name\377").xml" # which is not UTF-8
	for scenario in boards/nuc-alder/desktop.xml "$work"/*.xml; do
		expect 0 --format=json --harden=all "$scenario"
		python3 -c 'import json, sys, jsonschema
schema, audit = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.validate(audit, schema)
assert audit["exposure"] == max(subject["exposure"] for subject in audit["subjects"])' \
			schema/audit.schema.json "$work/output" || fail "$scenario: not by the schema"
		expect 0 --format=json --root="$work" "$scenario"
		python3 -c 'import json, sys, jsonschema
schema, audit = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.validate(audit, schema)
assert audit["root"] and "keys" not in audit["harden"] and "systemd" in audit["harden"]' \
			schema/audit.schema.json "$work/output" || fail "$scenario: not by the schema with --root"
		expect 0 --format=sarif "$scenario"
		grep -q '"ruleId": "audit-vm-boot-files"' "$work/output" || fail "$scenario: no results"
		python3 tests/generator/diag/check_sarif.py "$work/output" || fail "$scenario: no SARIF log"
	done
}

echo '<acrn-config><vm id="0"><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm></acrn-config>' >"$work/service"
falls
text
thresholds
statuses
programs
exit $failed
