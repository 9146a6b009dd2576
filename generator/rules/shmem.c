/* SPDX-License-Identifier: BSD-3-Clause
 * shmem.c: the declarations of a region: name, size, land. */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "rules/internal.h"
#include "rules/region_fixes.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)

static const char *size_name(const struct check *check, uint64_t bytes)
{
	if (bytes && bytes % MIB == 0)
		return arena_printf(check->arena, "%" PRIu64 " MiB", bytes / MIB);
	return arena_printf(check->arena, "%" PRIu64 " bytes", bytes);
}

/* A size as a declaration would write it: in bytes, or in MiB where it is whole MiB. */
static const char *size_in_notation(const struct check *check, uint64_t bytes,
				    const struct shm_declaration *declaration)
{
	if (declaration->is_bytes || bytes % MIB)
		return arena_printf(check->arena, "%" PRIu64 " (bytes)", bytes);
	return arena_printf(check->arena, "%" PRIu64 " (MiB)", bytes / MIB);
}

static const char *land_name(enum cfg_land land)
{
	return land == CFG_LAND_HV ? "hv-land" : "dm-land";
}

/* A prefix in upper case is meant for the one in lower case. */
static void fix_prefix(struct diag *diag, struct text text)
{
	static const char *const lands[] = { "dm", "hv" };

	for (size_t i = 0; i < 2; i++) {
		struct span at = text.at;
		char former[3] = { text.value[0], text.value[0] ? text.value[1] : '\0', '\0' };

		if (strcasecmp(former, lands[i]) != 0 || strcmp(former, lands[i]) == 0 ||
		    strncmp(text.value + 2, ":/", 2) != 0)
			continue;
		at.end = at.start + 2;
		diag_replace(diag, at, former, lands[i]);
	}
}

void check_shmem_text_invalid(struct check *check)
{
	for (size_t i = 0; i < check->model->bad_text_count; i++) {
		struct text text = check->model->bad_texts[i].text;
		struct diag *diag = check_report(check, &check->model->bad_texts[i], text.at,
						 "invalid region declaration '%s'", text.value);

		diag_help(diag, "write [hv:/|dm:/]NAME,SIZE[,REGION_ID], for example dm:/test,2");
		fix_prefix(diag, text);
	}
}

void check_shmem_name_invalid(struct check *check, const struct shm_region *region)
{
	struct diag *diag;

	if (region->is_name_valid)
		return;
	if (!*region->name.value)
		diag = check_report(check, region, region->name.at, "missing region name");
	else
		diag = check_report(check, region, region->name.at, "invalid region name '%s'",
				    region->name.value);
	diag_help(diag, "use 1 to %d letters (A-Z, a-z), digits or '_'", CFG_REGION_NAME_MAX);
}

void check_shmem_name_duplicate(struct check *check, const struct shm_region *region)
{
	struct diag *diag;

	if (!region->same_name)
		return;
	diag = check_report(check, region, region->name.at, "duplicate region name '%s'",
			    region->name.value);
	diag_note(diag, region->same_name->name.at, "the first one is here");
	diag_help(diag, "rename one, or list all VMs in one IVSHMEM_REGION");
}

/* The limits of a release, in bytes. ACRN 2.2 brought the two lands, and other limits with them. */
static void size_limits(enum release release, uint64_t *min, uint64_t *max)
{
	bool has_lands = release >= RELEASE_2_2;

	*min = has_lands ? CFG_REGION_SIZE_MIN : CFG_REGION_SIZE_MIN_2_0;
	*max = has_lands ? CFG_REGION_SIZE_MAX : CFG_REGION_SIZE_MAX_2_0;
}

static uint64_t next_power_of_two(uint64_t value, uint64_t min, uint64_t max)
{
	uint64_t power = min;

	while (power < value && power < max)
		power *= 2;
	return power;
}

/* What an invalid size is to be, in bytes: the nearest valid one; for a text that is no size, that
 * of another declaration. *is_clear is whether there is one, or the text has a number. */
static uint64_t right_size(const struct check *check, const struct shm_declaration *declaration,
			   bool *is_clear)
{
	const struct shm_region *region = declaration->region;
	uint64_t min, max, bytes = declaration->size;

	size_limits(check->model->release, &min, &max);
	*is_clear = declaration->has_size;
	for (size_t i = 0; i < region->declaration_count && !*is_clear; i++) {
		*is_clear = region->declarations[i]->has_size;
		bytes = region->declarations[i]->size;
	}
	if (!*is_clear)
		*is_clear =
			!*declaration->size_text.value || region_meant_size(declaration, &bytes);
	return next_power_of_two(bytes, min, max);
}

