/* SPDX-License-Identifier: BSD-3-Clause
 * fingerprint.c: finds the messages of one run again in a later one. */
#include "diag/fingerprint.h"

#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/string_map.h"
#include "diag/path.h"

/* How much of a line counts before and after the place of a message, in bytes: a whole file may be
 * one line. */
#define CONTEXT_MAX 512u

struct fingerprints {
	struct arena *arena;
	const char *root;
	struct string_map *counts; /* of messages by their digest: size_t */
};

struct fingerprints *fingerprints_new(struct arena *arena, const char *root)
{
	struct fingerprints *fingerprints = arena_alloc(arena, sizeof(*fingerprints));

	*fingerprints = (struct fingerprints) { arena, root, string_map_new(arena, 0) };
	return fingerprints;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* The line of a place without the white space around it, or the part of a long one. */
static const char *line_text(struct span at, size_t *length)
{
	const char *line =
		source_line(at.source, source_position(at.source, at.start).line, length);
	const char *end = line + *length, *place = at.source->bytes + at.start;

	if (place > end)
		place = end;
	if (end - place > CONTEXT_MAX)
		end = place + CONTEXT_MAX;
	if (place - line > CONTEXT_MAX)
		line = place - CONTEXT_MAX;
	while (line < end && is_blank(*line))
		line++;
	while (end > line && is_blank(end[-1]))
		end--;
	*length = (size_t)(end - line);
	return line;
}

/* What all messages have that only their number tells apart. */
static const char *digest_message(const struct fingerprints *fingerprints,
				  const struct diag_rule *rule, struct span at, const char *text)
{
	struct arena *arena = fingerprints->arena;
	const char *path = "", *line = "", *all;
	size_t length = 0;

	if (at.source) {
		path = diag_path(arena, fingerprints->root, at.source->name);
		line = line_text(at, &length);
	}
	all = arena_printf(arena, "%s\n%s\n%s\n%.*s", path, rule->slug, text, (int)length, line);
	return digest_bytes(arena, all, strlen(all));
}

const char *fingerprint_next(struct fingerprints *fingerprints, const struct diag_rule *rule,
			     struct span at, const char *text)
{
	struct arena *arena = fingerprints->arena;
	const char *digest = digest_message(fingerprints, rule, at, text);
	size_t *count = string_map_find(fingerprints->counts, digest);
	const char *numbered;

	if (!count) {
		count = arena_alloc(arena, sizeof(*count));
		string_map_put(fingerprints->counts, digest, count);
	}
	numbered = arena_printf(arena, "%s:%zu", digest, ++*count);
	return digest_bytes(arena, numbered, strlen(numbered));
}
