/* SPDX-License-Identifier: BSD-3-Clause
 * layout_columns.c: the x of all boxes and pins in a picture. */
#include <stdlib.h>

#include "base/arena.h"
#include "graph/layout.h"

#define CORNER	   12 /* of a box, where no line ends */
#define PASSES	   4
#define LINE_SPACE 8 /* between vertical lines of two nets */

void layout_pack(const struct layout_row *row)
{
	int x = 0;

	for (size_t i = 0; i < row->box_count; i++)
		x += row->boxes[i]->at.width + (i ? LAYOUT_GAP : 0);
	x = -x / 2;
	for (size_t i = 0; i < row->box_count; i++) {
		row->boxes[i]->at.x = x;
		x += row->boxes[i]->at.width + LAYOUT_GAP;
	}
}

/* Boxes that touch each other, so that they move together. */
struct cluster {
	long sum; /* of the best x of each, if it were the cluster's first box */
	long count;
	size_t end; /* the box after the last one */
};

static long cluster_place(const struct cluster *cluster)
{
	return cluster->sum / cluster->count;
}

/* Boxes from left to right; those that would overlap become a cluster, which is at the mean of what
 * would be best for each of them (isotonic regression by pool-adjacent-violators: linear). */
void layout_spread(struct arena *arena, const struct layout_row *row)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct cluster *clusters = arena_array(scratch, row->box_count + 1, sizeof(*clusters));
	size_t count = 0;
	long offset = 0;

	for (size_t i = 0; i < row->box_count; i++) {
		const struct layout_box *box = row->boxes[i];

		clusters[count++] =
			(struct cluster) { box->weight - box->at.width / 2 - offset, 1, i + 1 };
		offset += box->at.width + LAYOUT_GAP;
		while (count > 1 &&
		       cluster_place(&clusters[count - 2]) >= cluster_place(&clusters[count - 1])) {
			clusters[count - 2].sum += clusters[count - 1].sum;
			clusters[count - 2].count += clusters[count - 1].count;
			clusters[count - 2].end = clusters[count - 1].end;
			count--;
		}
	}
	offset = 0;
	for (size_t i = 0, cluster = 0; i < row->box_count; i++) {
		while (clusters[cluster].end <= i)
			cluster++;
		row->boxes[i]->at.x = (int)(cluster_place(&clusters[cluster]) + offset);
		offset += row->boxes[i]->at.width + LAYOUT_GAP;
	}
}

/* The width of the pins of a VM at one of its edges. */
static int pins_width(const struct layout *layout, const struct layout_box *box, bool is_above)
{
	int width = 0;

	for (size_t i = 0; i < box->pin_count; i++)
		if (layout->pins[box->pins[i]].is_above == is_above)
			width += layout->pins[box->pins[i]].at.width + LAYOUT_PIN_GAP;
	return width;
}

/* A VM is as wide as the pins at its fuller edge. */
static void fit_vms(struct layout *layout)
{
	for (size_t i = 0; i < layout->graph->vm_count; i++) {
		struct layout_box *box = &layout->vms[i];

		for (int is_above = 0; is_above < 2; is_above++) {
			int width = pins_width(layout, box, is_above);

			if (width > box->at.width)
				box->at.width = width;
		}
	}
}

/* A pin to be put in order. */
struct pin_place {
	size_t pin;
	int target;
};

static int compare_places(const void *first, const void *second)
{
	const struct pin_place *a = first, *b = second;

	if (a->target != b->target)
		return a->target < b->target ? -1 : 1;
	return a->pin < b->pin ? -1 : a->pin > b->pin;
}

/* Pins in the order of the boxes that their lines lead to: those do not cross before they leave. */
static void sort_pins(struct arena *scratch, struct layout *layout, struct layout_box *box)
{
	struct pin_place *places = arena_array(scratch, box->pin_count + 1, sizeof(*places));

	for (size_t i = 0; i < box->pin_count; i++) {
		const struct layout_pin *pin = &layout->pins[box->pins[i]];

		places[i].pin = box->pins[i];
		places[i].target = layout_centre(&layout->nets[pin->net].box.at);
	}
	qsort(places, box->pin_count, sizeof(*places), compare_places);
	for (size_t i = 0; i < box->pin_count; i++)
		box->pins[i] = places[i].pin;
}

/* The pins of a VM at an edge, in its middle. */
static void place_pins(struct layout *layout, const struct layout_box *box, bool is_above)
{
	int x = box->at.x +
		(box->at.width - pins_width(layout, box, is_above) + LAYOUT_PIN_GAP) / 2;

	for (size_t i = 0; i < box->pin_count; i++) {
		struct layout_pin *pin = &layout->pins[box->pins[i]];

		if (pin->is_above != is_above)
			continue;
		pin->zone = is_above ? box->row - 1 : box->row;
		pin->at.x = x;
		x += pin->at.width + LAYOUT_PIN_GAP;
	}
}

static void arrange_pins(struct layout *layout)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(layout->arena);

	for (size_t i = 0; i < layout->graph->vm_count; i++) {
		struct layout_box *box = &layout->vms[i];

		if (!box->pin_count)
			continue;
		sort_pins(scratch, layout, box);
		place_pins(layout, box, true);
		place_pins(layout, box, false);
	}
}

