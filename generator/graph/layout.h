/* SPDX-License-Identifier: BSD-3-Clause
 * layout.h: where the parts of a graph are in its picture.
 *
 * VMs are in rows, those that the hypervisor starts above those that the Service VM starts. What
 * connects them, regions and vUART connections, are "nets": a box in a row of its own between two
 * rows of VMs, and lines to the pins of its VMs. Lines are horizontal and vertical. They are in the
 * zones between two rows, where each net has a track of its own, and in lanes beside all rows: so
 * no line can cross a box.
 *
 * All is in px, from the upper left corner of all of it.
 */
#ifndef GRAPH_LAYOUT_H
#define GRAPH_LAYOUT_H

#include "graph/graph.h"
#include "graph/text_width.h"

/* The size of a sign: of a finding, of a mark, or of a doorbell. */
#define LAYOUT_SIGN	14
#define LAYOUT_SIGN_GAP 4 /* behind it */

/* Between the edge of a box, or of a pin, and what is in it. */
#define LAYOUT_PADDING	   10
#define LAYOUT_PIN_PADDING 6

/* Between boxes of a row, and between the pins of a VM. */
#define LAYOUT_GAP     26
#define LAYOUT_PIN_GAP 6

/* The height of a pin. */
#define LAYOUT_PIN 18

struct layout_rect {
	int x, y, width, height;
};

enum layout_sign {
	LAYOUT_ERROR,
	LAYOUT_WARNING,
	LAYOUT_ADDED,
	LAYOUT_REMOVED,
	LAYOUT_CHANGED,
	LAYOUT_BELL,
	LAYOUT_NO_SIGN,
};

/* The signs of a part, in the order in which they are drawn; those not needed are LAYOUT_NO_SIGN.
 */
struct layout_signs {
	enum layout_sign sign[2];
	int width; /* with the gap behind each */
};

struct layout_text {
	const char *text; /* all of it */
	struct text_shown shown;
	int x, y; /* of the box; y is the baseline */
	bool is_muted;
	enum layout_sign sign;		   /* before it */
	const struct graph_device *device; /* whose text it is; NULL: the box's */
};

/* A VM, or the box of a net. */
struct layout_box {
	const struct graph_part *part;
	struct layout_rect at;
	struct layout_signs signs; /* at its upper right corner */
	struct layout_text *texts; /* arena_grow()n */
	size_t text_count;
	size_t row;
	size_t *pins; /* of a VM: indices into the layout's, arena_grow()n */
	size_t pin_count;
	int group;  /* in a row, boxes of a group stay together */
	int weight; /* where its centre would be best, while boxes are put in order */
};

/* An end of a net: a small box at the edge of a VM. */
struct layout_pin {
	const struct graph_part *part; /* the peer; NULL: the end of a connection */
	size_t net, vm;
	bool is_above; /* the VM's upper edge, else its lower one */
	struct layout_rect at;
	struct layout_signs signs;
	struct text_shown label;
	size_t zone;
};

/* What a net has in a zone: a horizontal line from `left` to `right`. Those of several nets can be
 * at the same level. */
struct layout_track {
	size_t net, zone;
	int left, right, y;
	bool is_upper; /* levels count from the zone's upper edge, else from the lower one */
	size_t level;
};

struct layout_net {
	const struct graph_region *region; /* else: */
	const struct graph_connection *connection;
	struct layout_box box;
	size_t first_pin, pin_count; /* in the layout's pins */
	bool is_bus;
	size_t band;		     /* the row of VMs that it is below */
	int upper_port, lower_port;  /* x, where lines reach its box */
	struct layout_track *tracks; /* arena_grow()n, from above */
	size_t track_count;
	bool has_trunk;	   /* its tracks are connected by a vertical line in a lane */
	bool is_left;	   /* the lane's side */
	size_t trunk_zone; /* where the trunk is connected with the box */
	size_t lane;	   /* from the rows outwards */
	int trunk_x;
	struct text_shown short_name; /* of a bus, beside its bars */
};

struct layout_row {
	bool is_vms;
	struct layout_box **boxes; /* arena_grow()n */
	size_t box_count;
	int y, height;
	bool has_pins_above, has_pins_below;
};

/* The space below a row. */
struct layout_zone {
	int y, height;
};

struct layout {
	const struct graph *graph;
	struct arena *arena;
	struct layout_box *vms;	 /* as in the graph */
	struct layout_net *nets; /* its regions, then its connections */
	size_t net_count;
	struct layout_pin *pins; /* by net */
	size_t pin_count;
	struct layout_row *rows; /* arena_grow()n */
	size_t row_count;
	struct layout_track **tracks; /* of all nets */
	size_t track_count;
	struct layout_zone *zones; /* below each row; no line is in the last one */
	int left, right;	   /* of all rows */
	int gutter;		   /* beside them at the left: what the names of buses take */
	int width, height;
};

/* The layout of a graph, which lives as long as both. The cost is near to linear in the number of
 * parts. */
struct layout *layout_new(struct arena *arena, const struct graph *graph);

/* The steps of layout_new(), each of which has what the ones before it have made. */

/* layout_boxes.c: the texts and the sizes of all boxes and pins. */
void layout_boxes(struct layout *layout);

/* The sign of the worst finding about a part. */
enum layout_sign layout_finding_sign(const struct graph_part *part);

/* layout_rows.c: which row each box is in, and the order there. */
void layout_rows(struct layout *layout);

/* The best place of each VM: the mean of its nets, but for buses; else where it is. */
void layout_weigh_vms(struct layout *layout);

/* The best place of each net: the mean of its VMs. */
void layout_weigh_nets(struct layout *layout);

/* layout_columns.c: the x of boxes and pins, and where lines reach a net's box. */
void layout_columns(struct layout *layout);

/* Puts the boxes of a row beside each other, around x = 0. */
void layout_pack(const struct layout_row *row);

/* Puts the boxes of a row as near to their weights as they can be in their order. */
void layout_spread(struct arena *arena, const struct layout_row *row);

/* The centre of a box or pin. */
static inline int layout_centre(const struct layout_rect *at)
{
	return at->x + at->width / 2;
}

/* layout_tracks.c: the tracks in each zone, and the lanes. */
void layout_tracks(struct layout *layout);

/* Whether the box of a net is above or below a zone. */
bool layout_is_beside(const struct layout_net *net, size_t zone);

/* Whether a track reaches the trunk of its net. */
bool layout_is_on_trunk(const struct layout_net *net, const struct layout_track *track);

/* Whether the name of a net is above the left end of each of its tracks. */
bool layout_has_names(const struct layout_net *net);

#endif
