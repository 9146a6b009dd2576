/* SPDX-License-Identifier: BSD-3-Clause
 * repair.c: edits that make a document valid, where only one thing can be meant. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/space.h"
#include "base/typo.h"
#include "diag/diag.h"
#include "load/change.h"
#include "validate/internal.h"

/* Longer values are not looked at. */
#define VALUE_MAX 100u

/* The inspector writes descriptions of boards, not an author. */
static struct change begin(const struct schema *schema, const struct doc *doc)
{
	bool is_authored = schema->tables == &schema_tables_scenario;

	return (struct change) { .arena = schema->arena, .doc = is_authored ? doc : NULL };
}

void schema_fix_name(const struct schema *schema, const struct doc *doc, struct diag *diag,
		     const xmlNode *element, const char *meant)
{
	struct change change = begin(schema, doc);

	if (diag && change.doc && change_rename(&change, element, meant))
		diag_edits(diag, change.edits, change.count);
}

void schema_fix_duplicate(const struct schema *schema, const struct doc *doc, struct diag *diag,
			  const xmlNode *element, const xmlNode *other)
{
	struct change change = begin(schema, doc);

	if (diag && change.doc && change_is_same(element, other) && change_remove(&change, element))
		diag_edits(diag, change.edits, change.count);
}

/* The values that a text may be meant for. */
struct guesses {
	struct schema *schema;
	const struct schema_type *type;
	const char *text;
	const char *found; /* the only valid one; NULL where there is none yet */
	bool is_ambiguous;
};

static void guess(struct guesses *guesses, const char *value)
{
	if (!schema_accepts_text(guesses->schema, guesses->type, value) ||
	    (guesses->found && strcmp(guesses->found, value) == 0))
		return;
	guesses->is_ambiguous = guesses->found;
	guesses->found = value;
}

/* Whether blanks between two characters separate two numbers or words. */
static bool is_separated(unsigned char before, unsigned char behind)
{
	return (isdigit(before) && isdigit(behind)) || (isalpha(before) && isalpha(behind));
}

static void guess_without_blanks(struct guesses *guesses)
{
	char *value = arena_alloc(guesses->schema->arena, strlen(guesses->text) + 1);
	char *end = value;

	for (const char *text = guesses->text; *text; text++) {
		if (is_space(*text))
			continue;
		if (end > value && is_space(text[-1]) &&
		    is_separated((unsigned char)end[-1], (unsigned char)*text))
			return;
		*end++ = *text;
	}
	guess(guesses, value);
}

/* Calls `visit` with each value of an enumeration, or of those of a union. */
static void each_value(struct guesses *guesses, const struct schema_type *type,
		       void (*visit)(struct guesses *guesses, const char *value))
{
	for (const struct schema_type *const *each = type->members; each && *each; each++)
		each_value(guesses, *each, visit);
	for (const char *const *value = type->values; value && *value; value++)
		if (**value)
			visit(guesses, *value);
}

static void guess_alike(struct guesses *guesses, const char *value)
{
	if (typo_is_alike(guesses->text, value))
		guess(guesses, value);
}

static void guess_typo(struct guesses *guesses, const char *value)
{
	if (typo_is_one_apart(guesses->text, value))
		guess(guesses, value);
}

/* What else is written for y and n. */
static void guess_answer(struct guesses *guesses, const char *value)
{
	static const char *const words[] = { "yes", "true", "on", "1", "no", "false", "off", "0" };

	if (strcmp(value, "y") != 0 && strcmp(value, "n") != 0)
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(guesses->text, words[i]) == 0 && (*value == 'y') == (i < 4))
			guess(guesses, value);
}

static void guess_word(struct guesses *guesses)
{
	each_value(guesses, guesses->type, guess_alike);
	if (!guesses->found)
		each_value(guesses, guesses->type, guess_answer);
	if (!guesses->found)
		each_value(guesses, guesses->type, guess_typo);
}

/* A number in hex where a decimal one is expected, or one whose 0x is missing or in upper case:
 * digits alone might be a decimal number. */
static void guess_number(struct guesses *guesses)
{
	struct arena *arena = guesses->schema->arena;
	const char *text = guesses->text;
	bool has_prefix = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = has_prefix ? text + 2 : text;
	size_t count = strspn(digits, "0123456789abcdefABCDEF");
	bool has_suffix = !has_prefix && strchr("hH", digits[count]) && digits[count];
	bool has_letter = digits[strspn(digits, "0123456789")];

	if (!count || count > 16 || digits[count + has_suffix])
		return;
	if (has_prefix)
		guess(guesses, arena_printf(arena, "%llu", strtoull(digits, NULL, 16)));
	if (has_prefix || has_letter)
		guess(guesses, arena_printf(arena, "0x%.*s", (int)count, digits));
}

/* The one value that is meant; NULL where it is not clear. */
static const char *meant_value(struct schema *schema, const struct schema_type *type,
			       const char *text)
{
	static void (*const kinds[])(struct guesses * guesses) = { guess_without_blanks, guess_word,
								   guess_number };
	struct guesses guesses = { .schema = schema, .type = type, .text = text };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !guesses.found; i++)
		kinds[i](&guesses);
	return guesses.is_ambiguous ? NULL : guesses.found;
}

void schema_fix_value(struct schema *schema, const struct doc *doc, struct diag *diag,
		      const xmlNode *node, const struct schema_type *type, const char *text)
{
	struct change change = begin(schema, doc);
	bool is_attribute = node->type == XML_ATTRIBUTE_NODE;
	const char *meant = NULL;

	if (diag && change.doc && *text && strlen(text) <= VALUE_MAX)
		meant = meant_value(schema, type, text);
	if (!meant)
		return;
	if (is_attribute ? change_attribute(&change, node->parent, (const char *)node->name, meant)
			 : change_text(&change, node, meant))
		diag_edits(diag, change.edits, change.count);
}
