/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: comments that allow warnings, and the parts that they are made of.
 */
#ifndef SUPPRESS_INTERNAL_H
#define SUPPRESS_INTERNAL_H

#include "diag/diag.h"
#include "load/comments.h"

/* One rule that a comment names. */
struct allowed {
	struct span at;		      /* of its slug */
	const struct diag_rule *rule; /* NULL where there is no such rule */
	bool is_used;
};

/* A comment that begins with "acrn-cfg:". */
struct allow {
	struct load_comment comment;
	const char *problem;	 /* why it allows nothing, or NULL */
	struct allowed *allowed; /* by their order */
	size_t allowed_count;
	size_t outer; /* the number, from 1, of the last one before that reaches into its scope */
};

/* Those of one file. */
struct allows {
	const struct source *source;
	struct allow *all; /* by the start of what they are about; the outer one first */
	size_t count;
};

/* suppress/directive.c: takes what a comment says; false where it does not begin so. */
bool allow_parse(struct arena *arena, const struct load_comment *comment, struct allow *allow);

/* Whether an allow names a rule to some effect. */
bool allow_is_valid(const struct allow *allow, const struct allowed *allowed);

/* suppress/script.c: the comments of a launch script, as load_comments() has those of others; none
 * where bash would refuse it. */
const struct load_comment *allow_script_comments(struct arena *arena, const struct source *source,
						 size_t *count);

/* suppress/report.c: reports what is wrong with a comment. */
void allow_report_invalid(struct arena *arena, const struct allow *allow, struct diags *diags);

/* Reports the rules that a comment allows to no effect. `is_complete` is of struct suppress_run. */
struct suppress_run;
void allow_report_unused(struct arena *arena, const struct allow *allow,
			 const struct suppress_run *run, struct diags *diags);

#endif
