#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What is read in our own launch scripts is what they say that they run: --dry-run, every argument.
set -u
B=${B:-build}
cd "${SRCDIR:-.}" || exit 1

if [ ! -x "$B/tests/corpus/script_argv" ]; then
	echo "SKIP: $B/tests/corpus/script_argv is not built: make build-tests"
	exit 77
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

for scenario in boards/lab/pair.xml boards/lab/trio.xml boards/*/shared.xml; do
	[ -f "$scenario" ] || continue
	"$B/bin/acrn-cfg" gen -o "$scratch/out" "$scenario" 2>/dev/null || continue
	for script in "$scratch"/out/launch/*.sh; do
		bash "$script" --dry-run >"$scratch/own.argv" || exit 1
		count=$(wc -l <"$scratch/own.argv")
		if output=$("$B/tests/corpus/script_argv" "$script" "$scratch/own.argv") &&
			[ "$output" = "common $count known $count certain $count" ]; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			printf 'FAIL %s: %s\n' "$scenario" "$output"
		fi
	done
	rm -rf "$scratch/out"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -ge 4 ]
