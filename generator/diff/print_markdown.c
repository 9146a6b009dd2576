/* SPDX-License-Identifier: BSD-3-Clause
 * print_markdown.c: prints changes for a merge request. */
#include <string.h>

#include "diag/markdown.h"
#include "diff/diff.h"

static void print_name(struct arena *arena, FILE *stream, const char *name)
{
	fputs(markdown_text(arena, strcmp(name, "-") == 0 ? "standard input" : name), stream);
}

static const char *heading_of(enum diff_subject subject)
{
	switch (subject) {
	case DIFF_SCENARIO:
		return "Scenario";
	case DIFF_VM:
	case DIFF_DEVICE:
		return "VMs";
	case DIFF_REGION:
	case DIFF_PEER:
		return "Regions";
	case DIFF_CONNECTION:
		return "vUART connections";
	case DIFF_CPU:
		break;
	}
	return "CPUs";
}

void diff_print_markdown(struct arena *arena, const struct diff *diff,
			 const struct diff_names *names, FILE *stream)
{
	static const char *const signs[] = {
		[DIFF_ADDED] = "**+**",
		[DIFF_REMOVED] = "**−**",
		[DIFF_CHANGED] = "**~**",
	};
	const char *last = "";

	fputs("### Difference of ", stream);
	print_name(arena, stream, names->old);
	fputs(" and ", stream);
	print_name(arena, stream, names->new);
	fputs(diff->count ? "\n" : "\n\nNo difference.\n", stream);
	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_change *change = &diff->changes[i];
		const char *heading = heading_of(change->subject);

		if (strcmp(heading, last) != 0)
			fprintf(stream, "\n**%s**\n\n", heading);
		last = heading;
		fprintf(stream, "- %s %s\n", signs[change->kind],
			markdown_text(arena, change->text));
	}
}
