/* SPDX-License-Identifier: BSD-3-Clause
 * diff.c: */
#include "cli/verbs.h"

int verb_diff(struct arena *arena, const struct options *options)
{
	(void)arena;
	(void)options;
	return STATUS_FAILED;
}
