/* SPDX-License-Identifier: BSD-3-Clause
 * test_words.c: the command lines of acrn-dm and QEMU as options, values and words. */
#include "tests/generator/script/command.h"

static const char *options(struct fixture *fixture, const char *text)
{
	return options_of(fixture, launch_of(fixture, text, RELEASE_3_0));
}

static void test_order(void **state)
{
	assert_string_equal(options(*state, "acrn-dm -A vm1 -m 512M --ovmf x -- -s last"),
			    "-A =vm1 -m=512M --ovmf=x =-s =last");
	assert_string_equal(options(*state, "acrn-dm - -s 3,lpc"), "=- -s=3,lpc");
}

static void test_forms_of_options(void **state)
{
	assert_string_equal(options(*state, "acrn-dm -s3,lpc -AYs 4,x --pci_slot=5,y --pci 6,z"),
			    "-s=3,lpc -A -Y -s=4,x -s=5,y -s=6,z");
	assert_string_equal(options(*state, "acrn-dm --memsize=1G --lpc com1,stdio --w"),
			    "-m=1G -l=com1,stdio --windows");
	assert_string_equal(options(*state, "acrn-dm --virtio 1 -qA --none=3"),
			    "--virtio! =1~ -q! -A --none!=3");
}

static void test_missing_value(void **state)
{
	assert_string_equal(options(*state, "acrn-dm vm -s"), "=vm -s-");
	assert_string_equal(options(*state, "acrn-dm -s -m 3"), "-s=-m =3");
}

static void test_empty_argument(void **state)
{
	const struct launch *launch = launch_of(*state, "acrn-dm -m \"\" \"\" vm1", RELEASE_3_0);

	assert_string_equal(options_of(*state, launch), "-m= = =vm1");
	assert_int_equal(launch->name_count, 1);
	assert_string_equal(launch->names[0]->value.value, "");
	assert_string_equal(written(*state, launch->names[0]->at), "\"\"");
}

static void test_releases(void **state)
{
	const char *text = "acrn-dm --ssram 4096 vm";

	assert_string_equal(options_of(*state, launch_of(*state, text, RELEASE_2_7)),
			    "--ssram =4096 =vm");
	assert_string_equal(options_of(*state, launch_of(*state, text, RELEASE_3_0)),
			    "--ssram=4096 =vm");
	assert_string_equal(options(*state, "acrn-dm --ssram --rtvm vm"), "--ssram- --rtvm =vm");
	assert_string_equal(options(*state, "acrn-dm --psram -U 1-2 -W vm"),
			    "--psram -U=1-2 -W =vm");
}

static void test_unknown_texts(void **state)
{
	assert_string_equal(options(*state, "acrn-dm -m $mem -s $n,lpc -s5,x,$y --mac_seed=$m vm"),
			    "-m=$~ -s=$,lpc~ -s=5,x,$ --mac_seed=$ =vm");
	assert_string_equal(options(*state, "acrn-dm -s$n,lpc -A$x --o$x vm"),
			    "-s=$,lpc -A --o~ =vm");
}

/* It may have a value. */
static void test_word_behind_unknown_option(void **state)
{
	const struct launch *launch = launch_of(*state, "acrn-dm --none x vm", RELEASE_3_0);

	assert_string_equal(options_of(*state, launch), "--none! =x~ =vm");
	assert_int_equal(launch->name_count, 2);
}

static void test_unknown_words(void **state)
{
	const struct launch *launch = launch_of(*state, "acrn-dm $more -A $name", RELEASE_3_0);

	assert_string_equal(options_of(*state, launch), "=$~ -A =$~");
	assert_true(launch->may_have_more);
	assert_int_equal(launch->name_count, 2);
	launch = launch_of(*state, "acrn-dm \"$a\" b c", RELEASE_3_0);
	assert_false(launch->may_have_more);
	assert_int_equal(launch->name_count, 2);
	launch = launch_of(*state, "acrn-dm -m $mem vm", RELEASE_3_0);
	assert_false(launch->may_have_more);
}

