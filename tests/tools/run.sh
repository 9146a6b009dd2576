#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# run.sh TEST...: runs test programs and scripts, shows the output of those that fail or skip, and
# closes with a line that counts them.
#
# Two at a time: one of the compiler's side, which shares nothing with the machine's, and one of that.
set -u
set -m # what else runs in a shell's background ignores SIGINT

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'kill -- $(jobs -p | sed "s/^/-/"); exit 1' INT TERM

# By the folder that the test is in.
lane_of() {
	case ${1#*tests/} in
	generator/* | schema/* | templates/* | cases/* | corpus/*) echo compiler ;;
	*) echo machine ;;
	esac
}

# What there is to say of a test, and its result in the file $3: one of PASS, SKIP and FAIL.
run_test() {
	local test=$1 log=$2 results=$3 begin=$SECONDS status took

	"./$test" >"$log" 2>&1 </dev/null
	status=$?
	took=$((SECONDS - begin))
	case $status in
	0)
		echo PASS >>"$results"
		# Those that take the time are worth knowing.
		echo "  PASS  $test$([ "$took" -lt 5 ] || echo " ($took s)")"
		;;
	77)
		echo SKIP >>"$results"
		echo "  SKIP  $test"
		;;
	*)
		echo FAIL >>"$results"
		echo "  FAIL  $test (status $status)"
		sed 's/^/        /' "$log"
		;;
	esac
	grep '^SKIP' "$log" | sed 's/^/        /'
}

# Each test's lines come at once, so that lanes do not mix.
run_lane() {
	local lane=$1 test said

	shift
	for test; do
		if [ "$(lane_of "$test")" = "$lane" ]; then
			said=$(run_test "$test" "$scratch/$lane.log" "$scratch/$lane.results")
			printf '%s\n' "$said"
		fi
	done
}

count() {
	cat "$scratch"/*.results 2>/dev/null | grep -c "$1"
}

run_lane compiler "$@" &
run_lane machine "$@" &
wait
failed=$(count FAIL) passed=$(count PASS)
echo "$passed passed, $failed failed, $(count SKIP) skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
