/* SPDX-License-Identifier: BSD-3-Clause
 * expand.c: expands words, piece by piece.
 */
#include "shell/expand.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/braces.h"
#include "shell/names.h"
#include "shell/parameter.h"
#include "shell/pattern.h"
#include "shell/run.h"
#include "shell/split.h"

const char *expand_literal(const struct shell_word *word)
{
	return word->count == 1 && word->pieces[0].kind == SHELL_TEXT ? word->pieces[0].text : NULL;
}

struct value expand_derived(struct shell *shell, struct value flat, const char *how, struct span at)
{
	const struct shell_unknown *unknown = NULL;

	for (size_t i = 0; i < flat.count && !unknown; i++)
		unknown = flat.parts[i].unknown;
	if (!unknown)
		unknown = shell_unknown_new(shell, SHELL_UNSUPPORTED, how, at);
	else
		unknown = shell_derived(
			shell, unknown,
			arena_printf(shell->arena, "%s %s", how, value_key(shell, flat)));
	return value_unknown(shell, unknown);
}

/* ~ and ~/… are below the home directory, which nobody knows. */
static struct value expand_tilde(struct shell *shell, const struct shell_piece *piece)
{
	size_t length = strcspn(piece->text, "/");
	struct part text = { .text = piece->text, .at = shell_place(shell, piece->at) };
	struct builder builder = { 0 };
	struct value home =
		length == 1
			? variable_value(shell, variable_find(shell, "HOME"))
			: value_unknown(shell, shell_unknown_new(shell, SHELL_ENVIRONMENT,
								 arena_copy(shell->arena,
									    piece->text, length),
								 piece->at));

	text = split_part(shell, &text, strlen(piece->text), length, strlen(piece->text));
	builder_add_value(shell, &builder, home);
	builder_add(shell, &builder, &text);
	return builder_value(shell, &builder);
}

/* Where ~ is, in an argument such as file=~/disk.img; 0 where there is none. */
static size_t find_tilde(const struct shell_word *word)
{
	const struct shell_piece *piece = &word->pieces[0];
	size_t name;

	if (!word->count || piece->kind != SHELL_TEXT || piece->is_quoted)
		return 0;
	name = names_length(piece->text);
	return name && piece->text[name] == '=' && piece->text[name + 1] == '~' ? name + 1 : 0;
}

/* NAME=~/… */
static struct value expand_named_tilde(struct shell *shell, const struct shell_piece *piece,
				       size_t tilde)
{
	struct part name = { .text = piece->text, .at = shell_place(shell, piece->at) };
	struct shell_piece rest = *piece;
	struct builder builder = { 0 };

	name = split_part(shell, &name, strlen(piece->text), 0, tilde);
	rest.text += tilde;
	rest.at = source_span(rest.at.source, rest.at.start + tilde, rest.at.end);
	builder_add(shell, &builder, &name);
	builder_add_value(shell, &builder, expand_tilde(shell, &rest));
	return builder_value(shell, &builder);
}

static struct value expand_piece(struct shell *shell, const struct shell_word *word, size_t index)
{
	const struct shell_piece *piece = &word->pieces[index];

	shell_spend(shell, 1);
	switch (piece->kind) {
	case SHELL_TEXT:
		if (index == 0 && !piece->is_quoted && *piece->text == '~')
			return expand_tilde(shell, piece);
		return value_text(shell, piece->text, shell_place(shell, piece->at));
	case SHELL_PARAMETER:
		return parameter_value(shell, piece->parameter);
	case SHELL_COMMANDS:
		return run_captured(shell, piece->commands, piece->at);
	case SHELL_ARITHMETIC:
		return arithmetic_value(shell, piece->expression, piece->at);
	case SHELL_PROCESS:
		run_silent(shell, piece->commands);
		break;
	}
	return value_unknown(
		shell, shell_unknown_new(shell, SHELL_FILES, "the name of a pipe", piece->at));
}

struct value expand_word(struct shell *shell, const struct shell_word *word)
{
	struct builder builder = { 0 };

	for (size_t i = 0; i < word->count; i++)
		builder_add_value(shell, &builder, expand_piece(shell, word, i));
	return builder_value(shell, &builder);
}

