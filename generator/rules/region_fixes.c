/* SPDX-License-Identifier: BSD-3-Clause
 * region_fixes.c: edits that make the declarations of a region agree, where it is clear on what. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/space.h"
#include "rules/region_fixes.h"

#define MIB (UINT64_C(1) << 20)

bool region_majority(const struct shm_region *region,
		     bool (*get)(const struct shm_declaration *declaration, uint64_t *value),
		     uint64_t *value)
{
	uint64_t candidate = 0, each;
	size_t lead = 0, with_value = 0, agreeing = 0;

	for (size_t i = 0; i < region->declaration_count; i++) {
		if (!get(region->declarations[i], &each))
			continue;
		with_value++;
		if (!lead)
			candidate = each;
		lead = each == candidate ? lead + 1 : lead - 1;
	}
	for (size_t i = 0; i < region->declaration_count; i++)
		agreeing += get(region->declarations[i], &each) && each == candidate;
	*value = candidate;
	return agreeing > 1 && agreeing > with_value - agreeing;
}

void region_fix_size(const struct check *check, struct diag *diag,
		     const struct shm_declaration *declaration, uint64_t bytes)
{
	uint64_t number = declaration->is_bytes ? bytes : bytes / MIB;

	if (!declaration->is_bytes && bytes % MIB)
		diag_cannot_edit(diag);
	else
		diag_replace(diag, declaration->size_text.at, declaration->size_text.value,
			     arena_printf(check->arena, "%" PRIu64, number));
}

void region_fix_ids(struct diag *diag, const struct shm_region *region, uint16_t former,
		    const char *id)
{
	for (size_t i = 0; i < region->declaration_count; i++) {
		const struct shm_declaration *declaration = region->declarations[i];

		if (!model_is_blank(declaration->region_id_text) && declaration->has_region_id &&
		    declaration->region_id == former)
			diag_replace(diag, declaration->region_id_text.at,
				     declaration->region_id_text.value, id);
	}
}

const char *region_free_id(struct check *check, const char *former)
{
	bool is_taken[CFG_REGION_ID_MAX + 1] = { false };
	bool is_hex = former[strspn(former, "0123456789")];

	for (size_t i = 0; i < check->model->region_count; i++) {
		const struct shm_region *region = check->model->regions[i];

		for (size_t j = 0; j < region->declaration_count; j++)
			is_taken[region->declarations[j]->region_id] = true;
	}
	for (unsigned id = CFG_REGION_ID_RESERVED_MAX + 1; id <= CFG_REGION_ID_MAX; id++) {
		if (is_taken[id] || check_is_proposed(check, NULL, id))
			continue;
		check_propose(check, NULL, id);
		return arena_printf(check->arena, is_hex ? "0x%X" : "%u", id);
	}
	return NULL;
}

void region_fix_land(struct diag *diag, const struct shm_region *region, enum cfg_land land)
{
	static const char *const names[] = {
		[CFG_LAND_DM] = "Device Model", [CFG_LAND_HV] = "Hypervisor"
	};
	enum cfg_land former = land == CFG_LAND_HV ? CFG_LAND_DM : CFG_LAND_HV;

	for (size_t i = 0; i < region->declaration_count; i++) {
		const struct shm_declaration *declaration = region->declarations[i];
		struct span at = declaration->land_at;

		if (declaration->land != former)
			continue;
		if (!declaration->vm) {
			diag_replace(diag, at, names[former], names[land]);
			continue;
		}
		if (at.end - at.start < 4 || memcmp(at.source->bytes + at.start + 2, ":/", 2) != 0)
			diag_cannot_edit(diag);
		at.end = at.start + 2;
		diag_replace(diag, at, land == CFG_LAND_HV ? "dm" : "hv",
			     land == CFG_LAND_HV ? "hv" : "dm");
	}
}

/* The bytes of a unit such as M, MB or MiB; 0 for what is none. */
static uint64_t unit_bytes(const char *unit)
{
	static const char letters[] = "BKMG";
	const char *letter = strchr(letters, toupper((unsigned char)*unit));

	if (!*unit || !letter)
		return 0;
	if (unit[1] && strcasecmp(unit + 1, "b") != 0 && strcasecmp(unit + 1, "ib") != 0)
		return 0;
	return UINT64_C(1) << (10 * (letter - letters));
}

bool region_meant_size(const struct shm_declaration *declaration, uint64_t *bytes)
{
	const char *text = declaration->size_text.value;
	unsigned base = 10;
	uint64_t value = 0, unit = declaration->is_bytes ? 1 : MIB;
	const char *digit;

	while (is_space(*text) || *text == '-' || *text == '+')
		text++;
	if (text[0] == '0' && tolower((unsigned char)text[1]) == 'x') {
		base = 16;
		text += 2;
	}
	for (digit = text;
	     base == 16 ? isxdigit((unsigned char)*digit) : isdigit((unsigned char)*digit);
	     digit++) {
		unsigned number = (unsigned)(isdigit((unsigned char)*digit)
						     ? *digit - '0'
						     : tolower((unsigned char)*digit) - 'a' + 10);

		value = value > UINT32_MAX ? value : value * base + number;
	}
	if (digit == text)
		return false;
	while (is_space(*digit))
		digit++;
	if (*digit)
		unit = unit_bytes(digit);
	*bytes = value > UINT64_MAX / (unit ? unit : 1) ? UINT64_MAX : value * unit;
	return unit > 0;
}
