/* SPDX-License-Identifier: BSD-3-Clause
 * c_values.h: reads the macros and the initialisers of C files that were generated, so that tests
 * can look at values: "vm_configs[0].vuart[1].irq" is "5U". What acrn-cfg does not write in C it
 * does not read.
 */
#ifndef C_VALUES_H
#define C_VALUES_H

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"

/* The values of some files together, in the order in which they were read. */
struct c_values {
	struct arena *arena;
	struct string_map *macros; /* name -> text */
	struct string_map *values; /* path -> text; "NAME[]" is the size of an array, "PATH#" the
				    * number of values in braces */
	const char *error;	   /* the first one, or NULL */
};

/* Where the reader is in a text. */
struct c_reader {
	struct c_values *values;
	const char *at;
};

static inline void c_init(struct c_values *values, struct arena *arena)
{
	*values = (struct c_values) { .arena = arena,
				      .macros = string_map_new(arena, 256),
				      .values = string_map_new(arena, 1024) };
}

static inline void c_fail(struct c_values *values, const char *what, const char *where)
{
	if (!values->error)
		values->error = arena_printf(values->arena, "%s: '%.60s'", what, where);
}

/* Blanks instead of comments, and lines that end with a backslash in one with the next. */
static inline char *c_plain(struct arena *arena, const char *text)
{
	char *plain = arena_alloc(arena, strlen(text) + 1), *end = plain;
	bool is_string = false;

	for (const char *c = text; *c; c++) {
		if (!is_string && strncmp(c, "/*", 2) == 0) {
			c = strstr(c, "*/");
			if (!c)
				break;
			c++;
			*end++ = ' ';
		} else if (strncmp(c, "\\\n", 2) == 0) {
			c++;
			*end++ = ' ';
		} else {
			if (is_string && *c == '\\' && c[1])
				*end++ = *c++;
			else if (*c == '"')
				is_string = !is_string;
			*end++ = *c;
		}
	}
	return plain;
}

/* Keeps a line that a #define begins; the name's text is "" without one. */
static inline void c_define(struct c_values *values, const char *line)
{
	size_t length = strcspn(line, " \t");
	const char *name = arena_copy(values->arena, line, length);
	const char *text = line + length + strspn(line + length, " \t");
	size_t size = strlen(text);

	while (size && isspace((unsigned char)text[size - 1]))
		size--;
	string_map_put(values->macros, name, arena_copy(values->arena, text, size));
}

