#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# coverage.sh: the share of each file of generator/ that the tests have run, after they have run in $B, and
# every line that they have not. Fails below 90 percent of all lines, and where a line that was not run
# has no reason in tests/coverage.txt.
set -u
export LC_ALL=C
cd "${SRCDIR:-.}" || exit
B=${B:-build/coverage}
percent_min=90

# The lines of one file, as gcov has them: "file, function, line, is run, text", with tabs between.
# The function is named by the last line before that begins with a name and has a bracket.
lines_of() {
	gcov -t -o "$B/${1%/*}" "$1" | awk -v file="$1" -v OFS='\t' '
		/^ *-: *0:Source:/ { is_ours = $0 ~ ":Source:" file "$" }
		!is_ours { next }
		{
			count = $0
			sub(/:.*/, "", count)
			gsub(/[ *]/, "", count)
			text = $0
			sub(/^[^:]*: *[0-9]+:/, "", text)
			line = $0
			sub(/^[^:]*: */, "", line)
			sub(/:.*/, "", line)
		}
		text ~ /^[A-Za-z_].*\(/ {
			name = text
			sub(/\(.*/, "", name)
			sub(/.*[ *]/, "", name)
		}
		count != "-" {
			sub(/^[ \t]*/, "", text)
			print file, name, line, count !~ /^[#=]/, text
		}'
}

for file in generator/*.c generator/*/*.c; do
	lines_of "$file"
done | awk -F '\t' -v percent_min="$percent_min" '
	# tests/coverage.txt: file, function, lines, reason
	NR == FNR {
		if ($0 !~ /^#/ && NF) {
			split($0, field, / +/)
			allowed[field[1] " " field[2]] = field[3]
		}
		next
	}
	{
		total[$1]++
		run[$1] += $4
	}
	!$4 {
		missing[$1 " " $2]++
		listing = listing $1 ":" $3 ": " $5 "\n"
	}
	END {
		for (file in total) {
			printf "%6.2f %%  %4d of %4d  %s\n", 100 * run[file] / total[file], run[file],
				total[file], file | "sort -k6"
			all += total[file]
			all_run += run[file]
		}
		close("sort -k6")
		percent = all ? 100 * all_run / all : 0
		printf "\nNot run:\n%s\n", listing
		for (place in missing)
			if (missing[place] > allowed[place] + 0) {
				printf "%s: %d lines are not run, %d have a reason in tests/coverage.txt\n",
					place, missing[place], allowed[place]
				failed = 1
			}
		for (place in allowed)
			if (missing[place] + 0 < allowed[place]) {
				printf "%s: tests/coverage.txt has reasons for %d lines, %d are not run\n",
					place, allowed[place], missing[place]
				failed = 1
			}
		printf "%.2f %% of %d lines of generator/ are run\n", percent, all
		exit failed || percent < percent_min
	}' tests/coverage.txt -
