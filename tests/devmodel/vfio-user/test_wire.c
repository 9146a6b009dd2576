/* SPDX-License-Identifier: BSD-3-Clause
 * test_wire.c: the stream: messages in parts, many at once, of wrong sizes, with descriptors in
 * wrong places, and clients that do not read. */
#include "helpers.h"

static void test_byte_by_byte(void **state)
{
	const struct vfu_access access = { 8, VFU_REGION_CONFIG, 4 };
	struct bench *bench = *state;
	struct answer answer;
	uint8_t bytes[64];
	int fd = join(bench);

	for (uint16_t id = 0; id < 3; id++) {
		size_t size = compose(bytes, id, VFU_REGION_READ, 0, &access, sizeof(access));

		for (size_t i = 0; i < size; i++) {
			assert_true(is_silent(fd));
			post_raw(fd, bytes + i, 1, NULL, 0);
			pump(bench);
		}
		assert_true(take(fd, &answer));
		assert_int_equal(answer.header.id, id);
		assert_int_equal(answer.payload_size, sizeof(access) + 4);
	}
}

/* Descriptors may come with any part of a message. */
static void test_descriptors_in_parts(void **state)
{
	const struct vfu_irq_set set = { sizeof(set), VFU_SET_EVENTFD | VFU_SET_TRIGGER,
					 VFU_IRQ_MSIX, 5, 3 };
	struct bench *bench = *state;
	struct answer answer;
	uint8_t bytes[64];
	int fd = join(bench), events[3];
	size_t size = compose(bytes, 9, VFU_SET_IRQS, 0, &set, sizeof(set));

	for (unsigned i = 0; i < 3; i++)
		events[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	post_raw(fd, bytes, 1, &events[0], 1);
	pump(bench);
	post_raw(fd, bytes + 1, 19, &events[1], 1);
	post_raw(fd, bytes + 20, size - 20, &events[2], 1);
	pump(bench);
	assert_true(take(fd, &answer));
	assert_succeeds(&answer);
	for (unsigned i = 0; i < 3; i++) {
		vfu_trigger(bench->server, 5 + i);
		for (unsigned j = 0; j < 3; j++)
			assert_int_equal(triggers(events[j]), i == j);
	}
	for (unsigned i = 0; i < 3; i++)
		close(events[i]);
}

/* In one run of bytes, descriptors belong to the message that they were sent with. */
static void test_pipelined(void **state)
{
	const struct vfu_irq_set set = { sizeof(set), VFU_SET_EVENTFD | VFU_SET_TRIGGER,
					 VFU_IRQ_MSIX, 0, 1 };
	const struct vfu_access access = { 0, VFU_REGION_CONFIG, 256 };
	struct bench *bench = *state;
	struct answer answer;
	uint8_t bytes[8192];
	int fd = join(bench), event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	size_t size = 0;

	for (uint16_t id = 0; id < 100; id++)
		size += compose(bytes + size, id, VFU_REGION_READ, 0, &access, sizeof(access));
	/* It ends in the middle of a message. */
	post_raw(fd, bytes, size - 5, NULL, 0);
	post_raw(fd, bytes + size - 5, 5, NULL, 0);
	post_flagged(fd, 100, VFU_SET_IRQS, 0, &set, sizeof(set), &event, 1);
	post(fd, 101, VFU_RESET, NULL, 0);
	pump(bench);
	for (uint16_t id = 0; id < 102; id++) {
		assert_true(take(fd, &answer));
		assert_int_equal(answer.header.id, id);
		assert_succeeds(&answer);
	}
	vfu_trigger(bench->server, 0);
	assert_int_equal(triggers(event), 1);
	close(event);
}

static void test_wrong_sizes(void **state)
{
	static const uint32_t sizes[] = { 0,	   1,	     15,	16 + VFU_PAYLOAD_MAX + 1,
					  1 << 20, 1u << 31, UINT32_MAX };
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const struct vfu_header header = { 1, VFU_RESET, sizes[i], 0, 0 };
		int fd = join(bench);

		post_raw(fd, &header, sizeof(header), NULL, 0);
		pump(bench);
		assert_true(is_closed(fd));
		disconnect(bench, fd);
	}
	assert_int_equal(bench->device.resets, 0);
}

/* The largest valid message. */
static void test_greatest(void **state)
{
	static uint8_t payload[VFU_PAYLOAD_MAX];
	struct bench *bench = *state;
	int fd = join(bench);

	assert_fails(ask(bench, fd, 99, payload, sizeof(payload)), ENOSYS);
	assert_succeeds(ask(bench, fd, VFU_RESET, payload, sizeof(payload)));
}

