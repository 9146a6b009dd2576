/* SPDX-License-Identifier: BSD-3-Clause
 * svg_element.c: elements of a picture. */
#include "graph/svg_element.h"

#include <libxml/chvalid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define RADIUS	    8 /* of corners of lines */
#define REPLACEMENT "\xEF\xBF\xBD"

/* libxml2 returns NULL when memory runs out. */
static void *exists(const struct svg *svg, void *made)
{
	if (!made)
		arena_exhausted(svg->arena);
	return made;
}

void svg_begin(struct svg *svg, const char *name, const char *class)
{
	svg->element = exists(svg, xmlNewChild(svg->element, NULL, BAD_CAST name, NULL));
	if (class)
		svg_attribute(svg, "class", arena_printf(svg->arena, "acrn-%s", class));
}

void svg_end(struct svg *svg)
{
	svg->element = svg->element->parent;
}

void svg_attribute(struct svg *svg, const char *name, const char *value)
{
	exists(svg, xmlNewProp(svg->element, BAD_CAST name, BAD_CAST value));
}

void svg_number(struct svg *svg, const char *name, int value)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%d", value);
	svg_attribute(svg, name, digits);
}

/* A copy in which each character that XML does not have is replaced. */
static const char *valid_text(struct arena *arena, const char *text)
{
	char *copy = arena_alloc(arena, strlen(text) * strlen(REPLACEMENT) + 1);
	char *end = copy;

	while (*text) {
		int size = 4; /* in: the most bytes to look at; out: those of the character */
		int character = xmlGetUTF8Char(BAD_CAST text, &size);
		bool is_valid = character >= 0 && xmlIsCharQ((unsigned)character);

		size = character < 0 ? 1 : size;
		end = is_valid ? mempcpy(end, text, (size_t)size)
			       : mempcpy(end, REPLACEMENT, strlen(REPLACEMENT));
		text += size;
	}
	return copy;
}

void svg_content(struct svg *svg, const char *text)
{
	xmlNode *node = exists(svg, xmlNewDocText(svg->doc, BAD_CAST valid_text(svg->arena, text)));

	exists(svg, xmlAddChild(svg->element, node));
}

void svg_rect(struct svg *svg, const char *class, const struct layout_rect *at, int radius)
{
	svg_begin(svg, "rect", class);
	svg_number(svg, "x", at->x);
	svg_number(svg, "y", at->y);
	svg_number(svg, "width", at->width);
	svg_number(svg, "height", at->height);
	if (radius)
		svg_number(svg, "rx", radius);
	svg_end(svg);
}

void svg_text(struct svg *svg, const char *class, const struct text_shown *shown, int x, int y)
{
	svg_begin(svg, "text", class);
	svg_number(svg, "x", x);
	svg_number(svg, "y", y);
	if (shown->is_estimate) {
		svg_number(svg, "textLength", shown->width);
		svg_attribute(svg, "lengthAdjust", "spacingAndGlyphs");
	}
	svg_content(svg, shown->text);
	svg_end(svg);
}

/* The signs are told apart by their shapes alone: each is one outline, and what is in it. */
void svg_sign(struct svg *svg, enum layout_sign sign, int x, int y)
{
	static const struct {
		const char *class, *outline, *inner;
	} shapes[] = {
		[LAYOUT_ERROR] = { "error", "M4 0H10L14 4V10L10 14H4L0 10V4Z",
				   "M4.5 4.5L9.5 9.5M9.5 4.5L4.5 9.5" },
		[LAYOUT_WARNING] = { "warning", "M7 0.5L14 13.5H0Z", "M7 5V9M7 11V12" },
		[LAYOUT_ADDED] = { "added", "M7 0A7 7 0 0 1 7 14A7 7 0 0 1 7 0Z",
				   "M3.5 7H10.5M7 3.5V10.5" },
		[LAYOUT_REMOVED] = { "removed", "M7 0A7 7 0 0 1 7 14A7 7 0 0 1 7 0Z",
				     "M3.5 7H10.5" },
		[LAYOUT_CHANGED] = { "changed", "M7 0A7 7 0 0 1 7 14A7 7 0 0 1 7 0Z",
				     "M3 8Q5 5 7 7T11 6" },
		[LAYOUT_BELL] = { "bell",
				  "M2 10.5Q3.5 9 3.5 6Q3.5 2 7 2Q10.5 2 10.5 6Q10.5 9 12 "
				  "10.5ZM5.5 12H8.5Q7 14.5 5.5 12Z",
				  NULL },
	};

	svg_begin(svg, "g", arena_printf(svg->arena, "sign acrn-%s", shapes[sign].class));
	svg_attribute(svg, "transform", arena_printf(svg->arena, "translate(%d %d)", x, y));
	svg_begin(svg, "path", "outline");
	svg_attribute(svg, "d", shapes[sign].outline);
	svg_end(svg);
	if (shapes[sign].inner) {
		svg_begin(svg, "path", "inner");
		svg_attribute(svg, "d", shapes[sign].inner);
		svg_end(svg);
	}
	svg_end(svg);
}

void svg_dot(struct svg *svg, struct svg_point at)
{
	svg_begin(svg, "circle", "dot");
	svg_number(svg, "cx", at.x);
	svg_number(svg, "cy", at.y);
	svg_number(svg, "r", 3);
	svg_end(svg);
}

static int sign_of(int value)
{
	return (value > 0) - (value < 0);
}

/* How far from a point the line towards another one is straight. */
static int corner_size(struct svg_point corner, struct svg_point other)
{
	int half = (abs(corner.x - other.x) + abs(corner.y - other.y)) / 2;

	return half < RADIUS ? half : RADIUS;
}

static struct svg_point towards(struct svg_point from, struct svg_point to, int distance)
{
	return (struct svg_point) { from.x + sign_of(to.x - from.x) * distance,
				    from.y + sign_of(to.y - from.y) * distance };
}

void svg_line(struct svg *svg, const char *class, const struct svg_point *points, size_t count)
{
	const char *d = arena_printf(svg->arena, "M%d %d", points[0].x, points[0].y);

	for (size_t i = 1; i + 1 < count; i++) {
		int before = corner_size(points[i], points[i - 1]);
		int after = corner_size(points[i], points[i + 1]);
		int size = before < after ? before : after;
		struct svg_point start = towards(points[i], points[i - 1], size);
		struct svg_point end = towards(points[i], points[i + 1], size);

		d = arena_printf(svg->arena, "%sL%d %dQ%d %d %d %d", d, start.x, start.y,
				 points[i].x, points[i].y, end.x, end.y);
	}
	svg_begin(svg, "path", class);
	svg_attribute(
		svg, "d",
		arena_printf(svg->arena, "%sL%d %d", d, points[count - 1].x, points[count - 1].y));
	svg_end(svg);
}
