# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# report.sh: counts what a test script finds; to be sourced from the source root.

passed=0 failed=0

# report STATUS WHAT: one check more, which is fine if STATUS is 0; WHAT is shown if not.
report() {
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $2"
	fi
}

# is WHAT EXPECTED ACTUAL
is() {
	[ "$2" = "$3" ]
	report $? "$1: not '$2' but '$3'"
}
