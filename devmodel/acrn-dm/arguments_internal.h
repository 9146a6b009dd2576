/* SPDX-License-Identifier: BSD-3-Clause
 * arguments_internal.h: what the files behind arguments.h share.
 */
#ifndef ACRN_DM_ARGUMENTS_INTERNAL_H
#define ACRN_DM_ARGUMENTS_INTERNAL_H

#include "acrn-dm/arguments.h"

/* One row of the table of options. */
struct option_row {
	char letter; /* 0: none */
	const char *name;
	bool has_value;
	/* `value` is "" for an option without one. */
	bool (*take)(struct arguments *arguments, const struct option_row *row, const char *value,
		     struct error *error);
	size_t field; /* in struct arguments, for those who store something plain */
	int number;   /* what they store */
};

/* The row of a letter, or of the first `length` characters of a long name; NULL where there is
 * none. */
const struct option_row *option_by_letter(char letter);
const struct option_row *option_by_name(const char *name, size_t length);

/* -s and -l. */
bool take_device(struct arguments *arguments, const struct option_row *row, const char *value,
		 struct error *error);
bool take_port(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error);

/* Those with numbers in them. */
bool take_memory(struct arguments *arguments, const struct option_row *row, const char *value,
		 struct error *error);
bool take_cpus(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error);
bool take_affinity(struct arguments *arguments, const struct option_row *row, const char *value,
		   struct error *error);
bool take_poll(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error);
bool take_monitor(struct arguments *arguments, const struct option_row *row, const char *value,
		  struct error *error);
bool take_logger(struct arguments *arguments, const struct option_row *row, const char *value,
		 struct error *error);
bool take_uuid(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error);
bool take_shm_mode(struct arguments *arguments, const struct option_row *row, const char *value,
		   struct error *error);
bool take_shm_owner(struct arguments *arguments, const struct option_row *row, const char *value,
		    struct error *error);
bool take_shm_group(struct arguments *arguments, const struct option_row *row, const char *value,
		    struct error *error);

#endif
