/* SPDX-License-Identifier: BSD-3-Clause
 * regions.c: the regions with their peers, and the vUART connections, as the picture has them. */
#include "graph/graph.h"
#include "report/internal.h"

static const char *land_of(const struct graph_region *region)
{
	switch (region->land) {
	case CFG_LAND_DM:
		return "dm-land";
	case CFG_LAND_HV:
		return "hv-land";
	default:
		return "unknown";
	}
}

static void add_vm(const struct report *report, xmlNode *node, size_t index)
{
	const struct graph_vm *vm = &report->graph->vms[index];

	report_text(report, node, "vm", vm->name);
	report_text(report, node, "vm-part", vm->part.id);
}

static void add_region(const struct report *report, xmlNode *parent,
		       const struct graph_region *region)
{
	xmlNode *node = report_add(report, parent, "region");

	report_text(report, node, "part", region->part.id);
	report_text(report, node, "name", region->name);
	report_text(report, node, "land", land_of(region));
	if (region->bytes)
		report_size(report, node, "size", region->bytes);
	if (region->region_id != CFG_REGION_ID_NONE)
		report_address(report, node, "id", region->region_id);
	report_text(report, node, "doorbell", region->doorbell);
	for (size_t i = 0; i < region->peer_count; i++) {
		xmlNode *peer = report_add(report, node, "peer");

		report_text(report, peer, "part", region->peers[i].part.id);
		add_vm(report, peer, region->peers[i].vm);
		report_text(report, peer, "address", region->peers[i].address);
	}
}

void report_add_regions(const struct report *report, xmlNode *root)
{
	const struct graph *graph = report->graph;
	xmlNode *regions = report_add(report, root, "regions");

	report_number(report, regions, "count", graph->region_count);
	for (size_t i = 0; i < graph->region_count; i++)
		add_region(report, regions, &graph->regions[i]);
}

void report_add_connections(const struct report *report, xmlNode *root)
{
	const struct graph *graph = report->graph;
	xmlNode *connections = report_add(report, root, "connections");

	report_number(report, connections, "count", graph->connection_count);
	for (size_t i = 0; i < graph->connection_count; i++) {
		const struct graph_connection *connection = &graph->connections[i];
		xmlNode *node = report_add(report, connections, "connection");

		report_text(report, node, "part", connection->part.id);
		report_text(report, node, "name", connection->name);
		report_text(report, node, "kind", connection->is_pci ? "PCI" : "legacy");
		for (size_t j = 0; j < sizeof(connection->ends) / sizeof(*connection->ends); j++) {
			xmlNode *end = report_add(report, node, "end");

			add_vm(report, end, connection->ends[j].vm);
			report_text(report, end, "address", connection->ends[j].address);
		}
	}
}
