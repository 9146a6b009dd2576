/* SPDX-License-Identifier: BSD-3-Clause
 * test_commands.c: the handshake, and the replies to QEMU's queries about the device. */
#include "helpers.h"

static void test_version(void **state)
{
	static const char hello[] =
		"\0\0\0\0{\"capabilities\":{\"max_msg_fds\":8,\"max_data_xfer_size\":1048576,"
		"\"pgsizes\":4096,\"max_dma_maps\":65535,\"write_multiple\":true}}";
	struct bench *bench = *state;
	int fd = dial(bench);
	const struct answer *answer = ask(bench, fd, VFU_VERSION, hello, sizeof(hello));
	struct vfu_version version;
	const char *text = (const char *)answer->payload + sizeof(version);

	assert_succeeds(answer);
	memcpy(&version, answer->payload, sizeof(version));
	assert_int_equal(version.major, 0);
	assert_int_equal(version.minor, 0);
	assert_int_equal(answer->payload[answer->payload_size - 1], 0);
	assert_int_equal(strlen(text) + 1, answer->payload_size - sizeof(version));
	assert_string_equal(text,
			    "{\"capabilities\":{\"max_msg_fds\":16,\"max_data_xfer_size\":65536}}");
	assert_int_equal(bench->device.arrivals, 1);
}

/* The JSON is optional, and a newer minor version is answered with ours. */
static void test_version_variants(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
	} cases[] = {
		{ "\0\0\0\0", 4 }, { "\0\0\0\0", 5 }, { "\0\0\0\0{}", 7 }, { "\0\0\5\0{}", 7 }
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int fd = dial(bench);
		const struct answer *answer =
			ask(bench, fd, VFU_VERSION, cases[i].bytes, cases[i].size);

		assert_succeeds(answer);
		assert_memory_equal(answer->payload, "\0\0\0\0{", 5);
		disconnect(bench, fd);
	}
	assert_int_equal(bench->device.arrivals, 4);
}

/* An error reply is sent before the connection ends. */
static void test_version_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
	} cases[] = { { "\1\0\0\0{}", 7 }, { "\0\0\0\0{}", 6 }, { "\0\0\0", 3 }, { "", 0 } };
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answer answer;
		int fd = dial(bench);

		post(fd, 7, VFU_VERSION, cases[i].bytes, cases[i].size);
		pump(bench);
		assert_true(take(fd, &answer));
		assert_int_equal(answer.header.id, 7);
		assert_int_equal(answer.header.flags, VFU_REPLY | VFU_ERROR);
		assert_fails(&answer, EINVAL);
		assert_true(is_closed(fd));
		disconnect(bench, fd);
	}
	assert_int_equal(bench->device.arrivals, 0);
}

static void test_version_comes_first_and_once(void **state)
{
	struct bench *bench = *state;
	int fd = dial(bench);

	post(fd, 1, VFU_RESET, NULL, 0);
	pump(bench);
	assert_true(is_closed(fd));
	assert_int_equal(bench->device.resets, 0);
	fd = join(bench);
	assert_fails(ask(bench, fd, VFU_VERSION, "\0\0\0\0", 4), EINVAL);
	assert_succeeds(ask(bench, fd, VFU_RESET, NULL, 0));
}

static void test_info(void **state)
{
	struct vfu_info info = { .argsz = sizeof(info) };
	struct bench *bench = *state;
	int fd = join(bench);
	const struct answer *answer = ask(bench, fd, VFU_GET_INFO, &info, sizeof(info));

	assert_succeeds(answer);
	assert_int_equal(answer->payload_size, sizeof(info));
	memcpy(&info, answer->payload, sizeof(info));
	assert_int_equal(info.argsz, sizeof(info));
	assert_int_equal(info.flags, VFU_INFO_RESET | VFU_INFO_PCI);
	assert_int_equal(info.region_count, 9);
	assert_int_equal(info.irq_count, 5);
	info.argsz = 1000;
	answer = ask(bench, fd, VFU_GET_INFO, &info, sizeof(info));
	assert_int_equal(answer->payload_size, sizeof(info));
	info.argsz = sizeof(info) - 1;
	assert_fails(ask(bench, fd, VFU_GET_INFO, &info, sizeof(info)), EINVAL);
	info.argsz = sizeof(info);
	assert_fails(ask(bench, fd, VFU_GET_INFO, &info, sizeof(info) - 1), EINVAL);
}

