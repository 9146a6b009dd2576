#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The grammar that generator and device models share compiles without a C library's headers, and linked
# together it needs nothing but what undefined.txt lists.
set -u
cd "${SRCDIR:-.}" || exit 1
# shellcheck source=tests/devmodel/core/freestanding.sh
. tests/devmodel/core/freestanding.sh

toolchains=(gcc clang-x86_64)
for_each_build check_object schema
[ "$failures" -eq 0 ]
