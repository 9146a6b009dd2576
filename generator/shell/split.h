/* SPDX-License-Identifier: BSD-3-Clause
 * split.h: splits what a word has become into fields.
 */
#ifndef SHELL_SPLIT_H
#define SHELL_SPLIT_H

#include "shell/state.h"

/* A field that is not complete yet: one for each way in which it may have begun. */
struct open_field {
	const struct condition *when;
	struct builder parts;
	bool is_started; /* it is there, even if it stays empty */
};

struct splitter {
	struct shell *shell;
	struct fields *fields;
	struct span used_at;
	const char *separators; /* IFS */
	bool is_behind_space;	/* which has ended a field already */
	bool is_last;		/* nothing follows the present value */
	struct open_field open[VALUE_WORLDS_MAX];
	size_t open_count;
};

/* Adds the fields of one word to `fields`, which was empty before or has those of other words. */
void splitter_start(struct splitter *splitter, struct shell *shell, struct fields *fields,
		    struct span used_at);

/* Adds a value: what is not to be split makes a field even of an empty text. */
void splitter_add(struct splitter *splitter, struct value value, bool splits);

/* Adds the last value of a word. */
void splitter_add_last(struct splitter *splitter, struct value value, bool splits);

/* Adds the value of a field that may not be there: then it adds nothing. */
void splitter_add_field(struct splitter *splitter, const struct field *field, bool splits);

/* Ends the field, as between the elements of an array. */
void splitter_break(struct splitter *splitter);

void splitter_end(struct splitter *splitter);

/* The present IFS. */
const char *split_separators(struct shell *shell);

/* The part of a part's text of that length, with its own place where that is known. */
struct part split_part(struct shell *shell, const struct part *part, size_t whole, size_t start,
		       size_t end);

#endif
