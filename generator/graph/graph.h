/* SPDX-License-Identifier: BSD-3-Clause
 * graph.h: a scenario as a graph: VMs, the regions between them, and vUART connections.
 *
 * A reader fills it with graph_add_*(), the formats draw it. All texts are the user's own, of any
 * length and content, in UTF-8 without control characters (graph_text()); a text that is missing is
 * NULL. The graph lives in its arena.
 */
#ifndef GRAPH_GRAPH_H
#define GRAPH_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

struct diags;
struct plan;
struct string_map;

/* What a comparison has found about a part. */
enum graph_mark {
	GRAPH_SAME,
	GRAPH_ADDED,
	GRAPH_REMOVED,
	GRAPH_CHANGED,
};

/* A message of check about a part. */
struct graph_finding {
	bool is_error; /* else a warning */
	const char *slug, *text;
};

/* What all parts of a graph have. */
struct graph_part {
	const char *id; /* unique in the graph, an NCName that stays the same when parts with other
			 * names come or go: "vm-LEFT", "region-camera", "peer-camera-LEFT" */
	enum graph_mark mark;
	const char **changes; /* arena_grow()n: a line each, of a part with a mark */
	size_t change_count;
	struct graph_finding *findings; /* arena_grow()n */
	size_t finding_count;
};

/* A device of the board that a VM has for itself. */
struct graph_device {
	struct graph_part part;
	const char *bdf;     /* "00:14.0" of the board */
	const char *name;    /* as the board describes it; NULL: not known */
	const char *address; /* in the VM: "slot 5", "00:05.0"; NULL: not known */
};

struct graph_vm {
	struct graph_part part;
	const char *name;
	bool is_unknown; /* a peer or a vUART names it, and the scenario does not have it */
	bool has_id;
	uint16_t id;
	enum cfg_load_order load_order; /* 0 where it is not known */
	enum vm_type type;
	const char *cpus; /* "2, 4-7 (exclusive)": no other VM may run on them; NULL: none given */
	uint64_t memory_mib;	      /* 0: not known, or what is left */
	struct graph_device *devices; /* arena_grow()n */
	size_t device_count;
};

/* A VM that shares a region. */
struct graph_peer {
	struct graph_part part;
	size_t vm;	     /* index in the graph */
	const char *address; /* of the device: "slot 8" where acrn-dm takes one, else "00:08.0";
			      * NULL: not known */
};

struct graph_region {
	struct graph_part part;
	const char *name;
	enum cfg_land land;
	uint64_t bytes;	    /* 0: not known */
	uint16_t region_id; /* CFG_REGION_ID_NONE: none */
	const char
		*doorbell; /* how its peers notify each other, in a few words; NULL: not at all */
	struct graph_peer *peers; /* arena_grow()n, by VM */
	size_t peer_count;
};

struct graph_end {
	size_t vm;	     /* index in the graph */
	const char *address; /* "vUART 1, 0x2F8", "vUART 2, 00:05.0" */
};

/* A vUART connection. */
struct graph_connection {
	struct graph_part part;
	const char *name;
	bool is_pci;
	struct graph_end ends[2];
};

struct graph {
	struct arena *arena;
	const char *title;   /* the scenario's file without its directory */
	const char *board;   /* its name; NULL: not known */
	const char *release; /* as --acrn-release takes it */
	bool is_invalid;     /* there is no plan of it: some values may be missing */
	struct graph_vm *vms;
	size_t vm_count;
	struct graph_region *regions;
	size_t region_count;
	struct graph_connection *connections;
	size_t connection_count;
	struct graph_part rest; /* findings about no part above */
	struct string_map *ids; /* for graph/graph.c: how many parts would have the same one */
};

/* An empty graph, which lives as long as the arena. */
struct graph *graph_new(struct arena *arena);

/* A copy of a text as it can be shown: control characters, and those that change the direction of
 * others, are escaped as in messages. */
const char *graph_text(struct arena *arena, const char *text);

/* Add a part, zeroed but for its name and ID, and return it until the next one of its kind is
 * added. The second part of a name gets another ID. The texts are passed through graph_text(). */
struct graph_vm *graph_add_vm(struct graph *graph, const char *name);
struct graph_device *graph_add_device(struct graph *graph, struct graph_vm *vm, const char *bdf);
struct graph_region *graph_add_region(struct graph *graph, const char *name);
struct graph_peer *graph_add_peer(struct graph *graph, struct graph_region *region, size_t vm);
struct graph_connection *graph_add_connection(struct graph *graph, const char *name);
void graph_add_finding(struct graph *graph, struct graph_part *part, struct graph_finding finding);
void graph_add_change(struct graph *graph, struct graph_part *part, const char *change);

/* graph/of_model.c: the graph of a scenario, with the messages of check at the parts that they are
 * about. `plan` is the plan of the model; NULL where the model is invalid: then addresses are those
 * that the scenario gives. */
struct graph *graph_of_model(struct arena *arena, const struct model *model,
			     const struct plan *plan, const struct diags *diags);

/* Names of parts of a graph; NULL ends each list. */
struct graph_names {
	const char *const *vms, *const *regions;
	/* Set by graph_select(): the first that does not exist, and the nearest that does, or NULL.
	 */
	const char *unknown_vm, *unknown_region, *likely;
};

/* graph/select.c: the VMs and regions of those names, with all that they are connected with
 * directly: a graph that shares its parts with the other one. NULL where a name is unknown. */
struct graph *graph_select(const struct graph *graph, struct graph_names *names);

#endif
