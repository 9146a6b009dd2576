#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_progress.sh: runs over many files show on a terminal how far they are, and nothing elsewhere.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../../.."}" || exit
B=${B:-build}
if ! command -v python3 >/dev/null; then
	echo "SKIP: python3 is missing, which has pseudo terminals"
	exit 77
fi
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT
python3 tests/generator/cli/progress.py "$B/bin/acrn-cfg" "$B/tests/generator/cli/clock_preload.so" "$scratch"
