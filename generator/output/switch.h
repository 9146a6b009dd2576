/* SPDX-License-Identifier: BSD-3-Clause
 * switch.h: many files change at one moment, and a program that is killed at any other moment
 * leaves all of them old or all of them new.
 *
 * All that is needed for it lies in the directory .acrn-cfg of the output directory while a run
 * writes:
 *
 *     paths      the paths that change, a line each; line n (from 0) is number n below
 *     old/n      the present version, a second name of the same file; none where there is no file
 *     new/n      the version to come; none where the file goes
 *     current    a symbolic link to old, later to new
 *     next       what is about to be renamed to its place
 *
 * Each path is replaced by a symbolic link to .acrn-cfg/current/n, which changes nothing for those
 * who read it. Renaming a link to `new` over `current` then changes everything for them. At last
 * the links make room for the files they lead to, and .acrn-cfg goes. Whoever finds .acrn-cfg
 * of a run that was killed does this last part, with whatever `current` leads to.
 */
#ifndef OUTPUT_SWITCH_H
#define OUTPUT_SWITCH_H

#include <stdbool.h>
#include <stddef.h>

struct change;
struct tree;

/* Finishes what a run that was killed has left, or takes it back. Returns false with a diag. */
bool switch_recover(struct tree *tree);

/* Makes the changes: all of them, or on false (a diag says why) none, but for one case: where the
 * very last part fails all is changed, and some paths are links until the next run. Before the
 * changes have come to pass a signal that waits has them taken back. */
bool switch_run(struct tree *tree, const struct change *changes, size_t count);

/* Whether the entry at `path`, whose directory is open, is a link that a run has put there; *number
 * says which of its paths it is. */
bool switch_is_link(int directory, const char *path, size_t *number);

/* Opens the version that such a link leads to, for reading. -1 with errno. */
int switch_open(struct tree *tree, size_t number);

#endif
