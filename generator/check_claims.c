/* SPDX-License-Identifier: BSD-3-Clause
 * check_claims.c: walks over what is said of regions, and compares it. */
#include "arena.h"
#include "check_internal.h"

void check_each_link(struct check *check, void (*judge)(struct check *, const struct shm_link *))
{
	for (size_t i = 0; i < check->model->link_count; i++)
		judge(check, check->model->links[i]);
}

void check_each_claim(struct check *check, void (*judge)(struct check *, const struct shm_link *,
							 const struct shm_claim *))
{
	for (size_t i = 0; i < check->model->link_count; i++)
		for (size_t j = 0; j < check->model->links[i]->claim_count; j++)
			judge(check, check->model->links[i], check->model->links[i]->claims[j]);
}

const char *check_claimant(const struct check *check, const struct shm_claim *claim)
{
	if (!claim->vm)
		return "the IVSHMEM_REGION";
	return arena_printf(check->arena, "VM '%s'", claim->vm->name.value);
}

const struct shm_claim *check_dissenter(const struct shm_link *link, struct check_agreement on,
					const struct shm_claim **first)
{
	*first = NULL;
	for (size_t i = 0; i < link->claim_count; i++) {
		const struct shm_claim *claim = link->claims[i];

		if (!on.is_said(claim))
			continue;
		if (!*first)
			*first = claim;
		else if (on.value(claim) != on.value(*first))
			return claim;
	}
	return NULL;
}