static void test_region_info(void **state)
{
	static const struct {
		uint64_t size;
		uint32_t flags;
		uint64_t offset;
	} expected[] = { { 4096, 3, 0 }, { 0, 0, 0 },	{ MEMORY_SIZE, 7, 4096 },
			 { 0, 0, 0 },	 { 0, 0, 0 },	{ 0, 0, 0 },
			 { 0, 0, 0 },	 { 256, 3, 0 }, { 0, 0, 0 } };
	struct bench *bench = *state;
	int fd = join(bench);

	for (uint32_t i = 0; i < VFU_REGION_COUNT; i++) {
		struct vfu_region_info info = { .argsz = sizeof(info), .index = i };
		const struct answer *answer =
			ask(bench, fd, VFU_GET_REGION_INFO, &info, sizeof(info));

		assert_succeeds(answer);
		assert_int_equal(answer->payload_size, sizeof(info));
		memcpy(&info, answer->payload, sizeof(info));
		assert_int_equal(info.argsz, sizeof(info));
		assert_int_equal(info.index, i);
		assert_int_equal(info.cap_offset, 0);
		assert_int_equal(info.size, expected[i].size);
		assert_int_equal(info.flags, expected[i].flags);
		assert_int_equal(info.offset, expected[i].offset);
		assert_int_equal(answer->fd_count, i == 2);
		if (answer->fd_count)
			close(answer->fds[0]);
	}
}

static void test_region_info_refused(void **state)
{
	struct vfu_region_info info = { .argsz = sizeof(info) - 1, .index = 2 };
	struct bench *bench = *state;
	int fd = join(bench);

	assert_fails(ask(bench, fd, VFU_GET_REGION_INFO, &info, sizeof(info)), EINVAL);
	info.argsz = sizeof(info);
	assert_fails(ask(bench, fd, VFU_GET_REGION_INFO, &info, sizeof(info) - 1), EINVAL);
	for (uint32_t index = VFU_REGION_COUNT; index; index *= 2) {
		info.index = index;
		assert_fails(ask(bench, fd, VFU_GET_REGION_INFO, &info, sizeof(info)), EINVAL);
	}
	info.index = UINT32_MAX;
	assert_fails(ask(bench, fd, VFU_GET_REGION_INFO, &info, sizeof(info)), EINVAL);
}

static void test_irq_info(void **state)
{
	struct bench *bench = *state;
	int fd = join(bench);

	for (uint32_t i = 0; i <= VFU_IRQ_MSIX; i++) {
		struct vfu_irq_info info = { .argsz = sizeof(info), .index = i };
		const struct answer *answer = ask(bench, fd, VFU_GET_IRQ_INFO, &info, sizeof(info));

		assert_succeeds(answer);
		assert_int_equal(answer->payload_size, sizeof(info));
		memcpy(&info, answer->payload, sizeof(info));
		assert_int_equal(info.argsz, sizeof(info));
		assert_int_equal(info.index, i);
		assert_int_equal(info.flags, i == VFU_IRQ_MSIX ? 9 : 0);
		assert_int_equal(info.count, i == VFU_IRQ_MSIX ? VECTORS : 0);
	}
	for (uint32_t i = VFU_IRQ_ERROR; i <= VFU_IRQ_COUNT; i++) {
		const struct vfu_irq_info info = { .argsz = sizeof(info), .index = i };

		assert_fails(ask(bench, fd, VFU_GET_IRQ_INFO, &info, sizeof(info)), EINVAL);
	}
}

