/* SPDX-License-Identifier: BSD-3-Clause
 * launch.h: what the rules of scripts share: which VMs run at once, and what they have in common.
 */
#ifndef RULES_LAUNCH_H
#define RULES_LAUNCH_H

#include "base/string_map.h"
#include "rules/internal.h"
#include "rules/script_facts.h"
#include "script/script.h"

/* The facts of a script, which are read once. */
const struct script_facts *launch_facts(struct check *check, const struct source *source);

/* Whether an option or a device is there whenever its VM is started. */
bool launch_is_certain(const struct vm *vm, const struct condition *when);

/* Whether a VM gets an option whenever it is started. */
bool launch_has_option(const struct vm *vm, const char *name);

/* Whether it is known that two things of VMs can be there at once. VMs of different scripts run at
 * once, but it is not known which of their branches go together; in one script a VM runs beside a
 * later one only if the script does not wait for its end. */
bool launch_can_meet(struct check *check, const struct vm *vm, const struct condition *when,
		     const struct vm *other, const struct condition *other_when);

/* Something that a VM has by a name that only one VM can have, such as a tap. */
struct launch_use {
	const struct vm *vm;
	const struct condition *when;
	struct span at;
	const struct launch_use *next; /* the one before it */
};

/* Adds a use of a name to `uses`, a map from names to them. Returns an earlier one that can be
 * there at once, or NULL; only the latest ones are compared. */
const struct launch_use *launch_add_use(struct check *check, struct string_map *uses,
					const char *name, const struct launch_use *use);

/* Adds to a report at `at` where the earlier use is. */
void launch_note_use(struct diag *diag, struct span at, const struct launch_use *earlier);

/* The known text up to the first comma; NULL where it is unknown. */
const char *launch_first_field(struct check *check, const struct launch_text *text);

/* A file as VMs in other scripts name it, too: a relative name is in the directory of its script.
 * NULL where that is not known. */
const char *launch_path(struct check *check, const struct vm *vm, const char *path);

#endif
