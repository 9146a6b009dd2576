#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What --format=json prints of every breach in tests/cases/bad: it keeps to
# schema/diagnostics.schema.json, has a record for each message of the other formats, and an edit does away
# with what it is for.
set -u
cd "${SRCDIR:-.}" || exit
root=$PWD
B=${B:-build}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
failed=0

if ! python3 -c 'import jsonschema' 2>/dev/null; then
	echo "SKIP: python3-jsonschema is missing"
	exit 77
fi

fail() {
	echo "FAIL: $*"
	failed=$((failed + 1))
}

# All folders at a time: a start takes long.
records() {
	python3 "$root/tests/schema/records.py" "$@"
}

# Folders with a file whose messages are compared. With sanitizers one breach of each rule is enough for the
# writer of JSON.
select_folders() {
	local name

	for name in *; do
		case $B:$name in
		*/san:*--*) continue ;;
		esac
		[ -f "$name/run" ] || [ ! -f "$name/input.xml" ] || folders+=("$name")
	done
}

# report FOLDER FILE INTO: what the folder's arguments lead to for that file.
report() {
	local arguments=(check)

	[ ! -f "$1/args" ] || mapfile -t arguments <"$1/args"
	case ${arguments[0]} in
	check | gen | plan) ;;
	*) arguments=(check "${arguments[@]}") ;;
	esac
	if [ "${arguments[0]}" = check ]; then
		many_run "$1" "$3" /dev/null "${arguments[@]}" --format=json "$2"
	else
		many_run "$1" /dev/null "$3" "${arguments[@]}" --format=json "$2"
	fi
}

# As many records as messages.
compare_counts() {
	paste <(grep -c '' "${folders[@]/%//records}") \
		<(grep -c ' \(error\|warning\): ' "${folders[@]/%//expect}") |
		awk -F '[:\t]' '$2 != $4'
}

# shellcheck source=tests/generator/cli/many.sh
. tests/generator/cli/many.sh
cp -r tests/cases/bad "$work/bad"
cd "$work/bad" || exit
many_open
folders=()
select_folders
for folder in "${folders[@]}"; do
	report "$folder" input.xml records
done
different=$(compare_counts)
[ -z "$different" ] || fail "records and messages: $different"
cat "${folders[@]/%//records}" >"$work/all"
records check "$root/schema/diagnostics.schema.json" <"$work/all" || fail "a record is not by the schema"

mapfile -t fixed < <(records fix "${folders[@]}")
for folder in "${fixed[@]}"; do
	report "$folder" fixed.xml after
done
unchanged=$(records after "${fixed[@]}") || fail "the records after edits cannot be read"
for folder in $unchanged; do
	fail "$folder: the edit does not help: $(cat "$folder/records" "$folder/after")"
done
echo "$(wc -l <"$work/all") records, ${#fixed[@]} fixed"
[ "${#fixed[@]}" -gt 0 ] || fail "nothing was fixed"
[ "$failed" -eq 0 ]
