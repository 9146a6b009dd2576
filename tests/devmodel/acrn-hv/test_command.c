/* SPDX-License-Identifier: BSD-3-Clause
 * test_command.c: what command lines mean, and what is said about wrong ones.
 */
#include "tests/devmodel/acrn-dm/helpers.h"

#include "acrn-hv/command.h"

static struct command_line line;
static struct command command;

static bool read_command(const char *text, struct error *error)
{
	command_line_cut(&line, text);
	return command_read(line.argc, line.argv, &command, error);
}

/* Reads a command line that must be right; command_free() is the test's. */
static void take(const char *text)
{
	struct error error;

	if (!read_command(text, &error))
		fail_msg("%s: %s", text, error.text);
}

static void test_defaults(void **state)
{
	(void)state;
	take("run --config=table.so");
	assert_int_equal(command.verb, COMMAND_RUN);
	assert_string_equal(command.table, "table.so");
	assert_null(command.directory);
	assert_int_equal(command.launch_count, 0);
	assert_int_equal(command.restart, LAUNCH_ON_FAILURE);
	assert_int_equal(command.grace, 10);
	command_free(&command);
	assert_null(command.launches);
}

static void test_options(void **state)
{
	(void)state;
	take("run --dir /run/hv --config table.so --restart=always --grace=3600");
	assert_string_equal(command.directory, "/run/hv");
	assert_string_equal(command.table, "table.so");
	assert_int_equal(command.restart, LAUNCH_ALWAYS);
	assert_int_equal(command.grace, 3600);
	command_free(&command);
	take("run --config=a --restart=never --grace=0 --config=b");
	assert_string_equal(command.table, "b");
	assert_int_equal(command.restart, LAUNCH_NEVER);
	assert_int_equal(command.grace, 0);
	command_free(&command);
	take("run --config=a --restart=never --restart=on-failure");
	assert_int_equal(command.restart, LAUNCH_ON_FAILURE);
	command_free(&command);
}

/* The VM is what stands before the first '='. */
static void test_launches(void **state)
{
	const struct command_launch *launches;

	(void)state;
	take("run --launch=A=/a.sh --config=t --console=B=pty --launch=B=/b=1.sh "
	     "--launch=C=/c.sh --console=C=file:/log=1 --console=D=socket --launch=D=/d.sh");
	launches = command.launches;
	assert_int_equal(command.launch_count, 4);
	assert_string_equal(launches[0].vm, "A");
	assert_string_equal(launches[0].script, "/a.sh");
	assert_false(launches[0].has_console);
	assert_int_equal(launches[0].console_kind, CONSOLE_SOCKET);
	assert_string_equal(launches[1].vm, "B");
	assert_string_equal(launches[1].script, "/b=1.sh");
	assert_true(launches[1].has_console);
	assert_int_equal(launches[1].console_kind, CONSOLE_PTY);
	assert_int_equal(launches[2].console_kind, CONSOLE_FILE);
	assert_string_equal(launches[2].console, "/log=1");
	assert_true(launches[3].has_console);
	assert_int_equal(launches[3].console_kind, CONSOLE_SOCKET);
	command_free(&command);
}

static void test_verbs(void **state)
{
	(void)state;
	take("ps");
	assert_int_equal(command.verb, COMMAND_PS);
	command_free(&command);
	take("ps --dir=/d");
	assert_string_equal(command.directory, "/d");
	command_free(&command);
	take("console VM --dir=/d");
	assert_int_equal(command.verb, COMMAND_CONSOLE);
	assert_string_equal(command.vm, "VM");
	assert_string_equal(command.directory, "/d");
	command_free(&command);
	take("console -- --help");
	assert_string_equal(command.vm, "--help");
	command_free(&command);
}

/* Whatever else stands there. */
static void test_help_and_version(void **state)
{
	static const char *const help[] = { "--help",	      "-h",
					    "run --help",     "ps --help",
					    "console --help", "run --help --frob",
					    "ps -h",	      "console -h" };
	static const char *const version[] = { "--version", "run --version", "ps --version",
					       "run --launch=A=b --version" };

	(void)state;
	for (size_t i = 0; i < sizeof(help) / sizeof(help[0]); i++) {
		take(help[i]);
		assert_int_equal(command.verb, COMMAND_HELP);
		command_free(&command);
	}
	for (size_t i = 0; i < sizeof(version) / sizeof(version[0]); i++) {
		take(version[i]);
		assert_int_equal(command.verb, COMMAND_VERSION);
		command_free(&command);
	}
}

