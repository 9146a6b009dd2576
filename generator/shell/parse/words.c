/* SPDX-License-Identifier: BSD-3-Clause
 * words.c: finds where words end. */
#include "shell/parse/internal.h"

#include <string.h>

/* What a word begins with. */
enum prefix {
	PREFIX_NAME,   /* NAME, or nothing so far */
	PREFIX_INDEX,  /* NAME[ */
	PREFIX_TARGET, /* NAME[INDEX] */
	PREFIX_PLUS,   /* one of them with a '+' */
	PREFIX_NONE,   /* nothing that can be assigned to */
};

struct word {
	struct shell_parser *parser;
	struct shell_token *token;
	enum prefix prefix;
	size_t brackets; /* of the index, that are open */
};

static bool is_break(char byte)
{
	return !byte || strchr(" \t\n;&|<>()", byte) != NULL;
}

bool shell_at_process(struct shell_parser *parser)
{
	size_t at = parser->at;
	bool is_process = (shell_accept(parser, '<') || shell_accept(parser, '>')) &&
			  shell_accept(parser, '(');

	parser->at = at;
	return is_process;
}

/* bash reads such patterns behind == and !=, and elsewhere once extglob is set. */
static bool has_globs(const struct shell_parser *parser)
{
	return parser->expects_glob ||
	       shell_span(parser, parser->at, parser->at).start > parser->extglob_at;
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

/* Where an array may follow: behind NAME=, NAME+= and NAME[INDEX]=. */
static bool is_target(const struct word *word)
{
	switch (word->prefix) {
	case PREFIX_NAME:
		return word->parser->at > word->token->start;
	case PREFIX_TARGET:
	case PREFIX_PLUS:
		return true;
	default:
		return false;
	}
}

/* An ordinary byte, of which it depends what an '=' or a '[' behind it is. */
static void follow_prefix(struct word *word, char byte)
{
	bool is_first = word->parser->at == word->token->start;

	switch (word->prefix) {
	case PREFIX_NAME:
		if (is_first ? shell_is_name_start(byte) : shell_is_name_byte(byte))
			break;
		word->prefix = is_first || (byte != '+' && byte != '[') ? PREFIX_NONE
			       : byte == '+'				? PREFIX_PLUS
									: PREFIX_INDEX;
		word->brackets = 1;
		break;
	case PREFIX_INDEX:
		word->brackets += byte == '[';
		word->brackets -= byte == ']';
		if (!word->brackets)
			word->prefix = PREFIX_TARGET;
		break;
	case PREFIX_TARGET:
		word->prefix = byte == '+' ? PREFIX_PLUS : PREFIX_NONE;
		break;
	default:
		word->prefix = PREFIX_NONE;
	}
}

/* The index of NAME[INDEX]=, and of [INDEX]= in an array, which may have blanks. */
static bool scan_index(struct word *word)
{
	struct shell_parser *parser = word->parser;
	bool is_first = parser->at == word->token->start;

	if (is_first ? !parser->expects_element
		     : !parser->accepts_assignment || word->prefix != PREFIX_NAME)
		return false;
	shell_scan_group(parser, parser->at, SHELL_SCAN_NESTED);
	word->prefix = PREFIX_TARGET;
	return true;
}

/* NAME=(…). In any other word the '(' is an operator, which may not be there. */
static bool scan_array(struct word *word)
{
	struct shell_parser *parser = word->parser;
	size_t equals = parser->at;

	if (!(parser->accepts_assignment || parser->accepts_array) || !is_target(word))
		return false;
	parser->at++;
	word->prefix = PREFIX_NONE;
	if (shell_accept(parser, '(') && shell_scan_array(parser, parser->at))
		shell_mark_add(parser, equals, parser->at);
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

/* In a regular expression of [[ ]] brackets and bars end no word. */
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
static bool scan_special(struct word *word, char byte)
{
	struct shell_parser *parser = word->parser;

	if (byte == '[')
		return scan_index(word);
	if (byte == '=')
		return scan_array(word);
	if (byte == '\\')
		parser->at += parser->at + 1 < parser->end ? 2 : 1;
	else if (!scan_regex(parser, byte) && !scan_glob(parser, byte) &&
		 !scan_quotes(parser, byte) && !scan_dollar(parser, byte))
		return false;
	if (word->prefix != PREFIX_INDEX)
		word->prefix = PREFIX_NONE;
	return true;
}

void shell_scan_word(struct shell_parser *parser, struct shell_token *token)
{
	struct word word = { .parser = parser, .token = token };

	token->is_plain = true;
	while (!parser->has_failed) {
		char byte = shell_peek(parser);

		if (parser->at >= parser->end)
			break;
		if (scan_special(&word, byte)) {
			token->is_plain = false;
			continue;
		}
		if (is_break(byte))
			break;
		follow_prefix(&word, byte);
		parser->at++;
	}
	token->end = parser->at;
}
