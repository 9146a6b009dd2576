/* SPDX-License-Identifier: BSD-3-Clause
 * text_width.c: upper bounds of the widths of texts. */
#include "graph/text_width.h"

#include <libxml/xmlstring.h>
#include <string.h>

#include "base/arena.h"

#define FIRST 0x20
#define LAST  0x7E
/* U+2026 and U+FFFD in UTF-8. */
#define ELLIPSIS       "\xE2\x80\xA6"
#define REPLACEMENT    "\xEF\xBF\xBD"
#define ELLIPSIS_WIDTH 1000
#define LATIN_LAST     0x17F
#define MAX_MARKS      2
#define WIDE_FROM      0x2E80
#define WIDE_WIDTH     1000
#define MIDDLE_DOT     0xB7 /* it and the arrow are in texts of ours */
#define ARROW	       0x2192

/* Of the characters from FIRST to LAST, regular and bold. */
static const short widths[2][LAST - FIRST + 1] = {
	{
		318,  401, 460, 838, 637, 951, 780, 275, 391, 391, 551, 838, 318, 361, 318, 372,
		637,  637, 637, 637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 557,
		1016, 685, 687, 723, 771, 667, 611, 778, 752, 339, 500, 667, 558, 907, 760, 788,
		667,  788, 723, 667, 611, 732, 685, 989, 686, 667, 686, 391, 372, 391, 838, 557,
		500,  613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580, 278, 975, 634, 612,
		635,  635, 413, 521, 393, 634, 592, 818, 592, 592, 525, 637, 551, 637, 838,
	},
	{
		349,  457, 521, 838, 696, 1002, 873, 307,  458, 458, 545, 838, 380, 416,  380, 413,
		696,  696, 696, 696, 696, 696,	696, 696,  696, 696, 400, 400, 838, 838,  838, 611,
		1016, 774, 763, 734, 831, 684,	684, 821,  837, 389, 557, 775, 638, 996,  837, 851,
		733,  851, 771, 721, 683, 813,	774, 1104, 771, 725, 726, 458, 413, 458,  838, 557,
		500,  675, 716, 593, 716, 679,	436, 716,  712, 343, 343, 666, 343, 1042, 712, 688,
		716,  716, 494, 596, 479, 712,	652, 924,  646, 652, 583, 712, 551, 712,  838,
	},
};
/* Of the Latin letters up to LATIN_LAST: those of the widest, U+0152. */
static const short latin_width[2] = { 1070, 1170 };
/* An estimate for other scripts, of letters that are rather wide there. */
static const short other_width[2] = { 700, 800 };

/* As svg_style.c has them. */
static const struct {
	int size;
	bool is_bold;
} fonts[] = {
	[TEXT_TITLE] = { 20, true },
	[TEXT_NAME] = { 13, true },
	[TEXT_PLAIN] = { 12, false },
	[TEXT_SMALL] = { 11, false },
};

/* Characters that are drawn over the one before. */
static bool is_mark(int character)
{
	return (character >= 0x300 && character <= 0x36F) ||
	       (character >= 0x483 && character <= 0x489) ||
	       (character >= 0x1AB0 && character <= 0x1AFF) ||
	       (character >= 0x1DC0 && character <= 0x1DFF) ||
	       (character >= 0x20D0 && character <= 0x20FF) ||
	       (character >= 0xFE00 && character <= 0xFE0F) ||
	       (character >= 0xFE20 && character <= 0xFE2F);
}

/* Controls, what changes the direction, and what has no width. */
static bool is_hidden(int character)
{
	return character < FIRST || (character >= 0x7F && character < 0xA0) || character == 0xAD ||
	       character == 0x61C || character == 0x180E ||
	       (character >= 0x200B && character <= 0x200F) ||
	       (character >= 0x2028 && character <= 0x202E) ||
	       (character >= 0x2060 && character <= 0x206F) || character == 0xFEFF ||
	       (character >= 0xFFF9 && character <= 0xFFFB) ||
	       (character >= 0xE0000 && character <= 0xE0FFF);
}

static int character_width(int character, bool is_bold)
{
	if (character >= FIRST && character <= LAST)
		return widths[is_bold][character - FIRST];
	if (character == MIDDLE_DOT)
		return 380;
	if (character == ARROW)
		return 1000;
	if (character <= LATIN_LAST)
		return latin_width[is_bold];
	if (is_mark(character))
		return 0;
	if (character >= WIDE_FROM || (character >= 0x1100 && character <= 0x115F))
		return WIDE_WIDTH;
	return other_width[is_bold];
}

/* A text in the making, in thousandths of the font's size. */
struct fitting {
	const char *next;
	char *end; /* of what is drawn so far */
	char *cut; /* where the ellipsis fits */
	long width, cut_width, limit;
	bool is_bold, is_estimate;
	int marks; /* in sequence */
};

/* Takes the next character. False where it does not fit. */
static bool add_character(struct fitting *fitting)
{
	const char *bytes = fitting->next;
	int size = 4; /* in: the most bytes to look at; out: those of the character */
	int character = xmlGetUTF8Char(BAD_CAST bytes, &size);

	fitting->next += character < 0 ? 1 : size;
	if (character < 0 || is_hidden(character)) {
		bytes = REPLACEMENT;
		size = strlen(REPLACEMENT);
		character = 0xFFFD;
	}
	fitting->marks = is_mark(character) ? fitting->marks + 1 : 0;
	if (fitting->marks > MAX_MARKS)
		return true;
	fitting->width += character_width(character, fitting->is_bold);
	fitting->is_estimate |= character > LATIN_LAST && character != ARROW;
	if (fitting->width > fitting->limit)
		return false;
	memcpy(fitting->end, bytes, (size_t)size);
	fitting->end += size;
	if (fitting->width + ELLIPSIS_WIDTH <= fitting->limit) {
		fitting->cut = fitting->end;
		fitting->cut_width = fitting->width;
	}
	return true;
}

struct text_shown text_fit(struct arena *arena, const char *text, enum text_font font, int limit)
{
	/* Each byte can become a replacement. */
	char *drawn = arena_alloc(arena, strlen(text) * strlen(REPLACEMENT) + sizeof(ELLIPSIS));
	struct fitting fitting = {
		.next = text,
		.end = drawn,
		.cut = drawn,
		.limit = limit * 1000L / fonts[font].size,
		.is_bold = fonts[font].is_bold,
	};

	while (*fitting.next && add_character(&fitting))
		;
	if (fitting.width > fitting.limit) {
		memcpy(fitting.cut, ELLIPSIS, sizeof(ELLIPSIS));
		fitting.width = fitting.cut_width + ELLIPSIS_WIDTH;
	} else {
		*fitting.end = '\0';
	}
	return (struct text_shown) {
		.text = drawn,
		.font = font,
		.width = (int)((fitting.width * fonts[font].size + 999) / 1000),
		.is_estimate = fitting.is_estimate,
	};
}
