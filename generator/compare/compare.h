/* SPDX-License-Identifier: BSD-3-Clause
 * compare.h: where launch scripts and a scenario have drifted apart.
 *
 * The command line of each acrn-dm in a script is compared with that of the launch script that gen
 * writes for the VM of that name. What gen decides by itself is not compared, such as MAC seeds and
 * the order; nor are the forms that one release has and another one has not. What is not known, or
 * is there under a condition only, is never a difference.
 */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include "plan/plan.h"
#include "script/script.h"

struct diags;

/* What a scenario is compared by. */
struct compare_scenario {
	const struct model *model;
	const struct plan *plan; /* of the model */
	/* The script that gen writes for each VM of the plan; NULL for those without one. */
	const struct script *const *launches;
};

/* Reports every difference (script-mismatch) and every VM that the scenario does not have
 * (script-vm-unknown), at its place in the script and with that in the scenario. VMs that no script
 * starts, and those that QEMU runs, are not compared. */
void compare_scripts(struct arena *arena, const struct compare_scenario *scenario,
		     const struct script *const *scripts, size_t count, struct diags *diags);

#endif
