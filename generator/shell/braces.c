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

/* {1..5}, {01..10..3} or {e..a}. */
struct sequence {
	int64_t first, last;
	int64_t step; /* towards the last one */
	bool is_letters;
	int width; /* of numbers, with zeros before them */
};

static bool take_number(const char *text, int64_t *number)
{
	return arithmetic_decimal(text, number) && llabs(*number) < INT32_MAX;
}

/* False where the text is none. Takes it apart. */
static bool take_sequence(char *text, struct sequence *sequence)
{
	char *last = strstr(text, ".."), *step = last ? strstr(last + 2, "..") : NULL;

	if (!last)
		return false;
	*last = '\0';
	last += 2;
	sequence->step = 1;
	if (step) {
		*step = '\0';
		if (!take_number(step + 2, &sequence->step))
			return false;
	}
	sequence->is_letters = strlen(text) == 1 && strlen(last) == 1 && *text > '9' && *last > '9';
	sequence->width = *text == '0' ? (int)strlen(text) : 0;
	sequence->first = (unsigned char)*text;
	sequence->last = (unsigned char)*last;
	if (!sequence->is_letters &&
	    (!take_number(text, &sequence->first) || !take_number(last, &sequence->last)))
		return false;
	sequence->step = sequence->step ? llabs(sequence->step) : 1;
	if (sequence->first > sequence->last)
		sequence->step = -sequence->step;
	return true;
}

static bool add_sequence(struct shell *shell, const struct shell_word *word,
			 const struct pair *pair, struct list *list)
{
	struct place start = pair->limits[0], end = pair->limits[1];
	struct sequence sequence;
	int64_t count;
	char *text;

	if (start.piece != end.piece)
		return false;
	text = arena_copy(shell->arena, word->pieces[start.piece].text + start.offset + 1,
			  end.offset - start.offset - 1);
	if (!take_sequence(text, &sequence))
		return false;
	count = (sequence.last - sequence.first) / sequence.step + 1;
	if (count > WORDS_MAX)
		return false;
	for (int64_t i = 0; i < count && shell_spend(shell, 1); i++) {
		int64_t now = sequence.first + i * sequence.step;

		add(shell, word, pair, 0,
		    sequence.is_letters
			    ? arena_printf(shell->arena, "%c", (int)now)
			    : arena_printf(shell->arena, "%0*lld", sequence.width, (long long)now),
		    list);
	}
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