static const char *quote(struct shell *shell, const char *text)
{
	shell_spend(shell, strlen(text) / 16);
	return pattern_quote(shell->arena, text);
}

struct value expand_pattern(struct shell *shell, const struct shell_word *word)
{
	struct builder builder = { 0 };

	for (size_t i = 0; word && i < word->count; i++) {
		struct value value = expand_piece(shell, word, i);

		if (word->pieces[i].is_quoted)
			value = value_map(shell, value, quote);
		builder_add_value(shell, &builder, value);
	}
	return builder_value(shell, &builder);
}

/* The elements of an array, the first one behind what the word has before them. */
static void add_list(struct shell *shell, struct splitter *splitter,
		     const struct shell_piece *piece)
{
	struct fields list = parameter_fields(shell, piece->parameter);

	if (piece->is_quoted && parameter_is_star(piece->parameter)) {
		splitter_add(splitter, expand_join(shell, &list, expand_separator(shell)), false);
		return;
	}
	for (size_t i = 0; i < list.count && shell_spend(shell, 1); i++) {
		const struct field *field = &list.items[i];

		if (i)
			splitter_break(splitter);
		if (field->when)
			splitter_add_field(splitter, field, !piece->is_quoted);
		else
			splitter_add(splitter, field->value, !piece->is_quoted);
	}
}

/* Only what a piece stands for is split, but the name of a pipe. */
static void add_piece(struct shell *shell, struct splitter *splitter, const struct shell_word *word,
		      size_t index)
{
	const struct shell_piece *piece = &word->pieces[index];
	bool splits =
		!piece->is_quoted && piece->kind != SHELL_TEXT && piece->kind != SHELL_PROCESS;
	struct value value = expand_piece(shell, word, index);

	if (index + 1 == word->count)
		splitter_add_last(splitter, value, splits);
	else
		splitter_add(splitter, value, splits);
}

/* When ${NAME+WORD} is the word. */
static const struct condition *takes_word(struct shell *shell,
					  const struct shell_parameter *parameter)
{
	struct shell_piece mark = { .kind = SHELL_TEXT, .at = parameter->at, .text = "x" };
	struct shell_word word = { .at = parameter->at, .pieces = &mark, .count = 1 };
	struct shell_parameter marked = *parameter;
	struct worlds worlds;
	struct value value;

	marked.operands[0] = &word;
	value = parameter_value(shell, &marked);
	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		const char *text = value_known(shell, value_in(shell, value, &worlds.now));

		worlds_add_success(&worlds, text && *text ? NULL : &condition_never);
	}
	return worlds_success(&worlds);
}

/* Whether it is ${NAME+WORD} without quotes, but with some in the word. */
static bool has_own_quotes(const struct shell_piece *piece)
{
	const struct shell_word *word;

	if (piece->kind != SHELL_PARAMETER || piece->is_quoted ||
	    piece->parameter->operation != SHELL_OTHERWISE || !piece->parameter->operands[0])
		return false;
	word = piece->parameter->operands[0];
	for (size_t i = 0; i < word->count; i++) {
		if (word->pieces[i].is_quoted)
			return true;
	}
	return false;
}

static bool begins_with_blank(const struct shell_word *word)
{
	const struct shell_piece *first = &word->pieces[0];

	return first->kind == SHELL_TEXT && !first->is_quoted &&
	       isspace((unsigned char)*first->text);
}

/* The fields of such a word: its own blanks split it, too. */
static struct fields split_word(struct shell *shell, const struct shell_word *word)
{
	struct fields fields = { 0 };
	struct splitter splitter;

	splitter_start(&splitter, shell, &fields, word->at);
	for (size_t i = 0; i < word->count && shell_spend(shell, 1); i++) {
		const struct shell_piece *piece = &word->pieces[i];

		if (piece->kind == SHELL_PARAMETER && parameter_is_list(shell, piece->parameter))
			add_list(shell, &splitter, piece);
		else
			splitter_add(&splitter, expand_piece(shell, word, i), !piece->is_quoted);
	}
	splitter_end(&splitter);
	return fields;
}

