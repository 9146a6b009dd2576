#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# run.sh counts results, ends tests that hang with all that they have started, and gives tests the default
# signal dispositions.
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/tools/report.sh

run=$PWD/tests/tools/run.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
export B=build JOBS=2

# script NAME: makes a test of that name from standard input.
script() {
	{ echo '#!/bin/bash' && cat; } >"$1"
	chmod +x "$1"
}

# has TEXT: run.sh has printed a line like that.
has() {
	grep -q -x -e "$1" output
	report $? "no line '$1' in: $(cat output)"
}

# await FILE: until it has something in it.
await() {
	until [ -s "$1" ]; do
		sleep 0.01
	done
}

# gone PID...: waits for the end of these processes, which may be on its way.
gone() {
	timeout 60 tail -s 0.01 --pid="$1" -f /dev/null
	report $? "process $1 is left behind"
}

counts_results() {
	script passes <<<'exit 0'
	script fails <<<'echo why; exit 3'
	script skips <<<'echo SKIP no hardware; exit 77'
	"$run" passes skips >output
	is "status without failures" 0 $?
	has '1 passed, 0 failed, 1 skipped'
	has '  SKIP  skips'
	has '        SKIP no hardware'
	"$run" passes fails passes skips fails >output
	is "status with failures" 1 $?
	has '2 passed, 2 failed, 1 skipped'
	has '  FAIL  fails (status 3)'
	has '        why'
	"$run" skips >output
	is "status of skips only" 1 $?
	"$run" >output
	is "status without tests" 1 $?
	has '0 passed, 0 failed, 0 skipped'
}

# Each of the two needs the other one.
runs_two_at_once() {
	script first <<<'echo x >first.up; until [ -s second.up ]; do sleep 0.01; done'
	script second <<<'echo x >second.up; until [ -s first.up ]; do sleep 0.01; done'
	"$run" first second >output
	is "status of two at once" 0 $?
}

# A child in a session of its own, a test that ignores SIGTERM, and the test itself. The limit is the first one in
# which the test gets that far.
ends_what_hangs() {
	local limit=1

	until hang "$limit"; do
		limit=$((4 * limit))
	done
	has '1 passed, 1 failed, 0 skipped'
	has "  FAIL  hangs (time limit of $limit s)"
	has '        before'
	gone "$(cat child)"
	gone "$(cat parent)"
}

hang() {
	script hangs <<-END
		# time limit: $1
		trap '' TERM
		echo before
		setsid bash -c 'echo \$\$ >child; exec sleep infinity' &
		until [ -s child ]; do sleep 0.01; done
		echo \$\$ >parent
		while :; do sleep 1000; done
	END
	"$run" hangs passes >output
	is "status after a hang" 1 $?
	[ -s parent ]
}

resets_signals() {
	script signals <<<'grep "^SigIgn:.*[1-9a-f]" /proc/$$/status && exit 1; exit 0'
	(
		trap '' HUP INT QUIT PIPE TERM USR1
		"$run" signals
	) >output
	is "ignored signals: $(cat output)" 0 $?
}

# What ends the runner ends its tests, and no further one starts.
ends_with_its_tests() {
	script waits <<<'echo $$ >waiting; exec sleep infinity'
	script never <<<'echo x >started'
	JOBS=1 "$run" waits never >output &
	await waiting
	kill -TERM $!
	wait $!
	is "status of a runner that is stopped" 1 $?
	gone "$(cat waiting)"
	[ ! -e started ]
	report $? "a stopped runner starts a test"
}

counts_results
runs_two_at_once
ends_what_hangs
resets_signals
ends_with_its_tests
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
