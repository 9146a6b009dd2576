/* SPDX-License-Identifier: BSD-3-Clause
 * argv.c: splits and quotes words as a shell does, without a shell. */
#include "base/argv.h"

#include <string.h>

#include "base/arena.h"
#include "base/space.h"

struct splitter {
	struct arena *arena;
	const char *text;
	size_t at;
	char *end;	/* of what is written so far; no word is longer than what it is made of */
	char *word;	/* the one being written; NULL between words */
	size_t word_at; /* where it starts in the text */
	struct argv result;
};

static void report_error(struct splitter *splitter, size_t at, const char *why)
{
	splitter->result.error = why;
	splitter->result.error_at = at;
}

/* The range of the word that ends here. */
static struct argv_range word_range(const struct splitter *splitter)
{
	struct argv_range range = { splitter->word_at, splitter->at };
	size_t length = (size_t)(splitter->end - splitter->word);

	if (range.end - range.start == length + 2 && strchr("'\"", splitter->text[range.start]) &&
	    splitter->text[range.end - 1] == splitter->text[range.start]) {
		range.start++;
		range.end--;
	}
	return range;
}

static void end_word(struct splitter *splitter)
{
	struct argv *result = &splitter->result;
	struct argv_range *ranges;

	if (!splitter->word)
		return;
	result->words =
		arena_grow(splitter->arena, result->words, result->count, sizeof(*result->words));
	ranges =
		arena_grow(splitter->arena, (void *)result->ranges, result->count, sizeof(*ranges));
	ranges[result->count] = word_range(splitter);
	result->ranges = ranges;
	result->words[result->count++] = splitter->word;
	*splitter->end++ = '\0';
	splitter->word = NULL;
}

static void put(struct splitter *splitter, char byte)
{
	*splitter->end++ = byte;
}

/* Whether the shell would run a command for what stands at `at`. */
static bool is_substitution(const char *at)
{
	return at[0] == '`' || (at[0] == '$' && (at[1] == '(' || at[1] == '{' || at[1] == '['));
}

/* '…': everything up to the next quote is literal. */
static void take_single_quoted(struct splitter *splitter)
{
	size_t open = splitter->at++;

	while (splitter->text[splitter->at] && splitter->text[splitter->at] != '\'')
		put(splitter, splitter->text[splitter->at++]);
	if (!splitter->text[splitter->at])
		report_error(splitter, open, "unterminated quote");
	else
		splitter->at++;
}

/* "…": a backslash quotes $ ` " \ and joins lines. */
static void take_double_quoted(struct splitter *splitter)
{
	const char *text = splitter->text;
	size_t open = splitter->at++;

	while (text[splitter->at] && text[splitter->at] != '"') {
		if (is_substitution(text + splitter->at)) {
			report_error(splitter, splitter->at, "substitutions are not supported");
			return;
		}
		if (text[splitter->at] == '\\' && text[splitter->at + 1] &&
		    strchr("$`\"\\\n", text[splitter->at + 1])) {
			splitter->at++;
			if (text[splitter->at] == '\n') {
				splitter->at++;
				continue;
			}
		}
		put(splitter, text[splitter->at++]);
	}
	if (!text[splitter->at])
		report_error(splitter, open, "unterminated quote");
	else
		splitter->at++;
}

static void take_escaped(struct splitter *splitter)
{
	char next = splitter->text[splitter->at + 1];

	if (!next) {
		report_error(splitter, splitter->at, "trailing backslash");
		return;
	}
	put(splitter, next);
	splitter->at += 2;
}

static void take_one(struct splitter *splitter)
{
	const char *here = splitter->text + splitter->at;

	if (is_space(*here)) {
		end_word(splitter);
		splitter->at++;
	} else if (here[0] == '\\' && here[1] == '\n') {
		splitter->at += 2; /* joins two lines */
	} else if (*here == '#' && !splitter->word) {
		splitter->at += strcspn(here, "\n");
	} else if (is_substitution(here)) {
		report_error(splitter, splitter->at, "substitutions are not supported");
	} else if (strchr(";&|<>()", *here)) {
		report_error(splitter, splitter->at, "unquoted shell operator");
	} else {
		if (!splitter->word) {
			splitter->word = splitter->end;
			splitter->word_at = splitter->at;
		}
		if (*here == '\'')
			take_single_quoted(splitter);
		else if (*here == '"')
			take_double_quoted(splitter);
		else if (*here == '\\')
			take_escaped(splitter);
		else
			put(splitter, splitter->text[splitter->at++]);
	}
}

struct argv argv_split(struct arena *arena, const char *text)
{
	struct splitter splitter = {
		.arena = arena,
		.text = text,
		.end = arena_alloc(arena, strlen(text) + 1),
	};

	while (text[splitter.at] && !splitter.result.error)
		take_one(&splitter);
	end_word(&splitter);
	return splitter.result;
}

/* A tilde is special only in front, but it is not in the list at all. */
static bool is_bare_word(const char *text)
{
	return *text && !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789_@%+=:,./-")];
}

/* In single quotes every character but a single quote is literal. */
const char *argv_quote(struct arena *arena, const char *text)
{
	char *word, *to;

	if (is_bare_word(text))
		return arena_copy(arena, text, strlen(text));
	word = to = arena_alloc(arena, strlen(text) * 4 + 3);
	*to++ = '\'';
	for (; *text; text++)
		if (*text == '\'')
			to = stpcpy(to, "'\\''");
		else
			*to++ = *text;
	*to = '\'';
	return word;
}
