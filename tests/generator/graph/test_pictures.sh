#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_pictures.sh: pictures by `acrn-cfg graph`: they are valid, nothing in them lies on anything
# else, and they show what the plan has. Of the scenarios of boards/ and tests/cases, of made-up
# ones, of made-up graphs, and of the corpus in SHARED.
#
# Environment: with PICTURES=FOLDER there are ten times as many, which stay there, and some
# of them are drawn by a browser. With GOLDEN=update the README's picture is written instead of all that.
# time limit: 300
set -u
export LC_ALL=C.UTF-8
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
here=tests/generator/graph
B=${B:-build}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
kept=${PICTURES:-$work/pictures}
failed=0
. tests/generator/cli/many.sh

if [ "${GOLDEN-}" = update ]; then
	exec "$B/bin/acrn-cfg" graph boards/lab/trio.xml -o docs/trio.svg
fi
for tool in xmllint python3; do
	command -v "$tool" >/dev/null || {
		echo "SKIP: $tool is missing"
		exit 77
	}
done

fail() {
	echo "FAIL: $*"
	failed=1
}

# check_all FILE...: by the schema and the geometry.
check_all() {
	xmllint --huge --noout --schema "$here/picture.xsd" "$@" 2>"$work/errors" ||
		fail "invalid: $(grep -v ' validates$' "$work/errors")"
	python3 "$here/geometry.py" "$@" >"$work/errors" || fail "$(head -n 20 "$work/errors")"
	! grep -l -i -E 'url\(|href|@import|<script' "$@" || fail "a reference or a script"
}

# draw NAME [OPTION...] SCENARIO: the picture, and the plan where there is one.
pairs=()
draw() {
	local name=$kept/$1 status
	shift

	many_run . "$name.svg" "$work/messages" graph "$@"
	status=$?
	if [ ! -s "$name.svg" ]; then
		rm -f "$name.svg"
		[ "$status" -ne 0 ] || fail "$*: no picture, and status 0"
		return
	fi
	many_run . "$name.plan.xml" "$work/messages" plan "$@" && pairs+=("$name.plan.xml" "$name.svg")
}

draw_all() {
	local scenario folder board

	for scenario; do
		folder=$(dirname "$scenario")
		board=$folder/$(basename "$folder").xml
		[ -e "$board" ] || board=
		[ "$scenario" = "$board" ] ||
			draw "$(tr / - <<<"${scenario#/}")" ${board:+--board "$board"} "$scenario"
	done
}

# The checks find what is wrong: broken NAME SED-SCRIPT EXPECTED.
broken() {
	sed -E "$2" "$kept/made-trio.svg" >"$work/$1.svg"
	python3 "$here/geometry.py" "$work/$1.svg" >"$work/errors" && fail "$1: not found"
	grep -q "$3" "$work/errors" || fail "$1: $(head -n 3 "$work/errors")"
}

refused() {
	sed -E "$2" "$kept/made-trio.svg" >"$work/$1.svg"
	! xmllint --noout --schema "$here/picture.xsd" "$work/$1.svg" 2>/dev/null ||
		fail "$1: not refused"
}

forgotten() {
	sed -E "$2" "$kept/made-trio.svg" >"$work/$1.svg"
	! python3 "$here/read_back.py" "$kept/made-trio.plan.xml" "$work/$1.svg" >/dev/null ||
		fail "$1: not found"
}

mkdir -p "$kept" || exit
many_open
draw made-trio boards/lab/trio.xml
cmp "$kept/made-trio.svg" docs/trio.svg || fail "docs/trio.svg is not current: make golden"
broken box-on-box 's/(<rect class="acrn-frame") x="[0-9]+"/\1 x="100"/' 'overlaps box'
broken label-too-long 's/>slot 8</>slot 888888888888</' 'leaves box'
broken label-moved 's/(<text class="acrn-plain acrn-muted" x="[0-9]+") y="([0-9]+)"(>4 MiB)/\1 y="9\2"\3/' 'outside'
broken label-on-label 's/(<text class="acrn-plain acrn-muted" x="[0-9]+") y="[0-9]+"(>post)/\1 y="303"\2/' 'lies on'
broken line-through-box 's/d="M([0-9]+) ([0-9]+)L[0-9]+ [0-9]+"/d="M\1 \2L\1 0"/' 'crosses box'
python3 "$here/contrast.py" docs/trio.svg || fail "contrast"
sed 's/#57606a/#97a06a/' docs/trio.svg >"$work/pale.svg"
! python3 "$here/contrast.py" "$work/pale.svg" >/dev/null || fail "pale texts: not found"
refused script 's/<g class="acrn-legend"/<script\/>&/'
refused reference 's/<rect class="acrn-pin"/& href="x"/'
refused style 's/<rect class="acrn-pin"/& style="x"/'
refused class 's/class="acrn-pin"/class="pin"/'
refused id 's/id="acrn-vm-LEFT"/id="vm-LEFT"/'
forgotten vm 's/<title>SERVICE$/<title>service/'
forgotten peer 's/^slot 10/slot 11/'

draw_all boards/*/*.xml tests/cases/ok/*/input.xml
for size in "2 1 0.5" "9 3 1" "40 8 0.1" "40 8 0.5" "200 8 1" ${PICTURES:+"100 8 0.05" "200 8 0.3" "200 1 0.02"}; do
	# shellcheck disable=SC2086
	awk -v sizes="$size" -f "$here/scenario.awk" >"$work/many-${size// /-}.xml"
	draw "made-${size// /-}" -Wno-board-missing "$work/many-${size// /-}.xml"
done
corpus=${SHARED:-../shared}/corpus
if [ -d "$corpus" ]; then
	draw_all "$corpus"/acrn/*/*.xml "$corpus"/forks/*.xml
else
	echo "SKIP: no corpus in SHARED"
fi
"$B/tests/generator/graph/pictures" "$kept" ${PICTURES:+6}60 || fail "made-up graphs"

check_all "$kept"/*.svg
[ ${#pairs[@]} -gt 20 ] || fail "only ${#pairs[@]} plans and pictures"
python3 "$here/read_back.py" "${pairs[@]}" || fail "other parts than in the plan"
if [ -n "${PICTURES-}" ]; then
	python3 "$here/measure.py" "$kept"/made-trio.svg "$kept"/made-40-8-0.5.svg "$kept"/[1-8].svg
	[ $? -ne 1 ] || fail "texts leave their boxes in a browser"
fi
exit $failed