static void refuse(const char *text, const char *reason)
{
	struct error error;

	if (read_command(text, &error))
		fail_msg("taken: %s", text);
	if (strcmp(error.text, reason) != 0)
		fail_msg("%s: not '%s' but '%s'", text, reason, error.text);
	command_free(&command);
}

#define SEE_HELP ": see acrn-hv --help"

static void test_bad_verbs(void **state)
{
	struct error error;
	char *argv[] = { (char *)"acrn-hv", NULL };

	(void)state;
	assert_false(command_read(1, argv, &command, &error));
	assert_string_equal(error.text, "say what to do: run, ps or console; see acrn-hv --help");
	refuse("start", "start: use run, ps or console; see acrn-hv --help");
	refuse("--dir=/d", "--dir=/d: use run, ps or console; see acrn-hv --help");
	refuse("", ": use run, ps or console; see acrn-hv --help");
}

static void test_bad_options(void **state)
{
	(void)state;
	refuse("run --config=t --frob", "--frob: there is no such option" SEE_HELP);
	refuse("run --config=t --co=t", "--co=t: there is no such option" SEE_HELP);
	refuse("run --config=t -vh", "-v: there is no such option" SEE_HELP);
	refuse("run --help=me", "--help=me: there is no such option" SEE_HELP);
	refuse("run --config", "--config: the value is missing");
	refuse("console --dir", "--dir: the value is missing");
	refuse("run --config=t VM", "VM is too much" SEE_HELP);
	refuse("ps VM", "VM is too much" SEE_HELP);
	refuse("console A B", "B is too much" SEE_HELP);
	refuse("console", "console: give the VM's name");
	refuse("run", "run: --config=TABLE.so is missing");
}

/* Those of `run` are no others'. */
static void test_options_of_run(void **state)
{
	static const char *const options[] = { "--config", "--launch", "--console", "--restart",
					       "--grace" };
	char text[80], reason[120];

	(void)state;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		snprintf(reason, sizeof(reason), "%s: there is no such option" SEE_HELP,
			 options[i]);
		snprintf(text, sizeof(text), "ps %s=never", options[i]);
		refuse(text, reason);
		snprintf(text, sizeof(text), "console VM %s never", options[i]);
		refuse(text, reason);
	}
}

static void test_bad_values(void **state)
{
	(void)state;
	refuse("run --launch=A", "--launch=A: give VM=…");
	refuse("run --launch=A=", "--launch=A=: give VM=…");
	refuse("run --launch==b", "--launch==b: give VM=…");
	refuse("run --console=A", "--console=A: give VM=…");
	refuse("run --launch=A=b --launch=A=c", "--launch=A=c: it is to be launched by b");
	refuse("run --console=A=tty", "--console=A=tty: use socket, pty or file:PATH");
	refuse("run --console=A=file:", "--console=A=file:: use socket, pty or file:PATH");
	refuse("run --console=A=ptyx", "--console=A=ptyx: use socket, pty or file:PATH");
	refuse("run --config=t --console=A=pty --launch=B=b",
	       "--console=A=…: there is no --launch=A=…");
	refuse("run --restart=later", "--restart=later: use on-failure, always or never");
	refuse("run --restart=", "--restart=: use on-failure, always or never");
	refuse("run --grace=-1", "--grace=-1: give 0 to 3600 seconds");
	refuse("run --grace=3601", "--grace=3601: give 0 to 3600 seconds");
	refuse("run --grace=1s", "--grace=1s: give 0 to 3600 seconds");
	refuse("run --grace=", "--grace=: give 0 to 3600 seconds");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),	 cmocka_unit_test(test_options),
		cmocka_unit_test(test_launches),	 cmocka_unit_test(test_verbs),
		cmocka_unit_test(test_help_and_version), cmocka_unit_test(test_bad_verbs),
		cmocka_unit_test(test_bad_options),	 cmocka_unit_test(test_options_of_run),
		cmocka_unit_test(test_bad_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
