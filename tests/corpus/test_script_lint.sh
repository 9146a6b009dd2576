#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Real launch scripts: every fault that is listed for them is found at its line, and nothing else. Scripts that belong
# together are checked together, too.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh

corpus=$SHARED/corpus/scripts
if [ ! -f "$corpus/LINT.tsv" ]; then
	echo "SKIP: no real launch scripts at SHARED=$SHARED"
	exit 77
fi

# The lines of both lists are FILE, LINE, LEVEL, RULE; a fault of the level "note" may be reported, or not.
tail -n +2 "$corpus/LINT.tsv" | cut -f 1-4 >"$scratch/listed"

# The list lacks this fault: for the launch types 4 and 8 the script starts two VMs at once with one tap.
printf '%s\t' 14-v0.1-apl-mrb.sh 120 note tap-duplicate >>"$scratch/listed"

# found FILE...: what `check` reports about them, in that form.
found() {
	"$B/bin/acrn-cfg" check --format=gcc "$@" 2>&1 |
		sed -n -E 's|^([^:]*/)?([^/:]+):([0-9]+):[0-9]+: (error\|warning): .*\[([a-z-]+)\]$|\2\t\3\t\4\t\5|p' |
		sort -u
}

# check NUMBER...: the scripts whose names begin so, in one call.
check() {
	local number files=() found

	for number in "$@"; do
		files+=("$corpus/$number"-*.sh)
	done
	found=$(found "${files[@]}")
	printf '%s\n' "${files[@]##*/}" >"$scratch/files"
	awk -F '\t' -v found="$found" -v files="$*" '
		BEGIN {
			count = split(found, lines, "\n")
			for (i = 1; i <= count; i++)
				is_found[lines[i]]
		}
		FILENAME == ARGV[1] { is_checked[$1]; next }
		!($1 in is_checked) { next }
		{ is_listed[$1, $2, $4] }
		$3 != "note" && !($0 in is_found) { print files ": not found: " $0 }
		END {
			for (line in is_found) {
				split(line, field, "\t")
				if (!((field[1], field[2], field[4]) in is_listed))
					print files ": not listed: " line
			}
		}' "$scratch/files" "$scratch/listed" >"$scratch/differences"
	if [ -s "$scratch/differences" ]; then
		fail "$(cat "$scratch/differences")"
	else
		pass
	fi
}

for script in "$corpus"/*.sh; do
	script=${script##*/}
	check "${script%%-*}"
done
check 19 20
check 21 22
check 24 25
check 24 26
check 37 38
check 39 40
check 42 43
check 44 45 46
check 47 48
check 58 59
finish
