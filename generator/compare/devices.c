/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: compares the devices of two command lines. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "compare/internal.h"
#include "diag/diag.h"
#include "schema/ivshmem_argument.h"
#include "schema/number.h"

/* A device of one side, and its counterpart on the other. */
struct side {
	const struct launch_device *device;
	const struct condition *when;
	struct compare_identity identity;
	bool is_matched;
};

struct matching {
	const struct comparing *comparing;
	struct side *expected, *actual;
	size_t expected_count, actual_count;
};

/* Devices that gen gives to every VM by itself, or does not. */
static bool is_own(const struct launch_device *device)
{
	const char *kind = device->kind.value;

	return kind && (strcmp(kind, "hostbridge") == 0 || strcmp(kind, "lpc") == 0);
}

static bool is_same_slot(const struct launch_device *one, const struct launch_device *other)
{
	return one->bus == other->bus && one->slot == other->slot &&
	       one->function == other->function;
}

static bool is_same(const struct compare_identity *one, const struct compare_identity *other)
{
	return one->is_known && other->is_known && strcmp(one->kind, other->kind) == 0 &&
	       (one->id == other->id || (one->id && other->id && strcmp(one->id, other->id) == 0));
}

/* Where a device's options depend on a branch, it is one device all the same. */
static bool join(struct side *before, const struct side *side)
{
	if (!is_same(&before->identity, &side->identity) ||
	    !is_same_slot(before->device, side->device) ||
	    condition_can_meet(before->when, side->when))
		return false;
	before->when = condition_either(before->when, side->when);
	before->identity.rest = NULL;
	return true;
}

static struct side *list_sides(struct arena *arena, const struct launch *launch, size_t *count)
{
	struct side *sides = arena_array(arena, launch->device_count, sizeof(*sides));

	for (size_t i = 0; i < launch->device_count; i++) {
		const struct launch_device *device = &launch->devices[i];
		struct side side = {
			.device = device,
			.when = device->when,
			.identity = compare_identify(arena, device),
		};

		if (!is_own(device) && !(*count && join(&sides[*count - 1], &side)))
			sides[(*count)++] = side;
	}
	return sides;
}

/* Where the scenario declares the device of an address; the VM where that is not known. */
static struct span place_of(const struct comparing *comparing, const struct launch_device *device)
{
	const struct plan_vm *plan = comparing->plan;
	uint16_t vbdf = CFG_BDF(device->bus, device->slot, device->function);

	for (size_t i = 0; i < plan->device_count; i++)
		if (plan->devices[i].at.source && plan->devices[i].vbdf == vbdf)
			return plan->devices[i].at;
	return comparing->vm->parameters_text.at.source ? comparing->vm->parameters_text.at
							: comparing->vm->at;
}

/* Whether two devices may be the same, as far as they are known. */
static bool may_be_same(const struct compare_identity *one, const struct compare_identity *other)
{
	if (!one->kind || !other->kind)
		return true;
	return strcmp(one->kind, other->kind) == 0 && (!one->is_known || !other->is_known);
}

/* The counterpart of an expected device: the one in its slot if there is one, else the first. */
static struct side *find_same(const struct matching *matching, const struct side *expected)
{
	struct side *found = NULL;

	for (size_t i = 0; i < matching->actual_count; i++) {
		struct side *actual = &matching->actual[i];

		if (actual->is_matched || !is_same(&actual->identity, &expected->identity))
			continue;
		if (is_same_slot(actual->device, expected->device))
			return actual;
		if (!found)
			found = actual;
	}
	return found;
}

/* SLOT[:FUNCTION], as scripts have it. */
static const char *slot_text(struct arena *arena, const struct launch_device *device)
{
	if (device->function)
		return arena_printf(arena, "%u:%u", device->slot, device->function);
	return arena_printf(arena, "%u", device->slot);
}

