#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The plan of every scenario in tests/cases: in JSON it keeps to schema/plan.schema.json, and has the
# same content as in XML.
set -u
cd "${SRCDIR:-.}" || exit
root=$PWD
B=${B:-build}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

if ! python3 -c 'import jsonschema' 2>/dev/null; then
	echo "SKIP: python3-jsonschema is missing"
	exit 77
fi

# print_plan NAME ARGUMENT...: the plan in both formats.
print_plan() {
	local name=$1 format

	shift
	for format in xml json; do
		if ! many_run "$PWD" "$work/$name.$format" "$work/messages" plan "$@" --format="$format"; then
			echo "FAIL: $name: $(cat "$work/messages")"
			exit 1
		fi
	done
}

# shellcheck source=tests/generator/cli/many.sh
. tests/generator/cli/many.sh
many_open
for folder in tests/cases/ok/*/; do
	mapfile -t arguments <"$folder/args"
	print_plan "ok-$(basename "$folder")" "${arguments[@]}"
done
for input in tests/cases/good/*/input.*; do
	cd "$root/${input%/*}" || exit
	arguments=()
	[ ! -f args ] || mapfile -t arguments <args
	[ -f run ] || print_plan "good-$(basename "${input%/*}")" "${arguments[@]}" "${input##*/}"
done
cd "$root" || exit
cp boards/lab/pair.xml "$work/$(printf "name\377").xml" # which is not UTF-8
print_plan latin1 --board boards/lab/lab.xml "$work"/name*.xml
rm "$work"/name*.xml
python3 tests/schema/plans.py schema/plan.schema.json "$work"
