/* SPDX-License-Identifier: BSD-3-Clause
 * test_protocol.c: messages as they are, and as they should not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hv-control/protocol.h"

static int ends[2];

static int open_ends(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

static int close_ends(void **state)
{
	(void)state;
	close(ends[1]);
	return ends[0] < 0 ? 0 : close(ends[0]);
}

static void test_claim(void **state)
{
	const struct hv_control_claim claim = { "RT-1", "plant_state", UINT64_C(1) << 40,
						CFG_BDF(0, 31, 7) };
	struct hv_control_message message;
	struct hv_control_claim read;

	(void)state;
	assert_true(hv_control_send_claim(ends[0], &claim));
	assert_true(hv_control_receive(ends[1], &message));
	assert_string_equal(message.text, "claim RT-1 plant_state 1099511627776 00:1f.7");
	assert_true(hv_control_read_claim(&message, &read));
	assert_string_equal(read.vm, claim.vm);
	assert_string_equal(read.region, claim.region);
	assert_int_equal(read.size, claim.size);
	assert_int_equal(read.vbdf, claim.vbdf);
}

static void test_no_claim(void **state)
{
	static const char *const texts[] = {
		"claim",
		"claim VM region 4096",
		"claim VM region 4096 00:08.0 more",
		"claim VM region 4096 00:08.0 ",
		"claim VM  region 4096 00:08.0",
		" claim VM region 4096 00:08.0",
		"claimVM region 4096 00:08.0",
		"Claim VM region 4096 00:08.0",
		"claim A_NAME_TOO_LONG_ region 4096 00:08.0",
		"claim VM abcdefghijklmnopqrstuvwxyz01 4096 00:08.0",
		"claim VM region -1 00:08.0",
		"claim VM region 0x1000 00:08.0",
		"claim VM region 18446744073709551616 00:08.0",
		"claim VM region 4096 00:20.0",
		"claim VM region 4096 00:08.8",
		"claim VM region 4096 0:8.0",
		"claim VM region 4096 00.08.0",
		"claim VM region 4096 00:08.0x",
	};
	struct hv_control_message message;
	struct hv_control_claim claim;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		strcpy(message.text, texts[i]);
		if (hv_control_read_claim(&message, &claim))
			fail_msg("taken: %s", texts[i]);
	}
}

static void refuse(const void *bytes, size_t size, int error)
{
	struct hv_control_message message;

	assert_int_equal(send(ends[0], bytes, size, 0), size);
	assert_false(hv_control_receive(ends[1], &message));
	assert_int_equal(errno, error);
}

static void test_not_text(void **state)
{
	char longest[HV_CONTROL_MESSAGE_MAX + 1];
	struct hv_control_message message;

	(void)state;
	refuse("a\0b", 3, EBADMSG);
	refuse("a\n", 2, EBADMSG);
	refuse("\x7f", 1, EBADMSG);
	memset(longest, 'x', sizeof(longest));
	refuse(longest, sizeof(longest), EBADMSG);
	assert_int_equal(send(ends[0], longest, sizeof(longest) - 1, 0), sizeof(longest) - 1);
	assert_true(hv_control_receive(ends[1], &message));
	assert_int_equal(strlen(message.text), HV_CONTROL_MESSAGE_MAX);
}

/* A message that is too long is cut. */
static void test_long(void **state)
{
	struct hv_control_message message;

	(void)state;
	assert_true(hv_control_send(ends[0], "no %2000s", "x"));
	assert_true(hv_control_receive(ends[1], &message));
	assert_int_equal(strlen(message.text), HV_CONTROL_MESSAGE_MAX);
}

static void test_nothing(void **state)
{
	struct hv_control_message message;

	(void)state;
	assert_false(hv_control_receive(ends[1], &message));
	assert_int_equal(errno, EAGAIN);
	close(ends[0]);
	ends[0] = -1;
	assert_false(hv_control_receive(ends[1], &message));
	assert_int_equal(errno, ECONNRESET);
	assert_false(hv_control_send(ends[1], "ok"));
	assert_int_equal(errno, EPIPE);
}

/* Sending does not block. */
static void test_deaf(void **state)
{
	unsigned count = 0;

	(void)state;
	while (hv_control_send(ends[0], "ok") && count < 1000000)
		count++;
	assert_int_equal(errno, EAGAIN);
	assert_int_not_equal(count, 0);
}

static void test_directory(void **state)
{
	char path[UNIX_SOCKET_PATH_MAX + 1], longest[HV_CONTROL_DIRECTORY_MAX + 2];
	struct socket_directory directory;
	struct error error;

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_false(hv_control_choose(longest, &directory, &error));
	longest[sizeof(longest) - 2] = '\0';
	assert_true(hv_control_choose(longest, &directory, &error));
	hv_control_path(&directory, path);
	assert_int_equal(strlen(path), HV_CONTROL_DIRECTORY_MAX + strlen("/control"));
	setenv(HV_CONTROL_VARIABLE, "/there/", 1);
	assert_true(hv_control_choose(NULL, &directory, &error));
	hv_control_path(&directory, path);
	assert_string_equal(path, "/there/control");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_claim, open_ends, close_ends),
		cmocka_unit_test(test_no_claim),
		cmocka_unit_test_setup_teardown(test_not_text, open_ends, close_ends),
		cmocka_unit_test_setup_teardown(test_long, open_ends, close_ends),
		cmocka_unit_test_setup_teardown(test_nothing, open_ends, close_ends),
		cmocka_unit_test_setup_teardown(test_deaf, open_ends, close_ends),
		cmocka_unit_test(test_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
