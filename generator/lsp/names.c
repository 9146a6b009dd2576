/* SPDX-License-Identifier: BSD-3-Clause
 * names.c: collects the names in a model. */
#include "lsp/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "load/load.h"
#include "outline/outline.h"
#include "schema/bdf.h"

/* How the text differs from the last one that could be parsed. */
static void compare(struct lsp_names *names)
{
	const struct source *old = names->query->doc->source, *now = names->query->source;
	size_t most = old->size < now->size ? old->size : now->size, start = 0, end = 0;

	while (start < most && old->bytes[start] == now->bytes[start])
		start++;
	while (end < most - start &&
	       old->bytes[old->size - 1 - end] == now->bytes[now->size - 1 - end])
		end++;
	names->start = start;
	names->old_end = old->size - end;
	names->new_end = now->size - end;
}

bool lsp_move(const struct lsp_names *names, struct span *at)
{
	const struct lsp_query *query = names->query;
	size_t start = at->start, end = at->end;

	if (!at->source)
		return false;
	if (at->source != query->doc->source)
		return true;
	if (start >= names->old_end && end > names->start) {
		start = start - names->old_end + names->new_end;
		end = end - names->old_end + names->new_end;
	} else if (end > names->start) {
		return false;
	}
	*at = source_span(query->source, start, end);
	return true;
}

void lsp_add_name(struct lsp_names *names, struct lsp_name name)
{
	if (!name.text || !*name.text || !lsp_move(names, &name.at))
		return;
	names->items =
		arena_grow(names->query->arena, names->items, names->count, sizeof(*names->items));
	names->items[names->count++] = name;
}

static void add_vm_name(struct lsp_names *names, struct text text, const struct vm *vm,
			const struct shm_peer *peer)
{
	lsp_add_name(names, (struct lsp_name) {
				    .kind = LSP_VM,
				    .text = text.value,
				    .at = text.at,
				    .is_whole = true,
				    .vm = vm,
				    .region = peer ? peer->region : NULL,
				    .peer = peer,
			    });
}

/* A reference to a VM by its ID. */
static void add_vm_id(struct lsp_names *names, const struct number *id, const struct vm *vm)
{
	if (id->is_given && vm)
		lsp_add_name(names, (struct lsp_name) {
					    .kind = LSP_VM,
					    .text = vm->name.value,
					    .at = id->at,
					    .is_id = true,
					    .vm = vm,
				    });
}

static void add_device(struct lsp_names *names, uint16_t bdf, struct text text, const struct vm *vm)
{
	char address[BDF_TEXT_SIZE];

	lsp_add_name(names, (struct lsp_name) {
				    .kind = LSP_DEVICE,
				    .text = arena_copy(names->query->arena,
						       bdf_format(bdf, address), BDF_TEXT_SIZE - 1),
				    .at = text.at,
				    .vm = vm,
			    });
}

static void add_vm(struct lsp_names *names, const struct vm *vm)
{
	lsp_add_name(names, (struct lsp_name) {
				    .kind = LSP_VM,
				    .text = vm->name.value,
				    .at = vm->name.at,
				    .is_definition = true,
				    .is_whole = true,
				    .vm = vm,
			    });
	add_vm_id(names, &vm->companion_id, vm->companion);
	for (size_t i = 0; i < vm->cpu_count; i++)
		lsp_add_name(names, (struct lsp_name) {
					    .kind = LSP_CPU,
					    .text = arena_printf(names->query->arena, "%u",
								 vm->cpus[i].id),
					    .at = vm->cpus[i].at,
					    .cpu = vm->cpus[i].id,
					    .vm = vm,
				    });
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];

		if (device->kind == DEVICE_PASSTHROUGH && device->passthrough->has_bdf)
			add_device(names, device->passthrough->bdf, device->passthrough->text, vm);
	}
}

static void add_region(struct lsp_names *names, const struct shm_region *region)
{
	for (size_t i = 0; i < region->declaration_count; i++) {
		const struct shm_declaration *declaration = region->declarations[i];

		lsp_add_name(names, (struct lsp_name) {
					    .kind = LSP_REGION,
					    .text = region->name.value,
					    .at = declaration->name_at,
					    .is_definition = true,
					    .is_whole = !declaration->vm,
					    .vm = declaration->vm,
					    .region = region,
					    .declaration = declaration,
				    });
	}
	for (size_t i = 0; i < region->peer_count; i++) {
		const struct shm_peer *peer = region->peers[i];

		if (!peer->vm || peer->vm_name.at.start != peer->vm->name.at.start ||
		    peer->vm_name.at.source != peer->vm->name.at.source)
			add_vm_name(names, peer->vm_name, peer->vm, peer);
	}
}

static void add_cache(struct lsp_names *names, const struct cache_allocation *cache)
{
	for (size_t i = 0; i < cache->policy_count; i++)
		add_vm_name(names, cache->policies[i].vm_name, cache->policies[i].vm, NULL);
}

