/* SPDX-License-Identifier: BSD-3-Clause
 * usage.c: what is wrong with a command line, what was meant, and where to read on. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "schema/nearest.h"

bool options_report(const char *what, const char *which, const char *hint)
{
	fprintf(stderr, "acrn-cfg: %s '%s'%s%s\n", what, which, hint ? ": " : "", hint ? hint : "");
	return false;
}

void options_hint(const struct verb *verb)
{
	fprintf(stderr, "Try 'acrn-cfg%s%s --help'\n", verb ? " " : "", verb ? verb->name : "");
}

bool options_refuse(const struct options *options, const char *what, const char *which,
		    const char *hint)
{
	options_report(what, which, hint);
	options_hint(options->verb);
	return false;
}

/* "did you mean 'NAME'?", or NULL where no name is near. */
static const char *proposal(struct arena *arena, const struct nearest *nearest)
{
	return nearest->name ? arena_printf(arena, "did you mean '%s'?", nearest->name) : NULL;
}

const char *options_list(struct arena *arena, const char *const *names)
{
	const char *list = names[0];

	for (size_t i = 1; names[i]; i++)
		list = arena_printf(arena, "%s%s %s", list, names[i + 1] ? "," : " or", names[i]);
	return arena_printf(arena, "use %s", list);
}

bool options_report_choice(struct arena *arena, const char *what, const char *which,
			   const char *const *names)
{
	struct nearest nearest = { .word = which };
	const char *hint;

	for (size_t i = 0; names[i]; i++)
		nearest_try(&nearest, names[i]);
	hint = proposal(arena, &nearest);
	return options_report(what, which, hint ? hint : options_list(arena, names));
}

bool options_report_rule(struct arena *arena, const char *slug)
{
	struct nearest nearest = { .word = slug };
	const char *hint;

	for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++)
		nearest_try(&nearest, rule->slug);
	hint = proposal(arena, &nearest);
	return options_report("unknown rule", slug, hint ? hint : "`acrn-cfg explain` lists them");
}

bool options_report_verb(struct arena *arena, const struct verb *verbs, const char *name)
{
	struct nearest nearest = { .word = name };
	const char *hint;

	for (const struct verb *verb = verbs; verb->name; verb++)
		nearest_try(&nearest, verb->name);
	hint = proposal(arena, &nearest);
	return options_report("unknown verb", name, hint ? hint : "`acrn-cfg help` lists them");
}

/* The verbs that accept an option that is not the given verb's, as a hint; NULL for none. */
static const char *verbs_with(struct arena *arena, const struct verb *verbs,
			      const struct option_row *row)
{
	const char *hint = NULL;

	for (const struct verb *verb = verbs; verb->name; verb++)
		if (options_accepts(verb, row))
			hint = arena_printf(arena, "%s%s",
					    hint ? arena_printf(arena, "%s, ", hint)
						 : "it is an option of ",
					    verb->name);
	return hint;
}

/* What can be said of an option that a verb does not have, `word` with its dashes. */
static const char *option_hint(struct arena *arena, const struct options *options, const char *word)
{
	struct nearest nearest = { .word = word };
	size_t count;
	const struct option_row *table = options_table(&count);

	for (size_t i = 0; i < count; i++) {
		const char *name = table[i].option.name
					   ? arena_printf(arena, "--%s", table[i].option.name)
					   : "";
		bool is_same =
			strcmp(word, name) == 0 || (word[1] == table[i].option.val && !word[2]);
		const char *hint = is_same ? verbs_with(arena, options->verbs, &table[i]) : NULL;

		if (hint)
			return hint;
		if (options_accepts(options->verb, &table[i]))
			nearest_try(&nearest, name);
	}
	return proposal(arena, &nearest);
}

/* The long forms that begin with an abbreviation, as a hint; NULL where that is one, or none. */
static const char *ambiguity(struct arena *arena, const struct option *long_forms, const char *word)
{
	const char *hint = NULL, *abbreviation = word + strlen("--");
	size_t count = 0;

	for (const struct option *option = long_forms; option->name; option++) {
		if (strstr(option->name, abbreviation) != option->name)
			continue;
		hint = arena_printf(arena, "%s --%s",
				    hint ? arena_printf(arena, "%s,", hint) : "use", option->name);
		count++;
	}
	return count > 1 ? hint : NULL;
}

static const struct option *find_option(const struct option *long_forms, int short_form)
{
	while (long_forms->name && long_forms->val != short_form)
		long_forms++;
	return long_forms->name ? long_forms : NULL;
}

/* getopt's optopt is 0 for a long form that it does not know, or that stands for several; else it
 * is the short form of a known option that has a value too many or none, or an unknown one. */
bool options_report_getopt(struct arena *arena, const struct options *options, int result,
			   const struct option *long_forms, const char *word)
{
	const struct option *option = find_option(long_forms, optopt);
	const char *short_form = arena_printf(arena, "-%c", optopt), *hint;

	if (result == ':')
		return options_report("missing value for",
				      strncmp(word, "--", 2) == 0 ? word : short_form, NULL);
	if (optopt && option)
		return options_report("unexpected value for",
				      arena_printf(arena, "--%s", option->name), NULL);
	if (optopt)
		return options_report("unknown option", short_form,
				      option_hint(arena, options, short_form));
	word = arena_copy(arena, word, strcspn(word, "="));
	hint = ambiguity(arena, long_forms, word);
	if (hint)
		return options_report("ambiguous option", word, hint);
	return options_report("unknown option", word, option_hint(arena, options, word));
}