static void test_descriptor_counts(void **state)
{
	struct bench *bench = *state;
	int many[250], fds = count_fds();

	for (size_t i = 0; i < 250; i++)
		many[i] = bench->device.memory;
	for (size_t count = 15; count <= 250; count = count < 18 ? count + 1 : count * 2) {
		int fd = join(bench);

		post_flagged(fd, 1, VFU_RESET, 0, NULL, 0, many, count);
		pump(bench);
		assert_int_equal(is_closed(fd), count > VFU_MESSAGE_FDS);
		disconnect(bench, fd);
		assert_int_equal(count_fds(), fds);
	}
}

/* Too many together, though each part has few enough. */
static void test_descriptors_add_up(void **state)
{
	struct bench *bench = *state;
	int many[10], fds = count_fds(), fd = join(bench);
	uint8_t bytes[16];

	for (size_t i = 0; i < 10; i++)
		many[i] = bench->device.memory;
	compose(bytes, 1, VFU_RESET, 0, NULL, 0);
	post_raw(fd, bytes, 8, many, 10);
	pump(bench);
	assert_int_equal(count_fds(), fds + 2 + 10);
	post_raw(fd, bytes + 8, 8, many, 10);
	pump(bench);
	assert_true(is_closed(fd));
	assert_int_equal(count_fds(), fds + 1);
	disconnect(bench, fd);
}

/* The descriptors of an incomplete message are closed with the connection. */
static void test_gone_in_the_middle(void **state)
{
	struct bench *bench = *state;
	int fds = count_fds();
	uint8_t bytes[24];

	compose(bytes, 1, VFU_RESET, 0, "payload", 8);
	for (size_t size = 1; size < sizeof(bytes); size++) {
		int fd = join(bench);

		post_raw(fd, bytes, size, &bench->device.memory, 1);
		if (size % 2)
			pump(bench);
		disconnect(bench, fd);
		assert_int_equal(count_fds(), fds);
	}
	assert_int_equal(bench->device.departures, 23);
	assert_int_equal(bench->device.resets, 0);
}

/* Commands sent before the end are executed. */
static void test_last_words(void **state)
{
	struct bench *bench = *state;
	int fd = join(bench);

	for (uint16_t i = 0; i < 10; i++)
		post_flagged(fd, i, VFU_RESET, VFU_NO_REPLY, NULL, 0, NULL, 0);
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	pump(bench);
	pump(bench);
	assert_int_equal(bench->device.resets, 10);
	assert_true(is_closed(fd));
}

/* Replies that the socket does not accept at once are sent later, complete, in order, with
 * descriptors. */
static void test_slow_reader(void **state)
{
	const struct vfu_access access = { 0, 2, 4096 };
	const struct vfu_region_info info = { .argsz = sizeof(info), .index = 2 };
	struct bench *bench = *state;
	struct answer answer;
	int fd = join(bench), small = 4096;

	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
	for (uint16_t id = 0; id < 200; id++) {
		if (id % 10 == 9)
			post(fd, id, VFU_GET_REGION_INFO, &info, sizeof(info));
		else
			post(fd, id, VFU_REGION_READ, &access, sizeof(access));
		pump(bench);
	}
	for (uint16_t id = 0; id < 200; id++) {
		if (!take(fd, &answer)) {
			pump(bench);
			assert_true(take(fd, &answer));
		}
		assert_int_equal(answer.header.id, id);
		assert_succeeds(&answer);
		assert_int_equal(answer.fd_count, id % 10 == 9);
		if (answer.fd_count)
			close(answer.fds[0]);
	}
	assert_succeeds(ask(bench, fd, VFU_RESET, NULL, 0));
}

/* A client that never reads is disconnected; the server accepts another. */
static void test_no_reader(void **state)
{
	const struct vfu_access access = { 0, 2, MEMORY_SIZE };
	struct bench *bench = *state;
	int fds = count_fds(), fd = join(bench);
	unsigned sent = 0;

	while (bench->device.departures == 0 && sent++ < 1000) {
		post(fd, 1, VFU_REGION_READ, &access, sizeof(access));
		pump(bench);
	}
	assert_in_range(sent, 10, 100);
	disconnect(bench, fd);
	assert_int_equal(count_fds(), fds);
	join(bench);
}

/* The client has disconnected before its reply is sent: no SIGPIPE. */
static void test_gone_before_the_reply(void **state)
{
	struct bench *bench = *state;

	for (uint16_t i = 0; i < 50; i++) {
		int fd = join(bench);

		for (uint16_t j = 0; j < i; j++)
			post(fd, j, VFU_RESET, NULL, 0);
		disconnect(bench, fd);
	}
	pump(bench);
	assert_int_equal(bench->device.departures, 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_byte_by_byte),       TEST(test_descriptors_in_parts),
		TEST(test_pipelined),	       TEST(test_wrong_sizes),
		TEST(test_greatest),	       TEST(test_descriptor_counts),
		TEST(test_descriptors_add_up), TEST(test_gone_in_the_middle),
		TEST(test_last_words),	       TEST(test_slow_reader),
		TEST(test_no_reader),	       TEST(test_gone_before_the_reply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
