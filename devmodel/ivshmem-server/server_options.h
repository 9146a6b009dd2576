/* SPDX-License-Identifier: BSD-3-Clause
 * server_options.h: ivshmem-server's command line, and its options file.
 */
#ifndef IVSHMEM_SERVER_SERVER_OPTIONS_H
#define IVSHMEM_SERVER_SERVER_OPTIONS_H

#include <stdbool.h>

#include "base/error.h"
#include "ivshmem-server/settings.h"

enum server_verb {
	SERVER_VERB_SERVE,
	SERVER_VERB_LIST,
	SERVER_VERB_PRUNE,
	SERVER_VERB_HELP,
	SERVER_VERB_VERSION
};

struct server_options {
	enum server_verb verb;
	const char *directory; /* of --dir, or NULL */
	struct settings settings;
	bool has_no_sandbox;
	bool is_all, is_dry; /* prune */
	char **names;	     /* ls, prune: arguments after the options; ends in NULL */
	char *file;	     /* the text of --options; other members point into it, */
	char **arguments;    /* and into this copy of the command line; ends in NULL */
};

/* Reads argv[1] to argv[argc - 1]. False with an error that names the
 * option, its value and what is expected, and for a file line and column. server_options_free()
 * must follow in any case. */
bool server_options_read(int argc, char *const argv[], struct server_options *options,
			 struct error *error);

void server_options_free(struct server_options *options);

/* The text of --help. */
extern const char server_options_help[];

#endif
