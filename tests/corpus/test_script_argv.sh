#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# What the reader of scripts says that real launch scripts may run, against what they have run: each
# recorded command line has to be possible, and most of what is always the same has to be known.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

scripts=$SHARED/corpus/scripts
[ -d "$scripts" ] || { echo "SKIP: no scripts at $scripts"; exit 77; }

# The recorded command lines of a script: all of its name, followed by the call, the world or nothing.
recorded() {
	local name=${1%.sh}

	find "$scripts" -name "$name.argv" -o -name "$name.*.argv" -o -name "$name@*.argv" | sort
}

common=0 known=0 certain=0 files=0
for script in "$scripts"/*.sh; do
	mapfile -t argv < <(recorded "${script##*/}")
	[ "${#argv[@]}" -gt 0 ] || continue
	files=$((files + ${#argv[@]}))
	if output=$("$B/tests/corpus/script_argv" "$script" "${argv[@]}"); then
		pass
	else
		fail "${script##*/}"
	fi
	read -r _ a _ b _ c <<<"$(tail -n 1 <<<"$output")"
	common=$((common + a)) known=$((known + b)) certain=$((certain + c))
	[ "$a" -eq "$b" ] || echo "$output"
done

echo "$files command lines; of $common arguments that are always the same $known are known, $certain without a condition"
if [ "$known" -eq 0 ] || [ $((known * 100)) -lt $((common * 98)) ]; then
	fail "less than 98 % are known"
fi
finish
