/* SPDX-License-Identifier: BSD-3-Clause
 * inlay.c: the addresses that are chosen for devices to which the scenario gives none. */
#include "base/arena.h"
#include "diag/document.h"
#include "lsp/chosen.h"
#include "lsp/names.h"
#include "schema/bdf.h"

/* The places that the client shows. */
static void find_range(const struct lsp_query *query, size_t *start, size_t *end)
{
	const json_t *range = json_object_get(query->params, "range");

	if (!lsp_offset(query, json_object_get(range, "start"), start))
		*start = 0;
	if (!lsp_offset(query, json_object_get(range, "end"), end))
		*end = query->source->size;
}

/* The end of a connection that a device of its VM is. */
static const struct vuart_end *find_end(const struct vm *vm, const struct device *device)
{
	const struct vuart_end *end = vm->vuart_ends;

	while (end && end->index != device->vuart_index)
		end = end->next_of_vm;
	return end;
}

/* What the hint for a device is shown behind: the name of the VM where the region or connection
 * lists it, the text of what the VM itself has; no source for other devices. */
static struct span find_place(const struct vm *vm, const struct device *device)
{
	const struct vuart_end *end;

	switch (device->kind) {
	case DEVICE_IVSHMEM:
		return device->ivshmem->vm_name.at.start == vm->name.at.start
			       ? device->at
			       : device->ivshmem->vm_name.at;
	case DEVICE_VUART:
		end = find_end(vm, device);
		return end ? end->vm_name.at : (struct span) { 0 };
	case DEVICE_PASSTHROUGH:
	case DEVICE_OTHER:
		return device->at;
	default:
		return (struct span) { 0 };
	}
}

static void add_hint(const struct lsp_query *query, const struct chosen *chosen, struct span at,
		     json_t *list)
{
	struct arena *arena = query->arena;
	char bdf[BDF_TEXT_SIZE];
	json_t *hint = document_append_object(arena, list);
	json_t *range = lsp_range(query, source_span(at.source, at.end, at.end));

	document_set(arena, hint, "position", json_incref(json_object_get(range, "start")));
	json_decref(range);
	document_set(arena, hint, "label",
		     json_string(arena_printf(arena, "at %s", bdf_format(chosen->bdf, bdf))));
	document_set(arena, hint, "paddingLeft", json_true());
}

static void add_hints(const struct lsp_names *names, const struct vm *vm, json_t *list)
{
	const struct lsp_query *query = names->query;
	size_t start, end, count;
	const struct chosen *chosen = chosen_of_vm(query->arena, names->model, vm, &count);

	find_range(query, &start, &end);
	for (size_t i = 0; i < count; i++) {
		struct span at = find_place(vm, chosen[i].device);

		if (!chosen[i].is_given && lsp_move(names, &at) && lsp_is_here(query, at) &&
		    at.end >= start && at.end <= end)
			add_hint(query, &chosen[i], at, list);
	}
}

json_t *lsp_inlay_hints(const struct lsp_query *query)
{
	const struct lsp_names *names = lsp_names(query);
	json_t *list = json_array();

	for (size_t i = 0; names->model && i < names->model->vm_count; i++)
		add_hints(names, &names->model->vms[i], list);
	return list;
}
