/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: how the parts of the plan are built, for the plan*.c files only.
 */
#ifndef PLAN_INTERNAL_H
#define PLAN_INTERNAL_H

#include <libxml/tree.h>

#include "model/model.h"

/* How many ivshmem devices there are, and how many of those in hv-land. */
struct ivshmem_counts {
	size_t all, hv;
};

/* What every piece tells of the whole. */
struct plan_totals {
	size_t hv_regions;
	uint64_t hv_bytes; /* of those regions */
	struct ivshmem_counts ivshmem;
	bool has_bars; /* no device lacks BARs that the hypervisor should set */
};

struct planner {
	struct arena *arena; /* of the piece that is being made */
	const struct model *model;
	size_t rows;		     /* that a piece may have */
	const struct vm **by_id;     /* all VMs */
	const struct vm *service_vm; /* NULL where there is none */
	size_t *hv_indices;	     /* of model.links, those of hv-land counted */
	const char *inputs;	     /* their digest */
	struct plan_totals totals;

	/* How far it has come. */
	bool is_started;
	size_t next_region, next_vm; /* in model.links and by_id */
	size_t ivshmem_count;	     /* of the VMs before */
};

/* A child element at the end of `parent`. */
xmlNode *plan_add(xmlNode *parent, const char *name);

/* An attribute: a text, a printed value, y or n. */
void plan_set(xmlNode *node, const char *name, const char *value);
void plan_setf(struct planner *planner, xmlNode *node, const char *name, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void plan_set_yes(xmlNode *node, const char *name, bool is_yes);

/* FILE:LINE:COLUMN of a span, as the attribute `at`. */
void plan_set_origin(struct planner *planner, xmlNode *node, struct span at);

/* Name, land, size and region ID of a region, which its own element and each device of it have. */
void plan_set_region(struct planner *planner, xmlNode *node, const struct shm_link *link);

/* plan/vm.c: a VM's element. */
void plan_add_vm(struct planner *planner, xmlNode *vms, const struct vm *vm, size_t index);

/* plan/devices.c: those of a VM. */
struct ivshmem_counts plan_count_ivshmem(const struct vm *vm);

/* plan/devices.c: its devices, each where the user wants it or in the first free place. */
void plan_add_devices(struct planner *planner, xmlNode *node, const struct vm *vm);

#endif
