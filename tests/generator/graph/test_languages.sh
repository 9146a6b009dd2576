#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_languages.sh: Graphviz accepts what `graph --format dot` writes, and draws every VM, region, peer, device and
# connection of the plan; Mermaid's text has them, too, and nothing but lines that acrn-cfg writes. Names of any
# kind stay text.
#
# With GRAPHS=all for all cases, and the corpus in SHARED.
set -u
export LC_ALL=C.UTF-8
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=${B:-build}/bin/acrn-cfg
if ! command -v python3 >/dev/null; then
	echo "SKIP: python3 is missing"
	exit 77
fi
has_dot=$(command -v dot)
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

# fail WHAT...
fail() {
	echo "FAIL: $*"
	exit 1
}

# draw NAME ARGUMENT...: both texts, and what dot makes of its own, as files of that name.
draw() {
	local name=$scratch/$1

	shift
	"$acrn_cfg" graph --format dot -o "$name.dot" "$@" 2>/dev/null
	"$acrn_cfg" graph --format mermaid -o "$name.mermaid" "$@" 2>/dev/null
	if [ ! -s "$name.dot" ] || [ ! -s "$name.mermaid" ]; then
		fail "nothing drawn: $*"
	fi
	[ -n "$has_dot" ] || return 0
	dot -Tjson -o "$name.json" "$name.dot" 2>"$name.messages" || fail "dot: $* $(<"$name.messages")"
	[ ! -s "$name.messages" ] || fail "dot: $*: $(<"$name.messages")"
}

# draw_planned NAME ARGUMENT...: the same with the plan, if there is one.
draw_planned() {
	local name=$1

	shift
	"$acrn_cfg" plan "$@" >"$scratch/$name.plan" 2>/dev/null || rm "$scratch/$name.plan"
	[ ! -e "$scratch/$name.plan" ] || draw "$name" "$@"
}

number=0
arguments=()
for args in tests/cases/ok/{desktop,everything,ivshmem-2.0,pair-lab,pre-launched}/args; do
	mapfile -t arguments <"$args"
	draw_planned ok$((number++)) "${arguments[@]}"
done
if [ "${GRAPHS-}" = all ]; then
	for scenario in boards/*/*.xml tests/cases/good/*/input.* "${SHARED-/nowhere}"/corpus/{acrn,forks,cases,eras}/{,*/}*.xml; do
		[ ! -e "$scenario" ] || draw_planned all$((number++)) "$scenario"
	done
fi
python3 tests/generator/graph/read_languages.py plans "$scratch" || exit 1

python3 tests/generator/graph/read_languages.py scenario "$scratch/hostile.xml" &&
	draw hostile "$scratch/hostile.xml" &&
	python3 tests/generator/graph/read_languages.py names "$scratch" || exit 1
if [ -z "$has_dot" ]; then
	echo "SKIP: dot of Graphviz is missing: only Mermaid's texts were read"
	exit 77
fi
