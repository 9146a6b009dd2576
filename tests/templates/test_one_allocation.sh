#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_one_allocation.sh: the table of the lab and those of ACRN's hypervisor have the same devices at
# the same addresses. The tables are the expected ones of a case, so that nothing is generated here.
set -u
cd "${SRCDIR:-"$(dirname "$0")/../.."}" || exit
case=tests/cases/ok/hypervisor/expect
configs=$case/hypervisor/configs
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

echo '#include "vm_configurations.h"' >"$work/counts.h"
flags=(-std=gnu11 -Wall -Wextra -Werror "-I$work" -Itests/templates/stubs -Ischema "-I$case/config"
	"-I$configs/boards" -include "$case/hypervisor/include/config.h")
for folder in "$configs"/scenarios/*/; do
	"${CC:-gcc}" "${flags[@]}" "-I$folder" -o "$work/compare" tests/templates/one_allocation/compare.c || exit
done
"$work/compare"
