/* SPDX-License-Identifier: BSD-3-Clause
 * scenario.c: reads scenarios of ACRN 3.0 and later: with the other files of this folder, the only
 * code that knows their elements. */
#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"
#include "read/read.h"

static const struct model *read_all(struct reader *reader, const xmlNode *root,
				    const struct model *base)
{
	size_t count = 0;

	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm))
		count++;
	reader->builder = model_new(reader->arena, base, count);
	reader->vms = arena_array(reader->scratch, count, sizeof(*reader->vms));
	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm)) {
		struct vm read = read_vm(reader, vm);

		reader->vms[reader->vm_count++] =
			(struct read_vm) { vm, model_add_vm(reader->builder, &read) };
	}
	read_misplaced(reader);
	read_regions(reader);
	read_vuarts(reader);
	read_devices(reader);
	return model_finish(reader->builder);
}

const struct model *read_scenario(struct arena *arena, const struct doc *doc,
				  const struct model_context *context)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	const xmlNode *hv = load_child(root, "hv");
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct reader reader = {
		.arena = arena,
		.scratch = scratch,
		.doc = doc,
		.context = context,
		.hv = hv,
		.features = hv ? load_child(hv, "FEATURES") : NULL,
	};
	struct model base = {
		.source = doc->source,
		.launch_source = context->launch_source,
		.board = context->board,
		.release = context->release,
		.has_release = context->has_release,
		.target = context->target,
		.with_hypervisor = context->with_hypervisor,
		.hardening = context->hardening,
	};

	if (context->with_hypervisor || context->hardening)
		base.name = read_scenario_name(arena, doc->source);
	base.hypervisor = read_hypervisor(&reader, root);
	return read_all(&reader, root, &base);
}
