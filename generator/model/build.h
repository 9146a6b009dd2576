/* SPDX-License-Identifier: BSD-3-Clause
 * build.h: how a reader builds a model.
 *
 * A reader adds the input's values with their spans, in the structs of model.h; the model links
 * them: names to VMs, peers to regions, duplicates to the first of them, devices in order. VMs come
 * first, because everything else refers to them; after them any order will do. Within one kind the
 * order of adding is the order of the scenario. Texts and the parts of devices are not copied: they
 * live as long as the arena. Adding never fails; the rules report what is wrong.
 */
#ifndef MODEL_BUILD_H
#define MODEL_BUILD_H

#include "model/model.h"

struct model_builder;

/* Begins a model in `arena` with what `base` has up to the linked part, and with room for
 * `vm_count` VMs. model_finish() has to follow. */
struct model_builder *model_new(struct arena *arena, const struct model *base, size_t vm_count);

/* Adds a VM; of each name the others refer to the first. The result stays where it is. */
const struct vm *model_add_vm(struct model_builder *builder, const struct vm *vm);

/* Adds a region, also where there is one of that name: two common declarations of one name are an
 * error. At least one declaration has to follow. */
struct shm_region *model_add_region(struct model_builder *builder, struct text name);

/* The first region of that name, added if there is none: VMs that declare a region by themselves
 * share it by its name. At least one declaration has to follow. */
struct shm_region *model_join_region(struct model_builder *builder, struct text name);

/* Adds a copy of a declaration to a region. */
void model_add_declaration(struct model_builder *builder, struct shm_region *region,
			   const struct shm_declaration *declaration);

/* Adds a copy of a peer to a region, and the region's device to its VM: peer->vm, or the one that
 * is called peer->vm_name. A second peer of one VM makes no second device. */
void model_add_peer(struct model_builder *builder, struct shm_region *region,
		    const struct shm_peer *peer, struct device_address address);

/* Adds a text that declares no region. */
void model_add_bad_text(struct model_builder *builder, const struct vm *vm, struct text text);

/* Adds an element that its VM should not have. */
void model_add_misplaced(struct model_builder *builder, const struct misplaced_element *element);

/* Adds a vUART connection, and its ends to the VMs that they name: as PCI devices if it is PCI. A
 * second end in one VM makes no second device. The ends are not copied: they are linked where they
 * are. */
void model_add_vuart(struct model_builder *builder, const struct vuart_connection *connection);

/* Adds any other device to a VM, PCI console vUARTs included. Only post-launched VMs have devices
 * that acrn-dm emulates: of other VMs these are ignored. */
void model_add_device(struct model_builder *builder, const struct vm *vm,
		      const struct device *device);

/* Links everything. The builder is gone afterwards. */
const struct model *model_finish(struct model_builder *builder);

#endif
