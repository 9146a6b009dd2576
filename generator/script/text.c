/* SPDX-License-Identifier: BSD-3-Clause
 * text.c: texts with unknown parts: arguments of commands, and what they are made of. */
#include <string.h>

#include "script/internal.h"

/* Between two parts with so many bytes in the script there are only quotes and braces. */
#define GAP_MAX 3u

static size_t part_length(const struct shell_part *part)
{
	return part->text ? strlen(part->text) : 1;
}

/* The place of all the parts where they are written one behind the other; else the first one's,
 * for the others are the texts of variables. */
static struct span parts_span(const struct shell_part *parts, size_t count)
{
	struct span at = parts[0].at;

	for (size_t i = 1; i < count; i++) {
		if (parts[i].at.source != at.source || parts[i].at.start < at.end ||
		    parts[i].at.start - at.end > GAP_MAX)
			return parts[0].at;
		at.end = parts[i].at.end;
	}
	return at;
}

struct launch_text launch_text_of_parts(struct arena *arena, const struct shell_part *parts,
					size_t count, struct span at)
{
	struct launch_text text = {
		.parts = parts,
		.part_count = count,
		.at = count && parts[0].at.source ? parts_span(parts, count) : at,
	};
	bool is_known = true;
	char *bytes;

	for (size_t i = 0; i < count; i++)
		text.length += part_length(&parts[i]);
	bytes = arena_alloc(arena, text.length + 1);
	text.head = bytes;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].text)
			memcpy(bytes, parts[i].text, part_length(&parts[i]));
		else
			is_known = false;
		bytes += part_length(&parts[i]);
	}
	text.value = is_known ? text.head : NULL;
	return text;
}

struct launch_text launch_text_of(struct arena *arena, const struct shell_argument *argument)
{
	return launch_text_of_parts(arena, argument->parts, argument->part_count,
				    argument->used_at);
}

struct text launch_known(const struct launch_text *text)
{
	return (struct text) { text->value, text->at };
}

bool launch_is(const struct launch_text *text, const char *value)
{
	return text->value && strcmp(text->value, value) == 0;
}

/* Where the bytes [start, end) of a part are: what is written in another way is at the whole. */
static struct span part_span(const struct shell_part *part, size_t start, size_t end)
{
	size_t length = part_length(part);

	if (!part->text || part->at.end - part->at.start != length)
		return part->at;
	return source_span(part->at.source, part->at.start + start, part->at.start + end);
}

static struct shell_part cut_part(struct arena *arena, const struct shell_part *part, size_t start,
				  size_t end)
{
	struct shell_part cut = *part;

	cut.at = part_span(part, start, end);
	if (part->text)
		cut.text = arena_copy(arena, part->text + start, end - start);
	return cut;
}

struct launch_text launch_slice(struct arena *arena, const struct launch_text *text, size_t start,
				size_t end)
{
	struct shell_part *parts = arena_array(arena, text->part_count, sizeof(*parts));
	struct span at = text->at; /* of an empty slice: the place between its neighbours */
	size_t count = 0, behind = 0;

	for (size_t i = 0; i < text->part_count && behind <= end; i++) {
		const struct shell_part *part = &text->parts[i];
		size_t before = behind, length = part_length(part);
		size_t from = start > before ? start - before : 0;
		size_t to = end - before < length ? end - before : length;

		behind += length;
		if (from <= to && part->at.source)
			at = part_span(part, from, to);
		if (from < to)
			parts[count++] = cut_part(arena, part, from, to);
	}
	return launch_text_of_parts(arena, parts, count, at);
}

bool launch_next_field(const struct launch_text *text, bool doubles, size_t *at, size_t *end)
{
	const char *bytes = text->head;
	size_t next = *at;

	if (next > text->length)
		return false;
	for (; next < text->length; next++) {
		if (bytes[next] != ',')
			continue;
		if (!doubles || bytes[next + 1] != ',')
			break;
		next++;
	}
	*end = next;
	*at = next + 1;
	return true;
}
