/* SPDX-License-Identifier: BSD-3-Clause
 * peers.c: which VMs share a region. */
#include <ctype.h>

#include "base/arena.h"
#include "base/typo.h"
#include "rules/internal.h"
#include "rules/likely_typos.h"

/* Whether another peer of the region is the VM, or may be meant for it: then this one may be a VM
 * that is missing. */
static bool has_other_peer(const struct shm_peer *peer, const struct vm *vm)
{
	const struct shm_region *region = peer->region;

	for (size_t i = 0; i < region->peer_count; i++) {
		const struct shm_peer *other = region->peers[i];

		if (other->vm == vm || (other != peer && !other->vm &&
					typo_is_one_apart(other->vm_name.value, vm->name.value)))
			return true;
	}
	return false;
}

void check_shmem_unknown_vm(struct check *check, const struct shm_peer *peer)
{
	const struct vm *similar;
	struct diag *diag;

	if (peer->vm)
		return;
	if (!*peer->vm_name.value) {
		check_report(check, peer, peer->vm_name.at,
			     "region '%s' has a peer without a VM name", peer->region->name.value);
		return;
	}
	diag = check_report(check, peer, peer->vm_name.at, "unknown VM '%s' in region '%s'",
			    peer->vm_name.value, peer->region->name.value);
	similar = check_help_similar_vm(check, diag, peer->vm_name);
	if (similar && has_other_peer(peer, similar))
		diag_cannot_edit(diag);
}

/* Whether a VM declares the region itself, and not a list of VMs. */
static bool has_own_text(const struct shm_peer *peer)
{
	for (size_t i = 0; i < peer->region->declaration_count; i++)
		if (peer->region->declarations[i]->at.start == peer->at.start &&
		    peer->region->declarations[i]->vm)
			return true;
	return false;
}

void check_shmem_peer_duplicate(struct check *check, const struct shm_peer *peer)
{
	struct diag *diag;

	if (!peer->same_vm)
		return;
	diag = check_report(check, peer, peer->at, "duplicate peer '%s' of region '%s'",
			    peer->vm_name.value, peer->region->name.value);
	diag_note(diag, peer->same_vm->at, "the first one is here");
	diag_help(diag, "remove one of the two");
	check_remove_duplicate(diag, has_own_text(peer) ? "shm_region" : "IVSHMEM_VM", peer->at,
			       peer->same_vm->at);
}

/* Whether two names differ in nothing but a digit, as those of a series do. */
static bool differ_in_digit(const char *name, const char *other)
{
	while (*name && *name == *other) {
		name++;
		other++;
	}
	return isdigit((unsigned char)*name) && isdigit((unsigned char)*other);
}

/* Scripts need not be all of a machine's: there two regions of one VM, or of a series, may have
 * their peers in others. */
static bool is_typo(const struct check *check, const struct likely_typo *typo)
{
	const struct shm_region *region = typo->region, *other = typo->other;

	if (!other || !check->model->is_of_scripts)
		return other;
	return region->peers[0]->vm != other->peers[0]->vm &&
	       !differ_in_digit(region->name.value, other->name.value);
}

/* One message for two regions, at the later one. */
void check_shmem_name_likely_typo(struct check *check)
{
	const struct model *model = check->model;
	struct likely_typo *regions =
		arena_array(check->scratch, model->region_count, sizeof(*regions));
	size_t count = 0;
	struct diag *diag;

	for (size_t i = 0; i < model->region_count; i++)
		if (model->regions[i]->peer_count < 2 &&
		    !check_is_reported(check, model->regions[i]))
			regions[count++].region = model->regions[i];
	likely_typos_find(check->scratch, regions, count);
	for (size_t i = 0; i < count; i++) {
		const struct shm_region *region = regions[i].region, *other = regions[i].other;

		if (!is_typo(check, &regions[i]))
			continue;
		if (region->index < other->index) {
			check_mark(check, region);
			continue;
		}
		diag = (check->model->is_of_scripts ? check_warn : check_report)(
			check, region, region->name.at,
			"regions '%s' and '%s' have one peer each: one of the names is a likely "
			"typo",
			region->name.value, other->name.value);
		diag_note(diag, other->name.at, "the other one is here");
		diag_help(diag, "write the same name in both places");
	}
}

void check_shmem_unshared(struct check *check, const struct shm_region *region)
{
	struct diag *diag;

	if (region->peer_count >= 2)
		return;
	if (!region->peer_count)
		diag = check_report(check, region, region->name.at, "region '%s' has no peer",
				    region->name.value);
	else
		diag = check_report(check, region, region->name.at,
				    "region '%s' has only one peer, VM '%s'", region->name.value,
				    region->peers[0]->vm_name.value);
	diag_help(diag, "add a second VM, or remove the region");
}
