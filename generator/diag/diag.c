/* SPDX-License-Identifier: BSD-3-Clause
 * diag.c: collects messages, and decides on their levels. */
#include "diag/diag.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/typo.h"
#include "diag/internal.h"

static const struct diag_rule rules[] = {
#define DIAG(number, code, slug, level, summary) { DIAG_##code, slug, level, summary },
#include "diag/codes.def"
#undef DIAG
	{ 0, NULL, DIAG_OFF, NULL },
};

/* The longest text of a message, in bytes: what it quotes is the user's, and may have any length.
 */
#define TEXT_MAX 1000u

const struct diag_rule *diag_rules(void)
{
	return rules;
}

const struct diag_rule *diag_rule_find(const char *slug, size_t length)
{
	for (const struct diag_rule *rule = rules; rule->slug; rule++)
		if (strlen(rule->slug) == length && memcmp(rule->slug, slug, length) == 0)
			return rule;
	return NULL;
}

const struct diag_rule *diag_rule_likely(const char *slug)
{
	const struct diag_rule *likely = NULL;

	for (const struct diag_rule *rule = rules; rule->slug; rule++) {
		if (!typo_is_one_apart(rule->slug, slug))
			continue;
		if (likely)
			return NULL;
		likely = rule;
	}
	return likely;
}

static const struct diag_rule *rule_of(enum diag_code code)
{
	const struct diag_rule *rule = rules;

	while (rule->code != code)
		rule++;
	return rule;
}

struct diags *diags_new(struct arena *arena)
{
	struct diags *diags = arena_alloc(arena, sizeof(*diags));

	diags->arena = arena;
	for (size_t i = 0; i < DIAG_RULE_COUNT; i++)
		diags->levels[i] =
			diag_rule_has_warnings(&rules[i]) ? DIAG_WARNING : rules[i].level;
	return diags;
}

struct diags *diags_new_like(struct arena *arena, const struct diags *like)
{
	struct diags *diags = arena_alloc(arena, sizeof(*diags));

	diags->arena = arena;
	memcpy(diags->levels, like->levels, sizeof(diags->levels));
	memcpy(diags->set_by_name, like->set_by_name, sizeof(diags->set_by_name));
	return diags;
}

struct arena *diags_arena(const struct diags *diags)
{
	return diags->arena;
}

bool diag_rule_has_warnings(const struct diag_rule *rule)
{
	return rule->level == DIAG_WARNING || rule->level == DIAG_VARIES;
}

bool diags_set_level(struct diags *diags, const struct diag_rule *rule, enum diag_level level)
{
	if (!diag_rule_has_warnings(rule))
		return level == DIAG_ERROR;
	diags->levels[rule - rules] = level;
	diags->set_by_name[rule - rules] = true;
	return true;
}

bool diags_is_on(const struct diags *diags, const struct diag_rule *rule)
{
	return diags->levels[rule - rules] != DIAG_OFF;
}

void diags_set_warnings_fatal(struct diags *diags)
{
	for (size_t i = 0; i < DIAG_RULE_COUNT; i++)
		if (diag_rule_has_warnings(&rules[i]) && !diags->set_by_name[i])
			diags->levels[i] = DIAG_ERROR;
}