static void compare_slot(const struct comparing *comparing, const struct side *expected,
			 const struct side *actual)
{
	const struct launch_device *device = actual->device;
	struct arena *arena = comparing->arena;
	const char *slot;
	struct diag *diag;

	if (!device->has_address || is_same_slot(device, expected->device))
		return;
	slot = slot_text(arena, expected->device);
	diag = compare_report(comparing, device->address.at,
			      "%s of VM '%s' is in slot %s here, but in slot %s by the scenario",
			      compare_name(arena, &actual->identity), comparing->plan->name,
			      slot_text(arena, device), slot);
	diag_note(diag, place_of(comparing, expected->device), "the scenario has it in slot %s",
		  slot);
}

/* What the option of an ivshmem device says; the ID is 0 where it has none. */
struct region {
	struct ivshmem_argument fields;
	bool has_size, has_id;
	uint64_t size, id;
};

static bool read_region(const struct side *side, struct region *region)
{
	const char *text = side->device->options.value;
	struct ivshmem_field id;
	bool is_bytes;

	*region = (struct region) { 0 };
	if (!text || ivshmem_argument_parse(text, &region->fields) != IVSHMEM_ARGUMENT_OK)
		return false;
	id = region->fields.region_id;
	region->has_size = ivshmem_argument_size(text, &region->fields, &region->size, &is_bytes);
	region->has_id =
		!region->fields.has_region_id ||
		number_parse(text + id.start, id.end - id.start, CFG_REGION_ID_MAX, &region->id);
	return true;
}

/* Whether the release that a declaration is for has region IDs: 2.0 and 2.1 have none. */
static bool has_id_field(const struct comparing *comparing, const struct region *actual)
{
	return actual->fields.has_region_id || (actual->fields.is_mib && comparing->has_region_ids);
}

/* What differs in a region, or NULL. */
static const char *region_difference(const struct comparing *comparing,
				     const struct region *expected, const struct region *actual)
{
	if (expected->fields.land != actual->fields.land)
		return "land";
	if (expected->has_size != actual->has_size || expected->size != actual->size)
		return "size";
	if (has_id_field(comparing, actual) && expected->fields.is_mib &&
	    (expected->has_id != actual->has_id || expected->id != actual->id))
		return "region ID";
	return NULL;
}

static void report_options(const struct comparing *comparing, const struct side *expected,
			   const struct side *actual, const char *what)
{
	struct diag *diag = compare_report(
		comparing, actual->device->options.at,
		"%s of VM '%s' has another %s than in the scenario: '%s', expected '%s'",
		compare_name(comparing->arena, &actual->identity), comparing->plan->name, what,
		actual->device->options.value, expected->device->options.value);

	diag_note(diag, place_of(comparing, expected->device), "the scenario has it here");
}

static void compare_region(const struct comparing *comparing, const struct side *expected,
			   const struct side *actual)
{
	struct region one, other;
	const char *what;

	if (!read_region(expected, &one) || !read_region(actual, &other))
		return;
	what = region_difference(comparing, &one, &other);
	if (what)
		report_options(comparing, expected, actual, what);
}

/* The options of a network card without those of its MAC address, which gen chooses. */
static const char *without_mac(struct arena *arena, const char *options)
{
	char *text = arena_alloc(arena, strlen(options) + 1), *end = text;

	while (*options) {
		size_t length = strcspn(options, ",");

		if (strncmp(options, "mac", strlen("mac")) != 0) {
			if (end > text)
				*end++ = ',';
			end = mempcpy(end, options, length);
		}
		options += length + (options[length] == ',');
	}
	return text;
}

static bool has_same_options(const struct comparing *comparing, const struct side *expected,
			     const struct side *actual)
{
	const char *one = expected->identity.rest, *other = actual->identity.rest;

	if (strcmp(actual->identity.kind, "virtio-net") == 0) {
		one = without_mac(comparing->arena, one);
		other = without_mac(comparing->arena, other);
	}
	return expected->device->is_boot == actual->device->is_boot && strcmp(one, other) == 0;
}

static void compare_pair(const struct comparing *comparing, const struct side *expected,
			 const struct side *actual)
{
	if (!compare_is_certain(comparing, actual->when))
		return;
	compare_slot(comparing, expected, actual);
	if (strcmp(actual->identity.kind, "ivshmem") == 0)
		compare_region(comparing, expected, actual);
	else if (expected->identity.rest && actual->identity.rest &&
		 !has_same_options(comparing, expected, actual))
		report_options(comparing, expected, actual, "text");
}

