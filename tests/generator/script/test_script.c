/* SPDX-License-Identifier: BSD-3-Clause
 * test_script.c: scripts from their text to the VMs that they start. */
#include "tests/generator/script/command.h"

static const struct script *read_text(struct fixture *fixture, const char *text)
{
	return script_read(fixture->arena, source_of(fixture, text), RELEASE_3_3, fixture->diags);
}

static void test_read(void **state)
{
	const struct script *script =
		read_text(*state, "#!/bin/bash\n"
				  "mem=1G\n"
				  "if [ -e /dev/x ]; then\n"
				  "\tdisk='-s 3,virtio-blk,/dev/x'\n"
				  "fi\n"
				  "sudo /usr/bin/acrn-dm -m $mem $disk vm1\n");
	const struct launch *launch;

	assert_non_null(script);
	assert_int_equal(script->launch_count, 1);
	launch = script->launches[0];
	assert_int_equal(launch->program, LAUNCH_ACRN_DM);
	assert_string_equal(launch->options[0].value.value, "1G");
	assert_string_equal(written(*state, launch->options[0].value.at), "1G");
	assert_int_equal(launch->device_count, 1);
	assert_false(condition_implies(launch->when, launch->devices[0].when));
}

static void test_read_nothing(void **state)
{
	const struct script *script = read_text(*state, "");

	assert_non_null(script);
	assert_int_equal(script->launch_count, 0);
}

static void test_read_refused(void **state)
{
	struct fixture *fixture = *state;

	assert_null(read_text(fixture, "if true; then\n"));
	assert_int_equal(diags_error_count(fixture->diags), 1);
	assert_non_null(read_text(fixture, "acrn-dm vm\n"));
}

static void test_is_script(void **state)
{
	static const struct {
		const char *name, *text;
		bool is_script;
	} cases[] = {
		{ "a.sh", "", true },
		{ ".sh", "", false },
		{ "a", "#!/bin/bash -x\n", true },
		{ "a", "#! /usr/bin/env bash", true },
		{ "a", "#!/bin/sh", true },
		{ "a", "#!/bin/zsh\n# sh", false },
		{ "a", "#!/usr/bin/python3 x.sh", false },
		{ "a", "#!", false },
		{ "a", "# bash", false },
		{ "scenario.xml", "<acrn-config/>", false },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
			script_is_script(source_memory(fixture->arena, cases[i].name, cases[i].text,
						       strlen(cases[i].text))),
			cases[i].is_script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_read),
		TEST(test_read_nothing),
		TEST(test_read_refused),
		TEST(test_is_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
