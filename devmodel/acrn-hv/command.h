/* SPDX-License-Identifier: BSD-3-Clause
 * command.h: acrn-hv's command line.
 */
#ifndef ACRN_HV_COMMAND_H
#define ACRN_HV_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "acrn-hv/console.h"
#include "acrn-hv/launch.h"
#include "base/error.h"

enum command_verb { COMMAND_RUN, COMMAND_PS, COMMAND_CONSOLE, COMMAND_HELP, COMMAND_VERSION };

/* --launch=VM=SCRIPT, and its --console=VM=KIND. */
struct command_launch {
	const char *vm;
	const char *script; /* NULL: only --console was given */
	bool has_console;
	enum console_kind console_kind;
	const char *console; /* the path of a file */
};

struct command {
	enum command_verb verb;
	const char *directory; /* of --dir, or NULL */
	const char *table;     /* of --config */
	struct command_launch *launches;
	size_t launch_count;
	enum launch_restart restart;
	unsigned grace; /* seconds */
	const char *vm; /* of `console` */
};

/* Reads argv[1] to argv[argc - 1]; `command` points into them, and they are modified. argv ends in
 * NULL. False with an error that names the option, its value and what is expected; command_free()
 * must follow in any case. */
bool command_read(int argc, char *argv[], struct command *command, struct error *error);

void command_free(struct command *command);

/* The text of --help. */
extern const char command_help[];

#endif
