/* SPDX-License-Identifier: BSD-3-Clause
 * dot.c: a graph in the language of Graphviz.
 *
 * VMs are in one column and what connects them in the next, in clusters by who starts a VM and who
 * provides a region.
 */
#include <string.h>

#include "base/arena.h"
#include "graph/formats.h"
#include "graph/words.h"

/* Graphviz reads texts between quotes of at most 16 KiB: a tooltip has a name, and of messages and
 * changes GRAPH_FINDINGS_MAX each, and a character may take five bytes. */
#define TIP_CHARACTERS 240u

struct printer {
	struct arena *scratch;
	const struct graph *graph;
	FILE *stream;
};

/* ---- Texts ---- */

/* A text in an HTML-like label, which must not be empty. Sequences such as \G have a meaning even
 * there. */
static void print_html(const struct printer *printer, const char *text)
{
	if (!*text)
		fputc(' ', printer->stream);
	for (; *text; text++)
		if (*text == '&')
			fputs("&amp;", printer->stream);
		else if (*text == '<')
			fputs("&lt;", printer->stream);
		else if (*text == '>')
			fputs("&gt;", printer->stream);
		else if (*text == '\\')
			fputs("\\\\", printer->stream);
		else
			fputc(*text, printer->stream);
}

/* A text between quotes: Graphviz resolves entities in it. */
static void print_quoted(const struct printer *printer, const char *text)
{
	for (; *text; text++)
		if (*text == '&')
			fputs("&amp;", printer->stream);
		else if (*text == '"' || *text == '\\')
			fprintf(printer->stream, "\\%c", *text);
		else
			fputc(*text, printer->stream);
}

static const char *color_of(enum graph_line_kind kind)
{
	switch (kind) {
	case GRAPH_LINE_NAME:
		return "#111111";
	case GRAPH_LINE_WARNING:
		return "#7a4b00";
	case GRAPH_LINE_ERROR:
		return "#a40000";
	default:
		return "#444444";
	}
}

static void print_line(const struct printer *printer, const struct graph_line *line)
{
	bool is_name = line->kind == GRAPH_LINE_NAME;

	fprintf(printer->stream, "<FONT COLOR=\"%s\">%s", color_of(line->kind),
		is_name ? "<B>" : "");
	print_html(printer, line->text);
	fprintf(printer->stream, "%s</FONT>", is_name ? "</B>" : "");
}

/* Lines below each other. */
static void print_lines(const struct printer *printer, const struct graph_lines *lines)
{
	fputs("label=<", printer->stream);
	for (size_t i = 0; i < lines->count; i++) {
		print_line(printer, &lines->all[i]);
		if (i + 1 < lines->count)
			fputs("<BR/>", printer->stream);
	}
	fputs(">", printer->stream);
}

/* ---- Parts ---- */

/* What a part's border says, beside its lines. */
static const char *border_of(const struct graph_part *part)
{
	static const char *const marks[] = {
		[GRAPH_SAME] = "#444444",
		[GRAPH_ADDED] = "#1a7f37",
		[GRAPH_REMOVED] = "#a40000",
		[GRAPH_CHANGED] = "#9a6700",
	};

	if (graph_has_error(part))
		return "#a40000";
	return part->finding_count ? "#9a6700" : marks[part->mark];
}

static void print_tip(const struct printer *printer, const char *text)
{
	print_quoted(printer, graph_clip(printer->scratch, text, TIP_CHARACTERS));
}

/* The ID, and in the tooltip what does not fit elsewhere. */
static void print_id(const struct printer *printer, const struct graph_part *part, const char *name)
{
	fprintf(printer->stream, "id=\"%s\", tooltip=\"", part->id);
	print_tip(printer, name);
	for (size_t i = 0; i < part->finding_count && i < GRAPH_FINDINGS_MAX; i++) {
		fputs("\\n", printer->stream);
		print_tip(printer, part->findings[i].text);
		fprintf(printer->stream, " [%s]", part->findings[i].slug);
	}
	for (size_t i = 0; i < part->change_count && i < GRAPH_FINDINGS_MAX; i++) {
		fputs("\\n", printer->stream);
		print_tip(printer, part->changes[i]);
	}
	fputs("\", ", printer->stream);
}

/* A box with a row for each line; those of peers are ports of that number. */
static void print_box(const struct printer *printer, const struct graph_part *part,
		      const char *name, const struct graph_lines *lines, const char *style)
{
	fprintf(printer->stream, "    \"%s\" [", part->id);
	print_id(printer, part, name);
	fprintf(printer->stream,
		"label=<<TABLE BORDER=\"%d\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\" "
		"COLOR=\"%s\" %s>",
		part->finding_count || part->mark != GRAPH_SAME ? 3 : 1, border_of(part), style);
	for (size_t i = 0; i < lines->count; i++) {
		const struct graph_line *line = &lines->all[i];

		if (line->kind == GRAPH_LINE_PEER)
			fprintf(printer->stream, "<TR><TD ALIGN=\"LEFT\" PORT=\"p%zu\">",
				line->peer);
		else
			fputs("<TR><TD ALIGN=\"LEFT\">", printer->stream);
		print_line(printer, line);
		fputs("</TD></TR>", printer->stream);
	}
	fputs("</TABLE>>];\n", printer->stream);
}

/* Begins an edge between a VM and a part, which may have a port. */
static void begin_edge(const struct printer *printer, size_t vm, const struct graph_part *to,
		       const char *port)
{
	fprintf(printer->stream, "  \"%s\" -- \"%s\"%s [", printer->graph->vms[vm].part.id, to->id,
		port);
}

/* ---- What there is ---- */

