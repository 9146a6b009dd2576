/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: the model under construction.
 */
#ifndef MODEL_INTERNAL_H
#define MODEL_INTERNAL_H

#include "base/string_map.h"
#include "model/build.h"

/* A device of a VM, not yet in order. */
struct pending_device {
	struct device device;
	struct pending_device *next;
};

/* The devices of a VM in the order of adding. */
struct device_list {
	struct pending_device *first;
	struct pending_device **end;
	uint32_t vuart_end_count; /* of any type: the hypervisor counts them all */
	const struct vuart_end **last_vuart_end;
};

struct model_builder {
	struct arena *arena;   /* of the model */
	struct arena *scratch; /* of what is not needed after model_finish() */
	struct model *model;
	struct string_map *vms;	     /* name -> the first struct vm of that name */
	struct string_map *regions;  /* name -> the first struct shm_region of that name */
	struct device_list *devices; /* for each VM of model->vms */
};

/* model/devices.c: appends a device to its VM's list; copies lists to the VMs, in order. */
struct device *model_append_device(struct model_builder *builder, const struct vm *vm,
				   const struct device *device);

/* model/devices.c: gives each VM its devices in order, and the last one that is asked for by
 * model->hardening: the image of keys. */
void model_order_devices(struct model_builder *builder);

/* model/regions.c: links second peers of a VM to the first. */
void model_link_duplicate_peers(struct model_builder *builder);

#endif
