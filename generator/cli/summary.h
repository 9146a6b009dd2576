/* SPDX-License-Identifier: BSD-3-Clause
 * summary.h: what a run has written and where, and what is done with it next, for people.
 */
#ifndef CLI_SUMMARY_H
#define CLI_SUMMARY_H

#include <stdio.h>

#include "output/output.h"

/* Prints a line, and where all files are new a second one: which script comes next. `is_for_lab`:
 * the scripts are for this machine. */
void summary_print(FILE *stream, bool is_for_lab, const char *directory,
		   const struct output_files *files, const struct output_result *result);

#endif
