#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What `check` reports about reported cases, about scenarios that break one of ACRN's own rules each, and about
# ACRN's own scenarios with their boards: exactly what messages.tsv has. What is accepted becomes scripts, in which
# no slot has two devices and which have the arguments of cases_argv.tsv.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

acrn_cfg=$(realpath "$B/bin/acrn-cfg")
messages=$PWD/tests/corpus/messages.tsv
arguments=$PWD/tests/corpus/cases_argv.tsv
cd "$SHARED/corpus" || exit 1

# Rows of messages.tsv from the messages about $1.
rows() {
	sed -n -E "s|^([^ ]+:[0-9]+:[0-9]+): (error\|warning): .*\[([a-z0-9-]+)\]$|$1\t\1\t\2\t\3|p" |
		sed "s|	$1:|	|"
}

# A reported case or a breach of a rule has a kind: which messages it may have at all.
check_kind() {
	local file=$1 kind=$2 status=$3

	case $kind:$status in
	clean:0 | error:1 | warn:[01]) ;;
	accept:0 | either:[01]) return ;;
	*) fail "$file: $kind, but exit status $status" && return ;;
	esac
	if [ "$kind" = clean ] && [ -s "$scratch/rows" ]; then
		fail "$file: messages about what is right"
	elif [ "$kind" != clean ] && [ ! -s "$scratch/rows" ]; then
		fail "$file: no message"
	fi
}

# check FILE BOARD KIND: BOARD is '-' where none is given.
check() {
	local file=$1 board=() status

	[ "$2" = - ] || board=(--board "$2")
	"$acrn_cfg" check --format=gcc "${board[@]}" "$file" 2>"$scratch/messages"
	status=$?
	rows "$file" <"$scratch/messages" >"$scratch/rows"
	check_kind "$file" "$3" "$status"
	if diff <(grep "^$file	" "$messages") "$scratch/rows" >"$scratch/diff"; then
		pass
	else
		fail "$file: < expected, > reported"
		cat "$scratch/diff" "$scratch/messages"
	fi
	[ "$status" -ne 0 ] || check_scripts "$file" "${board[@]}"
}

# No two -s have the same slot, whatever the function.
check_scripts() {
	local file=$1 made=$scratch/made/$1 script argument

	if ! "$acrn_cfg" gen "${@:2}" -o "$made" "$file" 2>/dev/null; then
		fail "$file: accepted, but not generated"
	fi
	for script in "$made"/launch/*.sh; do
		[ -e "$script" ] || continue
		"$script" --dry-run >"$scratch/argv"
		if [ -n "$(awk 'is_slot { sub(/[:,].*/, ""); print } { is_slot = $0 == "-s" }' "$scratch/argv" |
			sort | uniq -d)" ]; then
			fail "$file: ${script##*/} has two devices in one slot"
		else
			pass
		fi
	done
	while IFS=$'\t' read -r _ script argument; do
		if "$made/launch/launch_user_vm_id$script.sh" --dry-run | paste -s -d ' ' | sed 's/^/ /' |
			grep -q -F -e " $argument "; then
			pass
		else
			fail "$file: launch_user_vm_id$script.sh lacks $argument"
		fi
	done < <(grep "^$file	" "$arguments")
}

while IFS=$'\t' read -r case board kind _; do
	[ "$board" = - ] || board=cases/$board
	[ "$case" != 82-v16-form ] || kind=accept # recorded when 1.6 was not read
	check "cases/$case/scenario.xml" "$board" "$kind"
done < <(tail -n +2 cases/CASES.tsv)

while IFS=$'\t' read -r case board; do
	case $case in
	00-base) kind=clean ;;
	40-ssram-overlap) kind=either ;; # it breaks none
	*) kind=warn ;;                  # or an error
	esac
	check "rules/$case/scenario.xml" "rules/$board" "$kind"
done < <(tail -n +2 rules/BOARDS.tsv)

# ACRN's own: what has messages is in messages.tsv, with the reason.
for board in acrn/*/; do
	board=$board$(basename "$board").xml
	for file in "${board%/*}"/*.xml; do
		[ "$file" = "$board" ] || check "$file" "$board" either
	done
done

# Nothing is listed that is not there.
while read -r file; do
	[ -e "$file" ] || fail "$file: listed, but there is no such file"
done < <(cat "$messages" "$arguments" | grep -v '^#' | cut -f 1 | sort -u)
finish
