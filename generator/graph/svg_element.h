/* SPDX-License-Identifier: BSD-3-Clause
 * svg_element.h: what the parts of a picture are drawn with.
 *
 * All classes and IDs begin with "acrn-", so that the picture can be part of a page. Colours come
 * from the classes alone: see svg_style.c.
 */
#ifndef GRAPH_SVG_ELEMENT_H
#define GRAPH_SVG_ELEMENT_H

#include <libxml/tree.h>

#include "graph/layout.h"

struct svg {
	const struct graph *graph;
	const struct layout *layout;
	struct arena *arena; /* ends with the drawing */
	xmlDoc *doc;
	xmlNode *element; /* the one that is open */
	bool has_marks;	  /* of a comparison: those have the colours */
};

struct svg_point {
	int x, y;
};

/* svg_element.c: opens an element; `class` without its "acrn-", NULL for none. */
void svg_begin(struct svg *svg, const char *name, const char *class);
void svg_end(struct svg *svg);

/* Of the element that is open. A character of the content that XML does not have is U+FFFD. */
void svg_number(struct svg *svg, const char *name, int value);
void svg_attribute(struct svg *svg, const char *name, const char *value);
void svg_content(struct svg *svg, const char *text);

/* Elements without others in them. */
void svg_rect(struct svg *svg, const char *class, const struct layout_rect *at, int radius);
void svg_text(struct svg *svg, const char *class, const struct text_shown *shown, int x, int y);
void svg_sign(struct svg *svg, enum layout_sign sign, int x, int y);
void svg_dot(struct svg *svg, struct svg_point at);

/* A line through points, with round corners. */
void svg_line(struct svg *svg, const char *class, const struct svg_point *points, size_t count);

/* svg_part.c: opens the <g> of a part, with a title: `lines` of text, a NULL at the end, then the
 * changes and the findings. */
void svg_begin_part(struct svg *svg, const struct graph_part *part, const char *class,
		    const char *const *lines);

/* svg_boxes.c: all VMs, and the box of a net and a pin. */
void svg_draw_vms(struct svg *svg);
void svg_draw_box(struct svg *svg, const struct layout_box *box);
void svg_draw_pin(struct svg *svg, const struct layout_pin *pin);

/* svg_nets.c: all nets. */
void svg_draw_nets(struct svg *svg);

/* svg_legend.c: returns the y below it. */
int svg_draw_legend(struct svg *svg, int x, int y, int width);

/* svg_style.c: the style sheet. */
extern const char svg_style[];

#endif
