/* SPDX-License-Identifier: BSD-3-Clause
 * svg_nets.c: draws regions and vUART connections: their boxes, pins and lines. */
#include "base/arena.h"
#include "graph/svg_element.h"

#define COLOURS 8

static struct layout_track *find_track(const struct layout_net *net, size_t zone)
{
	for (size_t i = 0; i < net->track_count; i++)
		if (net->tracks[i].zone == zone)
			return &net->tracks[i];
	return NULL;
}

static struct svg_point pin_end(const struct layout_pin *pin)
{
	return (struct svg_point) { layout_centre(&pin->at),
				    pin->at.y + (pin->is_above ? 0 : pin->at.height) };
}

/* Where lines of a zone reach the box of a net. */
static struct svg_point box_end(const struct layout_net *net, size_t zone)
{
	if (zone == net->box.row)
		return (struct svg_point) { net->lower_port, net->box.at.y + net->box.at.height };
	return (struct svg_point) { net->upper_port, net->box.at.y };
}

/* A line in the making: a point where the one before is goes without saying. */
struct line {
	struct svg_point points[8];
	size_t count;
};

static void add_point(struct line *line, int x, int y)
{
	if (line->count && line->points[line->count - 1].x == x &&
	    line->points[line->count - 1].y == y)
		return;
	line->points[line->count++] = (struct svg_point) { x, y };
}

/* From a point on a track to the box: along the track, and by the trunk where that is needed. */
static void add_way(struct line *line, const struct layout_net *net,
		    const struct layout_track *track)
{
	size_t zone = track->zone;
	struct svg_point end;
	int y = track->y;

	if (!layout_is_beside(net, zone)) {
		zone = net->trunk_zone;
		add_point(line, net->trunk_x, y);
		y = find_track(net, zone)->y;
		add_point(line, net->trunk_x, y);
	}
	end = box_end(net, zone);
	if (line->points[line->count - 1].x != end.x) {
		add_point(line, end.x, y);
	}
	add_point(line, end.x, end.y);
}

/* Lines begin at the box, so that the dashes of those of a net are in step. */
static void reverse(struct line *line)
{
	for (size_t i = 0; i < line->count / 2; i++) {
		struct svg_point point = line->points[i];

		line->points[i] = line->points[line->count - 1 - i];
		line->points[line->count - 1 - i] = point;
	}
}

/* From a pin to the box. */
static void draw_way(struct svg *svg, const struct layout_net *net, const struct layout_pin *pin)
{
	const struct layout_track *track = find_track(net, pin->zone);
	struct svg_point start = pin_end(pin);
	struct line line = { .count = 0 };

	add_point(&line, start.x, start.y);
	if (!layout_is_beside(net, pin->zone) || box_end(net, pin->zone).x != start.x)
		add_point(&line, start.x, track->y);
	add_way(&line, net, track);
	reverse(&line);
	svg_line(svg, "line", line.points, line.count);
}

/* From a pin to the bar. A dot says that lines which cross elsewhere meet here. */
static void draw_tap(struct svg *svg, const struct layout_net *net, const struct layout_pin *pin)
{
	struct svg_point points[2] = { pin_end(pin) };

	points[1] = (struct svg_point) { points[0].x, find_track(net, pin->zone)->y };
	svg_line(svg, "line", points, 2);
	svg_dot(svg, points[1]);
}

static void draw_name(struct svg *svg, const struct layout_net *net,
		      const struct layout_track *track)
{
	if (layout_has_names(net))
		svg_text(svg, "small", &net->short_name,
			 svg->layout->left - svg->layout->gutter + 4, track->y - 5);
}

/* The bars of a bus, the line from each to the box, and the trunk. */
static void draw_bus(struct svg *svg, const struct layout_net *net)
{
	for (size_t i = 0; i < net->track_count; i++) {
		const struct layout_track *track = &net->tracks[i];
		bool is_on_trunk = layout_is_on_trunk(net, track);
		int left = is_on_trunk ? net->trunk_x : track->left;
		struct svg_point bar[] = { { left, track->y }, { track->right, track->y } };

		svg_line(svg, "bar", bar, 2);
		draw_name(svg, net, track);
		if (layout_is_beside(net, track->zone)) {
			struct svg_point end = box_end(net, track->zone);
			struct svg_point riser[] = { { end.x, track->y }, end };

			svg_line(svg, "bar", riser, 2);
		} else {
			struct svg_point trunk[] = { { net->trunk_x, track->y },
						     { net->trunk_x,
						       find_track(net, net->trunk_zone)->y } };

			svg_line(svg, "bar", trunk, 2);
		}
	}
}

static void draw_peer(struct svg *svg, const struct layout_net *net, size_t index)
{
	const struct layout_pin *pin = &svg->layout->pins[net->first_pin + index];
	const char *name = svg->graph->vms[pin->vm].name;
	const char *lines[] = { net->region->name, name, net->region->peers[index].address, NULL };

	svg_begin_part(svg, pin->part, "peer", lines);
	if (net->is_bus)
		draw_tap(svg, net, pin);
	else
		draw_way(svg, net, pin);
	svg_draw_pin(svg, pin);
	svg_end(svg);
}

/* Peers are in the group of their region, so that its colour, and a pointer over it, reach them. */
static void draw_region(struct svg *svg, const struct layout_net *net)
{
	struct arena *arena = svg->arena;
	size_t colour = (size_t)(net - svg->layout->nets) % COLOURS;
	const char *class =
		svg->has_marks ? "region" : arena_printf(arena, "region acrn-color%zu", colour);
	const char *lines[4] = { net->region->name };

	for (size_t i = 1; i < net->box.text_count && i < 3; i++)
		lines[i] = net->box.texts[i].text;
	if (net->is_bus)
		class = arena_printf(arena, "%s acrn-bus", class);
	svg_begin_part(svg, &net->region->part, class, lines);
	if (net->is_bus)
		draw_bus(svg, net);
	for (size_t i = 0; i < net->pin_count; i++)
		draw_peer(svg, net, i);
	svg_draw_box(svg, &net->box);
	svg_end(svg);
}

/* Its ends have no IDs of their own. */
static void draw_connection(struct svg *svg, const struct layout_net *net)
{
	const char *lines[5] = { net->connection->name, net->box.texts[1].text };

	for (size_t i = 0; i < 2; i++) {
		const struct graph_end *end = &net->connection->ends[i];
		const char *name = svg->graph->vms[end->vm].name;

		lines[2 + i] =
			arena_printf(svg->arena, "%s: %s", name, end->address ? end->address : "?");
	}
	svg_begin_part(svg, &net->connection->part, "connection", lines);
	for (size_t i = 0; i < net->pin_count; i++) {
		draw_way(svg, net, &svg->layout->pins[net->first_pin + i]);
		svg_draw_pin(svg, &svg->layout->pins[net->first_pin + i]);
	}
	svg_draw_box(svg, &net->box);
	svg_end(svg);
}

void svg_draw_nets(struct svg *svg)
{
	for (size_t i = 0; i < svg->layout->net_count; i++) {
		if (svg->layout->nets[i].region)
			draw_region(svg, &svg->layout->nets[i]);
		else
			draw_connection(svg, &svg->layout->nets[i]);
	}
}
