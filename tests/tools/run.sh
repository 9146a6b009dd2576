#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# run.sh TEST...: runs test programs and scripts, shows the output of those that fail or skip, and
# closes with a line that counts them.
#
# They start in the order given, $JOBS at a time: tests share nothing. By default twice as many as processors, because
# many wait for something now and then.
# Each has a time limit, and the default signal dispositions: below nohup or in a shell's background
# SIGHUP or SIGINT are ignored, and a shell cannot change that for its children.
set -u
export B=${B:-build} RUN_DIR
RUN_DIR=$(mktemp -d)

# The seconds that a test may take. Only one that hangs reaches them, even on a busy machine. A line
# "time limit: SECONDS" in its source replaces the default.
time_limit() {
	local test=$1 source=${1#"$B/"} limit

	[ "$source" = "$test" ] || source=$source.c
	limit=$(sed -n '/^[#\/ ]\**  *time limit: [0-9]/ { s/[^0-9]//g; p; q }' "$source")
	case $test in
	*/e2e/*) limit=${limit:-1200} ;; # boots guests, by emulation
	*) limit=${limit:-600} ;;
	esac
	case $B in
	*/san) limit=$((limit * 3)) ;;
	esac
	echo "$limit"
}

# Sends a signal to every process that has the mark in its environment, whatever group it is in.
signal_marked() {
	local environ environs pid

	environs=$(grep -l -s -a -F -e "$2" /proc/[0-9]*/environ) # ends first: it may find itself
	for environ in $environs; do
		pid=${environ%/environ}
		kill "-$1" "${pid#/proc/}" 2>/dev/null
	done
}

# report TEST LOG STATUS SECONDS LIMIT: counts a result and prints it.
report() {
	local log=$2 result=FAIL remark=

	case $3 in
	0) result=PASS ;;
	77) result=SKIP ;;
	esac
	echo "$result" >>"$RUN_DIR/results"
	if [ "$4" -ge "$5" ]; then
		remark=" (time limit of $5 s)"
	elif [ "$result" = FAIL ]; then
		remark=" (status $3)"
	elif [ "$4" -ge 5 ]; then
		remark=" ($4 s)" # slow tests are worth knowing
	fi
	echo "  $result  $1$remark"
	if [ "$result" = FAIL ]; then
		sed 's/^/        /' "$log"
	else
		grep '^SKIP' "$log" | sed 's/^/        /'
	fi
}

# The path of its log is the mark of a test's processes.
run_test() {
	local begin=$SECONDS log limit status took

	log=$(mktemp "$RUN_DIR/XXXXXX")
	limit=$(time_limit "$1")
	{
		env --default-signal TEST_RUN="${TEST_RUN:-} $log" timeout --kill-after=5 "$limit" \
			"./$1" >"$log" 2>&1 </dev/null
	} 2>/dev/null # what this shell says of a signal
	status=$?
	took=$((SECONDS - begin))
	if [ "$took" -ge "$limit" ]; then
		signal_marked KILL "$log"
	fi
	# The lines of two tests do not mix.
	flock "$RUN_DIR" cat <(report "$1" "$log" "$status" "$took" "$limit")
}

count() {
	grep -c "$1" "$RUN_DIR/results"
}

stop() {
	signal_marked TERM "$RUN_DIR"
	exit 1
}
trap stop HUP INT TERM
trap 'rm -rf "$RUN_DIR"' EXIT

export -f time_limit signal_marked report run_test
: >"$RUN_DIR/results"
# In the background, because bash defers a trap until a command in the foreground ends.
# shellcheck disable=SC2016 # the inner bash expands it
[ $# -eq 0 ] || printf '%s\0' "$@" |
	xargs -0 -n 1 -P "${JOBS:-$(($(nproc) * 2))}" bash -c 'run_test "$1"' run.sh &
wait
failed=$(count FAIL) passed=$(count PASS)
echo "$passed passed, $failed failed, $(count SKIP) skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
