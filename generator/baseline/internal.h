/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what a baseline has in memory.
 */
#ifndef BASELINE_INTERNAL_H
#define BASELINE_INTERNAL_H

#include "base/string_map.h"
#include "baseline/baseline.h"

/* Of the file's form. */
#define BASELINE_VERSION 1

struct baseline_finding {
	const char *file; /* "" for a message without a place */
	const char *rule, *message, *fingerprint;
	struct span at;		       /* in the file that was read */
	bool is_used;		       /* it has occurred */
	bool is_known;		       /* whether it occurs */
	struct baseline_finding *next; /* of the same file */
};

struct baseline {
	struct arena *arena;
	const char *path; /* that was read */
	struct baseline_finding *findings;
	size_t count;
	struct string_map *by_fingerprint, *by_file; /* struct baseline_finding */
};

#endif
