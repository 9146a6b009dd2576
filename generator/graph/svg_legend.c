/* SPDX-License-Identifier: BSD-3-Clause
 * svg_legend.c: explains the signs and lines that a picture has. */
#include "base/arena.h"
#include "graph/svg_element.h"

#define SAMPLE_WIDTH 30
#define LINE	     24
#define GAP	     6
#define ITEM_GAP     22

enum item {
	ITEM_REGION,
	ITEM_BUS,
	ITEM_CONNECTION,
	ITEM_PIN,
	ITEM_BELL,
	ITEM_UNKNOWN,
	ITEM_ERROR,
	ITEM_WARNING,
	ITEM_ADDED,
	ITEM_REMOVED,
	ITEM_CHANGED,
	ITEM_COUNT,
};

static const char *const texts[ITEM_COUNT] = {
	[ITEM_REGION] = "shared memory",
	[ITEM_BUS] = "shared memory of more than 8 VMs",
	[ITEM_CONNECTION] = "vUART connection",
	[ITEM_PIN] = "slot or address in the VM",
	[ITEM_BELL] = "notification",
	[ITEM_UNKNOWN] = "VM not in the scenario",
	[ITEM_ERROR] = "error",
	[ITEM_WARNING] = "warning",
	[ITEM_ADDED] = "added",
	[ITEM_REMOVED] = "removed",
	[ITEM_CHANGED] = "changed",
};

static void use_signs(const struct layout_signs *signs, bool is_used[ITEM_COUNT])
{
	static const enum item items[] = {
		[LAYOUT_ERROR] = ITEM_ERROR,	 [LAYOUT_WARNING] = ITEM_WARNING,
		[LAYOUT_ADDED] = ITEM_ADDED,	 [LAYOUT_REMOVED] = ITEM_REMOVED,
		[LAYOUT_CHANGED] = ITEM_CHANGED, [LAYOUT_BELL] = ITEM_BELL,
	};

	for (size_t i = 0; i < 2; i++)
		if (signs->sign[i] != LAYOUT_NO_SIGN)
			is_used[items[signs->sign[i]]] = true;
}

static void use_box(const struct layout_box *box, bool is_used[ITEM_COUNT])
{
	use_signs(&box->signs, is_used);
	for (size_t i = 0; i < box->text_count; i++) {
		const struct layout_signs sign = { { box->texts[i].sign, LAYOUT_NO_SIGN }, 0 };

		use_signs(&sign, is_used);
	}
}

/* A legend of what a picture does not have would only be searched for. */
static void find_used(const struct layout *layout, bool is_used[ITEM_COUNT])
{
	const struct graph_part *rest = &layout->graph->rest;

	for (size_t i = 0; i < rest->finding_count; i++)
		is_used[rest->findings[i].is_error ? ITEM_ERROR : ITEM_WARNING] = true;
	if (layout->graph->is_invalid)
		is_used[ITEM_ERROR] = true;
	if (rest->change_count)
		is_used[ITEM_CHANGED] = true;
	for (size_t i = 0; i < layout->graph->vm_count; i++) {
		is_used[ITEM_UNKNOWN] |= layout->graph->vms[i].is_unknown;
		use_box(&layout->vms[i], is_used);
	}
	for (size_t i = 0; i < layout->net_count; i++) {
		const struct layout_net *net = &layout->nets[i];

		is_used[net->is_bus   ? ITEM_BUS
			: net->region ? ITEM_REGION
				      : ITEM_CONNECTION] = true;
		use_box(&net->box, is_used);
	}
	for (size_t i = 0; i < layout->pin_count; i++) {
		is_used[ITEM_PIN] = true;
		use_signs(&layout->pins[i].signs, is_used);
	}
}

static int sample_width(enum item item)
{
	return item == ITEM_BELL || item >= ITEM_ERROR ? LAYOUT_SIGN : SAMPLE_WIDTH;
}

static void draw_line_sample(struct svg *svg, const char *class, int x, int y)
{
	const struct svg_point points[] = { { x, y + 8 }, { x + SAMPLE_WIDTH, y + 8 } };

	svg_line(svg, class, points, 2);
}

static void draw_sample(struct svg *svg, enum item item, int x, int y)
{
	static const enum layout_sign signs[ITEM_COUNT] = {
		[ITEM_BELL] = LAYOUT_BELL,	 [ITEM_ERROR] = LAYOUT_ERROR,
		[ITEM_WARNING] = LAYOUT_WARNING, [ITEM_ADDED] = LAYOUT_ADDED,
		[ITEM_REMOVED] = LAYOUT_REMOVED, [ITEM_CHANGED] = LAYOUT_CHANGED,
	};
	const struct layout_rect box = { x, y, SAMPLE_WIDTH, 16 };

	if (item == ITEM_BUS || item == ITEM_REGION)
		draw_line_sample(svg, item == ITEM_BUS ? "bar" : "line", x, y);
	else if (item == ITEM_PIN)
		svg_rect(svg, "pin", &box, 4);
	else if (item == ITEM_UNKNOWN || item == ITEM_CONNECTION)
		svg_rect(svg, "frame", &box, 4);
	else
		svg_sign(svg, signs[item], x, y + 1);
}

/* Samples have the classes of what they stand for, and so its look. */
static const char *item_class(enum item item)
{
	return item == ITEM_CONNECTION ? "item acrn-connection"
	       : item == ITEM_UNKNOWN  ? "item acrn-vm acrn-unknown"
				       : "item";
}

int svg_draw_legend(struct svg *svg, int x, int y, int width)
{
	bool is_used[ITEM_COUNT] = { false };
	int at = x;

	find_used(svg->layout, is_used);
	svg_begin(svg, "g", "legend");
	for (enum item i = 0; i < ITEM_COUNT; i++) {
		struct text_shown text;
		int text_x = sample_width(i) + GAP;

		if (!is_used[i])
			continue;
		text = text_fit(svg->arena, texts[i], TEXT_PLAIN, width - text_x);
		if (at > x && at + text_x + text.width > x + width) {
			at = x;
			y += LINE;
		}
		svg_begin(svg, "g", item_class(i));
		draw_sample(svg, i, at, y);
		svg_text(svg, "plain acrn-muted", &text, at + text_x, y + 12);
		svg_end(svg);
		at += text_x + text.width + ITEM_GAP;
	}
	svg_end(svg);
	return at > x ? y + LINE : y;
}
