/* SPDX-License-Identifier: BSD-3-Clause
 * lines.c: reads lines of C that a board has ready. */
#include "plan/lines.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "plan/hypervisor.h"
#include "schema/number.h"

#define BLANKS	   " \t"
#define DIGITS	   "0123456789"
#define HEX_DIGITS DIGITS "abcdefABCDEF"
#define CAPITALS   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL	   "abcdefghijklmnopqrstuvwxyz"
#define WORD	   CAPITALS SMALL DIGITS "_"

#define SPACE_PREFIX "SPACE_"

static bool is_suffix(const char *text, size_t length)
{
	static const char *const suffixes[] = { "", "u", "l", "ul", "lu", "ll", "ull", "llu" };

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (strlen(suffixes[i]) == length && strncasecmp(text, suffixes[i], length) == 0)
			return true;
	return false;
}

/* A decimal number that begins with 0 would be an octal one. */
size_t lines_parse_constant(const char *text, uint64_t *value)
{
	bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	size_t digits = is_hex ? 2 + strspn(text + 2, HEX_DIGITS) : strspn(text, DIGITS);
	size_t length = strspn(text, WORD);

	if ((!is_hex && text[0] == '0' && digits > 1) || length < digits ||
	    !is_suffix(text + digits, length - digits) ||
	    !number_parse(text, digits, UINT64_MAX, value))
		return 0;
	return length;
}

/* The length of the address space at the beginning of a text, or 0. */
static size_t space_length(const char *text)
{
	size_t length = strspn(text, WORD);

	return length > strlen(SPACE_PREFIX) &&
			       strncmp(text, SPACE_PREFIX, strlen(SPACE_PREFIX)) == 0
		       ? length
		       : 0;
}

static size_t value_length(const char *text)
{
	static const char *const words[] = { "true", "false" };
	size_t length = strspn(text, WORD);
	uint64_t value;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == length && strncmp(text, words[i], length) == 0)
			return length;
	length = space_length(text);
	return length ? length : lines_parse_constant(text, &value);
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, BLANKS);
}

/* Whether nothing is left of a line, or one comment. */
static bool is_nothing(const char *text)
{
	text = skip_blanks(text);
	if (!*text)
		return true;
	if (strncmp(text, "/*", 2) != 0)
		return false;
	text = strstr(text + 2, "*/");
	return text && !*skip_blanks(text + 2);
}

enum line_kind lines_parse_macro(struct arena *arena, const char *line, struct plan_macro *macro)
{
	static const char define[] = "#define";
	const char *name, *value;
	size_t name_length, length;

	if (is_nothing(line))
		return LINE_NOTHING;
	if (strncmp(line, define, strlen(define)) != 0)
		return LINE_INVALID;
	name = skip_blanks(line + strlen(define));
	name_length = strspn(name, CAPITALS DIGITS "_");
	value = skip_blanks(name + name_length);
	length = value_length(value);
	if (name == line + strlen(define) || !strchr(CAPITALS, *name) || !name_length ||
	    value == name + name_length || !length || !is_nothing(value + length))
		return LINE_INVALID;
	*macro = (struct plan_macro) {
		.name = arena_copy(arena, name, name_length),
		.value = arena_copy(arena, value, length),
	};
	return LINE_VALUE;
}

/* The length of what one character of a pattern stands for, or 0. */
static size_t token_length(const char *text, char wanted)
{
	uint64_t value;

	switch (wanted) {
	case 'N':
		return lines_parse_constant(text, &value);
	case 'S':
		return space_length(text);
	default:
		return *text == wanted;
	}
}

enum line_kind lines_parse_row(const char *line, const char *pattern, size_t *length)
{
	const char *at = line;

	if (is_nothing(line))
		return LINE_NOTHING;
	for (const char *wanted = pattern; *wanted; wanted++) {
		size_t token = token_length(skip_blanks(at), *wanted);

		if (!token)
			return LINE_INVALID;
		at = skip_blanks(at) + token;
	}
	*length = (size_t)(at - line);
	at = skip_blanks(at);
	return is_nothing(at + (*at == ',')) ? LINE_VALUE : LINE_INVALID;
}
