/* SPDX-License-Identifier: BSD-3-Clause
 * report.c: */
#include "cli/verbs.h"

int verb_report(struct arena *arena, const struct options *options)
{
	(void)arena;
	(void)options;
	return STATUS_FAILED;
}
