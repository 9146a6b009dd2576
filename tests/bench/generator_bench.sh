#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# generator_bench.sh NAME: what `acrn-cfg` takes beside a parser that does nothing else, and how that
# grows. Called by bench.sh. Times are of the machine and of what else it does; instructions, where
# there is a valgrind, are the same in every run.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
B=${B:-build}
SHARED=${SHARED:-../shared}
. tests/bench/figures.sh

tool=$B/bin/acrn-cfg
scratch=$(mktemp -d)
disk=$(mktemp -d -p "$B")
trap 'rm -rf "$scratch" "$disk"' EXIT

# The largest pair of scenario and board at hand.
scenario=boards/nuc-alder/desktop.xml board=boards/nuc-alder/nuc-alder.xml
if [ -d "$SHARED/corpus/acrn/cfl-k700-i7" ]; then
	scenario=$SHARED/corpus/acrn/cfl-k700-i7/hybrid_rt.xml
	board=$SHARED/corpus/acrn/cfl-k700-i7/cfl-k700-i7.xml
fi

# The median of some runs of a command, in microseconds.
median() {
	local start end i runs=${runs:-21}

	for ((i = 0; i < runs; i++)); do
		start=${EPOCHREALTIME/[.,]/}
		"$@" >/dev/null 2>&1
		end=${EPOCHREALTIME/[.,]/}
		echo $((end - start))
	done | sort -n | sed -n "$((runs / 2 + 1))p"
}

has_valgrind() {
	command -v valgrind >/dev/null && [ "$B" != build/san ]
}

# The instructions of a command.
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
		awk '/ Collected : / { print $NF }'
}

# Nothing where there is no GNU time; else the most memory that a command had, in KiB.
peak() {
	command -v time >/dev/null || return 0
	command time -o "$scratch/peak" -f %M "$@" >/dev/null 2>&1
	cat "$scratch/peak"
}

# beside_xmllint NAME VERB TARGET [OPTION...]: the tool beside xmllint, for the same two files. The
# target of instructions is the same where there is no COUNT_TARGET.
beside_xmllint() {
	local name=$1 verb=$2 target=$3 ours plain
	shift 3

	plain=$(median xmllint --noout "$scenario" "$board")
	ours=$(median "$tool" "$verb" --board "$board" "$@" "$scenario")
	line "$name-vs-xmllint" "$(ratio "$ours" "$plain")" "$target"
	line "$name-us" "$ours" -
	has_valgrind || return 0
	plain=$(instructions xmllint --noout "$scenario" "$board")
	ours=$(instructions "$tool" "$verb" --board "$board" "$@" "$scenario")
	line "$name-vs-xmllint-in-instructions" "$(ratio "$ours" "$plain")" "${COUNT_TARGET-$target}"
	line "$name-instructions" "$ours" -
}

# gen into directories on the disk that are not there yet.
gen_new() {
	local count=0 ours plain

	generate() {
		"$tool" gen --board "$board" -o "$disk/$((count++))" "$scenario"
	}
	plain=$(median xmllint --noout "$scenario" "$board")
	ours=$(median generate)
	line gen-new-vs-xmllint "$(ratio "$ours" "$plain")" 3
	line gen-new-us "$ours" -
}

# Pairs of VMs, each pair with regions of its own in dm-land: $1 peers altogether.
scenario_of() {
	awk -v peers="$1" 'BEGIN {
		per_vm = 20
		vms = peers / per_vm
		print "<acrn-config>"
		printf "  <hv><CAPACITIES><MAX_VM_NUM>%d</MAX_VM_NUM></CAPACITIES></hv>\n", vms + 1
		print "  <vm id=\"0\"><load_order>SERVICE_VM</load_order><name>service</name></vm>"
		for (vm = 1; vm <= vms; vm++) {
			pair = int((vm + 1) / 2)
			printf "  <vm id=\"%d\">\n    <load_order>POST_LAUNCHED_VM</load_order>\n", vm
			printf "    <name>vm%d</name>\n", vm
			print "    <cpu_affinity><pcpu_id>1</pcpu_id></cpu_affinity>\n    <shm_regions>"
			for (i = 0; i < per_vm; i++)
				printf "      <shm_region slot=\"%d\">dm:/pair%d_%d,2</shm_region>\n", i + 3, pair, i
			print "    </shm_regions>\n  </vm>"
		}
		print "</acrn-config>"
	}'
}

# growth VERB COUNTED [OPTION...]: how much more time and how many more instructions each step of ten
# times the peers takes, the latter up to COUNTED peers.
growth() {
	local verb=$1 counted=$2 before=0 before_count=0 now count peers
	shift 2
	local command=("$tool" "$verb" -Wno-board-missing "$@" "$scratch/peers.xml")

	for peers in 1000 10000 100000; do
		scenario_of "$peers" >"$scratch/peers.xml"
		now=$(runs=3 median "${command[@]}")
		[ "$before" = 0 ] || line "$verb-growth-$peers" "$(ratio "$now" "$before")" 12
		before=$now
		if has_valgrind && [ "$peers" -le "$counted" ]; then
			count=$(instructions "${command[@]}")
			[ "$before_count" = 0 ] || line "$verb-growth-$peers-in-instructions" \
				"$(ratio "$count" "$before_count")" 12
			before_count=$count
		fi
	done
}

