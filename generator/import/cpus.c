/* SPDX-License-Identifier: BSD-3-Clause
 * cpus.c: a VM's CPUs: acrn-dm names them by APIC ID, a scenario as the board counts them. */
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "import/internal.h"
#include "schema/number.h"

static const struct board_cpu *find_cpu(const struct board *board, uint64_t apic_id)
{
	for (size_t i = 0; i < board->cpu_count; i++)
		if (board->cpus[i].apic_id == apic_id)
			return &board->cpus[i];
	return NULL;
}

/* Reads APIC IDs with commas between; false where one is not of the board. */
static bool read_affinity(const struct importing *importing, struct import_vm *vm, const char *text)
{
	uint32_t *cpus = NULL;

	for (size_t count = 0;; text++) {
		size_t length = strcspn(text, ",");
		const struct board_cpu *cpu = NULL;
		uint64_t apic_id;

		if (number_parse_decimal(text, length, UINT32_MAX, &apic_id))
			cpu = find_cpu(importing->context->board, apic_id);
		if (!cpu)
			return false;
		cpus = arena_grow(importing->arena, cpus, count, sizeof(*cpus));
		cpus[count++] = cpu->id;
		text += length;
		if (*text)
			continue;
		vm->cpus = cpus;
		vm->cpu_count = count;
		return true;
	}
}

/* A scenario's VM has at least one CPU. VMs get different ones, and none the first, which is not
 * for real-time VMs. */
static void stand_in(const struct importing *importing, struct import_vm *vm)
{
	const struct board *board = importing->context->board;
	uint32_t *cpu = arena_alloc(importing->arena, sizeof(*cpu));

	*cpu = board ? board->cpus[vm->id % board->cpu_count].id : vm->id;
	vm->cpus = cpu;
	vm->cpu_count = 1;
}

void import_cpus(const struct importing *importing, struct import_vm *vm,
		 const struct launch_option *affinity)
{
	const struct board *board = importing->context->board;
	const char *text = affinity ? affinity->value.value : NULL;

	if (text && board && read_affinity(importing, vm, text))
		return;
	stand_in(importing, vm);
	if (!text)
		import_report(importing, affinity ? affinity->value.at : vm->launch->run->at,
			      "the CPUs of VM '%s' are not known: the scenario has %u in their "
			      "place",
			      vm->name, vm->cpus[0]);
	else if (board)
		import_report(
			importing, affinity->value.at,
			"the CPUs '%s' of VM '%s' are not the board's: the scenario has %u in "
			"their place",
			text, vm->name, vm->cpus[0]);
	else
		import_report(importing, affinity->value.at,
			      "without a board the CPUs of the APIC IDs '%s' of VM '%s' are not "
			      "known: the scenario has %u in their place",
			      text, vm->name, vm->cpus[0]);
	if (text && !board) {
		import_add_word(importing, vm, affinity->name);
		import_add_word(importing, vm, text);
	}
}
