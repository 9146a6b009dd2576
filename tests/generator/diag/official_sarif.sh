#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# official_sarif.sh: the SARIF log of each breach in tests/cases is valid by the schema of OASIS, which an npm package has.
# `make sarif` runs it; what is installed stays in the cache of the user. Without npm and the package it is skipped.
set -u
export LC_ALL=C
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
B=${B:-build}
diag=$PWD/tests/generator/diag
. tests/tools/npm.sh
modules=$(npm_modules sarif @microsoft/jest-sarif@1.0.0-beta.0) || { echo "SKIP: $modules" && exit 77; }
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

# log FOLDER: what the folder's arguments lead to for its file or its scripts, as a report.
log() {
	local arguments=(check) input

	[ ! -f "$1/args" ] || mapfile -t arguments <"$1/args"
	case ${arguments[0]} in
	check | gen | plan | audit | convert | upgrade | import | keygen | doctor) ;;
	*) arguments=(check "${arguments[@]}") ;;
	esac
	for input in "$1"/input.xml "$1"/input.yaml "$1"/*.sh; do
		[ ! -f "$input" ] || arguments+=("${input##*/}")
	done
	many_run "$1" /dev/null /dev/null "${arguments[@]}" --report "sarif=$work/logs/${1##*/}.sarif"
}

# shellcheck source=tests/generator/cli/many.sh
. tests/generator/cli/many.sh
cp -r tests/cases/bad "$work/bad"
mkdir "$work/logs" "$work/refused"
cd "$work/bad" || exit
many_open
for folder in *; do
	[ -e "$folder/run" ] || log "$folder"
done
logs=("$work"/logs/*.sarif)
cp "$diag"/refused/*.sarif "$work/refused"
[ "${#logs[@]}" -gt 600 ] || { echo "FAIL: only ${#logs[@]} logs" && exit 1; }
NODE_PATH=$modules node "$diag/official_sarif.js" "${logs[@]}" || exit 1
! NODE_PATH=$modules node "$diag/official_sarif.js" "$work"/refused/*.sarif >/dev/null ||
	{ echo "FAIL: the schema takes what is wrong" && exit 1; }
python3 "$diag/check_sarif.py" "${logs[@]}" || exit 1
echo "${#logs[@]} logs are valid"
