/* SPDX-License-Identifier: BSD-3-Clause
 * help.c: what --help and `help` print: the verbs, or one of them with its options and examples. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"

/* Command lines, in which scenario.xml is a scenario, old.xml and old_launch.xml are files of
 * ACRN 2.x, vm1.sh and vm2.sh launch scripts, and recorded is a directory with files of a host. A
 * test runs them. */
static const struct {
	const char *verb, *lines;
} examples[] = {
	{ "gen", "  acrn-cfg gen -o output scenario.xml\n"
		 "  acrn-cfg gen --check -o output scenario.xml\n"
		 "  acrn-cfg gen -o output -MD scenario.xml\n" },
	{ "check", "  acrn-cfg check scenario.xml\n"
		   "  acrn-cfg check --budget scenario.xml\n"
		   "  acrn-cfg check --fix --dry-run scenario.xml\n"
		   "  acrn-cfg check scenario.xml vm1.sh vm2.sh\n" },
	{ "plan", "  acrn-cfg plan scenario.xml\n"
		  "  acrn-cfg plan --format json --acrn-release 3.2 scenario.xml\n" },
	{ "graph", "  acrn-cfg graph -o scenario.svg scenario.xml\n"
		   "  acrn-cfg graph --format mermaid scenario.xml\n" },
	{ "diff", "  acrn-cfg diff old.xml scenario.xml\n"
		  "  acrn-cfg diff --format md old.xml scenario.xml\n" },
	{ "report", "  acrn-cfg report -o report.html scenario.xml\n"
		    "  acrn-cfg report --format md scenario.xml\n" },
	{ "audit", "  acrn-cfg audit scenario.xml\n"
		   "  acrn-cfg audit --harden --threshold 5.0 scenario.xml\n" },
	{ "keygen", "  acrn-cfg keygen -o keys scenario.xml\n"
		    "  acrn-cfg keygen -o keys --list scenario.xml\n"
		    "  acrn-cfg keygen -o keys --rotate scenario.xml\n" },
	{ "convert", "  acrn-cfg convert -o scenario.yaml scenario.xml\n"
		     "  acrn-cfg convert scenario.yaml\n" },
	{ "upgrade", "  acrn-cfg upgrade -o new.xml old.xml old_launch.xml\n" },
	{ "import", "  acrn-cfg import -o imported.xml vm1.sh vm2.sh\n" },
	{ "doctor", "  acrn-cfg doctor\n"
		    "  acrn-cfg doctor --root recorded scenario.xml\n" },
	{ "config", "  acrn-cfg config\n"
		    "  acrn-cfg config scenario.xml\n" },
	{ "fmt", "  acrn-cfg fmt scenario.xml\n"
		 "  acrn-cfg fmt --check scenario.xml\n" },
	{ "lsp", "  acrn-cfg lsp --board-path boards\n" },
	{ "explain", "  acrn-cfg explain shmem-size-mismatch\n"
		     "  acrn-cfg explain 314\n" },
	{ "help", "  acrn-cfg help gen\n" },
	{ "completion", "  acrn-cfg completion bash\n" },
};

#define EXAMPLE_COUNT (sizeof(examples) / sizeof(examples[0]))

/* The rows that a verb accepts, or with NULL those that every verb accepts, below the headings of
 * their groups. */
static void print_options(FILE *stream, const struct verb *verb)
{
	size_t count;
	const struct option_row *table = options_table(&count);
	const char *heading = NULL;

	for (size_t i = 0; i < count; i++) {
		if (options_is_heading(&table[i])) {
			heading = table[i].help;
			continue;
		}
		if (verb ? !options_accepts(verb, &table[i]) : !options_is_common(&table[i]))
			continue;
		if (heading)
			fprintf(stream, "\n%s\n", heading);
		heading = NULL;
		fprintf(stream, "  %s\n", table[i].help);
	}
}

static void print_end(FILE *stream)
{
	fputs("\nExit status: 0 clean, 1 the input has errors, 2 usage, I/O or other failure.\n",
	      stream);
}

void help_print(FILE *stream, const struct verb *verbs)
{
	fputs("Usage: acrn-cfg VERB [OPTION]... ARGUMENT...\n"
	      "Checks ACRN scenarios, and generates launch scripts and C tables from them.\n\n",
	      stream);
	for (const struct verb *verb = verbs; verb->name; verb++)
		fprintf(stream, "  %-10s %s\n", verb->name, verb->summary);
	fputs("\n'acrn-cfg help VERB' describes a verb with its options. Every verb has these:\n",
	      stream);
	print_options(stream, NULL);
	print_end(stream);
}

void help_print_verb(FILE *stream, const struct verb *verb)
{
	fprintf(stream, "Usage: acrn-cfg %s [OPTION]...%s%s\n%s\n", verb->name,
		verb->arguments[0] ? " " : "", verb->arguments, verb->summary);
	print_options(stream, verb);
	for (size_t i = 0; i < EXAMPLE_COUNT; i++)
		if (strcmp(examples[i].verb, verb->name) == 0)
			fprintf(stream, "\nExamples:\n%s", examples[i].lines);
	print_end(stream);
}

int verb_help(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const char *name = options->arguments[0];
	const struct verb *verb = name ? options_find_verb(options->verbs, name) : NULL;

	if (name && !verb) {
		options_report_verb(arena, options->verbs, name);
		options_hint(NULL);
		return STATUS_FAILED;
	}
	if (verb)
		help_print_verb(stdout, verb);
	else
		help_print(stdout, options->verbs);
	return verbs_finish(options, diags, verbs_flush_stdout(diags));
}
