/* SPDX-License-Identifier: BSD-3-Clause
 * launch.h: what the parts of the upgrade that read launch XML share.
 */
#ifndef UPGRADE_LAUNCH_H
#define UPGRADE_LAUNCH_H

#include "upgrade/internal.h"

struct launch_regions;

/* A VM that the launch XML starts. */
struct launch_vm {
	struct upgrade *upgrade;
	const struct upgrade_vm *vm;
	xmlNode *made; /* in the new tree */
	struct launch_regions *regions;
};

/* What becomes of an element in a <uos> or <user_vm>. */
struct launch_row {
	const char *name;
	/* Returns the element of the VM that has it now, which comments stay before; or NULL. */
	xmlNode *(*carry)(const struct launch_vm *vm, const struct launch_row *row,
			  const xmlNode *from);
	const char *argument; /* of the function */
	bool is_list;	      /* it has elements only */
};

/* Moves an element of a VM to its place. Returns it. */
xmlNode *launch_place(xmlNode *element);

/* Removes an element that the scenario has given to the VM. */
void launch_remove(const struct launch_vm *vm, const char *name);

/* Whether an element has a child element with a text; whether its parent has another child, a list
 * or not, of that name with one. */
bool launch_has_filled(const struct launch_vm *vm, const xmlNode *parent);

/* upgrade/launch_devices.c: functions of rows */
xmlNode *launch_graphics(const struct launch_vm *vm, const struct launch_row *row,
			 const xmlNode *from);
xmlNode *launch_console_type(const struct launch_vm *vm, const struct launch_row *row,
			     const xmlNode *from);
xmlNode *launch_root_device(const struct launch_vm *vm, const struct launch_row *row,
			    const xmlNode *from);
xmlNode *launch_root_image(const struct launch_vm *vm, const struct launch_row *row,
			   const xmlNode *from);
xmlNode *launch_usb(const struct launch_vm *vm, const struct launch_row *row, const xmlNode *from);
xmlNode *launch_passthrough(const struct launch_vm *vm, const struct launch_row *row,
			    const xmlNode *from);
xmlNode *launch_virtio(const struct launch_vm *vm, const struct launch_row *row,
		       const xmlNode *from);

/* upgrade/launch_regions.c: the regions of the new scenario, by name, and a function of a row. */
struct launch_regions *launch_regions_new(struct upgrade *upgrade);
xmlNode *launch_shm_regions(const struct launch_vm *vm, const struct launch_row *row,
			    const xmlNode *from);

#endif
