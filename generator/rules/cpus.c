/* SPDX-License-Identifier: BSD-3-Clause
 * cpus.c: the physical CPUs of VMs. */
#include <stdlib.h>

#include "base/arena.h"
#include "board/board.h"
#include "board/platform.h"
#include "plan/affinity.h"
#include "rules/internal.h"

/* A CPU of a VM. */
struct use {
	const struct cpu *cpu;
	const struct vm *vm;
};

/* By CPU; the uses of one CPU are in the order of the scenario. */
static int compare_uses(const void *left, const void *right)
{
	const struct use *a = left, *b = right;

	if (a->cpu->id != b->cpu->id)
		return a->cpu->id < b->cpu->id ? -1 : 1;
	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	return a->cpu < b->cpu ? -1 : a->cpu > b->cpu;
}

static size_t add_uses(struct use *uses, size_t count, const struct vm *vm)
{
	for (size_t i = 0; i < vm->cpu_count; i++)
		uses[count++] = (struct use) { &vm->cpus[i], vm };
	return count;
}

static void sort_uses(struct use *uses, size_t count)
{
	if (count)
		qsort(uses, count, sizeof(*uses), compare_uses);
}

/* How many uses from the first of `uses` on are of the same CPU. */
static size_t same_cpu(const struct use *uses, size_t count)
{
	size_t same = 1;

	while (same < count && uses[same].cpu->id == uses->cpu->id)
		same++;
	return same;
}

/* One message where the board has none of them: then it is the wrong one. */
void check_cpu_not_on_board(struct check *check, const struct vm *vm)
{
	const struct board *board = check->model->board;
	size_t missing = 0;

	for (size_t i = 0; i < vm->cpu_count; i++)
		missing += !board_cpu(board, vm->cpus[i].id);
	if (missing > 1 && missing == vm->cpu_count) {
		check_report(check, vm, vm->cpus[0].at,
			     "board '%s' has none of the CPUs of VM '%s', such as %u", board->name,
			     vm->name.value, vm->cpus[0].id);
		return;
	}
	for (size_t i = 0; i < vm->cpu_count; i++)
		if (!board_cpu(board, vm->cpus[i].id))
			check_report(check, vm, vm->cpus[i].at,
				     "board '%s' has no CPU %u for VM '%s'", board->name,
				     vm->cpus[i].id, vm->name.value);
}

/* The Service VM has all CPUs that are left; in the lab CPUs have no meaning. */
void check_cpu_missing(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (vm->cpu_count || vm->has_invalid_cpu || vm->load_order == CFG_SERVICE_VM ||
	    check->model->target == TARGET_LAB)
		return;
	diag = check_report(check, vm, vm->cpus_at, "VM '%s' has no physical CPU", vm->name.value);
	diag_help(diag, "add a <pcpu_id> to its <cpu_affinity>");
}

/* The hypervisor has a bit for each CPU, and an array of them without a gap. */
void check_board_cpus_unsupported(struct check *check)
{
	const struct model *model = check->model;
	const struct board *board = model->board;
	struct diag *diag;
	size_t next = 0;

	while (next < board->cpu_count && board->cpus[next].id == next)
		next++;
	if (next == board->cpu_count && board->cpu_count <= AFFINITY_CPUS_MAX)
		return;
	if (next < board->cpu_count)
		diag = check_report(check, model, board->platform->at,
				    "board '%s' has CPU %u where CPU %zu is expected", board->name,
				    board->cpus[next].id, next);
	else
		diag = check_report(check, model, board->platform->at,
				    "board '%s' has %zu CPUs, more than ACRN's hypervisor can use",
				    board->name, board->cpu_count);
	diag_help(diag, "describe the board with at most %u CPUs, numbered from 0 without a gap",
		  AFFINITY_CPUS_MAX);
}