static void test_reset(void **state)
{
	struct bench *bench = *state;
	int fd = join(bench);

	assert_int_equal(ask(bench, fd, VFU_RESET, NULL, 0)->payload_size, 0);
	assert_succeeds(ask(bench, fd, VFU_RESET, NULL, 0));
	assert_int_equal(bench->device.resets, 2);
}

/* QEMU sends several before it waits for a reply, with descriptors that are to be closed. */
static void test_dma(void **state)
{
	const struct vfu_dma_map map = { sizeof(map), 3, 0, 0x100000, 0x200000 };
	const struct vfu_dma_unmap unmap = { sizeof(unmap), 0, 0x100000, 0x200000 };
	struct bench *bench = *state;
	struct answer answer;
	int fd = join(bench), fds = count_fds();

	for (uint16_t i = 0; i < 20; i++)
		post_flagged(fd, i, VFU_DMA_MAP, 0, &map, sizeof(map), &bench->device.memory,
			     i % 2);
	for (uint16_t i = 20; i < 40; i++)
		post(fd, i, VFU_DMA_UNMAP, &unmap, sizeof(unmap));
	pump(bench);
	for (uint16_t i = 0; i < 40; i++) {
		assert_true(take(fd, &answer));
		assert_int_equal(answer.header.id, i);
		assert_int_equal(answer.header.flags, VFU_REPLY);
		assert_int_equal(answer.payload_size, i < 20 ? 0 : sizeof(unmap));
		if (i >= 20)
			assert_memory_equal(answer.payload, &unmap, sizeof(unmap));
	}
	assert_int_equal(count_fds(), fds);
	assert_fails(ask(bench, fd, VFU_DMA_MAP, &map, sizeof(map) - 1), EINVAL);
	assert_fails(ask(bench, fd, VFU_DMA_UNMAP, &unmap, sizeof(unmap) - 1), EINVAL);
}

static void test_no_reply(void **state)
{
	const struct vfu_access absent = { 0, 5, 4 };
	struct bench *bench = *state;
	int fd = join(bench);

	post_flagged(fd, 1, VFU_RESET, VFU_NO_REPLY, NULL, 0, NULL, 0);
	post_flagged(fd, 2, VFU_REGION_READ, VFU_NO_REPLY, &absent, sizeof(absent), NULL, 0);
	post_flagged(fd, 3, 99, VFU_NO_REPLY, NULL, 0, NULL, 0);
	pump(bench);
	assert_true(is_silent(fd));
	assert_int_equal(bench->device.resets, 1);
}

static void test_unknown_commands(void **state)
{
	static const uint16_t commands[] = { 0, 6, 11, 12, 14, 15, 16, 17, 18, 19, 255, 65535 };
	struct bench *bench = *state;
	int fd = join(bench), fds = count_fds();

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		assert_fails(ask_with_fds(bench, fd, commands[i], "payload", 8,
					  &bench->device.memory, 1),
			     ENOSYS);
	assert_int_equal(count_fds(), fds);
	assert_succeeds(ask(bench, fd, VFU_RESET, NULL, 0));
}

/* The server sends no commands, so it expects no reply. */
static void test_reply_is_refused(void **state)
{
	struct bench *bench = *state;

	for (uint32_t type = 1; type <= VFU_TYPE; type++) {
		int fd = join(bench);

		post_flagged(fd, 1, VFU_RESET, type, NULL, 0, NULL, 0);
		pump(bench);
		assert_true(is_closed(fd));
		disconnect(bench, fd);
	}
	assert_int_equal(bench->device.resets, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_version),
		TEST(test_version_variants),
		TEST(test_version_refused),
		TEST(test_version_comes_first_and_once),
		TEST(test_info),
		TEST(test_region_info),
		TEST(test_region_info_refused),
		TEST(test_irq_info),
		TEST(test_reset),
		TEST(test_dma),
		TEST(test_no_reply),
		TEST(test_unknown_commands),
		TEST(test_reply_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
