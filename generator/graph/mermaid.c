/* SPDX-License-Identifier: BSD-3-Clause
 * mermaid.c: a graph as a flowchart of Mermaid.
 *
 * It refuses to draw more than 500 links: where there are more, a bus has none, and only lists its
 * peers. Of the text it takes 50,000 characters.
 */
#include <libxml/xmlstring.h>

#include "base/arena.h"
#include "graph/formats.h"
#include "graph/words.h"

#define LINKS_MAX 500u

struct printer {
	struct arena *scratch;
	const struct graph *graph;
	FILE *stream;
	bool has_buses;	   /* buses have links */
	size_t link_count; /* so far */
};

/* How a part looks about which there is something to say. */
struct class
{
	const char *name, *style;
};

static const struct class class_error = { "error", "stroke:#a40000,stroke-width:3px" };
static const struct class class_warning = { "warning", "stroke:#9a6700,stroke-width:3px" };
static const struct class class_unknown = { "unknown", "stroke-dasharray:4 3" };
static const struct class class_marks[] = {
	[GRAPH_ADDED] = { "added", "stroke:#1a7f37,stroke-width:3px" },
	[GRAPH_REMOVED] = { "removed", "stroke:#a40000,stroke-dasharray:4 3" },
	[GRAPH_CHANGED] = { "changed", "stroke:#9a6700,stroke-width:3px" },
};

/* ---- Texts ---- */

static bool is_letter_or_digit(int character)
{
	return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
	       (character >= '0' && character <= '9');
}

/* Whether a character between two others is no part of markup: not of Markdown, of a line such as
 * "style a:#123;", or of the marks that Mermaid has for entities; and no line end. */
static bool is_plain(int before, int character, char after)
{
	static const int others[] = { 0xB0, 0xB6, 0xDF, 0x2028, 0x2029, 0xFB02 };

	if (character == '-' || character == '_' || character == '.')
		return is_letter_or_digit(before) && is_letter_or_digit(after);
	if (character == ':')
		return after == ' ';
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (character == others[i])
			return false;
	return character > 0x7F || character == ' ' || character == ',' ||
	       is_letter_or_digit(character);
}

static void print_text(const struct printer *printer, const char *text)
{
	int before = 0, size;

	for (; *text; text += size) {
		int character;

		size = 4;
		character = xmlGetUTF8Char(BAD_CAST text, &size);
		if (is_plain(before, character, text[size]))
			fwrite(text, 1, (size_t)size, printer->stream);
		else
			fprintf(printer->stream, "#%d;", character);
		before = character;
	}
}

static void print_lines(const struct printer *printer, const struct graph_lines *lines)
{
	fputc('"', printer->stream);
	for (size_t i = 0; i < lines->count; i++) {
		if (i)
			fputs("<br>", printer->stream);
		print_text(printer, lines->all[i].text);
	}
	fputc('"', printer->stream);
}

/* Whether an ID is a name in Mermaid, too: a single dash between letters is. */
static bool is_name(const char *id)
{
	for (size_t i = 0; id[i]; i++)
		if (id[i] == '-' ? !is_letter_or_digit(id[i + 1])
				 : !is_letter_or_digit(id[i]) && id[i] != '_')
			return false;
	return true;
}

/* Names a part by its ID, or else by its number. */
static void print_name(const struct printer *printer, const struct graph_part *part,
		       const char *kind, size_t index)
{
	if (is_name(part->id))
		fputs(part->id, printer->stream);
	else
		fprintf(printer->stream, "%s%zu", kind, index);
}

static void print_vm_name(const struct printer *printer, size_t index)
{
	print_name(printer, &printer->graph->vms[index].part, "vm", index);
}

static void print_region_name(const struct printer *printer, size_t index)
{
	print_name(printer, &printer->graph->regions[index].part, "region", index);
}

static void print_connection_name(const struct printer *printer, size_t index)
{
	print_name(printer, &printer->graph->connections[index].part, "connection", index);
}

/* ---- Nodes ---- */

/* NULL where there is nothing to say. */
static const struct class *class_of(const struct graph_part *part)
{
	if (graph_has_error(part))
		return &class_error;
	if (part->finding_count)
		return &class_warning;
	return part->mark == GRAPH_SAME ? NULL : &class_marks[part->mark];
}

