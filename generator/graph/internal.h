/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the readers of graphs share: the texts that both make of the same values.
 */
#ifndef GRAPH_INTERNAL_H
#define GRAPH_INTERNAL_H

#include "graph/graph.h"

/* What a connection without a name is called. */
#define GRAPH_UNNAMED_CONNECTION "vUART"

/* The CPUs that a VM may run on. */
struct graph_cpus {
	uint32_t *ids; /* arena_grow()n; graph_cpus_text() sorts them */
	size_t count;
	bool is_exclusive;
};

/* As struct graph_vm has them. */
const char *graph_cpus_text(struct arena *arena, const struct graph_cpus *cpus);

/* As struct graph_region has it. */
const char *graph_doorbell(enum cfg_land land, enum target target, enum release release);

/* The address of a device: by `is_slot` as acrn-dm takes it. */
const char *graph_address(struct arena *arena, uint16_t vbdf, bool is_slot);

/* As struct graph_end has it; `where` is the port or the address, or NULL. */
const char *graph_vuart(struct arena *arena, unsigned index, const char *where);

/* The peers of a VM in a region, whose peers are in the order of VMs: the first one of *count. */
struct graph_peer *graph_peers_of(const struct graph_region *region, size_t vm, size_t *count);

#endif
