/* SPDX-License-Identifier: BSD-3-Clause
 * scope.h: the inputs of check by their settings, and the findings that are known.
 *
 * Each input is checked with the settings of its own directory: those that have the same ones are a
 * scope.
 */
#ifndef CLI_SCOPE_H
#define CLI_SCOPE_H

#include "cli/options.h"
#include "cli/pipeline.h"

struct messages;

struct scope {
	struct options options; /* those of the command line, and the settings */
	struct scenario_context context;
	const char *root; /* of the paths in its baseline */
	struct fingerprints *fingerprints;
	struct baseline *baseline; /* NULL without one */
	bool has_read_baseline;	   /* the first scope that has it */
	bool is_broken;		   /* scopes_find() does not return it */
};

/* The scopes of a run; none so far. */
struct scopes;

struct scopes *scopes_new(struct arena *arena, const struct options *options);

/* The scope of an input, a file or a directory. NULL where its settings, or what they name, are
 * invalid: that is reported to `diags` for the first such input only, and the run has failed. */
const struct scope *scopes_find(struct scopes *scopes, const char *input, struct diags *diags);

/* Whether the settings exclude an entry of a directory. */
bool scopes_excludes(struct scopes *scopes, const char *directory, const char *name);

/* Takes the findings out of a list that are known, before it is reported; `scope` is NULL where the
 * list has nothing but failures. */
void scopes_settle(struct scopes *scopes, const struct scope *scope, struct diags *diags);

/* Writes the baseline, or reports what is left to say about it. `has_failed`: something could not
 * be checked, so that a baseline would not be complete. */
void scopes_end(struct scopes *scopes, bool has_failed, struct messages *messages);

#endif