static bool is_inside_character(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Replaces the middle of a text that is too long by "…", between characters. */
static const char *shortened(struct arena *arena, const char *text, size_t length)
{
	size_t head = TEXT_MAX / 2, tail = length - TEXT_MAX / 2;

	if (length <= TEXT_MAX)
		return arena_copy(arena, text, length);
	while (head > 0 && is_inside_character(text[head]))
		head--;
	while (tail < length && is_inside_character(text[tail]))
		tail++;
	return arena_printf(arena, "%.*s\xE2\x80\xA6%s", (int)head, text, text + tail);
}

/* The text of a message, made outside of the arena, which keeps as much of it as is shown. */
static const char *message_text(struct arena *arena, const char *format, va_list arguments)
{
	char *text;
	int length = vasprintf(&text, format, arguments);
	const char *message;

	if (length < 0)
		arena_exhausted(arena);
	message = shortened(arena, text, (size_t)length);
	free(text);
	return message;
}

static struct diag *add(struct diags *diags, const struct diag_rule *rule, bool is_warning,
			struct span at, const char *format, va_list arguments)
{
	enum diag_level level = is_warning ? diags->levels[rule - rules] : rule->level;
	struct diag *diag;

	if (level == DIAG_VARIES)
		level = DIAG_ERROR;
	if (level == DIAG_OFF)
		return NULL;
	if (diags->counts[level]++ >= DIAG_SHOWN_MAX) {
		diags->hidden[level]++;
		return NULL;
	}
	diags->all = arena_grow(diags->arena, diags->all, diags->count, sizeof(*diag));
	diag = &diags->all[diags->count];
	diag->arena = diags->arena;
	diag->rule = rule;
	diag->level = level;
	diag->is_warning = is_warning;
	diag->at = at;
	diag->order = diags->count++;
	diag->message = message_text(diags->arena, format, arguments);
	return diag;
}

struct diag *diag_add_va(struct diags *diags, enum diag_code code, struct span at,
			 const char *format, va_list arguments)
{
	const struct diag_rule *rule = rule_of(code);

	return add(diags, rule, rule->level == DIAG_WARNING, at, format, arguments);
}

struct diag *diag_warn_va(struct diags *diags, enum diag_code code, struct span at,
			  const char *format, va_list arguments)
{
	return add(diags, rule_of(code), true, at, format, arguments);
}

struct diag *diag_add(struct diags *diags, enum diag_code code, struct span at, const char *format,
		      ...)
{
	struct diag *diag;
	va_list arguments;

	va_start(arguments, format);
	diag = diag_add_va(diags, code, at, format, arguments);
	va_end(arguments);
	return diag;
}

void diag_note(struct diag *diag, struct span at, const char *format, ...)
{
	struct diag_note *note;
	va_list arguments;

	if (!diag)
		return;
	diag->notes = arena_grow(diag->arena, diag->notes, diag->note_count, sizeof(*note));
	note = &diag->notes[diag->note_count++];
	note->at = at;
	va_start(arguments, format);
	note->message = message_text(diag->arena, format, arguments);
	va_end(arguments);
}

void diag_help(struct diag *diag, const char *format, ...)
{
	va_list arguments;

	if (!diag)
		return;
	va_start(arguments, format);
	diag->help = message_text(diag->arena, format, arguments);
	va_end(arguments);
}

void diag_edit(struct diag *diag, struct span at, const char *text)
{
	struct diag_edit *edit;

	if (!diag || !at.source || diag->has_no_edit)
		return;
	diag->edits = arena_grow(diag->arena, diag->edits, diag->edit_count, sizeof(*edit));
	edit = &diag->edits[diag->edit_count++];
	edit->at = at;
	edit->text = arena_copy(diag->arena, text, strlen(text));
}

void diag_edits(struct diag *diag, const struct diag_edit *edits, size_t count)
{
	for (size_t i = 0; i < count; i++)
		diag_edit(diag, edits[i].at, edits[i].text);
}

/* Whether a value is the same with quotes and without in each syntax of inputs: a number, a name,
 * an address, or several words. */
static bool is_literal(const char *text)
{
	static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_/.+- :";
	size_t length = strlen(text);

	return length > 0 && !text[strspn(text, allowed)] && text[strspn(text, " .+-:/")] &&
	       *text != ' ' && *text != ':' && text[length - 1] != ' ' && text[length - 1] != ':' &&
	       !strstr(text, ": ");
}

/* Whether the bytes at a place are a text, and stand for nothing else. */
static bool is_verbatim(struct span at, const char *text, size_t length)
{
	return at.source && at.end - at.start == length &&
	       memcmp(at.source->bytes + at.start, text, length) == 0 && !source_is_shared(at);
}

void diag_replace(struct diag *diag, struct span at, const char *former, const char *value)
{
	if (former && is_verbatim(at, former, strlen(former)) && is_literal(value))
		diag_edit(diag, at, value);
	else
		diag_cannot_edit(diag);
}

void diag_remove(struct diag *diag, struct span at, const char *former)
{
	if (is_verbatim(at, former, at.end - at.start))
		diag_edit(diag, at, "");
	else
		diag_cannot_edit(diag);
}

void diag_wish(struct diag *diag, const struct diag_wish *wish)
{
	if (!diag || !wish->at.source || diag->has_no_edit)
		return;
	diag->wishes = arena_grow(diag->arena, diag->wishes, diag->wish_count, sizeof(*wish));
	diag->wishes[diag->wish_count++] = *wish;
}

void diags_fulfil(struct diags *diags,
		  void (*fulfil)(struct diag *diag, const struct diag_wish *wish, void *context),
		  void *context)
{
	for (size_t i = 0; i < diags->count; i++) {
		struct diag *diag = &diags->all[i];

		for (size_t j = 0; j < diag->wish_count; j++)
			fulfil(diag, &diag->wishes[j], context);
		diag->wish_count = 0;
	}
}

void diag_cannot_edit(struct diag *diag)
{
	if (!diag)
		return;
	diag->edit_count = diag->wish_count = 0;
	diag->has_no_edit = true;
}

enum diag_level diags_worst(const struct diags *diags)
{
	enum diag_level level = DIAG_FAILURE;

	while (level > DIAG_OFF && !diags->counts[level])
		level--;
	return level;
}

size_t diags_error_count(const struct diags *diags)
{
	return diags->counts[DIAG_ERROR] + diags->counts[DIAG_FAILURE];
}

size_t diags_warning_count(const struct diags *diags)
{
	return diags->counts[DIAG_WARNING];
}

size_t diags_count(const struct diags *diags)
{
	return diags->count;
}

struct diag_message diags_get(const struct diags *diags, size_t index)
{
	const struct diag *diag = &diags->all[index];

	return (struct diag_message) {
		.rule = diag->rule,
		.level = diag->level,
		.is_warning = diag->is_warning,
		.at = diag->at,
		.text = diag->message,
		.help = diag->help,
		.notes = diag->notes,
		.note_count = diag->note_count,
		.edits = diag->edits,
		.edit_count = diag->edit_count,
	};
}

void diags_filter(struct diags *diags,
		  bool (*keep)(const struct diag_message *message, void *context), void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < diags->count; i++) {
		const struct diag_message message = diags_get(diags, i);

		if (keep(&message, context))
			diags->all[kept++] = diags->all[i];
		else
			diags->counts[message.level]--;
	}
	diags->count = kept;
}
