/* SPDX-License-Identifier: BSD-3-Clause
 * build_name.c: names that become a part of ACRN's makefiles. */
#include <string.h>

#include "board/board.h"
#include "board/platform.h"
#include "rules/internal.h"

/* A file's name on any file system, and nothing that make(1) or a shell would expand. */
#define NAME_MAX_LENGTH 64u

static bool is_valid(const char *name)
{
	static const char safe[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+";
	size_t length = strspn(name, safe);

	return length && !name[length] && length <= NAME_MAX_LENGTH && *name != '.' && *name != '-';
}

static void check_name(struct check *check, const void *subject, struct span at, const char *what,
		       const char *name, const char *help)
{
	struct diag *diag;

	if (is_valid(name))
		return;
	diag = check_report(check, subject, at,
			    "invalid %s name '%s' for ACRN's make: must be 1 to %u letters, "
			    "digits, '_', '-', '.' or '+', the first not '-' or '.'",
			    what, name, NAME_MAX_LENGTH);
	diag_help(diag, "%s", help);
}

void check_build_name_invalid(struct check *check)
{
	const struct model *model = check->model;

	check_name(check, model, source_span(model->source, 0, 0), "scenario", model->name,
		   "rename its file; of a file called scenario.xml the directory counts");
	check_name(check, model->board, model->board->platform->at, "board", model->board->name,
		   "change the board attribute of <acrn-config>");
}
