/* SPDX-License-Identifier: BSD-3-Clause
 * state.h: what is known while a script is followed: variables, functions, and under which
 * condition the present command runs.
 *
 * There is one state, which each arm of a branch changes in turn: a journal takes it back to where
 * the branch began, and then each variable becomes a choice of what the arms have made of it.
 */
#ifndef SHELL_STATE_H
#define SHELL_STATE_H

#include "base/string_map.h"
#include "shell/value.h"

/* What may be one word of a command, or none: see struct shell_argument. `when` holds beside the
 * condition under which the word is used. */
struct field {
	const struct condition *when;
	struct value value;
	struct span used_at;
};

struct fields {
	struct field *items;
	size_t count, room;
};

void fields_add(struct shell *shell, struct fields *fields, const struct field *field);

struct entry {
	const char *key; /* NULL where the entries' order counts */
	struct field field;
};

struct array {
	const struct entry *entries;
	size_t count;
	bool is_map;  /* all entries have keys, an indexed array's being numbers */
	bool is_open; /* there may be others, and each may have another value */
};

/* What a variable is: an array where there is one, else a value, which may be that of an unset one.
 */
struct binding {
	struct value value;
	const struct array *array;
	uint32_t age; /* how many files had been sourced when it was set */
};

struct variable {
	const char *name; /* for messages: "$mem_size" */
	struct binding now;
	bool is_map;	    /* declare -A */
	bool is_number;	    /* declare -i */
	bool is_listed;	    /* by what merges arms */
	struct binding sum; /* what they are merged into */
	const struct binding *after;
};

/* One entry of the journal, or one result of an arm. */
struct change {
	struct variable *variable;
	struct binding binding;
};

/* How a command ended. */
struct status {
	bool is_open; /* nobody knows: a branch that has no number yet */
	const struct condition *success;
};

/* A function that is being followed. */
struct frame {
	struct frame *outer;
	const struct condition *returned;
	const struct condition *success; /* of what has returned */
	struct change *locals;		 /* what they were outside */
	size_t local_count, local_room;
};

/* A loop that is being followed. */
struct turn {
	struct turn *outer;
	const struct frame *frame;
	const struct condition *broken, *continued;
};

struct shell {
	struct arena *arena;
	struct conditions *conditions;
	const struct source *source;
	const struct source *text; /* of the present `eval`, or the script's */
	const struct segment *segments;
	size_t segment_count;

	/* The present command runs under `alive`. The variables are those of all that `base` has:
	 * also of what has left a function or a loop, and goes on behind it. */
	const struct condition *alive, *base;
	struct status status;
	struct frame *frame;
	struct turn *turn;
	struct variable *output; /* of the substitution; NULL where nobody reads it */
	unsigned substitutions;	 /* around the present command */
	unsigned backgrounds;	 /* lists with & around it */
	size_t captured;	 /* substitutions that have been followed */
	unsigned uncertain;	 /* loops of unknown length around */
	unsigned is_probing;	 /* what runs is not listed */
	unsigned depth, evals;
	size_t steps;
	bool is_spent; /* there were too many */
	uint32_t branch_count, age;

	struct string_map *names;     /* that the script sets: see names.h */
	struct string_map *variables; /* struct variable */
	struct string_map
		*references; /* the same, of declare -n: until the name is declared again */
	struct string_map *functions; /* struct shell_command */
	struct string_map *questions; /* struct question */
	struct string_map *unknowns;  /* struct shell_unknown */
	struct variable *positional;
	struct change *changes; /* the journal */
	size_t change_count, change_room;
	struct shell_trace trace;
	size_t run_room;
};

/* Counts work; false, and nothing is followed any more, where there was too much. */
bool shell_spend(struct shell *shell, size_t steps);

/* Room for one more element: as arena_grow(), for arrays that also shrink. */
void *shell_grow(struct shell *shell, void *array, size_t count, size_t *room, size_t size);

/* Both conditions; condition_never where they exclude each other. */
const struct condition *shell_both(struct shell *shell, const struct condition *one,
				   const struct condition *other);

/* Adds a condition to the world, unless they exclude each other: false. */
bool shell_narrow(struct shell *shell, const struct condition *when,
		  const struct condition **world);

/* A place in the script: of an eval's text, where that was written. */
struct span shell_place(const struct shell *shell, struct span at);

struct shell_unknown *shell_unknown_new(struct shell *shell, enum shell_reason reason,
					const char *what, struct span at);

/* The unknown behind a limit. */
const struct shell_unknown *shell_limit(struct shell *shell);

/* What is made of something unknown in one way is always the same unknown. */
const struct shell_unknown *shell_derived(struct shell *shell, const struct shell_unknown *from,
					  const char *how);

/* The condition of a branch that nothing else depends on. */
const struct condition *shell_new_branch(struct shell *shell);

/* Whether the last command has succeeded. */
const struct condition *shell_success(struct shell *shell);
void shell_succeed(struct shell *shell, const struct condition *success);
void shell_succeed_unknown(struct shell *shell);

struct variable *variable_find(struct shell *shell, const char *name);

/* What a variable has now; of an array the first entry's value. */
struct binding variable_binding(struct shell *shell, struct variable *variable);
struct value variable_value(struct shell *shell, struct variable *variable);

void variable_set(struct shell *shell, struct variable *variable, struct value value);
void variable_set_array(struct shell *shell, struct variable *variable, const struct array *array);

/* Sets it whatever the present condition is. */
void variable_restore(struct shell *shell, struct variable *variable,
		      const struct binding *binding);

struct binding binding_choose(struct shell *shell, const struct condition *when,
			      const struct binding *yes, const struct binding *no);

/* Takes all changes back that were made since the journal had `mark` entries, and returns what they
 * had led to, each variable once. */
struct change *journal_undo(struct shell *shell, size_t mark, size_t *count);

#endif