void check_service_vm_cpu_missing(struct check *check, const struct vm *vm)
{
	const struct model *model = check->model;
	struct diag *diag;

	if (vm->load_order != CFG_SERVICE_VM || vm->cpu_count || vm->has_invalid_cpu ||
	    affinity_remaining(model))
		return;
	diag = check_report(check, vm, vm->cpus_at,
			    "no CPU is left for the Service VM '%s': pre-launched VMs have all of "
			    "board '%s'",
			    vm->name.value, model->board->name);
	diag_help(diag, "remove a <pcpu_id> from a pre-launched VM");
}

void check_cpu_duplicate(struct check *check, const struct vm *vm)
{
	struct use *uses = arena_array(check->scratch, vm->cpu_count, sizeof(*uses));
	size_t count = add_uses(uses, 0, vm), first = 0;

	sort_uses(uses, count);
	for (size_t i = 1; i < count; i++) {
		struct diag *diag;

		if (uses[i].cpu->id != uses[first].cpu->id) {
			first = i;
			continue;
		}
		diag = check_report(check, vm, uses[i].cpu->at, "duplicate CPU %u of VM '%s'",
				    uses[i].cpu->id, vm->name.value);
		diag_note(diag, uses[first].cpu->at, "the first one is here");
		diag_help(diag, "remove one of the two");
		check_remove_duplicate(diag, "pcpu", uses[i].cpu->at, uses[first].cpu->at);
	}
}

/* The first CPU of a VM that is of the kind, or NULL. */
static const struct cpu *first_of(const struct check *check, const struct vm *vm,
				  enum board_core core)
{
	for (size_t i = 0; i < vm->cpu_count; i++) {
		const struct board_cpu *cpu = board_cpu(check->model->board, vm->cpus[i].id);

		if (cpu && cpu->core == core)
			return &vm->cpus[i];
	}
	return NULL;
}

/* The Service VM manages the board, and may have all of its CPUs. */
void check_cpu_types_mixed(struct check *check, const struct vm *vm)
{
	const struct cpu *fast = first_of(check, vm, BOARD_CORE_PERFORMANCE);
	const struct cpu *small = first_of(check, vm, BOARD_CORE_EFFICIENCY);
	struct diag *diag;

	if (!fast || !small || vm->load_order == CFG_SERVICE_VM)
		return;
	diag = check_report(check, vm, vm->cpus_at,
			    "VM '%s' has both performance and efficiency cores", vm->name.value);
	diag_note(diag, fast->at, "CPU %u is a performance core", fast->id);
	diag_note(diag, small->at, "CPU %u is an efficiency core", small->id);
	diag_help(diag, "use cores of one kind");
}

void check_rtvm_cpu_zero(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (vm->type != VM_REAL_TIME)
		return;
	for (size_t i = 0; i < vm->cpu_count; i++) {
		if (vm->cpus[i].id != 0)
			continue;
		diag = check_report(check, vm, vm->cpus[i].at, "RTVM '%s' has the CPU 0",
				    vm->name.value);
		diag_note(diag, vm->type_at, "the VM is an RTVM");
		diag_help(diag, "use another CPU: the hypervisor's own work is done on CPU 0");
		return;
	}
}

static bool is_rtvm(const struct vm *vm)
{
	return vm->type == VM_REAL_TIME;
}

static bool owns_cpus(const struct vm *vm)
{
	return vm->own_pcpu.is_set;
}

/* The use of a VM that may not share the CPU of `owner`, or NULL. As for ACRN's validator, a
 * companion is the one that the owner names: it does not matter whom the other VM names. */
static const struct use *intruder(const struct use *uses, size_t count, const struct use *owner)
{
	for (size_t i = 0; i < count; i++)
		if (uses[i].vm != owner->vm && uses[i].vm != owner->vm->companion)
			return &uses[i];
	return NULL;
}

/* Then any of the others may be meant; it is reported already. */
static bool has_unknown_companion(const struct vm *vm)
{
	return vm->companion_id.value != VM_ID_NONE && (!vm->companion || vm->companion == vm);
}

