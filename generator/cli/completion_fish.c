/* SPDX-License-Identifier: BSD-3-Clause
 * completion_fish.c: completion for fish: a command `complete` for each option of each verb. */
#include <stdio.h>

#include "base/arena.h"
#include "base/embed.h"
#include "cli/completion.h"

static void begin(const struct completion *completion, const struct verb *verb)
{
	fputs("complete -c acrn-cfg -n ", stdout);
	completion_print_quoted(arena_printf(completion->arena, "__acrn_cfg_verb %s", verb->name));
}

/* Which words, and whether files, complete a value. */
static void print_value(const struct completion *completion, enum value_kind kind)
{
	const char *words = completion_words(completion, kind);
	const char *function = kind == VALUE_HARDENING ? "(__acrn_cfg_list%s)"
			       : kind == VALUE_REPORT  ? "(__acrn_cfg_report%s)"
			       : kind == VALUE_WARNING ? "(__acrn_cfg_setting%s)"
						       : "%s";

	fputs(kind == VALUE_FILE || kind == VALUE_BOARD ? " -F" : " -f", stdout);
	if (kind == VALUE_DIRECTORY)
		fputs(" -a '(__fish_complete_directories (commandline -ct))'", stdout);
	if (!*words)
		return;
	fputs(" -a '", stdout);
	printf(function, words);
	putchar('\'');
}

static void print_option(const struct completion *completion, const struct verb *verb,
			 const struct option_row *row)
{
	for (const struct spelling *each = completion_spellings(completion, verb, row); each->name;
	     each++) {
		const char *dash = each->name[1] == '-' ? "l" : each->name[2] ? "o" : "s";

		begin(completion, verb);
		printf(" -%s %s", dash, each->name + (*dash == 'l' ? 2 : 1));
		if (each->has_arg == required_argument)
			fputs(" -r", stdout);
		print_value(completion, each->value);
		fputs(" -d ", stdout);
		completion_print_quoted(completion_summary(completion, row));
		putchar('\n');
	}
}

void completion_print_fish(const struct completion *completion)
{
	const struct option_row *row;
	size_t size;

	puts("# What `acrn-cfg completion fish` prints.\n");
	fputs(embed_find("templates/completion/acrn-cfg.fish", &size), stdout);
	puts("complete -c acrn-cfg -f\n"
	     "complete -c acrn-cfg -n __acrn_cfg_no_verb -l help -d 'show the verbs and options'\n"
	     "complete -c acrn-cfg -n __acrn_cfg_no_verb -l version -d 'show the version'");
	for (const struct verb *verb = completion->verbs; verb->name; verb++) {
		printf("complete -c acrn-cfg -n __acrn_cfg_no_verb -a %s -d ", verb->name);
		completion_print_quoted(verb->summary);
		putchar('\n');
	}
	for (const struct verb *verb = completion->verbs; verb->name; verb++) {
		begin(completion, verb);
		print_value(completion, verb->argument);
		putchar('\n');
		for (size_t i = 0; (row = completion_option(verb, i)); i++)
			print_option(completion, verb, row);
	}
}
