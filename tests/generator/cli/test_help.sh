#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_help.sh: the help of the program and of each verb fits a terminal, and its examples run as they are; rules are
# found by number, slug, and what is nearly one; `gen` sums up what it has written.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=$PWD/${B:-build}/bin/acrn-cfg
# shellcheck source=tests/tools/report.sh
. tests/tools/report.sh
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

# What the examples are about, in the directory where they run.
surroundings() {
	cp boards/lab/lab.xml "$scratch"
	cp boards/lab/pair.xml "$scratch/scenario.xml"
	mkdir -p "$scratch/boards" "$scratch/recorded/proc/1" "$scratch/recorded/dev/shm" "$scratch/bin"
	ln -s "$acrn_cfg" "$scratch/bin"
	cd "$scratch" || exit
	cat >old.xml <<-END
		<acrn-config board="lab" scenario="old">
		  <vm id="0"><vm_type>SERVICE_VM</vm_type><name>SERVICE</name></vm>
		  <vm id="1"><vm_type>POST_STD_VM</vm_type><name>VM1</name>
		    <cpu_affinity><pcpu_id>1</pcpu_id></cpu_affinity></vm>
		</acrn-config>
	END
	cat >old_launch.xml <<-END
		<acrn-config board="lab" scenario="old" user_vm_launcher="1">
		  <user_vm id="1"><mem_size>64</mem_size></user_vm>
		</acrn-config>
	END
	"$acrn_cfg" gen --quiet -o scripts scenario.xml
	cp scripts/launch/launch_user_vm_id1.sh vm1.sh
	cp scripts/launch/launch_user_vm_id2.sh vm2.sh
}

fits() {
	is "$1: columns" '' "$(awk 'length > 80' page)"
}

# Every line below "Examples:"; doctor and audit may find something on this host, diff finds differences, and no editor
# shuts lsp down.
runs_examples() {
	local line status

	while read -r line; do
		PATH=$scratch/bin:$PATH bash -c "$line" >printed 2>&1 </dev/null
		status=$?
		[ "$status" -eq 0 ] || { [ "$status" -eq 1 ] && [[ $line =~ diff|doctor|audit|lsp ]]; }
		report $? "$line: status $status: $(<printed)"
	done < <(sed -n '/^Examples:/,/^$/s/^  //p' page)
}

helps() {
	local verb verbs

	"$acrn_cfg" help >page
	fits help
	is '--help' "$(<page)" "$("$acrn_cfg" --help)"
	mapfile -t verbs < <(sed -n 's/^  \([a-z]*\)  *[A-Z].*/\1/p' page)
	for verb in "${verbs[@]}"; do
		"$acrn_cfg" help "$verb" >page
		fits "help $verb"
		is "$verb --help" "$(<page)" "$("$acrn_cfg" "$verb" --help)"
		! grep ' $' page
		report $? "help $verb: blanks at the end of a line"
		grep -q '^Examples:' page
		report $? "help $verb: no examples"
		runs_examples
	done
	is 'help of an unknown verb' "acrn-cfg: unknown verb 'chekc': did you mean 'check'?
Try 'acrn-cfg --help'" "$("$acrn_cfg" help chekc 2>&1)"
}

explains() {
	is 'explain a number' "$("$acrn_cfg" explain region-id-reserved)" "$("$acrn_cfg" explain 314)"
	is 'explain a typo' "acrn-cfg: unknown rule 'region-id-reservd': did you mean 'region-id-reserved'?
Try 'acrn-cfg explain --help'" "$("$acrn_cfg" explain region-id-reservd 2>&1)"
	is 'explain an unknown number' "acrn-cfg: unknown rule '9999': \`acrn-cfg explain\` lists them" \
		"$("$acrn_cfg" explain 9999 2>&1 | head -1)"
}

# sums_up WHAT EXPECTED ARGUMENT...: the messages of gen.
sums_up() {
	is "summary: $1" "$2" "$("$acrn_cfg" gen -o made "${@:3}" scenario.xml 2>&1 >/dev/null)"
}

summarizes() {
	sums_up 'all new' "acrn-cfg: 2 launch scripts and 7 other files in made: 9 written
acrn-cfg: start each VM by its script in made/launch, as root in the Service VM"
	sums_up 'nothing new' 'acrn-cfg: 2 launch scripts and 7 other files in made: nothing changed'
	rm made/config/ivshmem_cfg.h
	sums_up 'one new, and the manifest' 'acrn-cfg: 2 launch scripts and 7 other files in made: 2 written'
	rm -r made
	sums_up 'for the lab' "acrn-cfg: 2 launch scripts and 8 other files in made: 10 written
acrn-cfg: start each VM by its script in made/launch" --target lab
	sums_up 'fewer' 'acrn-cfg: 2 launch scripts and 7 other files in made: 3 written, 1 removed'
	sums_up quiet '' --quiet --target lab
	sums_up 'for programs' '' --format gcc
}

surroundings
helps
explains
summarizes
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
