/* SPDX-License-Identifier: BSD-3-Clause
 * nearest.c: the distance of two words: how many typing mistakes make one out of the other. */
#include "schema/nearest.h"

#include <stdbool.h>
#include <stddef.h>

#define SHORTEST 3u
#define LONGEST	 64u

/* As many characters of a word stand for one mistake. */
#define CHARACTERS_A_MISTAKE 3u

static size_t length_of(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

static char lower(char character)
{
	return character >= 'A' && character <= 'Z' ? (char)(character - 'A' + 'a') : character;
}

static bool begins_with(const char *text, const char *start)
{
	while (*start && lower(*text) == lower(*start)) {
		text++;
		start++;
	}
	return !*start;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: row i has the distances of the first i characters of `a` from every
 * beginning of `b`; only the last three rows are needed. */
static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	unsigned rows[3][LONGEST + 1];

	for (size_t j = 0; j <= b_length; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_length; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3];
		const unsigned *two_above = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_length; j++) {
			bool is_same = lower(a[i - 1]) == lower(b[j - 1]);

			row[j] = least(above[j - 1] + !is_same, least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				row[j] = least(row[j], two_above[j - 2] + 1);
		}
	}
	return rows[a_length % 3][b_length];
}

void nearest_try(struct nearest *nearest, const char *name)
{
	size_t word_length = length_of(nearest->word), length = length_of(name);
	unsigned found;

	if (word_length < SHORTEST || length < SHORTEST || word_length > LONGEST ||
	    length > LONGEST)
		return;
	found = distance(nearest->word, word_length, name, length);
	if (begins_with(name, nearest->word))
		found = least(found, 1);
	else if (found > word_length / CHARACTERS_A_MISTAKE)
		return;
	if (nearest->name && nearest->distance <= found)
		return;
	nearest->name = name;
	nearest->distance = found;
}
