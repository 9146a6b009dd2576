/* SPDX-License-Identifier: BSD-3-Clause
 * device.h: one device of hv-land between the core and the hypervisor, and the lock around all
 * of them. All other calls are made with it held.
 */
#ifndef HV_DEVICE_H
#define HV_DEVICE_H

#include "hv/land.h"

static inline void hv_land_lock(const struct hv_land *land)
{
	land->hv->lock(land->hv->ctx);
}

static inline void hv_land_unlock(const struct hv_land *land)
{
	land->hv->unlock(land->hv->ctx);
}

/* The device of a row of the table: absent. */
void hv_device_init(struct hv_device *device, struct hv_land *land, const struct cfg_ivshmem *row);

/* From absent to bound, after power-on. */
void hv_device_create(struct hv_device *device, uint16_t vbdf);

/* One that is not absent: back to power-on, unmapped, and on in the given state. */
void hv_device_reset(struct hv_device *device, enum hv_device_state state);

/* The device at a place, bound or unbound; NULL if there is none. */
struct hv_device *hv_device_at(struct hv_land *land, struct hv_place place);

/* Rings the peer that a write to the doorbell has asked for, if it was one. This is not done within
 * the write, because the peer may be the device itself. */
void hv_device_finish_write(struct hv_device *device);

#endif
