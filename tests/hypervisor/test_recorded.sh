#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The hypervisor's configuration of real boards and scenarios is the one that ACRN's own build makes,
# apart from the differences in recorded.tsv. Variants that ACRN's build fails on are errors of ours,
# or right.
# time limit: 300
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

archive=$SHARED/facts/hv-config/oracle.tar.xz
compare=$SHARED/tools/hvcmp.py
table=tests/hypervisor/recorded.tsv

skip() {
	echo "SKIP: $*"
	exit 77
}

[ -f "$archive" ] || skip "no recorded configurations at $archive"
command -v python3 >/dev/null || skip "no python3 (Debian: python3-minimal), which compares"
command -v xz >/dev/null || skip "no xz (Debian: xz-utils)"
tar -C "$scratch" --strip-components=1 -xJf "$archive" || exit 1

# What the table says about a configuration: "equal", or the words of its second column.
expectation() {
	awk -F '\t' -v name="$1" '$1 == name { found = $2 } END { print found ? found : "equal" }' "$table"
}

# Makes the configuration $1 of a board and a scenario, and compares it with the directory $4.
try() {
	local name=$1 board=$2 scenario=$3 expected=$4 out=$scratch/out/$1 got

	if ! "$B/bin/acrn-cfg" gen --hypervisor --acrn-release master --board "$board" -o "$out" "$scenario" \
		>"$scratch/messages/${name//\//-}" 2>&1; then
		got="error $(sed -n 's/.*: error: .*\[\(.*\)\]$/\1/p' "$scratch/messages/${name//\//-}" | sort -u | paste -s -d ,)"
	elif [ ! -d "$expected" ]; then
		got=made
	elif python3 "$compare" "$out/hypervisor" "$expected" >"$out.differences"; then
		got=equal
	else
		got="differs $(sed 's/:.*//' "$out.differences" | sort -u | paste -s -d ,)"
	fi
	rm -rf "$out"
	if [ "$got" = "$(expectation "$name")" ]; then
		echo "pass"
	else
		echo "FAIL $name: $got, not $(expectation "$name")"
		head -n 20 "$scratch/messages/${name//\//-}" "$out.differences" 2>/dev/null
	fi
}

list() {
	local directory name base_board base_scenario board

	for directory in "$scratch"/upstream/*/*/; do
		name=${directory#"$scratch"/upstream/}
		name=${name%/}
		printf '%s\0' "upstream/$name" "$SHARED/corpus/acrn/${name%/*}/${name%/*}.xml" \
			"$SHARED/corpus/acrn/$name.xml" "$directory"
	done
	for directory in "$scratch"/variants/*/; do
		name=${directory#"$scratch"/}
		read -r base_board base_scenario < <(sed -n 's/^base: //p' "$directory/INFO")
		: "$base_scenario"
		board=$SHARED/corpus/acrn/$base_board/$base_board.xml
		[ -f "$directory/board.xml" ] && board=$directory/board.xml
		printf '%s\0' "${name%/}" "$board" "${directory}scenario.xml" "${directory}out"
	done
}

mkdir -p "$scratch/messages" "$scratch/out/upstream"
export -f try expectation
export scratch B compare table
# shellcheck disable=SC2016
list | xargs -0 -n 4 -P "$(nproc)" bash -c 'mkdir -p "$scratch/out/${1%/*}"; try "$@"' try >"$scratch/results"
grep -v '^pass$' "$scratch/results"
passed=$(grep -c '^pass$' "$scratch/results")
failed=$(grep -c '^FAIL ' "$scratch/results")
finish
