/* SPDX-License-Identifier: BSD-3-Clause
 * vms.c: each VM. */
#include "base/arena.h"
#include "graph/graph.h"
#include "model/model.h"
#include "plan/plan.h"
#include "render/files.h"
#include "report/internal.h"

static const char *order_of(const struct vm *vm)
{
	switch (vm->load_order) {
	case CFG_PRE_LAUNCHED:
		return "pre-launched";
	case CFG_SERVICE_VM:
		return "service";
	case CFG_POST_LAUNCHED:
		return "post-launched";
	default:
		return NULL;
	}
}

static const char *cpus_of(const struct graph_vm *vm)
{
	if (vm->cpus)
		return vm->cpus;
	return vm->load_order == CFG_SERVICE_VM ? "what pre-launched VMs leave" : "none given";
}

static void add_memory(const struct report *report, xmlNode *node, const struct graph_vm *vm)
{
	if (vm->memory_mib)
		report_textf(report, node, "memory", "%llu MiB",
			     (unsigned long long)vm->memory_mib);
	else
		report_text(report, node, "memory",
			    vm->load_order == CFG_SERVICE_VM ? "what is left" : "none given");
}

/* The script that starts a VM: user's templates may not make it. */
static void add_script(const struct report *report, xmlNode *node, const struct plan_vm *vm)
{
	const struct output_files *files = report->request->files;
	const char *path;

	if (!files || vm->launch == PLAN_LAUNCH_NONE)
		return;
	path = arena_printf(report->arena,
			    vm->launch == PLAN_LAUNCH_LAB ? "lab/launch_vm_id%u.sh"
							  : "launch/launch_user_vm_id%u.sh",
			    vm->launch_id);
	if (output_files_find(files, path))
		report_text(report, node, "script", path);
}

static void add_vm(const struct report *report, xmlNode *parent, size_t index)
{
	const struct graph_vm *vm = &report->graph->vms[index];
	const struct vm *from = report->vms[index];
	xmlNode *node = report_add(report, parent, "vm");

	report_text(report, node, "part", vm->part.id);
	report_text(report, node, "name", vm->name);
	if (vm->has_id)
		report_number(report, node, "id", vm->id);
	report_text(report, node, "kind", report_vm_kind(report, from));
	report_text(report, node, "load-order", order_of(from));
	report_flag(report, node, "real-time", from->type == VM_REAL_TIME);
	report_text(report, node, "cpus", cpus_of(vm));
	add_memory(report, node, vm);
	report_place(report, node, from->at);
	if (report->request->plan)
		add_script(report, node, &report->request->plan->vms[index]);
	report_add_slots(report, node, from);
	report_add_windows(report, node, from);
}

void report_add_vms(const struct report *report, xmlNode *root)
{
	size_t count = report->request->model->vm_count;
	xmlNode *vms = report_add(report, root, "vms");

	report_number(report, vms, "count", count);
	for (size_t i = 0; i < count; i++)
		add_vm(report, vms, i);
}
