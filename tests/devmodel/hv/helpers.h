/* SPDX-License-Identifier: BSD-3-Clause
 * helpers.h: what the tests of hv-land share: a table, and a hypervisor that records every call and
 * checks it against the rules of hv.h.
 */
#ifndef HELPERS_H
#define HELPERS_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hv/land.h"
#include "sample.h"

/* Behind the memory of the sample's regions, to see that it is not touched. */
#define SPARE 4096u

struct fixture {
	struct sample sample;
	struct hv hv;
	struct hv_land land;
	struct hv_device devices[COUNT(((struct sample *)0)->devices)];
	uint8_t *memory;
	bool is_locked;
	bool is_map_refused;
	const char *error; /* the first rule that was broken */
	char calls[2048], text[2048];
};

static inline void fixture_check(struct fixture *fixture, bool is_wrong, const char *text)
{
	if (is_wrong && !fixture->error)
		fixture->error = text;
}

static inline void __attribute__((format(printf, 2, 3)))
fixture_call(struct fixture *fixture, const char *format, ...)
{
	size_t length = strlen(fixture->calls);
	va_list arguments;

	fixture_check(fixture, !fixture->is_locked, "a call without the lock");
	if (length > 0)
		length += (size_t)snprintf(fixture->calls + length, sizeof(fixture->calls) - length,
					   "; ");
	va_start(arguments, format);
	vsnprintf(fixture->calls + length, sizeof(fixture->calls) - length, format, arguments);
	va_end(arguments);
}

static inline bool fixture_map(void *ctx, const struct hv_device *device, uint64_t address,
			       uint8_t *memory, uint64_t size)
{
	struct fixture *fixture = ctx;

	fixture_call(fixture, "map %u %" PRIx64 " %tx+%" PRIx64, device->place.vm, address,
		     memory - fixture->memory, size);
	return !fixture->is_map_refused;
}

static inline void fixture_unmap(void *ctx, const struct hv_device *device, uint64_t address,
				 uint64_t size)
{
	fixture_call(ctx, "unmap %u %" PRIx64 "+%" PRIx64, device->place.vm, address, size);
}

static inline void fixture_inject_msi(void *ctx, const struct hv_device *device, unsigned vector,
				      uint64_t address, uint32_t data)
{
	fixture_call(ctx, "msi %u/%x %u %" PRIx64 " %x", device->place.vm, device->place.vbdf,
		     vector, address, data);
}

static inline void fixture_lock(void *ctx)
{
	struct fixture *fixture = ctx;

	fixture_check(fixture, fixture->is_locked, "the lock is taken twice");
	fixture->is_locked = true;
}

static inline void fixture_unlock(void *ctx)
{
	struct fixture *fixture = ctx;

	fixture_check(fixture, !fixture->is_locked, "the lock is released twice");
	fixture->is_locked = false;
}

static inline void fixture_log(void *ctx, const struct hv_device *device, const char *line)
{
	fixture_call(ctx, "log %u/%x %s", device->place.vm, device->place.vbdf, line);
}

static inline enum hv_land_result fixture_start(struct fixture *fixture)
{
	const struct hv_land_storage storage = {
		.memory = fixture->memory,
		.memory_size = SAMPLE_MEMORY,
		.devices = fixture->devices,
		.device_count = COUNT(fixture->devices),
	};

	return hv_land_init(&fixture->land, &fixture->sample.table, &fixture->hv, &storage);
}

/* A hypervisor that has just started, in storage that is not clean. */
static inline int fixture_open(void **state)
{
	struct fixture *fixture = malloc(sizeof(*fixture));

	memset(fixture, 0, sizeof(*fixture));
	sample_init(&fixture->sample);
	fixture->hv = (struct hv) {
		.ctx = fixture,
		.map = fixture_map,
		.unmap = fixture_unmap,
		.inject_msi = fixture_inject_msi,
		.lock = fixture_lock,
		.unlock = fixture_unlock,
		.log = fixture_log,
	};
	fixture->memory = malloc(SAMPLE_MEMORY + SPARE);
	memset(fixture->memory, 0xa5, SAMPLE_MEMORY + SPARE);
	memset(&fixture->land, 0xa5, sizeof(fixture->land));
	memset(fixture->devices, 0xa5, sizeof(fixture->devices));
	*state = fixture;
	return fixture_start(fixture) == HV_LAND_OK ? 0 : -1;
}

static inline int fixture_close(void **state)
{
	struct fixture *fixture = *state;

	free(fixture->memory);
	free(fixture);
	return 0;
}

