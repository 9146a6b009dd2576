/* SPDX-License-Identifier: BSD-3-Clause
 * eras.h: which releases of acrn-dm take the arguments of scripts.
 */
#ifndef SCRIPT_ERAS_H
#define SCRIPT_ERAS_H

#include "script/script.h"

/* Sets of releases have bit 0 for all before 2.0, and bit 1 + R for the release R. */
#define ERA_BEFORE_2_0	   UINT32_C(1)
#define ERA_OF(release)	   (UINT32_C(2) << (release))
#define ERA_ALL		   (ERA_OF(RELEASE_COUNT) - 1)
#define ERA_FROM(release)  (ERA_ALL & ~(ERA_OF(release) - 1))
#define ERA_UNTIL(release) (ERA_OF(release) - 1) /* those before it */

/* What another release makes of an argument. */
enum era_effect {
	ERA_REFUSED,	 /* acrn-dm shows its usage, or an error, and stops */
	ERA_WITHOUT_TAP, /* it starts the VM, whose network device has no tap */
};

/* An argument that not every release takes, and that a VM gets whenever it is started. */
struct era_argument {
	const struct launch *launch;
	struct span at;
	const char *what; /* "-U", "the device pci-gvt" */
	uint32_t releases;
	enum era_effect effect;
	bool is_old_region; /* the form of a region of ACRN 2.0 and 2.1 */
};

struct eras {
	const struct era_argument *arguments; /* in the order of the scripts */
	size_t count;
};

struct eras eras_read(struct arena *arena, const struct script *const *scripts, size_t count);

/* The releases that take all of the arguments. */
uint32_t eras_common(const struct eras *eras);

/* The release that takes most of the arguments, as a set; `usual` if it is one of these, else the
 * latest of them. */
uint32_t eras_best(const struct eras *eras, enum release usual);

/* The same as a release; 2.0 for earlier ones. */
enum release eras_release(const struct eras *eras, enum release usual);

#endif
