/* SPDX-License-Identifier: BSD-3-Clause
 * helpers.h: what the core's tests share: a device at a port that writes down every call.
 */
#ifndef HELPERS_H
#define HELPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/ivshmem.h"
#include "recorder.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

struct fixture {
	struct recorder recorder;
	struct ivshmem device;
	char text[1024];
};

/* A test that gets a struct fixture in *state. */
#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_open, fixture_close)

static inline int fixture_open(void **state)
{
	*state = malloc(sizeof(struct fixture));
	return *state ? 0 : -1;
}

static inline int fixture_close(void **state)
{
	free(*state);
	return 0;
}

/* Another device, in storage that is not clean. */
static inline void power_on(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	recorder_init(&fixture->recorder);
	memset(&fixture->device, 0xa5, sizeof(fixture->device));
	ivshmem_init(&fixture->device, setup, &fixture->recorder.port);
}

/* One with 8 vectors, 1 MiB, region 0x1234 and position 3. */
static inline void power_on_usual(struct fixture *fixture)
{
	power_on(fixture, &(struct ivshmem_setup) {
				  .size = MIB(1),
				  .region_id = 0x1234,
				  .vectors = 8,
				  .position = 3,
			  });
}

static inline uint32_t config_read(const struct fixture *fixture, unsigned offset, unsigned size)
{
	return pci_config_read(&fixture->device.pci, offset, size);
}

static inline void config_write(struct fixture *fixture, unsigned offset, unsigned size,
				uint32_t value)
{
	pci_config_write(&fixture->device.pci, offset, size, value);
}

static inline uint64_t bar_read(const struct fixture *fixture, unsigned bar, uint64_t offset,
				unsigned size)
{
	return ivshmem_bar_read(&fixture->device, bar, offset, size);
}

static inline void bar_write(struct fixture *fixture, unsigned bar, uint64_t offset, unsigned size,
			     uint64_t value)
{
	ivshmem_bar_write(&fixture->device, bar, offset, size, value);
}

/* The calls since the last time, in the words of calls_text(). */
static inline const char *calls(struct fixture *fixture)
{
	if (fixture->recorder.error)
		fail_msg("%s", fixture->recorder.error);
	calls_text(&fixture->recorder.calls, fixture->text, sizeof(fixture->text));
	fixture->recorder.calls.count = 0;
	return fixture->text;
}

#define assert_calls(fixture, text) assert_string_equal(calls(fixture), text)

#endif