/* The best place of a net, more exactly: the mean of its pins. */
static void weigh_by_pins(struct layout *layout)
{
	for (size_t i = 0; i < layout->net_count; i++) {
		struct layout_net *net = &layout->nets[i];
		long sum = 0;

		for (size_t j = 0; j < net->pin_count; j++)
			sum += layout_centre(&layout->pins[net->first_pin + j].at);
		if (net->pin_count)
			net->box.weight = (int)(sum / (long)net->pin_count);
	}
}

static void spread_nets(struct layout *layout)
{
	for (size_t i = 0; i < layout->row_count; i++)
		if (!layout->rows[i].is_vms)
			layout_spread(layout->arena, &layout->rows[i]);
}

/* A vertical line from a pin into a zone. */
struct line {
	size_t net;
	int x;
};

struct lines {
	struct line *lines;
	size_t count;
};

/* By zone, from left to right: rows and pins are in that order. */
static struct lines *collect_lines(struct arena *scratch, const struct layout *layout)
{
	struct lines *zones = arena_array(scratch, layout->row_count, sizeof(*zones));

	for (size_t i = 0; i < layout->row_count; i++) {
		const struct layout_row *row = &layout->rows[i];

		for (size_t j = 0; row->is_vms && j < row->box_count; j++) {
			const struct layout_box *box = row->boxes[j];

			for (size_t k = 0; k < box->pin_count; k++) {
				const struct layout_pin *pin = &layout->pins[box->pins[k]];
				struct lines *zone = &zones[pin->zone];

				zone->lines = arena_grow(scratch, zone->lines, zone->count,
							 sizeof(*zone->lines));
				zone->lines[zone->count++] =
					(struct line) { pin->net, layout_centre(&pin->at) };
			}
		}
	}
	return zones;
}

/* The first line at x or to the right of it. */
static size_t find_line(const struct lines *zone, int x)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->lines[middle].x < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether x is far enough from the lines of other nets. */
static bool is_clear(const struct lines *zone, size_t net, int x)
{
	for (size_t i = find_line(zone, x - LINE_SPACE + 1);
	     i < zone->count && zone->lines[i].x < x + LINE_SPACE; i++)
		if (zone->lines[i].net != net)
			return false;
	return true;
}

/* Where lines of the zone reach the box of a net: straight on from a pin of its own, else in its
 * middle, or as near to that as other lines allow. */
static int choose_port(const struct layout *layout, const struct lines *zones, size_t zone,
		       size_t index)
{
	const struct layout_net *net = &layout->nets[index];
	const struct layout_rect *at = &net->box.at;
	int centre = layout_centre(at), port = centre, pins = 0, nearest = at->width / 2 - CORNER;

	for (size_t i = 0; i < net->pin_count; i++)
		pins += layout->pins[net->first_pin + i].zone == zone;
	if (pins > 1)
		nearest = at->width / 6; /* else lines to both sides look better */
	for (size_t i = 0; i < net->pin_count; i++) {
		const struct layout_pin *pin = &layout->pins[net->first_pin + i];
		int distance = abs(layout_centre(&pin->at) - centre);

		if (pin->zone == zone && distance < nearest) {
			nearest = distance;
			port = layout_centre(&pin->at);
		}
	}
	for (int step = 2; !is_clear(&zones[zone], index, port) && step < at->width; step += 2)
		port = centre + (step % 4 ? step / 2 : -step / 2);
	return port;
}

/* After the boxes and pins are in place, which a port only has to avoid. */
static void choose_ports(struct layout *layout)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(layout->arena);
	const struct lines *zones = collect_lines(scratch, layout);

	for (size_t i = 0; i < layout->net_count; i++) {
		struct layout_net *net = &layout->nets[i];

		net->upper_port = choose_port(layout, zones, net->box.row - 1, i);
		net->lower_port = choose_port(layout, zones, net->box.row, i);
	}
}

static int row_width(const struct layout_row *row)
{
	int width = 0;

	for (size_t i = 0; i < row->box_count; i++)
		width += row->boxes[i]->at.width + LAYOUT_GAP;
	return width;
}

/* Rows of VMs that are much shorter than the longest one have room to be at their nets. */
static void align_vms(struct layout *layout)
{
	int widest = 0;

	for (size_t i = 0; i < layout->row_count; i++)
		if (layout->rows[i].is_vms && row_width(&layout->rows[i]) > widest)
			widest = row_width(&layout->rows[i]);
	layout_weigh_vms(layout);
	for (size_t i = 0; i < layout->row_count; i++)
		if (layout->rows[i].is_vms && row_width(&layout->rows[i]) < widest / 3 * 2)
			layout_spread(layout->arena, &layout->rows[i]);
}

void layout_columns(struct layout *layout)
{
	fit_vms(layout);
	for (size_t i = 0; i < layout->row_count; i++)
		if (layout->rows[i].is_vms)
			layout_pack(&layout->rows[i]);
	layout_weigh_nets(layout);
	spread_nets(layout);
	for (int pass = 0; pass < PASSES; pass++) {
		align_vms(layout);
		layout_weigh_nets(layout);
		spread_nets(layout);
	}
	arrange_pins(layout);
	weigh_by_pins(layout);
	spread_nets(layout);
	choose_ports(layout);
}
