/* SPDX-License-Identifier: BSD-3-Clause
 * main.c: acrn-hv, a stand-in for ACRN's hypervisor. */
#include <stdio.h>

#include "acrn-hv/command.h"
#include "acrn-hv/hypervisor.h"
#include "acrn-hv/status.h"
#include "acrn-hv/viewer.h"
#include "base/error.h"
#include "base/usage.h"
#include "hv-control/protocol.h"

#define STATUS_FAILED 1

static int fail(const struct error *error, int status)
{
	fprintf(stderr, "acrn-hv: %s\n", error->text);
	return status;
}

static int show(const char *text)
{
	fputs(text, stdout);
	return fflush(stdout) == 0 ? 0 : STATUS_FAILED;
}

static bool act(const struct command *command, const struct socket_directory *directory,
		struct error *error)
{
	switch (command->verb) {
	case COMMAND_PS:
		return status_print(directory, stdout, error);
	case COMMAND_CONSOLE:
		return viewer_run(directory, command->vm, error);
	default:
		return hypervisor_run(command, directory, error);
	}
}

static int run(const struct command *command)
{
	struct socket_directory directory;
	struct error error;

	if (command->verb == COMMAND_HELP)
		return show(command_help);
	if (command->verb == COMMAND_VERSION)
		return show("acrn-hv (acrn-cfg) " VERSION "\n");
	if (!hv_control_choose(command->directory, &directory, &error))
		return usage_fail(&error, "acrn-hv", "");
	if (!*directory.path) {
		error_set(&error, "no directory for the sockets: set one with --dir");
		return usage_fail(&error, "acrn-hv", "");
	}
	if (*directory.note.text)
		fprintf(stderr, "acrn-hv: warning: %s\n", directory.note.text);
	return act(command, &directory, &error) ? show("") : fail(&error, STATUS_FAILED);
}

int main(int argc, char *argv[])
{
	struct command command;
	struct error error;
	int status = command_read(argc, argv, &command, &error) ? run(&command)
								: usage_fail(&error, "acrn-hv", "");

	command_free(&command);
	return status;
}
