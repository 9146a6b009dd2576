/* SPDX-License-Identifier: BSD-3-Clause
 * find.c: selects one of a guest's ivshmem functions. */
#include "guest/lib/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool guest_parse_bdf(const char *text, unsigned parts[4])
{
	const char *colon = strchr(text, ':');
	bool has_domain = colon && strchr(colon + 1, ':');
	int end = 0;

	if (strspn(text, "0123456789abcdefABCDEF:.") != strlen(text))
		return false;
	parts[0] = 0;
	if (has_domain)
		sscanf(text, "%8x:%2x:%2x.%1x%n", &parts[0], &parts[1], &parts[2], &parts[3], &end);
	else
		sscanf(text, "%2x:%2x.%1x%n", &parts[1], &parts[2], &parts[3], &end);
	return end > 0 && text[end] == '\0' && parts[2] < 32 && parts[3] < 8;
}

/* The selection. */
struct wanted {
	bool is_any, is_slot;
	unsigned slot;
	struct guest_place place;
};

static bool parse_wanted(const struct ivshm_paths *paths, const char *which, struct wanted *wanted,
			 struct ivshm_error *error)
{
	uint64_t number;

	*wanted = (struct wanted) { .is_any = !which };
	if (!which)
		return true;
	if (strncmp(which, "id:", 3) == 0 && guest_parse_number(which + 3, UINT16_MAX, &number)) {
		wanted->place.region_id = (uint16_t)number;
		return true;
	}
	if (strncmp(which, "slot:", 5) == 0 && guest_parse_number(which + 5, 31, &number)) {
		wanted->is_slot = true;
		wanted->slot = (unsigned)number;
		return true;
	}
	if (strncmp(which, "name:", 5) == 0)
		return guest_place_of(paths, which + 5, &wanted->place, error);
	wanted->place.is_bdf = guest_parse_bdf(which, wanted->place.bdf);
	if (wanted->place.is_bdf)
		return true;
	return guest_fail(
		error, "invalid device '%s': must be like 00:06.0, slot:6, id:0x1000 or name:NAME",
		which);
}

static bool is_wanted(const struct wanted *wanted, const struct ivshm_info *info)
{
	unsigned parts[4] = { 0 };

	if (wanted->is_any)
		return true;
	if (!wanted->is_slot)
		return guest_is_at(info, &wanted->place);
	/* On the root bus, where device models put everything. */
	return guest_parse_bdf(info->bdf, parts) && !parts[0] && !parts[1] &&
	       parts[2] == wanted->slot;
}

/* The only one that matches; its index goes to *index. */
static bool choose(const struct wanted *wanted, const char *which, const struct ivshm_info *list,
		   size_t count, size_t *index, struct ivshm_error *error)
{
	size_t matches = 0, first = 0;

	for (size_t i = 0; i < count; i++) {
		if (!is_wanted(wanted, &list[i]))
			continue;
		if (matches++ == 0)
			first = i;
		*index = i;
	}
	if (matches == 1)
		return true;
	if (matches > 1)
		return guest_fail(
			error,
			"%zu devices match%s%s, for example %s and %s: select one by its BDF",
			matches, which ? " " : "", which ? which : "", list[first].bdf,
			list[*index].bdf);
	if (!which)
		return guest_fail(error, "no ivshmem device of revision 1 found");
	return guest_fail(error, "no ivshmem device of revision 1 matches %s", which);
}

bool ivshm_find(const struct ivshm_paths *paths, const char *which, struct ivshm_info *info,
		struct ivshm_error *error)
{
	struct ivshm_info *list;
	struct wanted wanted;
	size_t count, index = 0;
	bool is_found;

	if (!parse_wanted(paths, which, &wanted, error) || !ivshm_list(paths, &list, &count, error))
		return false;
	is_found = choose(&wanted, which, list, count, &index, error);
	if (is_found)
		*info = list[index];
	free(list);
	return is_found;
}
