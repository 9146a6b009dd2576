/* SPDX-License-Identifier: BSD-3-Clause
 * plan.c: the plan document and its pieces: their regions, and their VMs by rising ID. */
#include "plan/plan.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/xml_free.h"
#include "board/board.h"
#include "plan/bars.h"
#include "plan/internal.h"

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
	const struct shm_declaration *declaration = link->declarations[0];
	const struct shm_declaration *id = link->id_declaration;

	if (declaration->land == CFG_LAND_HV)
		plan_setf(planner, node, "hv-index", "%zu", planner->hv_indices[link->index]);
	plan_set(node, "name", link->name.value);
	plan_set(node, "land", declaration->land == CFG_LAND_HV ? "hv" : "dm");
	plan_setf(planner, node, "bytes", "%" PRIu64, declaration->size);
	if (declaration->size % MIB == 0)
		plan_setf(planner, node, "mib", "%" PRIu64, declaration->size / MIB);
	plan_setf(planner, node, "region-id", "%u", id ? id->region_id : CFG_REGION_ID_NONE);
}

static int compare_parties(const void *left, const void *right)
{
	const struct shm_dev *const *a = left, *const *b = right;

	return (*a)->vm->id < (*b)->vm->id ? -1 : (*a)->vm->id > (*b)->vm->id;
}

/* Who shares a region, by rising ID. */
static void add_parties(struct planner *planner, xmlNode *region, const struct shm_link *link)
{
	const struct shm_dev **by_id =
		arena_array(planner->arena, link->peer_count, sizeof(*by_id));

	for (size_t i = 0; i < link->peer_count; i++)
		by_id[i] = link->peers[i];
	if (link->peer_count)
		qsort(by_id, link->peer_count, sizeof(*by_id), compare_parties);
	for (size_t i = 0; i < link->peer_count; i++) {
		xmlNode *peer = plan_add(region, "peer");

		plan_setf(planner, peer, "id", "%u", by_id[i]->vm->id);
		plan_set(peer, "name", by_id[i]->vm->name.value);
	}
}

/* The next regions, up to `rows` of them. Returns how many. */
static size_t add_regions(struct planner *planner, xmlNode *plan, size_t rows)
{
	const struct model *model = planner->model;
	const struct plan_totals *totals = &planner->totals;
	xmlNode *regions = plan_add(plan, "regions");
	size_t count = 0;

	for (; planner->next_region < model->link_count && count < rows; count++) {
		const struct shm_link *link = model->links[planner->next_region++];
		xmlNode *node = plan_add(regions, "region");

		plan_setf(planner, node, "index", "%zu", link->index);
		plan_set_region(planner, node, link);
		plan_set_origin(planner, node, link->declarations[0]->at);
		add_parties(planner, node, link);
	}
	plan_setf(planner, regions, "count", "%zu", model->link_count);
	plan_setf(planner, regions, "dm-count", "%zu", model->link_count - totals->hv_regions);
	plan_setf(planner, regions, "hv-count", "%zu", totals->hv_regions);
	plan_setf(planner, regions, "hv-bytes", "%" PRIu64, totals->hv_bytes);
	return count;
}

/* The next VMs, as long as they and their devices are less than `rows`. */
static void add_vms(struct planner *planner, xmlNode *plan, size_t rows)
{
	const struct model *model = planner->model;
	const struct plan_totals *totals = &planner->totals;
	xmlNode *vms = plan_add(plan, "vms");

	for (size_t count = 0; planner->next_vm < model->vm_count && count < rows;) {
		const struct vm *vm = planner->by_id[planner->next_vm];

		plan_add_vm(planner, vms, vm, planner->next_vm++);
		count += 1 + vm->device_count;
	}
	plan_setf(planner, vms, "count", "%zu", model->vm_count);
	plan_setf(planner, vms, "ivshmem-count", "%zu", totals->ivshmem.all);
	plan_setf(planner, vms, "hv-ivshmem-count", "%zu", totals->ivshmem.hv);
	plan_set_yes(vms, "has-bars", totals->has_bars);
}