static void add_word(struct shell *shell, struct splitter *splitter,
		     const struct shell_parameter *parameter)
{
	const struct condition *when = takes_word(shell, parameter);
	struct fields fields;

	if (when == &condition_never)
		return;
	fields = split_word(shell, parameter->operands[0]);
	for (size_t i = 0; i < fields.count && shell_spend(shell, 1); i++) {
		struct field field = fields.items[i];

		if (i || begins_with_blank(parameter->operands[0]))
			splitter_break(splitter);
		field.when = shell_both(shell, field.when, when);
		if (field.when)
			splitter_add_field(splitter, &field, false);
		else
			splitter_add(splitter, field.value, false);
	}
}

/* `tilde`: where it is in the first piece, if that has one behind NAME=, else 0. */
static void expand_one(struct shell *shell, const struct shell_word *word, struct fields *fields,
		       size_t tilde)
{
	struct splitter splitter;

	splitter_start(&splitter, shell, fields, word->at);
	for (size_t i = 0; i < word->count && shell_spend(shell, 1); i++) {
		const struct shell_piece *piece = &word->pieces[i];

		if (piece->kind == SHELL_PARAMETER && parameter_is_list(shell, piece->parameter))
			add_list(shell, &splitter, piece);
		else if (has_own_quotes(piece))
			add_word(shell, &splitter, piece->parameter);
		else if (i == 0 && tilde)
			splitter_add(&splitter, expand_named_tilde(shell, piece, tilde), false);
		else
			add_piece(shell, &splitter, word, i);
	}
	splitter_end(&splitter);
}

void expand_fields(struct shell *shell, const struct shell_word *word, struct fields *fields)
{
	size_t count;
	const struct shell_word *words = braces_expand(shell, word, &count);

	for (size_t i = 0; i < count; i++)
		expand_one(shell, &words[i], fields, 0);
}

void expand_argument(struct shell *shell, const struct shell_word *word, struct fields *fields)
{
	size_t count;
	const struct shell_word *words = braces_expand(shell, word, &count);

	for (size_t i = 0; i < count; i++)
		expand_one(shell, &words[i], fields, find_tilde(&words[i]));
}

struct value expand_several(struct shell *shell, struct value value)
{
	struct builder builder = { 0 };

	for (size_t i = 0; i < value.count; i++) {
		struct part part = value.parts[i];

		part.may_split |= part.unknown != NULL;
		builder_add(shell, &builder, &part);
	}
	return builder_value(shell, &builder);
}

struct value expand_join(struct shell *shell, const struct fields *fields, const char *separator)
{
	struct value between = value_text(shell, separator, source_span(shell->source, 0, 0));
	const struct condition *any = &condition_never;
	struct builder builder = { 0 };

	for (size_t i = 0; i < fields->count && shell_spend(shell, 1); i++) {
		const struct field *field = &fields->items[i];
		struct builder item = { 0 };

		builder_add_value(shell, &item,
				  value_choose(shell, any, between, (struct value) { 0 }));
		builder_add_value(shell, &item, field->value);
		builder_add_value(shell, &builder,
				  value_choose(shell, field->when, builder_value(shell, &item),
					       (struct value) { 0 }));
		any = condition_either(any, field->when);
	}
	return builder_value(shell, &builder);
}

const char *expand_separator(struct shell *shell)
{
	const char *separators = split_separators(shell);

	return arena_copy(shell->arena, separators, *separators ? 1 : 0);
}

struct fields expand_in(struct shell *shell, const struct fields *fields,
			const struct condition **world)
{
	struct fields result = { 0 };

	for (size_t i = 0; i < fields->count && shell_spend(shell, 1); i++) {
		struct field field = fields->items[i];

		if (!shell_narrow(shell, field.when, world))
			continue;
		field.when = NULL;
		field.value = value_in(shell, field.value, world);
		fields_add(shell, &result, &field);
	}
	return result;
}

bool expand_is_several(const struct field *field)
{
	bool may_split = false;

	for (size_t i = 0; i < field->value.count; i++) {
		const struct part *part = &field->value.parts[i];

		if (part->text && *part->text)
			return false;
		may_split |= part->may_split;
	}
	return may_split;
}
