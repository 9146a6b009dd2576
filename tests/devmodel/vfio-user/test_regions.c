/* SPDX-License-Identifier: BSD-3-Clause
 * test_regions.c: configuration space, registers and memory: what arrives, and what must not.
 */
#include "helpers.h"

static void fill(uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(i * 7 + 1);
}

static void test_config(void **state)
{
	struct bench *bench = *state;
	struct device *device = &bench->device;
	int fd = join(bench);

	fill(device->config, sizeof(device->config));
	for (uint32_t size = 1; size <= 4; size *= 2) {
		const struct answer *answer = read_region(bench, fd, VFU_REGION_CONFIG, 8, size);
		struct vfu_access access;

		assert_succeeds(answer);
		assert_int_equal(answer->payload_size, sizeof(access) + size);
		memcpy(&access, answer->payload, sizeof(access));
		assert_int_equal(access.offset, 8);
		assert_int_equal(access.region, VFU_REGION_CONFIG);
		assert_int_equal(access.count, size);
		assert_memory_equal(answer->payload + sizeof(access), device->config + 8, size);
		assert_int_equal(device->last_size, size);
		answer = write_region(bench, fd, VFU_REGION_CONFIG, 8, size, "\xff\xfe\xfd\xfc");
		assert_int_equal(answer->payload_size, sizeof(access));
		assert_memory_equal(device->config + 8, "\xff\xfe\xfd\xfc", size);
	}
}

/* Every range of configuration space is read and written whole, in aligned steps. */
static void test_config_ranges(void **state)
{
	struct bench *bench = *state;
	struct device *device = &bench->device;
	uint8_t bytes[VFU_CONFIG_SIZE], expected[VFU_CONFIG_SIZE];
	int fd = join(bench);

	fill(bytes, sizeof(bytes));
	for (uint32_t start = 0; start < 9; start++) {
		for (uint32_t count = 1; count <= VFU_CONFIG_SIZE - start;
		     count += 1 + count / 16) {
			memset(device->config, 0, sizeof(device->config));
			memset(expected, 0, sizeof(expected));
			memcpy(expected + start, bytes, count);
			assert_succeeds(
				write_region(bench, fd, VFU_REGION_CONFIG, start, count, bytes));
			assert_memory_equal(device->config, expected, sizeof(expected));
			assert_memory_equal(
				read_region(bench, fd, VFU_REGION_CONFIG, start, count)->payload +
					sizeof(struct vfu_access),
				bytes, count);
		}
	}
	device->config_accesses = 0;
	assert_succeeds(read_region(bench, fd, VFU_REGION_CONFIG, 0, 256));
	assert_int_equal(device->config_accesses, 64);
}

static void test_registers(void **state)
{
	struct bench *bench = *state;
	struct device *device = &bench->device;
	int fd = join(bench);

	for (uint32_t size = 0; size <= 16; size++) {
		bool is_fine = size == 1 || size == 2 || size == 4 || size == 8;
		int error = is_fine ? 0 : EINVAL;
		const uint8_t bytes[16] = { 1, 2, 3, 4, 5, 6, 7, 8 };
		const struct answer *answer;

		device->register_accesses = 0;
		memset(device->registers, 0, 32);
		assert_fails(write_region(bench, fd, 0, 16, size, bytes), error);
		assert_memory_equal(device->registers + 16, bytes, is_fine ? size : 0);
		assert_int_equal(device->registers[16 + size], 0);
		answer = read_region(bench, fd, 0, 16, size);
		assert_fails(answer, error);
		if (is_fine)
			assert_memory_equal(answer->payload + sizeof(struct vfu_access), bytes,
					    size);
		assert_int_equal(device->register_accesses, is_fine ? 2 : 0);
	}
}

/* Accesses outside of a region never reach the device. */
static void test_outside(void **state)
{
	static const struct {
		uint32_t region;
		uint64_t offset;
		uint32_t count;
	} cases[] = {
		{ 0, 4096, 1 },
		{ 0, 4093, 4 },
		{ 0, UINT64_MAX, 1 },
		{ 0, UINT64_MAX - 3, 4 },
		{ 0, 0x100000000, 4 },
		{ 0, 0, 0 },
		{ 1, 0, 4 },
		{ 3, 0, 4 },
		{ 2, MEMORY_SIZE, 1 },
		{ 2, MEMORY_SIZE - 3, 4 },
		{ 2, UINT64_MAX - 4095, 4 },
		{ 2, 1, MEMORY_SIZE },
		{ 2, 0, 0 },
		{ VFU_REGION_ROM, 0, 1 },
		{ VFU_REGION_CONFIG, 256, 1 },
		{ VFU_REGION_CONFIG, 254, 4 },
		{ VFU_REGION_CONFIG, 0, 257 },
		{ VFU_REGION_CONFIG, UINT64_MAX, 2 },
		{ VFU_REGION_CONFIG, 0, 0 },
		{ VFU_REGION_VGA, 0, 1 },
		{ VFU_REGION_COUNT, 0, 1 },
		{ UINT32_MAX, 0, 1 },
	};
	static const uint8_t zeros[VFU_TRANSFER_MAX];
	struct bench *bench = *state;
	int fd = join(bench);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_fails(
			read_region(bench, fd, cases[i].region, cases[i].offset, cases[i].count),
			EINVAL);
		assert_fails(write_region(bench, fd, cases[i].region, cases[i].offset,
					  cases[i].count, zeros),
			     EINVAL);
	}
	assert_int_equal(bench->device.config_accesses, 0);
	assert_int_equal(bench->device.register_accesses, 0);
}