static void print_vm(const struct printer *printer, const struct graph_vm *vm)
{
	struct graph_lines lines = graph_vm_lines(printer->scratch, vm);

	print_box(printer, &vm->part, vm->name, &lines,
		  vm->is_unknown ? "STYLE=\"DASHED\"" : "STYLE=\"ROUNDED\" BGCOLOR=\"#dbe9f9\"");
}

static void print_region(const struct printer *printer, const struct graph_region *region)
{
	struct graph_lines lines = graph_region_lines(printer->scratch, printer->graph, region);

	print_box(printer, &region->part, region->name, &lines,
		  region->land == CFG_LAND_HV ? "BGCOLOR=\"#fdeec5\"" : "BGCOLOR=\"#dff0d8\"");
}

/* A bus has the addresses of its peers in its rows. */
static void print_peer(const struct printer *printer, const struct graph_region *region,
		       size_t index)
{
	const struct graph_peer *peer = &region->peers[index];
	struct graph_lines lines = graph_peer_lines(printer->scratch, peer);
	bool is_bus = region->peer_count > GRAPH_BUS_PEERS;

	begin_edge(printer, peer->vm, &region->part,
		   is_bus ? arena_printf(printer->scratch, ":p%zu:w", index) : "");
	print_id(printer, &peer->part, peer->address ? peer->address : "?");
	if (!is_bus)
		print_lines(printer, &lines);
	fprintf(printer->stream, "%scolor=\"%s\", penwidth=%d];\n", is_bus ? "" : ", ",
		border_of(&peer->part), peer->part.finding_count ? 3 : 1);
}

static void print_end(const struct printer *printer, const struct graph_connection *connection,
		      size_t index)
{
	const struct graph_end *end = &connection->ends[index];

	begin_edge(printer, end->vm, &connection->part, "");
	fprintf(printer->stream, "id=\"%s-end%zu\", style=dashed, label=\"", connection->part.id,
		index);
	print_quoted(printer, end->address ? end->address : "?");
	fputs("\"];\n", printer->stream);
}

static void print_connection(const struct printer *printer,
			     const struct graph_connection *connection)
{
	struct graph_lines lines = graph_connection_lines(printer->scratch, connection);

	print_box(printer, &connection->part, connection->name, &lines,
		  "STYLE=\"ROUNDED\" BGCOLOR=\"#eeeeee\"");
}

/* ---- Clusters ---- */

static void begin_cluster(const struct printer *printer, const char *name, const char *label)
{
	fprintf(printer->stream,
		"  subgraph \"cluster_%s\" {\n"
		"    label=\"%s\"; labeljust=l; style=\"rounded\"; color=\"#bbbbbb\";\n",
		name, label);
}

/* The VMs of a load order, if there are any; 0 for those that have none. */
static void print_cluster(const struct printer *printer, enum cfg_load_order order,
			  const char *name, const char *label)
{
	const struct graph *graph = printer->graph;
	bool is_open = false;

	for (size_t i = 0; i < graph->vm_count; i++) {
		if (graph->vms[i].load_order != order)
			continue;
		if (!is_open)
			begin_cluster(printer, name, label);
		is_open = true;
		print_vm(printer, &graph->vms[i]);
	}
	if (is_open)
		fputs("  }\n", printer->stream);
}

static void print_land(const struct printer *printer, bool is_hv, const char *name,
		       const char *label)
{
	const struct graph *graph = printer->graph;
	bool is_open = false;

	for (size_t i = 0; i < graph->region_count; i++) {
		if ((graph->regions[i].land == CFG_LAND_HV) != is_hv)
			continue;
		if (!is_open)
			begin_cluster(printer, name, label);
		is_open = true;
		print_region(printer, &graph->regions[i]);
	}
	if (is_open)
		fputs("  }\n", printer->stream);
}

static void print_nodes(const struct printer *printer)
{
	const struct graph *graph = printer->graph;

	print_cluster(printer, CFG_PRE_LAUNCHED, "pre", "Pre-launched VMs");
	print_cluster(printer, CFG_SERVICE_VM, "service", "Service VM");
	print_cluster(printer, CFG_POST_LAUNCHED, "post", "Post-launched VMs");
	print_cluster(printer, 0, "other", "Other VMs");
	print_land(printer, true, "hv", "Memory of the hypervisor");
	print_land(printer, false, "dm", "Memory of the Service VM");
	for (size_t i = 0; i < graph->connection_count; i++)
		print_connection(printer, &graph->connections[i]);
}

static void print_edges(const struct printer *printer)
{
	const struct graph *graph = printer->graph;

	for (size_t i = 0; i < graph->region_count; i++)
		for (size_t j = 0; j < graph->regions[i].peer_count; j++)
			print_peer(printer, &graph->regions[i], j);
	for (size_t i = 0; i < graph->connection_count; i++)
		for (size_t j = 0; j < 2; j++)
			print_end(printer, &graph->connections[i], j);
}

void graph_print_dot(const struct graph *graph, FILE *stream)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(graph->arena);
	const struct printer printer = { scratch, graph, stream };
	struct graph_lines title = graph_title_lines(scratch, graph);

	fputs("graph \"scenario\" {\n"
	      "  graph [rankdir=LR, ranksep=1.5, nodesep=0.25, fontname=\"sans-serif\", "
	      "labelloc=t, fontsize=11, ",
	      stream);
	print_lines(&printer, &title);
	fputs("];\n"
	      "  node [shape=plain, fontname=\"sans-serif\", fontsize=11];\n"
	      "  edge [fontname=\"sans-serif\", fontsize=9, color=\"#444444\"];\n",
	      stream);
	print_nodes(&printer);
	print_edges(&printer);
	fputs("}\n", stream);
}
