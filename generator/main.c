/* SPDX-License-Identifier: BSD-3-Clause
 * main.c: the table of contents: one row a verb. */
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxslt/xslt.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocators.h"
#include "base/arena.h"
#include "cli/options.h"
#include "cli/verbs.h"

static const struct verb verbs[] = {
	{ "gen", "SCENARIO [LAUNCH-XML]",
	  "Write launch scripts and C tables for a scenario ('-': stdin).", "orTbBtHDnsMvqCI", 1, 2,
	  verb_gen, false, VALUE_FILE, NULL },
	{ "check", "FILE-OR-DIRECTORY...",
	  "Check scenarios and launch scripts; with --fix, fix them.", "orTbBHDuvFkLwCIxd", 1,
	  SIZE_MAX, verb_check, false, VALUE_FILE, NULL },
	{ "plan", "SCENARIO [LAUNCH-XML]",
	  "Print a scenario with every default filled and every slot chosen.", "rTbBHDCI", 1, 2,
	  verb_plan, true, VALUE_FILE, NULL },
	{ "graph", "SCENARIO [LAUNCH-XML]",
	  "Draw a scenario: which VMs share which regions, and how.", "orTbBmeCI", 1, 2, verb_graph,
	  false, VALUE_FILE, " svg dot mermaid" },
	{ "report", "SCENARIO [LAUNCH-XML]",
	  "Write a page about a scenario: a picture, maps, budgets, messages.", "orTbBtHDCI", 1, 2,
	  verb_report, false, VALUE_FILE, " html md" },
	{ "diff", "OLD NEW", "Print what differs between two scenarios, plans or launch scripts.",
	  "orTbBHDCI", 2, 2, verb_diff, false, VALUE_FILE, " text json md svg" },
	{ "audit", "SCENARIO [LAUNCH-XML]",
	  "Score which practices of hardening each region and VM lacks.", "rTbBtDRNCI", 1, 2,
	  verb_audit, false, VALUE_FILE, NULL },
	{ "keygen", "SCENARIO [LAUNCH-XML]",
	  "Make keys for shared regions, and an image of keys for each VM.", "orTbBgKlvCI", 1, 2,
	  verb_keygen, false, VALUE_FILE, NULL },
	{ "convert", "FILE", "Convert a file from XML to YAML, or from YAML to XML.", "o", 1, 1,
	  verb_convert, false, VALUE_FILE, NULL },
	{ "fmt", "FILE...", "Format scenarios, boards and launch XML in place.", "onk", 1, SIZE_MAX,
	  verb_fmt, false, VALUE_FILE, NULL },
	{ "upgrade", "SCENARIO [LAUNCH-XML]",
	  "Write a scenario of ACRN 1.3 to 3.x in the current form.", "obBCI", 1, 2, verb_upgrade,
	  false, VALUE_FILE, NULL },
	{ "import", "SCRIPT...", "Write the scenario that launch scripts amount to.", "orbCI", 1,
	  SIZE_MAX, verb_import, false, VALUE_FILE, NULL },
	{ "doctor", "[SCENARIO [LAUNCH-XML]]",
	  "Check a host, and compare what runs there with a scenario.", "rTbBRCI", 0, 2,
	  verb_doctor, false, VALUE_FILE, NULL },
	{ "lsp", "", "Serve an editor by the Language Server Protocol (stdin, stdout).",
	  "rTbBHDLCI", 0, 0, verb_lsp, false, VALUE_NONE, NULL },
	{ "config", "[FILE-OR-DIRECTORY]",
	  "Print the settings that are in force for a file, and their origin.", "rTbBtDLCI", 0, 1,
	  verb_config, false, VALUE_FILE, NULL },
	{ "explain", "[RULE]", "Explain the rule that a message names in brackets, or list all.",
	  "", 0, 1, verb_explain, false, VALUE_RULE, NULL },
	{ "help", "[VERB]", "Describe a verb with its options, or list the verbs.", "", 0, 1,
	  verb_help, false, VALUE_VERB, NULL },
	{ "completion", "bash|zsh|fish", "Print what makes a shell complete command lines.", "", 1,
	  1, verb_completion, false, VALUE_SHELL, NULL },
	{ 0 },
};

/* libxml2 and libxslt report by callbacks; what they would print themselves is a repetition. */
static void print_nothing(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

static void out_of_memory(void)
{
	fputs("acrn-cfg: out of memory\n", stderr);
	exit(STATUS_FAILED);
}

/* The end of the process frees all memory, and faster; LeakSanitizer has to see that all of it
 * still has an owner. */
static void release(struct arena *arena)
{
#ifdef __SANITIZE_ADDRESS__
	arena_free(arena);
	xsltCleanupGlobals();
	xmlCleanupParser();
#else
	(void)arena;
#endif
}

/* Whether a verb gets the settings for its input; others find those of each input themselves. */
static bool is_configured(const struct verb *verb)
{
	return strchr(verb->options, 'C') && verb->run != verb_check && verb->run != verb_config;
}

int main(int argc, char **argv)
{
	struct arena *arena;
	struct options options;
	int status;

	allocators_set(out_of_memory);
	arena = arena_new(out_of_memory);
	signal(SIGCHLD, SIG_DFL); /* where the caller ignores it, children have no exit status */
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* one system call a line */
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, print_nothing);
	options = options_parse(arena, verbs, argc, argv);
	if (options.verb && is_configured(options.verb) && !options_configure(arena, &options))
		options = (struct options) { .status = STATUS_FAILED };
	status = options.verb ? options.verb->run(arena, &options) : options.status;
	release(arena);
	return status;
}
