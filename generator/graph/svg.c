/* SPDX-License-Identifier: BSD-3-Clause
 * svg.c: a graph as a picture: its head, the parts, findings about none of them, and a legend. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/xml_free.h"
#include "graph/formats.h"
#include "graph/svg_element.h"

#define SVG_NAMESPACE "http://www.w3.org/2000/svg"
#define MARGIN	      24
#define MIN_WIDTH     560
#define LINE	      20
#define SIGN_GAP      6
#define MAX_PEERS     8 /* in the description */

static const char *plural(struct arena *arena, size_t count, const char *one, const char *many)
{
	return arena_printf(arena, "%zu %s", count, count == 1 ? one : many);
}

/* Those of the scenario: a VM that does not exist is drawn, too. */
static size_t count_vms(const struct graph *graph)
{
	size_t count = 0;

	for (size_t i = 0; i < graph->vm_count; i++)
		count += !graph->vms[i].is_unknown;
	return count;
}

/* What is in the picture, and for which machine and release. */
static const char *summary(struct arena *arena, const struct graph *graph)
{
	const char *text = plural(arena, count_vms(graph), "VM", "VMs");

	if (graph->region_count)
		text = arena_printf(arena, "%s · %s of shared memory", text,
				    plural(arena, graph->region_count, "region", "regions"));
	if (graph->connection_count)
		text = arena_printf(arena, "%s · %s", text,
				    plural(arena, graph->connection_count, "vUART connection",
					   "vUART connections"));
	if (graph->release)
		text = arena_printf(arena, "ACRN %s · %s", graph->release, text);
	if (graph->board)
		text = arena_printf(arena, "Board %s · %s", graph->board, text);
	return text;
}

static void print_peers(const struct graph *graph, const struct graph_region *region, FILE *stream)
{
	fprintf(stream, "\n%s:", region->name);
	for (size_t i = 0; i < region->peer_count && i < MAX_PEERS; i++)
		fprintf(stream, "%s %s", i ? "," : "", graph->vms[region->peers[i].vm].name);
	if (region->peer_count > MAX_PEERS)
		fprintf(stream, ", and %zu more", region->peer_count - MAX_PEERS);
}

/* In words, for who does not see the picture. */
static void describe(struct svg *svg)
{
	const struct graph *graph = svg->graph;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		arena_exhausted(svg->arena);
	fputs(summary(svg->arena, graph), stream);
	for (size_t i = 0; i < graph->region_count; i++)
		print_peers(graph, &graph->regions[i], stream);
	if (fclose(stream) != 0)
		arena_exhausted(svg->arena);
	svg_content(svg, text);
	free(text);
}

static void draw_texts_about(struct svg *svg)
{
	const char *title = svg->graph->title ? svg->graph->title : "scenario";

	svg_begin(svg, "title", NULL);
	svg_attribute(svg, "id", "acrn-title");
	svg_content(svg, title);
	svg_end(svg);
	svg_begin(svg, "desc", NULL);
	svg_attribute(svg, "id", "acrn-description");
	describe(svg);
	svg_end(svg);
}

/* A line with a sign before it, or LAYOUT_NO_SIGN. Returns the y below it. */
static int draw_line(struct svg *svg, enum layout_sign sign, const char *text, int y, int width)
{
	int x = MARGIN + (sign == LAYOUT_NO_SIGN ? 0 : LAYOUT_SIGN + SIGN_GAP);
	struct text_shown shown = text_fit(svg->arena, text, TEXT_PLAIN, MARGIN + width - x);

	if (sign != LAYOUT_NO_SIGN)
		svg_sign(svg, sign, MARGIN, y + 3);
	svg_text(svg, "plain acrn-muted", &shown, x, y + 14);
	return y + LINE;
}

/* That the scenario has errors is said first: what is drawn may not be what is meant. */
static int draw_head(struct svg *svg, int y, int width)
{
	const struct graph *graph = svg->graph;
	struct text_shown title =
		text_fit(svg->arena, graph->title ? graph->title : "?", TEXT_TITLE, width);

	svg_text(svg, "head", &title, MARGIN, y + 20);
	y = draw_line(svg, LAYOUT_NO_SIGN, summary(svg->arena, graph), y + 28, width);
	if (graph->is_invalid)
		y = draw_line(svg, LAYOUT_ERROR,
			      "This scenario has errors: values may be missing here.", y, width);
	return y;
}

