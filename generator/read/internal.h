/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: how the parts of the model are built, for the model_*.c files only.
 */
#ifndef READ_INTERNAL_H
#define READ_INTERNAL_H

#include <libxml/tree.h>

#include "base/string_map.h"
#include "model/model.h"

/* The model under construction. */
struct builder {
	struct arena *arena;   /* of the model */
	struct arena *scratch; /* of what nothing needs when the model is built */
	const struct doc *doc;
	struct model *model;
	struct string_map *vms; /* name -> the first struct vm of that name */
	struct string_map
		*links; /* name -> the first struct shm_link of that name; for regions only */
	struct device_list *devices; /* for each VM of model->vms */
};

/* A region that a VM has, and where its device is to be. */
struct wanted_region {
	const struct shm_dev *peer;
	struct place place;
	struct wanted_region *next;
};

/* What is known of a VM's devices before they are put in order. */
struct device_list {
	const xmlNode *element; /* <vm> */
	struct wanted_region *regions;
	struct wanted_region **regions_end; /* where the next one goes */
	struct device *vuarts;
	size_t vuart_count;
	uint32_t vuart_connections; /* of any type: the hypervisor counts them all */
};

/* The text of an element, of a child element, of an attribute. */
struct text model_text(const struct builder *builder, const xmlNode *element);
struct text model_child_text(const struct builder *builder, const xmlNode *element,
			     const char *child);
struct text model_attribute(const struct builder *builder, const xmlNode *element,
			    const char *name);

/* Whether a child element says y. */
bool model_is_yes(const struct builder *builder, const xmlNode *element, const char *child);

/* A place by a vBDF; blank is anywhere. */
struct place model_vbdf_place(struct text text);

/* A place by a slot attribute; a missing one is anywhere. */
struct place model_slot_place(struct text text);

/* The first VM of that name, or NULL; and its list of devices. */
struct vm *model_find_vm(const struct builder *builder, const char *name);
struct device_list *model_devices_of(const struct builder *builder, const struct vm *vm);

/* read/shmem.c: regions, from the hv section and from the VMs. */
void model_build_shmem(struct builder *builder, const xmlNode *root);

/* read/devices.c: vUART connections, then every VM's devices in the order of the command line. */
void model_build_devices(struct builder *builder, const xmlNode *root);

#endif