/* Puts a size into all declarations that have the same invalid one. */
static void fix_size(const struct check *check, struct diag *diag,
		     const struct shm_declaration *declaration, uint64_t bytes)
{
	const struct shm_region *region = declaration->region;

	region_fix_size(check, diag, declaration, bytes);
	for (size_t i = 0; i < region->declaration_count && declaration->has_size; i++) {
		const struct shm_declaration *other = region->declarations[i];

		if (other != declaration && other->has_size && other->size == declaration->size)
			region_fix_size(check, diag, other, bytes);
	}
}

/* The fix for a size, in the notation of the declaration. */
static void help_with_size(struct check *check, const struct shm_declaration *declaration,
			   struct diag *diag)
{
	bool is_clear;
	uint64_t valid = right_size(check, declaration, &is_clear);
	uint64_t number = declaration->is_bytes ? valid : valid / MIB;

	if (declaration->is_bytes && check->model->release >= RELEASE_2_2 &&
	    declaration->size < CFG_REGION_SIZE_MIN) {
		diag_help(diag,
			  "write dm:/%s,%" PRIu64
			  " (MiB), or generate for ACRN 2.0 with --acrn-release 2.0",
			  declaration->region->name.value, valid / MIB);
		return;
	}
	diag_help(diag, "write %" PRIu64 ": the size is in %s", number,
		  declaration->is_bytes ? "bytes" : "MiB");
	if (is_clear)
		fix_size(check, diag, declaration, valid);
}

void check_shmem_size_invalid(struct check *check, const struct shm_declaration *declaration)
{
	const struct shm_region *region = declaration->region;
	uint64_t min, max;
	struct diag *diag;

	size_limits(check->model->release, &min, &max);
	if (!declaration->has_size) {
		diag = check_report(check, declaration, declaration->size_text.at,
				    "invalid size '%s'", declaration->size_text.value);
		help_with_size(check, declaration, diag);
		return;
	}
	/* The same invalid size from every peer is one mistake; different sizes are a mismatch. */
	if (declaration != region->declarations[0])
		return;
	if (declaration->size < min || declaration->size > max)
		diag = check_report(check, declaration, declaration->size_text.at,
				    "region '%s' is %s: must be from %s to %s for ACRN %s",
				    region->name.value, size_name(check, declaration->size),
				    size_name(check, min), size_name(check, max),
				    release_name(check->model->release));
	else if (declaration->size & (declaration->size - 1))
		diag = check_report(check, declaration, declaration->size_text.at,
				    "region '%s' is %s, which is not a power of two",
				    region->name.value, size_name(check, declaration->size));
	else
		return;
	help_with_size(check, declaration, diag);
}

static bool get_size(const struct shm_declaration *declaration, uint64_t *size)
{
	*size = declaration->size;
	return declaration->has_size;
}

/* Whether it is clear which of two sizes a region of a scenario is to have: that of most of its
 * declarations, or the only one of two that is valid. */
static bool agreed_size(const struct check *check, const struct shm_region *region, uint64_t one,
			uint64_t other, uint64_t *size)
{
	uint64_t min, max;
	bool is_one_valid, is_other_valid;

	if (check->model->is_of_scripts)
		return false;
	if (region_majority(region, get_size, size))
		return true;
	size_limits(check->model->release, &min, &max);
	is_one_valid = next_power_of_two(one, min, max) == one;
	is_other_valid = next_power_of_two(other, min, max) == other;
	*size = is_one_valid ? one : other;
	return region->declaration_count == 2 && is_one_valid != is_other_valid;
}

void check_shmem_size_mismatch(struct check *check, const struct shm_region *region)
{
	const struct shm_declaration *first;
	const struct shm_declaration *other = check_first_mismatch(check, region, get_size, &first);
	struct diag *diag;
	uint64_t size;
	bool is_clear;

	if (!other)
		return;
	is_clear = agreed_size(check, region, first->size, other->size, &size);
	diag = check_report(check, region, other->size_text.at,
			    "region '%s' is %s here but %s for %s", region->name.value,
			    size_name(check, other->size), size_name(check, first->size),
			    check_declarer(check, first));
	for (size_t i = 0; i < region->declaration_count; i++)
		if (region->declarations[i] != other && region->declarations[i]->has_size)
			diag_note(diag, region->declarations[i]->size_text.at,
				  "%s declares %s here",
				  check_declarer(check, region->declarations[i]),
				  size_name(check, region->declarations[i]->size));
	diag_help(diag, "use the same size for every peer, for example %s",
		  size_in_notation(check, is_clear ? size : first->size, other));
	for (size_t i = 0; i < region->declaration_count && is_clear; i++)
		if (region->declarations[i]->has_size && region->declarations[i]->size != size)
			region_fix_size(check, diag, region->declarations[i], size);
}

