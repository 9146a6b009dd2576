/* SPDX-License-Identifier: BSD-3-Clause
 * usage.h: what is wrong with a command line, and what was meant.
 */
#ifndef BASE_USAGE_H
#define BASE_USAGE_H

#include <getopt.h>
#include <stdbool.h>

#include "base/error.h"
#include "schema/nearest.h"

/* Sets the error "WHAT 'WORD'" with the name that is nearest, or where none is near with `hint`,
 * which may be NULL. Returns false. */
bool usage_reject(struct error *error, const char *what, const char *word,
		  const struct nearest *nearest, const char *hint);

/* The same for what getopt_long() has returned '?' for when it read `word`: an option that it does
 * not know, or a value that is too many. Its optopt is still set. `options` end with a nameless
 * one. */
bool usage_reject_option(struct error *error, const char *word, const struct option *options);

/* Prints the error, and where the usage of COMMAND is described. Returns the exit status 2. */
int usage_fail(const struct error *error, const char *program, const char *command);

#endif
