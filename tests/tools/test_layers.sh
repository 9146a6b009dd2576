#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check_layers.sh accepts the tree as it is, and reports each edge in a wrong direction.
set -u
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r --parents schema generator devmodel tests/tools "$scratch"
cd "$scratch" || exit 1
check=tests/tools/check_layers.sh
failures=0

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# refuses MESSAGE FILE LINE: with the line at the end of the file the check fails, with that message.
refuses() {
	local kept

	kept=$(cat "$2")
	printf '%s\n' "$3" >>"$2"
	if "$check" 2>messages; then
		fail "$2: '$3' is accepted"
	elif ! grep -q "$1" messages; then
		fail "$2: '$3': expected '$1', got: $(cat messages)"
	fi
	printf '%s\n' "$kept" >"$2"
}

(cd "$root" && "$check") || fail "the tree itself"
"$check" || fail "a copy of the tree"
refuses 'generator/model may not include generator/read' generator/model/model.h '#include "read/internal.h"'
refuses 'generator/base may not include generator/diag' generator/base/arena.c '#include "diag/diag.h"'
refuses 'devmodel/base may not include devmodel/hv-control' devmodel/base/loop.c '#include "hv-control/protocol.h"'
refuses 'devmodel/core may not include devmodel/base' devmodel/core/pci.c '#include "base/log.h"'
refuses 'no header' generator/plan/plan.c '#include "core/pci.h"'
refuses 'no header' generator/plan/plan.c '#include "plan.h"'
refuses 'generator/base may not include generator/diag' generator/base/arena.c '#include <diag/diag.h>'
refuses 'generator/base may not include generator/diag' generator/base/arena.c ' # include	"diag/diag.h"'
refuses "only generator/load includes its internal.h" generator/convert/xml.c '#include "load/internal.h"'
refuses 'nothing in generator/model includes generator/read' tests/tools/layers.txt 'generator/model: generator/read'
refuses 'no folder generator/shapes' tests/tools/layers.txt 'generator/shapes: generator/base'
refuses 'a cycle' tests/tools/layers.txt 'generator/model: generator/read'

[ "$failures" -eq 0 ] && echo "ok"
