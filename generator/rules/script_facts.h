/* SPDX-License-Identifier: BSD-3-Clause
 * script_facts.h: what the whole text of a script shows about its variables and functions, whatever
 * may run of it.
 */
#ifndef RULES_SCRIPT_FACTS_H
#define RULES_SCRIPT_FACTS_H

#include <stdbool.h>

#include "base/source.h"

struct arena;
struct script;

struct script_variable {
	const char *name;
	bool is_set;		/* somewhere, by any command */
	bool is_tested;		/* whether it is set or empty: it may come from outside */
	bool is_commented_out;	/* there is an assignment in a comment: it is left out on purpose */
	struct span first_set;	/* its assignment; no source where another command sets it */
	struct span first_read; /* no source where it is not read */
	struct span last_read;
	/* The last assignment of an argument of the script, as the value of an option, and the arm
	 * of the `case` that it is in; no source where there is none. */
	struct span option_set, option_arm;
	const struct script_variable *same_letters; /* one more but for upper and lower case */
	const struct script_variable *next;
};

struct script_facts;

/* Reads the facts of a script; they live as long as the arena. */
const struct script_facts *script_facts_read(struct arena *arena, const struct script *script);

/* The first of all variables that the script names somewhere; NULL for none. */
const struct script_variable *script_facts_variables(const struct script_facts *facts);

/* The variables that have the name but for upper and lower case, by same_letters. */
const struct script_variable *script_facts_same_letters(const struct script_facts *facts,
							const char *name);

/* A variable that the script names somewhere, or NULL. */
const struct script_variable *script_facts_variable(const struct script_facts *facts,
						    const char *name);

bool script_facts_has_function(const struct script_facts *facts, const char *name);

/* Whether a command runs from here to there that may wait for others, or end them. */
bool script_facts_may_wait(const struct script_facts *facts, size_t start, size_t end);

/* Whether the script changes its directory, so that relative names may be of any one. */
bool script_facts_changes_directory(const struct script_facts *facts);

/* Whether a variable is never set as far as the script shows, and not meant to come from outside:
 * a script that reads another file, or evaluates a text, may set any. */
bool script_facts_is_unset(const struct script_facts *facts, const char *name);

#endif
