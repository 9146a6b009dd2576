/* SPDX-License-Identifier: BSD-3-Clause
 * markdown.c: pieces and blocks of code, and text with character references. */
#include "diag/markdown.h"

#include <ctype.h>
#include <libxml/xmlstring.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "diag/printable.h"

/* What is longer is cut: GitHub takes a page of at most 1 MiB, and a page has many of them. */
#define CODE_CHARACTERS 80
#define TEXT_CHARACTERS 240

/* Without a width. It goes between two characters that would be a link together. */
#define ZERO_WIDTH_SPACE "\u200b"

/* Backticks of a block, at least. */
#define FENCE_LENGTH 3

/* The most backticks in a row. */
static size_t longest_run(const char *text, size_t length)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < length; i++) {
		run = text[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static char *repeat(char *to, char c, size_t count)
{
	memset(to, c, count);
	return to + count;
}

/* Whether the text needs a blank on both sides, which are not part of the code then: beside a
 * backtick, or where blanks of its own would be taken for these. */
static bool is_padded(const char *text, size_t length)
{
	char first = text[0], last = text[length - 1];

	return first == '`' || last == '`' || (first == ' ' && last == ' ');
}

/* Writes a piece of code without bars: at most three times its length and four bytes more. */
static char *write_piece(char *to, const char *text, size_t length)
{
	size_t ticks = longest_run(text, length) + 1;
	size_t padding;

	if (!length)
		return to;
	padding = is_padded(text, length) ? 1 : 0;
	to = repeat(to, '`', ticks);
	to = repeat(to, ' ', padding);
	to = mempcpy(to, text, length);
	to = repeat(to, ' ', padding);
	return repeat(to, '`', ticks);
}

#define ELLIPSIS "…"

/* A printable text, or the beginning of it. */
static const char *cut(struct arena *arena, const char *text, int characters)
{
	size_t size = (size_t)xmlUTF8Strsize(BAD_CAST text, characters);

	return text[size] ? arena_printf(arena, "%.*s" ELLIPSIS, (int)size, text) : text;
}

const char *markdown_code(struct arena *arena, const char *text)
{
	static const char bar[] = "&#124;";
	const char *from = cut(arena, diag_printable(arena, text), CODE_CHARACTERS);
	char *code = arena_alloc(arena, strlen(from) * (strlen(bar) + 4) + 5);
	char *to = code;

	for (;; from++) {
		size_t length = strcspn(from, "|");

		to = write_piece(to, from, length);
		from += length;
		if (!*from)
			return code;
		to = stpcpy(to, bar);
	}
}

/* The number of an issue: GH-1. */
static bool is_issue(char before, const char *at)
{
	return *at == '-' && isalpha((unsigned char)before) && isdigit((unsigned char)at[1]);
}

/* A picture: :smile:. */
static bool is_emoji(const char *at)
{
	size_t length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789_+-");

	return *at == ':' && length && at[1 + length] == ':';
}

/* Whether a character of `line` is itself in text: it neither begins a link, a list, nor anything
 * else there. */
static bool is_plain(char before, const char *at)
{
	if (isalnum((unsigned char)*at) || strchr(" ,;'(", *at) || (unsigned char)*at > '~')
		return true;
	if (strchr("->", *at)) /* no item, and no quotation */
		return before != '\0' && !is_issue(before, at);
	if (strchr("_/", *at))
		return isalnum((unsigned char)before) && isalnum((unsigned char)at[1]);
	if (*at == ':')
		return !isalpha((unsigned char)at[1]) && at[1] != '/' && !is_emoji(at);
	if (*at == '.' && tolower((unsigned char)before) == 'w')
		return false; /* no address of the web */
	return strchr(".)", *at) && !(isdigit((unsigned char)before) && at[1] == ' ');
}

/* Writes a character that is not plain. Some begin a link even so, which is looked for in the page
 * that is made of the Markdown. */
static char *write_mark(char *to, char before, const char *at)
{
	bool is_link = (strchr("@#!~%&$^[", *at) && (unsigned char)at[1] > ' ') ||
		       is_issue(before, at) || is_emoji(at) || strncmp(at, ":/", 2) == 0;

	to += sprintf(to, "&#%d;", *at);
	return is_link ? stpcpy(to, ZERO_WIDTH_SPACE) : to;
}

/* A printable line as text. */
static const char *escape(struct arena *arena, const char *line)
{
	char *copy = arena_alloc(arena, strlen(line) * strlen("&#126;" ZERO_WIDTH_SPACE) + 1);
	char *to = copy;

	for (const char *at = line; *at; at++) {
		char before = at > line ? at[-1] : '\0';

		if (is_plain(before, at))
			*to++ = *at;
		else
			to = write_mark(to, before, at);
	}
	return copy;
}

const char *markdown_text(struct arena *arena, const char *text)
{
	return escape(arena, diag_printable(arena, text));
}

const char *markdown_short_text(struct arena *arena, const char *text)
{
	return escape(arena, cut(arena, diag_printable(arena, text), TEXT_CHARACTERS));
}

const char *markdown_lines(struct arena *arena, const char *text)
{
	/* A byte becomes at most four, and an empty line an end. */
	char *lines = arena_alloc(arena, strlen(text) * (4 + strlen(ELLIPSIS "\n")) + 1);
	char *to = lines;

	while (*text) {
		size_t length = strcspn(text, "\n");
		const char *line = diag_printable_bytes(arena, text, length);

		to = stpcpy(to, cut(arena, line, TEXT_CHARACTERS));
		*to++ = '\n';
		text += length + (text[length] == '\n');
	}
	return lines;
}

const char *markdown_fence(struct arena *arena, const char *text)
{
	size_t run = longest_run(text, strlen(text));
	size_t length = run < FENCE_LENGTH ? FENCE_LENGTH : run + 1;
	char *fence = arena_alloc(arena, length + 1);

	repeat(fence, '`', length);
	return fence;
}
