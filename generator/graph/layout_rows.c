/* SPDX-License-Identifier: BSD-3-Clause
 * layout_rows.c: which row of a picture each box is in, and the order there.
 *
 * VMs that share a net come into the same row where that is possible; then the boxes of each row
 * are put in the order of the means of their neighbours (the barycentre method), a few times.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "graph/layout.h"

#define ROW_WIDTH 1500 /* as wide as one row can be before there are two */
#define ROW_SHAPE 320  /* the height of a row and its lines, times the wanted width by height */
#define PASSES	  4

/* Rows of VMs, and the boxes of nets below each of them. */
struct ordering {
	struct layout *layout;
	struct layout_row *vm_rows, *bands;
	size_t row_count;
	int limit; /* the width of a row */
};

static void add_box(struct arena *arena, struct layout_row *row, struct layout_box *box)
{
	row->boxes = arena_grow(arena, row->boxes, row->box_count, sizeof(struct layout_box *));
	row->boxes[row->box_count++] = box;
}

/* The hypervisor starts these, and the others depend on one of them. */
static bool is_upper(const struct graph_vm *vm)
{
	return vm->load_order == CFG_PRE_LAUNCHED || vm->load_order == CFG_SERVICE_VM;
}

/* What a box of a VM takes of a row: pins may be wider than it. */
static int vm_width(const struct layout *layout, const struct layout_box *box)
{
	int pins = 0;

	for (size_t i = 0; i < box->pin_count; i++)
		pins += layout->pins[box->pins[i]].at.width + LAYOUT_PIN_GAP;
	return (pins > box->at.width ? pins : box->at.width) + LAYOUT_GAP;
}

/* The VMs that a VM shares a net with, but for a bus, are added to `found` where they are not. */
static void add_neighbours(struct layout *layout, size_t vm, bool *is_found,
			   struct layout_row *found)
{
	const struct layout_box *box = &layout->vms[vm];

	for (size_t i = 0; i < box->pin_count; i++) {
		const struct layout_net *net = &layout->nets[layout->pins[box->pins[i]].net];

		for (size_t j = 0; !net->is_bus && j < net->pin_count; j++) {
			size_t other = layout->pins[net->first_pin + j].vm;

			if (is_found[other] || is_upper(&layout->graph->vms[other]) !=
						       is_upper(&layout->graph->vms[vm]))
				continue;
			is_found[other] = true;
			add_box(layout->arena, found, &layout->vms[other]);
		}
	}
}

/* The VMs of the upper or the lower rows: those that share nets together, those without any last.
 */
static struct layout_row gather(struct layout *layout, bool upper, bool *is_found)
{
	struct layout_row found = { .is_vms = true };
	size_t next = 0;

	for (int are_alone = 0; are_alone < 2; are_alone++) {
		for (size_t i = 0; i < layout->graph->vm_count; i++) {
			if (is_upper(&layout->graph->vms[i]) != upper || is_found[i] ||
			    (layout->vms[i].pin_count == 0) != are_alone)
				continue;
			is_found[i] = true;
			add_box(layout->arena, &found, &layout->vms[i]);
			for (; next < found.box_count; next++)
				add_neighbours(layout, (size_t)(found.boxes[next] - layout->vms),
					       is_found, &found);
		}
	}
	return found;
}

/* What a row would take if all these were in it. */
static long total_width(const struct layout *layout, const struct layout_row *row)
{
	long total = 0;

	for (size_t i = 0; i < row->box_count; i++)
		total += vm_width(layout, row->boxes[i]);
	return total;
}

/* A row of VMs, and the band of nets below it. */
static void add_row(struct ordering *ordering)
{
	struct arena *arena = ordering->layout->arena;
	size_t count = ordering->row_count++;

	ordering->vm_rows = arena_grow(arena, ordering->vm_rows, count, sizeof(struct layout_row));
	ordering->vm_rows[count].is_vms = true;
	ordering->bands = arena_grow(arena, ordering->bands, count, sizeof(struct layout_row));
}

/* Rows of about the same width. */
static void split(struct ordering *ordering, const struct layout_row *all)
{
	struct layout *layout = ordering->layout;
	long total = total_width(layout, all), taken = 0, made = 0;
	long rows = (total + ordering->limit - 1) / ordering->limit;

	for (size_t i = 0; i < all->box_count; i++) {
		if (taken * rows >= total * made) {
			add_row(ordering);
			made++;
		}
		all->boxes[i]->row = ordering->row_count - 1;
		add_box(layout->arena, &ordering->vm_rows[ordering->row_count - 1], all->boxes[i]);
		taken += vm_width(layout, all->boxes[i]);
	}
}

/* The width that makes the rows about as high together as they are wide. */
static int choose_limit(long total)
{
	int limit = ROW_WIDTH;

	while ((long)limit * limit < total * ROW_SHAPE)
		limit += limit / 16;
	return limit;
}

/* VMs of a group stay side by side in a row: the Service VM, and those that are not known. */
static void make_vm_rows(struct ordering *ordering)
{
	struct layout *layout = ordering->layout;
	bool *is_found = arena_array(layout->arena, layout->graph->vm_count, sizeof(*is_found));
	struct layout_row upper = gather(layout, true, is_found);
	struct layout_row lower = gather(layout, false, is_found);

	ordering->limit = choose_limit(total_width(layout, &upper) + total_width(layout, &lower));
	split(ordering, &upper);
	split(ordering, &lower);
	for (size_t i = 0; i < layout->graph->vm_count; i++)
		layout->vms[i].group = layout->graph->vms[i].is_unknown ||
				       layout->graph->vms[i].load_order == CFG_SERVICE_VM;
}

