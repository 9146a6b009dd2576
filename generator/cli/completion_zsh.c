/* SPDX-License-Identifier: BSD-3-Clause
 * completion_zsh.c: completion for zsh: one function, which gives the options of the verb to
 * _arguments. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "cli/completion.h"

/* What completes a value for _arguments; after a blank it is called without further arguments, and
 * a blank alone does nothing. */
static const char *action(const struct completion *completion, enum value_kind kind)
{
	const char *words = completion_words(completion, kind);

	switch (kind) {
	case VALUE_FILE:
		return "_files";
	case VALUE_DIRECTORY:
		return "_directories";
	case VALUE_BOARD:
		return arena_printf(completion->arena, " _acrn_cfg_board%s", words);
	case VALUE_HARDENING:
		return arena_printf(completion->arena, " _acrn_cfg_list%s", words);
	case VALUE_REPORT:
		return arena_printf(completion->arena, " _acrn_cfg_report%s", words);
	case VALUE_WARNING:
		return arena_printf(completion->arena, " _acrn_cfg_setting%s", words);
	default:
		return *words ? arena_printf(completion->arena, "(%s)", words + 1) : " ";
	}
}

/* A text in which _arguments finds none of the characters that it knows. */
static const char *escaped(const struct completion *completion, const char *text)
{
	char *copy = arena_alloc(completion->arena, 2 * strlen(text) + 1), *end = copy;

	for (; *text; text++) {
		if (strchr("[]:\\", *text))
			*end++ = '\\';
		*end++ = *text;
	}
	return copy;
}

/* "-b+[text]:board:action": the value follows or is attached; "--board=[...]..." as well;
 * "--harden=-[...]::hardening:action": it is attached. */
static void print_spelling(const struct completion *completion, const struct spelling *spelling,
			   const char *summary)
{
	bool is_long = spelling->name[1] == '-';
	const char *value = "", *attached = "";

	if (spelling->has_arg) {
		value = arena_printf(completion->arena, "%s%s:%s",
				     spelling->has_arg == optional_argument ? "::" : ":",
				     completion_kind(spelling->value),
				     action(completion, spelling->value));
		attached = spelling->has_arg == optional_argument ? (is_long ? "=-" : "-")
			   : is_long				  ? "="
								  : "+";
	}
	fputs(" \\\n\t\t\t", stdout);
	completion_print_quoted(arena_printf(completion->arena, "*%s%s[%s]%s", spelling->name,
					     attached, escaped(completion, summary), value));
}

static void print_verb(const struct completion *completion, const struct verb *verb)
{
	const struct option_row *row;

	printf("\t%s)\n\t\t_arguments", verb->name);
	for (size_t i = 0; (row = completion_option(verb, i)); i++)
		for (const struct spelling *each = completion_spellings(completion, verb, row);
		     each->name; each++)
			print_spelling(completion, each, completion_summary(completion, row));
	if (verb->max_arguments) {
		fputs(" \\\n\t\t\t", stdout);
		completion_print_quoted(arena_printf(completion->arena, "*:%s:%s",
						     completion_kind(verb->argument),
						     action(completion, verb->argument)));
	}
	puts("\n\t\t;;");
}

void completion_print_zsh(const struct completion *completion)
{
	size_t size;

	puts("#compdef acrn-cfg\n# What `acrn-cfg completion zsh` prints.\n");
	puts("_acrn-cfg() {\n\tlocal -a verbs=(");
	for (const struct verb *verb = completion->verbs; verb->name; verb++) {
		fputs("\t\t", stdout);
		completion_print_quoted(
			arena_printf(completion->arena, "%s:%s", verb->name, verb->summary));
		putchar('\n');
	}
	puts("\t)\n\n\tif ((CURRENT == 2)); then\n\t\t_describe verb verbs\n\t\treturn\n\tfi\n"
	     "\tshift words\n\t((CURRENT--))\n\tcase $words[1] in");
	for (const struct verb *verb = completion->verbs; verb->name; verb++)
		print_verb(completion, verb);
	puts("\tesac\n}\n");
	fputs(embed_find("templates/completion/acrn-cfg.zsh", &size), stdout);
}
