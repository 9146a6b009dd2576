/* SPDX-License-Identifier: BSD-3-Clause
 * properties.c: the KEY=VALUE fields of acrn-dm's and QEMU's options. */
#include <string.h>

#include "script/internal.h"

/* A text in which QEMU's two commas are one. */
static struct launch_text undouble(struct arena *arena, const struct launch_text *text)
{
	struct shell_part *parts = arena_array(arena, text->part_count, sizeof(*parts));

	for (size_t i = 0; i < text->part_count; i++) {
		const char *from = text->parts[i].text;
		char *to;

		parts[i] = text->parts[i];
		if (!from || !strstr(from, ",,"))
			continue;
		parts[i].text = to = arena_alloc(arena, strlen(from));
		for (; *from; from++) {
			*to++ = *from;
			from += strncmp(from, ",,", 2) == 0;
		}
	}
	return launch_text_of_parts(arena, parts, text->part_count, text->at);
}

/* KEY alone means that it is on. */
static struct launch_text switched_on(struct arena *arena, const struct launch_text *key)
{
	struct shell_part *part = arena_alloc(arena, sizeof(*part));

	*part = (struct shell_part) { .text = "on", .at = key->at };
	return launch_text_of_parts(arena, part, 1, key->at);
}

/* Whether the field [start, end) is of that key, or may be: where what is known of it ends within
 * its key. */
static enum launch_found is_field(const struct launch_text *text, size_t start, size_t end,
				  const char *key)
{
	const char *field = text->head + start;
	size_t known = strnlen(field, end - start), length = strlen(key);
	size_t name = strcspn(field, "=,"); /* ends at the comma behind the field */

	if (name == length && start + name <= end && strncmp(field, key, length) == 0 &&
	    (start + name == end || field[name]))
		return LAUNCH_FOUND;
	return start + known < end && name == known ? LAUNCH_MAYBE : LAUNCH_MISSING;
}

enum launch_found launch_property(struct arena *arena, const struct launch_text *text,
				  const char *key, struct launch_text *value)
{
	enum launch_found found = LAUNCH_MISSING;
	size_t start = 0, last = 0, last_end = 0;

	for (size_t at = 0, end; launch_next_field(text, true, &at, &end); start = at) {
		enum launch_found each = is_field(text, start, end, key);

		if (each == LAUNCH_MISSING)
			continue;
		found = each;
		last = start;
		last_end = end;
	}
	if (found == LAUNCH_FOUND) {
		size_t behind = last + strlen(key);

		*value = launch_slice(arena, text, behind < last_end ? behind + 1 : last, last_end);
		*value = behind < last_end ? undouble(arena, value) : switched_on(arena, value);
	}
	return found;
}
