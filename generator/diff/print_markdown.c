/* SPDX-License-Identifier: BSD-3-Clause
 * print_markdown.c: prints changes for a merge request. */
#include <string.h>

#include "diag/diag.h"
#include "diff/diff.h"

/* Prints a text that Markdown shows as it is: each of its signs, which begin lists, links, HTML or
 * mentions, as a character reference, and what acts on a terminal as \xNN. */
static void print_escaped(FILE *stream, const char *text)
{
	for (const char *c = text; *c; c++) {
		size_t plain = strcspn(c, "!#$&*<@[\\]^_`{|}~");

		diag_print_safely(stream, c, plain);
		c += plain;
		if (!*c)
			break;
		fprintf(stream, "&#%d;", *c);
	}
}

static void print_name(FILE *stream, const char *name)
{
	print_escaped(stream, strcmp(name, "-") == 0 ? "standard input" : name);
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

void diff_print_markdown(const struct diff *diff, const struct diff_names *names, FILE *stream)
{
	static const char *const signs[] = {
		[DIFF_ADDED] = "**+**",
		[DIFF_REMOVED] = "**−**",
		[DIFF_CHANGED] = "**~**",
	};
	const char *last = "";

	fputs("### Difference of ", stream);
	print_name(stream, names->old);
	fputs(" and ", stream);
	print_name(stream, names->new);
	fputs(diff->count ? "\n" : "\n\nNo difference.\n", stream);
	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_change *change = &diff->changes[i];
		const char *heading = heading_of(change->subject);

		if (strcmp(heading, last) != 0)
			fprintf(stream, "\n**%s**\n\n", heading);
		last = heading;
		fprintf(stream, "- %s ", signs[change->kind]);
		print_escaped(stream, change->text);
		fputc('\n', stream);
	}
}
