/* SPDX-License-Identifier: BSD-3-Clause
 * budget.h: what a scenario takes of each limited resource, and what is left.
 *
 * A budget is for a model without errors: the gate stands before it.
 */
#ifndef BUDGET_BUDGET_H
#define BUDGET_BUDGET_H

#include <stdio.h>

#include "model/model.h"

/* A resource: how much there is, and how much of it is taken, which may be more. */
struct budget_item {
	bool is_known; /* `total` counts */
	uint64_t total, used;
};

struct budget_vm {
	const struct vm *vm;
	uint64_t memory;	    /* bytes; 0 for the Service VM, which gets what is left */
	size_t cpus;		    /* those that the scenario gives it */
	struct budget_item slots;   /* of bus 0 that a device may have */
	struct budget_item windows; /* bytes: known where the hypervisor sets BARs */
	uint64_t msix;		    /* vectors of its ivshmem devices */
};

struct budget {
	const char *scenario;	/* its file */
	const char *board;	/* NULL where it is not known */
	struct budget_item ram; /* bytes: used by the hypervisor, hv-land and VMs */
	uint64_t hypervisor;	/* bytes of RAM */
	uint64_t hv_land;	/* bytes of RAM */
	uint64_t vms_memory;	/* bytes of RAM, of all VMs */
	uint64_t dm_land;	/* bytes of the Service VM's /dev/shm */
	struct budget_item hv_regions, cpus;
	struct budget_item msix; /* entries of one device's table */
	struct budget_vm *vms;	 /* in the order of the scenario */
	size_t vm_count;
};

/* Everything that can be known of the scenario. */
const struct budget *budget_compute(struct arena *arena, const struct model *model);

/* A row of the table of a board: its name, and whether it is a part of the last row that is not. */
struct budget_row {
	const char *name;
	bool is_part;
	bool is_bytes; /* else a number of things */
	struct budget_item item;
};

#define BUDGET_ROWS 8u

void budget_list(const struct budget *budget, struct budget_row rows[BUDGET_ROWS]);

#define BUDGET_TEXT_SIZE 32u

/* A number as the tables have it: bytes in MiB, or in KiB where they are less, rounded down. */
const char *budget_text(uint64_t value, bool is_bytes, char text[BUDGET_TEXT_SIZE]);

/* What is left of an item; with a - before it what is missing. */
const char *budget_left_text(struct budget_item item, bool is_bytes, char text[BUDGET_TEXT_SIZE]);

/* Print it: as tables for people, by schema/budget.schema.json for programs. */
void budget_print_text(const struct budget *budget, FILE *stream);
void budget_print_json(struct arena *arena, const struct budget *budget, FILE *stream);

#endif
