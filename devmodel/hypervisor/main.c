/* SPDX-License-Identifier: BSD-3-Clause
 * main.c: acrn-hv: reads the command line, and does what it says. */
#include <stdio.h>

#include "command.h"
#include "fault.h"
#include "hv_control.h"
#include "hypervisor.h"
#include "status.h"
#include "terminal.h"

#define STATUS_FAILED 1
#define STATUS_USAGE  2

static int fail(const struct fault *fault, int status)
{
	fprintf(stderr, "acrn-hv: %s\n", fault->text);
	return status;
}

static int show(const char *text)
{
	fputs(text, stdout);
	return fflush(stdout) == 0 ? 0 : STATUS_FAILED;
}

static bool act(const struct command *command, const struct socket_directory *directory,
		struct fault *fault)
{
	switch (command->verb) {
	case COMMAND_PS:
		return status_print(directory, stdout, fault);
	case COMMAND_CONSOLE:
		return terminal_run(directory, command->vm, fault);
	default:
		return hypervisor_run(command, directory, fault);
	}
}

static int run(const struct command *command)
{
	struct socket_directory directory;
	struct fault fault;

	if (command->verb == COMMAND_HELP)
		return show(command_help);
	if (command->verb == COMMAND_VERSION)
		return show("acrn-hv (acrn-cfg) " VERSION "\n");
	if (!hv_control_choose(command->directory, &directory, &fault))
		return fail(&fault, STATUS_USAGE);
	if (!*directory.path) {
		fault_set(&fault, "there is no directory for the sockets: name one with --dir");
		return fail(&fault, STATUS_USAGE);
	}
	return act(command, &directory, &fault) ? show("") : fail(&fault, STATUS_FAILED);
}

int main(int argc, char *argv[])
{
	struct command command;
	struct fault fault;
	int status = command_read(argc, argv, &command, &fault) ? run(&command)
								: fail(&fault, STATUS_USAGE);

	command_free(&command);
	return status;
}
