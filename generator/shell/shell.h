/* SPDX-License-Identifier: BSD-3-Clause
 * shell.h: bash scripts, read without running anything.
 *
 * shell_parse() makes a tree of a script, shell_run() follows it as bash would, and lists the
 * commands that it may run, with their arguments. What only a run can show, such as the output of
 * another program, is unknown; where that decides a branch, both arms are followed, and what comes
 * of them has a condition. Scripts are hostile: time and memory have limits, behind which
 * everything is unknown.
 */
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include "base/condition.h"
#include "shell/syntax.h"

struct arena;
struct diags;

/* The script's list of commands, or NULL, with an error at the place (script-malformed), where bash
 * would refuse it; an arm of a case without a pattern is one, too, but the rest is read all the
 * same. A script that bash takes is never refused, unless it is nested deeper than SHELL_DEPTH_MAX.
 */
const struct shell_list *shell_parse(struct arena *arena, const struct source *source,
				     struct diags *diags);

/* The comments of a script, from '#' to the end of the line, by rising place. */
struct shell_comments {
	struct span *all; /* arena_grow()n */
	size_t count;
};

/* The same with the comments; without any where it is NULL. */
const struct shell_list *shell_parse_comments(struct arena *arena, const struct source *source,
					      struct shell_comments *comments, struct diags *diags);

/* How deep commands and words may be nested. */
#define SHELL_DEPTH_MAX 200u

/* Why something is not known. */
enum shell_reason {
	SHELL_UNSET,	   /* a variable that the script sets nowhere */
	SHELL_ENVIRONMENT, /* one that the environment usually has, such as HOME */
	SHELL_POSITIONAL,  /* an argument of the script */
	SHELL_OUTPUT,	   /* of another program */
	SHELL_FILES,	   /* those that a pattern matches */
	SHELL_LOOP,	   /* what a loop leaves that runs an unknown number of times */
	SHELL_UNSUPPORTED, /* a part of bash that is not followed */
	SHELL_LIMIT,	   /* behind a limit of shell_run() */
};

struct shell_unknown {
	enum shell_reason reason;
	const char *what; /* for messages: "$mem_size", "the output of cat" */
	struct span at;
};

/* A part of an argument: a text, or what is unknown. */
struct shell_part {
	const char *text;		     /* NULL where it is unknown */
	const struct shell_unknown *unknown; /* NULL where it is a text */
	bool may_split; /* unknown and not quoted: it may be no word, or several */
	struct span at; /* where it is written: of a variable's text that is its assignment */
};

/* One argument of a command, or one that unquoted unknown parts may split into several, or leave
 * out where there is nothing else. */
struct shell_argument {
	const struct condition *when; /* that it is there; holds only when the command's does */
	struct span at;		      /* of its first text; `used_at` where it has none */
	struct span used_at;	      /* of the word in the command */
	const struct shell_part *parts;
	size_t part_count; /* 0 for an empty argument */
};

/* A command that may be run, and is neither a function nor a builtin of bash. The wrappers before
 * it (sudo, exec, nohup, timeout, taskset, numactl, env and the like) are not in its arguments. */
struct shell_run {
	struct span at; /* of the command in the script */
	const struct condition *when;
	const struct shell_argument *arguments; /* the first is the program */
	size_t argument_count;
	bool is_in_substitution; /* its output is captured */
	bool is_background;	 /* the script goes on before it has ended */
	bool is_uncertain;	 /* it may run any number of times: in a loop of unknown length */
};

/* The whole run of a script. */
struct shell_trace {
	const struct shell_run *runs; /* in the order of running */
	size_t run_count;
	bool is_cut; /* a limit was reached: there may be more */
};

/* Follows a script; `list` may be NULL for an empty one. */
const struct shell_trace *shell_run(struct arena *arena, const struct source *source,
				    const struct shell_list *list);

#endif