static bool get_land(const struct shm_declaration *declaration, uint64_t *land)
{
	*land = declaration->land;
	return true;
}

/* Whether a region cannot be in dm-land: that memory is the Service VM's, and only acrn-dm maps it.
 */
static bool has_hv_peer(const struct shm_region *region)
{
	for (size_t i = 0; i < region->peer_count; i++)
		if (region->peers[i]->vm && region->peers[i]->vm->load_order &&
		    region->peers[i]->vm->load_order != CFG_POST_LAUNCHED)
			return true;
	return false;
}

void check_shmem_land_mismatch(struct check *check, const struct shm_region *region)
{
	const struct shm_declaration *first;
	const struct shm_declaration *other = check_first_mismatch(check, region, get_land, &first);
	struct diag *diag;
	uint64_t land;

	if (!other)
		return;
	diag = check_report(check, region, other->land_at,
			    "region '%s' is in %s here but in %s for %s", region->name.value,
			    land_name(other->land), land_name(first->land),
			    check_declarer(check, first));
	for (size_t i = 0; i < region->declaration_count; i++)
		if (region->declarations[i] != other)
			diag_note(diag, region->declarations[i]->land_at, "%s declares it in %s",
				  check_declarer(check, region->declarations[i]),
				  land_name(region->declarations[i]->land));
	diag_help(diag,
		  "use the same prefix for every peer: dm-land and hv-land are separate memory");
	if (has_hv_peer(region))
		region_fix_land(diag, region, CFG_LAND_HV);
	else if (region_majority(region, get_land, &land))
		region_fix_land(diag, region, (enum cfg_land)land);
}

/* Only acrn-dm maps memory of dm-land: into post-launched VMs. */
static void check_dm_peers(struct check *check, const struct shm_region *region)
{
	const struct shm_declaration *declaration = region->declarations[0];
	struct diag *diag = NULL;

	for (size_t i = 0; i < region->peer_count; i++) {
		const struct vm *vm = region->peers[i]->vm;
		const char *kind;

		if (!vm || vm->load_order == CFG_POST_LAUNCHED || check_is_reported(check, vm))
			continue;
		kind = vm->load_order == CFG_SERVICE_VM ? "the Service VM" : "pre-launched";
		if (!diag)
			diag = check_report(check, region, declaration->land_at,
					    "region '%s' is in dm-land, but VM '%s' is %s",
					    region->name.value, vm->name.value, kind);
		diag_note(diag, region->peers[i]->vm_name.at, "VM '%s' is %s", vm->name.value,
			  kind);
	}
	diag_help(diag, declaration->vm ? "use the prefix hv:/" : "use PROVIDED_BY Hypervisor");
	region_fix_land(diag, region, CFG_LAND_HV);
}

void check_shmem_land_forbidden(struct check *check, const struct shm_region *region)
{
	const struct shm_declaration *declaration = region->declarations[0];
	struct diag *diag;

	if (declaration->land == CFG_LAND_DM) {
		check_dm_peers(check, region);
	} else if (check->model->release < RELEASE_2_2) {
		diag = check_report(check, region, declaration->land_at,
				    "region '%s' is in hv-land, which ACRN %s does not have",
				    region->name.value, release_name(check->model->release));
		diag_help(diag, "generate for a later release with --acrn-release");
	}
}

/* Regions of one name count as one. */
void check_shmem_too_many(struct check *check)
{
	const struct shm_region *ninth = NULL;
	size_t count = 0;
	struct diag *diag;

	for (size_t i = 0; i < check->model->region_count; i++) {
		const struct shm_region *region = check->model->regions[i];

		if (region->declarations[0]->land == CFG_LAND_HV && !region->same_name &&
		    ++count == CFG_HV_REGIONS_MAX + 1)
			ninth = region;
	}
	if (!ninth)
		return;
	diag = check_report(check, ninth, ninth->name.at,
			    "too many hv-land regions: %zu, but ACRN's hypervisor has room for %d",
			    count, CFG_HV_REGIONS_MAX);
	diag_help(diag, "merge some, or move those of post-launched VMs to dm-land");
}
