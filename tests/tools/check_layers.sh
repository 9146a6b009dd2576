#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check_layers.sh [ROOT]: compares what the folders of schema/, generator/ and devmodel/ include with the
# edges that layers.txt allows. The allowed edges have no cycle, and each of them is in use.
set -eu
export LC_ALL=C
here=$(realpath "$(dirname "$0")")
cd "${1:-.}"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
	printf '%s\n' "$*" >&2
	failures=$((failures + 1))
}

# "FOLDER FOLDER" for each allowed edge. A folder has an edge to itself.
sed -n 's/^\([a-z][a-z/-]*\):/\1 \1/p' "$here/layers.txt" | while read -r folder allowed; do
	for other in $allowed; do
		echo "$folder $other"
	done
done | sort >"$scratch/allowed"

# "FOLDER FOLDER FILE:LINE HEADER" for each #include "…".
find schema generator devmodel -name '*.[ch]' | sort | xargs grep -Hn '^#include "' |
	while IFS=: read -r file line include; do
		header=${include#*\"} header=${header%\"*}
		side=${file%%/*}
		case $header in
		schema/*) target=$header ;;
		*) target=$side/$header ;;
		esac
		[ -e "$target" ] || target=$header
		echo "${file%/*} ${target%/*} $file:$line $target"
	done >"$scratch/used"

while read -r folder other at header; do
	if [ ! -e "$header" ]; then
		fail "$at: no header '$header': name it from generator/, devmodel/ or the top"
	elif ! grep -qx "$folder $other" "$scratch/allowed"; then
		fail "$at: $folder may not include $other (tests/tools/layers.txt)"
	elif [ "${header##*/}" = internal.h ] && [[ $folder/ != "$other"/* ]]; then
		fail "$at: only $other includes its internal.h"
	fi
done <"$scratch/used"

while read -r folder other; do
	if [ "$folder" != "$other" ] && ! grep -q "^$folder $other " "$scratch/used"; then
		fail "tests/tools/layers.txt: nothing in $folder includes $other"
	fi
done <"$scratch/allowed"

tsort "$scratch/allowed" >/dev/null 2>"$scratch/cycle" ||
	fail "tests/tools/layers.txt: a cycle:" "$(sed 's/^tsort: //' "$scratch/cycle" | tr '\n' ' ')"

[ "$failures" -eq 0 ]
