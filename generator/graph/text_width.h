/* SPDX-License-Identifier: BSD-3-Clause
 * text_width.h: how wide a text can be in a picture, whatever sans-serif font draws it.
 *
 * Widths are upper bounds: the largest advance of DejaVu Sans 2.37, Liberation Sans 1.07 (which has
 * those of Arial and Helvetica) and Noto Sans 2.004, as the tables hmtx of these fonts have them,
 * in thousandths of the font's size. Characters of other scripts than Latin have an estimate; a
 * text with such characters is drawn in a given length, so that the bound holds for it, too.
 */
#ifndef GRAPH_TEXT_WIDTH_H
#define GRAPH_TEXT_WIDTH_H

#include <stdbool.h>

struct arena;

enum text_font {
	TEXT_TITLE,
	TEXT_NAME,
	TEXT_PLAIN,
	TEXT_SMALL,
};

/* A text as it is drawn: cut with an ellipsis where it does not fit. Characters that would change
 * the direction of others or be invisible are U+FFFD in it, and a character has two marks at most.
 */
struct text_shown {
	const char *text;
	enum text_font font;
	int width;	  /* in px, rounded up; at most the limit */
	bool is_estimate; /* to be drawn in just that width */
};

/* `text` in at most `limit` px, which has room for the ellipsis. The cost is linear in what is
 * drawn, and in the characters that are not. */
struct text_shown text_fit(struct arena *arena, const char *text, enum text_font font, int limit);

#endif
