/* SPDX-License-Identifier: BSD-3-Clause
 * document.c: JSON in the making. */
#include "diag/document.h"

#include <string.h>

#include "base/arena.h"

static json_t *exists(const struct arena *arena, json_t *value)
{
	if (!value)
		arena_exhausted(arena);
	return value;
}

void document_set(struct arena *arena, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, exists(arena, value)) != 0)
		arena_exhausted(arena);
}

json_t *document_set_object(struct arena *arena, json_t *object, const char *key)
{
	json_t *value = json_object();

	document_set(arena, object, key, value);
	return value;
}

json_t *document_set_array(struct arena *arena, json_t *object, const char *key)
{
	json_t *value = json_array();

	document_set(arena, object, key, value);
	return value;
}

void document_append(struct arena *arena, json_t *array, json_t *value)
{
	if (json_array_append_new(array, exists(arena, value)) != 0)
		arena_exhausted(arena);
}

json_t *document_append_object(struct arena *arena, json_t *array)
{
	json_t *value = json_object();

	document_append(arena, array, value);
	return value;
}

static const char *ascii(struct arena *arena, const char *text)
{
	char *escaped = arena_alloc(arena, 4 * strlen(text) + 1);
	char *end = escaped;

	for (; *text; text++) {
		if ((unsigned char)*text < 0x80)
			*end++ = *text;
		else
			end += sprintf(end, "\\x%02x", (unsigned char)*text);
	}
	return escaped;
}

json_t *document_text(struct arena *arena, const char *text)
{
	json_t *string = json_string(text);

	return string ? string : json_string(ascii(arena, text));
}

json_t *document_number(size_t number)
{
	return json_integer((json_int_t)number);
}

void document_print(struct arena *arena, json_t *root, FILE *stream, size_t flags)
{
	if (json_dumpf(exists(arena, root), stream, flags | JSON_ENSURE_ASCII) != 0 &&
	    !ferror(stream))
		arena_exhausted(arena);
	fputc('\n', stream);
	json_decref(root);
}
