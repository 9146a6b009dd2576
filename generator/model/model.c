/* SPDX-License-Identifier: BSD-3-Clause
 * model.c: small questions about what is in a model. */
#include "model/model.h"

#include <string.h>

bool model_is_started_by_acrn_hv(const struct model *model, const struct vm *vm)
{
	if (model->target != TARGET_LAB || !model->has_hv_land)
		return false;
	return vm->load_order == CFG_PRE_LAUNCHED ||
	       (vm->load_order == CFG_SERVICE_VM && !model_is_blank(vm->kernel));
}

const char *model_tap_prefix(const struct model *model, const char *interface)
{
	return model->release >= RELEASE_3_0 || strncmp(interface, "tap", 3) == 0 ? "" : "tap_";
}

bool model_declares_region_id(const struct shm_declaration *declaration)
{
	return declaration->has_region_id && !model_is_blank(declaration->region_id_text);
}
