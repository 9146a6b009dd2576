/* SPDX-License-Identifier: BSD-3-Clause
 * command.c: reads acrn-hv's command line. */
#include "acrn-hv/command.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/usage.h"
#include "schema/number.h"

#define GRACE_DEFAULT 10
#define GRACE_MAX     3600

enum option_id {
	OPTION_DIR = 1,
	OPTION_CONFIG,
	OPTION_LAUNCH,
	OPTION_CONSOLE,
	OPTION_RESTART,
	OPTION_GRACE,
	OPTION_HELP,
	OPTION_VERSION,
};

static const struct option long_options[] = {
	{ "dir", required_argument, NULL, OPTION_DIR },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	/* For `run` only. */
	{ "config", required_argument, NULL, OPTION_CONFIG },
	{ "launch", required_argument, NULL, OPTION_LAUNCH },
	{ "console", required_argument, NULL, OPTION_CONSOLE },
	{ "restart", required_argument, NULL, OPTION_RESTART },
	{ "grace", required_argument, NULL, OPTION_GRACE },
	{ NULL, 0, NULL, 0 },
};

static const struct {
	const char *name;
	enum command_verb verb;
} verbs[] = {
	{ "run", COMMAND_RUN },
	{ "ps", COMMAND_PS },
	{ "console", COMMAND_CONSOLE },
};

const char command_help[] =
	"Usage: acrn-hv run [OPTION]... --config=TABLE.so\n"
	"       acrn-hv ps [--dir=DIR]\n"
	"       acrn-hv console [--dir=DIR] VM\n"
	"\n"
	"Stands in for ACRN's hypervisor where there is none: run provides the shared\n"
	"memory and devices of hv-land to VMs, and starts pre-launched VMs; ps lists VMs\n"
	"and their devices; console connects to a VM's console, until Ctrl-].\n"
	"\n"
	"  --config=TABLE.so   a table from acrn-cfg, as a shared object:\n"
	"                      cc -shared -fPIC -o TABLE.so static_config.c\n"
	"  --dir=DIR           of the sockets ($ACRN_HV_DIR, or /run/acrn-hv for root and\n"
	"                      $XDG_RUNTIME_DIR/acrn-hv for others)\n"
	"  --launch=VM=SCRIPT  start a VM that is not post-launched; repeatable\n"
	"  --console=VM=KIND   of a VM that is started: socket (default) or pty, both at\n"
	"                      DIR/VM/console, or file:PATH\n"
	"  --restart=WHEN      restart a VM that has ended: on-failure (default: unless\n"
	"                      its guest powered off), always or never\n"
	"  --grace=SECONDS     shutdown timeout, for guests to power off (10)\n"
	"  -h, --help, -V, --version\n"
	"\n"
	"SIGTERM, SIGINT and SIGHUP power off the VMs, post-launched ones first, and end\n"
	"acrn-hv. A second signal skips the guest shutdown, a third one kills.\n"
	"\n"
	"Exit status: 0; 1 on failure; 2 for an invalid command line.\n";

/* The launch of a VM, a new one the first time. NULL if memory ran out. */
static struct command_launch *launch_of(struct command *command, const char *vm)
{
	struct command_launch *launches;

	for (size_t i = 0; i < command->launch_count; i++)
		if (strcmp(command->launches[i].vm, vm) == 0)
			return &command->launches[i];
	launches = reallocarray(command->launches, command->launch_count + 1, sizeof(*launches));
	if (!launches)
		return NULL;
	command->launches = launches;
	launches[command->launch_count] = (struct command_launch) { .vm = vm };
	return &launches[command->launch_count++];
}

/* Splits "VM=REST". */
static struct command_launch *split_vm(struct command *command, const char *option, char *value,
				       const char **rest, struct error *error)
{
	char *sign = strchr(value, '=');
	struct command_launch *launch;

	if (!sign || sign == value || !sign[1]) {
		error_set(error, "%s=%.200s: expected VM=…", option, value);
		return NULL;
	}
	*sign = '\0';
	*rest = sign + 1;
	launch = launch_of(command, value);
	if (!launch)
		error_set(error, "out of memory");
	return launch;
}

static bool read_launch(struct command *command, char *value, struct error *error)
{
	const char *script;
	struct command_launch *launch = split_vm(command, "--launch", value, &script, error);

	if (!launch)
		return false;
	if (launch->script)
		return error_set(error, "--launch=%.60s=%.200s: VM already launched by %.200s",
				 launch->vm, script, launch->script);
	launch->script = script;
	return true;
}

static bool read_console(struct command *command, char *value, struct error *error)
{
	static const char file[] = "file:";
	const char *kind;
	struct command_launch *launch = split_vm(command, "--console", value, &kind, error);

	if (!launch)
		return false;
	launch->has_console = true;
	if (strcmp(kind, "socket") == 0) {
		launch->console_kind = CONSOLE_SOCKET;
	} else if (strcmp(kind, "pty") == 0) {
		launch->console_kind = CONSOLE_PTY;
	} else if (strncmp(kind, file, strlen(file)) == 0 && kind[strlen(file)]) {
		launch->console_kind = CONSOLE_FILE;
		launch->console = kind + strlen(file);
	} else {
		return error_set(error, "--console=%.60s=%.200s: use socket, pty or file:PATH",
				 launch->vm, kind);
	}
	return true;
}

