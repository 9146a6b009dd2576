#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# hv-land goes into a hypervisor: as one object for each machine, with the entry points of hv/land.h, no
# need of a C library, no variables of its own, and a stack of known depth.
set -u
cd "${SRCDIR:-.}" || exit 1
# shellcheck source=tests/devmodel/core/freestanding.sh
. tests/devmodel/core/freestanding.sh

# Bytes of stack: of one function, and of the deepest chain of calls up to the hypervisor's own. A
# hypervisor's whole stack may be no more than 4 KiB.
FRAME_MAX=512
DEPTH_MAX=1024

hide() {
	listed tests/devmodel/hv/entry_points.txt >"$2/entry_points"
	"$objcopy" --keep-global-symbols="$2/entry_points" "$2/all.o" "$2/hidden.o"
	"$nm" --defined-only --extern-only "$2/hidden.o" | awk '{ print $3 }' | sort |
		cmp -s - "$2/entry_points" || fail "$1: the entry points are not those of entry_points.txt"
}

check_frames() {
	local frame

	frame=$(largest_frame "$2")
	echo "$1: $(code_size "$2/all.o") bytes of code, frames of at most ${frame##* } bytes (${frame% *})"
	if [ "${frame##* }" = unbounded ] || [ "${frame##* }" -gt "$FRAME_MAX" ]; then
		fail "$1: the stack of ${frame% *} is ${frame##* } bytes"
	fi
}

check_depth() {
	local depth

	depth=$(awk -f tests/devmodel/hv/stack_depth.awk "$2"/*.ci) || fail "$1: call graph: $depth"
	echo "$1: stack: $depth"
	[ "${depth%% *}" -le "$DEPTH_MAX" ] || fail "$1: the stack is too deep"
}

check() {
	check_object "$1" "$2"
	undefined "$2/all.o" >>"$scratch/undefined"
	hide "$1" "$2"
	check_frames "$1" "$2"
	[ "${compiler[0]}" != gcc ] || check_depth "$1" "$2"
}

# Every entry point of the header is in the list.
check_header() {
	grep -o '\bhv_land_[a-z_]*(' devmodel/hv/land.h | tr -d '(' | sort -u |
		cmp -s - <(listed tests/devmodel/hv/entry_points.txt) ||
		fail "entry_points.txt is not what hv/land.h declares"
}

# The list of undefined names allows no more than some compiler needs.
check_list() {
	[ "$skipped" -gt 0 ] || sort -u "$scratch/undefined" | cmp -s - <(listed tests/devmodel/core/undefined.txt) ||
		fail "undefined.txt allows what is not needed"
}

# Two functions that call each other are found out.
check_the_depth() {
	mkdir "$scratch/core"
	echo 'int f(int n); int g(int n); int f(int n) { return g(n) * 3; } int g(int n) { return n ? f(n - 1) * 5 : 1; }' \
		>"$scratch/core/endless.c"
	(cd "$scratch" && gcc -fcallgraph-info=su -c core/endless.c)
	awk -f tests/devmodel/hv/stack_depth.awk "$scratch/endless.ci" | grep -q '^recursion: ' ||
		fail "recursion is not noticed"
}

check_the_checks
check_the_depth
check_header
for_each_build check devmodel/core devmodel/hv
check_list
[ "$failures" -eq 0 ]
