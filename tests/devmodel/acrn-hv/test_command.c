/* SPDX-License-Identifier: BSD-3-Clause
 * test_command.c: what command lines mean, and what is said about wrong ones.
 */
#include "tests/devmodel/acrn-dm/helpers.h"

#include "acrn-hv/command.h"

static struct command_line line;
static struct command command;

static bool try_command(const char *text, struct error *error)
{
	command_line_cut(&line, text);
	return command_read(line.argc, line.argv, &command, error);
}

/* Reads a valid command line; the test calls command_free(). */
static void read_command(const char *text)
{
	struct error error;

	if (!try_command(text, &error))
		fail_msg("%s: %s", text, error.text);
}

static void test_defaults(void **state)
{
	(void)state;
	read_command("run --config=table.so");
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
	read_command("run --dir /run/hv --config table.so --restart=always --grace=3600");
	assert_string_equal(command.directory, "/run/hv");
	assert_string_equal(command.table, "table.so");
	assert_int_equal(command.restart, LAUNCH_ALWAYS);
	assert_int_equal(command.grace, 3600);
	command_free(&command);
	read_command("run --config=a --restart=never --grace=0 --config=b");
	assert_string_equal(command.table, "b");
	assert_int_equal(command.restart, LAUNCH_NEVER);
	assert_int_equal(command.grace, 0);
	command_free(&command);
	read_command("run --config=a --restart=never --restart=on-failure");
	assert_int_equal(command.restart, LAUNCH_ON_FAILURE);
	command_free(&command);
}

/* The VM's name ends at the first '='. */
static void test_launches(void **state)
{
	const struct command_launch *launches;

	(void)state;
	read_command(
		"run --launch=A=/a.sh --config=t --console=B=pty --launch=B=/b=1.sh "
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
	read_command("ps");
	assert_int_equal(command.verb, COMMAND_PS);
	command_free(&command);
	read_command("ps --dir=/d");
	assert_string_equal(command.directory, "/d");
	command_free(&command);
	read_command("console VM --dir=/d");
	assert_int_equal(command.verb, COMMAND_CONSOLE);
	assert_string_equal(command.vm, "VM");
	assert_string_equal(command.directory, "/d");
	command_free(&command);
	read_command("console -- --help");
	assert_string_equal(command.vm, "--help");
	command_free(&command);
}

/* Whatever the other arguments are. */
static void test_help_and_version(void **state)
{
	static const char *const help[] = { "--help",	      "-h",
					    "run --help",     "ps --help",
					    "console --help", "run --help --frob",
					    "ps -h",	      "console -h" };
	static const char *const version[] = { "--version", "run --version", "ps --version", "-V",
					       "run --launch=A=b --version" };

	(void)state;
	for (size_t i = 0; i < sizeof(help) / sizeof(help[0]); i++) {
		read_command(help[i]);
		assert_int_equal(command.verb, COMMAND_HELP);
		command_free(&command);
	}
	for (size_t i = 0; i < sizeof(version) / sizeof(version[0]); i++) {
		read_command(version[i]);
		assert_int_equal(command.verb, COMMAND_VERSION);
		command_free(&command);
	}
}

static void reject(const char *text, const char *reason)
{
	struct error error;

	if (try_command(text, &error))
		fail_msg("accepted: %s", text);
	if (strcmp(error.text, reason) != 0)
		fail_msg("%s: not '%s' but '%s'", text, reason, error.text);
	command_free(&command);
}

static void test_bad_verbs(void **state)
{
	struct error error;
	char *argv[] = { (char *)"acrn-hv", NULL };

	(void)state;
	assert_false(command_read(1, argv, &command, &error));
	assert_string_equal(error.text, "missing command: use run, ps or console");
	reject("start", "unknown command 'start': use run, ps or console");
	reject("--dir=/d", "unknown command '--dir=/d': use run, ps or console");
	reject("rnu", "unknown command 'rnu': did you mean 'run'?");
	reject("", "unknown command '': use run, ps or console");
}

static void test_bad_options(void **state)
{
	(void)state;
	reject("run --config=t --frob", "unknown option '--frob'");
	reject("run --confgi=t", "unknown option '--confgi': did you mean '--config'?");
	reject("run --config=t --co=t", "unknown option '--co'");
	reject("run --config=t -vh", "unknown option '-v'");
	reject("run --help=me", "unexpected value for '--help'");
	reject("run --config", "missing value for --config");
	reject("console --dir", "missing value for --dir");
	reject("run --config=t VM", "unexpected argument 'VM'");
	reject("ps VM", "unexpected argument 'VM'");
	reject("console A B", "unexpected argument 'B'");
	reject("console", "console: missing VM name");
	reject("run", "run: missing --config=TABLE.so");
}

/* Options of `run` are not those of other commands. */
static void test_options_of_run(void **state)
{
	static const char *const options[] = { "--config", "--launch", "--console", "--restart",
					       "--grace" };
	char text[80], reason[120];

	(void)state;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		snprintf(reason, sizeof(reason), "%s is an option of run", options[i]);
		snprintf(text, sizeof(text), "ps %s=never", options[i]);
		reject(text, reason);
		snprintf(text, sizeof(text), "console VM %s never", options[i]);
		reject(text, reason);
	}
}

static void test_bad_values(void **state)
{
	(void)state;
	reject("run --launch=A", "--launch=A: expected VM=…");
	reject("run --launch=A=", "--launch=A=: expected VM=…");
	reject("run --launch==b", "--launch==b: expected VM=…");
	reject("run --console=A", "--console=A: expected VM=…");
	reject("run --launch=A=b --launch=A=c", "--launch=A=c: VM already launched by b");
	reject("run --console=A=tty", "--console=A=tty: use socket, pty or file:PATH");
	reject("run --console=A=file:", "--console=A=file:: use socket, pty or file:PATH");
	reject("run --console=A=ptyx", "--console=A=ptyx: use socket, pty or file:PATH");
	reject("run --config=t --console=A=pty --launch=B=b",
	       "--console=A=…: missing --launch=A=…");
	reject("run --restart=later", "--restart=later: use on-failure, always or never");
	reject("run --restart=", "--restart=: use on-failure, always or never");
	reject("run --grace=-1", "--grace=-1: expected 0 to 3600 seconds");
	reject("run --grace=3601", "--grace=3601: expected 0 to 3600 seconds");
	reject("run --grace=1s", "--grace=1s: expected 0 to 3600 seconds");
	reject("run --grace=", "--grace=: expected 0 to 3600 seconds");
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