# memory_of VERB [OPTION...]: the most memory for 10,000 peers, in MiB.
memory_of() {
	local verb=$1 kib
	shift

	scenario_of 10000 >"$scratch/peers.xml"
	kib=$(peak "$tool" "$verb" -Wno-board-missing "$@" "$scratch/peers.xml")
	[ -z "$kib" ] || line "$verb-memory-mib" "$(ratio "$kib" 1024)" 64
}

# Parses files one by one, a process each.
parse_each() {
	local file

	for file in "$@"; do
		xmllint --noout "$file"
	done
}

# 1,000 scenarios in one call, beside what parsing them takes: one by one, and in one call too.
check_many() {
	local i ours once each
	local -a files

	for ((i = 0; i < 1000; i++)); do
		files+=("$scratch/scenario$i.xml")
		{ cat "$scenario" && echo "<!-- $i -->"; } >"${files[i]}"
	done
	ours=$(runs=5 median "$tool" check --board "$board" "${files[@]}")
	each=$(runs=3 median parse_each "${files[@]}")
	once=$(runs=5 median xmllint --noout "${files[@]}")
	line check-many-vs-parsing "$(ratio "$ours" "$each")" 1.2
	line check-many-vs-parsing-in-one-call "$(ratio "$ours" "$once")" 1.2
	line check-many-us-per-scenario "$(ratio "$ours" 1000)" -
	has_valgrind || return 0
	ours=$(instructions "$tool" check --board "$board" "${files[@]}")
	each=$(instructions xmllint --noout "${files[0]}")
	once=$(instructions xmllint --noout "${files[@]}")
	line check-many-vs-parsing-in-instructions "$(ratio "$ours" $((each * 1000)))" 1.2
	line check-many-vs-parsing-in-one-call-in-instructions "$(ratio "$ours" "$once")" 1.2
	line check-many-instructions-per-scenario "$(ratio "$ours" 1000)" -
}

# A character that is typed into a scenario, beside a check of it.
lsp() {
	local typed checked

	typed=$(tests/bench/keystrokes.py "$scenario" 101 "$tool" lsp --board "$board")
	checked=$(runs=101 median "$tool" check --board "$board" "$scenario")
	line lsp-vs-check "$(ratio "$typed" "$checked")" 1.5
	line lsp-keystroke-us "$typed" -
}

# The picture of a scenario beside a check of it, and that of 200 VMs which share 8 regions; the
# target of the latter is a second.
graph() {
	local checked drawn

	checked=$(median "$tool" check --board "$board" "$scenario")
	drawn=$(median "$tool" graph --board "$board" "$scenario")
	line graph-vs-check "$(ratio "$drawn" "$checked")" 2
	awk -v sizes="200 8 1" -f tests/generator/graph/scenario.awk >"$scratch/many.xml"
	drawn=$(runs=5 median "$tool" graph -Wno-board-missing "$scratch/many.xml")
	line graph-200-vms-seconds "$(ratio "$drawn" 1000000)" 1
	checked=$(peak "$tool" graph -Wno-board-missing "$scratch/many.xml")
	[ -z "$checked" ] || line graph-200-vms-memory-mib "$(ratio "$checked" 1024)" 64
	has_valgrind || return 0
	checked=$(instructions "$tool" check --board "$board" "$scenario")
	drawn=$(instructions "$tool" graph --board "$board" "$scenario")
	line graph-vs-check-in-instructions "$(ratio "$drawn" "$checked")" 2
}

# The page about as many VMs, with all of their maps.
report() {
	local made

	awk -v sizes="200 8 1" -f tests/generator/graph/scenario.awk >"$scratch/many.xml"
	made=$(runs=5 median "$tool" report -Wno-board-missing "$scratch/many.xml")
	line report-200-vms-seconds "$(ratio "$made" 1000000)" 2
	made=$(peak "$tool" report -Wno-board-missing "$scratch/many.xml")
	[ -z "$made" ] || line report-200-vms-memory-mib "$(ratio "$made" 1024)" 192
}

has_valgrind || echo "generator_bench.sh: no valgrind: instructions are not counted" >&2
case $1 in
gen-vs-xmllint)
	beside_xmllint gen gen 3 -o "$scratch/out"
	gen_new
	;;
gen-hypervisor-vs-xmllint)
	# Valgrind's processor has no instructions for SHA-256: there the digest of an ACPI image, which
	# has 1 MiB, is half of the count.
	COUNT_TARGET=- beside_xmllint gen-hypervisor gen 6 --hypervisor --acrn-release master -o "$scratch/out"
	;;
check-vs-xmllint) beside_xmllint check check 2 ;;
check-growth) growth check 100000 ;;
gen-growth) growth gen 10000 -o "$scratch/out" ;;
check-memory) memory_of check ;;
gen-memory) memory_of gen -o "$scratch/out" ;;
check-many) check_many ;;
lsp-vs-check) lsp ;;
graph) graph ;;
report) report ;;
esac
