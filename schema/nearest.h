/* SPDX-License-Identifier: BSD-3-Clause
 * nearest.h: which of some names a mistyped word most likely stands for. Freestanding: it needs no
 * C library.
 */
#ifndef SCHEMA_NEAREST_H
#define SCHEMA_NEAREST_H

/* The search: begins as { .word = WORD }. */
struct nearest {
	const char *word;
	const char *name;  /* the nearest so far, or NULL */
	unsigned distance; /* of `name` */
};

/* Compares one more name with the word: it replaces one that is less near. Near are names that
 * begin with the word, and those that at most one typing mistake for every three characters makes
 * out of it: one character more, less, or another, two neighbours swapped. Case does not count.
 * Words and names of one or two characters, and of more than 64, are near to none. */
void nearest_try(struct nearest *nearest, const char *name);

#endif
