#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# run.sh TEST...: runs test programs and scripts, shows the output of those that fail or skip, and
# closes with a line that counts them.
set -u

passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for test in "$@"; do
	begin=$SECONDS
	"./$test" >"$log" 2>&1 </dev/null
	status=$?
	took=$((SECONDS - begin))
	case $status in
	0)
		passed=$((passed + 1))
		# Those that take the time are worth knowing.
		echo "  PASS  $test$([ "$took" -lt 5 ] || echo " ($took s)")"
		;;
	77)
		skipped=$((skipped + 1))
		echo "  SKIP  $test"
		;;
	*)
		failed=$((failed + 1))
		echo "  FAIL  $test (status $status)"
		sed 's/^/        /' "$log"
		;;
	esac
	grep '^SKIP' "$log" | sed 's/^/        /'
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