static int compare_ids(const void *left, const void *right)
{
	const struct vm *const *a = left, *const *b = right;

	return (*a)->id < (*b)->id ? -1 : (*a)->id > (*b)->id;
}

static void sort_vms(struct planner *planner)
{
	const struct model *model = planner->model;

	planner->by_id = arena_array(planner->arena, model->vm_count, sizeof(*planner->by_id));
	for (size_t i = 0; i < model->vm_count; i++) {
		planner->by_id[i] = &model->vms[i];
		if (model->vms[i].load_order == CFG_SERVICE_VM)
			planner->service_vm = &model->vms[i];
	}
	if (model->vm_count)
		qsort(planner->by_id, model->vm_count, sizeof(*planner->by_id), compare_ids);
}

/* Whether all devices whose BARs the hypervisor sets have them: where they are known there is room
 * for them, as the rules have seen to. */
static bool has_bars(const struct model *model, const struct vm *vm)
{
	for (size_t i = 0; i < vm->device_count; i++)
		if (bars_are_fixed(vm, &vm->devices[i]))
			return bars_are_known(model, vm);
	return true;
}

static void add_up(struct planner *planner)
{
	const struct model *model = planner->model;
	struct plan_totals *totals = &planner->totals;

	planner->hv_indices =
		arena_array(planner->arena, model->link_count, sizeof(*planner->hv_indices));
	for (size_t i = 0; i < model->link_count; i++) {
		const struct shm_declaration *declaration = model->links[i]->declarations[0];

		if (declaration->land != CFG_LAND_HV)
			continue;
		planner->hv_indices[i] = totals->hv_regions++;
		totals->hv_bytes += declaration->size;
	}
	totals->has_bars = true;
	for (size_t i = 0; i < model->vm_count; i++) {
		struct ivshmem_counts counts = plan_count_ivshmem(&model->vms[i]);

		totals->ivshmem.all += counts.all;
		totals->ivshmem.hv += counts.hv;
		totals->has_bars &= has_bars(model, &model->vms[i]);
	}
}

static const char *input_digest(struct arena *arena, const struct model *model)
{
	const struct source *inputs[] = {
		model->source,
		model->board ? model->board->source : NULL,
	};

	return digest_sources(arena, inputs, sizeof(inputs) / sizeof(inputs[0]));
}

struct planner *plan_start(struct arena *arena, const struct model *model, size_t rows)
{
	struct planner *planner = arena_alloc(arena, sizeof(*planner));

	*planner = (struct planner) { .arena = arena, .model = model, .rows = rows };
	planner->inputs = input_digest(arena, model);
	sort_vms(planner);
	add_up(planner);
	return planner;
}

static bool is_done(const struct planner *planner)
{
	return planner->is_started && planner->next_region == planner->model->link_count &&
	       planner->next_vm == planner->model->vm_count;
}

xmlDoc *plan_next(struct planner *planner, struct arena *arena)
{
	const struct model *model = planner->model;
	xmlNode *plan;
	xmlDoc *doc;
	size_t count;

	if (is_done(planner))
		return NULL;
	planner->is_started = true;
	planner->arena = arena;
	doc = arena_adopt(arena, xmlNewDoc(BAD_CAST "1.0"), xml_free_doc);
	plan = doc ? xmlNewDocNode(doc, NULL, BAD_CAST "plan", NULL) : NULL;
	if (!plan)
		arena_exhausted(arena);
	xmlDocSetRootElement(doc, plan);
	plan_set(plan, "release", model_release_name(model->release));
	if (model->target == TARGET_LAB)
		plan_set(plan, "target", "lab");
	plan_set(plan, "scenario", model->source->base);
	if (model->board)
		plan_set(plan, "board", model->board->name);
	plan_set(plan, "inputs", planner->inputs);
	count = add_regions(planner, plan, planner->rows);
	add_vms(planner, plan, planner->rows - count);
	return doc;
}

xmlDoc *plan_build(struct arena *arena, const struct model *model)
{
	return plan_next(plan_start(arena, model, PLAN_WHOLE), arena);
}
