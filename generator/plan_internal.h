/* SPDX-License-Identifier: BSD-3-Clause
 * plan_internal.h: how the parts of the plan are built, for the plan*.c files only.
 */
#ifndef PLAN_INTERNAL_H
#define PLAN_INTERNAL_H

#include <libxml/tree.h>

#include "model.h"

struct planner {
	struct arena *arena;
	const struct model *model;
	const struct vm *service_vm; /* NULL where there is none */
	xmlNode **regions;	     /* the elements of model.links */
	size_t ivshmem_count;	     /* of the VMs so far */
	size_t hv_ivshmem_count;
	size_t *hv_indices;   /* of model.links, those of hv-land counted */
	bool is_without_bars; /* a device lacks BARs that the hypervisor should set */
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

/* plan_vm.c: a VM's element. */
void plan_add_vm(struct planner *planner, xmlNode *vms, const struct vm *vm, size_t index);

/* plan_devices.c: its devices, each where the user wants it or in the first free place. */
void plan_add_devices(struct planner *planner, xmlNode *node, const struct vm *vm);

#endif
