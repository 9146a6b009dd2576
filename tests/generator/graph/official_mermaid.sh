#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# official_mermaid.sh: Mermaid itself reads what `graph --format mermaid` writes for all scenarios of tests/cases, of
# the corpus in SHARED, and for hostile names, and finds the same nodes, links and texts as our test does.
# `make mermaid` runs it; what npm installs stays in the cache of the user. Without npm it is skipped.
set -u
export LC_ALL=C.UTF-8
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
acrn_cfg=${B:-build}/bin/acrn-cfg
graph=tests/generator/graph
. tests/tools/npm.sh
modules=$(npm_modules mermaid mermaid@11.17.2 jsdom@29.1.1) || { echo "SKIP: $modules" && exit 77; }
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

python3 "$graph/read_languages.py" scenario "$work/hostile.xml" || exit 1
number=0
for scenario in "$work/hostile.xml" boards/*/*.xml tests/cases/{good,bad}/*/input.* \
	"${SHARED-/nowhere}"/corpus/{acrn,forks,cases,eras}/{,*/}*.xml; do
	[ -e "$scenario" ] || continue
	"$acrn_cfg" graph --format mermaid -o "$work/$((number++)).mermaid" "$scenario" 2>/dev/null
done
texts=("$work"/*.mermaid)
[ "${#texts[@]}" -gt 400 ] || { echo "FAIL: only ${#texts[@]} texts" && exit 1; }
node "$graph/official_mermaid.mjs" "$modules" "${texts[@]}" || exit 1
python3 "$graph/read_languages.py" parsed "$work" || exit 1
echo "${#texts[@]} texts are read alike"
