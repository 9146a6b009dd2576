/* SPDX-License-Identifier: BSD-3-Clause
 * options.h: ivshmem-server's command line, and its file of options.
 */
#ifndef IVSHMEM_SERVER_OPTIONS_H
#define IVSHMEM_SERVER_OPTIONS_H

#include <stdbool.h>

#include "base/error.h"
#include "ivshmem-server/settings.h"

enum verb { VERB_SERVE, VERB_LIST, VERB_PRUNE, VERB_HELP, VERB_VERSION };

struct options {
	enum verb verb;
	const char *directory; /* of --dir, or NULL */
	struct settings settings;
	bool has_no_sandbox;
	bool is_all, is_dry; /* prune */
	char **names;	     /* ls, prune: what follows the options; ends in NULL */
	char *file;	     /* the text of --options, which the rest points into */
};

/* Reads argv[1] to argv[argc - 1], which may be reordered. False with an error that names the
 * option, its value and what is right, and in a file line and column. Then, too, options_free(). */
bool options_read(int argc, char *argv[], struct options *options, struct error *error);

void options_free(struct options *options);

/* The text of --help. */
extern const char options_help[];

#endif
