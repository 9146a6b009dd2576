/* SPDX-License-Identifier: BSD-3-Clause
 * test_run_limits.c: hostile scripts end, and what is behind a limit is unknown, not wrong. */
#include "tests/generator/shell/trace_text.h"

/* A text in which %zu is each number from 0 on. */
static char *repeat(struct fixture *fixture, const char *format, size_t count)
{
	size_t room = count * (strlen(format) + 8) + 1, length = 0;
	char *text = arena_alloc(fixture->arena, room);

	for (size_t i = 0; i < count; i++) {
		const char *number = strstr(format, "%zu");

		if (!number) {
			length = (size_t)(stpcpy(text + length, format) - text);
			continue;
		}
		length += (size_t)snprintf(text + length, room - length, "%.*s%zu%s",
					   (int)(number - format), format, i, number + 3);
	}
	return text;
}

static const struct shell_trace *trace_repeated(struct fixture *fixture, const char *before,
						const char *format, size_t count,
						const char *behind)
{
	return trace_script(fixture, arena_printf(fixture->arena, "%s%s%s", before,
						  repeat(fixture, format, count), behind));
}

static size_t count_unknown(const struct shell_run *run, enum shell_reason reason)
{
	size_t count = 0;

	for (size_t i = 0; i < run->argument_count; i++) {
		const struct shell_argument *argument = &run->arguments[i];

		for (size_t j = 0; j < argument->part_count; j++)
			count += argument->parts[j].unknown &&
				 argument->parts[j].unknown->reason == reason;
	}
	return count;
}

/* 2^40 texts are one argument for each of the words. */
static void test_alternatives(void **state)
{
	struct fixture *fixture = *state;
	const struct shell_trace *trace = trace_repeated(
		fixture, "", "if [ -e /%zu ]; then x=\"$x -%zu\"; fi\n", 40, "run $x\n");

	assert_false(trace->is_cut);
	assert_int_equal(trace->run_count, 1);
	assert_int_equal(trace->runs[0].argument_count, 41);
	assert_int_equal(count_unknown(&trace->runs[0], SHELL_LIMIT), 0);
}

/* 2^40 texts of one word are not known. */
static void test_one_word(void **state)
{
	struct fixture *fixture = *state;
	const struct shell_trace *trace = trace_repeated(
		fixture, "", "if [ -e /%zu ]; then x=\"$x%zu\"; fi\n", 40, "run \"$x\"\n");

	assert_false(trace->is_cut);
	assert_int_equal(count_unknown(&trace->runs[0], SHELL_LIMIT), 1);
}

static void test_doubling(void **state)
{
	struct fixture *fixture = *state;
	const struct shell_trace *trace =
		trace_repeated(fixture, "x=a\n", "x=$x$x\n", 60, "run \"$x\"\n");

	assert_int_equal(trace->run_count, 1);
	assert_true(count_unknown(&trace->runs[0], SHELL_LIMIT) > 0);
}

static void test_recursion(void **state)
{
	struct fixture *fixture = *state;

	assert_true(trace_script(fixture, "f() { f; f; }\nf\n")->is_cut);
	assert_true(trace_script(fixture, "x='eval \"$x\"'\neval \"$x\"\n")->is_cut);
	assert_true(trace_script(fixture, "f() { x=$(f); }\nf\n")->is_cut);
}

static void test_work(void **state)
{
	struct fixture *fixture = *state;

	assert_true(trace_repeated(fixture, "", "run a\n", 10000, "")->is_cut);
	assert_true(trace_repeated(fixture, "x=0\n", "while foo; do x=$x$y; ", 100,
				   repeat(fixture, "done\n", 100))
			    ->is_cut);
	assert_true(
		trace_repeated(fixture, "a=(a)\n", "a+=(\"${a[@]}\")\n", 1000, "run\n")->is_cut);
}

/* Behind a condition of too many arms nothing is known to meet. */
static void test_conditions(void **state)
{
	struct fixture *fixture = *state;
	const struct shell_trace *trace =
		trace_repeated(fixture, "", "[ -e /%zu ] || exit\n", 300, "run a\n");

	assert_int_equal(trace->run_count, 1);
	assert_false(condition_can_meet(trace->runs[0].when, NULL));
}

/* A command that the limit cuts off is not listed: it would be taken for one without the rest. */
static void test_cut_command(void **state)
{
	struct fixture *fixture = *state;
	bool has_cut = false;

	for (size_t i = 10; i < 20; i++) {
		const struct shell_trace *trace = trace_repeated(
			fixture, "a=(a)\n", "a+=(\"${a[@]}\")\n", i, "run \"${a[@]}\"\n");

		has_cut |= trace->is_cut;
		if (trace->run_count)
			assert_int_equal(trace->runs[0].argument_count, 1 + (1u << i));
		else
			assert_true(trace->is_cut);
	}
	assert_true(has_cut);
}

static void test_empty(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_memory(fixture->arena, "empty.sh", "", 0);

	assert_int_equal(shell_run(fixture->arena, source, NULL)->run_count, 0);
}

/* Where a text is written, and where it is used. */
static void test_places(void **state)
{
	struct fixture *fixture = *state;
	const char *script = "a=\"-s 3\"\nf() { run $a \"$1\"; }\nf x\neval \"f '$a'\"\n";
	const struct shell_trace *trace = trace_script(fixture, script);
	const struct shell_argument *arguments = trace->runs[0].arguments;

	assert_int_equal(trace->run_count, 2);
	assert_int_equal(arguments[2].at.start, strstr(script, "3\"") - script);
	assert_int_equal(arguments[2].at.end - arguments[2].at.start, 1);
	assert_int_equal(arguments[2].used_at.start, strstr(script, "$a") - script);
	assert_int_equal(arguments[3].at.start, strstr(script, "x\n") - script);
	assert_int_equal(trace->runs[1].arguments[3].at.start, strstr(script, "-s") - script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_alternatives), TEST(test_one_word), TEST(test_doubling),
		TEST(test_recursion),	 TEST(test_work),     TEST(test_conditions),
		TEST(test_empty),	 TEST(test_places),   TEST(test_cut_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
