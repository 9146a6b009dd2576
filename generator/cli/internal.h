/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of cli/ share: the parts of the command line, and what the verbs that
 * read scenarios have in common.
 */
#ifndef CLI_INTERNAL_H
#define CLI_INTERNAL_H

#include "cli/options.h"
#include "cli/pipeline.h"

/* Reports what is wrong with the command line. Returns false. `hint` may be NULL. */
bool options_report(const char *what, const char *which, const char *hint);

/* Whether messages are in color if nothing is said. */
bool options_wants_color(void);

/* Takes an option that getopt has read, with its value in getopt's optarg; `argv` is what getopt
 * reads. False where its value is invalid, which is reported. */
bool options_take(struct arena *arena, struct options *options, int option, char **argv);

/* Loads the schemas, and applies the options. The context lives as long as the arena. False with a
 * diag where an option names a directory that is none. */
bool verbs_context(struct arena *arena, const struct options *options, struct diags *diags,
		   struct scenario_context *context);

/* Prints the diagnostics, and returns the exit status that follows from them. */
int verbs_report(const struct options *options, struct diags *diags);

/* The model of the one scenario on the command line; NULL, with the reason in `diags`, when
 * anything is wrong with it. This is the gate. It lives in `memory`; the files that were read, and
 * so the sources of spans in `diags`, live in `arena`, but for an invalid board: with NULL `memory`
 * has to last until `diags` are printed. */
const struct model *verbs_model(struct arena *arena, struct arena *memory,
				const struct options *options, struct diags *diags);

/* Writes what is left of standard output. Returns false with a diag where any of it was not
 * written. */
bool verbs_flush_stdout(struct diags *diags);

/* Writes a text to the file of --output, which must not be one of the arguments, or to standard
 * output without that option. Errors are reported to `diags`. */
void verbs_write(struct arena *arena, const struct options *options, const char *text, size_t size,
		 struct diags *diags);

/* verbs_report() for a run with a result: without one it fails even if nothing was reported. */
int verbs_finish(const struct options *options, struct diags *diags, bool is_done);

#endif
