/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what a message is made of, for the sink and its voices only.
 */
#ifndef DIAG_INTERNAL_H
#define DIAG_INTERNAL_H

#include "diag/diag.h"

struct diag_note {
	struct span at;
	const char *message;
};

struct diag_edit {
	struct span at;
	const char *text;
};

struct diag {
	struct arena *arena;
	const struct diag_rule *rule;
	enum diag_level level;
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

/* The voice for people: text with carets, or a line each. */
void diag_text_print(const struct diag *diag, FILE *stream, enum diag_format format, bool color);
void diag_text_print_omission(struct diag_omission omission, FILE *stream, bool color);

/* The voice for programs: one object and a line feed. */
void diag_json_print(const struct diag *diag, FILE *stream);
void diag_json_print_omission(struct arena *arena, struct diag_omission omission, FILE *stream);

#endif
