/* SPDX-License-Identifier: BSD-3-Clause
 * print_text.c: prints changes for people, a line each. */
#include <string.h>

#include "diag/diag.h"
#include "diff/diff.h"

void diff_print_text(const struct diff *diff, FILE *stream, bool has_color)
{
	static const char *const colors[] = {
		[DIFF_ADDED] = "\033[32m",
		[DIFF_REMOVED] = "\033[31m",
		[DIFF_CHANGED] = "\033[33m",
	};

	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_change *change = &diff->changes[i];

		fputs(has_color ? colors[change->kind] : "", stream);
		diag_print_safely(stream, change->text, strlen(change->text));
		fputs(has_color ? "\033[0m\n" : "\n", stream);
	}
}
