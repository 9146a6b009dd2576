#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_config.sh: the C that the templates write compiles without a library and without a warning.
#
# B is the build directory, which has tests/templates/render. ivshmem_cfg.h is used as ACRN does it.
set -u
cd "$(dirname "$0")" || exit 1
top=$(cd ../.. && pwd)
build=${B:-build}
[[ $build == /* ]] || build=$top/$build
render=$build/tests/templates/render
[[ -x $render ]] || render=$build/tests/render
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

ok() {
	local name=$1 output

	shift
	if output=$("$@" 2>&1); then
		printf 'ok %s\n' "$name"
		((++passed))
	else
		printf 'FAIL %s\n%s\n' "$name" "$output"
		((++failed))
	fi
}

# has PATTERN FILE: a line of the file matches.
has() {
	grep -q -- "$1" "$2" || { cat "$2"; return 1; }
}

flags=(-std=c11 -ffreestanding -nostdlib -Wall -Wextra -Wpedantic -Werror -c -o /dev/null)

## The hypervisor's side of its tables: stubs/ stands in for ACRN's headers.
printf '#define VM%d_CONFIG_PCI_DEV_NUM 1U\n' 0 1 2 >"$work/counts.h"
cat >"$work/hypervisor.c" <<'END'
#include "ivshmem_cfg.h"
#ifndef IVSHMEM_CFG_H
#error "no include guard"
#endif
#ifdef IVSHMEM_SHM_REGIONS
static const struct ivshmem_shm_region mem_regions[8] = { IVSHMEM_SHM_REGIONS };
const void *const regions = mem_regions;
_Static_assert(IVSHMEM_SHM_SIZE >= 0x200000UL && IVSHMEM_DEV_NUM >= 2UL, "totals");
_Static_assert(sizeof(IVSHMEM_SHM_REGION_0) <= 32, "the name fits");
#else
const int none = 0;
#endif
END

for plan in plans/*.xml; do
	name=$(basename "$plan" .xml)
	config=$work/$name/config
	ok "$name is rendered" "$render" "$plan" "$work/$name"
	for compiler in gcc clang; do
		command -v "$compiler" >/dev/null || continue
		ok "$name: static_config.c by $compiler" \
			"$compiler" "${flags[@]}" -I"$top/schema" "$config/static_config.c"
		ok "$name: ivshmem_cfg.h by $compiler" \
			"$compiler" "${flags[@]}" -Istubs -I"$config" "$work/hypervisor.c"
		[[ -e $config/pci_dev.c ]] || continue
		ok "$name: pci_dev.c by $compiler" \
			"$compiler" "${flags[@]}" -Istubs -I"$work" -I"$config" "$config/pci_dev.c"
	done
done

ok "a row says where it comes from" has '/\* full.xml:12:7 \*/' "$work/full/config/static_config.c"
ok "without rows a pointer is null" has 'vms = (const struct cfg_vm \*)0' \
	"$work/empty/config/static_config.c"
ok "a region ID where the release has one" has 'region_id = 0,' "$work/full/config/ivshmem_cfg.h"
sed 's/release="master"/release="2.7"/' plans/full.xml >"$work/full_2.7.xml"
ok "release 2.7 is rendered" "$render" "$work/full_2.7.xml" "$work/full_2.7"
ok "no region ID where it has none" eval "! grep region_id $work/full_2.7/config/ivshmem_cfg.h"

ok "an address above 4 GiB" has 'vbar_base\[2\] = 0x400000000cUL,' "$work/full/config/pci_dev.c"
ok "no devices of hv-land, no pci_dev.c" test ! -e "$work/plain/config/pci_dev.c"
sed 's/has-bars="y"/has-bars="n"/' plans/full.xml >"$work/full_nowhere.xml"
ok "a plan without addresses is rendered" "$render" "$work/full_nowhere.xml" "$work/full_nowhere"
ok "no addresses, no pci_dev.c" test ! -e "$work/full_nowhere/config/pci_dev.c"

## The hypervisor's whole configuration, with what the plan of tests/cases/ok/hypervisor lacks.
whole=../cases/ok/hypervisor/expect/plan.xml
mkdir "$work/counts"
printf '#include "%s"\n' board_info.h vm_configurations.h >"$work/counts/counts.h"

# render_whole NAME SED-SCRIPT...: renders that plan, changed.
render_whole() {
	local name=$1

	shift
	sed "${@/#/-e}" "$whole" >"$work/$name.xml"
	ok "$name is rendered" "$render" "$work/$name.xml" "$work/$name"
	tables=$work/$name/hypervisor/configs/scenarios/input
}

# An array may be empty there, as for ACRN.
compile_whole() {
	local name=$1 compiler file configs=$work/$1/hypervisor/configs
	local flags=(-std=gnu11 -ffreestanding -W -Wall -Werror -c -o /dev/null
		-include "$work/$1/hypervisor/include/config.h" -Istubs "-I$work/counts"
		"-I$work/$1/hypervisor/include" "-I$configs/boards" "-I$tables")

	for compiler in gcc clang; do
		command -v "$compiler" >/dev/null || continue
		for file in "$configs"/boards/*.c "$tables"/*.c; do
			ok "$name: ${file##*/} by $compiler" "$compiler" "${flags[@]}" "$file"
		done
	done
}

render_whole devices \
	's|</hypervisor>|<tpm log-start="0x7ffb0000" log-host-start="0x3f67a000" log-size="0x1a000"/>&|' \
	's|</hypervisor>|<ssram start="0x7fd7b000" bytes="524288"/>&|' \
	's|sideband="n"|sideband="y"|' 's|cdp="n"|cdp="y"|' 's|\(intx-count\)="0"|\1="1"|' \
	's|<uart index="0" kind="pci"/>|&<intx index="0" physical="16" virtual="0x5"/>|' \
	's|<guest-flag name="LAPIC|<vcat max-l2-mask="0x3F" max-l3-mask="0xf0"/><epc base="0x40000000" size="0x1000"/>&|' \
	's|ramdisk-module=""|ramdisk-module="a \&quot;b\&quot;" load-address="0x100000" entry-address="0"|'
compile_whole devices
ok "a TPM, its log and the P2SB bridge" test \
	"$(grep -c 'mmiodevs\[[01]\]\|res\[1\]' "$tables/vm_configurations.c")" = 3
ok "the log's address as ACRN has it" has ' 0X7FFB0000UL$' "$tables/misc_cfg.h"
ok "software SRAM" has '^#define PRE_RTVM_SW_SRAM_MAX_SIZE 524288UL$' "$tables/misc_cfg.h"
ok "the share of a cache" has 'max_l2_pcbm = 0x3F,' "$tables/vm_configurations.c"
ok "an interrupt line as written" has 'virt_gsi = 0x5U,' "$tables/pt_intx.c"
ok "texts are quoted" has 'ramdisk_mod_tag = "a \\042b\\042",' "$tables/vm_configurations.c"

render_whole alone '/<vm index="1"/,/<\/vms>/ { /<\/vms>/ !d }' '/<service-vm/d' 's|memory="y"|memory="n"|' \
	's| rdt="y"| rdt="n"|' '/CONFIG_RDT_ENABLED/d' 's| arguments="[^"]*"||'
compile_whole alone
ok "no Service VM" has 'service_vm_config = NULL;' "$tables/vm_configurations.c"
ok "no memory, no table of it" eval "! grep hpa $tables/vm_configurations.c"
ok "no command line" eval "! grep -i boot_*args $tables/*"
ok "nothing for the Service VM's ports" test ! -s "$work/alone/hypervisor/serial.conf"

# The table's bytes belong to the code: constant, and in no section that is written to.
gcc -std=c11 -ffreestanding -fno-pie -I"$top/schema" -c -o "$work/table.o" "$work/full/config/static_config.c"
ok "the table is constant" eval "nm $work/table.o | grep -q ' [Rr] static_config' &&
	! nm $work/table.o | grep -q ' [DdBb] '"
sed 's/CFG_ABI 2/CFG_ABI 3/' "$top/schema/static_config.h" >"$work/static_config.h"
ok "another CFG_ABI is refused" eval "! gcc -I$work -c -o /dev/null \
	$work/full/config/static_config.c 2>$work/message && grep -q 'generate the table again' $work/message"

printf '%s passed, %s failed\n' "$passed" "$failed"
((failed == 0))
