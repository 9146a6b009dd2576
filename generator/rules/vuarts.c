/* SPDX-License-Identifier: BSD-3-Clause
 * vuarts.c: the connections of virtual UARTs between VMs. */
#include "rules/internal.h"

static void check_end(struct check *check, const struct vuart_end *end)
{
	struct diag *diag;

	if (end->vm)
		return;
	if (!*end->vm_name.value) {
		check_report(check, end, end->vm_name.at,
			     "a vUART connection has an end without a VM name");
		return;
	}
	diag = check_report(check, end, end->vm_name.at, "unknown VM '%s' in a vUART connection",
			    end->vm_name.value);
	check_help_similar_vm(check, diag, end->vm_name);
}

void check_vuart_unknown_vm(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->vuart_count; i++)
		for (size_t j = 0; j < model->vuarts[i].end_count; j++)
			check_end(check, &model->vuarts[i].ends[j]);
}
