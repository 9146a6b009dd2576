/* SPDX-License-Identifier: BSD-3-Clause
 * layout_boxes.c: what the boxes of a picture say, and how large that makes them. */
#include "base/arena.h"
#include "graph/layout.h"
#include "graph/words.h"

#define LINE	     17
#define MAX_NAME     320 /* that of most regions fits */
#define MAX_TEXT     300
#define MAX_DEVICE   420
#define MIN_VM	     150
#define MIN_NET	     96
#define PIN_TEXT     150
#define DEVICE_SPACE 6 /* above the list of devices */

enum layout_sign layout_finding_sign(const struct graph_part *part)
{
	if (graph_has_error(part))
		return LAYOUT_ERROR;
	return part->finding_count ? LAYOUT_WARNING : LAYOUT_NO_SIGN;
}

static enum layout_sign mark_sign(enum graph_mark mark)
{
	static const enum layout_sign signs[] = {
		[GRAPH_SAME] = LAYOUT_NO_SIGN,
		[GRAPH_ADDED] = LAYOUT_ADDED,
		[GRAPH_REMOVED] = LAYOUT_REMOVED,
		[GRAPH_CHANGED] = LAYOUT_CHANGED,
	};

	return signs[mark];
}

static struct layout_signs part_signs(const struct graph_part *part)
{
	struct layout_signs signs = { { layout_finding_sign(part), mark_sign(part->mark) }, 0 };

	for (size_t i = 0; i < 2; i++)
		if (signs.sign[i] != LAYOUT_NO_SIGN)
			signs.width += LAYOUT_SIGN + LAYOUT_SIGN_GAP;
	return signs;
}

/* Another line of a box. It is returned until the next one is added. */
static struct layout_text *add_text(struct layout *layout, struct layout_box *box, const char *text,
				    enum text_font font, int limit)
{
	struct layout_text *line;

	box->texts = arena_grow(layout->arena, box->texts, box->text_count, sizeof(*box->texts));
	line = &box->texts[box->text_count++];
	line->text = text;
	line->shown = text_fit(layout->arena, text, font, limit);
	line->x = LAYOUT_PADDING;
	line->y = box->at.height + LINE - 4;
	line->sign = LAYOUT_NO_SIGN;
	box->at.height += LINE;
	return line;
}

/* A box is as wide as the widest of what is in it. */
static void widen(struct layout_box *box, int width)
{
	if (box->at.width < width)
		box->at.width = width;
}

/* A line about the box's name, in a paler colour than that. */
static void add_plain(struct layout *layout, struct layout_box *box, const char *text)
{
	struct layout_text *line = add_text(layout, box, text, TEXT_PLAIN, MAX_TEXT);

	line->is_muted = true;
	widen(box, line->shown.width + 2 * LAYOUT_PADDING);
}

/* The name, with room for the signs at the end of its line. */
static void begin_box(struct layout *layout, struct layout_box *box, const struct graph_part *part,
		      const char *name)
{
	int limit;

	box->part = part;
	box->at.height = LAYOUT_PADDING - 2;
	box->signs = part_signs(part);
	limit = MAX_NAME - box->signs.width;
	widen(box, add_text(layout, box, name, TEXT_NAME, limit)->shown.width + box->signs.width +
			   2 * LAYOUT_PADDING);
}

/* A device is a line: what it is, and where the VM has it. */
static void add_device(struct layout *layout, struct layout_box *box,
		       const struct graph_device *device)
{
	struct arena *arena = layout->arena;
	struct layout_signs signs = part_signs(&device->part);
	const char *what = graph_device_words(arena, device);
	struct layout_text *line =
		add_text(layout, box, what, TEXT_SMALL, MAX_DEVICE - signs.width);

	line->device = device;
	line->sign = signs.sign[signs.sign[0] == LAYOUT_NO_SIGN];
	if (line->sign != LAYOUT_NO_SIGN)
		line->x += LAYOUT_SIGN + LAYOUT_SIGN_GAP;
	widen(box, line->x + line->shown.width + LAYOUT_PADDING);
}

static void make_vm(struct layout *layout, size_t index)
{
	const struct graph_vm *vm = &layout->graph->vms[index];
	struct layout_box *box = &layout->vms[index];
	const char *resources = graph_vm_resources(layout->arena, vm);

	box->at.width = MIN_VM;
	begin_box(layout, box, &vm->part, vm->name);
	add_plain(layout, box, graph_vm_kind(layout->arena, vm));
	if (resources)
		add_plain(layout, box, resources);
	if (vm->device_count)
		box->at.height += DEVICE_SPACE;
	for (size_t i = 0; i < vm->device_count; i++)
		add_device(layout, box, &vm->devices[i]);
	box->at.height += LAYOUT_PADDING - 2;
}

