#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_board.sh: config.mk, config.h, board.c and the headers beside it: they compile alone, and have
# what the board and the scenario say.
set -u
cd "${SRCDIR:-.}" || exit
B=${B:-build}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

ok() {
	local name=$1 output

	shift
	if output=$("$@" 2>&1); then
		((++passed))
	else
		printf 'FAIL %s\n%s\n' "$name" "$output"
		((++failed))
	fi
}

# generate NAME BOARD SCENARIO: in $work/NAME, with include paths in `includes`.
generate() {
	local configs=$work/$1/hypervisor/configs

	ok "$1 is generated" "$B/bin/acrn-cfg" gen --hypervisor --acrn-release master --board "$2" -o "$work/$1" "$3"
	includes=(-Itests/templates/stubs -I"$work/$1/hypervisor/include" -I"$configs/boards"
		-I"$(dirname "$configs"/scenarios/*/misc_cfg.h)")
}

# compile NAME FILE OPTION...: without a warning, by each compiler.
compile() {
	local compiler name=$1 file=$2

	shift 2
	for compiler in gcc clang; do
		command -v "$compiler" >/dev/null || continue
		ok "$name by $compiler" "$compiler" -std=gnu11 -ffreestanding -W -Wall -Werror -c -o /dev/null "${includes[@]}" "$@" "$file"
	done
}

# Every value that is not copied from elsewhere in the same form.
cat >"$work/values.c" <<'END'
#include <asm/board.h>
#define IS(a, b) _Static_assert((a) == (b), #a)
#define IS_TEXT(a, b) _Static_assert(__builtin_strcmp(a, b) == 0, #a)
IS_TEXT(CONFIG_BOARD, "tables");
IS(CONFIG_SERIAL_PCI, 1);
IS(CONFIG_SERIAL_PCI_BDF, 0xf1);
IS(CONFIG_RDT_ENABLED, 1);
IS(CONFIG_STACK_SIZE, 0x2000);
IS(MAX_HIDDEN_PDEVS_NUM, 1);
IS(MAX_PCPU_NUM, 2);
IS(MAX_VMSIX_ON_MSI_PDEVS_NUM, 1);
IS(MAXIMUM_PA_WIDTH, 39);
IS(MMIO32_START, 0x80000000);
IS(MMIO32_END, 0xe0000000);
IS(HI_MMIO_END, 0);
IS(PM1A_EVT_ADDRESS, 0x1800);
IS(PM1A_CNT_SPACE_ID, SPACE_SYSTEM_MEMORY);
IS(PM1A_CNT_ADDRESS, 0);
IS(WAKE_VECTOR_32, 0x43A1000C);
IS(WAKE_VECTOR_64, 0);
IS(DEFAULT_PCI_MMCFG_END_BUS, 0x3f);
#if defined(CONFIG_RELEASE) != 1 || defined(CONFIG_SERIAL_MMIO) || defined(CONFIG_IVSHMEM_ENABLED)
#error "flags"
#endif
const struct vmsix_on_msi_info named[] = {
	{ .bdf.bits = { .b = 0 } },
};
struct {
	union pci_bdf pbdf;
} const uart = { SERIAL_CONTROLLER_1 };
END
generate tables tests/hypervisor/board/board.xml tests/hypervisor/board/scenario.xml
boards=$work/tables/hypervisor/configs/boards
compile "board.c" "$boards/board.c" -include config.h
compile "the values" "$work/values.c" -Wno-unused-const-variable
ok "masks of the cache that is divided" grep -q 'clos_mask = 0xff0 ' "$boards/board.c"
ok "a comment ends where it should" grep -q 'Vendor: \* / int injected; / \*' "$boards/board.c"
ok "rows of P-states" grep -q 'board_cpu_px\[2\] = {' "$boards/board.c"
ok "a trigraph in the brand" grep -q '"A CPU ?\\077/ @ 1.60GHz",' "$boards/board.c"
cat >"$work/Makefile" <<'END'
include $(CONFIG_MK)
all:
	@test "$(CONFIG_BOARD) $(CONFIG_RELEASE)$(CONFIG_CDP_ENABLED)" = "tables y"
END
ok "config.mk is for make" make -f "$work/Makefile" CONFIG_MK="$boards/../config.mk"

case=tests/cases/good/board-block-missing--defaults
generate defaults $case/board.xml $case/input.xml
compile "board.c of a board that says nothing" "$work/defaults/hypervisor/configs/boards/board.c" -include config.h

printf '%s passed, %s failed\n' "$passed" "$failed"
((failed == 0))