static bool read_restart(struct command *command, const char *value, struct error *error)
{
	static const char *const names[] = { [LAUNCH_ON_FAILURE] = "on-failure",
					     [LAUNCH_ALWAYS] = "always",
					     [LAUNCH_NEVER] = "never" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(value, names[i]) == 0) {
			command->restart = (enum launch_restart)i;
			return true;
		}
	}
	return error_set(error, "--restart=%.200s: use on-failure, always or never", value);
}

static bool read_grace(struct command *command, const char *value, struct error *error)
{
	uint64_t seconds;

	if (!number_parse_range(value, 0, GRACE_MAX, &seconds))
		return error_set(error, "--grace=%.200s: expected 0 to %d seconds", value,
				 GRACE_MAX);
	command->grace = (unsigned)seconds;
	return true;
}

static bool read_option(struct command *command, int option, char *value, struct error *error)
{
	switch (option) {
	case OPTION_DIR:
		command->directory = value;
		return true;
	case OPTION_CONFIG:
		command->table = value;
		return true;
	case OPTION_LAUNCH:
		return read_launch(command, value, error);
	case OPTION_CONSOLE:
		return read_console(command, value, error);
	case OPTION_RESTART:
		return read_restart(command, value, error);
	case OPTION_GRACE:
		return read_grace(command, value, error);
	case OPTION_VERSION:
	case 'V':
		command->verb = COMMAND_VERSION;
		return true;
	default:
		command->verb = COMMAND_HELP;
		return true;
	}
}

static bool is_for_run(int option)
{
	return option >= OPTION_CONFIG && option <= OPTION_GRACE;
}

/* Checks the options against each other. */
static bool check_run(const struct command *command, struct error *error)
{
	if (!command->table)
		return error_set(error, "run: missing --config=TABLE.so");
	for (size_t i = 0; i < command->launch_count; i++)
		if (!command->launches[i].script)
			return error_set(error, "--console=%.60s=…: missing --launch=%.60s=…",
					 command->launches[i].vm, command->launches[i].vm);
	return true;
}

/* Reads the arguments after the options. */
static bool read_rest(struct command *command, char *const rest[], struct error *error)
{
	if (command->verb == COMMAND_CONSOLE) {
		if (!rest[0])
			return error_set(error, "console: missing VM name");
		command->vm = *rest++;
	}
	if (rest[0])
		return error_set(error, "unexpected argument '%.60s'", rest[0]);
	return command->verb != COMMAND_RUN || check_run(command, error);
}

/* Sets the error for the option that getopt_long(3) has rejected; returns false. */
static bool reject_option(int option, const char *word, int index, struct error *error)
{
	if (option == ':')
		return error_set(error, "missing value for %.60s", word);
	if (option != '?')
		return error_set(error, "--%s is an option of run", long_options[index].name);
	return usage_reject_option(error, word, long_options);
}

static bool read_options(int argc, char *argv[], struct command *command, struct error *error)
{
	enum command_verb verb = command->verb;
	int option, index = 0;

	optind = 0; /* another command line may have been read before */
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":hV", long_options, &index)) != -1) {
		if (option == ':' || option == '?' || (verb != COMMAND_RUN && is_for_run(option)))
			return reject_option(option, argv[optind - 1], index, error);
		if (!read_option(command, option, optarg, error))
			return false;
		if (command->verb != verb)
			return true;
	}
	return read_rest(command, argv + optind, error);
}

static bool reject_verb(const char *word, struct error *error)
{
	struct nearest nearest = { .word = word };

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		nearest_try(&nearest, verbs[i].name);
	return usage_reject(error, "unknown command", word, &nearest, "use run, ps or console");
}

/* acrn-hv --help, --version, or an unknown command. */
static bool without_verb(const char *argument, struct command *command, struct error *error)
{
	if (!argument)
		return error_set(error, "missing command: use run, ps or console");
	if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)
		command->verb = COMMAND_HELP;
	else if (strcmp(argument, "--version") == 0 || strcmp(argument, "-V") == 0)
		command->verb = COMMAND_VERSION;
	else
		return reject_verb(argument, error);
	return true;
}

bool command_read(int argc, char *argv[], struct command *command, struct error *error)
{
	*command = (struct command) { .grace = GRACE_DEFAULT };
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(argv[1], verbs[i].name) == 0) {
			command->verb = verbs[i].verb;
			return read_options(argc - 1, argv + 1, command, error);
		}
	}
	return without_verb(argc > 1 ? argv[1] : NULL, command, error);
}

void command_free(struct command *command)
{
	free(command->launches);
	*command = (struct command) { 0 };
}
