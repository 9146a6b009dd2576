#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# bench.sh [NAME]: measures, and prints a line a figure: name, value, target, ok or short, with tabs
# between. Every value is a ratio of two things measured in this run, since machines differ.
set -eu
cd "$(dirname "$0")/../.."
B=${B:-build}
SHARED=${SHARED:-../shared}
tool=$B/bin/acrn-cfg
only=${1:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C

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
		start=${EPOCHREALTIME/./}
		"$@" >/dev/null 2>&1
		end=${EPOCHREALTIME/./}
		echo $((end - start))
	done | sort -n | sed -n "$((runs / 2 + 1))p"
}

# figure NAME VALUE TARGET: less is better.
figure() {
	awk -v name="$1" -v value="$2" -v target="$3" 'BEGIN {
		printf "%s\t%.2f\t%.2f\t%s\n", name, value, target, value <= target ? "ok" : "short"
	}'
}

ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'
}

wanted() {
	[ -z "$only" ] || [ "$only" = "$1" ]
}

# Pairs of VMs, each pair with regions of its own in dm-land: $1 parties altogether.
scenario_of() {
	awk -v peers="$1" 'BEGIN {
		per_vm = 20
		vms = peers / per_vm
		print "<acrn-config>"
		print "  <vm id=\"0\"><load_order>SERVICE_VM</load_order><name>service</name></vm>"
		for (vm = 1; vm <= vms; vm++) {
			pair = int((vm + 1) / 2)
			printf "  <vm id=\"%d\">\n    <load_order>POST_LAUNCHED_VM</load_order>\n", vm
			printf "    <name>vm%d</name>\n    <shm_regions>\n", vm
			for (i = 0; i < per_vm; i++)
				printf "      <shm_region slot=\"%d\">dm:/pair%d_%d,2</shm_region>\n", i + 3, pair, i
			print "    </shm_regions>\n  </vm>"
		}
		print "</acrn-config>"
	}'
}

# How much more time each step of ten times the peers takes.
growth() {
	local before=0 now peers

	for peers in 1000 10000 100000; do
		scenario_of "$peers" >"$scratch/peers.xml"
		now=$(runs=3 median "$tool" "$1" -Wno-board-missing ${2:+"$2" "$3"} "$scratch/peers.xml")
		if [ "$before" -ne 0 ]; then
			figure "$1-growth-$peers" "$(ratio "$now" "$before")" 12
		fi
		before=$now
	done
}

xmllint_time=0
if wanted gen-vs-xmllint || wanted check-vs-xmllint; then
	xmllint_time=$(median xmllint --noout "$scenario" "$board")
fi
if wanted gen-vs-xmllint; then
	time=$(median "$tool" gen --board "$board" -o "$scratch/out" "$scenario")
	figure gen-vs-xmllint "$(ratio "$time" "$xmllint_time")" 3
fi
if wanted check-vs-xmllint; then
	time=$(median "$tool" check --board "$board" "$scenario")
	figure check-vs-xmllint "$(ratio "$time" "$xmllint_time")" 2
fi
if wanted check-growth; then
	growth check
fi
if wanted gen-growth; then
	growth gen -o "$scratch/out"
fi
if wanted guest; then
	tests/bench/guest_bench.sh || [ $? -eq 77 ]
fi
if wanted doorbell; then
	tests/bench/doorbell_bench.sh || [ $? -eq 77 ]
fi
if wanted server; then
	tests/bench/server_bench.sh
fi
if wanted hv; then
	tests/bench/hv_bench.sh
fi
