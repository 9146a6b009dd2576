/* SPDX-License-Identifier: BSD-3-Clause
 * split.c: splits values at the characters of IFS. Where a choice is passed, there are several open
 * fields; where all of them have ended, there is none again, so that choices after one another are
 * not multiplied.
 */
#include "shell/split.h"

#include <string.h>

#include "base/arena.h"

struct part split_part(struct shell *shell, const struct part *part, size_t whole, size_t start,
		       size_t end)
{
	struct part piece = *part;

	if (start == 0 && end == whole)
		return piece;
	piece.text = arena_copy(shell->arena, part->text + start, end - start);
	if (part->at.end - part->at.start == whole)
		piece.at =
			source_span(part->at.source, part->at.start + start, part->at.start + end);
	return piece;
}

const char *split_separators(struct shell *shell)
{
	struct value value = variable_value(shell, variable_find(shell, "IFS"));
	const struct condition *world = shell->alive;
	const char *text = value.count ? value_known(shell, value_in(shell, value, &world)) : NULL;

	return text ? text : " \t\n";
}

void splitter_start(struct splitter *splitter, struct shell *shell, struct fields *fields,
		    struct span used_at)
{
	splitter->shell = shell;
	splitter->fields = fields;
	splitter->used_at = shell_place(shell, used_at);
	splitter->separators = split_separators(shell);
	splitter->is_behind_space = splitter->is_last = false;
	splitter->open[0] = (struct open_field) { .when = shell->alive };
	splitter->open_count = 1;
}

static void add_field(struct splitter *splitter, const struct open_field *open)
{
	struct shell *shell = splitter->shell;
	const struct condition *when =
		open->when == shell->alive ? NULL : condition_given(open->when, shell->alive);

	fields_add(shell, splitter->fields,
		   &(struct field) { when, builder_value(shell, &open->parts), splitter->used_at });
}

/* No field is open, whatever has been chosen before. */
static void close_all(struct splitter *splitter, const struct condition *when)
{
	splitter->open[0] = (struct open_field) { .when = when };
	splitter->open_count = 1;
}

static const struct condition *all_open(const struct splitter *splitter)
{
	const struct condition *when = splitter->open[0].when;

	for (size_t i = 1; i < splitter->open_count; i++)
		when = condition_either(when, splitter->open[i].when);
	return when;
}

void splitter_break(struct splitter *splitter)
{
	for (size_t i = 0; i < splitter->open_count; i++) {
		if (splitter->open[i].is_started)
			add_field(splitter, &splitter->open[i]);
	}
	close_all(splitter, all_open(splitter));
}

/* A separator that is no white space: also what is empty before it is a field. */
static void separate(struct splitter *splitter)
{
	if (!splitter->is_behind_space) {
		for (size_t i = 0; i < splitter->open_count; i++)
			splitter->open[i].is_started = true;
	}
	splitter_break(splitter);
	splitter->is_behind_space = false;
}

static void add_part(struct splitter *splitter, const struct part *part)
{
	for (size_t i = 0; i < splitter->open_count; i++) {
		builder_add(splitter->shell, &splitter->open[i].parts, part);
		splitter->open[i].is_started = true;
	}
	splitter->is_behind_space = false;
}

static bool is_started(const struct splitter *splitter)
{
	for (size_t i = 0; i < splitter->open_count; i++) {
		if (splitter->open[i].is_started)
			return true;
	}
	return false;
}

static void add_text(struct splitter *splitter, const struct part *part)
{
	const char *text = part->text;
	size_t at = 0, whole = strlen(text);

	while (text[at]) {
		size_t length = strcspn(text + at, splitter->separators);

		if (!shell_spend(splitter->shell, 1 + length / 16))
			return;
		if (length) {
			struct part piece =
				split_part(splitter->shell, part, whole, at, at + length);

			add_part(splitter, &piece);
		}
		at += length;
		if (!text[at])
			return;
		if (!strchr(" \t\n", text[at])) {
			separate(splitter);
		} else if (is_started(splitter)) {
			splitter_break(splitter);
			splitter->is_behind_space = true;
		}
		at++;
	}
}

/* What is left of the open fields where the choice is made one way. */
static void enter(struct splitter *splitter, const struct open_field *open, size_t count,
		  const struct condition *when, bool is_yes)
{
	struct shell *shell = splitter->shell;

	splitter->open_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct open_field *field = &splitter->open[splitter->open_count];

		*field = open[i];
		field->when = is_yes ? shell_both(shell, open[i].when, when)
				     : condition_without(open[i].when, when);
		if (field->when == &condition_never)
			continue;
		field->parts = (struct builder) { 0 };
		builder_add_value(shell, &field->parts, builder_value(shell, &open[i].parts));
		splitter->open_count++;
	}
}

