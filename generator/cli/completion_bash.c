/* SPDX-License-Identifier: BSD-3-Clause
 * completion_bash.c: completion for bash: functions with the tables, and those that use them. */
#include <stdio.h>

#include "base/embed.h"
#include "cli/completion.h"

/* The kinds of values whose words the functions ask for; "warning" is what -Werror= takes. */
static void print_words(const struct completion *completion)
{
	puts("_acrn_cfg_words() {\n\tcase $1 in");
	for (enum value_kind kind = 0; kind <= VALUE_LAST; kind++) {
		const char *words = completion_words(completion, kind);

		if (*words)
			printf("\t%s) echo '%s' ;;\n",
			       kind == VALUE_WARNING ? "warning" : completion_kind(kind),
			       words + 1);
	}
	puts("\tesac\n}\n");
}

/* "-b=board": a value follows, or is attached; "-D?hardening": it is attached; "-n": there is none.
 */
static void print_spelling(const struct spelling *spelling)
{
	static const char *const separators[] = {
		[no_argument] = "",
		[required_argument] = "=",
		[optional_argument] = "?",
	};

	printf(" %s%s%s", spelling->name, separators[spelling->has_arg],
	       completion_kind(spelling->value));
}

static void print_options(const struct completion *completion, const struct verb *verb)
{
	const struct option_row *row;

	printf("\t%s) echo '", verb->name);
	for (size_t i = 0; (row = completion_option(verb, i)); i++)
		for (const struct spelling *each = completion_spellings(completion, verb, row);
		     each->name; each++)
			print_spelling(each);
	puts("' ;;");
}

void completion_print_bash(const struct completion *completion)
{
	size_t size;

	puts("# What `acrn-cfg completion bash` prints.\n");
	printf("_acrn_cfg_verbs() {\n\techo '");
	for (const struct verb *verb = completion->verbs; verb->name; verb++)
		printf("%s%s", verb == completion->verbs ? "" : " ", verb->name);
	puts("'\n}\n\n_acrn_cfg_options() {\n\tcase $1 in");
	for (const struct verb *verb = completion->verbs; verb->name; verb++)
		print_options(completion, verb);
	puts("\tesac\n}\n\n_acrn_cfg_argument() {\n\tcase $1 in");
	for (const struct verb *verb = completion->verbs; verb->name; verb++)
		printf("\t%s) echo '%s' ;;\n", verb->name, completion_kind(verb->argument));
	puts("\tesac\n}\n");
	print_words(completion);
	fputs(embed_find("templates/completion/acrn-cfg.bash", &size), stdout);
}
