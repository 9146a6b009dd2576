/* SPDX-License-Identifier: BSD-3-Clause
 * cpus.c: which VMs run on which CPUs of the board. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "board/board.h"
#include "graph/graph.h"
#include "model/model.h"
#include "plan/affinity.h"
#include "report/internal.h"

/* A table has a cell for each VM and CPU. ACRN's hypervisor has at most AFFINITY_CPUS_MAX CPUs. */
#define COLUMNS_MAX 256u

struct column {
	uint32_t id;
	const struct board_cpu *cpu; /* NULL: the board does not have it, or is not known */
	size_t use_count;	     /* of VMs, each once */
	const struct vm *last;	     /* that was counted */
	const struct vm *owner;	     /* the first that shares it with no other VM, or NULL */
	bool is_conflict;	     /* it is shared all the same */
	bool is_default;	     /* the Service VM has it because it is left */
	bool is_lent;		     /* the same until a VM starts */
};

struct table {
	struct column *columns; /* by rising ID */
	size_t count;
	bool has_cores; /* the board has performance cores and efficiency cores */
};

enum use {
	USE_NONE,
	USE_EXCLUSIVE,
	USE_CONFLICT,
	USE_SHARED,
	USE_ALONE,
	USE_LENT,
};

struct cell {
	enum use use;
	bool is_real_time;
};

static int compare_ids(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* The CPUs of the board and those of the scenario, by rising ID, each once. */
static uint32_t *list_ids(struct arena *arena, const struct model *model, size_t *count)
{
	const struct board *board = model->board;
	uint32_t *ids = NULL;
	size_t all = 0;

	for (size_t i = 0; board && i < board->cpu_count; i++) {
		ids = arena_grow(arena, ids, all, sizeof(*ids));
		ids[all++] = board->cpus[i].id;
	}
	for (size_t i = 0; i < model->vm_count; i++)
		for (size_t j = 0; j < model->vms[i].cpu_count; j++) {
			ids = arena_grow(arena, ids, all, sizeof(*ids));
			ids[all++] = model->vms[i].cpus[j].id;
		}
	if (all)
		qsort(ids, all, sizeof(*ids), compare_ids);
	*count = 0;
	for (size_t i = 0; i < all; i++)
		if (!i || ids[i] != ids[i - 1])
			ids[(*count)++] = ids[i];
	return ids;
}

static int compare_columns(const void *key, const void *column)
{
	return compare_ids(key, &((const struct column *)column)->id);
}

static struct column *find_column(const struct table *table, uint32_t id)
{
	return bsearch(&id, table->columns, table->count, sizeof(*table->columns), compare_columns);
}

static bool is_owner(const struct vm *vm)
{
	return vm->type == VM_REAL_TIME || vm->own_pcpu.is_set;
}

static bool may_share(const struct vm *owner, const struct vm *other)
{
	return owner == other || owner->companion == other;
}

/* As the rules report it: an owner shares with its companion only. */
static void count_use(struct column *column, const struct vm *vm)
{
	if (column->last == vm)
		return;
	column->last = vm;
	column->use_count++;
	if (!is_owner(vm))
		return;
	column->is_conflict |= column->owner && !may_share(vm, column->owner);
	if (!column->owner)
		column->owner = vm;
}

static void find_conflict(struct column *column, const struct vm *vm)
{
	column->is_conflict |= column->owner && !may_share(column->owner, vm);
}

static void visit_uses(const struct table *table, const struct model *model,
		       void (*visit)(struct column *column, const struct vm *vm))
{
	for (size_t i = 0; i < model->vm_count; i++)
		for (size_t j = 0; j < model->vms[i].cpu_count; j++)
			visit(find_column(table, model->vms[i].cpus[j].id), &model->vms[i]);
}

/* Whether a VM gets the CPUs that are left. */
static bool has_default(const struct vm *vm)
{
	return vm->load_order == CFG_SERVICE_VM && !vm->cpu_count && !vm->has_invalid_cpu;
}

static void find_lent(const struct table *table, const struct model *model)
{
	for (size_t i = 0; i < model->vm_count; i++)
		for (size_t j = 0; j < model->vms[i].cpu_count; j++)
			if (affinity_is_taken(model, &model->vms[i]))
				find_column(table, model->vms[i].cpus[j].id)->is_lent = true;
}

static void find_default(const struct table *table, const struct model *model)
{
	uint64_t cpus = model->board ? affinity_remaining(model) : 0;

	if (!model->service_vm || !has_default(model->service_vm))
		return;
	find_lent(table, model);
	for (size_t i = 0; i < table->count; i++) {
		struct column *column = &table->columns[i];

		column->is_default = column->id < AFFINITY_CPUS_MAX && cpus >> column->id & 1;
		column->use_count += column->is_default && !column->is_lent;
	}
}

static void find_cores(struct table *table)
{
	bool has_performance = false, has_efficiency = false;

	for (size_t i = 0; i < table->count; i++) {
		const struct board_cpu *cpu = table->columns[i].cpu;

		has_performance |= cpu && cpu->core == BOARD_CORE_PERFORMANCE;
		has_efficiency |= cpu && cpu->core == BOARD_CORE_EFFICIENCY;
	}
	table->has_cores = has_performance && has_efficiency;
}

static struct table make_table(struct arena *arena, const struct model *model, const uint32_t *ids,
			       size_t count)
{
	struct table table = {
		.columns = arena_array(arena, count, sizeof(*table.columns)),
		.count = count,
	};

	for (size_t i = 0; i < count; i++) {
		table.columns[i].id = ids[i];
		if (model->board)
			table.columns[i].cpu = board_cpu(model->board, ids[i]);
	}
	find_cores(&table);
	visit_uses(&table, model, count_use);
	visit_uses(&table, model, find_conflict);
	find_default(&table, model);
	return table;
}

static const char *core_of(const struct board_cpu *cpu, const char *performance,
			   const char *efficiency)
{
	if (cpu->core == BOARD_CORE_PERFORMANCE)
		return performance;
	return cpu->core == BOARD_CORE_EFFICIENCY ? efficiency : NULL;
}

static void add_column(const struct report *report, xmlNode *parent, const struct table *table,
		       const struct column *column)
{
	xmlNode *node = report_add(report, parent, "cpu");
	const struct board_cpu *cpu = column->cpu;
	const char *core;

	report_number(report, node, "id", column->id);
	report_flag(report, node, "known", cpu);
	report_number(report, node, "vms", column->use_count);
	if (!cpu) {
		report_text(report, node, "what",
			    report->request->model->board ? "not on the board"
							  : "the board is not known");
		return;
	}
	report_number(report, node, "apic-id", cpu->apic_id);
	core = table->has_cores ? core_of(cpu, "performance core, ", "efficiency core, ") : NULL;
	if (core)
		report_text(report, node, "core", core_of(cpu, "P", "E"));
	report_textf(report, node, "what", "%sAPIC ID %" PRIu32, core ? core : "", cpu->apic_id);
}

static enum use use_of(const struct column *column, const struct vm *vm)
{
	if (column->is_conflict)
		return USE_CONFLICT;
	if (is_owner(vm))
		return USE_EXCLUSIVE;
	return column->use_count > 1 ? USE_SHARED : USE_ALONE;
}

static void fill_row(const struct table *table, struct cell *cells, const struct vm *vm)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];

		cells[i] = (struct cell) { 0 };
		if (has_default(vm) && column->is_default)
			cells[i].use = column->is_lent ? USE_LENT : use_of(column, vm);
	}
	for (size_t i = 0; i < vm->cpu_count; i++) {
		const struct column *column = find_column(table, vm->cpus[i].id);
		struct cell *cell = &cells[column - table->columns];

		cell->use = use_of(column, vm);
		cell->is_real_time |= vm->cpus[i].is_real_time;
	}
}

