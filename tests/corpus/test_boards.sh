#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Every upstream scenario with the board beside it is clean, apart from the one with a duplicate VM name.
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
	if [ "$name" = whl-ipc-i5/shared_launch_1user_vm_hardrt ]; then
		rules=$(grep -o '\[[a-z-]*\]$' "$scratch/messages" | tr '\n' ' ')
		if [ "$status" -eq 1 ] && [ "$rules" = '[vuart-unknown-vm] [vm-name-duplicate] ' ]; then
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
