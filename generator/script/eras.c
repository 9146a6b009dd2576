/* SPDX-License-Identifier: BSD-3-Clause
 * eras.c: which releases of acrn-dm take the arguments of scripts. */
#include "script/eras.h"

#include <string.h>

#include "base/arena.h"
#include "base/condition.h"
#include "schema/ivshmem_argument.h"
#include "vmm/acrn_dm.h"

struct collecting {
	struct arena *arena;
	const struct launch *launch;
	struct era_argument *arguments;
	size_t count;
};

/* Adds an argument, unless all releases take it, or the VM may be started without it. */
static void add(struct collecting *collecting, const struct condition *when,
		struct era_argument argument)
{
	if (argument.releases == ERA_ALL || !condition_implies(collecting->launch->when, when))
		return;
	argument.launch = collecting->launch;
	collecting->arguments = arena_grow(collecting->arena, collecting->arguments,
					   collecting->count, sizeof(argument));
	collecting->arguments[collecting->count++] = argument;
}

static uint32_t releases_of_option(const struct launch_option *option)
{
	const struct acrn_dm_option *known = option->acrn_dm;
	bool lacks_value = known->value_from && (!option->has_value || *option->value.head == '-');
	uint32_t releases = *known->from < '2' ? ERA_BEFORE_2_0 : 0;

	for (enum release release = RELEASE_2_0; release < RELEASE_COUNT; release++)
		if (acrn_dm_has(known, release) &&
		    (!known->value_from || acrn_dm_takes_value(known, release) != lacks_value))
			releases |= ERA_OF(release);
	return releases;
}

static void read_options(struct collecting *collecting)
{
	const struct launch *launch = collecting->launch;

	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];

		if (option->acrn_dm)
			add(collecting, option->when,
			    (struct era_argument) {
				    .at = option->at,
				    .what = option->name,
				    .releases = releases_of_option(option),
			    });
	}
}

/* The form of a region, which brought other limits each time (schema/ivshmem_argument.h). */
static void read_region(struct collecting *collecting, const struct launch_device *device)
{
	struct era_argument argument = { .at = device->at, .releases = ERA_FROM(RELEASE_2_2) };
	struct ivshmem_argument region;

	if (!device->options.value ||
	    ivshmem_argument_parse(device->options.value, &region) != IVSHMEM_ARGUMENT_OK)
		return;
	if (!region.prefix_length) {
		argument.what = "the form NAME,BYTES of a region";
		argument.releases = ERA_OF(RELEASE_2_0) | ERA_OF(RELEASE_2_1);
		argument.is_old_region = true;
	} else if (!region.is_mib) {
		argument.what = "the form sos:/NAME,BYTES of a region";
		argument.releases = 0;
		argument.is_old_region = true;
	} else if (region.has_region_id) {
		argument.what = "the ID of a region";
		argument.releases = ERA_FROM(RELEASE_3_3);
	} else {
		argument.what = "the form dm:/NAME,MIB or hv:/NAME,MIB of a region";
	}
	add(collecting, device->when, argument);
}

/* A tap is named alone up to ACRN 2.7, and by tap= since. */
static void read_network(struct collecting *collecting, const struct launch_device *device)
{
	struct era_argument argument = { .at = device->at };

	if (strncmp(device->options.head, "tap=", 4) == 0) {
		argument.what = "virtio-net,tap=NAME";
		argument.releases = ERA_FROM(RELEASE_3_0);
	} else if (strncmp(device->options.head, "tap", 3) == 0) {
		argument.what = "virtio-net,NAME";
		argument.releases = ERA_UNTIL(RELEASE_3_0);
		argument.effect = ERA_WITHOUT_TAP;
	} else {
		return;
	}
	add(collecting, device->when, argument);
}

static uint32_t releases_of_device(const char *kind)
{
	uint32_t releases = acrn_dm_had_device_before_2_0(kind) ? ERA_BEFORE_2_0 : 0;

	for (enum release release = RELEASE_2_0; release < RELEASE_COUNT; release++)
		if (acrn_dm_has_device(kind, release))
			releases |= ERA_OF(release);
	return releases;
}

static void read_device(struct collecting *collecting, const struct launch_device *device)
{
	const char *kind = device->kind.value;

	if (!kind)
		return;
	add(collecting, device->when,
	    (struct era_argument) {
		    .at = device->at,
		    .what = arena_printf(collecting->arena, "the device %s", kind),
		    .releases = releases_of_device(kind),
	    });
	if (strcmp(kind, "ivshmem") == 0)
		read_region(collecting, device);
	else if (strcmp(kind, "virtio-net") == 0)
		read_network(collecting, device);
}

struct eras eras_read(struct arena *arena, const struct script *const *scripts, size_t count)
{
	struct collecting collecting = { .arena = arena };

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < scripts[i]->launch_count; j++) {
			const struct launch *launch = scripts[i]->launches[j];

			if (launch->program != LAUNCH_ACRN_DM)
				continue;
			collecting.launch = launch;
			read_options(&collecting);
			for (size_t k = 0; k < launch->device_count; k++)
				read_device(&collecting, &launch->devices[k]);
		}
	return (struct eras) { collecting.arguments, collecting.count };
}

uint32_t eras_common(const struct eras *eras)
{
	uint32_t releases = ERA_ALL;

	for (size_t i = 0; i < eras->count; i++)
		releases &= eras->arguments[i].releases;
	return releases;
}

static size_t count_taking(const struct eras *eras, uint32_t release)
{
	size_t count = 0;

	for (size_t i = 0; i < eras->count; i++)
		count += (eras->arguments[i].releases & release) != 0;
	return count;
}

uint32_t eras_best(const struct eras *eras, enum release usual)
{
	uint32_t best = ERA_BEFORE_2_0;
	size_t best_count = count_taking(eras, best);

	for (enum release release = RELEASE_2_0; release < RELEASE_COUNT; release++) {
		size_t count = count_taking(eras, ERA_OF(release));

		if (count > best_count || (count == best_count && best != ERA_OF(usual))) {
			best_count = count;
			best = ERA_OF(release);
		}
	}
	return best;
}

enum release eras_release(const struct eras *eras, enum release usual)
{
	uint32_t best = eras_best(eras, usual);
	enum release release = RELEASE_2_0;

	while (release < RELEASE_MASTER && ERA_OF(release) != best)
		release++;
	return best == ERA_BEFORE_2_0 ? RELEASE_2_0 : release;
}
