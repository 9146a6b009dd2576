/* SPDX-License-Identifier: BSD-3-Clause
 * peers.c: who shares a region with whom. */
#include "rules/rules.h"

void check_shmem_unknown_vm(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->link_count; i++) {
		const struct shm_link *link = model->links[i];

		for (size_t j = 0; j < link->peer_count; j++) {
			const struct shm_dev *peer = link->peers[j];

			if (peer->vm)
				continue;
			if (*peer->vm_name.value)
				diag_add(check->diags, DIAG_SHMEM_UNKNOWN_VM, peer->vm_name.at,
					 "region '%s' names VM '%s', which does not exist",
					 link->name.value, peer->vm_name.value);
			else
				diag_add(check->diags, DIAG_SHMEM_UNKNOWN_VM, peer->vm_name.at,
					 "region '%s' has a peer without a VM name",
					 link->name.value);
		}
	}
}

void check_shmem_peer_twice(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->link_count; i++) {
		const struct shm_link *link = model->links[i];

		for (size_t j = 0; j < link->peer_count; j++) {
			const struct shm_dev *peer = link->peers[j];
			struct diag *diag;

			if (!peer->same_vm)
				continue;
			diag = diag_add(check->diags, DIAG_SHMEM_PEER_TWICE, peer->at,
					"VM '%s' is a peer of region '%s' already",
					peer->vm_name.value, link->name.value);
			diag_note(diag, peer->same_vm->at, "it is first named here");
			diag_help(diag, "remove one of the two");
		}
	}
}

static void report_alone(struct check *check, const struct shm_link *link)
{
	struct diag *diag;

	if (!link->peer_count)
		diag = diag_add(check->diags, DIAG_SHMEM_ALONE, link->name.at,
				"region '%s' has no VM at all", link->name.value);
	else
		diag = diag_add(check->diags, DIAG_SHMEM_ALONE, link->name.at,
				"only VM '%s' has region '%s'", link->peers[0]->vm_name.value,
				link->name.value);
	diag_help(diag, "let a second VM share it, or remove it");
}

/* One message for the two regions of a near miss, at the later one. */
static void report_near_miss(struct check *check, const struct shm_link *link,
			     const struct shm_link *other)
{
	struct diag *diag;

	if (link->name.at.start < other->name.at.start)
		return;
	diag = diag_add(check->diags, DIAG_SHMEM_NAME_LIKELY_TYPO, link->name.at,
			"region '%s' has one peer, and so has '%s': one of the two is misspelt",
			link->name.value, other->name.value);
	diag_note(diag, other->name.at, "the other one is here");
	diag_help(diag, "write the same name in both places");
}

void check_shmem_alone(struct check *check)
{
	const struct unshared *unshared = &check->unshared;

	for (size_t i = 0; i < unshared->count; i++)
		if (!unshared->regions[i].likely_typo && unshared->regions[i].link->is_name_valid)
			report_alone(check, unshared->regions[i].link);
}

void check_shmem_name_near_miss(struct check *check)
{
	const struct unshared *unshared = &check->unshared;

	for (size_t i = 0; i < unshared->count; i++)
		if (unshared->regions[i].likely_typo)
			report_near_miss(check, unshared->regions[i].link,
					 unshared->regions[i].likely_typo);
}
