# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# lib.sh: what the tests over real ACRN files share; to be sourced.
#
# The files lie outside the project, in the directory SHARED of the environment (default: ../shared).

SHARED=${SHARED:-../shared}
B=${B:-build}
cd "${SRCDIR:-.}" || exit 1
export LC_ALL=C

if [ ! -d "$SHARED/corpus/acrn" ]; then
	echo "SKIP: no real ACRN files at SHARED=$SHARED"
	exit 77
fi

passed=0 failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

pass() {
	passed=$((passed + 1))
}

fail() {
	failed=$((failed + 1))
	echo "FAIL $*"
}

finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
