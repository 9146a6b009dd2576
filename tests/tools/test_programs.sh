#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_programs.sh: --version, --help and errors of the command line are alike in all programs, and in their verbs.
set -u
cd "${SRCDIR:-.}" || exit 1
export LC_ALL=C
. tests/tools/report.sh
bin=${B:-build}/bin
version=$(sed -n 's/^VERSION := //p' Makefile)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# run PROGRAM [WORD]...
run() {
	"$bin/$1" "${@:2}" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
}

# prints PATTERN COMMAND...: all of it on standard output.
prints() {
	run "${@:2}"
	is "${*:2}: status and messages" "0 " "$status $(<"$scratch/err")"
	head -n 1 "$scratch/out" | grep -q -E -x -e "$1"
	report $? "${*:2}: $(head -n 1 "$scratch/out")"
}

# refuses COMMAND...: with a message, whose beginning is the program's name.
refuses() {
	run "$@"
	is "$*: status and output" "2 " "$status $(<"$scratch/out")"
	grep -q "^$1: " "$scratch/err"
	report $? "$*: $(<"$scratch/err")"
}

# alike PROGRAM VERSION-OPTION [VERB]...: the options alone, and after each verb.
alike() {
	local program=$1 short=$2 verb name="$1 \\(acrn-cfg\\)"

	[ "$program" != acrn-cfg ] || name=acrn-cfg
	for verb in '' "${@:3}"; do
		prints "$name ${version//./\\.}" "$program" ${verb:+"$verb"} --version
		prints "$name ${version//./\\.}" "$program" ${verb:+"$verb"} "$short"
		prints "Usage: $program .*" "$program" ${verb:+"$verb"} --help
		prints "Usage: $program .*" "$program" ${verb:+"$verb"} -h
		refuses "$program" ${verb:+"$verb"} --no-such-option
	done
}

alike acrn-cfg -V check explain
alike acrn-hv -V run ps console
alike acrn-dm -v
alike ivshmem-server -V ls prune peers ring wait echo
alike ivshmem -V list read keys

# What cannot run is not what has run with a negative result.
refuses ivshmem ring --sysfs="$scratch" --peer=1
refuses ivshmem-server ring "$scratch/socket" --peer=1
refuses acrn-cfg check "$scratch/missing.xml"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
