/* SPDX-License-Identifier: BSD-3-Clause
 * symbols.c: the operators and the reserved words of bash. */
#include "shell/parse/internal.h"

#include <string.h>

/* Of operators that begin with one another the longer one is first. */
static const char *const texts[] = {
	[TOKEN_WORD] = "",
	[TOKEN_END] = "",
	[TOKEN_NEWLINE] = "\n",
	[TOKEN_APPEND_ALL] = "&>>",
	[TOKEN_OUTPUT_ALL] = "&>",
	[TOKEN_HERE_STRING] = "<<<",
	[TOKEN_HEREDOC_TABS] = "<<-",
	[TOKEN_HEREDOC] = "<<",
	[TOKEN_COPY_INPUT] = "<&",
	[TOKEN_BOTH_WAYS] = "<>",
	[TOKEN_INPUT] = "<",
	[TOKEN_APPEND] = ">>",
	[TOKEN_COPY_OUTPUT] = ">&",
	[TOKEN_OVERWRITE] = ">|",
	[TOKEN_OUTPUT] = ">",
	[TOKEN_AND] = "&&",
	[TOKEN_AMPERSAND] = "&",
	[TOKEN_PIPE_ALL] = "|&",
	[TOKEN_OR] = "||",
	[TOKEN_PIPE] = "|",
	[TOKEN_NEXT] = ";;&",
	[TOKEN_BREAK] = ";;",
	[TOKEN_FALL] = ";&",
	[TOKEN_SEMICOLON] = ";",
	[TOKEN_OPEN] = "(",
	[TOKEN_CLOSE] = ")",
	[TOKEN_ARITHMETIC] = "((",
	[TOKEN_IF] = "if",
	[TOKEN_THEN] = "then",
	[TOKEN_ELSE] = "else",
	[TOKEN_ELIF] = "elif",
	[TOKEN_FI] = "fi",
	[TOKEN_CASE] = "case",
	[TOKEN_ESAC] = "esac",
	[TOKEN_FOR] = "for",
	[TOKEN_SELECT] = "select",
	[TOKEN_WHILE] = "while",
	[TOKEN_UNTIL] = "until",
	[TOKEN_DO] = "do",
	[TOKEN_DONE] = "done",
	[TOKEN_IN] = "in",
	[TOKEN_FUNCTION] = "function",
	[TOKEN_TIME] = "time",
	[TOKEN_BRACE] = "{",
	[TOKEN_END_BRACE] = "}",
	[TOKEN_NOT] = "!",
	[TOKEN_CONDITION] = "[[",
	[TOKEN_END_CONDITION] = "]]",
	[TOKEN_COPROC] = "coproc",
};

#define BIT(kind) (UINT64_C(1) << (kind))

/* What `time` may follow, and what only other commands may. */
#define BEFORE_TIME                                                                           \
	(BIT(TOKEN_NEWLINE) | BIT(TOKEN_SEMICOLON) | BIT(TOKEN_OPEN) | BIT(TOKEN_CLOSE) |     \
	 BIT(TOKEN_AMPERSAND) | BIT(TOKEN_BRACE) | BIT(TOKEN_AND) | BIT(TOKEN_OR) |           \
	 BIT(TOKEN_NOT) | BIT(TOKEN_DO) | BIT(TOKEN_ELIF) | BIT(TOKEN_ELSE) | BIT(TOKEN_IF) | \
	 BIT(TOKEN_THEN) | BIT(TOKEN_TIME) | BIT(TOKEN_UNTIL) | BIT(TOKEN_WHILE))
#define BEFORE_OTHERS                                                                     \
	(BIT(TOKEN_PIPE) | BIT(TOKEN_PIPE_ALL) | BIT(TOKEN_END_BRACE) | BIT(TOKEN_DONE) | \
	 BIT(TOKEN_ESAC) | BIT(TOKEN_FI) | BIT(TOKEN_COPROC) | BIT(TOKEN_END_CONDITION) | \
	 BIT(TOKEN_ARITHMETIC) | BIT(TOKEN_BREAK) | BIT(TOKEN_FALL) | BIT(TOKEN_NEXT))
#define FIRST                                                                               \
	(BIT(TOKEN_WORD) | BIT(TOKEN_BRACE) | BIT(TOKEN_OPEN) | BIT(TOKEN_ARITHMETIC) |     \
	 BIT(TOKEN_IF) | BIT(TOKEN_WHILE) | BIT(TOKEN_UNTIL) | BIT(TOKEN_FOR) |             \
	 BIT(TOKEN_SELECT) | BIT(TOKEN_CASE) | BIT(TOKEN_FUNCTION) | BIT(TOKEN_CONDITION) | \
	 BIT(TOKEN_COPROC) | BIT(TOKEN_TIME) | BIT(TOKEN_NOT))

const char *shell_symbol_text(enum shell_token_kind kind)
{
	return texts[kind];
}

bool shell_is_redirection(enum shell_token_kind kind)
{
	return kind >= TOKEN_APPEND_ALL && kind <= TOKEN_OUTPUT;
}

bool shell_begins_command(enum shell_token_kind kind)
{
	return shell_is_redirection(kind) || (FIRST & BIT(kind));
}

bool shell_is_before_command(enum shell_token_kind kind)
{
	return ((BEFORE_TIME | BEFORE_OTHERS) & BIT(kind)) != 0;
}

bool shell_is_before_time(enum shell_token_kind kind)
{
	return (BEFORE_TIME & BIT(kind)) != 0;
}

enum shell_token_kind shell_take_operator(struct shell_parser *parser)
{
	char first = shell_peek(parser);

	for (unsigned kind = TOKEN_APPEND_ALL; kind <= TOKEN_CLOSE; kind++)
		if (*texts[kind] == first && shell_accept_text(parser, texts[kind]))
			return (enum shell_token_kind)kind;
	return TOKEN_WORD;
}

enum shell_token_kind shell_reserved_word(const struct shell_parser *parser,
					  const struct shell_token *token)
{
	char first = parser->text->bytes[token->start];

	for (unsigned kind = TOKEN_IF; kind <= TOKEN_COPROC; kind++)
		if (*texts[kind] == first && shell_token_is(parser, token, texts[kind]))
			return (enum shell_token_kind)kind;
	return TOKEN_WORD;
}
