#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Our scripts' --dry-run against the arguments that ACRN's own scripts give to acrn-dm, for every
# scenario of ACRN's that has some on record. argv_differences.tsv lists every difference.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

differences=tests/corpus/argv_differences.tsv
declare -A used=()

# The scenario to generate from. One of ACRN's has a duplicate VM name, which is an error; the second is
# given the name by which the rest of that file calls it.
scenario_for() {
	local name=$1 file=$SHARED/corpus/acrn/$1.xml

	if [ "$name" = whl-ipc-i5/shared_launch_1user_vm_hardrt ]; then
		if "$B/bin/acrn-cfg" check "$file" 2>/dev/null; then
			fail "$name: a duplicate VM name is accepted"
		fi
		awk '/<name>POST_STD_VM1</ && ++n == 2 { sub("POST_STD_VM1", "POST_RT_VM1") } 1' \
			"$file" >"$scratch/scenario.xml"
		file=$scratch/scenario.xml
	fi
	echo "$file"
}

# The MAC address in mac_seed is the machine's own.
without_mac() {
	sed -E 's/mac_seed=([0-9a-f]{2}:){5}[0-9a-f]{2}-/mac_seed=MAC-/'
}

compare() {
	local name=$1 recorded=$SHARED/facts/launch-argv/$1.argv ours=$2 program

	program=$(awk -F'\t' -v name="$name" '$1 == name { print $2 }' "$differences")
	if [ -n "$program" ]; then
		used[$name]=1
		if "$ours" --dry-run | without_mac | cmp -s - <(without_mac <"$recorded"); then
			fail "$name: listed as different, but equal"
		fi
	fi
	if diff <(sed -e "$program" "$recorded" | without_mac) \
		<("$ours" --dry-run | without_mac); then
		pass
	else
		fail "$name"
	fi
}

for directory in "$SHARED"/facts/launch-argv/*/*/; do
	name=$(basename "$(dirname "$directory")")/$(basename "$directory")
	board=$SHARED/corpus/acrn/${name%/*}/${name%/*}.xml
	if ! "$B/bin/acrn-cfg" gen --acrn-release master --board "$board" -o "$scratch/$name" \
		"$(scenario_for "$name")"; then
		fail "$name: not generated"
		continue
	fi
	for recorded in "$directory"*.argv; do
		script=$(basename "$recorded" .argv)
		compare "$name/$script" "$scratch/$name/launch/$script.sh"
	done
	if [ "$(find "$directory" -type f -printf x | wc -c)" -ne \
		"$(find "$scratch/$name/launch" -type f -printf x | wc -c)" ]; then
		fail "$name: another number of scripts"
	fi
done

while IFS=$'\t' read -r name _; do
	if [[ $name != \#* && -z ${used[$name]:-} ]]; then
		fail "$name: listed, but there is no such script"
	fi
done <"$differences"
finish
