/* SPDX-License-Identifier: BSD-3-Clause
 * selftest.c: `ivshmem selftest`: properties of a device and checks of them, in lines of key=value
 * that are the same in each run, so that two devices can be compared. */
#include "guest/tool/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_COMMAND	     0x04
#define CONFIG_REVISION	     0x08
#define CONFIG_CLASS	     0x09
#define CONFIG_HEADER	     0x0e
#define CONFIG_BARS	     0x10
#define CONFIG_SUBSYSTEM     0x2c
#define CONFIG_CAPABILITIES  0x34
#define CONFIG_INTERRUPT_PIN 0x3d
#define CAPABILITY_MSIX	     0x11
#define CLASS_RAM	     0x050000u
#define END_SIZE	     4096u /* how much of each end of the memory is tried */
#define RING_TIMEOUT_MS	     1000

struct selftest {
	struct ivshm_device *device;
	const struct ivshm_info *info;
	uint8_t config[256];
	size_t length; /* of what may be seen of it */
	unsigned failures;
};

static uint32_t config_at(const struct selftest *test, size_t offset, size_t bytes)
{
	uint32_t value = 0;

	for (size_t i = 0; i < bytes && offset + i < sizeof(test->config); i++)
		value |= (uint32_t)test->config[offset + i] << (8 * i);
	return value;
}

static void check(struct selftest *test, const char *name, bool is_fine)
{
	printf("check.%s=%s\n", name, is_fine ? "ok" : "failed");
	if (!is_fine)
		test->failures++;
}

static void show_identity(const struct selftest *test)
{
	printf("vendor=0x%04x\ndevice=0x%04x\nrevision=0x%02x\nclass=0x%06x\n",
	       config_at(test, 0, 2), config_at(test, 2, 2), config_at(test, CONFIG_REVISION, 1),
	       config_at(test, CONFIG_CLASS, 3));
	printf("subsystem_vendor=0x%04x\nsubsystem=0x%04x\nheader=0x%02x\ninterrupt_pin=%u\n",
	       config_at(test, CONFIG_SUBSYSTEM, 2), config_at(test, CONFIG_SUBSYSTEM + 2, 2),
	       config_at(test, CONFIG_HEADER, 1), config_at(test, CONFIG_INTERRUPT_PIN, 1));
}

static uint32_t bar_bits(const struct selftest *test, unsigned bar)
{
	return config_at(test, CONFIG_BARS + 4 * bar, 4) & 0xfu;
}

static void show_bars(const struct selftest *test)
{
	for (unsigned bar = 0; bar < IVSHM_BARS; bar++) {
		uint32_t bits = bar_bits(test, bar);

		printf("bar%u_size=%llu\nbar%u_kind=%s%s\n", bar,
		       (unsigned long long)test->info->bars[bar].size, bar,
		       !test->info->bars[bar].size ? "none"
		       : bits & 1		   ? "io"
		       : (bits & 6) == 4	   ? "memory64"
						   : "memory32",
		       bits & 8 ? "-prefetchable" : "");
	}
}

static void check_config(struct selftest *test)
{
	const struct ivshm_bar *bars = test->info->bars;
	uint64_t size = bars[IVSHM_BAR_MEMORY].size;
	bool has_notification = test->info->vectors != 0;

	check(test, "class", config_at(test, CONFIG_CLASS, 3) == CLASS_RAM);
	check(test, "header", (config_at(test, CONFIG_HEADER, 1) & 0x7f) == 0);
	check(test, "bar0_size", bars[IVSHM_BAR_REGISTERS].size == 256);
	check(test, "bar0_kind", (bar_bits(test, IVSHM_BAR_REGISTERS) & 7) == 0);
	check(test, "bar1_only_with_msix", has_notification == (bars[IVSHM_BAR_MSIX].size != 0));
	check(test, "bar2_size", size >= 4096 && (size & (size - 1)) == 0);
	check(test, "bar2_kind", bar_bits(test, IVSHM_BAR_MEMORY) == 0xc);
}

/* The offset of the MSI-X capability; 0 if it is not found. */
static unsigned find_msix(const struct selftest *test)
{
	unsigned at = config_at(test, CONFIG_CAPABILITIES, 1) & 0xfcu;

	/* Ends for a cyclic list, too. */
	for (unsigned i = 0; at && i < sizeof(test->config) / 4; i++) {
		if (config_at(test, at, 1) == CAPABILITY_MSIX)
			return at;
		at = config_at(test, at + 1, 1) & 0xfcu;
	}
	return 0;
}

static void show_msix(const struct selftest *test)
{
	unsigned at = find_msix(test);

	if (test->info->vectors == IVSHM_VECTORS_UNKNOWN) {
		puts("msix=unknown");
		return;
	}
	printf("msix=%d\n", test->info->vectors);
	for (unsigned i = 1; at && i <= 2; i++) {
		uint32_t where = config_at(test, at + 4 * i, 4);

		printf("msix_%s=bar%u+0x%x\n", i == 1 ? "table" : "pending", where & 7,
		       where & ~7u);
	}
}

