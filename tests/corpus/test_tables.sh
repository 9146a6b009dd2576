#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The tables of every upstream scenario that has shared memory in hv-land hold what the plan holds.
set -u
# shellcheck source=tests/corpus/lib.sh
. tests/corpus/lib.sh
# shellcheck source=tests/templates/read_back.sh
. tests/templates/read_back.sh

for scenario in "$SHARED"/corpus/acrn/*/*.xml; do
	grep -q '<PROVIDED_BY>Hypervisor<' "$scenario" || continue
	for release in 2.7 3.3 master; do
		if read_back "$scratch/$passed" --acrn-release "$release" "$scenario"; then
			pass
		else
			fail "$scenario for ACRN $release"
		fi
	done
done
finish