static void print_vm(const struct printer *printer, size_t index)
{
	const struct graph_vm *vm = &printer->graph->vms[index];
	struct graph_lines lines = graph_vm_lines(printer->scratch, vm);

	fputs("    ", printer->stream);
	print_vm_name(printer, index);
	fputc('[', printer->stream);
	print_lines(printer, &lines);
	fputs("]\n", printer->stream);
}

static void print_region(const struct printer *printer, size_t index)
{
	const struct graph_region *region = &printer->graph->regions[index];
	struct graph_lines lines = graph_region_lines(printer->scratch, printer->graph, region);

	fputs("    ", printer->stream);
	print_region_name(printer, index);
	fputs("[(", printer->stream);
	print_lines(printer, &lines);
	fputs(")]\n", printer->stream);
}

static void print_connection(const struct printer *printer, size_t index)
{
	struct graph_lines lines =
		graph_connection_lines(printer->scratch, &printer->graph->connections[index]);

	fputs("  ", printer->stream);
	print_connection_name(printer, index);
	fputs("([", printer->stream);
	print_lines(printer, &lines);
	fputs("])\n", printer->stream);
}

/* The VMs of a load order, if there are any; 0 for those that have none. */
static void print_vms(const struct printer *printer, enum cfg_load_order order, const char *name,
		      const char *label)
{
	bool is_open = false;

	for (size_t i = 0; i < printer->graph->vm_count; i++) {
		if (printer->graph->vms[i].load_order != order)
			continue;
		if (!is_open)
			fprintf(printer->stream, "  subgraph %s [\"%s\"]\n", name, label);
		is_open = true;
		print_vm(printer, i);
	}
	if (is_open)
		fputs("  end\n", printer->stream);
}

static void print_regions(const struct printer *printer, bool is_hv, const char *name,
			  const char *label)
{
	bool is_open = false;

	for (size_t i = 0; i < printer->graph->region_count; i++) {
		if ((printer->graph->regions[i].land == CFG_LAND_HV) != is_hv)
			continue;
		if (!is_open)
			fprintf(printer->stream, "  subgraph %s [\"%s\"]\n", name, label);
		is_open = true;
		print_region(printer, i);
	}
	if (is_open)
		fputs("  end\n", printer->stream);
}

static void print_nodes(const struct printer *printer)
{
	print_vms(printer, CFG_PRE_LAUNCHED, "pre", "Pre-launched VMs");
	print_vms(printer, CFG_SERVICE_VM, "service", "Service VM");
	print_vms(printer, CFG_POST_LAUNCHED, "post", "Post-launched VMs");
	print_vms(printer, 0, "other", "Other VMs");
	print_regions(printer, true, "hv", "Memory of the hypervisor");
	print_regions(printer, false, "dm", "Memory of the Service VM");
	for (size_t i = 0; i < printer->graph->connection_count; i++)
		print_connection(printer, i);
}

/* ---- Links ---- */

static size_t count_links(const struct graph *graph)
{
	size_t count = 2 * graph->connection_count;

	for (size_t i = 0; i < graph->region_count; i++)
		count += graph->regions[i].peer_count;
	return count;
}

static void begin_link(const struct printer *printer, size_t vm, const char *line)
{
	fputs("  ", printer->stream);
	print_vm_name(printer, vm);
	fprintf(printer->stream, " %s", line);
}

static void end_link(struct printer *printer, const struct graph_part *part)
{
	const struct class *class = class_of(part);

	fputc('\n', printer->stream);
	if (class)
		fprintf(printer->stream, "  linkStyle %zu %s\n", printer->link_count, class->style);
	printer->link_count++;
}

/* A bus has the addresses of its peers in its box. */
static void print_peers(struct printer *printer, size_t index)
{
	const struct graph_region *region = &printer->graph->regions[index];
	bool is_bus = region->peer_count > GRAPH_BUS_PEERS;

	for (size_t i = 0; i < region->peer_count && (!is_bus || printer->has_buses); i++) {
		const struct graph_peer *peer = &region->peers[i];
		struct graph_lines lines = graph_peer_lines(printer->scratch, peer);

		begin_link(printer, peer->vm, "---");
		if (!is_bus) {
			fputc('|', printer->stream);
			print_lines(printer, &lines);
			fputc('|', printer->stream);
		}
		fputc(' ', printer->stream);
		print_region_name(printer, index);
		end_link(printer, &peer->part);
	}
}

