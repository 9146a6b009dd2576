/* SPDX-License-Identifier: BSD-3-Clause
 * graph.c: */
#include "cli/verbs.h"

int verb_graph(struct arena *arena, const struct options *options)
{
	(void)arena;
	(void)options;
	return STATUS_FAILED;
}
