# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# figures.sh: how figures are printed; to be sourced from the source root.

# line NAME VALUE TARGET: less is better; a target of - is none.
line() {
	awk -v name="$1" -v value="$2" -v target="$3" 'BEGIN {
		result = target == "-" || value <= target ? "ok" : "short"
		printf "%s\t%.2f\t%s\t%s\n", name, value, target, result
	}'
}

ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'
}