/* Messages about no part are texts; all others are in the titles of the parts. */
static int draw_rest(struct svg *svg, int y, int width)
{
	static const char *const lines[] = { "Other messages", NULL };
	const struct graph_part *rest = &svg->graph->rest;

	if (!rest->finding_count && !rest->change_count)
		return y;
	svg_begin_part(svg, rest, "rest", lines);
	for (size_t i = 0; i < rest->change_count; i++)
		y = draw_line(svg, LAYOUT_CHANGED, rest->changes[i], y, width);
	for (size_t i = 0; i < rest->finding_count; i++)
		y = draw_line(svg, rest->findings[i].is_error ? LAYOUT_ERROR : LAYOUT_WARNING,
			      rest->findings[i].text, y, width);
	svg_end(svg);
	return y + LINE / 2;
}

/* Lines first: where a pin's edge and a box's edge meet, the box's is on top. */
static int draw_body(struct svg *svg, int y, int width)
{
	const struct layout *layout = svg->layout;

	svg_begin(svg, "g", "body");
	svg_attribute(svg, "transform",
		      arena_printf(svg->arena, "translate(%d %d)",
				   MARGIN + (width - layout->width) / 2, y));
	svg_draw_nets(svg);
	svg_draw_vms(svg);
	svg_end(svg);
	return y + layout->height;
}

/* Whether the graph is of a comparison that has found something. */
static bool has_marks(const struct graph *graph)
{
	bool has = false;

	for (size_t i = 0; i < graph->vm_count; i++)
		has |= graph->vms[i].part.mark != GRAPH_SAME;
	for (size_t i = 0; i < graph->connection_count; i++)
		has |= graph->connections[i].part.mark != GRAPH_SAME;
	for (size_t i = 0; i < graph->region_count; i++) {
		has |= graph->regions[i].part.mark != GRAPH_SAME;
		for (size_t j = 0; j < graph->regions[i].peer_count; j++)
			has |= graph->regions[i].peers[j].part.mark != GRAPH_SAME;
	}
	return has;
}

/* The ground is drawn, because a browser's own is white in dark mode as well. */
static void begin_picture(struct svg *svg)
{
	xmlNode *root;

	/* Element and attribute names are few: each is kept once. */
	svg->doc->dict = xmlDictCreate();
	svg->doc->encoding = xmlStrdup(BAD_CAST "UTF-8"); /* names are to be found in it */
	root = xmlNewDocNode(svg->doc, NULL, BAD_CAST "svg", NULL);
	xmlDocSetRootElement(svg->doc, root);
	xmlSetNs(root, xmlNewNs(root, BAD_CAST SVG_NAMESPACE, NULL));
	svg->element = root;
	svg_attribute(svg, "class", "acrn-picture");
	svg_attribute(svg, "role", "img");
	svg_attribute(svg, "aria-labelledby", "acrn-title acrn-description");
	draw_texts_about(svg);
	svg_begin(svg, "style", NULL);
	svg_content(svg, svg_style);
	svg_end(svg);
	svg_begin(svg, "rect", "ground");
	svg_attribute(svg, "width", "100%");
	svg_attribute(svg, "height", "100%");
	svg_end(svg);
}

xmlDoc *graph_svg(const struct graph *graph)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(graph->arena);
	const struct layout *layout = layout_new(scratch, graph);
	int width = layout->width > MIN_WIDTH ? layout->width : MIN_WIDTH, y = MARGIN - 8;
	struct svg svg = {
		.graph = graph,
		.layout = layout,
		.arena = scratch,
		.doc = arena_adopt(graph->arena, xmlNewDoc(BAD_CAST "1.0"), xml_free_doc),
		.has_marks = has_marks(graph),
	};

	begin_picture(&svg);
	y = draw_head(&svg, y, width) + LINE;
	y = draw_body(&svg, y, width) + LINE;
	y = draw_rest(&svg, y, width);
	y = svg_draw_legend(&svg, MARGIN, y, width) + MARGIN - LINE / 2;
	width += 2 * MARGIN;
	svg_number(&svg, "width", width);
	svg_number(&svg, "height", y);
	svg_attribute(&svg, "viewBox", arena_printf(svg.arena, "0 0 %d %d", width, y));
	return svg.doc;
}
