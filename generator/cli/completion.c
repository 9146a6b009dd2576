/* SPDX-License-Identifier: BSD-3-Clause
 * completion.c: prints what makes a shell complete command lines, made of the tables that the
 * command line is read by. */
#include "cli/completion.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "model/harden.h"

/* A shell. */
struct shell {
	const char *name;
	void (*print)(const struct completion *completion);
};

static const struct shell shells[] = {
	{ "bash", completion_print_bash },
	{ "zsh", completion_print_zsh },
	{ "fish", completion_print_fish },
};

#define SHELL_COUNT (sizeof(shells) / sizeof(shells[0]))

const struct option_row *completion_option(const struct verb *verb, size_t n)
{
	size_t count;
	const struct option_row *table = options_table(&count);

	for (size_t i = 0; i < count; i++)
		if (options_accepts(verb, &table[i]) && n-- == 0)
			return &table[i];
	return NULL;
}

const struct spelling *completion_spellings(const struct completion *completion,
					    const struct verb *verb, const struct option_row *row)
{
	static const struct spelling dependencies[] = {
		{ "-MD", VALUE_NONE, no_argument },
		{ "-MF", VALUE_FILE, required_argument },
		{ "-MT", VALUE_TEXT, required_argument },
		{ 0 },
	};
	struct arena *arena = completion->arena;
	bool is_plan = row->value == VALUE_FORMAT && verb->prints_plan;
	enum value_kind value = is_plan ? VALUE_PLAN_FORMAT : row->value;
	struct spelling *spellings;

	if (row->value == VALUE_DEPENDENCIES)
		return dependencies;
	spellings = arena_array(arena, 3, sizeof(*spellings));
	spellings[0] = (struct spelling) { arena_printf(arena, "-%c", row->option.val), value,
					   row->option.has_arg };
	spellings[1] = (struct spelling) { arena_printf(arena, "--%s", row->option.name), value,
					   row->option.has_arg };
	return spellings;
}

const char *completion_kind(enum value_kind kind)
{
	static const char *const names[] = {
		[VALUE_NONE] = "",
		[VALUE_TEXT] = "text",
		[VALUE_FILE] = "file",
		[VALUE_DIRECTORY] = "directory",
		[VALUE_BOARD] = "board",
		[VALUE_RELEASE] = "release",
		[VALUE_TARGET] = "target",
		[VALUE_HARDENING] = "hardening",
		[VALUE_FORMAT] = "format",
		[VALUE_REPORT] = "report",
		[VALUE_PLAN_FORMAT] = "plan-format",
		[VALUE_GRAPH_FORMAT] = "graph-format",
		[VALUE_PAGE_FORMAT] = "page-format",
		[VALUE_DIFF_FORMAT] = "diff-format",
		[VALUE_COLOR] = "color",
		[VALUE_WARNING] = "setting",
		[VALUE_LEVEL] = "level",
		[VALUE_RULE] = "rule",
		[VALUE_SHELL] = "shell",
		[VALUE_VERB] = "verb",
	};

	return names[kind];
}

/* A list with one word more. */
static const char *add(const struct completion *completion, const char *words, const char *word)
{
	return arena_printf(completion->arena, "%s %s", words, word);
}

/* boards/NAME/NAME.xml is a built-in board; other files there are scenarios. */
static const char *board_names(const struct completion *completion)
{
	static const char folder[] = "boards/";
	const char *words = "", *path;

	for (size_t i = 0; (path = embed_path(i)); i++) {
		const char *name = path + strlen(folder), *slash = strrchr(path, '/');
		const char *file;

		if (strncmp(path, folder, strlen(folder)) != 0 || slash < name)
			continue;
		name = arena_copy(completion->arena, name, (size_t)(slash - name));
		file = arena_printf(completion->arena, "%s.xml", name);
		if (strcmp(slash + 1, file) == 0)
			words = add(completion, words, name);
	}
	return words;
}

