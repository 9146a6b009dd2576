/* SPDX-License-Identifier: BSD-3-Clause
 * words.h: what a difference of a plan's document is called: schema/plan.xsd in words.
 */
#ifndef DIFF_WORDS_H
#define DIFF_WORDS_H

/* How elements of a kind are recognized in the other plan, and what is said where one is missing
 * there. */
enum diff_mode {
	DIFF_MODE_OWN,	   /* by code for this kind alone */
	DIFF_MODE_PART,	   /* there is one: a missing one has no values, and is nothing itself */
	DIFF_MODE_THING,   /* there is one, which is added or removed as a whole */
	DIFF_MODE_KEYED,   /* by its identity */
	DIFF_MODE_DEVICE,  /* the same, or else by its address, or by the order where it has none */
	DIFF_MODE_INDEXED, /* by its position among its kind */
	DIFF_MODE_FLAG,	   /* a property of its parent: yes or no */
	DIFF_MODE_LIST,	   /* all of a kind are one property of the parent, in their order */
	DIFF_MODE_SET,	   /* the same, in any order */
};

/* How a value is written. */
enum diff_form {
	DIFF_FORM_PLAIN,
	DIFF_FORM_QUOTED, /* a text of the user's */
	DIFF_FORM_BYTES,  /* in MiB or KiB, if it is a multiple */
	DIFF_FORM_YES_NO,
	DIFF_FORM_LAND,
	DIFF_FORM_ID, /* 0 is none */
};

/* A row of diff/words.def: of an element, and behind it those of its attributes. */
struct diff_words {
	const char *parent, *name; /* of an element; an attribute has no parent */
	/* Of an element what it is called, with %ATTRIBUTE for those that are its identity. Of an
	 * attribute what it is called, "" for the element itself; NULL where it follows from other
	 * values, and says nothing. */
	const char *words;
	enum diff_mode mode;
	enum diff_form form;
	const char *unit; /* " MiB"; "" for none */
};

/* The row of an element in another one; NULL for none. */
const struct diff_words *diff_words_find(const char *parent, const char *name);

/* The row behind one, NULL where the last attribute of its element was reached. */
const struct diff_words *diff_words_attribute(const struct diff_words *words);

/* The next row of an element in `parent` behind `words`, NULL for the first; NULL behind the last
 * one. */
const struct diff_words *diff_words_next(const char *parent, const struct diff_words *words);

#endif