/* Whether a device that the scenario does not have is in the place of an expected one: of that
 * kind, in its slot. */
static bool is_in_place(const struct comparing *comparing, const struct side *expected,
			const struct side *actual)
{
	return !actual->is_matched && actual->identity.is_known && expected->identity.is_known &&
	       strcmp(actual->identity.kind, expected->identity.kind) == 0 &&
	       actual->device->has_address && is_same_slot(actual->device, expected->device) &&
	       compare_is_certain(comparing, actual->when) &&
	       condition_implies(comparing->expected->when, expected->when);
}

/* Reports another device of the kind in the slot of an expected one; false where there is none. */
static bool match_slot(const struct matching *matching, const struct side *expected)
{
	const struct comparing *comparing = matching->comparing;
	struct arena *arena = comparing->arena;
	size_t i = 0;
	struct side *actual;
	struct diag *diag;

	while (i < matching->actual_count &&
	       !is_in_place(comparing, expected, &matching->actual[i]))
		i++;
	if (i == matching->actual_count)
		return false;
	actual = &matching->actual[i];
	actual->is_matched = true;
	diag = compare_report(comparing, actual->device->options.at,
			      "%s of VM '%s' is %s by the scenario",
			      compare_name(arena, &actual->identity), comparing->plan->name,
			      compare_name(arena, &expected->identity));
	diag_note(diag, place_of(comparing, expected->device), "the scenario has it here");
	return true;
}

/* A device that the script may have, as far as it is known, is not missing. */
static void report_missing(const struct matching *matching, const struct side *expected)
{
	const struct comparing *comparing = matching->comparing;
	struct diag *diag;

	if (comparing->actual->may_have_more ||
	    !condition_implies(comparing->expected->when, expected->when))
		return;
	for (size_t i = 0; i < matching->actual_count; i++)
		if (may_be_same(&matching->actual[i].identity, &expected->identity))
			return;
	diag = compare_report(comparing, comparing->actual->run->at,
			      "%s of VM '%s' is in the scenario, but not in the script",
			      compare_name(comparing->arena, &expected->identity),
			      comparing->plan->name);
	diag_note(diag, place_of(comparing, expected->device), "the scenario has it in slot %s",
		  slot_text(comparing->arena, expected->device));
}

static void report_extra(const struct matching *matching, const struct side *actual)
{
	const struct comparing *comparing = matching->comparing;
	struct diag *diag;

	if (!compare_is_certain(comparing, actual->when) || !actual->identity.is_known)
		return;
	for (size_t i = 0; i < matching->expected_count; i++)
		if (may_be_same(&matching->expected[i].identity, &actual->identity))
			return;
	diag = compare_report(comparing, actual->device->at,
			      "%s of VM '%s' is in the script, but not in the scenario",
			      compare_name(comparing->arena, &actual->identity),
			      comparing->plan->name);
	diag_note(diag, comparing->vm->at, "the scenario has VM '%s' here", comparing->plan->name);
}

/* Compares the devices that are on both sides, whatever their slots. */
static void match_same(const struct matching *matching)
{
	for (size_t i = 0; i < matching->expected_count; i++) {
		struct side *expected = &matching->expected[i];
		struct side *actual = find_same(matching, expected);

		if (!actual)
			continue;
		expected->is_matched = actual->is_matched = true;
		compare_pair(matching->comparing, expected, actual);
	}
}

void compare_devices(const struct comparing *comparing)
{
	struct matching matching = { .comparing = comparing };

	matching.expected =
		list_sides(comparing->arena, comparing->expected, &matching.expected_count);
	matching.actual = list_sides(comparing->arena, comparing->actual, &matching.actual_count);
	match_same(&matching);
	for (size_t i = 0; i < matching.expected_count; i++)
		if (!matching.expected[i].is_matched &&
		    !match_slot(&matching, &matching.expected[i]))
			report_missing(&matching, &matching.expected[i]);
	for (size_t i = 0; i < matching.actual_count; i++)
		if (!matching.actual[i].is_matched)
			report_extra(&matching, &matching.actual[i]);
}
