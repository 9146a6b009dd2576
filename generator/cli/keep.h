/* SPDX-License-Identifier: BSD-3-Clause
 * keep.h: which files no output may replace.
 */
#ifndef CLI_KEEP_H
#define CLI_KEEP_H

#include "cli/options.h"

/* Why the file `path` must not be replaced: it is the file `other`, which `what` says, or that
 * cannot be found out. NULL for no reason. What is not there, or cannot be used, is no other file.
 */
const char *keep_reason(const char *path, const char *other, const char *what);

/* The same for all that the run was told to use, or has read by `diags`. */
const char *keep_reason_of_inputs(const struct options *options, const struct diags *diags,
				  const char *path);

/* Reports that a file is not written for such a reason. */
void keep_report(struct diags *diags, const char *path, const char *why);

#endif
