/* SPDX-License-Identifier: BSD-3-Clause
 * layout.c: the layout of a graph: the steps, and the y of all that is in it. */
#include "graph/layout.h"

#include "base/arena.h"

/* Where the rows have pins, and how high they are with them. */
static void measure_row(const struct layout *layout, struct layout_row *row)
{
	for (size_t i = 0; i < row->box_count; i++) {
		const struct layout_box *box = row->boxes[i];

		if (row->height < box->at.height)
			row->height = box->at.height;
		for (size_t j = 0; j < box->pin_count; j++) {
			if (layout->pins[box->pins[j]].is_above)
				row->has_pins_above = true;
			else
				row->has_pins_below = true;
		}
	}
	row->height += LAYOUT_PIN * (row->has_pins_above + row->has_pins_below);
}

/* Boxes are next to their lines; where those are on both sides, in line at the top. */
static void place_boxes(const struct layout_row *row)
{
	int top = row->y + (row->has_pins_above ? LAYOUT_PIN : 0);

	for (size_t i = 0; i < row->box_count; i++) {
		struct layout_rect *at = &row->boxes[i]->at;

		at->y = top;
		if (row->is_vms && row->has_pins_below && !row->has_pins_above)
			at->y = row->y + row->height - LAYOUT_PIN - at->height;
	}
}

/* Rows and zones in turn. What is in them has been placed relative to them before. */
static void place_rows(struct layout *layout)
{
	int y = 0;

	for (size_t i = 0; i < layout->row_count; i++) {
		struct layout_row *row = &layout->rows[i];

		row->y = y;
		measure_row(layout, row);
		place_boxes(row);
		y += row->height;
		layout->zones[i].y = y;
		y += layout->zones[i].height;
	}
	layout->height = y;
	for (size_t i = 0; i < layout->track_count; i++)
		layout->tracks[i]->y += layout->zones[layout->tracks[i]->zone].y;
	for (size_t i = 0; i < layout->pin_count; i++) {
		struct layout_pin *pin = &layout->pins[i];
		const struct layout_rect *vm = &layout->vms[pin->vm].at;

		pin->at.y = pin->is_above ? vm->y - LAYOUT_PIN : vm->y + vm->height;
	}
}

/* All of a net that has an x, but for its pins. */
static void move_net(struct layout_net *net, int distance)
{
	net->box.at.x += distance;
	net->upper_port += distance;
	net->lower_port += distance;
	net->trunk_x += distance;
	for (size_t i = 0; i < net->track_count; i++) {
		net->tracks[i].left += distance;
		net->tracks[i].right += distance;
	}
}

/* Moves all to the right, so that it begins at x = 0. */
static void move(struct layout *layout)
{
	int left = layout->left - layout->gutter, right = layout->right;

	for (size_t i = 0; i < layout->net_count; i++) {
		if (!layout->nets[i].has_trunk)
			continue;
		left = layout->nets[i].trunk_x < left ? layout->nets[i].trunk_x : left;
		right = layout->nets[i].trunk_x > right ? layout->nets[i].trunk_x : right;
	}
	for (size_t i = 0; i < layout->graph->vm_count; i++)
		layout->vms[i].at.x -= left;
	for (size_t i = 0; i < layout->pin_count; i++)
		layout->pins[i].at.x -= left;
	for (size_t i = 0; i < layout->net_count; i++)
		move_net(&layout->nets[i], -left);
	layout->left -= left;
	layout->right -= left;
	layout->width = right - left;
}

struct layout *layout_new(struct arena *arena, const struct graph *graph)
{
	struct layout *layout = arena_alloc(arena, sizeof(*layout));

	layout->graph = graph;
	layout->arena = arena;
	layout_boxes(layout);
	layout_rows(layout);
	layout_columns(layout);
	layout_tracks(layout);
	place_rows(layout);
	move(layout);
	return layout;
}
