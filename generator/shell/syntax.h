/* SPDX-License-Identifier: BSD-3-Clause
 * syntax.h: a bash script as a tree: what shell_parse() makes, and shell_run() follows.
 *
 * The tree lives in the arena of the run. Quotes, backslashes and comments are gone, but everything
 * has its place in the script. Arrays are given by their first member and a count.
 */
#ifndef SHELL_SYNTAX_H
#define SHELL_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/source.h"

struct shell_list;
struct shell_parameter;
struct shell_word;

enum shell_piece_kind {
	SHELL_TEXT,
	SHELL_PARAMETER,  /* $NAME, ${NAME…} */
	SHELL_COMMANDS,	  /* $(…), `…` */
	SHELL_ARITHMETIC, /* $((…)), $[…] */
	SHELL_PROCESS,	  /* <(…), >(…): the name of a pipe */
};

/* A part of a word. What is not quoted is split at white space, and may be a pattern of file names;
 * an unquoted text may also have braces and a tilde to be expanded. */
struct shell_piece {
	enum shell_piece_kind kind;
	bool is_quoted;
	struct span at;
	const char *text; /* TEXT: as the command gets it */
	const struct shell_parameter *parameter;
	/* COMMANDS, PROCESS; NULL where bash would refuse them when it runs them */
	const struct shell_list *commands;
	const struct shell_word *expression; /* ARITHMETIC: its text, expanded first */
};

/* A text is the bytes at its place, but for escapes in $''. A word has at least one piece, which
 * for '' is an empty quoted text. */
struct shell_word {
	struct span at;
	const struct shell_piece *pieces;
	size_t count;
};

enum shell_operator {
	SHELL_PLAIN,
	SHELL_LENGTH,	 /* ${#NAME} */
	SHELL_INDIRECT,	 /* ${!NAME} */
	SHELL_KEYS,	 /* ${!NAME[@]} and ${!PREFIX*} */
	SHELL_DEFAULT,	 /* - :- */
	SHELL_ASSIGN,	 /* = := */
	SHELL_OTHERWISE, /* + :+ */
	SHELL_REQUIRE,	 /* ? :? */
	SHELL_CUT_FRONT, /* # ## */
	SHELL_CUT_BACK,	 /* % %% */
	SHELL_REPLACE,	 /* / // /# /% */
	SHELL_SUBSTRING, /* :OFFSET[:LENGTH] */
	SHELL_CASE,	 /* ^ ^^ , ,, */
	SHELL_TRANSFORM, /* @Q and so on */
	SHELL_BAD,	 /* bash refuses it when it runs it, or it is more than one of these */
};

struct shell_parameter {
	struct span at;
	const char *name;		/* or one of @ * # ? - $ ! and numbers */
	const struct shell_word *index; /* of ${NAME[INDEX]}, which may be @ or *; or NULL */
	enum shell_operator operation;
	const char *symbol;		      /* as written, such as ":-"; "" for PLAIN */
	const struct shell_word *operands[2]; /* NULL where missing */
};

/* NAME=VALUE, NAME[INDEX]=VALUE, NAME+=VALUE, NAME=(ELEMENTS). */
struct shell_element {
	const struct shell_word *index; /* NULL for the next one */
	const struct shell_word *value;
};

struct shell_assignment {
	struct span at;
	const char *name;
	const struct shell_word *index; /* or NULL */
	bool appends;
	bool is_array;
	const struct shell_word *value; /* NULL for none; of an array, too */
	const struct shell_element *elements;
	size_t element_count;
};

struct shell_redirection {
	struct span at;
	const char *operation;		 /* ">", "<<", "<<<", ">&" and so on */
	const char *descriptor;		 /* the number or {NAME} before it; NULL for none */
	const struct shell_word *target; /* of << the here-document's text */
};

enum shell_command_kind {
	SHELL_SIMPLE,
	SHELL_GROUP,	/* { …; } */
	SHELL_SUBSHELL, /* (…) */
	SHELL_IF,
	SHELL_WHILE,
	SHELL_UNTIL,
	SHELL_FOR,	      /* and select */
	SHELL_FOR_ARITHMETIC, /* for ((…)) */
	SHELL_CASE_IN,
	SHELL_FUNCTION,
	SHELL_CONDITION, /* [[ … ]] */
	SHELL_LET,	 /* ((…)) */
};

/* One `if` or `elif`; the last one's condition is NULL for an `else`. */
struct shell_arm {
	const struct shell_list *condition;
	const struct shell_list *body;
};

/* One arm of a `case`. */
struct shell_case_arm {
	struct span at;
	const struct shell_word *const *patterns;
	size_t pattern_count;
	const struct shell_list *body; /* NULL for an empty one */
	bool falls_through;	       /* ;& or ;;& */
};

struct shell_command {
	enum shell_command_kind kind;
	struct span at;
	const struct shell_redirection *redirections;
	size_t redirection_count;
	/* SIMPLE; also the words of FOR, the operands and operators of CONDITION, the text of LET
	 * and the three texts of FOR_ARITHMETIC, each as one word */
	const struct shell_assignment *assignments;
	size_t assignment_count;
	bool is_assigning; /* SIMPLE: declare or the like: assignments behind it are there, too */
	const struct shell_word *const *words;
	size_t word_count;
	const char *name;		  /* FOR: the variable; FUNCTION */
	bool has_words;			  /* FOR: there is an `in` */
	const struct shell_word *subject; /* CASE_IN */
	const struct shell_arm *arms;	  /* IF; of WHILE and UNTIL the only one */
	size_t arm_count;
	const struct shell_case_arm *case_arms;
	size_t case_arm_count;
	const struct shell_list *body;	      /* GROUP, SUBSHELL, both FOR */
	const struct shell_command *function; /* FUNCTION: its body */
};

enum shell_connector {
	SHELL_END,	  /* ; or a new line */
	SHELL_BACKGROUND, /* & */
	SHELL_AND,	  /* && */
	SHELL_OR,	  /* || */
};

struct shell_pipeline {
	struct span at;
	bool is_negated;
	const struct shell_command *const *commands;
	size_t command_count;
	enum shell_connector connector; /* behind it */
};

struct shell_list {
	const struct shell_pipeline *pipelines;
	size_t pipeline_count;
};

#endif