/* All bits that are set in any register from `from` to the end of BAR0. */
static uint32_t read_reserved(const struct selftest *test, unsigned from)
{
	uint32_t bits = 0, value;

	for (unsigned at = from; at < test->info->bars[IVSHM_BAR_REGISTERS].size; at += 4)
		bits |= ivshm_register_read(test->device, at, &value, NULL) ? value : UINT32_MAX;
	return bits;
}

static void check_registers(struct selftest *test)
{
	uint32_t mask = 0, status = 0, position = 0, doorbell = 0;
	struct ivshm_device *device = test->device;
	bool is_read = ivshm_register_read(device, IVSHM_REGISTER_MASK, &mask, NULL) &&
		       ivshm_register_read(device, IVSHM_REGISTER_STATUS, &status, NULL) &&
		       ivshm_register_read(device, IVSHM_REGISTER_POSITION, &position, NULL) &&
		       ivshm_register_read(device, IVSHM_REGISTER_DOORBELL, &doorbell, NULL);

	printf("register_mask=0x%x\nregister_status=0x%x\nregister_position=0x%x\n"
	       "register_doorbell=0x%x\n",
	       mask, status, position, doorbell);
	check(test, "registers_read", is_read);
	check(test, "position", test->info->vectors ? position <= UINT16_MAX : position == 0);
	check(test, "doorbell_reads_0", doorbell == 0);
	check(test, "reserved_read_0", read_reserved(test, IVSHM_REGISTER_DOORBELL + 4) == 0);
}

/* How many of its own vectors the device delivers to itself. */
static void show_rings(const struct selftest *test)
{
	uint16_t position, count = 0;

	if (ivshm_vector_fd(test->device, 0) < 0 ||
	    !ivshm_position(test->device, &position, NULL)) {
		puts("rings_to_itself=unknown");
		return;
	}
	for (uint16_t vector = 0; vector < test->info->vectors; vector++)
		count = (uint16_t)(count +
				   (ivshm_ring(test->device, position, vector, NULL) &&
				    ivshm_wait(test->device, vector, RING_TIMEOUT_MS, NULL) == 1));
	printf("rings_to_itself=%u\n", count);
}

/* Bytes close to each other differ, and so do those of the two ends. */
static void fill_pattern(uint8_t *bytes, size_t size, unsigned seed)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(i * 7 + i / 256 + seed);
}

/* Writes a pattern to both ends before it reads either, to detect memory that wraps around. */
static bool try_ends(const struct ivshm_device *device, size_t size)
{
	uint64_t last = ivshm_size(device) - size;
	uint8_t saved[2][END_SIZE], pattern[2][END_SIZE], found[2][END_SIZE];
	bool is_read, is_restored;

	if (!ivshm_read(device, 0, saved[0], size, NULL) ||
	    !ivshm_read(device, last, saved[1], size, NULL))
		return false;
	fill_pattern(pattern[0], size, 0x11);
	fill_pattern(pattern[1], size, 0x88);
	is_read = ivshm_write(device, 0, pattern[0], size, NULL) &&
		  ivshm_write(device, last, pattern[1], size, NULL);
	ivshm_publish();
	is_read = is_read && ivshm_read(device, 0, found[0], size, NULL) &&
		  ivshm_read(device, last, found[1], size, NULL);
	is_restored = ivshm_write(device, last, saved[1], size, NULL) &&
		      ivshm_write(device, 0, saved[0], size, NULL);
	return is_read && is_restored && memcmp(pattern[0], found[0], size) == 0 &&
	       memcmp(pattern[1], found[1], size) == 0;
}

static void check_memory(struct selftest *test)
{
	uint64_t size = ivshm_size(test->device);
	char byte;

	check(test, "memory_ends",
	      try_ends(test->device, size / 2 < END_SIZE ? (size_t)size / 2 : END_SIZE));
	check(test, "memory_bounds",
	      ivshm_read(test->device, size - 1, &byte, 1, NULL) &&
		      !ivshm_read(test->device, size, &byte, 1, NULL));
}

static void run(struct selftest *test)
{
	printf("bdf=%s\ndriver=%s\nmap=%s\ncache_asked=%s\ncache_granted=%s\n", test->info->bdf,
	       test->info->driver[0] ? test->info->driver : "none",
	       ivshm_map_name(ivshm_device_map(test->device)), ivshm_cache_asked(test->device),
	       ivshm_cache_granted(test->device));
	show_identity(test);
	show_bars(test);
	check_config(test);
	show_msix(test);
	check_registers(test);
	show_rings(test);
	check_memory(test);
	printf("result=%s\n", test->failures ? "failed" : "ok");
}

enum tool_status tool_selftest(const struct tool_options *options)
{
	struct selftest test = { .device = tool_open(options) };
	enum tool_status status = TOOL_FAILED;
	struct ivshm_error error;

	if (!test.device)
		return TOOL_FAILED;
	test.info = ivshm_device_info(test.device);
	if (ivshm_config(&options->paths, test.info, test.config, &test.length, &error)) {
		run(&test);
		status = test.failures ? TOOL_NEGATIVE : TOOL_DONE;
	} else {
		tool_fail("%s", error.text);
	}
	ivshm_close(test.device);
	return status;
}
