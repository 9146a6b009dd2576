/* SPDX-License-Identifier: BSD-3-Clause
 * memory.c: whose the board's RAM is: how much, and which addresses. */
#include "plan/memory.h"

#include "base/arena.h"
#include "board/board.h"
#include "budget/budget.h"
#include "graph/graph.h"
#include "report/internal.h"

/* Who has RAM. */
struct holder {
	const char *kind, *what;
	const struct vm *vm; /* that is in the picture, or NULL */
};

static const struct holder hypervisor = { "hypervisor", "hypervisor", NULL };
static const struct holder hv_land = { "hv-land", "regions in hv-land", NULL };
static const struct holder rest = { "free", "free", NULL };

struct memory {
	const struct report *report;
	struct arena *arena;
	const char **parts; /* of the picture, for each VM of the model */
	uint64_t total;	    /* of the RAM that is drawn; 0: nothing is */
	uint64_t drawn;	    /* up to where */
};

static const char **list_parts(struct arena *arena, const struct report *report)
{
	const struct model *model = report->request->model;
	const char **parts = arena_array(arena, model->vm_count, sizeof(*parts));

	for (size_t i = 0; i < model->vm_count; i++)
		parts[report->vms[i] - model->vms] = report->graph->vms[i].part.id;
	return parts;
}

static struct holder holder_of(const struct memory *memory, const struct vm *vm)
{
	return (struct holder) {
		.kind = vm->load_order == CFG_PRE_LAUNCHED ? "pre-launched" : "post-launched",
		.what = arena_printf(memory->arena, "VM '%s'", vm->name.value),
		.vm = vm,
	};
}

/* Those that the Service VM gives memory to have it of the Service VM's. */
static struct holder holder_of_rest(const struct memory *memory)
{
	const struct vm *service = memory->report->request->model->service_vm;

	if (!service)
		return rest;
	return (struct holder) {
		.kind = "service",
		.what = arena_printf(memory->arena, "Service VM '%s'", service->name.value),
		.vm = service,
	};
}

static xmlNode *add_holder(const struct memory *memory, xmlNode *parent, const char *name,
			   const struct holder *holder)
{
	const struct report *report = memory->report;
	xmlNode *node = report_add(report, parent, name);

	report_text(report, node, "kind", holder->kind);
	report_text(report, node, "what", holder->what);
	if (holder->vm)
		report_text(report, node, "part",
			    memory->parts[holder->vm - report->request->model->vms]);
	return node;
}

static void draw(struct memory *memory, xmlNode *node, uint64_t size)
{
	if (!memory->total)
		return;
	report_draw(memory->report, node, memory->drawn, size, memory->total);
	memory->drawn += size;
}

/* ---- How much ---- */

static void add_amount(struct memory *memory, xmlNode *parent, struct holder holder, uint64_t size)
{
	xmlNode *node;

	if (!size)
		return;
	node = add_holder(memory, parent, "amount", &holder);
	report_size(memory->report, node, "size", size);
	if (memory->total)
		report_number(memory->report, node, "percent",
			      report_share(size, memory->total, 100));
	draw(memory, node, size);
}

static void add_amounts(struct memory *memory, xmlNode *parent)
{
	const struct report *report = memory->report;
	const struct budget *budget = report->budget;
	xmlNode *amounts = report_add(report, parent, "amounts");
	struct holder left = holder_of_rest(memory);

	add_amount(memory, amounts, hypervisor, budget->hypervisor);
	add_amount(memory, amounts, hv_land, budget->hv_land);
	for (size_t i = 0; i < budget->vm_count; i++) {
		const struct vm *vm = report->vms[i];

		add_amount(memory, amounts, holder_of(memory, vm),
			   budget->vms[vm - report->request->model->vms].memory);
	}
	if (budget->ram.is_known && budget->ram.used < budget->ram.total)
		add_amount(memory, amounts, left, budget->ram.total - budget->ram.used);
}

/* ---- Which addresses ---- */

static void add_range(struct memory *memory, xmlNode *parent, struct holder holder, uint64_t first,
		      uint64_t last)
{
	const struct report *report = memory->report;
	xmlNode *node = add_holder(memory, parent, "range", &holder);

	report_address(report, node, "start", first);
	report_address(report, node, "end", last);
	report_size(report, node, "size", last - first + 1);
	draw(memory, node, last - first + 1);
}

static struct holder holder_of_range(const struct memory *memory, const struct memory_range *range)
{
	return range->vm ? holder_of(memory, range->vm) : hypervisor;
}

