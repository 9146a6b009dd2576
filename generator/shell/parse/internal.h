/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of the parser of bash share.
 *
 * bash reads in two steps, and so does this parser. The first finds where words end (scan.c,
 * tokens.c): what is wrong there is refused. The second, which bash does when it runs a command,
 * looks into the words (pieces.c, parameters.c): what is wrong there is part of the tree.
 */
#ifndef SHELL_PARSE_INTERNAL_H
#define SHELL_PARSE_INTERNAL_H

#include "shell/shell.h"

/* What is parsed: the source, or a text that is made of some of its bytes. */
struct shell_text {
	const struct source *source;
	const char *bytes;
	const uint32_t *places; /* where in the source each byte is; NULL for the source itself */
};

/* Something nested in a word that was found to be closed. */
struct shell_mark {
	uint32_t start;			   /* of its first byte, such as that of "${" */
	uint32_t end;			   /* behind its last one; 0 for a free entry */
	unsigned flags;			   /* of a group, how it was scanned */
	bool is_arithmetic;		   /* of "$((" */
	const struct shell_list *commands; /* of "$(" and "<(", unless a "(" follows */
};

/* Marks by their start, so that nothing is scanned or parsed twice. */
struct shell_marks {
	struct shell_mark *table;
	size_t count, size; /* a power of two */
};

enum shell_token_kind {
	TOKEN_WORD,
	TOKEN_END,
	TOKEN_NEWLINE,
	TOKEN_APPEND_ALL, /* the first redirection */
	TOKEN_OUTPUT_ALL,
	TOKEN_HERE_STRING,
	TOKEN_HEREDOC_TABS,
	TOKEN_HEREDOC,
	TOKEN_COPY_INPUT,
	TOKEN_BOTH_WAYS,
	TOKEN_INPUT,
	TOKEN_APPEND,
	TOKEN_COPY_OUTPUT,
	TOKEN_OVERWRITE,
	TOKEN_OUTPUT, /* the last redirection */
	TOKEN_AND,
	TOKEN_AMPERSAND,
	TOKEN_PIPE_ALL,
	TOKEN_OR,
	TOKEN_PIPE,
	TOKEN_NEXT,  /* ;;& */
	TOKEN_BREAK, /* ;; */
	TOKEN_FALL,  /* ;& */
	TOKEN_SEMICOLON,
	TOKEN_OPEN,
	TOKEN_CLOSE,	  /* the last operator */
	TOKEN_ARITHMETIC, /* ((…)) */
	TOKEN_IF,	  /* the first reserved word */
	TOKEN_THEN,
	TOKEN_ELSE,
	TOKEN_ELIF,
	TOKEN_FI,
	TOKEN_CASE,
	TOKEN_ESAC,
	TOKEN_FOR,
	TOKEN_SELECT,
	TOKEN_WHILE,
	TOKEN_UNTIL,
	TOKEN_DO,
	TOKEN_DONE,
	TOKEN_IN,
	TOKEN_FUNCTION,
	TOKEN_TIME,
	TOKEN_BRACE,
	TOKEN_END_BRACE,
	TOKEN_NOT,
	TOKEN_CONDITION,
	TOKEN_END_CONDITION,
	TOKEN_COPROC, /* the last one */
};

struct shell_token {
	enum shell_token_kind kind;
	size_t start, end;
	size_t inner, inner_end; /* of "((" what is in it */
	bool is_plain;		 /* a word without quotes and expansions */
	bool is_assignment;	 /* a word that is one, where it may be one */
	bool is_descriptor;	 /* a number or {NAME} before a redirection */
};

struct shell_heredoc {
	struct shell_word *target; /* to be filled */
	const char *delimiter;
	bool is_quoted;
	bool strips_tabs;
};

struct shell_parser {
	struct arena *arena;
	struct diags *diags; /* NULL: what is wrong is not reported */
	const struct shell_text *text;
	size_t at, end;
	size_t extglob_at; /* patterns such as !(a|b) are known behind it */
	struct shell_marks *marks;
	unsigned depth;
	unsigned documents; /* that are around this one */
	bool in_substitution;
	bool has_failed;

	struct shell_token token; /* the next one, once has_token is set */
	bool has_token;
	size_t behind; /* the end of the last one that was taken, but for new lines */

	/* What the next token may be. */
	bool accepts_reserved;
	bool accepts_assignment;
	bool accepts_array;	 /* NAME=( in a word of declare */
	bool accepts_arithmetic; /* ((…)) */
	bool accepts_time;
	bool expects_element; /* of an array */
	bool expects_pattern; /* of a case */
	bool expects_regex;
	bool expects_glob; /* !(a|b), whatever extglob_at is */
	bool expects_dash; /* behind <& and >& */
	bool in_condition;

