/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: how the parts of a comparison of two command lines work together.
 */
#ifndef COMPARE_INTERNAL_H
#define COMPARE_INTERNAL_H

#include "compare/compare.h"

struct diag;

/* One VM, by its scenario and by a script. */
struct comparing {
	struct arena *arena;
	struct diags *diags;
	const struct model *model;
	const struct vm *vm;
	const struct plan_vm *plan;
	const struct launch *expected; /* what gen writes */
	const struct launch *actual;   /* of the script */
	bool has_region_ids; /* the release is known to have them: a missing one is a difference */
};

/* Reports a difference; the result takes the place in the scenario as a note. */
struct diag *compare_report(const struct comparing *comparing, struct span at, const char *format,
			    ...) __attribute__((format(printf, 3, 4)));

/* Whether a part of the script's command is there whenever the command is run. */
bool compare_is_certain(const struct comparing *comparing, const struct condition *when);

/* compare/identity.c: what a device is, whatever its slot. */
struct compare_identity {
	bool is_known;	  /* `id` is all of it */
	const char *kind; /* NULL where it is unknown */
	const char *id; /* a region, tap, path, …; NULL for a kind of which any one is the same */
	const char *rest; /* the options besides; NULL where they are not known */
};

struct compare_identity compare_identify(struct arena *arena, const struct launch_device *device);

/* The identity for messages, such as "virtio-blk './disk.img'". */
const char *compare_name(struct arena *arena, const struct compare_identity *identity);

/* compare/devices.c, compare/options.c */
void compare_devices(const struct comparing *comparing);
void compare_options(const struct comparing *comparing);

#endif
