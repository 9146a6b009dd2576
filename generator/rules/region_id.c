/* SPDX-License-Identifier: BSD-3-Clause
 * region_id.c: the IDs by which guests tell regions apart. */
#include "base/arena.h"
#include "rules/internal.h"

static void judge_region_id(struct check *check, const struct shm_link *link,
			    const struct shm_declaration *declaration)
{
	struct diag *diag;

	if (declaration->has_region_id)
		return;
	diag = diag_add(check->diags, DIAG_REGION_ID_INVALID, declaration->region_id_text.at,
			"'%s' is no ID for region '%s'", declaration->region_id_text.value,
			link->name.value);
	diag_help(diag, "write a number from 0x1000 to 0xFFFF, or 0 for none");
}

void check_region_id_invalid(struct check *check)
{
	check_each_declaration(check, judge_region_id);
}

static void judge_reserved(struct check *check, const struct shm_link *link,
			   const struct shm_declaration *declaration)
{
	struct diag *diag;

	if (!declaration->has_region_id || declaration->region_id == CFG_REGION_ID_NONE ||
	    declaration->region_id > CFG_REGION_ID_RESERVED_MAX)
		return;
	diag = diag_add(check->diags, DIAG_REGION_ID_RESERVED, declaration->region_id_text.at,
			"region '%s' has the ID %u: those up to %u (0xFFF) are reserved",
			link->name.value, declaration->region_id, CFG_REGION_ID_RESERVED_MAX);
	diag_help(diag, "take one from 0x1000 to 0xFFFF");
}

void check_region_id_reserved(struct check *check)
{
	check_each_declaration(check, judge_reserved);
}

static uint64_t region_id_of(const struct shm_declaration *declaration)
{
	return declaration->region_id;
}

static void judge_same_region_id(struct check *check, const struct shm_link *link)
{
	const struct shm_declaration *first;
	const struct shm_declaration *other = check_first_mismatch(
		link, (struct check_agreement) { model_declares_region_id, region_id_of }, &first);
	struct diag *diag;

	if (!other)
		return;
	diag = diag_add(check->diags, DIAG_REGION_ID_MISMATCH, other->region_id_text.at,
			"region '%s' has the ID %u here but %u for %s", link->name.value,
			other->region_id, first->region_id, check_declarer(check, first));
	diag_note(diag, first->region_id_text.at, "%s says %u here", check_declarer(check, first),
		  first->region_id);
	diag_help(diag, "give all peers the same ID, or leave it out");
}

void check_region_id_mismatch(struct check *check)
{
	check_each_link(check, judge_same_region_id);
}

/* The latest region seen with an ID, and for which VM. */
struct seen_id {
	const struct vm *vm;
	const struct shm_declaration *declaration;
	const struct shm_declaration
		*reported; /* two VMs that share both regions make one mistake */
};

/* Two regions of one VM with one ID: its guest could not tell them apart. *seen is made for the
 * first ID, since most scenarios have none. */
static void judge_ids_of_vm(struct check *check, const struct vm *vm, struct seen_id **seen)
{
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];
		const struct shm_declaration *declaration =
			device->kind == DEVICE_IVSHMEM ? device->ivshmem->link->id_declaration
						       : NULL;
		struct seen_id *earlier;
		struct diag *diag;

		if (!declaration || declaration->region_id == CFG_REGION_ID_NONE)
			continue;
		if (!*seen)
			*seen = arena_array(check->arena, CFG_REGION_ID_MAX + 1, sizeof(**seen));
		earlier = &(*seen)[declaration->region_id];
		if (earlier->vm == vm && earlier->reported != declaration) {
			diag = diag_add(check->diags, DIAG_REGION_ID_DUPLICATE,
					declaration->region_id_text.at,
					"VM '%s' has two regions with the ID %u", vm->name.value,
					declaration->region_id);
			diag_note(diag, earlier->declaration->region_id_text.at,
				  "the other one is '%s'", earlier->declaration->link->name.value);
			diag_help(diag, "give each region of a VM an ID of its own");
			earlier->reported = declaration;
		}
		earlier->vm = vm;
		earlier->declaration = declaration;
	}
}

void check_region_id_duplicate(struct check *check)
{
	struct seen_id *seen = NULL;

	for (size_t i = 0; i < check->model->vm_count; i++)
		judge_ids_of_vm(check, &check->model->vms[i], &seen);
}

static void judge_support(struct check *check, const struct shm_link *link)
{
	const struct shm_declaration *declaration = link->id_declaration;

	if (declaration && declaration->region_id != CFG_REGION_ID_NONE)
		diag_add(check->diags, DIAG_REGION_ID_UNSUPPORTED, declaration->region_id_text.at,
			 "region '%s' goes without its ID: acrn-dm takes one from ACRN 3.3 on",
			 link->name.value);
}

void check_region_id_unsupported(struct check *check)
{
	if (check->model->release < RELEASE_3_3)
		check_each_link(check, judge_support);
}