/* Who is notified, and how, is a line with a bell: without one the peers have to poll. */
static void make_region(struct layout *layout, struct layout_net *net,
			const struct graph_region *region)
{
	struct layout_box *box = &net->box;

	net->region = region;
	net->is_bus = region->peer_count > GRAPH_BUS_PEERS;
	box->at.width = MIN_NET;
	begin_box(layout, box, &region->part, region->name);
	add_plain(layout, box, graph_region_facts(layout->arena, region));
	if (region->doorbell) {
		add_plain(layout, box, region->doorbell);
		box->texts[box->text_count - 1].sign = LAYOUT_BELL;
		box->texts[box->text_count - 1].x += LAYOUT_SIGN + LAYOUT_SIGN_GAP;
		widen(box, box->texts[box->text_count - 1].shown.width + 2 * LAYOUT_PADDING +
				   LAYOUT_SIGN + LAYOUT_SIGN_GAP);
	}
	box->at.height += LAYOUT_PADDING - 2;
}

/* A connection is a box as well, so that its name has a place that no line crosses. */
static void make_connection(struct layout *layout, struct layout_net *net,
			    const struct graph_connection *connection)
{
	net->connection = connection;
	net->box.at.width = MIN_NET;
	begin_box(layout, &net->box, &connection->part, connection->name);
	add_plain(layout, &net->box, graph_connection_kind(connection));
	net->box.at.height += LAYOUT_PADDING - 2;
}

/* The address is at the VM's end of the line: there it is that a guest sees it. */
static void make_pin(struct layout *layout, size_t net, size_t vm, const struct graph_part *part,
		     const char *address)
{
	struct layout_pin *pin = &layout->pins[layout->pin_count++];
	struct layout_box *box = &layout->vms[vm];

	pin->part = part;
	pin->net = net;
	pin->vm = vm;
	if (part)
		pin->signs = part_signs(part);
	else
		pin->signs.sign[0] = pin->signs.sign[1] = LAYOUT_NO_SIGN;
	pin->label = text_fit(layout->arena, address ? address : "?", TEXT_SMALL, PIN_TEXT);
	pin->at.width = pin->label.width + pin->signs.width + 2 * LAYOUT_PIN_PADDING;
	pin->at.height = LAYOUT_PIN;
	layout->nets[net].pin_count++;
	box->pins = arena_grow(layout->arena, box->pins, box->pin_count, sizeof(*box->pins));
	box->pins[box->pin_count++] = layout->pin_count - 1;
}

static void make_pins(struct layout *layout, size_t index)
{
	struct layout_net *net = &layout->nets[index];

	net->first_pin = layout->pin_count;
	for (size_t i = 0; net->region && i < net->region->peer_count; i++) {
		const struct graph_peer *peer = &net->region->peers[i];

		make_pin(layout, index, peer->vm, &peer->part, peer->address);
	}
	for (size_t i = 0; net->connection && i < 2; i++)
		make_pin(layout, index, net->connection->ends[i].vm, NULL,
			 net->connection->ends[i].address);
}

static size_t count_pins(const struct graph *graph)
{
	size_t count = graph->connection_count * 2;

	for (size_t i = 0; i < graph->region_count; i++)
		count += graph->regions[i].peer_count;
	return count;
}

void layout_boxes(struct layout *layout)
{
	const struct graph *graph = layout->graph;
	struct arena *arena = layout->arena;

	layout->vms = arena_array(arena, graph->vm_count, sizeof(*layout->vms));
	layout->net_count = graph->region_count + graph->connection_count;
	layout->nets = arena_array(arena, layout->net_count, sizeof(*layout->nets));
	layout->pins = arena_array(arena, count_pins(graph), sizeof(*layout->pins));
	for (size_t i = 0; i < graph->vm_count; i++)
		make_vm(layout, i);
	for (size_t i = 0; i < graph->region_count; i++)
		make_region(layout, &layout->nets[i], &graph->regions[i]);
	for (size_t i = 0; i < graph->connection_count; i++)
		make_connection(layout, &layout->nets[graph->region_count + i],
				&graph->connections[i]);
	for (size_t i = 0; i < layout->net_count; i++)
		make_pins(layout, i);
}