/* The slugs of all rules, or of those whose level can be set. */
static const char *slugs(const struct completion *completion, bool has_level)
{
	const char *words = "";

	for (const struct diag_rule *rule = diag_rules(); rule->slug; rule++)
		if (!has_level || diag_rule_has_warnings(rule))
			words = add(completion, words, rule->slug);
	return words;
}

static const char *release_names(const struct completion *completion)
{
	const char *words = "";

	for (enum release release = 0; release < RELEASE_COUNT; release++)
		words = add(completion, words, release_name(release));
	return words;
}

static const char *hardening_names(const struct completion *completion)
{
	const char *words = " all";

	for (enum harden_part part = 0; part < HARDEN_COUNT; part++)
		words = add(completion, words, harden_name(part));
	return words;
}

static const char *verb_names(const struct completion *completion)
{
	const char *words = "";

	for (const struct verb *verb = completion->verbs; verb->name; verb++)
		words = add(completion, words, verb->name);
	return words;
}

static const char *shell_names(const struct completion *completion)
{
	const char *words = "";

	for (size_t i = 0; i < SHELL_COUNT; i++)
		words = add(completion, words, shells[i].name);
	return words;
}

/* The formats of messages. */
#define FORMAT(id, name, function, summary) " " name
static const char formats[] =
#include "diag/formats.def"
	;
#undef FORMAT

const char *completion_words(const struct completion *completion, enum value_kind kind)
{
	switch (kind) {
	case VALUE_BOARD:
		return board_names(completion);
	case VALUE_RELEASE:
		return release_names(completion);
	case VALUE_TARGET:
		return " acrn lab";
	case VALUE_HARDENING:
		return hardening_names(completion);
	case VALUE_FORMAT:
	case VALUE_REPORT:
		return formats;
	case VALUE_PLAN_FORMAT:
		return arena_printf(completion->arena, " xml%s", formats);
	case VALUE_GRAPH_FORMAT:
		return options_find_verb(completion->verbs, "graph")->documents;
	case VALUE_PAGE_FORMAT:
		return options_find_verb(completion->verbs, "report")->documents;
	case VALUE_DIFF_FORMAT:
		return options_find_verb(completion->verbs, "diff")->documents;
	case VALUE_COLOR:
		return " auto always never";
	case VALUE_LEVEL:
		return " error warning never";
	case VALUE_WARNING:
		return slugs(completion, true);
	case VALUE_RULE:
		return slugs(completion, false);
	case VALUE_SHELL:
		return shell_names(completion);
	case VALUE_VERB:
		return verb_names(completion);
	default:
		return "";
	}
}

const char *completion_summary(const struct completion *completion, const struct option_row *row)
{
	const char *blanks = strstr(row->help, "  "), *line = strchr(row->help, '\n');
	const char *text = line && line < blanks ? line : blanks;
	size_t length;

	text += strspn(text, " \n");
	length = strcspn(text, ";\n");
	if (length && strchr(":,", text[length - 1]))
		length--;
	return arena_copy(completion->arena, text, length);
}

void completion_print_quoted(const char *text)
{
	putchar('\'');
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	putchar('\'');
}

int verb_completion(struct arena *arena, const struct options *options)
{
	struct completion completion = { arena, options->verbs };
	struct diags *diags = diags_new(arena);
	const char *name = options->arguments[0];
	const struct shell *shell = NULL;
	const char *names[SHELL_COUNT + 1] = { NULL };

	for (size_t i = 0; i < SHELL_COUNT; i++) {
		names[i] = shells[i].name;
		if (strcmp(names[i], name) == 0)
			shell = &shells[i];
	}
	if (!shell) {
		options_report_choice(arena, "unknown shell", name, names);
		options_hint(options->verb);
		return STATUS_FAILED;
	}
	shell->print(&completion);
	return verbs_finish(options, diags, verbs_flush_stdout(diags));
}
