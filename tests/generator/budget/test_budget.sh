#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_budget.sh: what `check --budget` prints: tables for scenarios of boards/, and JSON by
# schema/budget.schema.json.
#
# With GOLDEN=update the expected tables are rewritten instead of compared.
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

# expect STATUS ARGUMENT...: runs check --budget, with its output in $work/output.
expect() {
	local wanted=$1 status

	"$acrn_cfg" check --budget "${@:2}" >"$work/output" 2>"$work/messages" </dev/null
	status=$?
	[ "$status" -eq "$wanted" ] || fail "$*: exit status $status"
}

expect 0 boards/lab/trio.xml boards/nuc-alder/desktop.xml
[ "$(cat "$work/messages")" = 'acrn-cfg: note: 2 files checked, 0 errors, 0 warnings' ] ||
	fail "messages: $(cat "$work/messages")"
if [ "${GOLDEN-}" = update ]; then
	cp "$work/output" tests/generator/budget/tables.txt
else
	diff tests/generator/budget/tables.txt "$work/output" || fail "other tables"
fi

expect 1 tests/cases/bad/vm-name-duplicate/input.xml
[ ! -s "$work/output" ] || fail "a budget in spite of errors"

sed 's/ board="lab"//' boards/lab/pair.xml >"$work/alone.xml"
expect 0 "$work/alone.xml"
grep -q '^RAM  *- ' "$work/output" || fail "RAM of an unknown board"

"$acrn_cfg" check --budget boards/lab/trio.xml >/dev/full 2>&1
[ $? -eq 2 ] || fail "a full disk is not reported"

if python3 -c 'import jsonschema' 2>/dev/null; then
	cp boards/lab/pair.xml "$work/$(printf "name\377").xml" # which is not UTF-8
	for scenario in boards/lab/trio.xml boards/nuc-alder/desktop.xml "$work"/*.xml; do
		expect 0 --format=json "$scenario"
		python3 -c 'import json, sys, jsonschema
schema, budget = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.validate(budget, schema)' schema/budget.schema.json "$work/output" || fail "$scenario: not by the schema"
	done
else
	echo "SKIP: python3-jsonschema is missing"
fi
exit $failed