static void add_vuart(struct lsp_names *names, const struct vuart_connection *vuart)
{
	for (size_t i = 0; i < vuart->end_count; i++)
		add_vm_name(names, vuart->ends[i].vm_name, vuart->ends[i].vm, NULL);
}

static void add_hypervisor(struct lsp_names *names, const struct hypervisor *hypervisor)
{
	add_vm_id(names, &hypervisor->console_vm,
		  lsp_vm_of_id(names, hypervisor->console_vm.value));
	for (size_t i = 0; i < hypervisor->cache_count; i++)
		add_cache(names, &hypervisor->caches[i]);
	for (size_t i = 0; i < hypervisor->hidden_device_count; i++) {
		const struct hidden_device *device = &hypervisor->hidden_devices[i];

		if (device->has_bdf)
			add_device(names, device->bdf, device->text, NULL);
	}
}

static void add_all(struct lsp_names *names)
{
	const struct model *model = names->model;

	for (size_t i = 0; i < model->vm_count; i++)
		add_vm(names, &model->vms[i]);
	for (size_t i = 0; i < model->region_count; i++)
		add_region(names, model->regions[i]);
	for (size_t i = 0; i < model->vuart_count; i++)
		add_vuart(names, &model->vuarts[i]);
	add_hypervisor(names, &model->hypervisor);
}

/* By their places, the document's own first; of two at one place first a definition. */
static int compare_names(const void *left, const void *right, void *context)
{
	const struct lsp_name *a = left, *b = right;
	const struct lsp_query *query = context;

	if (a->at.source != b->at.source)
		return lsp_is_here(query, a->at)   ? -1
		       : lsp_is_here(query, b->at) ? 1
						   : strcmp(a->at.source->name, b->at.source->name);
	if (a->at.start != b->at.start)
		return a->at.start < b->at.start ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (int)b->is_definition - (int)a->is_definition;
}

/* What an alias in YAML stands for is at one place for all. */
static void remove_duplicates(struct lsp_names *names)
{
	size_t kept = 0;

	if (names->count)
		qsort_r(names->items, names->count, sizeof(*names->items), compare_names,
			(void *)names->query);
	for (size_t i = 0; i < names->count; i++) {
		const struct lsp_name *last = kept ? &names->items[kept - 1] : NULL;

		if (!last || last->at.source != names->items[i].at.source ||
		    last->at.start != names->items[i].at.start ||
		    !lsp_is_same(last, &names->items[i]))
			names->items[kept++] = names->items[i];
	}
	names->count = kept;
}

/* The VMs and regions by their names. */
static void map_all(struct lsp_names *names)
{
	const struct model *model = names->model;

	names->vms = string_map_new(names->query->arena, model->vm_count);
	for (size_t i = 0; i < model->vm_count; i++)
		if (!model->vms[i].same_name)
			string_map_put(names->vms, model->vms[i].name.value, &model->vms[i]);
	names->regions = string_map_new(names->query->arena, model->region_count);
	for (size_t i = 0; i < model->region_count; i++)
		if (!model->regions[i]->same_name)
			string_map_put(names->regions, model->regions[i]->name.value,
				       model->regions[i]);
}

const struct lsp_names *lsp_names(const struct lsp_query *query)
{
	struct lsp_names *names = arena_alloc(query->arena, sizeof(*names));

	names->query = query;
	names->model = query->doc ? lsp_model(query) : NULL;
	if (!names->model)
		return names;
	compare(names);
	map_all(names);
	add_all(names);
	lsp_add_launch(names);
	remove_duplicates(names);
	return names;
}

const struct lsp_name *lsp_name_at(const struct lsp_names *names, size_t offset)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct lsp_name *name = &names->items[i];

		if (name->at.source == names->query->source && offset >= name->at.start &&
		    offset <= name->at.end)
			return name;
	}
	return NULL;
}

bool lsp_is_same(const struct lsp_name *left, const struct lsp_name *right)
{
	return left->kind == right->kind && strcmp(left->text, right->text) == 0;
}

bool lsp_is_written(const struct lsp_name *name)
{
	return outline_is(name->at, name->text);
}

const struct vm *lsp_vm(const struct lsp_names *names, const char *name)
{
	return names->vms ? string_map_find(names->vms, name) : NULL;
}

const struct shm_region *lsp_region(const struct lsp_names *names, const char *name)
{
	return names->regions ? string_map_find(names->regions, name) : NULL;
}

const struct vm *lsp_vm_of_id(const struct lsp_names *names, uint64_t id)
{
	const struct model *model = names->model;

	for (size_t i = 0; model && i < model->vm_count; i++)
		if (model->vms[i].has_id && model->vms[i].id == id)
			return &model->vms[i];
	return NULL;
}
