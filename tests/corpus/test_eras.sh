#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Scenarios and launch XML of earlier releases, of forks, and those that ACRN's own upgrader has been tried with:
# `upgrade` makes a scenario of each of which `check` says what eras_expect.tsv says, and which has what eras_data.tsv
# says; the original has the same errors; upgrading the result changes nothing. What is no scenario is named.
# time limit: 120
set -u
shopt -s extglob
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

acrn_cfg=$B/bin/acrn-cfg
boards=()
for directory in "$SHARED"/corpus/acrn/*/; do
	boards+=(--board-path "$directory")
done
patterns=() expected=() used=()
while IFS=$'\t' read -r pattern rules _; do
	[[ $pattern == '#'* ]] || { patterns+=("$pattern") expected+=("$rules"); }
done <tests/corpus/eras_expect.tsv
declare -A parts
cases=() places=() texts=() is_used=()
while IFS=$'\t' read -r pattern place text; do
	[[ -z $pattern || $pattern == '#'* ]] || { cases+=("$pattern") places+=("$place") texts+=("$text"); }
done <tests/corpus/eras_data.tsv

# rules_of FILE...: the rules that `check` reports, but for the missing board and what only the original has.
rules_of() {
	"$acrn_cfg" check -Wno-board-missing -Wno-value-not-carried --format=gcc "${boards[@]}" "$@" 2>&1 |
		sed -n 's/.*\[\([a-z-]*\)\]$/\1/p' | sort -u | tr '\n' ' '
}

# expected_of NAME: into $want.
expected_of() {
	local i

	want=
	for i in "${!patterns[@]}"; do
		# shellcheck disable=SC2053 # a pattern
		if [[ $1 == ${patterns[i]} ]]; then
			want="${expected[i]} " used[i]=1
		fi
	done
}

# split_places FILE: the parts of a scenario, without white space between elements, into the map $parts.
split_places() {
	local line

	parts=()
	while IFS= read -r line; do
		if [[ $line =~ ^'<vm id="'([0-9]+) ]]; then
			parts[vm${BASH_REMATCH[1]}]=$line
		elif [[ $line =~ ^'<NAME>'([^<]*) ]]; then
			parts["peers ${BASH_REMATCH[1]}"]=$(
				grep -o '<VM_NAME>[^<]*' <<<"$line" | sed 's/<VM_NAME>//' | paste -sd' '
			)
			parts[hv]+=$line
		else
			parts[hv]+=$line
		fi
	done < <({ tr '\n' ' ' <"$1" && echo; } |
		sed 's/> *</></g; s/<vm id=/\n&/g; s/<NAME>/\n&/g; s/<\/IVSHMEM_REGION>/&\n/g')
}

# verify STATUS MESSAGE
verify() {
	if [ "$1" -eq 0 ]; then
		pass
	else
		fail "$2"
	fi
}

# has_data CASE ORIGINAL RESULT
has_data() {
	local i part wanted

	split_places "$3"
	for i in "${!cases[@]}"; do
		# shellcheck disable=SC2053 # a pattern
		[[ $1 == ${cases[i]} ]] || continue
		is_used[i]=1 wanted=${texts[i]}
		part=${parts[${places[i]}]-}
		case ${places[i]} in
		file) cmp -s "$2" "$3" ;;
		peers*) [ "$part" = "$wanted" ] ;;
		*) [[ $part == *"$wanted"* ]] ;;
		esac
		verify $? "$1: ${places[i]} has no $wanted"
	done
}

# before NAME FILE...: the original has the same errors. Beside those of forks is a board, of which the result has none.
before() {
	local name=$1 rules
	shift

	[[ $name != forks/* ]] || return
	rules=$(rules_of "$@" | tr ' ' '\n' | grep -v -x -e element-not-in-release -e element-unknown | tr '\n' ' ')
	[ "${rules# }" = "$want" ]
	verify $? "$name: before the upgrade: $rules"
}

# try NAME FILE...: a scenario, a launch XML beside its scenario, or both of them.
try() {
	local name=$1 result=$scratch/scenario.xml want rules
	shift

	rm -f "$result"
	expected_of "$name"
	"$acrn_cfg" upgrade --format=gcc "$@" -o "$result" 2>"$scratch/messages"
	if [ ! -e "$result" ]; then
		rules=$(sed -n 's/.* error: .*\[\([a-z-]*\)\]$/\1 /p' "$scratch/messages")
		[ -n "$rules" ] && [ "$rules" = "$want" ]
		verify $? "$name: $(cat "$scratch/messages")"
		return
	fi
	rules=$(rules_of "$result")
	[ "$rules" = "$want" ]
	verify $? "$name: after the upgrade: $rules"
	before "$name" "$@"
	"$acrn_cfg" upgrade "$result" | cmp -s - "$result"
	verify $? "$name: another upgrade changes it"
}

for file in "$SHARED"/corpus/eras/*/*.xml "$SHARED"/corpus/forks/*.xml; do
	try "${file#"$SHARED"/corpus/}" "$file"
done
for directory in "$SHARED"/corpus/upgrade/*/; do
	name=$(basename "$directory")
	files=("$directory"scenario.xml)
	if [ -e "$directory"launch.xml ]; then
		files+=("$directory"launch.xml)
	fi
	try "upgrade/$name" "${files[@]}"
	has_data "$name" "${files[0]}" "$scratch/scenario.xml"
done

for i in "${!patterns[@]}"; do
	[ -n "${used[i]-}" ] || fail "eras_expect.tsv: nothing is called ${patterns[i]}"
done
for i in "${!cases[@]}"; do
	[ -n "${is_used[i]-}" ] || fail "eras_data.tsv: no case for ${cases[i]}, ${texts[i]}"
done
finish
