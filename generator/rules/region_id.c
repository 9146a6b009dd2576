/* SPDX-License-Identifier: BSD-3-Clause
 * region_id.c: the IDs by which guests tell regions apart. */
#include <string.h>

#include "base/arena.h"
#include "rules/internal.h"
#include "rules/region_fixes.h"
#include "schema/number.h"

/* What an invalid ID is to be: that of another declaration, or itself as a number in hex whose 0x
 * is missing, or 0 for an empty one, or the first free one. */
static const char *right_id(struct check *check, const struct shm_declaration *declaration)
{
	const struct shm_declaration *other = declaration->region->id_declaration;
	const char *text = declaration->region_id_text.value;
	uint64_t value;

	if (!*text)
		return "0";
	if (other && other->region_id > CFG_REGION_ID_RESERVED_MAX)
		return other->region_id_text.value;
	if (number_parse_base(text, strlen(text), 16, CFG_REGION_ID_MAX, &value) &&
	    text[strspn(text, "0123456789")] && value > CFG_REGION_ID_RESERVED_MAX)
		return arena_printf(check->arena, "0x%s", text);
	return region_free_id(check, text);
}

static void fix_invalid(struct check *check, struct diag *diag,
			const struct shm_declaration *declaration)
{
	const char *id = right_id(check, declaration);

	if (id)
		diag_replace(diag, declaration->region_id_text.at,
			     declaration->region_id_text.value, id);
}

/* Gives a region another ID, which no other one has. */
static void fix_id(struct check *check, struct diag *diag,
		   const struct shm_declaration *declaration)
{
	const char *id = diag ? region_free_id(check, declaration->region_id_text.value) : NULL;

	if (id)
		region_fix_ids(diag, declaration->region, declaration->region_id, id);
}

void check_region_id_invalid(struct check *check, const struct shm_declaration *declaration)
{
	struct diag *diag;

	if (declaration->has_region_id)
		return;
	diag = check_report(check, declaration, declaration->region_id_text.at,
			    "invalid ID '%s' of region '%s'", declaration->region_id_text.value,
			    declaration->region->name.value);
	diag_help(diag, "write a number from 0x1000 to 0xFFFF, or 0 for none");
	if (diag)
		fix_invalid(check, diag, declaration);
}

void check_region_id_reserved(struct check *check, const struct shm_declaration *declaration)
{
	struct diag *diag;

	if (declaration->region_id == CFG_REGION_ID_NONE ||
	    declaration->region_id > CFG_REGION_ID_RESERVED_MAX)
		return;
	diag = check_report(check, declaration, declaration->region_id_text.at,
			    "region '%s' has the ID %u: those up to %u (0xFFF) are reserved",
			    declaration->region->name.value, declaration->region_id,
			    CFG_REGION_ID_RESERVED_MAX);
	diag_help(diag, "use one from 0x1000 to 0xFFFF");
	fix_id(check, diag, declaration);
}

static bool get_region_id(const struct shm_declaration *declaration, uint64_t *id)
{
	*id = declaration->region_id;
	return !model_is_blank(declaration->region_id_text);
}

/* Gives all declarations the ID that most of them have, or that one of two has where the other one
 * has none. */
static void fix_mismatch(struct diag *diag, const struct shm_region *region,
			 const struct shm_declaration *first, const struct shm_declaration *other)
{
	const struct shm_declaration *right = first->region_id ? first : other;
	uint64_t id;

	if (region_majority(region, get_region_id, &id))
		right = first->region_id == id ? first : other;
	else if (region->declaration_count > 2 || (first->region_id && other->region_id))
		return;
	for (size_t i = 0; i < region->declaration_count; i++) {
		const struct shm_declaration *each = region->declarations[i];

		if (!model_is_blank(each->region_id_text) && each->region_id != right->region_id)
			diag_replace(diag, each->region_id_text.at, each->region_id_text.value,
				     right->region_id_text.value);
	}
}

void check_region_id_mismatch(struct check *check, const struct shm_region *region)
{
	const struct shm_declaration *first;
	const struct shm_declaration *other =
		check_first_mismatch(check, region, get_region_id, &first);
	struct diag *diag;

	if (!other)
		return;
	diag = check_report(check, region, other->region_id_text.at,
			    "region '%s' has the ID %u here but %u for %s", region->name.value,
			    other->region_id, first->region_id, check_declarer(check, first));
	diag_note(diag, first->region_id_text.at, "%s declares ID %u here",
		  check_declarer(check, first), first->region_id);
	diag_help(diag, "give all peers the same ID, or leave it out");
	fix_mismatch(diag, region, first, other);
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
static void check_ids_of_vm(struct check *check, const struct vm *vm, struct seen_id **seen)
{
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];
		const struct shm_declaration *declaration =
			device->kind == DEVICE_IVSHMEM ? device->ivshmem->region->id_declaration
						       : NULL;
		struct seen_id *earlier;
		struct diag *diag;

		if (!declaration || declaration->region_id == CFG_REGION_ID_NONE)
			continue;
		if (!*seen)
			*seen = arena_array(check->scratch, CFG_REGION_ID_MAX + 1, sizeof(**seen));
		earlier = &(*seen)[declaration->region_id];
		if (earlier->vm == vm && earlier->reported != declaration) {
			diag = check_report(check, declaration, declaration->region_id_text.at,
					    "VM '%s' has two regions with the ID %u",
					    vm->name.value, declaration->region_id);
			diag_note(diag, earlier->declaration->region_id_text.at,
				  "the other one is '%s'",
				  earlier->declaration->region->name.value);
			diag_help(diag, "give each region of a VM a different ID");
			fix_id(check, diag, declaration);
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
		check_ids_of_vm(check, &check->model->vms[i], &seen);
}

void check_region_id_unsupported(struct check *check, const struct shm_region *region)
{
	const struct shm_declaration *declaration = region->id_declaration;

	if (check->model->release < RELEASE_3_3 && declaration &&
	    declaration->region_id != CFG_REGION_ID_NONE)
		check_report(check, region, declaration->region_id_text.at,
			     "the ID of region '%s' is left out: acrn-dm supports region IDs since "
			     "ACRN 3.3",
			     region->name.value);
}
