/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: one device of hv-land between the core and the hypervisor, and the lock around all
 * of them. All other calls are made with it held.
 */
#ifndef HV_INTERNAL_H
#define HV_INTERNAL_H

#include "hv/land.h"

static inline void hv_land_lock(const struct hv_land *land)
{
	land->hv->lock(land->hv->ctx);
}

static inline void hv_land_unlock(const struct hv_land *land)
{
	land->hv->unlock(land->hv->ctx);
}

/* The device of row `index` of the table: absent. */
void hv_device_init(struct hv_land *land, uint32_t index);

/* From absent to bound, after power-on. */
void hv_device_create(struct hv_device *device, uint16_t vbdf);

/* One that is not absent: back to power-on, unmapped, and on in the given state. */
void hv_device_reset(struct hv_device *device, enum hv_device_state state);

/* A VM's devices, which follow each other, of any state; *count is 0 for no VM. */
struct hv_device *hv_device_first(const struct hv_land *land, uint16_t vm, uint32_t *count);

/* The device at an address, bound or unbound; NULL if there is none. */
struct hv_device *hv_device_at(const struct hv_land *land, struct hv_place place);

/* Notifies the peer that a write to the doorbell has asked for, if it was one. This is not done
 * within the write, because the peer may be the device itself. */
void hv_device_finish_write(struct hv_device *device);

#endif
