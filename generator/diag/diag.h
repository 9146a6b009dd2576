/* SPDX-License-Identifier: BSD-3-Clause
 * diag.h: the diagnostic list, and the registry of messages.
 *
 * A stage reports by diag_add(), and by diag_note() and diag_help() on what that returns; it never
 * prints and never exits. At the end diags_print() shows everything in the order of the input.
 */
#ifndef DIAG_DIAG_H
#define DIAG_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/source.h"

struct arena;

enum diag_level {
	DIAG_OFF,
	DIAG_WARNING, /* the output is valid all the same */
	DIAG_ERROR,   /* the input is invalid: nothing is generated */
	DIAG_FAILURE, /* a file could not be read or written, or a template is invalid */
	DIAG_VARIES,  /* of a rule, not of a message: an error, or reported as a warning */
};

/* Every rule, by its stable number (diag/codes.def). */
enum diag_code {
#define DIAG(number, code, slug, level, summary) DIAG_##code = (number),
#include "diag/codes.def"
#undef DIAG
	DIAG_CODE_END /* above every number: they rise */
};

/* One rule as the registry states it. */
struct diag_rule {
	enum diag_code code;
	const char *slug; /* what users write after -W and explain */
	enum diag_level level;
	const char *summary; /* one sentence */
};

/* All rules by rising number; the last has a NULL slug. */
const struct diag_rule *diag_rules(void);

/* The rule of that slug, of `length` bytes, or NULL. */
const struct diag_rule *diag_rule_find(const char *slug, size_t length);

/* The only rule whose slug is one typing mistake away from a text; NULL for none, or several. */
const struct diag_rule *diag_rule_likely(const char *slug);

/* The section of docs/diagnostics.md about a rule, of *length bytes, without its heading. */
const char *diag_rule_section(const struct diag_rule *rule, size_t *length);

struct diag;
struct diags;

/* A list keeps this many diags of each level; further ones are counted, but not shown. */
#define DIAG_SHOWN_MAX 1000u

/* An empty list in `arena`. */
struct diags *diags_new(struct arena *arena);

/* The arena of a list. */
struct arena *diags_arena(const struct diags *diags);

/* Whether a rule reports warnings, the level of which can be set. */
bool diag_rule_has_warnings(const struct diag_rule *rule);

/* Sets the level of a rule's warnings from here on: DIAG_OFF, DIAG_WARNING or DIAG_ERROR. Errors
 * stay errors: returns false for a rule without warnings. */
bool diags_set_level(struct diags *diags, const struct diag_rule *rule, enum diag_level level);

/* Whether what a rule warns about is reported, at any level. */
bool diags_is_on(const struct diags *diags, const struct diag_rule *rule);

/* Makes all warnings errors, except for those set by name. */
void diags_set_warnings_fatal(struct diags *diags);

/* Reports `code` at `at`. The result takes notes, a help and edits until the next call,
 * and is NULL where the rule is off or there are DIAG_SHOWN_MAX already; the functions below take
 * NULL for that reason. The text goes to the arena; of more than 1000 bytes the middle is left out.
 */
struct diag *diag_add(struct diags *diags, enum diag_code code, struct span at, const char *format,
		      ...) __attribute__((format(printf, 4, 5)));
struct diag *diag_add_va(struct diags *diags, enum diag_code code, struct span at,
			 const char *format, va_list arguments)
	__attribute__((format(printf, 4, 0)));

/* The same as a warning, for a rule whose level is DIAG_VARIES: what diag_add() reports of it is an
 * error. */
struct diag *diag_warn_va(struct diags *diags, enum diag_code code, struct span at,
			  const char *format, va_list arguments)
	__attribute__((format(printf, 4, 0)));

