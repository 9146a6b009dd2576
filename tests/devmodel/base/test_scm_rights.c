/* SPDX-License-Identifier: BSD-3-Clause
 * test_scm_rights.c: descriptors that go over a socket, and those that there is no room for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/scm_rights.h"
#include "descriptors.h"

static void open_pair(int ends[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
}

static void close_pair(const int ends[2])
{
	close(ends[0]);
	close(ends[1]);
}

static void test_there_and_back(void **state)
{
	int ends[2], fds[2], before = count_fds();
	struct scm_rights rights = { fds, 0, 2 };
	char bytes[8];

	(void)state;
	open_pair(ends);
	assert_int_equal(scm_rights_receive(ends[1], bytes, sizeof(bytes), &rights), -1);
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(scm_rights_send(ends[0], "one", 3, ends[0]), 3);
	assert_int_equal(scm_rights_receive(ends[1], bytes, sizeof(bytes), &rights), 3);
	assert_memory_equal(bytes, "one", 3);
	assert_int_equal(rights.count, 1);
	assert_int_equal(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
	assert_int_equal(scm_rights_send(ends[0], "two", 3, -1), 3);
	assert_int_equal(scm_rights_receive(ends[1], bytes, sizeof(bytes), &rights), 3);
	assert_int_equal(rights.count, 1);
	/* What came is the other end of the same connection. */
	assert_int_equal(scm_rights_send(fds[0], "three", 5, ends[1]), 5);
	assert_int_equal(scm_rights_receive(ends[1], bytes, sizeof(bytes), &rights), 5);
	assert_int_equal(rights.count, 2);
	close(fds[0]);
	close(fds[1]);
	close_pair(ends);
	assert_int_equal(count_fds(), before);
}

/* As many as one message may carry, which scm_rights_send() does not do. */
static void send_many(int socket, unsigned count)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(100 * sizeof(int))];
	} control = { 0 };
	struct iovec part = { "x", 1 };
	struct msghdr envelope = { .msg_iov = &part,
				   .msg_iovlen = 1,
				   .msg_control = &control,
				   .msg_controllen = CMSG_SPACE(count * sizeof(int)) };

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(count * sizeof(int));
	for (unsigned i = 0; i < count; i++)
		memcpy(CMSG_DATA(&control.header) + i * sizeof(int), &socket, sizeof(int));
	assert_int_equal(sendmsg(socket, &envelope, 0), 1);
}

static void test_no_room(void **state)
{
	static const unsigned counts[] = { 3, SCM_RIGHTS_MAX, SCM_RIGHTS_MAX + 1, 100 };
	int ends[2], before = count_fds();
	char byte;

	(void)state;
	open_pair(ends);
	for (unsigned i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		int fds[2];
		struct scm_rights rights = { fds, 0, 2 }, none = { 0 };

		send_many(ends[0], counts[i]);
		assert_int_equal(scm_rights_receive(ends[1], &byte, 1, &rights), -1);
		assert_int_equal(errno, EMSGSIZE);
		assert_int_equal(rights.count, 2);
		close(fds[0]);
		close(fds[1]);
		send_many(ends[0], counts[i]);
		assert_int_equal(scm_rights_receive(ends[1], &byte, 1, &none), -1);
		assert_int_equal(errno, EMSGSIZE);
	}
	close_pair(ends);
	assert_int_equal(count_fds(), before);
}

static void test_no_receiver(void **state)
{
	int ends[2];

	(void)state;
	open_pair(ends);
	close(ends[1]);
	assert_int_equal(scm_rights_send(ends[0], "x", 1, -1), -1);
	assert_int_equal(errno, EPIPE);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_no_receiver),
	};

	return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
