/* SPDX-License-Identifier: BSD-3-Clause
 * suppress.h: warnings that a comment in the file allows.
 *
 *     <!-- acrn-cfg: allow SLUG, SLUG...: reason -->	in XML
 *     # acrn-cfg: allow SLUG, SLUG...: reason		in YAML and launch scripts
 *
 * What a comment is about is said in load/comments.h; in scripts that is the command that follows
 * it, with all that is joined to it by && and ||, and before the first command the whole script.
 * Only what was reported as a warning can be allowed, whatever its level is by -W.
 */
#ifndef SUPPRESS_SUPPRESS_H
#define SUPPRESS_SUPPRESS_H

#include "diag/diag.h"

/* What a run of checks knows about its inputs. */
struct suppress_run {
	const struct source *const *sources; /* the inputs; NULL ones are passed over */
	size_t source_count;
	/* Whether every message of a rule about the inputs would be in the list, unless the rule is
	 * off: only then a comment can be known to allow nothing. NULL for no rule. */
	bool (*is_complete)(enum diag_code code, const void *context);
	const void *context;
};

/* Takes the warnings out of a list, where the messages about the inputs are complete, that comments
 * in their files allow, in a board description, too. In the inputs also reports comments that are
 * invalid, and those that allow nothing, unless there are errors: what they allow may be behind
 * these. A file that cannot be parsed has no comments. */
void suppress_apply(struct arena *arena, const struct suppress_run *run, struct diags *diags);

/* Takes out what is allowed, and reports nothing: for a list of what comes after the checks. */
void suppress_filter(struct arena *arena, struct diags *diags);

#endif
