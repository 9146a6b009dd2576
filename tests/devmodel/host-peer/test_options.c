/* SPDX-License-Identifier: BSD-3-Clause
 * test_options.c: the command lines of peers, ring, wait and echo, right and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host-peer/options.h"

/* A command line, cut at each space. */
struct line {
	char text[256];
	char *argv[16];
	int argc;
	struct host_options options;
	struct error error;
};

static bool read_line(struct line *line, const char *text)
{
	char *rest = line->text;

	snprintf(line->text, sizeof(line->text), "ivshmem-server %s", text);
	line->argc = 0;
	for (char *word; (word = strsep(&rest, " "));)
		line->argv[line->argc++] = word;
	line->argv[line->argc] = NULL;
	return host_options_read(line->argc, line->argv, &line->options, &line->error);
}

static const struct host_options *accept(struct line *line, const char *text)
{
	if (!read_line(line, text))
		fail_msg("%s: %s", text, line->error.text);
	return &line->options;
}

static void test_verbs(void **state)
{
	(void)state;
	assert_true(host_options_has_verb("peers") && host_options_has_verb("ring"));
	assert_true(host_options_has_verb("wait") && host_options_has_verb("echo"));
	assert_false(host_options_has_verb("ls"));
	assert_false(host_options_has_verb("--help"));
}

static void test_values(void **state)
{
	const struct host_options *options;
	struct line line;

	(void)state;
	options = accept(&line, "peers my.shmem-0");
	assert_int_equal(options->verb, HOST_VERB_PEERS);
	assert_string_equal(options->region, "my.shmem-0");
	assert_true(!options->directory && !options->vm && !options->has_offset);
	assert_int_equal(options->count, 1);
	assert_int_equal(options->timeout_ms, -1);
	options = accept(&line, "ring --dir=/x --peer 0xffff chat --vector=7 --vm=host");
	assert_int_equal(options->verb, HOST_VERB_RING);
	assert_string_equal(options->directory, "/x");
	assert_string_equal(options->vm, "host");
	assert_int_equal(options->peer, 65535);
	assert_int_equal(options->vector, 7);
	options = accept(&line, "wait --any ./socket --count=10000000 --timeout=86400000");
	assert_int_equal(options->verb, HOST_VERB_WAIT);
	assert_string_equal(options->region, "./socket");
	assert_true(options->is_any);
	assert_int_equal(options->count, 10000000);
	assert_int_equal(options->timeout_ms, 86400000);
	options = accept(&line, "echo chat --offset=0x1000 --timeout=0");
	assert_int_equal(options->verb, HOST_VERB_ECHO);
	assert_true(options->has_offset && options->offset == 4096);
	assert_int_equal(options->timeout_ms, 0);
	assert_int_equal(accept(&line, "wait --help")->verb, HOST_VERB_HELP);
}

/* Each with a part of its error. */
static void test_invalid(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "peers", "missing region" },
		{ "peers a b", "unexpected argument 'b' for peers" },
		{ "peers .a", "invalid region name '.a'" },
		{ "peers -x", "unknown option '-x'" },
		{ "wait a --frob", "unknown option '--frob'" },
		{ "wait a --tiemout=1", "unknown option '--tiemout': did you mean '--timeout'?" },
		{ "wait a --timeout", "missing value for --timeout" },
		{ "peers a --peer=1", "invalid option --peer for peers" },
		{ "ring a --timeout=1", "invalid option --timeout for ring" },
		{ "echo a --count=1", "invalid option --count for echo" },
		{ "ring a", "ring needs --peer" },
		{ "ring a --peer=65536", "invalid value '65536' for --peer: must be a number from "
					 "0 to 65535" },
		{ "ring a --peer=", "invalid value '' for --peer" },
		{ "wait a --vector=-1", "invalid value '-1' for --vector" },
		{ "wait a --count=0", "from 1 to 10000000" },
		{ "wait a --timeout=86400001", "from 0 to 86400000" },
		{ "wait a --timeout=1s", "invalid value '1s' for --timeout" },
		{ "wait a --vm=../x", "invalid VM name '../x'" },
		{ "wait /x/a --vm=host", "unexpected --vm for the path of a socket" },
		{ "wait /x/a --dir=/x", "unexpected --dir for the path of a socket" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct line line;

		if (read_line(&line, rows[i].text))
			fail_msg("'%s' is accepted", rows[i].text);
		if (!strstr(line.error.text, rows[i].expected))
			fail_msg("'%s' gives '%s' and not '%s'", rows[i].text, line.error.text,
				 rows[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verbs),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_invalid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