/* Another place that belongs to the message, such as the peer's line. */
void diag_note(struct diag *diag, struct span at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What the user can do about it: at most one a diag. */
void diag_help(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct diag_edit {
	struct span at;
	const char *text; /* that replaces the bytes at `at` */
};

/* A change of the file that does what the help says: `text` in place of the bytes at `at`, escaped
 * as the place requires. Several edits belong together. */
void diag_edit(struct diag *diag, struct span at, const char *text);

/* Adds several edits. */
void diag_edits(struct diag *diag, const struct diag_edit *edits, size_t count);

/* The edit that puts another value in place of `former`, which is at `at`. Where that is not clear
 * the diag has no edits, nor takes any more: where other bytes are there, such as an escape, or the
 * place of a missing value; where the bytes stand for other values, too; and where `text` might
 * need quotes. */
void diag_replace(struct diag *diag, struct span at, const char *former, const char *value);

/* The edit that removes what is at `at`, under the same conditions: the beginning of `former` is
 * what the bytes stand for. */
void diag_remove(struct diag *diag, struct span at, const char *former);

/* A change of elements, which are edits only for who knows the syntax of the file. */
struct diag_wish {
	enum {
		DIAG_WISH_ADD,	     /* a child element of that name and text, once */
		DIAG_WISH_REMOVE,    /* the nearest element of that name around the place, or that
				      * there, which has to say the same as that of `other` */
		DIAG_WISH_ATTRIBUTE, /* the attribute of that name gets the text */
	} kind;
	struct span at; /* the element's place, or its text's, as messages have it */
	struct span other;
	const char *name, *text;
};

/* Asks for the edits that carry a wish out: change_fulfil() of load/change.h makes them. */
void diag_wish(struct diag *diag, const struct diag_wish *wish);

/* Takes back all edits, and takes no more: what is to be done is not clear. */
void diag_cannot_edit(struct diag *diag);

/* An empty list in `arena` with the levels that another one has. */
struct diags *diags_new_like(struct arena *arena, const struct diags *like);

struct diag_note {
	struct span at;
	const char *message;
};

/* The messages that a list keeps, in the order of reporting until they are printed. */
struct diag_message {
	const struct diag_rule *rule;
	enum diag_level level;
	bool is_warning; /* reported as a warning, whatever its level is by -W */
	struct span at;
	const char *text, *help; /* the help may be NULL */
	const struct diag_note *notes;
	size_t note_count;
	const struct diag_edit *edits;
	size_t edit_count;
};

size_t diags_count(const struct diags *diags);
struct diag_message diags_get(const struct diags *diags, size_t index);

/* Calls `fulfil` with each wish of the messages, once; it adds edits to the diag. */
void diags_fulfil(struct diags *diags,
		  void (*fulfil)(struct diag *diag, const struct diag_wish *wish, void *context),
		  void *context);

/* Removes the messages that `keep` is false for, as if they had not been reported; those that are
 * not in the list because of DIAG_SHOWN_MAX stay counted. */
void diags_filter(struct diags *diags,
		  bool (*keep)(const struct diag_message *message, void *context), void *context);

/* Brings the messages into the order in which they are printed: by source (in the order of reading)
 * and position. */
void diags_sort(struct diags *diags);

/* The worst level so far. */
enum diag_level diags_worst(const struct diags *diags);

/* How many errors and failures, and how many warnings there are. */
size_t diags_error_count(const struct diags *diags);
size_t diags_warning_count(const struct diags *diags);

/* How messages look (diag/formats.def). */
enum diag_format {
#define FORMAT(id, name, function, summary) DIAG_FORMAT_##id,
#include "diag/formats.def"
#undef FORMAT
};

/* Says that the messages are about a file, by the path that the user wrote, "-" for standard input.
 * Reports name it even if there is no message. Messages without a place, or in a file that is no
 * input, such as a board, are about the first one. */
void diags_add_input(struct diags *diags, const char *path);

/* The inputs so far, by their paths. */
size_t diags_input_count(const struct diags *diags);
const char *diags_input(const struct diags *diags, size_t index);

/* Says that not all that there is to check in the inputs was checked. */
void diags_set_incomplete(struct diags *diags);

/* Adds the messages and inputs of another list behind these, for a format with one document for a
 * run. They refer to the other list's arena, which has to last as long. */
void diags_append(struct diags *diags, struct diags *others);

/* Finds the format of that name; false if there is none. */
bool diag_format_find(const char *name, enum diag_format *format);

const char *diag_format_name(enum diag_format format);

/* Whether people read it; programs read the others. */
bool diag_format_is_text(enum diag_format format);

/* Whether what is printed is one document, for all that a run has to report, and not lines. */
bool diag_format_is_document(enum diag_format format);

/* Sorts all diags, and prints them to `stream`, and how many are not shown. */
void diags_print(struct diags *diags, FILE *stream, enum diag_format format, bool color);

/* Prints a text, with \xNN for each byte that would act on a terminal. */
void diag_print_safely(FILE *stream, const char *text, size_t length);

/* Prints a line about the run itself, like a note without a position; nothing in a format for
 * programs. */
void diags_print_remark(FILE *stream, enum diag_format format, bool color, const char *text);

#endif
