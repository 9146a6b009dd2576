#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# bench.sh [NAME]: measures, and prints a line a figure: name, value, target, ok or short, with tabs
# between. What has a target is a ratio of two things measured in this run, since machines differ.
set -eu
cd "$(dirname "$0")/../.."
only=${1:-}
export LC_ALL=C

wanted() {
	[ -z "$only" ] || [ "$only" = "$1" ]
}

for name in gen-vs-xmllint gen-hypervisor-vs-xmllint check-vs-xmllint check-growth gen-growth check-memory gen-memory check-many lsp-vs-check graph report; do
	if wanted "$name"; then
		tests/bench/generator_bench.sh "$name"
	fi
done
if wanted guest; then
	tests/bench/guest_bench.sh || [ $? -eq 77 ]
fi
if wanted doorbell; then
	tests/bench/doorbell_bench.sh || [ $? -eq 77 ]
fi
if wanted server; then
	tests/bench/server_bench.sh
fi
if wanted hv; then
	tests/bench/hv_bench.sh
fi