	struct shell_comments *comments; /* NULL: not kept */
	struct shell_heredoc *heredocs;	 /* whose texts are behind the end of the line */
	size_t heredoc_count;
};

/* How deep here-documents may be nested in one another: each one is read again at every level. What
 * is deeper is not known. */
#define SHELL_DOCUMENTS_MAX 8u

/* reader.c */

/* A parser of the same script for other bytes of it, which reports nothing. */
struct shell_parser shell_parser_inner(const struct shell_parser *parser,
				       const struct shell_text *text, size_t start, size_t end);

/* Where the line continuations at `at` end. */
size_t shell_skip_continuations(const struct shell_parser *parser, size_t at, size_t end);
/* The next byte, behind line continuations, or NUL at the end. */
char shell_peek(struct shell_parser *parser);
/* Goes past it, if it is next. */
bool shell_accept(struct shell_parser *parser, char byte);
bool shell_accept_text(struct shell_parser *parser, const char *text);

/* Where bytes are in the source. */
struct span shell_span(const struct shell_parser *parser, size_t start, size_t end);

/* Reports what is wrong, unless something was before. From then on there are no tokens. */
void shell_fail(struct shell_parser *parser, size_t start, size_t end, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Goes a level deeper; false, with an error, where that is too deep. */
bool shell_enter(struct shell_parser *parser, size_t start);
void shell_leave(struct shell_parser *parser);

bool shell_is_name_start(char byte);
bool shell_is_name_byte(char byte);

/* The bytes without line continuations. */
char *shell_copy(const struct shell_parser *parser, size_t start, size_t end);

/* scan.c: from behind the byte that opens something, at `start` or `open`, behind its end; false,
 * with an error, where it has none. */
bool shell_scan_single(struct shell_parser *parser, size_t start);
bool shell_scan_escaped(struct shell_parser *parser, size_t start); /* $'' */
bool shell_scan_double(struct shell_parser *parser, size_t start);
bool shell_scan_backquote(struct shell_parser *parser, size_t start);

/* What has an end of its own in a group. Quotes always have. */
enum shell_scan_flags {
	SHELL_SCAN_NESTED = 1,	  /* $(, ${, $[, <( and >( */
	SHELL_SCAN_COMMANDS = 2,  /* $( */
	SHELL_SCAN_PARAMETER = 4, /* not even another open bracket, as in ${ */
};
bool shell_scan_group(struct shell_parser *parser, size_t open, unsigned flags);

/* From behind a '$', '<' or '>' at `start` behind what it begins, if that is anything. */
bool shell_scan_nested(struct shell_parser *parser, size_t start);

/* Whether $(, ${, $[ or a backquote is there. */
bool shell_is_nested(const struct shell_parser *parser, size_t at, size_t end);
/* That, scanned if it was not before; NULL where it has no end. */
const struct shell_mark *shell_mark_at(struct shell_parser *parser, size_t start, size_t end);
struct shell_mark *shell_mark_add(struct shell_parser *parser, size_t start, size_t end);
const struct shell_mark *shell_mark_find(const struct shell_parser *parser, size_t start);

/* pieces.c */
enum shell_quoting {
	SHELL_UNQUOTED,
	SHELL_QUOTED,	 /* in double quotes */
	SHELL_DOCUMENT,	 /* in a here-document: '"' is nothing special */
	SHELL_EXPRESSION /* in arithmetic: '"' is dropped */
};

/* The word of these bytes. */
const struct shell_word *shell_word(struct shell_parser *parser, size_t start, size_t end,
				    enum shell_quoting quoting);
/* The same, or NULL for no bytes. */
const struct shell_word *shell_operand(struct shell_parser *parser, size_t start, size_t end,
				       enum shell_quoting quoting);
/* What bash refuses when it runs it, as a word. */
const struct shell_word *shell_bad_word(struct shell_parser *parser, size_t start, size_t end);
/* A word of this text, as it is. */
const struct shell_word *shell_literal(struct shell_parser *parser, size_t start, size_t end,
				       bool is_quoted);

/* escapes.c: what stands behind a backslash in $'', at `at`: its end. */
#define SHELL_ESCAPE_MAX 5 /* bytes of a text, with its NUL */
size_t shell_escape(const char *bytes, size_t at, size_t end, char text[SHELL_ESCAPE_MAX]);
/* Where the quote is that closes $''; `end` where there is none. */
size_t shell_escaped_end(const char *bytes, size_t at, size_t end);

/* substitutions.c: the commands; NULL where bash would refuse them when it runs them. */
const struct shell_list *shell_backquoted(struct shell_parser *parser, size_t start, size_t end,
					  bool is_quoted);
const struct shell_list *shell_inner_commands(struct shell_parser *parser, size_t start,
					      size_t end);

/* parameters.c: the ${…} at `at`, of the bytes between its braces. */
const struct shell_parameter *shell_braced(struct shell_parser *parser, struct span at,
					   size_t start, size_t end, enum shell_quoting quoting);
/* The end of a name, a digit or a special parameter; `start` where there is none. */
size_t shell_simple_name_end(const struct shell_parser *parser, size_t start, size_t end);
/* The next byte that is one of these, and neither quoted nor in something nested; or `end`. */
size_t shell_find(struct shell_parser *parser, size_t start, size_t end, const char *bytes);

/* symbols.c */
const char *shell_symbol_text(enum shell_token_kind kind);
bool shell_is_redirection(enum shell_token_kind kind);
bool shell_begins_command(enum shell_token_kind kind);
/* Whether a command, or `time`, may follow. */
bool shell_is_before_command(enum shell_token_kind kind);
bool shell_is_before_time(enum shell_token_kind kind);
/* TOKEN_WORD where there is none. */
enum shell_token_kind shell_take_operator(struct shell_parser *parser);
enum shell_token_kind shell_reserved_word(const struct shell_parser *parser,
					  const struct shell_token *token);

/* words.c */
void shell_scan_word(struct shell_parser *parser, struct shell_token *token);
/* Whether <( or >( is next, which begin words. */
bool shell_at_process(struct shell_parser *parser);

/* tokens.c: the next token, and that token taken. */
const struct shell_token *shell_token(struct shell_parser *parser);
struct shell_token shell_take(struct shell_parser *parser);
bool shell_at(struct shell_parser *parser, enum shell_token_kind kind);
bool shell_take_if(struct shell_parser *parser, enum shell_token_kind kind);
/* Takes it, or reports that it is missing. */
bool shell_expect(struct shell_parser *parser, enum shell_token_kind kind);
/* Reports the next token. */
void shell_unexpected(struct shell_parser *parser, const char *expected);
bool shell_token_is(const struct shell_parser *parser, const struct shell_token *token,
		    const char *text);
/* Sets whether a command begins with the next token; otherwise a word is nothing but that. */
void shell_expect_command(struct shell_parser *parser, bool is_command);
void shell_skip_newlines(struct shell_parser *parser);

/* assignments.c: whether it begins as one does, up to the '=' at least. */
bool shell_is_assignment(struct shell_parser *parser, size_t start, size_t end);
/* NAME or NAME[INDEX]. */
bool shell_is_assignable(struct shell_parser *parser, size_t start, size_t end);
void shell_assignment(struct shell_parser *parser, size_t start, size_t end,
		      struct shell_assignment *assignment);
/* From behind the '(' of an array behind its ')'. */
bool shell_scan_array(struct shell_parser *parser, size_t start);

/* heredocs.c: the text of a here-document is filled in when it is read. */
const struct shell_word *shell_heredoc_add(struct shell_parser *parser, bool strips_tabs,
					   const struct shell_token *token);
/* Reads what the line that ends with the line feed at `feed` has. */
void shell_heredocs_read(struct shell_parser *parser, size_t feed);

/* commands.c: what there is of a list up to a token that begins no command; the second one reports
 * where there is nothing. */
const struct shell_list *shell_commands(struct shell_parser *parser);
const struct shell_list *shell_compound_list(struct shell_parser *parser);
void shell_redirections(struct shell_parser *parser, struct shell_command *command);
void shell_add_word(struct shell_parser *parser, struct shell_command *command,
		    const struct shell_word *word);
void shell_add_token(struct shell_parser *parser, struct shell_command *command,
		     const struct shell_token *token);
/* A simple command behind its first word. */
void shell_simple_rest(struct shell_parser *parser, struct shell_command *command,
		       const struct shell_token *word);
const struct shell_command *shell_command(struct shell_parser *parser);

/* compound.c: a command with its redirections; false where none begins. */
bool shell_compound(struct shell_parser *parser, struct shell_command *command);
/* (…) behind the '('. */
void shell_subshell_rest(struct shell_parser *parser, struct shell_command *command);

/* functions.c: from the '(' behind the name; from `function`; from `coproc`. */
void shell_function(struct shell_parser *parser, struct shell_command *command,
		    const struct shell_token *name);
void shell_function_word(struct shell_parser *parser, struct shell_command *command);
void shell_coproc(struct shell_parser *parser, struct shell_command *command);

/* conditions.c */
void shell_condition(struct shell_parser *parser, struct shell_command *command);

#endif