/* Joins what the former way has left open and what is open now: those that have ended are one. */
static void join(struct splitter *splitter, const struct open_field *former, size_t count,
		 const struct condition *whole)
{
	struct open_field idle = { 0 };
	bool has_idle = false;
	size_t total = splitter->open_count;

	if (total + count >= VALUE_WORLDS_MAX) {
		struct value unknown = value_unknown(splitter->shell, shell_limit(splitter->shell));

		close_all(splitter, whole);
		splitter_add(splitter, unknown, false);
		return;
	}
	memmove(splitter->open + count, splitter->open, total * sizeof(*former));
	memcpy(splitter->open, former, count * sizeof(*former));
	total += count;
	splitter->open_count = 0;
	for (size_t i = 0; i < total; i++) {
		struct open_field *field = &splitter->open[i];

		if (field->is_started) {
			splitter->open[splitter->open_count++] = *field;
			continue;
		}
		idle.when = has_idle ? condition_either(idle.when, field->when) : field->when;
		has_idle = true;
	}
	if (!splitter->open_count)
		close_all(splitter, whole);
	else if (has_idle)
		splitter->open[splitter->open_count++] = idle;
}

static void add_either(struct splitter *splitter, const struct condition *when, struct value yes,
		       struct value no, bool splits)
{
	struct open_field open[VALUE_WORLDS_MAX], former[VALUE_WORLDS_MAX];
	const struct condition *whole = all_open(splitter);
	size_t count = splitter->open_count, former_count;
	bool is_behind_space = splitter->is_behind_space;

	if (!shell_spend(splitter->shell, count))
		return;
	memcpy(open, splitter->open, count * sizeof(*open));
	enter(splitter, open, count, when, true);
	if (splitter->open_count)
		splitter_add(splitter, yes, splits);
	former_count = splitter->open_count;
	memcpy(former, splitter->open, former_count * sizeof(*former));
	splitter->is_behind_space = is_behind_space;
	enter(splitter, open, count, when, false);
	if (splitter->open_count)
		splitter_add(splitter, no, true);
	join(splitter, former, former_count, whole);
}

void splitter_add_field(struct splitter *splitter, const struct field *field, bool splits)
{
	add_either(splitter, field->when, field->value, (struct value) { 0 }, splits);
}

/* The parts that follow, those of a choice first, and then what is behind it. */
struct ahead {
	struct value value;
	const struct ahead *behind;
};

/* Whether a field ends before these parts, whatever is chosen. */
static bool ends_before(struct splitter *splitter, const struct ahead *ahead)
{
	const struct part *part;
	struct ahead rest, yes, no;

	while (ahead && !ahead->value.count)
		ahead = ahead->behind;
	if (!ahead || !shell_spend(splitter->shell, 1))
		return splitter->is_last;
	part = ahead->value.parts;
	rest = (struct ahead) { { part + 1, ahead->value.count - 1 }, ahead->behind };
	if (part->choice) {
		yes = (struct ahead) { part->choice->yes, &rest };
		no = (struct ahead) { part->choice->no, &rest };
		return ends_before(splitter, &yes) && ends_before(splitter, &no);
	}
	if (part->text && !*part->text)
		return ends_before(splitter, &rest);
	return part->text && strchr(splitter->separators, *part->text);
}

void splitter_add_last(struct splitter *splitter, struct value value, bool splits)
{
	splitter->is_last = true;
	splitter_add(splitter, value, splits);
}

/* A field that ends whatever is chosen is not one of each case. */
static void add_choice(struct splitter *splitter, struct value value)
{
	const struct ahead ahead = { value, NULL };
	const struct choice *choice = value.parts[0].choice;
	bool is_last = splitter->is_last;

	if (is_started(splitter) && ends_before(splitter, &ahead)) {
		splitter_break(splitter);
		splitter->is_behind_space = true;
	}
	splitter->is_last = is_last && value.count == 1;
	add_either(splitter, choice->when, choice->yes, choice->no, true);
	splitter->is_last = is_last;
}

void splitter_add(struct splitter *splitter, struct value value, bool splits)
{
	for (size_t i = 0; i < value.count; i++) {
		struct part part = value.parts[i];

		if (splits && part.choice) {
			add_choice(splitter, (struct value) { value.parts + i, value.count - i });
		} else if (splits && part.text) {
			add_text(splitter, &part);
		} else {
			part.may_split |= splits;
			add_part(splitter, &part);
		}
	}
	if (!splits && !value.count)
		add_part(splitter, &(struct part) { .text = "" });
}

void splitter_end(struct splitter *splitter)
{
	splitter_break(splitter);
}
