/* SPDX-License-Identifier: BSD-3-Clause
 * budget.c: what is taken of limited resources, of the board and in each VM. */
#include "budget/budget.h"
#include "graph/graph.h"
#include "model/model.h"
#include "report/internal.h"

#define PERCENT_MAX UINT32_MAX

/* Rounded up: 100 % is all. */
static uint64_t percent_of(struct budget_item item)
{
	uint64_t percent = report_share(item.used, item.total, 100);
	bool is_whole = report_share(item.used, item.total, 1000) == percent * 10;

	percent += !is_whole;
	return percent < PERCENT_MAX ? percent : PERCENT_MAX;
}

static void add_item(const struct report *report, xmlNode *parent, const struct budget_row *row)
{
	xmlNode *node = report_add(report, parent, "item");
	struct budget_item item = row->item;
	char text[BUDGET_TEXT_SIZE];
	uint64_t extent;

	report_text(report, node, "what", row->name);
	report_flag(report, node, "within", row->is_part);
	report_text(report, node, "used", budget_text(item.used, row->is_bytes, text));
	if (!item.is_known)
		return;
	extent = report_share(item.used, item.total, 1000);
	report_text(report, node, "total", budget_text(item.total, row->is_bytes, text));
	report_text(report, node, "free", budget_left_text(item, row->is_bytes, text));
	report_number(report, node, "percent", percent_of(item));
	report_number(report, node, "extent", extent < 1000 ? extent : 1000);
}

static void add_value(const struct report *report, xmlNode *node, const char *name, uint64_t value,
		      bool is_bytes)
{
	char text[BUDGET_TEXT_SIZE];

	report_text(report, node, name, value ? budget_text(value, is_bytes, text) : "-");
}

static void add_vm(const struct report *report, xmlNode *parent, const struct graph_vm *vm,
		   const struct budget_vm *budget)
{
	xmlNode *node = report_add(report, parent, "vm");
	char text[BUDGET_TEXT_SIZE];
	bool is_known = budget->windows.is_known;

	report_text(report, node, "part", vm->part.id);
	report_text(report, node, "name", vm->name);
	report_text(report, node, "kind", report_vm_kind(report, budget->vm));
	add_value(report, node, "memory", budget->memory, true);
	add_value(report, node, "cpus", budget->cpus, false);
	report_text(report, node, "slots", budget_left_text(budget->slots, false, text));
	report_number(report, node, "msix", budget->msix);
	report_text(report, node, "windows-used",
		    is_known ? budget_text(budget->windows.used, true, text) : "-");
	report_text(report, node, "windows-free",
		    is_known ? budget_left_text(budget->windows, true, text) : "-");
}

void report_add_budget(const struct report *report, xmlNode *root)
{
	xmlNode *node = report_add(report, root, "budget");
	const struct budget *budget = report->budget;
	struct budget_row rows[BUDGET_ROWS];

	if (!budget) {
		report_text(report, node, "reason", report_has_errors);
		return;
	}
	budget_list(budget, rows);
	for (size_t i = 0; i < BUDGET_ROWS; i++)
		add_item(report, node, &rows[i]);
	for (size_t i = 0; i < budget->vm_count; i++) {
		size_t index = (size_t)(report->vms[i] - report->request->model->vms);

		add_vm(report, node, &report->graph->vms[i], &budget->vms[index]);
	}
}
