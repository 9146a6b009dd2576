/* SPDX-License-Identifier: BSD-3-Clause
 * option_table.h: the table of options, and the functions that read one option's value each. For
 * arguments*.c only.
 */
#ifndef ACRN_DM_OPTION_TABLE_H
#define ACRN_DM_OPTION_TABLE_H

#include "acrn-dm/arguments.h"

/* One row of the table of options. */
struct option_row {
	char letter; /* 0: none */
	const char *name;
	bool has_value;
	/* Stores the value; "" for an option without one. False with an error. */
	bool (*take)(struct arguments *arguments, const struct option_row *row, const char *value,
		     struct error *error);
	size_t field; /* offset in struct arguments, for `take` functions that only store */
	int number;   /* the value that `take` stores */
};

/* The row of a letter, or of the first `length` characters of a long name; NULL if not found. */
const struct option_row *option_by_letter(char letter);
const struct option_row *option_by_name(const char *name, size_t length);

/* -s and -l. */
bool take_device(struct arguments *arguments, const struct option_row *row, const char *value,
		 struct error *error);
bool take_port(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error);

/* Options with numbers in their values. */
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

/* The name of the option that a mistyped one most likely stands for, or NULL. */
const char *option_nearest(const char *name);

#endif
