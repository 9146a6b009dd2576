/* SPDX-License-Identifier: BSD-3-Clause
 * svg_boxes.c: draws the boxes of VMs and nets, and pins. */
#include "base/arena.h"
#include "graph/svg_element.h"

#define SIGN_RISE 11 /* from a text's baseline to the sign before it */

static const char *text_class(struct arena *arena, const struct layout_text *text)
{
	static const char *const fonts[] = {
		[TEXT_TITLE] = "head",
		[TEXT_NAME] = "name",
		[TEXT_PLAIN] = "plain",
		[TEXT_SMALL] = "small",
	};

	return text->is_muted ? arena_printf(arena, "%s acrn-muted", fonts[text->shown.font])
			      : fonts[text->shown.font];
}

/* A sign before a text is at its height, not on its baseline. */
static void draw_text(struct svg *svg, const struct layout_box *box, const struct layout_text *text)
{
	int x = box->at.x + text->x, y = box->at.y + text->y;

	if (text->sign != LAYOUT_NO_SIGN)
		svg_sign(svg, text->sign, x - LAYOUT_SIGN - LAYOUT_SIGN_GAP, y - SIGN_RISE);
	svg_text(svg, text_class(svg->arena, text), &text->shown, x, y);
}

/* A device is a part of its own: it has an ID, and messages may be about it alone. */
static void draw_device(struct svg *svg, const struct layout_box *box,
			const struct layout_text *text)
{
	const struct graph_device *device = text->device;
	const char *lines[] = { device->bdf, device->name ? device->name : "passthrough device",
				device->address, NULL };

	svg_begin_part(svg, &device->part, "device", lines);
	draw_text(svg, box, text);
	svg_end(svg);
}

static void draw_signs(struct svg *svg, const struct layout_signs *signs, int x, int y)
{
	for (size_t i = 0; i < 2; i++) {
		if (signs->sign[i] == LAYOUT_NO_SIGN)
			continue;
		svg_sign(svg, signs->sign[i], x, y);
		x += LAYOUT_SIGN + LAYOUT_SIGN_GAP;
	}
}

void svg_draw_box(struct svg *svg, const struct layout_box *box)
{
	svg_rect(svg, "frame", &box->at, 6);
	draw_signs(svg, &box->signs,
		   box->at.x + box->at.width - LAYOUT_PADDING - box->signs.width + LAYOUT_SIGN_GAP,
		   box->at.y + LAYOUT_PADDING - 1);
	for (size_t i = 0; i < box->text_count; i++) {
		if (box->texts[i].device)
			draw_device(svg, box, &box->texts[i]);
		else
			draw_text(svg, box, &box->texts[i]);
	}
}

void svg_draw_pin(struct svg *svg, const struct layout_pin *pin)
{
	int x = pin->at.x + LAYOUT_PIN_PADDING;

	svg_rect(svg, "pin", &pin->at, 4);
	draw_signs(svg, &pin->signs, x, pin->at.y + (LAYOUT_PIN - LAYOUT_SIGN) / 2);
	svg_text(svg, "small", &pin->label, x + pin->signs.width, pin->at.y + LAYOUT_PIN - 5);
}

static const char *vm_class(const struct graph_vm *vm)
{
	if (vm->is_unknown)
		return "vm acrn-unknown";
	if (vm->load_order == CFG_SERVICE_VM)
		return "vm acrn-service";
	return vm->load_order == CFG_PRE_LAUNCHED ? "vm acrn-pre" : "vm acrn-post";
}

/* The title has what the first lines say, uncut. */
void svg_draw_vms(struct svg *svg)
{
	for (size_t i = 0; i < svg->graph->vm_count; i++) {
		const struct layout_box *box = &svg->layout->vms[i];
		const char *lines[4] = { svg->graph->vms[i].name };

		for (size_t j = 1; j < 3 && j < box->text_count && !box->texts[j].device; j++)
			lines[j] = box->texts[j].text;
		svg_begin_part(svg, box->part, vm_class(&svg->graph->vms[i]), lines);
		svg_draw_box(svg, box);
		svg_end(svg);
	}
}
