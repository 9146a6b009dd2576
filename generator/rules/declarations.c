/* SPDX-License-Identifier: BSD-3-Clause
 * declarations.c: walks over what is said of regions, and compares it. */
#include "base/arena.h"
#include "rules/internal.h"

void check_each_link(struct check *check, void (*judge)(struct check *, const struct shm_link *))
{
	for (size_t i = 0; i < check->model->link_count; i++)
		judge(check, check->model->links[i]);
}

void check_each_declaration(struct check *check,
			    void (*judge)(struct check *, const struct shm_link *,
					  const struct shm_declaration *))
{
	for (size_t i = 0; i < check->model->link_count; i++)
		for (size_t j = 0; j < check->model->links[i]->declaration_count; j++)
			judge(check, check->model->links[i],
			      check->model->links[i]->declarations[j]);
}

const char *check_declarer(const struct check *check, const struct shm_declaration *declaration)
{
	if (!declaration->vm)
		return "the IVSHMEM_REGION";
	return arena_printf(check->arena, "VM '%s'", declaration->vm->name.value);
}

const struct shm_declaration *check_first_mismatch(const struct shm_link *link,
						   struct check_agreement on,
						   const struct shm_declaration **first)
{
	*first = NULL;
	for (size_t i = 0; i < link->declaration_count; i++) {
		const struct shm_declaration *declaration = link->declarations[i];

		if (!on.is_said(declaration))
			continue;
		if (!*first)
			*first = declaration;
		else if (on.value(declaration) != on.value(*first))
			return declaration;
	}
	return NULL;
}
