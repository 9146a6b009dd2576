/* SPDX-License-Identifier: BSD-3-Clause
 * words.c: finds where words end. */
#include "shell/internal.h"

#include <string.h>

static bool is_break(char byte)
{
	return !byte || strchr(" \t\n;&|<>()", byte) != NULL;
}

/* <( and >( begin words. */
bool shell_at_process(struct shell_parser *parser)
{
	size_t at = parser->at;
	bool is_process = (shell_accept(parser, '<') || shell_accept(parser, '>')) &&
			  shell_accept(parser, '(');

	parser->at = at;
	return is_process;
}

static bool has_globs(const struct shell_parser *parser)
{
	return parser->expects_glob || parser->at > parser->extglob_at;
}

/* A pattern such as !(a|b). */
static bool scan_glob(struct shell_parser *parser, char byte)
{
	size_t start = parser->at;

	if (!byte || !strchr("?*+@!", byte) || !has_globs(parser))
		return false;
	parser->at++;
	if (!shell_accept(parser, '(')) {
		parser->at = start;
		return false;
	}
	shell_scan_group(parser, parser->at - 1, 0);
	return true;
}

/* The index of NAME[INDEX]=, and of [INDEX]= in an array. */
static bool scan_index(struct shell_parser *parser, const struct shell_token *token)
{
	size_t open = parser->at;

	if (open == token->start
		    ? !parser->expects_element
		    : !parser->accepts_assignment || !shell_is_name(parser, token->start, open))
		return false;
	shell_scan_group(parser, open, SHELL_SCAN_NESTED);
	return true;
}

static bool scan_array(struct shell_parser *parser, const struct shell_token *token)
{
	size_t equals = parser->at, open;

	if (!(parser->accepts_assignment || parser->accepts_array) || equals == token->start ||
	    !shell_is_assignment(parser, token->start, equals + 1))
		return false;
	parser->at++;
	open = parser->at;
	if (shell_accept(parser, '(')) {
		if (shell_scan_array(parser, open))
			shell_mark_add(parser, equals, parser->at);
	}
	return true;
}

static bool scan_quotes(struct shell_parser *parser, char byte)
{
	size_t start = parser->at;

	if (byte != '\'' && byte != '"' && byte != '`')
		return false;
	parser->at++;
	if (byte == '"')
		shell_scan_double(parser, start);
	else if (byte == '`')
		shell_scan_backquote(parser, start);
	else
		shell_scan_single(parser, start);
	return true;
}

static bool scan_dollar(struct shell_parser *parser, char byte)
{
	size_t start = parser->at;

	if (byte != '$' && !shell_at_process(parser))
		return false;
	parser->at++;
	if (byte == '$' && shell_accept(parser, '\''))
		shell_scan_escaped(parser, start);
	else if (byte == '$' && shell_accept(parser, '"'))
		shell_scan_double(parser, start);
	else if (byte != '$' || !shell_accept(parser, '$'))
		shell_scan_nested(parser, start);
	return true;
}

static bool scan_regex(struct shell_parser *parser, char byte)
{
	if (!parser->expects_regex || (byte != '(' && byte != '|'))
		return false;
	parser->at++;
	if (byte == '(')
		shell_scan_group(parser, parser->at - 1, 0);
	return true;
}

/* What is no ordinary byte of a word. */
static bool scan_special(struct shell_parser *parser, struct shell_token *token, char byte)
{
	if (byte == '\\') {
		parser->at += parser->at + 1 < parser->end ? 2 : 1;
	} else if (byte == '[') {
		if (!scan_index(parser, token))
			return false;
	} else if (byte == '=') {
		if (!scan_array(parser, token))
			return false;
	} else if (!scan_regex(parser, byte) && !scan_glob(parser, byte) &&
		   !scan_quotes(parser, byte) && !scan_dollar(parser, byte)) {
		return false;
	}
	token->is_plain = false;
	return true;
}

void shell_scan_word(struct shell_parser *parser, struct shell_token *token)
{
	token->is_plain = true;
	while (!parser->has_failed) {
		char byte = shell_peek(parser);

		if (parser->at >= parser->end)
			break;
		if (scan_special(parser, token, byte))
			continue;
		if (is_break(byte))
			break;
		parser->at++;
	}
	token->end = parser->at;
}