/* The row of VMs that a net is best below: one of the middle of its peers, for a bus the first. */
static size_t best_band(const struct layout *layout, const struct layout_net *net)
{
	size_t first = SIZE_MAX, last = 0, sum = 0, middle;

	for (size_t i = 0; i < net->pin_count; i++) {
		size_t row = layout->vms[layout->pins[net->first_pin + i].vm].row;

		first = row < first ? row : first;
		last = row > last ? row : last;
		sum += row;
	}
	if (!net->pin_count)
		return 0;
	if (net->is_bus)
		return first;
	if (first == last)
		return first ? first - 1 : 0;
	middle = sum / net->pin_count;
	return middle < last ? middle : last - 1;
}

static void make_bands(struct ordering *ordering)
{
	struct layout *layout = ordering->layout;
	size_t last = ordering->row_count > 1 ? ordering->row_count - 2 : 0;

	for (size_t i = 0; i < layout->net_count; i++) {
		struct layout_net *net = &layout->nets[i];

		net->band = best_band(layout, net);
		if (net->band > last)
			net->band = last;
		add_box(layout->arena, &ordering->bands[net->band], &net->box);
	}
}

/* By group and weight, else as in the graph. */
static int compare_boxes(const void *first, const void *second)
{
	const struct layout_box *a = *(struct layout_box *const *)first;
	const struct layout_box *b = *(struct layout_box *const *)second;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight < b->weight ? -1 : 1;
	return a < b ? -1 : a > b;
}

static void sort_row(const struct layout_row *row)
{
	if (row->box_count)
		qsort(row->boxes, row->box_count, sizeof(struct layout_box *), compare_boxes);
}

/* Buses pass all VMs anyway. */
void layout_weigh_vms(struct layout *layout)
{
	for (size_t i = 0; i < layout->graph->vm_count; i++) {
		struct layout_box *box = &layout->vms[i];
		long sum = 0, count = 0;

		for (size_t j = 0; j < box->pin_count; j++) {
			const struct layout_net *net =
				&layout->nets[layout->pins[box->pins[j]].net];

			if (net->is_bus)
				continue;
			sum += layout_centre(&net->box.at);
			count++;
		}
		box->weight = count ? (int)(sum / count) : layout_centre(&box->at);
	}
}

void layout_weigh_nets(struct layout *layout)
{
	for (size_t i = 0; i < layout->net_count; i++) {
		struct layout_net *net = &layout->nets[i];
		long sum = 0;

		for (size_t j = 0; j < net->pin_count; j++)
			sum += layout_centre(&layout->vms[layout->pins[net->first_pin + j].vm].at);
		net->box.weight = net->pin_count ? (int)(sum / (long)net->pin_count) : 0;
	}
}

/* Each pass puts one kind in the order of the other. Rows become about as good as they get in few.
 */
static void order(struct ordering *ordering)
{
	struct layout *layout = ordering->layout;

	for (size_t i = 0; i < ordering->row_count; i++)
		layout_pack(&ordering->vm_rows[i]);
	for (int pass = 0; pass < PASSES; pass++) {
		layout_weigh_nets(layout);
		for (size_t i = 0; i < ordering->row_count; i++) {
			sort_row(&ordering->bands[i]);
			layout_spread(layout->arena, &ordering->bands[i]);
		}
		layout_weigh_vms(layout);
		for (size_t i = 0; i < ordering->row_count; i++) {
			sort_row(&ordering->vm_rows[i]);
			layout_pack(&ordering->vm_rows[i]);
		}
	}
}

/* The rows of the layout, from above: it has no empty bands. */
static struct layout_row *append_row(struct layout *layout, bool is_vms)
{
	struct layout_row *row;

	layout->rows = arena_grow(layout->arena, layout->rows, layout->row_count, sizeof(*row));
	row = &layout->rows[layout->row_count++];
	row->is_vms = is_vms;
	return row;
}

static void append_box(struct layout *layout, struct layout_box *box)
{
	box->row = layout->row_count - 1;
	add_box(layout->arena, &layout->rows[box->row], box);
}

/* The boxes of a band, in as many rows as they need. */
static void append_band(struct ordering *ordering, const struct layout_row *band)
{
	int width = 0;

	for (size_t i = 0; i < band->box_count; i++) {
		if (!i || width + band->boxes[i]->at.width > ordering->limit) {
			append_row(ordering->layout, false);
			width = 0;
		}
		append_box(ordering->layout, band->boxes[i]);
		width += band->boxes[i]->at.width + LAYOUT_GAP;
	}
}

void layout_rows(struct layout *layout)
{
	struct ordering ordering = { .layout = layout };

	make_vm_rows(&ordering);
	if (!ordering.row_count)
		add_row(&ordering);
	make_bands(&ordering);
	order(&ordering);
	for (size_t i = 0; i < layout->pin_count; i++)
		layout->pins[i].is_above = layout->nets[layout->pins[i].net].band <
					   layout->vms[layout->pins[i].vm].row;
	for (size_t i = 0; i < ordering.row_count; i++) {
		append_row(layout, true);
		for (size_t j = 0; j < ordering.vm_rows[i].box_count; j++)
			append_box(layout, ordering.vm_rows[i].boxes[j]);
		append_band(&ordering, &ordering.bands[i]);
	}
}
