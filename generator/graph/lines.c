/* SPDX-License-Identifier: BSD-3-Clause
 * lines.c: the lines of a picture in a language that draws no more than boxes of text. */
#include <string.h>

#include "base/arena.h"
#include "graph/words.h"

#define CHARACTERS_MAX 100u

const char *graph_clip(struct arena *arena, const char *text, size_t characters)
{
	size_t count = 0, end = 0;

	for (size_t i = 0; text[i]; i++) {
		if (((unsigned char)text[i] & 0xC0) == 0x80)
			continue;
		if (++count == characters)
			end = i;
		if (count > characters)
			return arena_printf(arena, "%.*s…", (int)end, text);
	}
	return text;
}

static struct graph_line *add(struct graph_lines *lines, enum graph_line_kind kind,
			      const char *text)
{
	lines->all = arena_grow(lines->arena, lines->all, lines->count, sizeof(*lines->all));
	lines->all[lines->count] =
		(struct graph_line) { .kind = kind,
				      .text = graph_clip(lines->arena, text, CHARACTERS_MAX) };
	return &lines->all[lines->count++];
}

/* Adds what a part is called, in a comparison with a sign before it. */
static struct graph_line *add_part(struct graph_lines *lines, enum graph_line_kind kind,
				   const struct graph_part *part, const char *name)
{
	static const char *const signs[] = {
		[GRAPH_SAME] = "",
		[GRAPH_ADDED] = "+ ",
		[GRAPH_REMOVED] = "- ",
		[GRAPH_CHANGED] = "~ ",
	};

	return add(lines, kind, arena_printf(lines->arena, "%s%s", signs[part->mark], name));
}

static void add_rest(struct graph_lines *lines, enum graph_line_kind kind, size_t count)
{
	if (count > GRAPH_FINDINGS_MAX)
		add(lines, kind,
		    arena_printf(lines->arena, "and %zu more", count - GRAPH_FINDINGS_MAX));
}

/* Adds some of the messages; returns how many there are with those before. */
static size_t add_messages(struct graph_lines *lines, const struct graph_part *part, bool is_error,
			   size_t count)
{
	enum graph_line_kind kind = is_error ? GRAPH_LINE_ERROR : GRAPH_LINE_WARNING;

	for (size_t i = 0; i < part->finding_count; i++) {
		const struct graph_finding *finding = &part->findings[i];

		if (finding->is_error == is_error && count++ < GRAPH_FINDINGS_MAX)
			add(lines, kind,
			    arena_printf(lines->arena, "%s: %s", is_error ? "error" : "warning",
					 finding->text));
	}
	return count;
}

/* Messages, errors first, and changes. */
static void add_findings(struct graph_lines *lines, const struct graph_part *part)
{
	size_t errors = add_messages(lines, part, true, 0);

	add_messages(lines, part, false, errors);
	add_rest(lines, errors > GRAPH_FINDINGS_MAX ? GRAPH_LINE_ERROR : GRAPH_LINE_WARNING,
		 part->finding_count);
	for (size_t i = 0; i < part->change_count && i < GRAPH_FINDINGS_MAX; i++)
		add(lines, GRAPH_LINE_CHANGE, part->changes[i]);
	add_rest(lines, GRAPH_LINE_CHANGE, part->change_count);
}

struct graph_lines graph_vm_lines(struct arena *arena, const struct graph_vm *vm)
{
	struct graph_lines lines = { .arena = arena };
	const char *resources = graph_vm_resources(arena, vm);

	add_part(&lines, GRAPH_LINE_NAME, &vm->part, vm->name);
	add(&lines, GRAPH_LINE_FACT, graph_vm_kind(arena, vm));
	if (resources)
		add(&lines, GRAPH_LINE_FACT, resources);
	for (size_t i = 0; i < vm->device_count; i++) {
		add_part(&lines, GRAPH_LINE_DEVICE, &vm->devices[i].part,
			 graph_device_words(arena, &vm->devices[i]));
		add_findings(&lines, &vm->devices[i].part);
	}
	add_findings(&lines, &vm->part);
	return lines;
}

struct graph_lines graph_region_lines(struct arena *arena, const struct graph *graph,
				      const struct graph_region *region)
{
	struct graph_lines lines = { .arena = arena };

	add_part(&lines, GRAPH_LINE_NAME, &region->part, region->name);
	add(&lines, GRAPH_LINE_FACT, graph_region_facts(arena, region));
	add(&lines, GRAPH_LINE_FACT, graph_region_doorbell(region));
	add_findings(&lines, &region->part);
	if (region->peer_count <= GRAPH_BUS_PEERS)
		return lines;
	for (size_t i = 0; i < region->peer_count; i++) {
		const struct graph_peer *peer = &region->peers[i];
		const char *name = graph->vms[peer->vm].name;

		add_part(&lines, GRAPH_LINE_PEER, &peer->part,
			 peer->address ? arena_printf(arena, "%s: %s", name, peer->address) : name)
			->peer = i;
		add_findings(&lines, &peer->part);
	}
	return lines;
}

struct graph_lines graph_connection_lines(struct arena *arena,
					  const struct graph_connection *connection)
{
	struct graph_lines lines = { .arena = arena };

	add_part(&lines, GRAPH_LINE_NAME, &connection->part, connection->name);
	add(&lines, GRAPH_LINE_FACT, graph_connection_kind(connection));
	add_findings(&lines, &connection->part);
	return lines;
}

struct graph_lines graph_peer_lines(struct arena *arena, const struct graph_peer *peer)
{
	struct graph_lines lines = { .arena = arena };

	add_part(&lines, GRAPH_LINE_FACT, &peer->part, peer->address ? peer->address : "?");
	add_findings(&lines, &peer->part);
	return lines;
}

struct graph_lines graph_title_lines(struct arena *arena, const struct graph *graph)
{
	struct graph_lines lines = { .arena = arena };
	const char *board = graph->board ? graph->board : "unknown board";

	add_part(&lines, GRAPH_LINE_NAME, &graph->rest, graph->title ? graph->title : "scenario");
	add(&lines, GRAPH_LINE_FACT,
	    arena_printf(arena, "%s · ACRN %s", board, graph->release ? graph->release : "?"));
	if (graph->is_invalid)
		add(&lines, GRAPH_LINE_ERROR, "error: the scenario is invalid");
	add_findings(&lines, &graph->rest);
	return lines;
}