/* Cuts a range of RAM into what each has of it; `ranges` are sorted. */
static void add_ram(struct memory *memory, xmlNode *parent, struct board_window ram,
		    const struct memory_range *ranges, size_t count)
{
	struct holder left = holder_of_rest(memory);
	uint64_t next = ram.first;

	for (size_t i = 0; i < count && ranges[i].window.first <= ram.last; i++) {
		struct board_window part = ranges[i].window;

		if (part.last < next)
			continue;
		if (part.first > next)
			add_range(memory, parent, left, next, part.first - 1);
		else
			part.first = next;
		if (part.last > ram.last)
			part.last = ram.last;
		add_range(memory, parent, holder_of_range(memory, &ranges[i]), part.first,
			  part.last);
		if (part.last == ram.last)
			return;
		next = part.last + 1;
	}
	add_range(memory, parent, left, next, ram.last);
}

/* What is not, or not as a whole, RAM of the board, behind everything else. It is not drawn. */
static void add_outside(struct memory *memory, xmlNode *parent, const struct memory_range *ranges,
			size_t count)
{
	const struct board *board = memory->report->request->model->board;

	memory->total = 0;
	for (size_t i = 0; i < count; i++) {
		struct holder holder;

		if (memory_is_ram(board, ranges[i].window))
			continue;
		holder = holder_of_range(memory, &ranges[i]);
		holder.kind = "outside";
		holder.what =
			arena_printf(memory->arena, "%s: not only RAM of the board", holder.what);
		add_range(memory, parent, holder, ranges[i].window.first, ranges[i].window.last);
	}
}

static void add_cut_ram(struct memory *memory, xmlNode *parent)
{
	const struct model *model = memory->report->request->model;
	size_t count;
	const struct memory_range *all = memory_layout(memory->arena, model, &count);
	const struct memory_range *ranges = all, *end = all + count;

	for (size_t i = 0; i < model->board->ram_count; i++) {
		struct board_window ram = model->board->ram[i];

		while (ranges < end && ranges->window.last < ram.first)
			ranges++;
		add_ram(memory, parent, ram, ranges, (size_t)(end - ranges));
	}
	add_outside(memory, parent, all, count);
}

static const char *reason_of(const struct model *model)
{
	if (model->target == TARGET_LAB)
		return "In the lab the host decides which addresses VMs have.";
	if (!model->board)
		return "The board is not known.";
	return model->board->ram_count ? NULL : "The board's description has no RAM.";
}

static bool has_post_launched(const struct model *model)
{
	for (size_t i = 0; i < model->vm_count; i++)
		if (model->vms[i].load_order == CFG_POST_LAUNCHED)
			return true;
	return false;
}

/* What has no address of its own before the machine runs. */
static const char *note_of(const struct budget *budget, const struct model *model)
{
	static const char *const notes[2][2] = {
		{ NULL, "The Service VM finds the memory of post-launched VMs when they start." },
		{ "The hypervisor finds the memory of regions in hv-land when it starts.",
		  "The hypervisor finds the memory of regions in hv-land when it starts, and the "
		  "Service VM that of post-launched VMs." },
	};

	return notes[budget->hv_land > 0][has_post_launched(model)];
}

static void add_ranges(struct memory *memory, xmlNode *parent)
{
	const struct report *report = memory->report;
	const struct model *model = report->request->model;
	xmlNode *ranges = report_add(report, parent, "ranges");
	const char *reason = reason_of(model);

	report_text(report, ranges, "reason", reason);
	if (reason)
		return;
	report_text(report, ranges, "note", note_of(report->budget, model));
	memory->total = model->board->ram_size;
	memory->drawn = 0;
	add_cut_ram(memory, ranges);
}

static void add_sums(const struct report *report, xmlNode *node, const struct budget_item *ram)
{
	report_size(report, node, "used", ram->used);
	if (!ram->is_known)
		return;
	report_size(report, node, "total", ram->total);
	if (ram->used <= ram->total)
		report_size(report, node, "free", ram->total - ram->used);
	else
		report_size(report, node, "over", ram->used - ram->total);
}

void report_add_memory(const struct report *report, xmlNode *root)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(report->arena);
	xmlNode *node = report_add(report, root, "memory");
	struct memory memory = { .report = report, .arena = scratch };
	const struct budget_item *ram;

	if (!report->budget) {
		report_text(report, node, "reason", report_has_errors);
		return;
	}
	ram = &report->budget->ram;
	memory.parts = list_parts(scratch, report);
	if (ram->is_known)
		memory.total = ram->used > ram->total ? ram->used : ram->total;
	add_sums(report, node, ram);
	add_amounts(&memory, node);
	add_ranges(&memory, node);
}
