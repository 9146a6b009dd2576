#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The launch scripts of our own scenarios, imported and generated again, give acrn-dm the same arguments, in
# any order; and the scenario that they are of finds no difference in them.
set -u
cd "${SRCDIR:-.}" || exit 1
export LC_ALL=C
B=${B:-build}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

fail() {
	failed=$((failed + 1))
	echo "FAIL $*"
}

# try SCENARIO RELEASE BOARD
try() {
	local name script

	name=$(basename "$1" .xml)-$2
	"$B/bin/acrn-cfg" gen -r "$2" -b "$3" -Wno-region-id-unsupported -Wno-element-not-in-release \
		-o "$scratch/$name" "$1" || fail "$name: gen"
	"$B/bin/acrn-cfg" import -r "$2" -b "$3" -o "$scratch/$name.xml" "$scratch/$name"/launch/*.sh ||
		fail "$name: import"
	"$B/bin/acrn-cfg" gen -r "$2" -b "$3" -o "$scratch/$name-again" "$scratch/$name.xml" ||
		fail "$name: gen of the import"
	"$B/bin/acrn-cfg" check -r "$2" -b "$3" -Wno-region-id-unsupported -Wno-element-not-in-release \
		"$1" "$scratch/$name-again"/launch/*.sh || fail "$name: check with the new scripts"
	for script in "$scratch/$name"/launch/*.sh; do
		if diff <("$script" --dry-run | sort) \
			<("$scratch/$name-again/launch/$(basename "$script")" --dry-run | sort); then
			passed=$((passed + 1))
		else
			fail "$name: $(basename "$script")"
		fi
	done
}

for release in 3.3 master; do
	try boards/lab/pair.xml "$release" boards/lab/lab.xml
	try boards/nuc-alder/desktop.xml "$release" boards/nuc-alder/nuc-alder.xml
done
try boards/lab/pair.xml 2.2 boards/lab/lab.xml
try boards/lab/pair-2.0.xml 2.0 boards/lab/lab.xml
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
