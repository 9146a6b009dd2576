/* SPDX-License-Identifier: BSD-3-Clause
 * diff.h: what differs between two plans, in the words of a review.
 *
 * Plans are compared as documents by schema/plan.xsd: VMs, regions, peers, connections and devices
 * are recognized by their names and addresses, whatever their order. Where things are declared and
 * what the input files are called is no difference.
 */
#ifndef DIFF_DIFF_H
#define DIFF_DIFF_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stdio.h>

struct arena;
struct graph;

enum diff_kind { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

/* What a change is about. */
enum diff_subject {
	DIFF_SCENARIO, /* the release, the board, the hypervisor's configuration */
	DIFF_VM,
	DIFF_REGION,
	DIFF_PEER, /* a region in a VM */
	DIFF_CONNECTION,
	DIFF_CPU, /* of the board */
	DIFF_DEVICE,
};

struct diff_change {
	enum diff_kind kind;
	enum diff_subject subject;
	const char *vm, *region, *name; /* those that the subject has; others NULL */
	const char *what;		/* the property: "size", "slot"; NULL: the whole subject */
	const char *old, *new;		/* its values for people; NULL: none */
	const char *text;		/* the whole line: "region 'camera': size 2 -> 4 MiB" */
};

struct diff {
	const char *old, *new;	     /* the names of the inputs, as the user wrote them */
	struct diff_change *changes; /* arena_grow()n: by subject, in the order of the new plan */
	size_t count;
};

/* Compares two plans. The result lives as long as the arena. */
struct diff *diff_plans(struct arena *arena, const xmlDoc *old, const xmlDoc *new);

/* Print it: lines for people, an object by schema/diff.schema.json, a list in Markdown. */
void diff_print_text(const struct diff *diff, FILE *stream);
void diff_print_json(struct arena *arena, const struct diff *diff, FILE *stream);
void diff_print_markdown(struct arena *arena, const struct diff *diff, FILE *stream);

/* The graph of both plans together, in which each part has its mark and its changes. */
struct graph *diff_graph(struct arena *arena, const xmlDoc *old, const xmlDoc *new,
			 const struct diff *diff);

#endif
