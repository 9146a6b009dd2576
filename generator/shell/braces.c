/* SPDX-License-Identifier: BSD-3-Clause
 * braces.c: expands the first pair of braces of a word, then those of each word that this makes.
 */
#include "shell/braces.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"

/* A word with more braces, or braces that make more words, stays as it is written. */
#define BRACES_MAX 16u
#define WORDS_MAX  256u

/* A byte of an unquoted text. */
struct place {
	size_t piece, offset;
};

struct list {
	struct shell_word *words;
	size_t count, room;
};

/* A pair of braces: what is between the limits are its words, or all of it a sequence. */
struct pair {
	struct place limits[WORDS_MAX + 1];
	size_t limit_count;
};

static bool is_text(const struct shell_word *word, size_t piece)
{
	return word->pieces[piece].kind == SHELL_TEXT && !word->pieces[piece].is_quoted;
}

/* The next of some bytes, from `place` on; false at the end of the word. */
static bool find(const struct shell_word *word, struct place *place, const char *bytes)
{
	for (; place->piece < word->count; place->piece++, place->offset = 0) {
		const char *text = word->pieces[place->piece].text;

		if (!is_text(word, place->piece))
			continue;
		place->offset += strcspn(text + place->offset, bytes);
		if (text[place->offset])
			return true;
	}
	return false;
}

static char byte_at(const struct shell_word *word, struct place place)
{
	return word->pieces[place.piece].text[place.offset];
}

/* The pair that begins at `start`; false where it is not closed. */
static bool find_pair(struct shell *shell, const struct shell_word *word, struct place start,
		      struct pair *pair)
{
	struct place place = start;
	size_t depth = 0;

	pair->limits[0] = start;
	pair->limit_count = 1;
	for (; find(word, &place, "{,}") && shell_spend(shell, 1); place.offset++) {
		char byte = byte_at(word, place);

		depth += byte == '{';
		if (depth == 1 && byte != '{') {
			if (pair->limit_count > WORDS_MAX)
				return false;
			pair->limits[pair->limit_count++] = place;
		}
		depth -= byte == '}';
		if (!depth)
			return true;
	}
	return false;
}

/* Copies the pieces between two places to the end of a word. */
static void copy(struct shell *shell, const struct shell_word *word, struct place from,
		 struct place to, struct shell_word *target, struct shell_piece *pieces)
{
	for (size_t i = from.piece; i <= to.piece && i < word->count; i++) {
		size_t first = i == from.piece ? from.offset : 0;
		struct shell_piece piece = word->pieces[i];

		if (is_text(word, i)) {
			size_t end = i == to.piece ? to.offset : strlen(piece.text);

			if (first == end)
				continue;
			piece.text = arena_copy(shell->arena, piece.text + first, end - first);
			piece.at = source_span(piece.at.source, piece.at.start + first,
					       piece.at.start + end);
		} else if (i == to.piece) {
			return;
		}
		pieces[target->count++] = piece;
	}
}

static void expand(struct shell *shell, const struct shell_word *word, struct list *list,
		   struct place from);

/* The word with `text`, or what is between two limits, in the place of the pair. */
static void add(struct shell *shell, const struct shell_word *word, const struct pair *pair,
		size_t index, const char *text, struct list *list)
{
	struct shell_piece *pieces = arena_array(shell->arena, word->count + 4, sizeof(*pieces));
	struct shell_word made = { .at = word->at, .pieces = pieces };
	struct place from = pair->limits[index], behind = pair->limits[pair->limit_count - 1], next;

	shell_spend(shell, word->count);
	copy(shell, word, (struct place) { 0, 0 }, pair->limits[0], &made, pieces);
	next = (struct place) { made.count, 0 };
	from.offset++;
	behind.offset++;
	if (text)
		pieces[made.count++] = (struct shell_piece) {
			.kind = SHELL_TEXT,
			.at = word->pieces[from.piece].at,
			.text = text,
		};
	else
		copy(shell, word, from, pair->limits[index + 1], &made, pieces);
	copy(shell, word, behind, (struct place) { word->count, 0 }, &made, pieces);
	if (made.count)
		expand(shell, &made, list, next);
}

/* The two ends of {1..5} or {a..e}; false where it is neither. */
static bool take_ends(char *text, int64_t *first, int64_t *last, bool *is_letters)
{
	char *dots = strstr(text, "..");

	if (!dots)
		return false;
	*dots = '\0';
	*is_letters = strlen(text) == 1 && strlen(dots + 2) == 1 && *text > '9' && dots[2] > '9';
	if (*is_letters) {
		*first = (unsigned char)*text;
		*last = (unsigned char)dots[2];
		return true;
	}
	return arithmetic_decimal(text, first) && arithmetic_decimal(dots + 2, last) &&
	       llabs(*first) < INT32_MAX && llabs(*last) < INT32_MAX;
}

static bool add_sequence(struct shell *shell, const struct shell_word *word,
			 const struct pair *pair, struct list *list)
{
	struct place start = pair->limits[0], end = pair->limits[1];
	int64_t first, last, step;
	bool is_letters;
	char *text;
	int width;

	if (start.piece != end.piece)
		return false;
	text = arena_copy(shell->arena, word->pieces[start.piece].text + start.offset + 1,
			  end.offset - start.offset - 1);
	if (!take_ends(text, &first, &last, &is_letters) || llabs(last - first) >= WORDS_MAX)
		return false;
	width = *text == '0' ? (int)strlen(text) : 0;
	step = first <= last ? 1 : -1;
	for (int64_t i = first; i != last + step && shell_spend(shell, 1); i += step)
		add(shell, word, pair, 0,
		    is_letters ? arena_printf(shell->arena, "%c", (int)i)
			       : arena_printf(shell->arena, "%0*lld", width, (long long)i),
		    list);
	return true;
}

/* Expands the braces at and behind `from`. */
static void expand(struct shell *shell, const struct shell_word *word, struct list *list,
		   struct place from)
{
	struct pair *pair = arena_alloc(shell->arena, sizeof(*pair));

	for (; find(word, &from, "{") && list->count < WORDS_MAX && shell_spend(shell, 1);
	     from.offset++) {
		if (!find_pair(shell, word, from, pair))
			continue;
		if (pair->limit_count == 2) {
			if (add_sequence(shell, word, pair, list))
				return;
			continue;
		}
		for (size_t i = 0; i + 1 < pair->limit_count; i++)
			add(shell, word, pair, i, NULL, list);
		return;
	}
	list->words =
		shell_grow(shell, list->words, list->count, &list->room, sizeof(*list->words));
	list->words[list->count++] = *word;
}

const struct shell_word *braces_expand(struct shell *shell, const struct shell_word *word,
				       size_t *count)
{
	struct place place = { 0, 0 };
	struct list list = { 0 };

	size_t braces = 0;

	*count = 1;
	for (struct place at = place; find(word, &at, "{"); at.offset++)
		braces++;
	if (!braces || braces > BRACES_MAX)
		return word;
	expand(shell, word, &list, place);
	*count = list.count;
	return list.words;
}
