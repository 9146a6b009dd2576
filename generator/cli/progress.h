/* SPDX-License-Identifier: BSD-3-Clause
 * progress.h: how far a run over many files is, for people who wait: one line at the bottom of the
 * terminal, such as "checking 12/345 [#         ] boards/x.xml".
 *
 * It is there where standard error is a terminal that is not dumb, from half a second of the run
 * on, and only while nothing else is printed: nothing of it is left behind, not even where a signal
 * ends the program. Only when it is drawn depends on the clock. All functions take NULL.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stddef.h>

struct arena;
struct progress;

/* NULL where standard error is no such terminal. */
struct progress *progress_new(struct arena *arena);

/* Counts from 0 again, up to `total`: "checking", such as `what` is, is in front of the count. For
 * a single file there is nothing to see. */
void progress_begin(struct progress *progress, const char *what, size_t total);

/* The next file, of that name, is begun. */
void progress_step(struct progress *progress, const char *name);

/* Takes the line away, until the next step: before anything is printed to the terminal. */
void progress_erase(struct progress *progress);

/* The same for good. */
void progress_end(struct progress *progress);

#endif
