#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Real scenarios with one change each: invalid ones are rejected with the right rule at the right
# place and nothing is written, the right ones become scripts.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

corpus=$SHARED/corpus/invalid
board=$SHARED/corpus/acrn/whl-ipc-i5/whl-ipc-i5.xml

gen() {
	"$B/bin/acrn-cfg" gen --format=gcc --board "$board" -o "$scratch/$1" "$corpus/$1" \
		2>"$scratch/messages"
}

expect_refusal() {
	local file=$1 rule=$2 place=$3

	gen "$file"
	if [ $? -ne 1 ]; then
		fail "$file: not refused"
	elif ! grep -q -F "$file:$place: error: " "$scratch/messages" ||
		! grep -F "$file:$place: error: " "$scratch/messages" | grep -q -F "[$rule]"; then
		fail "$file: no $rule at $place but: $(cat "$scratch/messages")"
	elif [ -e "$scratch/$file" ]; then
		fail "$file: refused, and something is written all the same"
	else
		pass
	fi
}

expect_scripts() {
	local file=$1

	if ! gen "$file" || [ -s "$scratch/messages" ]; then
		fail "$file: rejected or reported: $(cat "$scratch/messages")"
	elif ! [ -x "$scratch/$file/launch/launch_user_vm_id1.sh" ]; then
		fail "$file: no script"
	else
		pass
	fi
}

while IFS=$'\t' read -r file rule place; do
	case $file:$rule in
	\#*) ;;
	*:accepted) expect_scripts "$file" ;;
	*) expect_refusal "$file" "$rule" "$place" ;;
	esac
done <tests/corpus/invalid_expect.tsv

while IFS=$'\t' read -r file script argument; do
	case $file in
	\#*) continue ;;
	esac
	if "$scratch/$file/launch/launch_user_vm_id$script.sh" --dry-run |
		sed -E 's/mac_seed=[0-9a-f:]*-/mac_seed=MAC-/' | grep -q -x -F -e "$argument"; then
		pass
	else
		fail "$file: launch_user_vm_id$script.sh lacks $argument"
	fi
done <tests/corpus/accepted_argv.tsv

# The list is complete, and agrees with the index.
while IFS=$'\t' read -r file kind _; do
	rule=$(awk -F '\t' -v file="$file" '$1 == file { print $2 }' tests/corpus/invalid_expect.tsv)
	case $kind:$rule in
	*:) fail "$file: what should become of it is not written down" ;;
	valid:accepted | either:*) ;;
	invalid:accepted | valid:*) fail "$file: $kind, but $rule is expected" ;;
	esac
done < <(tail -n +2 "$corpus/INDEX.tsv")
finish
