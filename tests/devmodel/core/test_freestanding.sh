#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The core needs no C library: it compiles without its headers, and when linked
# together it needs nothing but what undefined.txt lists. hv/test_freestanding.sh does the same with what is
# built upon it, and for other machines.
set -u
cd "${SRCDIR:-.}" || exit 1
# shellcheck source=tests/devmodel/core/freestanding.sh
. tests/devmodel/core/freestanding.sh

check() {
	check_object "$1" "$2"
	echo "$1: $(code_size "$2/all.o") bytes of code"
}

toolchains=(gcc clang-x86_64)
check_the_checks
for_each_build check devmodel/core
[ "$failures" -eq 0 ]
