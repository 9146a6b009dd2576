#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# hv_bench.sh: what hv-land adds to an access that has left the guest: in the table of three VMs and two
# regions that boards/lab/trio.xml has, and in the largest one. Called by bench.sh.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
B=${B:-build}
. tests/bench/figures.sh

bench=$B/tests/bench/hv_bench
count=10000
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The instructions of one access $3, in a table of $1 VMs with $2 regions.
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect="access_$3" \
		"$bench" "$@" "$count" >"$scratch/callgrind" 2>&1 ||
		{ cat "$scratch/callgrind" >&2 && return 1; }
	awk -v count="$count" '/ Collected : / { print $NF / count }' "$scratch/callgrind"
}

has_valgrind() {
	command -v valgrind >/dev/null && [ "$B" != build/san ]
}

# figures SUFFIX TARGET VMS REGIONS: how many calls that do next to nothing an access takes. Such a call
# is one or two ns; to leave a guest and to come back to it is a µs or two.
figures() {
	local suffix=$1 target=$2 vms=$3 regions=$4 nothing access ns

	"$bench" "$vms" "$regions" >"$scratch/ns"
	nothing=$(sed -n 's/^nothing=//p' "$scratch/ns")
	while IFS='=' read -r access ns; do
		if [ "$access" = nothing ]; then
			continue
		fi
		line "hv-${access//_/-}$suffix" "$(ratio "$ns" "$nothing")" "$target"
		line "hv-${access//_/-}$suffix-ns" "$ns" -
		if has_valgrind; then
			line "hv-${access//_/-}$suffix-instructions" \
				"$(instructions "$vms" "$regions" "$access")" -
		fi
	done <"$scratch/ns"
}

has_valgrind || echo "hv_bench.sh: no valgrind: instructions are not counted" >&2
figures "" 25 3 2
figures -largest 50 16 8
