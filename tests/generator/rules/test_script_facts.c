/* SPDX-License-Identifier: BSD-3-Clause
 * test_script_facts.c: which variables a script sets, tests and reads, and what else it does. */
#include "tests/generator/helpers.h"

#include "rules/script_facts.h"
#include "script/script.h"

static const struct script_facts *facts_of(struct fixture *fixture, const char *text)
{
	struct script script = { .source = source_memory(fixture->arena, "a.sh", text,
							 strlen(text)) };

	script.list = shell_parse(fixture->arena, script.source, fixture->diags);
	assert_int_equal(diags_error_count(fixture->diags), 0);
	return script_facts_read(fixture->arena, &script);
}

static bool is_unset(struct fixture *fixture, const char *text)
{
	return script_facts_is_unset(facts_of(fixture, text), "x");
}

static void test_unset(void **state)
{
	assert_true(is_unset(*state, "vm $x"));
	assert_true(is_unset(*state, "vm ${x} y=1; y=x"));
	assert_true(is_unset(*state, "if [ -e $x ]; then vm; fi"));
	assert_true(is_unset(*state, "eval vm $x"));
	assert_true(is_unset(*state, "printf \"$x\""));
	assert_false(is_unset(*state, "vm"));
}

static void test_set(void **state)
{
	static const char *const scripts[] = {
		"x=1; vm $x",
		"x+=1; vm $x",
		"x[1]=2; vm $x",
		"x=1 vm $x",
		"f() { local x; }; vm $x",
		"declare -A x; vm $x",
		"export y x=1; vm $x",
		"for x in 1 2; do vm $x; done",
		"read -r y x; vm $x",
		"getopts ab x; vm $x",
		"printf -v x %s 1; vm $x",
		"((x = 1)); vm $x",
		"((y, x++)); vm $x",
		"for ((x = 0; x < 2; x++)); do vm $x; done",
		"y=$((x = 2)); vm $x",
		"let x=1; vm $x",
		": ${x:=1}; vm $x",
		"mapfile x; vm $x",
	};

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (is_unset(*state, scripts[i]))
			fail_msg("%s", scripts[i]);
}

static void test_from_outside(void **state)
{
	static const char *const scripts[] = {
		"if [ -z $x ]; then exit; fi; vm $x",
		"if [ \"$x\" = 1 ]; then exit; fi; vm $x",
		"test -n $x && vm $x",
		"[[ $x == 1 ]]; vm $x",
		"y=${x:-2}; vm $x",
		"y=${x?}; vm $x",
		"  # x=-v\nvm $x",
		"#x=-v\nvm $x",
		". ./settings; vm $x",
		"source settings; vm $x",
		"eval \"$settings\"; vm $x",
		"declare \"$y\"; vm $x",
	};

	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
		if (is_unset(*state, scripts[i]))
			fail_msg("%s", scripts[i]);
}

static void test_functions(void **state)
{
	const struct script_facts *facts = facts_of(*state, "f() { g; }; h=1");

	assert_true(script_facts_has_function(facts, "f"));
	assert_false(script_facts_has_function(facts, "g"));
	assert_false(script_facts_has_function(facts, "h"));
}

static void test_waits(void **state)
{
	const struct script_facts *facts = facts_of(*state, "a & b; wait; c; kill 1; d");

	assert_false(script_facts_may_wait(facts, 0, 4));
	assert_true(script_facts_may_wait(facts, 4, 13));
	assert_true(script_facts_may_wait(facts, 0, 100));
	assert_true(script_facts_may_wait(facts, 13, 100));
	assert_false(script_facts_may_wait(facts, 24, 100));
}

static void test_directory(void **state)
{
	assert_true(script_facts_changes_directory(facts_of(*state, "cd images; vm")));
	assert_false(script_facts_changes_directory(facts_of(*state, "vm cd")));
}

static void test_places(void **state)
{
	const struct script_facts *facts =
		facts_of(*state, "N=1\ncase $1 in\n-n) n=$2; m=$n; o=3 ;;\nesac\nvm $N $m");
	const struct script_variable *n = script_facts_variable(facts, "n");

	assert_int_equal(n->option_set.start, 19);
	assert_int_equal(n->option_arm.start, 15);
	assert_true(n->option_arm.end >= n->first_read.end);
	assert_int_equal(n->first_read.start, n->last_read.start);
	assert_null(script_facts_variable(facts, "m")->option_set.source);
	assert_null(script_facts_variable(facts, "o")->option_set.source);
	assert_null(script_facts_variable(facts, "x"));
	assert_ptr_equal(script_facts_same_letters(facts, "N"), n);
	assert_string_equal(n->same_letters->name, "N");
	assert_null(n->same_letters->same_letters);
	assert_string_equal(script_facts_variables(facts)->name, "N");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_unset),     TEST(test_set),	TEST(test_from_outside),
		TEST(test_functions), TEST(test_waits), TEST(test_directory),
		TEST(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