/* Two options are there together, or not. */
static void assert_meet(const struct launch *launch, size_t one, size_t other, bool expected)
{
	assert_int_equal(condition_can_meet(launch->options[one].when, launch->options[other].when),
			 expected);
}

static void test_alternative_values(void **state)
{
	const struct launch *launch =
		launch_of(*state, "acrn-dm -m ?10:1G ?11:2G -A vm", RELEASE_3_0);

	assert_string_equal(options_of(*state, launch), "-m=1G -m=2G -m=-A -A =vm");
	assert_meet(launch, 0, 1, false);
	assert_meet(launch, 0, 3, true);
	assert_meet(launch, 2, 3, false); /* -A is an option only if -m has its value */
}

static void test_option_of_one_arm(void **state)
{
	const struct launch *launch =
		launch_of(*state, "acrn-dm ?10:-s ?10:3,lpc ?11:-s ?11:4,lpc vm", RELEASE_3_0);

	assert_string_equal(options_of(*state, launch), "-s=3,lpc -s=4,lpc =vm");
	assert_meet(launch, 0, 1, false);
	assert_int_equal(launch->name_count, 1);
}

/* A condition of more branches than are followed: what is said is who belongs to whom. */
static void test_unknown_condition(void **state)
{
	struct fixture *fixture = *state;
	struct shell_part parts[] = {
		{ .text = "acrn-dm" }, { .text = "-s" }, { .text = "3,lpc" }, { .text = "vm" }
	};
	struct shell_argument arguments[4];
	const struct source *source = source_memory(fixture->arena, "vm1.sh", "", 0);
	struct shell_run run = { .arguments = arguments, .argument_count = 4 };
	struct shell_trace trace = { .runs = &run, .run_count = 1 };
	struct conditions *conditions = conditions_new(fixture->arena);
	const struct condition *when = NULL;
	const struct script *script;
	bool is_possible;

	for (uint32_t i = 0; i < 2 * CONDITION_ARMS_MAX; i++)
		when = condition_both(when, conditions_take(conditions, i, 0), &is_possible);
	for (size_t i = 0; i < 4; i++)
		arguments[i] = (struct shell_argument) {
			.when = i == 1 || i == 2 ? when : NULL,
			.parts = &parts[i],
			.part_count = 1,
		};
	script = script_of_trace(fixture->arena, source, NULL, &trace, RELEASE_3_0);
	assert_string_equal(options_of(fixture, script->launches[0]), "-s=3,lpc =vm");
	assert_false(condition_can_meet(script->launches[0]->options[0].when, NULL));
	assert_null(script->launches[0]->options[1].when);
}

static void test_names_with_conditions(void **state)
{
	const struct launch *launch =
		launch_of(*state, "acrn-dm -A ?10:one ?11:two three four", RELEASE_3_0);

	assert_int_equal(launch->name_count, 3);
	assert_string_equal(launch->names[2]->value.value, "three");
}

static void test_qemu(void **state)
{
	assert_string_equal(options(*state, "qemu-system-x86_64 -M q35 --enable-kvm -m 1G d.img"),
			    "-machine=q35 -enable-kvm -m=1G =d.img");
	assert_string_equal(options(*state, "kvm -nonsense -device $x -$y -- -m"),
			    "-nonsense! -device=$~ -~ --! -m-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_order),
		TEST(test_forms_of_options),
		TEST(test_missing_value),
		TEST(test_empty_argument),
		TEST(test_releases),
		TEST(test_unknown_texts),
		TEST(test_word_behind_unknown_option),
		TEST(test_unknown_words),
		TEST(test_alternative_values),
		TEST(test_option_of_one_arm),
		TEST(test_names_with_conditions),
		TEST(test_unknown_condition),
		TEST(test_qemu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
