/* SPDX-License-Identifier: BSD-3-Clause
 * compare.c: compares the declarations of a region. */
#include "base/arena.h"
#include "rules/launch.h"

const char *check_declarer(const struct check *check, const struct shm_declaration *declaration)
{
	if (!declaration->vm)
		return "the IVSHMEM_REGION";
	return arena_printf(check->arena, "VM '%s'", declaration->vm->name.value);
}

/* Whether two declarations hold at once: all those of a scenario do. */
static bool can_meet(struct check *check, const struct shm_declaration *one,
		     const struct shm_declaration *other)
{
	return !check->model->is_of_scripts ||
	       launch_can_meet(check, one->vm, one->when, other->vm, other->when);
}

const struct shm_declaration *
check_first_mismatch(struct check *check, const struct shm_region *region,
		     bool (*get)(const struct shm_declaration *declaration, uint64_t *value),
		     const struct shm_declaration **first)
{
	uint64_t value, first_value = 0;

	*first = NULL;
	for (size_t i = 0; i < region->declaration_count; i++) {
		const struct shm_declaration *declaration = region->declarations[i];

		if (check_is_reported(check, declaration) || !get(declaration, &value))
			continue;
		if (*first && value != first_value && can_meet(check, *first, declaration))
			return declaration;
		if (!*first) {
			*first = declaration;
			first_value = value;
		}
	}
	return NULL;
}
