/* SPDX-License-Identifier: BSD-3-Clause
 * test_log.c: lines that no value can break, the journal's prefix, and floods. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static int saved, ends[2];
static char line[2 * LOG_LINE_MAX];

/* Standard error becomes a socket that preserves the boundaries of writes. */
static int redirect(void **state)
{
	(void)state;
	saved = dup(STDERR_FILENO);
	return saved < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) < 0 ||
	       dup2(ends[0], STDERR_FILENO) < 0;
}

static int restore(void **state)
{
	(void)state;
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[0]);
	close(ends[1]);
	return unsetenv("JOURNAL_STREAM");
}

/* The next line without its line feed; "" where there is none. */
static const char *next_line(void)
{
	ssize_t length = recv(ends[1], line, sizeof(line) - 1, MSG_DONTWAIT);

	if (length <= 0)
		return "";
	assert_in_range(length, 1, LOG_LINE_MAX);
	assert_int_equal(line[length - 1], '\n');
	line[length - 1] = '\0';
	assert_null(strchr(line, '\n'));
	return line;
}

static void test_fields(void **state)
{
	(void)state;
	log_event(LEVEL_INFO, "ready");
	assert_string_equal(next_line(), "level=info event=ready");
	log_event(LEVEL_WARNING, "join", log_text("region", "pair"), log_number("peer", 3),
		  log_number("low", INT64_MIN));
	assert_string_equal(next_line(), "level=warning event=join region=pair peer=3 "
					 "low=-9223372036854775808");
	log_event(LEVEL_ERROR, "end", log_text("path", "/run/a-b.c:1,2'"));
	assert_string_equal(next_line(), "level=error event=end path=/run/a-b.c:1,2'");
	assert_string_equal(next_line(), "");
}

/* It must not block. */
static void test_reader_that_has_stopped(void **state)
{
	unsigned lines = 0;

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		log_event(LEVEL_INFO, "flood", log_number("line", i));
	while (*next_line())
		lines++;
	assert_in_range(lines, 1, 99999);
	/* What there is room for again is written again. */
	log_event(LEVEL_INFO, "again");
	assert_string_equal(next_line(), "level=info event=again");
}

static void test_quoting(void **state)
{
	static const struct {
		const char *value, *written;
	} cases[] = {
		{ "", "\"\"" },
		{ "two words", "\"two words\"" },
		{ "a=b", "\"a=b\"" },
		{ "say \"no\"", "\"say \\\"no\\\"\"" },
		{ "back\\slash", "\"back\\\\slash\"" },
		{ "x\nlevel=error event=forged", "\"x\\nlevel=error event=forged\"" },
		{ "\033[2J\t\x7f", "\"\\u001b[2J\\u0009\\u007f\"" },
		{ "\xc3\xa4", "\"\\u00c3\\u00a4\"" },
	};
	char expected[200];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		log_event(LEVEL_INFO, "e", log_text("v", cases[i].value), log_number("n", 1));
		snprintf(expected, sizeof(expected), "level=info event=e v=%s n=1",
			 cases[i].written);
		assert_string_equal(next_line(), expected);
	}
}

/* Wherever the end of the line comes: no quote stays open, and no escape is cut. */
static void test_long_lines(void **state)
{
	char value[LOG_LINE_MAX + 100];

	(void)state;
	for (size_t length = LOG_LINE_MAX - 100; length < sizeof(value); length++) {
		const char *end;

		memset(value, ' ', sizeof(value));
		memset(value + length - 4, '\n', 3);
		value[length - 1] = '\0';
		log_event(LEVEL_INFO, "e", log_text("v", value), log_text("w", "a b"));
		end = strstr(next_line(), "v=\"") + 3;
		end += strspn(end, " ");
		while (strncmp(end, "\\n", 2) == 0)
			end += 2;
		assert_int_equal(*end, '"');
	}
	memset(value, 'x', sizeof(value));
	value[sizeof(value) - 1] = '\0';
	log_event(LEVEL_INFO, "e", log_text("v", value), log_text("w", "a b"));
	assert_string_equal(next_line(), "level=info event=e v=");
}

static void test_journal(void **state)
{
	struct stat status;
	char stream[64];

	(void)state;
	assert_int_equal(fstat(STDERR_FILENO, &status), 0);
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)status.st_dev,
		 (uintmax_t)status.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_event(LEVEL_ERROR, "e");
	assert_string_equal(next_line(), "<3>level=error event=e");
	log_event(LEVEL_WARNING, "e");
	assert_string_equal(next_line(), "<4>level=warning event=e");
	log_event(LEVEL_INFO, "e");
	assert_string_equal(next_line(), "<6>level=info event=e");
	/* It is of another descriptor. */
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)status.st_dev,
		 (uintmax_t)status.st_ino + 1);
	setenv("JOURNAL_STREAM", stream, 1);
	log_event(LEVEL_INFO, "e");
	assert_string_equal(next_line(), "level=info event=e");
}

static void test_limit(void **state)
{
	struct log_limit limit = { 0 };

	(void)state;
	for (int64_t second = 5; second < 8; second++) {
		for (unsigned i = 0; i < LOG_LIMIT_LINES; i++)
			assert_true(log_limit_admit(&limit, second));
		for (unsigned i = 0; i < 7; i++)
			assert_false(log_limit_admit(&limit, second));
	}
	assert_int_equal(limit.suppressed, 3 * 7);
	log_limit_flush(&limit, "refuse");
	assert_string_equal(next_line(), "level=warning event=refuse suppressed=21");
	log_limit_flush(&limit, "refuse");
	assert_string_equal(next_line(), "");
}

/* A second may begin in between, but not two. */
static void test_flood(void **state)
{
	struct log_limit limit = { 0 };
	unsigned lines = 0;

	(void)state;
	for (unsigned i = 0; i < 10 * LOG_LIMIT_LINES; i++)
		log_limited(&limit, LEVEL_INFO, "refuse", log_number("uid", 7));
	while (*next_line())
		lines += strcmp(line, "level=info event=refuse uid=7") == 0;
	assert_in_range(lines, LOG_LIMIT_LINES, 2 * LOG_LIMIT_LINES);
	assert_true(limit.suppressed > 0);
	limit.second = -1;
	limit.suppressed = 4;
	log_limited(&limit, LEVEL_INFO, "refuse");
	assert_string_equal(next_line(), "level=warning event=refuse suppressed=4");
	assert_string_equal(next_line(), "level=info event=refuse");
}

/* There is no reader, which is not an error. */
static void test_no_reader(void **state)
{
	(void)state;
	close(STDERR_FILENO);
	log_event(LEVEL_INFO, "e");
	assert_int_equal(dup2(ends[0], STDERR_FILENO), STDERR_FILENO);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, redirect, restore)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fields),  TEST(test_reader_that_has_stopped),
		TEST(test_quoting), TEST(test_long_lines),
		TEST(test_journal), TEST(test_limit),
		TEST(test_flood),   TEST(test_no_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
