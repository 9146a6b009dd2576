/* SPDX-License-Identifier: BSD-3-Clause
 * device_name.h: what a device of the board is called.
 */
#ifndef PLAN_DEVICE_NAME_H
#define PLAN_DEVICE_NAME_H

#include "model/model.h"

/* "Class: Vendor Name", as the board describes a device, or as the scenario has it behind the
 * address; NULL where neither does. */
const char *device_name(const struct model *model, const struct passthrough_device *device);

#endif
