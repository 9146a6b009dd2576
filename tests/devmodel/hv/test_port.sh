#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# The example port compiles as its page says, links into a hypervisor, and serves a VM of a real scenario.
set -u
cd "${SRCDIR:-.}" || exit 1
compiler=${CC:-gcc}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A hypervisor of a few lines: what the port asks of it is printed.
cat >"$scratch/toy.c" <<'END_TOY'
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "hv/land.h"

bool my_map(uint16_t vm, uint64_t guest_address, void *memory, uint64_t size);
void my_unmap(uint16_t vm, uint64_t guest_address, uint64_t size);
void my_inject_msi(uint16_t vm, uint64_t address, uint32_t data);
void my_lock(void);
void my_unlock(void);
void my_print(const char *line);
bool port_init(uint8_t *memory, uint64_t size);
struct hv_device *port_device(struct hv_place at);
void port_config(struct hv_device *device, unsigned offset, unsigned size, bool is_write, uint32_t *value);
bool port_mmio(uint16_t vm, uint64_t address, unsigned size, bool is_write, uint64_t *value);

static uint8_t *block;

bool my_map(uint16_t vm, uint64_t guest_address, void *memory, uint64_t size)
{
	printf("map %u %#" PRIx64 " %#tx+%#" PRIx64 "\n", vm, guest_address, (uint8_t *)memory - block, size);
	return true;
}

void my_unmap(uint16_t vm, uint64_t guest_address, uint64_t size)
{
	printf("unmap %u %#" PRIx64 "+%#" PRIx64 "\n", vm, guest_address, size);
}

void my_inject_msi(uint16_t vm, uint64_t address, uint32_t data)
{
	printf("msi %u %#" PRIx64 " %#x\n", vm, address, data);
}

void my_lock(void)
{
}

void my_unlock(void)
{
}

void my_print(const char *line)
{
	printf("%s\n", line);
}

static struct hv_device *safety;

static void config(unsigned offset, unsigned size, uint32_t value)
{
	port_config(safety, offset, size, true, &value);
}

static void mmio(uint16_t vm, uint64_t address, uint64_t value)
{
	if (!port_mmio(vm, address, 4, true, &value))
		printf("%#" PRIx64 " is nowhere\n", address);
}

int main(void)
{
	struct hv_land_needs needs;
	uint32_t id = 0;

	if (hv_land_measure(&static_config, &needs) != HV_LAND_OK)
		return 1;
	block = malloc(needs.memory);
	if (!port_init(block, needs.memory))
		return 1;
	safety = port_device((struct hv_place) { .vm = 0, .vbdf = CFG_BDF(0, 8, 0) });
	if (!safety || port_device((struct hv_place) { .vm = 0, .vbdf = CFG_BDF(0, 9, 0) }))
		return 1;
	port_config(safety, 0, 4, false, &id);
	printf("%#x\n", id);
	config(0x10, 4, 0xd0000000);
	config(0x14, 4, 0xd0001000);
	config(0x18, 4, 0xe0000000);
	config(0x04, 2, 6);
	config(0x42, 2, 0x8000);
	mmio(0, 0xd0001000, 0xfee00000);
	mmio(0, 0xd0001008, 0x41);
	mmio(0, 0xd000100c, 0);
	mmio(0, 0xd000000c, 0); /* notifies itself */
	mmio(0, 0xd0002000, 0);
	config(0x04, 2, 0);
	free(block);
}
END_TOY

cat >"$scratch/expected" <<'END'
0x11101af4
map 0 0xe0000000 0+0x400000
msi 0 0xfee00000 0x41
0xd0002000 is nowhere
unmap 0 0xe0000000+0x400000
END

fail() {
	echo "FAIL: $*"
	exit 1
}

# The commands of docs/hv-land.md, with the example and a table.
build() {
	local own

	own=$("$compiler" -print-file-name=include)
	(cd "$scratch" && "$compiler" -std=c11 -O2 -Wall -Wextra -Werror -ffreestanding -nostdinc -isystem "$own" \
		-I"$root" -I"$root/schema" -I"$root/devmodel" \
		-c "$root"/devmodel/core/*.c "$root"/devmodel/hv/*.c "$root/docs/examples/hv_port.c" \
		out/config/static_config.c &&
		ld -r -o port.o ./*.o)
}

root=$PWD
"$B/bin/acrn-cfg" gen -o "$scratch/out" boards/lab/trio.xml >/dev/null || fail "no table"
build || fail "the port is not compiled"
"$compiler" -Wall -Wextra -Werror -I. -Ischema -Idevmodel -o "$scratch/toy" "$scratch/toy.c" \
	"$scratch/port.o" || fail "the port is not linked"
"$scratch/toy" >"$scratch/is" || fail "the hypervisor does not start"
diff "$scratch/expected" "$scratch/is" || fail "the port does something else"
