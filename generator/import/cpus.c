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

/* Reads APIC IDs with commas between, unless one is not of the board. */
static void read_affinity(const struct importing *importing, struct import_vm *vm, const char *text)
{
	uint32_t *cpus = NULL;

	for (size_t count = 0;; text++) {
		size_t length = strcspn(text, ",");
		const struct board_cpu *cpu = NULL;
		uint64_t apic_id;

		if (number_parse_decimal(text, length, UINT32_MAX, &apic_id))
			cpu = find_cpu(importing->context->board, apic_id);
		if (!cpu)
			return;
		cpus = arena_grow(importing->arena, cpus, count, sizeof(*cpus));
		cpus[count++] = cpu->id;
		text += length;
		if (*text)
			continue;
		vm->cpus = cpus;
		vm->cpu_count = count;
		return;
	}
}

void import_read_cpus(const struct importing *importing, struct import_vm *vm,
		      const struct launch_option *affinity)
{
	const char *text = affinity ? affinity->value.value : NULL;

	vm->affinity = affinity;
	if (text && importing->context->board) {
		read_affinity(importing, vm, text);
	} else if (text) {
		import_add_word(importing, vm, affinity->name);
		import_add_word(importing, vm, text);
	}
}

/* Whether a VM has a CPU of the board. */
static bool is_used(const struct importing *importing, uint32_t id)
{
	for (size_t i = 0; i < importing->vm_count; i++)
		for (size_t j = 0; j < importing->vms[i].cpu_count; j++)
			if (importing->vms[i].cpus[j] == id)
				return true;
	return false;
}

/* The next CPU that no VM has, from board->cpus[*next] on; the first one is not for real-time VMs.
 * Where there is none left, VMs share them. */
static uint32_t next_cpu(const struct importing *importing, const struct import_vm *vm,
			 size_t *next)
{
	const struct board *board = importing->context->board;

	if (!board)
		return vm->id;
	while (*next < board->cpu_count)
		if (!is_used(importing, board->cpus[(*next)++].id))
			return board->cpus[*next - 1].id;
	return board->cpus[vm->is_rtvm ? board->cpu_count - 1 : 0].id;
}

static void report(const struct importing *importing, const struct import_vm *vm)
{
	const char *text = vm->affinity ? vm->affinity->value.value : NULL;
	struct span at = vm->affinity ? vm->affinity->value.at : vm->launch->run->at;

	if (!text)
		import_report(importing, at,
			      "the CPUs of VM '%s' are not known: the scenario has %u in their "
			      "place",
			      vm->name, vm->cpus[0]);
	else if (importing->context->board)
		import_report(
			importing, at,
			"the CPUs '%s' of VM '%s' are not the board's: the scenario has %u in "
			"their place",
			text, vm->name, vm->cpus[0]);
	else
		import_report(importing, at,
			      "without a board the CPUs of the APIC IDs '%s' of VM '%s' are not "
			      "known: the scenario has %u in their place",
			      text, vm->name, vm->cpus[0]);
}

void import_replace_cpus(const struct importing *importing)
{
	size_t next = 1;

	for (size_t i = 0; i < importing->vm_count; i++) {
		struct import_vm *vm = &importing->vms[i];
		uint32_t *cpu;

		if (vm->cpu_count)
			continue;
		cpu = arena_alloc(importing->arena, sizeof(*cpu));
		*cpu = next_cpu(importing, vm, &next);
		vm->cpus = cpu;
		vm->cpu_count = 1;
		report(importing, vm);
	}
}
