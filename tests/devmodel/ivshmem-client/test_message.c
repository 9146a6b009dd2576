/* SPDX-License-Identifier: BSD-3-Clause
 * test_message.c: messages come whole, however they are sent, and no descriptor is left over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ivshmem-client/message.h"
#include "stage.h"

/* A socket pair: the server's end is the stage's, so that it can post. */
struct pair {
	struct stage stage;
	int client;
	struct message_stream stream;
	int event;
	int fds_before;
};

static int pair_open(void **state)
{
	static struct pair pair;
	int ends[2];

	pair = (struct pair) { .stream.fd = -1, .fds_before = count_fds() };
	pair.event = eventfd(0, EFD_CLOEXEC);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends),
			 0);
	pair.stage.server = ends[0];
	pair.client = ends[1];
	*state = &pair;
	return 0;
}

static int pair_close(void **state)
{
	struct pair *pair = *state;

	message_stream_close(&pair->stream);
	stage_disconnect(&pair->stage);
	close(pair->client);
	close(pair->event);
	assert_int_equal(count_fds(), pair->fds_before);
	return 0;
}

static enum message_result receive(struct pair *pair, struct message *message)
{
	return message_receive(pair->client, &pair->stream, message);
}

static void expect(struct pair *pair, int64_t number, bool has_fd)
{
	struct message message;

	assert_int_equal(receive(pair, &message), MESSAGE_DONE);
	assert_int_equal(message.number, number);
	assert_int_equal(message.fd >= 0, has_fd);
	if (has_fd) {
		assert_int_equal(fcntl(message.fd, F_GETFD), FD_CLOEXEC);
		close(message.fd);
	}
}

static void test_whole(void **state)
{
	static const int64_t numbers[] = { 0, 1, 65535, -1, INT64_MIN, INT64_MAX };
	struct pair *pair = *state;
	struct message message;

	for (unsigned i = 0; i < 6; i++) {
		message = (struct message) { numbers[i], i % 2 ? pair->event : -1 };
		assert_int_equal(message_send(pair->stage.server, &message), MESSAGE_DONE);
	}
	for (unsigned i = 0; i < 6; i++)
		expect(pair, numbers[i], i % 2);
	assert_int_equal(receive(pair, &message), MESSAGE_WAIT);
}

/* The number's bytes on the wire; and the received descriptor is the one that was sent. */
static void test_wire(void **state)
{
	struct pair *pair = *state;
	const struct message sent = { 0x0102, pair->event };
	struct message message;
	uint8_t bytes[8];
	eventfd_t count;

	assert_int_equal(message_send(pair->stage.server, &sent), MESSAGE_DONE);
	assert_int_equal(recv(pair->client, bytes, sizeof(bytes), MSG_PEEK), 8);
	assert_memory_equal(bytes, "\2\1\0\0\0\0\0\0", 8);
	assert_int_equal(receive(pair, &message), MESSAGE_DONE);
	eventfd_write(message.fd, 3);
	assert_int_equal(eventfd_read(pair->event, &count), 0);
	assert_int_equal(count, 3);
	close(message.fd);
}

static void test_pieces(void **state)
{
	static const uint8_t bytes[8] = { 7, 1 };
	struct pair *pair = *state;
	struct message message;

	for (unsigned first = 1; first < 8; first++) {
		stage_post(&pair->stage, bytes, first, &pair->event, first % 2);
		assert_int_equal(receive(pair, &message), MESSAGE_WAIT);
		assert_int_equal(receive(pair, &message), MESSAGE_WAIT);
		stage_post(&pair->stage, bytes + first, 8 - first, NULL, 0);
		expect(pair, 0x107, first % 2);
	}
	/* One that will never be whole. */
	stage_post(&pair->stage, bytes, 3, &pair->event, 1);
	assert_int_equal(receive(pair, &message), MESSAGE_WAIT);
}

static void test_fd_behind_first_byte(void **state)
{
	static const uint8_t bytes[8];
	struct pair *pair = *state;
	struct message message;

	stage_post(&pair->stage, bytes, 1, NULL, 0);
	assert_int_equal(receive(pair, &message), MESSAGE_WAIT);
	stage_post(&pair->stage, bytes, 7, &pair->event, 1);
	assert_int_equal(receive(pair, &message), MESSAGE_BROKEN);
}

static void test_several_fds(void **state)
{
	static const uint8_t bytes[8];
	struct pair *pair = *state;
	const int fds[] = { pair->event, pair->event, pair->event };
	struct message message;

	stage_post(&pair->stage, bytes, 8, fds, 3);
	assert_int_equal(receive(pair, &message), MESSAGE_BROKEN);
}

static void test_disconnect(void **state)
{
	const struct message sent = { 5, -1 };
	struct pair *pair = *state;
	struct message message;

	assert_int_equal(message_send(pair->stage.server, &sent), MESSAGE_DONE);
	stage_disconnect(&pair->stage);
	expect(pair, 5, false);
	assert_int_equal(receive(pair, &message), MESSAGE_END);
	assert_int_equal(message_send(pair->client, &sent), MESSAGE_END);
}

static void test_no_socket(void **state)
{
	const struct message sent = { 5, -1 };
	struct pair *pair = *state;
	struct message message;

	assert_int_equal(message_send(pair->event, &sent), MESSAGE_BROKEN);
	assert_int_equal(message_receive(pair->event, &pair->stream, &message), MESSAGE_BROKEN);
}

/* A message that does not fit is not sent, not even in part: it is sent again when there is room.
 */
static void test_full_socket(void **state)
{
	struct pair *pair = *state;
	struct message message = { 0, -1 };
	int64_t sent, heard = 0;
	int small = 4096;

	setsockopt(pair->stage.server, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
	while (message_send(pair->stage.server, &message) == MESSAGE_DONE)
		message.number++;
	sent = message.number;
	assert_in_range(sent, 2, 100000);
	assert_int_equal(message_send(pair->stage.server, &message), MESSAGE_WAIT);
	while (heard < sent / 2)
		expect(pair, heard++, false);
	assert_int_equal(message_send(pair->stage.server, &message), MESSAGE_DONE);
	while (heard <= sent)
		expect(pair, heard++, false);
	assert_int_equal(receive(pair, &message), MESSAGE_WAIT);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, pair_open, pair_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_whole),	TEST(test_wire),
		TEST(test_pieces),	TEST(test_fd_behind_first_byte),
		TEST(test_several_fds), TEST(test_disconnect),
		TEST(test_no_socket),	TEST(test_full_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
