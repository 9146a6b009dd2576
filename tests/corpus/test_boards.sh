#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Every upstream scenario with the board beside it is clean, apart from two that ACRN's own validator
# rejects, too: one has a duplicate VM name, in the other an RTVM has CPU 0 and shares CPU 1.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

for scenario in "$SHARED"/corpus/acrn/*/*.xml; do
	directory=$(basename "$(dirname "$scenario")")
	name=$directory/$(basename "$scenario" .xml)
	if [ "$(basename "$name")" = "$directory" ]; then
		continue # the board itself
	fi
	"$B/bin/acrn-cfg" check --format=gcc "$scenario" 2>"$scratch/messages"
	status=$?
	expected=
	case $name in
	*_hardrt) expected='[vuart-unknown-vm] [vm-name-duplicate] ' ;;
	*_vxworks) expected='[rtvm-cpu-zero] [rtvm-cpu-shared] ' ;;
	esac
	rules=$(grep -o '\[[a-z-]*\]$' "$scratch/messages" | tr '\n' ' ')
	if [ -n "$expected" ]; then
		if [ "$status" -eq 1 ] && [ "$rules" = "$expected" ]; then
			pass
		else
			fail "$name: $rules"
		fi
	elif [ "$status" -eq 0 ] && [ ! -s "$scratch/messages" ]; then
		pass
	else
		fail "$name: $(cat "$scratch/messages")"
	fi
done
finish