/* A test that gets a struct fixture in *state. */
#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_open, fixture_close)

/* The calls since the last time; and the lock is free, and no rule was broken. */
static inline const char *calls(struct fixture *fixture)
{
	fixture_check(fixture, fixture->is_locked, "the lock is kept");
	if (fixture->error)
		fail_msg("%s", fixture->error);
	memcpy(fixture->text, fixture->calls, sizeof(fixture->text));
	fixture->calls[0] = '\0';
	return fixture->text;
}

#define assert_calls(fixture, text) assert_string_equal(calls(fixture), text)

static inline struct hv_place place(unsigned vm, unsigned slot)
{
	return (struct hv_place) { .vm = (uint16_t)vm, .vbdf = SLOT(slot) };
}

static inline enum hv_land_result create(struct fixture *fixture, unsigned vm, unsigned slot,
					 const char *region, uint64_t size)
{
	const struct hv_land_claim claim = {
		.place = place(vm, slot),
		.region = region,
		.size = size,
	};

	struct hv_device *device = NULL;
	enum hv_land_result result = hv_land_create(&fixture->land, &claim, &device);

	assert_ptr_equal(device, result == HV_LAND_OK
					 ? hv_land_find_device(&fixture->land, claim.place)
					 : NULL);
	return result;
}

/* Every device of the table, those of post-launched VMs in the table's slots. */
static inline void create_all(struct fixture *fixture)
{
	assert_int_equal(create(fixture, LEFT, 8, "big", MIB(4)), HV_LAND_OK);
	assert_int_equal(create(fixture, LEFT, 9, "pair", MIB(2)), HV_LAND_OK);
	assert_int_equal(create(fixture, RIGHT, 9, "pair", MIB(2)), HV_LAND_OK);
	assert_calls(fixture, "");
}

/* The device at an address, which is there. */
static inline struct hv_device *device_at(struct fixture *fixture, struct hv_place at)
{
	struct hv_device *device = hv_land_find_device(&fixture->land, at);

	assert_non_null(device);
	return device;
}

static inline uint32_t config_read(struct fixture *fixture, struct hv_place at, unsigned offset,
				   unsigned size)
{
	return hv_land_config_read(device_at(fixture, at), offset, size);
}

static inline void config_write(struct fixture *fixture, struct hv_place at, unsigned offset,
				unsigned size, uint32_t value)
{
	hv_land_config_write(device_at(fixture, at), offset, size, value);
}

static inline uint64_t bar_read(struct fixture *fixture, struct hv_place at, unsigned bar,
				uint64_t offset, unsigned size)
{
	return hv_land_bar_read(device_at(fixture, at), bar, offset, size);
}

static inline void bar_write(struct fixture *fixture, struct hv_place at, unsigned bar,
			     uint64_t offset, unsigned size, uint64_t value)
{
	hv_land_bar_write(device_at(fixture, at), bar, offset, size, value);
}

static inline bool is_there(struct fixture *fixture, struct hv_place at)
{
	struct hv_device *device = hv_land_find_device(&fixture->land, at);

	return device && hv_land_config_read(device, PCI_VENDOR_ID, 4) != UINT32_MAX;
}

/* As a driver does: memory at `address`, decoding and bus mastering on. */
static inline void map_memory(struct fixture *fixture, struct hv_place at, uint64_t address)
{
	config_write(fixture, at, 0x1c, 4, (uint32_t)(address >> 32));
	config_write(fixture, at, 0x18, 4, (uint32_t)address);
	config_write(fixture, at, PCI_COMMAND, 2, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

/* MSI-X on, and vector `n` unmasked: 0x40 + n to 0xfee00000. */
static inline void enable_vector(struct fixture *fixture, struct hv_place at, unsigned vector)
{
	unsigned entry = vector * PCI_MSIX_ENTRY_SIZE;

	config_write(fixture, at, PCI_COMMAND, 2, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	config_write(fixture, at, PCI_MSIX_CAPABILITY + PCI_MSIX_CONTROL, 2, PCI_MSIX_ENABLE);
	bar_write(fixture, at, IVSHMEM_BAR_MSIX, entry, 8, 0xfee00000);
	bar_write(fixture, at, IVSHMEM_BAR_MSIX, entry + 8, 8, 0x40 + vector);
}

static inline void ring(struct fixture *fixture, struct hv_place at, unsigned peer, unsigned vector)
{
	bar_write(fixture, at, IVSHMEM_BAR_REGISTERS, IVSHMEM_DOORBELL, 4, peer << 16 | vector);
}

#endif
