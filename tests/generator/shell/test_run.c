/* SPDX-License-Identifier: BSD-3-Clause
 * test_run.c: the commands that the scripts of runs.txt may run. */
#include "tests/generator/shell/trace_text.h"

/* The next script of the file, and what is expected of it; NULL at the end. */
static char *next_block(char *at, char **script, char **expected)
{
	char *separator = strstr(at, "\n--\n"), *end;

	if (!separator)
		return NULL;
	*script = at;
	separator[1] = '\0';
	*expected = separator + 4;
	end = strstr(*expected, "\n\n");
	if (!end)
		return *expected + strlen(*expected);
	end[1] = '\0';
	return end + 2;
}

static void test_runs(void **state)
{
	struct fixture *fixture = *state;
	const char *folder = getenv("SRCDIR") ? getenv("SRCDIR") : ".";
	const struct source *file =
		load_read(fixture->arena,
			  arena_printf(fixture->arena, "%s/tests/generator/shell/runs.txt", folder),
			  fixture->diags);
	char *at = arena_copy(fixture->arena, file->bytes, file->size), *script, *expected;
	size_t count = 0, failures = 0;

	while ((at = next_block(at, &script, &expected))) {
		const char *text = trace_text(fixture, trace_script(fixture, script));

		if (strcmp(text, expected) != 0) {
			print_error("%s-- expected\n%s-- got\n%s\n", script, expected, text);
			failures++;
		}
		count++;
	}
	assert_true(count > 40);
	assert_int_equal(failures, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
