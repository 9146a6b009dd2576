/* SPDX-License-Identifier: BSD-3-Clause
 * directive.c: reads what a comment allows: "acrn-cfg: allow SLUG, SLUG: reason". */
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "suppress/internal.h"

/* Far more than a place has warnings of: messages list the rules. */
#define ALLOWED_MAX 64

static const char prefix[] = "acrn-cfg:";

/* The bytes of a comment that are not read yet. */
struct cursor {
	const struct source *source;
	size_t at, end;
};

static void skip_space(struct cursor *cursor)
{
	while (cursor->at < cursor->end && is_space(cursor->source->bytes[cursor->at]))
		cursor->at++;
}

static bool take(struct cursor *cursor, const char *text)
{
	size_t length = strlen(text);

	if (cursor->end - cursor->at < length ||
	    memcmp(cursor->source->bytes + cursor->at, text, length) != 0)
		return false;
	cursor->at += length;
	return true;
}

/* A word that ends before white space, a comma or a colon. */
static struct span take_word(struct cursor *cursor)
{
	size_t start = cursor->at;

	while (cursor->at < cursor->end && !is_space(cursor->source->bytes[cursor->at]) &&
	       !strchr(",:", cursor->source->bytes[cursor->at]))
		cursor->at++;
	return source_span(cursor->source, start, cursor->at);
}

static void add(struct arena *arena, struct allow *allow, struct span at)
{
	allow->allowed =
		arena_grow(arena, allow->allowed, allow->allowed_count, sizeof(*allow->allowed));
	allow->allowed[allow->allowed_count++] = (struct allowed) {
		.at = at,
		.rule = diag_rule_find(at.source->bytes + at.start, at.end - at.start),
	};
}

static const char *take_rules(struct arena *arena, struct cursor *cursor, struct allow *allow)
{
	do {
		struct span word;

		skip_space(cursor);
		word = take_word(cursor);
		if (word.start == word.end)
			return "no rule after 'allow'";
		if (allow->allowed_count == ALLOWED_MAX)
			return "more than 64 rules";
		add(arena, allow, word);
		skip_space(cursor);
	} while (take(cursor, ","));
	if (!take(cursor, ":"))
		return cursor->at < cursor->end ? "no ':' before the reason" : "no reason";
	skip_space(cursor);
	return cursor->at < cursor->end ? NULL : "no reason";
}

bool allow_parse(struct arena *arena, const struct load_comment *comment, struct allow *allow)
{
	struct cursor cursor = { comment->text.source, comment->text.start, comment->text.end };
	struct span word;

	if (!take(&cursor, prefix))
		return false;
	*allow = (struct allow) { .comment = *comment };
	skip_space(&cursor);
	word = take_word(&cursor);
	if (word.end - word.start != strlen("allow") ||
	    memcmp(cursor.source->bytes + word.start, "allow", strlen("allow")) != 0)
		allow->problem = "no 'allow'";
	else
		allow->problem = take_rules(arena, &cursor, allow);
	return true;
}

bool allow_is_valid(const struct allow *allow, const struct allowed *allowed)
{
	return !allow->problem && allowed->rule && diag_rule_has_warnings(allowed->rule);
}