/* The count must match the payload; no count causes a reply larger than the limit. */
static void test_counts(void **state)
{
	uint8_t payload[sizeof(struct vfu_access) + 8] = { 0 };
	struct vfu_access access = { 0, VFU_REGION_CONFIG, 8 };
	struct bench *bench = *state;
	int fd = join(bench);

	memcpy(payload, &access, sizeof(access));
	assert_fails(ask(bench, fd, VFU_REGION_WRITE, payload, sizeof(payload) - 1), EINVAL);
	assert_fails(ask(bench, fd, VFU_REGION_WRITE, payload, sizeof(access)), EINVAL);
	assert_fails(ask(bench, fd, VFU_REGION_WRITE, payload, sizeof(access) - 1), EINVAL);
	assert_succeeds(ask(bench, fd, VFU_REGION_WRITE, payload, sizeof(payload)));
	access.count = 7;
	memcpy(payload, &access, sizeof(access));
	assert_fails(ask(bench, fd, VFU_REGION_WRITE, payload, sizeof(payload)), EINVAL);
	access.count = UINT32_MAX;
	memcpy(payload, &access, sizeof(access));
	assert_fails(ask(bench, fd, VFU_REGION_WRITE, payload, sizeof(payload)), EINVAL);
	access.region = 2;
	access.count = VFU_TRANSFER_MAX + 1;
	assert_fails(ask(bench, fd, VFU_REGION_READ, &access, sizeof(access)), EINVAL);
	assert_fails(ask(bench, fd, VFU_REGION_READ, &access, sizeof(access) - 1), EINVAL);
}

/* A client that can't map the memory sees the same bytes over the socket. */
static void test_memory(void **state)
{
	static uint8_t bytes[MEMORY_SIZE];
	struct bench *bench = *state;
	int fd = join(bench);
	const struct answer *answer;
	uint8_t *memory = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			       bench->device.memory, 4096);

	assert_true(memory != MAP_FAILED);
	assert_succeeds(write_region(bench, fd, 2, 8, 4, "\1\2\3\4"));
	assert_memory_equal(memory + 8, "\1\2\3\4", 4);
	memory[MEMORY_SIZE - 1] = 0x99;
	answer = read_region(bench, fd, 2, MEMORY_SIZE - 1, 1);
	assert_int_equal(answer->payload[sizeof(struct vfu_access)], 0x99);
	fill(bytes, sizeof(bytes));
	assert_succeeds(write_region(bench, fd, 2, 0, MEMORY_SIZE, bytes));
	assert_memory_equal(memory, bytes, MEMORY_SIZE);
	answer = read_region(bench, fd, 2, 0, MEMORY_SIZE);
	assert_int_equal(answer->payload_size, sizeof(struct vfu_access) + MEMORY_SIZE);
	assert_memory_equal(answer->payload + sizeof(struct vfu_access), bytes, MEMORY_SIZE);
	munmap(memory, MEMORY_SIZE);
	assert_int_equal(bench->device.register_accesses, 0);
}

/* What a client maps from the descriptor is the region itself. */
static void test_memory_is_shared(void **state)
{
	struct vfu_region_info info = { .argsz = sizeof(info), .index = 2 };
	struct bench *bench = *state;
	int fd = join(bench);
	const struct answer *answer = ask(bench, fd, VFU_GET_REGION_INFO, &info, sizeof(info));
	uint8_t byte = 0x5a, *memory;

	assert_int_equal(answer->fd_count, 1);
	assert_int_not_equal(answer->fds[0], bench->device.memory);
	memcpy(&info, answer->payload, sizeof(info));
	memory = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, answer->fds[0],
		      (off_t)info.offset);
	assert_true(memory != MAP_FAILED);
	close(answer->fds[0]);
	assert_int_equal(pwrite(bench->device.memory, &byte, 1, 4096 + 77), 1);
	assert_int_equal(memory[77], 0x5a);
	memory[78] = 0xa5;
	assert_int_equal(pread(bench->device.memory, &byte, 1, 4096 + 78), 1);
	assert_int_equal(byte, 0xa5);
	munmap(memory, info.size);
}

/* A file that another process has truncated is an error reply, and no crash. */
static void test_memory_shrinks(void **state)
{
	struct bench *bench = *state;
	int fd = join(bench);

	assert_int_equal(ftruncate(bench->device.memory, 4096 + 16), 0);
	assert_succeeds(read_region(bench, fd, 2, 8, 8));
	assert_fails(read_region(bench, fd, 2, 12, 8), EIO);
	assert_fails(read_region(bench, fd, 2, 4096, 4), EIO);
	assert_succeeds(ask(bench, fd, VFU_RESET, NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_config),	     TEST(test_config_ranges),	TEST(test_registers),
		TEST(test_outside),	     TEST(test_counts),		TEST(test_memory),
		TEST(test_memory_is_shared), TEST(test_memory_shrinks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
