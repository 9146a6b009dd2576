#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What --format=json prints of every breach in tests/cases/bad: it keeps to
# schema/diagnostics.schema.json, has a record for each message of the other formats, and an edit does away
# with what it is for.
set -u
cd "${SRCDIR:-.}" || exit
root=$PWD
tool=$root/${B:-build}/bin/acrn-cfg
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
failed=0 fixed=0

if ! python3 -c 'import jsonschema' 2>/dev/null; then
	echo "SKIP: python3-jsonschema is missing"
	exit 77
fi

fail() {
	echo "FAIL: $*"
	failed=$((failed + 1))
}

records() {
	python3 "$root/tests/schema/records.py" "$@"
}

# breaches RULE FILE: how many messages about it there are in a file.
breaches() {
	grep -c "^{\"level\":\"[a-z]*\",\"rule\":\"$1\"," "$2"
}

# check_fix RULE: with the first edit for it there is one breach less.
check_fix() {
	records fix "$1" fixed.xml <"$work/records" || return
	"$tool" "${arguments[@]}" --format=json fixed.xml 2>"$work/after"
	if [ "$(breaches "$1" "$work/after")" -ge "$(breaches "$1" "$work/records")" ]; then
		fail "$name: the edit does not help: $(cat "$work/records" "$work/after")"
	fi
	fixed=$((fixed + 1))
}

cp -r tests/cases/bad "$work/bad"
for folder in "$work"/bad/*/; do
	name=$(basename "$folder")
	cd "$folder" || exit
	if [ -f run ] || [ ! -f input.xml ]; then
		continue
	fi
	# With sanitizers one breach of each rule is enough for the writer of JSON: a run takes long.
	case ${B:-build}:$name in
	*/san:*--*) continue ;;
	esac
	arguments=(check)
	[ ! -f args ] || mapfile -t arguments <args
	case ${arguments[0]} in
	check | gen | plan) ;;
	*) arguments=(check "${arguments[@]}") ;;
	esac
	"$tool" "${arguments[@]}" --format=json input.xml 2>"$work/records"
	cat "$work/records" >>"$work/all"
	if [ "$(wc -l <"$work/records")" -ne "$(grep -c ' \(error\|warning\): ' expect)" ]; then
		fail "$name: $(cat "$work/records")"
	fi
	if grep -q '"edits":\[{' "$work/records"; then
		check_fix "${name%%--*}"
	fi
done
records check "$root/schema/diagnostics.schema.json" <"$work/all" || fail "a record is not by the schema"
echo "$(wc -l <"$work/all") records, $fixed fixed"
[ "$fixed" -gt 0 ] || fail "nothing was fixed"
[ "$failed" -eq 0 ]