static void add_cell(const struct report *report, xmlNode *parent, uint32_t id,
		     const struct cell *cell)
{
	static const struct {
		const char *kind, *sign, *what;
	} uses[] = {
		[USE_NONE] = { "none", "", "" },
		[USE_EXCLUSIVE] = { "exclusive", "X", "exclusive" },
		[USE_CONFLICT] = { "conflict", "!", "in conflict with another VM" },
		[USE_SHARED] = { "shared", "S", "shared" },
		[USE_ALONE] = { "alone", "A", "alone, but not exclusive" },
		[USE_LENT] = { "lent", "L", "until the VM starts that has it" },
	};
	xmlNode *node = report_add(report, parent, "use");

	report_number(report, node, "cpu", id);
	report_text(report, node, "kind", uses[cell->use].kind);
	report_flag(report, node, "real-time", cell->is_real_time);
	report_textf(report, node, "sign", "%s%s", uses[cell->use].sign,
		     cell->is_real_time ? "R" : "");
	report_textf(report, node, "what", "%s%s", uses[cell->use].what,
		     cell->is_real_time ? ", real-time" : "");
}

static void add_rows(const struct report *report, xmlNode *parent, const struct table *table)
{
	struct cell *cells = arena_array(report->arena, table->count, sizeof(*cells));

	for (size_t i = 0; i < report->request->model->vm_count; i++) {
		const struct graph_vm *vm = &report->graph->vms[i];
		xmlNode *node = report_add(report, parent, "vm");

		report_text(report, node, "part", vm->part.id);
		report_text(report, node, "name", vm->name);
		report_flag(report, node, "default", has_default(report->vms[i]));
		fill_row(table, cells, report->vms[i]);
		for (size_t j = 0; j < table->count; j++)
			add_cell(report, node, table->columns[j].id, &cells[j]);
	}
}

static const char *note_of(const struct model *model)
{
	if (model->target == TARGET_LAB)
		return "In the lab CPUs have no meaning: the host decides where VMs run.";
	return model->board ? NULL
			    : "The board is not known: these are the CPUs that the scenario names.";
}

static const char *reason_of(const struct model *model, size_t count)
{
	if (!count)
		return "Neither the board nor the scenario has a CPU.";
	if (count > COLUMNS_MAX)
		return "There are more than 256 CPUs.";
	return model->vm_count > REPORT_VMS_MAX ? report_has_too_many : NULL;
}

void report_add_cpus(const struct report *report, xmlNode *root)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(report->arena);
	const struct model *model = report->request->model;
	xmlNode *cpus = report_add(report, root, "cpus");
	size_t count;
	const uint32_t *ids = list_ids(scratch, model, &count);
	const char *reason = reason_of(model, count);
	struct table table;

	report_text(report, cpus, "reason", reason);
	if (reason)
		return;
	table = make_table(scratch, model, ids, count);
	report_text(report, cpus, "note", note_of(model));
	for (size_t i = 0; i < count; i++)
		add_column(report, cpus, &table, &table.columns[i]);
	add_rows(report, cpus, &table);
}