/* Whether the VM of `uses[i]` has the CPU more than once, and this is not the first time. */
static bool is_repeated(const struct use *uses, size_t i)
{
	return i && uses[i].vm == uses[i - 1].vm;
}

/* Reports at the later of the two, with notes at all others that use the CPU. */
static void report_shared(struct check *check, const struct use *uses, size_t count,
			  const struct use *owner, const struct use *other)
{
	const struct use *at = other > owner ? other : owner;
	struct diag *diag;

	diag = check_report(check, uses->cpu, at->cpu->at,
			    is_rtvm(owner->vm)
				    ? "CPU %u of RTVM '%s' is a CPU of VM '%s', too"
				    : "CPU %u of VM '%s', which has own_pcpu, is a CPU of VM '%s', "
				      "too",
			    owner->cpu->id, owner->vm->name.value, other->vm->name.value);
	for (size_t i = 0; i < count; i++)
		if (uses[i].vm != at->vm && !is_repeated(uses, i))
			diag_note(diag, uses[i].cpu->at, "VM '%s' has it here",
				  uses[i].vm->name.value);
	diag_help(diag, "give the CPU to one VM only");
}

/* The uses of one CPU. An owner is looked at once: `intruder` walks past all of its uses. */
static void check_shared(struct check *check, const struct use *uses, size_t count,
			 bool (*is_owner)(const struct vm *vm))
{
	const struct use *other = NULL;

	if (check_is_reported(check, uses->cpu))
		return;
	for (size_t i = 0; i < count; i++)
		if (uses[i].cpu->id == 0 && check_is_reported(check, uses[i].vm))
			return;
	for (size_t i = 0; i < count && !other; i++) {
		if (!is_owner(uses[i].vm) || is_repeated(uses, i) ||
		    has_unknown_companion(uses[i].vm))
			continue;
		other = intruder(uses, count, &uses[i]);
		if (other)
			report_shared(check, uses, count, &uses[i], other);
	}
}

static void check_all_shared(struct check *check, bool (*is_owner)(const struct vm *vm))
{
	const struct model *model = check->model;
	size_t count = 0, same;
	struct use *uses;

	for (size_t i = 0; i < model->vm_count; i++)
		count += model->vms[i].cpu_count;
	uses = arena_array(check->scratch, count, sizeof(*uses));
	count = 0;
	for (size_t i = 0; i < model->vm_count; i++)
		count = add_uses(uses, count, &model->vms[i]);
	sort_uses(uses, count);
	for (size_t i = 0; i < count; i += same) {
		same = same_cpu(&uses[i], count - i);
		check_shared(check, &uses[i], same, is_owner);
	}
}

void check_rtvm_cpu_shared(struct check *check)
{
	check_all_shared(check, is_rtvm);
}

void check_own_cpu_shared(struct check *check)
{
	check_all_shared(check, owns_cpus);
}

/* At the CPU of the VM where the timer's is the default. Before ACRN 3.3 no CPU is chosen. */
void check_vuart_timer_cpu(struct check *check)
{
	const struct number *timer = &check->model->hypervisor.vuart_timer_cpu;

	if (check->model->release < RELEASE_3_3)
		return;
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];

		if (!vm->lapic_passthrough.is_set || check_is_reported(check, vm))
			continue;
		for (size_t j = 0; j < vm->cpu_count; j++) {
			struct span at = vm->cpus[j].at;
			struct diag *diag;

			if (vm->cpus[j].id != timer->value)
				continue;
			diag = check_report(check, check->model, timer->is_given ? timer->at : at,
					    "the timer of the vUARTs is on CPU %u of VM '%s', "
					    "which has LAPIC passthrough",
					    vm->cpus[j].id, vm->name.value);
			if (timer->is_given)
				diag_note(diag, at, "the VM has the CPU here");
			diag_note(diag, vm->lapic_passthrough.at, "LAPIC passthrough is here");
			diag_help(diag, "set VUART_TIMER_PCPU to a CPU of another VM");
			return;
		}
	}
}