static void print_ends(struct printer *printer, size_t index)
{
	const struct graph_connection *connection = &printer->graph->connections[index];

	for (size_t i = 0; i < 2; i++) {
		const char *address = connection->ends[i].address;

		begin_link(printer, connection->ends[i].vm, "-.-|\"");
		print_text(printer, address ? address : "?");
		fputs("\"| ", printer->stream);
		print_connection_name(printer, index);
		end_link(printer, &connection->part);
	}
}

/* ---- Classes ---- */

static void define(const struct printer *printer, const struct class *class)
{
	fprintf(printer->stream, "  classDef %s %s\n", class->name, class->style);
}

static void print_class(const struct printer *printer, const struct class *class,
			void (*print_part)(const struct printer *printer, size_t index),
			size_t index)
{
	if (!class)
		return;
	fputs("  class ", printer->stream);
	print_part(printer, index);
	fprintf(printer->stream, " %s\n", class->name);
}

static const struct class *vm_class(const struct graph_vm *vm)
{
	const struct class *class = class_of(&vm->part);

	for (size_t i = 0; i < vm->device_count && !class; i++)
		class = class_of(&vm->devices[i].part);
	return !class && vm->is_unknown ? &class_unknown : class;
}

static void print_classes(const struct printer *printer)
{
	const struct graph *graph = printer->graph;

	define(printer, &class_error);
	define(printer, &class_warning);
	define(printer, &class_unknown);
	for (enum graph_mark mark = GRAPH_ADDED; mark <= GRAPH_CHANGED; mark++)
		define(printer, &class_marks[mark]);
	for (size_t i = 0; i < graph->vm_count; i++)
		print_class(printer, vm_class(&graph->vms[i]), print_vm_name, i);
	for (size_t i = 0; i < graph->region_count; i++)
		print_class(printer, class_of(&graph->regions[i].part), print_region_name, i);
	for (size_t i = 0; i < graph->connection_count; i++)
		print_class(printer, class_of(&graph->connections[i].part), print_connection_name,
			    i);
}

/* ---- All ---- */

/* The title is YAML: between quotes as in JSON. What else there is to say of the graph as a whole
 * is a box. */
static void print_title(const struct printer *printer, const struct graph_lines *lines)
{
	fputs("---\ntitle: \"", printer->stream);
	for (size_t i = 0; i < 2; i++) {
		for (const char *text = lines->all[i].text; *text; text++)
			fprintf(printer->stream, *text == '"' || *text == '\\' ? "\\%c" : "%c",
				*text);
		fputs(i ? "\"\n---\n" : ": ", printer->stream);
	}
}

static void print_rest(const struct printer *printer, const struct graph_lines *lines)
{
	const struct graph_lines rest = { NULL, lines->all + 2, lines->count - 2 };
	bool is_error = printer->graph->is_invalid || graph_has_error(&printer->graph->rest);

	if (!rest.count)
		return;
	fputs("  rest[", printer->stream);
	print_lines(printer, &rest);
	fprintf(printer->stream, "]\n  class rest %s\n", is_error ? "error" : "warning");
}

void graph_print_mermaid(const struct graph *graph, FILE *stream)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(graph->arena);
	struct printer printer = {
		.scratch = scratch,
		.graph = graph,
		.stream = stream,
		.has_buses = count_links(graph) <= LINKS_MAX,
	};
	struct graph_lines title = graph_title_lines(scratch, graph);

	print_title(&printer, &title);
	fputs("flowchart LR\n", stream);
	print_nodes(&printer);
	print_rest(&printer, &title);
	for (size_t i = 0; i < graph->region_count; i++)
		print_peers(&printer, i);
	for (size_t i = 0; i < graph->connection_count; i++)
		print_ends(&printer, i);
	print_classes(&printer);
}
