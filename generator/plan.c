/* SPDX-License-Identifier: BSD-3-Clause
 * plan.c: the plan document: its regions, and its VMs by rising ID. */
#include "plan.h"

#include <inttypes.h>
#include <stdlib.h>

#include "arena.h"
#include "board.h"
#include "digest.h"
#include "load.h"
#include "plan_internal.h"
#include "xml_free.h"

#define MIB (UINT64_C(1) << 20)

xmlNode *plan_add(xmlNode *parent, const char *name)
{
	return xmlNewChild(parent, NULL, BAD_CAST name, NULL);
}

void plan_set(xmlNode *node, const char *name, const char *value)
{
	xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

void plan_setf(struct planner *planner, xmlNode *node, const char *name, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	plan_set(node, name, arena_vprintf(planner->arena, format, arguments));
	va_end(arguments);
}

void plan_set_yes(xmlNode *node, const char *name, bool is_yes)
{
	plan_set(node, name, is_yes ? "y" : "n");
}

void plan_set_origin(struct planner *planner, xmlNode *node, struct span at)
{
	struct position position = source_position(at.source, at.start);

	plan_setf(planner, node, "at", "%s:%zu:%zu", at.source->base, position.line,
		  position.column);
}

void plan_set_region(struct planner *planner, xmlNode *node, const struct shm_link *link)
{
	const struct shm_claim *claim = link->claims[0];
	const struct shm_claim *id = link->id_claim;

	if (claim->land == CFG_LAND_HV)
		plan_setf(planner, node, "hv-index", "%zu", planner->hv_indices[link->index]);
	plan_set(node, "name", link->name.value);
	plan_set(node, "land", claim->land == CFG_LAND_HV ? "hv" : "dm");
	plan_setf(planner, node, "bytes", "%" PRIu64, claim->size);
	if (claim->size % MIB == 0)
		plan_setf(planner, node, "mib", "%" PRIu64, claim->size / MIB);
	plan_setf(planner, node, "region-id", "%u", id ? id->region_id : CFG_REGION_ID_NONE);
}

static void add_regions(struct planner *planner, xmlNode *plan)
{
	const struct model *model = planner->model;
	xmlNode *regions = plan_add(plan, "regions");
	uint64_t hv_bytes = 0;
	size_t hv_count = 0;

	planner->regions =
		arena_array(planner->arena, model->link_count, sizeof(*planner->regions));
	planner->hv_indices =
		arena_array(planner->arena, model->link_count, sizeof(*planner->hv_indices));
	for (size_t i = 0; i < model->link_count; i++) {
		const struct shm_link *link = model->links[i];
		xmlNode *node = plan_add(regions, "region");

		plan_setf(planner, node, "index", "%zu", i);
		if (link->claims[0]->land == CFG_LAND_HV) {
			planner->hv_indices[i] = hv_count++;
			hv_bytes += link->claims[0]->size;
		}
		plan_set_region(planner, node, link);
		plan_set_origin(planner, node, link->claims[0]->at);
		planner->regions[i] = node;
	}
	plan_setf(planner, regions, "count", "%zu", model->link_count);
	plan_setf(planner, regions, "dm-count", "%zu", model->link_count - hv_count);
	plan_setf(planner, regions, "hv-count", "%zu", hv_count);
	plan_setf(planner, regions, "hv-bytes", "%" PRIu64, hv_bytes);
}

static int compare_ids(const void *left, const void *right)
{
	const struct vm *const *a = left, *const *b = right;

	return (*a)->id < (*b)->id ? -1 : (*a)->id > (*b)->id;
}

static void add_vms(struct planner *planner, xmlNode *plan)
{
	const struct model *model = planner->model;
	const struct vm **by_id = arena_array(planner->arena, model->vm_count, sizeof(*by_id));
	xmlNode *vms = plan_add(plan, "vms");

	for (size_t i = 0; i < model->vm_count; i++) {
		by_id[i] = &model->vms[i];
		if (model->vms[i].load_order == CFG_SERVICE_VM)
			planner->service_vm = &model->vms[i];
	}
	if (model->vm_count)
		qsort(by_id, model->vm_count, sizeof(*by_id), compare_ids);
	for (size_t i = 0; i < model->vm_count; i++)
		plan_add_vm(planner, vms, by_id[i], i);
	plan_setf(planner, vms, "count", "%zu", model->vm_count);
	plan_setf(planner, vms, "ivshmem-count", "%zu", planner->ivshmem_count);
	plan_setf(planner, vms, "hv-ivshmem-count", "%zu", planner->hv_ivshmem_count);
	plan_set_yes(vms, "has-bars", !planner->is_without_bars);
}

static const char *input_digest(struct arena *arena, const struct model *model)
{
	const struct source *inputs[] = {
		model->doc->source,
		model->board ? model->board->source : NULL,
	};

	return digest_sources(arena, inputs, sizeof(inputs) / sizeof(inputs[0]));
}

xmlDoc *plan_build(struct arena *arena, const struct model *model)
{
	struct planner planner = { .arena = arena, .model = model };
	xmlDoc *doc = arena_adopt(arena, xmlNewDoc(BAD_CAST "1.0"), xml_free_doc);
	xmlNode *plan = doc ? xmlNewDocNode(doc, NULL, BAD_CAST "plan", NULL) : NULL;

	if (!plan)
		return NULL;
	xmlDocSetRootElement(doc, plan);
	plan_set(plan, "release", model_release_name(model->release));
	if (model->target == TARGET_LAB)
		plan_set(plan, "target", "lab");
	plan_set(plan, "scenario", model->doc->source->base);
	if (model->board)
		plan_set(plan, "board", model->board->name);
	plan_set(plan, "inputs", input_digest(arena, model));
	add_regions(&planner, plan);
	add_vms(&planner, plan);
	return doc;
}
