/* SPDX-License-Identifier: BSD-3-Clause
 * baseline.h: findings that are known: a file has them, so that check reports what is new.
 *
 * The file (schema/baseline.schema.json) has the fingerprint of each finding, which stays the same
 * when lines move (diag/fingerprint.h), and what it was for readers. Warnings and errors can be
 * known; failures, where a check could not run, never are.
 */
#ifndef BASELINE_BASELINE_H
#define BASELINE_BASELINE_H

#include "diag/diag.h"
#include "diag/fingerprint.h"

struct baseline;

/* A baseline without findings, to be filled and written. */
struct baseline *baseline_new(struct arena *arena);

/* Reads a baseline. NULL with failures, each at its place in the file, where it cannot be read, is
 * malformed, or is of a later version. */
struct baseline *baseline_read(struct arena *arena, const char *path, struct diags *diags);

/* Takes the findings out of a list that a baseline has. `fingerprints` are of the whole run.
 * Returns how many these are. */
size_t baseline_filter(struct baseline *baseline, struct fingerprints *fingerprints,
		       struct diags *diags);

/* Notes that all findings about a file were filtered. What it has and did not occur is stale, but
 * for rules that are off in `diags`; if that has errors, nothing is known. `path` is the file's as
 * fingerprints have it. */
void baseline_note_file(struct baseline *baseline, const char *path, const struct diags *diags);

/* Reports findings that no longer occur: those of files that were noted, and of files that are not
 * there. `root` is that of the fingerprints. */
void baseline_report_stale(struct arena *arena, const struct baseline *baseline, const char *root,
			   struct diags *diags);

/* Adds the findings of a list. */
void baseline_add(struct baseline *baseline, struct fingerprints *fingerprints, const char *root,
		  const struct diags *diags);

/* How many findings it has. */
size_t baseline_count(const struct baseline *baseline);

/* Writes what was added, sorted: the same findings make the same bytes. Any other file than a
 * baseline at the path stays. False with a failure. */
bool baseline_write(struct baseline *baseline, const char *path, struct diags *diags);

#endif
