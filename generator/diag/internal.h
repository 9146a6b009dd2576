/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what a message is made of, for the diagnostic list and its formatters.
 */
#ifndef DIAG_INTERNAL_H
#define DIAG_INTERNAL_H

#include "diag/diag.h"

struct diag {
	struct arena *arena;
	const struct diag_rule *rule;
	enum diag_level level;
	bool is_warning; /* as in struct diag_message */
	struct span at;
	const char *message;
	struct diag_note *notes; /* arena_grow()n */
	size_t note_count;
	const char *help;	 /* or NULL */
	struct diag_edit *edits; /* arena_grow()n */
	size_t edit_count;
	size_t file;  /* orders the sources; 0 without one */
	size_t order; /* of reporting */
};

/* How much was reported beyond DIAG_SHOWN_MAX. */
struct diag_omission {
	size_t errors, warnings;
};

/* What a formatter prints. */
struct diag_report {
	struct arena *arena;	  /* for its own use */
	const struct diag *diags; /* in the order of printing */
	size_t count;
	struct diag_omission omission;
	bool color; /* where the format has colours */
};

/* The formatters. Without diags they print nothing, or what their format has for nothing. */
#define FORMAT(id, name, function, summary) \
	void function(const struct diag_report *report, FILE *stream);
#include "diag/formats.def"
#undef FORMAT

#endif