/* Takes out what the preprocessor would: lines between conditions that do not hold, and its own. */
static inline char *c_preprocess(struct c_values *values, const char *text)
{
	char *plain = c_plain(values->arena, text),
	     *kept = arena_alloc(values->arena, strlen(plain) + 2);
	char *end = kept, *rest = NULL, word[64], name[64];
	unsigned depth = 0, skipped = 0; /* the depth from which on lines are left out, or 0 */

	for (char *line = strtok_r(plain, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		name[0] = '\0';
		if (sscanf(line, " #%63s %63s", word, name) < 1) {
			if (!skipped)
				end += sprintf(end, "%s\n", line);
		} else if (strcmp(word, "ifdef") == 0 || strcmp(word, "ifndef") == 0) {
			bool holds = !string_map_find(values->macros, name) == (word[2] == 'n');

			depth++;
			if (!skipped && !holds)
				skipped = depth;
		} else if (strcmp(word, "else") == 0 && (!skipped || skipped == depth)) {
			skipped = skipped ? 0 : depth;
		} else if (strcmp(word, "endif") == 0) {
			if (skipped == depth)
				skipped = 0;
			depth--;
		} else if (strcmp(word, "define") == 0 && !skipped) {
			c_define(values, strstr(line, "define") + strlen("define "));
		} else if (!skipped && strcmp(word, "include") != 0 && strcmp(word, "undef") != 0) {
			c_fail(values, "unexpected directive", line);
		}
	}
	if (depth)
		c_fail(values, "unfinished condition", name);
	return kept;
}

static inline void c_blanks(struct c_reader *reader)
{
	reader->at += strspn(reader->at, " \t\n");
}

/* The text up to a comma, or what closes the braces that it is in, without blanks around it. */
static inline const char *c_text(struct c_reader *reader)
{
	const char *begin = reader->at, *c;
	bool is_string = false;
	int depth = 0;
	size_t length;

	for (c = begin; *c && (depth > 0 || is_string || !strchr(",};", *c)); c++) {
		if (is_string && *c == '\\' && c[1])
			c++;
		else if (*c == '"')
			is_string = !is_string;
		else if (!is_string)
			depth += (*c == '(') - (*c == ')');
	}
	reader->at = c;
	for (length = (size_t)(c - begin); length && isspace((unsigned char)begin[length - 1]);)
		length--;
	return arena_copy(reader->values->arena, begin, length);
}

static inline void c_put(struct c_reader *reader, const char *path, const char *text)
{
	if (string_map_put(reader->values->values, path, text))
		c_fail(reader->values, "initialised twice", path);
}

/* Which element comes next: ".name" and the like up to '=', or "[count]". What comes first in a
 * struct without its name is "[0]". */
static inline const char *c_designator(struct c_reader *reader, unsigned *count)
{
	const char *begin = reader->at;
	size_t length = strcspn(begin, "={},");

	if ((*begin != '.' && *begin != '[') || begin[length] != '=')
		return arena_printf(reader->values->arena, "[%u]", (*count)++);
	reader->at += length + 1;
	c_blanks(reader);
	while (isspace((unsigned char)begin[length - 1]))
		length--;
	if (*begin == '.')
		return arena_copy(reader->values->arena, begin, length);
	*count = (unsigned)strtoul(begin + 1, NULL, 0);
	return arena_printf(reader->values->arena, "[%u]", (*count)++);
}

/* A value; what is in braces has paths of its own. */
static inline void c_value(struct c_reader *reader, const char *path) // NOLINT(misc-no-recursion)
{
	struct arena *arena = reader->values->arena;
	unsigned count = 0, values = 0;

	if (*reader->at != '{') {
		c_put(reader, path, c_text(reader));
		return;
	}
	reader->at++;
	c_blanks(reader);
	while (*reader->at && *reader->at != '}') {
		const char *designator = c_designator(reader, &count);

		c_value(reader, arena_printf(arena, "%s%s", path, designator));
		values++;
		c_blanks(reader);
		reader->at += *reader->at == ',';
		c_blanks(reader);
	}
	if (*reader->at)
		reader->at++;
	else
		c_fail(reader->values, "unfinished braces", path);
	c_put(reader, arena_printf(arena, "%s#", path), arena_printf(arena, "%u", values));
}

/* A declaration, which ends before its '=' or ';': keeps the size of an array. The name. */
static inline const char *c_declaration(struct c_reader *reader)
{
	struct arena *arena = reader->values->arena;
	size_t length = strcspn(reader->at, "=;[");
	const char *end = reader->at + length, *begin;
	const char *name;

	while (end > reader->at && isspace((unsigned char)end[-1]))
		end--;
	for (begin = end;
	     begin > reader->at && (isalnum((unsigned char)begin[-1]) || begin[-1] == '_');)
		begin--;
	name = arena_copy(arena, begin, (size_t)(end - begin));
	if (reader->at[length] == '[' && strncmp(reader->at, "extern", 6) != 0) {
		const char *size = reader->at + length + 1;

		c_put(reader, arena_printf(arena, "%s[]", name),
		      arena_copy(arena, size, strcspn(size, "]")));
	}
	reader->at += strcspn(reader->at, "=;");
	return name;
}

/* Adds what a file's text has. */
static inline void c_read(struct c_values *values, const char *text)
{
	struct c_reader reader = { values, c_preprocess(values, text) };

	for (c_blanks(&reader); *reader.at; c_blanks(&reader)) {
		const char *name;

		if (strncmp(reader.at, "_Static_assert", 14) == 0) {
			reader.at += strcspn(reader.at, ";") + 1;
			continue;
		}
		name = c_declaration(&reader);
		if (*reader.at == '=') {
			reader.at++;
			c_blanks(&reader);
			c_value(&reader, name);
			c_blanks(&reader);
		}
		if (*reader.at == ';')
			reader.at++;
		else
			c_fail(values, "expected ';'", reader.at);
		if (values->error)
			return;
	}
}

/* The text of a path, or NULL. */
static inline const char *c_find(const struct c_values *values, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static inline const char *c_find(const struct c_values *values, const char *format, ...)
{
	char path[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(path, sizeof(path), format, arguments);
	va_end(arguments);
	return string_map_find(values->values, path);
}

/* The number that a text is, by way of macros; false where it is none. */
static inline bool c_number(const struct c_values *values, const char *text, uint64_t *number)
{
	char *end;

	for (unsigned i = 0; i < 8 && text && !isdigit((unsigned char)*text); i++)
		text = string_map_find(values->macros, text);
	if (!text || !isdigit((unsigned char)*text))
		return false;
	*number = strtoull(text, &end, 0);
	return end[strspn(end, "uUlL")] == '\0';
}

/* The number of a path, or that of a macro if there is one of that name; `other` without. */
static inline uint64_t c_get(const struct c_values *values, uint64_t other, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static inline uint64_t c_get(const struct c_values *values, uint64_t other, const char *format, ...)
{
	char path[256];
	const char *text;
	va_list arguments;
	uint64_t number;

	va_start(arguments, format);
	vsnprintf(path, sizeof(path), format, arguments);
	va_end(arguments);
	text = string_map_find(values->values, path);
	return c_number(values, text ? text : path, &number) ? number : other;
}

#endif
