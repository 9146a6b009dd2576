/* SPDX-License-Identifier: BSD-3-Clause
 * diff.h: what differs between two plans, in the words of a review.
 *
 * Plans are compared as documents by schema/plan.xsd: VMs, regions, peers, connections and devices
 * are recognized by their names and addresses, whatever their order. Where things are declared,
 * what the input files are called, and what follows from other values is no difference.
 */
#ifndef DIFF_DIFF_H
#define DIFF_DIFF_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stdio.h>

struct arena;
struct diags;
struct graph;
struct source;

enum diff_kind { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

/* What a change is about. */
enum diff_subject {
	DIFF_SCENARIO, /* the release, the board, the hypervisor's configuration, the hardening */
	DIFF_VM,
	DIFF_DEVICE, /* of a VM, or another part of it */
	DIFF_REGION,
	DIFF_PEER, /* a region in a VM */
	DIFF_CONNECTION,
	DIFF_CPU, /* of the board */
};

struct diff_change {
	enum diff_kind kind;
	enum diff_subject subject;
	/* Those that the subject has, others NULL; in the new plan, unless it is removed. A
	 * connection without a name has that of its VMs. */
	const char *vm, *region, *connection, *cpu;
	size_t index;	       /* of a connection in its plan: names may be the same */
	const char *name;      /* the device or the part: "virtio-net 'tap0'"; NULL: none */
	const char *what;      /* the property: "size", "slot"; NULL: the whole subject */
	const char *old, *new; /* its values for people, with units; NULL: none */
	const char *text;      /* the whole line: "region 'camera': size 2 -> 4 MiB" */
	size_t order;	       /* for diff/change.c only */
};

struct diff {
	struct diff_change *changes; /* arena_grow()n: VMs with their devices, regions with their
				      * peers, each by name */
	size_t count;
};

/* Reads a plan's document, as `acrn-cfg plan` prints it: XML or, where it begins with a brace,
 * JSON. NULL with a diag (plan-invalid) where it is none of this version. */
xmlDoc *diff_read(struct arena *arena, const struct source *source, struct diags *diags);

/* Whether a source that is neither a scenario nor a script is to be read as a plan. */
bool diff_is_plan(const struct source *source);

/* Compares two valid documents. The result lives as long as the arena, and refers to them. */
struct diff *diff_plans(struct arena *arena, const xmlDoc *old, const xmlDoc *new);

/* The names of the inputs, as the user wrote them. */
struct diff_names {
	const char *old, *new;
};

/* Print it: lines for people, an object by schema/diff.schema.json, a list in Markdown. */
void diff_print_text(const struct diff *diff, FILE *stream, bool has_color);
void diff_print_json(struct arena *arena, const struct diff *diff, const struct diff_names *names,
		     FILE *stream);
void diff_print_markdown(struct arena *arena, const struct diff *diff,
			 const struct diff_names *names, FILE *stream);

/* The graph of both plans together, in which each part has its mark and its changes. */
struct graph *diff_graph(struct arena *arena, const xmlDoc *old, const xmlDoc *new,
			 const struct diff *diff);

#endif
