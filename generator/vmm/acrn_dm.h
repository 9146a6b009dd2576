/* SPDX-License-Identifier: BSD-3-Clause
 * acrn_dm.h: the command line of acrn-dm, by release: its options, how getopt_long() finds them in
 * a word, and its devices.
 */
#ifndef VMM_ACRN_DM_H
#define VMM_ACRN_DM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/release.h"

/* An option. Releases are by name, as release_has() takes them: "1.4" as well. */
struct acrn_dm_option {
	const char *name; /* "pci_slot", without the dashes; "" for one that is a letter only */
	char letter;	  /* 's'; NUL for none */
	bool takes_value; /* in the last release that has it */
	const char *from; /* the first release that has it */
	const char *value_from;	  /* it took none before; NULL where that never changed */
	const char *ignored_from; /* accepted without effect from then on; NULL for never */
	const char
		*refused_from; /* acrn-dm shows its usage and stops from then on; NULL for never */
};

/* All options of all releases. */
extern const struct acrn_dm_option acrn_dm_options[];
extern const size_t acrn_dm_option_count;

/* Whether a release has it, and does not refuse it. */
bool acrn_dm_has(const struct acrn_dm_option *option, enum release release);

/* Whether it takes a value in a release. */
bool acrn_dm_takes_value(const struct acrn_dm_option *option, enum release release);

/* The bytes that -m gives a VM: with a unit; without one a number below 1 MiB is one of MiB. False
 * where the text is not a size. */
bool acrn_dm_parse_memory(const char *text, uint64_t *bytes);

/* Whether a release has the device of -s of that kind; kinds that are not known count as there. One
 * that it has not, or has given up, stops acrn-dm. */
bool acrn_dm_has_device(const char *kind, enum release release);

/* Whether acrn-dm had it before ACRN 2.0. */
bool acrn_dm_had_device_before_2_0(const char *kind);

/* An option in a word. */
struct acrn_dm_found {
	const struct acrn_dm_option
		*option;   /* NULL: there is none of that name, or more than one */
	size_t start, end; /* of its name in the word, with dashes */
	bool has_value;	   /* in the word: behind its letter, or behind '=' */
	size_t value;	   /* where that begins */
	bool wants_word;   /* its value is the next word */
};

/* Finds the options of a word that is neither "-" nor "--" and begins with a dash, one after the
 * other: *at is 0 for the first. False where there are no more. */
bool acrn_dm_next_option(enum release release, const char *word, size_t *at,
			 struct acrn_dm_found *found);

#endif
