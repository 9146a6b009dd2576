/* SPDX-License-Identifier: BSD-3-Clause
 * vuarts.c: the vUART connections between VMs, with the port or the address of each end. */
#include "base/arena.h"
#include "plan/internal.h"
#include "plan/uarts.h"

static const struct plan_vm *plan_vm_of_id(const struct plan *plan, uint16_t id)
{
	for (size_t i = 0; i < plan->vm_count; i++)
		if (plan->vms[i].id == id)
			return &plan->vms[i];
	return NULL;
}

/* The address of a PCI vUART is that of the VM's device. */
static void fill_address(const struct plan_vm *vm, struct plan_vuart_end *to)
{
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct plan_device *device = &vm->devices[i];

		if (device->kind != PLAN_VUART || device->vuart_index != to->index)
			continue;
		to->has_vbdf = true;
		to->vbdf = device->vbdf;
	}
}

static void fill_end(const struct plan *plan, struct plan_vuart *to, size_t index,
		     const struct vuart_end *end, const char *port)
{
	to->ends[index] = (struct plan_vuart_end) {
		.vm_id = end->vm->id,
		.vm_name = end->vm->name.value,
		.index = end->index,
		.port = to->is_pci ? NULL : port,
	};
	if (to->is_pci)
		fill_address(plan_vm_of_id(plan, end->vm->id), &to->ends[index]);
}

/* The rules have checked that a connection has two ends, and that their VMs exist. */
void plan_fill_vuarts(struct planner *planner)
{
	const struct model *model = planner->model;
	const char *const *ports = uarts_ports(planner->arena, model);
	struct plan_vuart *vuarts =
		arena_array(planner->arena, model->vuart_count, sizeof(*vuarts));

	for (size_t i = 0; i < model->vuart_count; i++) {
		const struct vuart_connection *connection = &model->vuarts[i];

		vuarts[i] = (struct plan_vuart) {
			.name = model_is_blank(connection->name) ? NULL : connection->name.value,
			.is_pci = !uarts_is_legacy(connection),
			.at = connection->at,
		};
		for (size_t j = 0; j < PLAN_VUART_ENDS; j++)
			fill_end(planner->plan, &vuarts[i], j, &connection->ends[j], *ports++);
	}
	planner->plan->vuarts = vuarts;
	planner->plan->vuart_count = model->vuart_count;
}
