/* SPDX-License-Identifier: BSD-3-Clause
 * pattern.c: matches patterns. fnmatch() would take exponential time for some of them.
 */
#include "shell/pattern.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"

static bool is_in_class(const char *name, size_t length, unsigned char byte)
{
	static const struct {
		const char *name;
		int (*has)(int byte);
	} classes[] = {
		{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank },
		{ "cntrl", iscntrl }, { "digit", isdigit }, { "graph", isgraph },
		{ "lower", islower }, { "print", isprint }, { "punct", ispunct },
		{ "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (strlen(classes[i].name) == length && !memcmp(classes[i].name, name, length))
			return classes[i].has(byte) != 0;
	}
	return false;
}

/* Takes one member of a bracket expression: a character, a range or a class. */
static const char *take_member(const char *at, unsigned char byte, bool *is_in)
{
	const char *end;
	unsigned char first, last;

	if (at[0] == '[' && at[1] == ':' && (end = strstr(at + 2, ":]"))) {
		*is_in |= is_in_class(at + 2, (size_t)(end - at - 2), byte);
		return end + 2;
	}
	if (at[0] == '\\' && at[1])
		at++;
	first = last = (unsigned char)*at++;
	if (at[0] == '-' && at[1] && at[1] != ']') {
		at++;
		if (at[0] == '\\' && at[1])
			at++;
		last = (unsigned char)*at++;
	}
	*is_in |= first <= byte && byte <= last;
	return at;
}

/* The end of a bracket expression, and whether the byte is in it; NULL where it is none. */
static const char *take_bracket(const char *pattern, unsigned char byte, bool *is_in)
{
	const char *at = pattern + 1, *first;
	bool is_negated = *at == '!' || *at == '^';

	*is_in = false;
	at += is_negated;
	first = at;
	while (*at && (*at != ']' || at == first))
		at = take_member(at, byte, is_in);
	*is_in ^= is_negated;
	return *at ? at + 1 : NULL;
}

/* Behind what the pattern has for one byte, which is not a star; NULL where it has another. */
static const char *take_one(const char *pattern, unsigned char byte)
{
	const char *end;
	bool is_in;

	if (*pattern == '?')
		return pattern + 1;
	if (*pattern == '[') {
		end = take_bracket(pattern, byte, &is_in);
		if (end)
			return is_in ? end : NULL;
	}
	if (*pattern == '\\' && pattern[1])
		pattern++;
	return (unsigned char)*pattern == byte ? pattern + 1 : NULL;
}

bool pattern_matches(const char *pattern, const char *text, size_t length)
{
	const char *star = NULL, *end = text + length, *retry = NULL, *next;

	while (text < end) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = text;
			continue;
		}
		next = *pattern ? take_one(pattern, (unsigned char)*text) : NULL;
		if (next) {
			pattern = next;
			text++;
		} else if (star) {
			/* Only the last star has to take more: the others took the least. */
			pattern = star;
			text = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

const char *pattern_plain(struct arena *arena, const char *pattern)
{
	char *text = arena_copy(arena, pattern, strlen(pattern)), *end = text;

	for (; *pattern; pattern++) {
		if (strchr("*?[", *pattern) || (strchr("@!+", *pattern) && pattern[1] == '('))
			return NULL;
		if (*pattern == '\\' && pattern[1])
			pattern++;
		*end++ = *pattern;
	}
	*end = '\0';
	return text;
}

const char *pattern_quote(struct arena *arena, const char *text)
{
	char *pattern = arena_alloc(arena, 2 * strlen(text) + 1), *end = pattern;

	for (; *text; text++) {
		if (strchr("*?[]\\@!+-^(){}.$|", *text))
			*end++ = '\\';
		*end++ = *text;
	}
	*end = '\0';
	return pattern;
}
