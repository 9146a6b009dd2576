/* SPDX-License-Identifier: BSD-3-Clause
 * order.h: the order of VMs in what is made of a model.
 */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include "model/model.h"

/* The VMs by rising ID; of the same ID, and those without one at the end, as in the scenario. */
const struct vm **model_vms_by_id(struct arena *arena, const struct model *model);

#endif
