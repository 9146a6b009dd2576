/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_errors.c: describes the errors of libyaml, which have texts but no codes. */
#include <stddef.h>
#include <string.h>

#include "load/internal.h"

#define QUOTE	  "if it is part of a text, put the text into quotes"
#define DIRECTIVE "remove the line, or write '%YAML 1.2' and '---' on the next line"
#define INDENT	  "check the indentation: entries of one mapping or list begin in the same column"

static const struct {
	const char *problem, *meaning;
	const char *help; /* or NULL */
} problems[] = {
	{ "block sequence entries are not allowed in this context", "'-' is not allowed here",
	  "begin a list on the line after its key" },
	{ "control characters are not allowed", "control character that YAML does not allow",
	  "remove it" },
	{ "could not find expected ':'", "key without ':'", INDENT },
	{ "could not find expected directive name", "'%' without the name of a directive",
	  DIRECTIVE },
	{ "did not find URI escaped octet", "invalid tag", QUOTE },
	{ "did not find expected '!'", "invalid tag", QUOTE },
	{ "did not find expected ',' or ']'", "expected ',' or ']'", NULL },
	{ "did not find expected ',' or '}'", "expected ',' or '}'", NULL },
	{ "did not find expected '-' indicator", "expected '-' or the end of the list", INDENT },
	{ "did not find expected <document start>", "content after the end of the document",
	  INDENT },
	{ "did not find expected alphabetic or numeric character", "'&' or '*' without a name",
	  QUOTE },
	{ "did not find expected comment or line break", "text after '|' or '>'",
	  "begin the text on the next line" },
	{ "did not find expected digit or '.' character", "invalid YAML version", DIRECTIVE },
	{ "did not find expected hexdecimal number", "escape sequence without its digits", NULL },
	{ "did not find expected key", "expected a key or the end of the mapping", INDENT },
	{ "did not find expected node content", "expected a value", NULL },
	{ "did not find expected tag URI", "invalid tag", QUOTE },
	{ "did not find expected version number", "invalid YAML version", DIRECTIVE },
	{ "did not find expected whitespace", "expected a space", NULL },
	{ "did not find expected whitespace or line break", "expected a space", NULL },
	{ "did not find the expected '>'", "invalid tag", QUOTE },
	{ "found a tab character that violates indentation", "tab in the indentation", NULL },
	{ "found a tab character where an indentation space is expected", "tab in the indentation",
	  NULL },
	{ "found an indentation indicator equal to 0", "invalid indentation of a text",
	  "use a number from 1 to 9 after '|' or '>', or none" },
	{ "found character that cannot start any token", "character that no value begins with",
	  QUOTE },
	{ "found duplicate %TAG directive", "duplicate %TAG directive", "remove one of the two" },
	{ "found duplicate %YAML directive", "duplicate %YAML directive", "remove one of the two" },
	{ "found extremely long version number", "invalid YAML version", DIRECTIVE },
	{ "found incompatible YAML document", "unsupported YAML version", DIRECTIVE },
	{ "found invalid Unicode character escape code",
	  "escape sequence of a character that there is not", NULL },
	{ "found undefined alias", "unknown alias", QUOTE },
	{ "found undefined tag handle", "unknown tag", QUOTE },
	{ "found unexpected ':'", "unexpected ':'", QUOTE },
	{ "found unexpected document indicator", "'---' or '...' inside a text in quotes", NULL },
	{ "found unexpected end of stream", "text in quotes without its closing quote", NULL },
	{ "found unexpected non-alphabetical character", "invalid directive", DIRECTIVE },
	{ "found unknown directive name", "unknown directive", DIRECTIVE },
	{ "found unknown escape character", "unknown escape sequence",
	  "write a backslash as '\\\\', or use single quotes" },
	{ "mapping keys are not allowed in this context", "a key is not allowed here", INDENT },
	{ "mapping values are not allowed in this context", "':' is not allowed here",
	  "check the indentation; if it is part of a text, put the text into quotes" },
	{ "second occurrence", "duplicate anchor", "use another name" },
};

static const struct {
	const char *context, *meaning;
} contexts[] = {
	{ "found duplicate anchor; first occurrence", "the first one is here" },
	{ "while parsing a %TAG directive", "the directive starts here" },
	{ "while parsing a block collection", "the list starts here" },
	{ "while parsing a block mapping", "the mapping starts here" },
	{ "while parsing a block node", "the value starts here" },
	{ "while parsing a flow mapping", "the mapping starts here" },
	{ "while parsing a flow node", "the value starts here" },
	{ "while parsing a flow sequence", "the list starts here" },
	{ "while parsing a node", "the value starts here" },
	{ "while parsing a quoted scalar", "the text in quotes starts here" },
	{ "while parsing a tag", "the tag starts here" },
	{ "while parsing a tag directive", "the directive starts here" },
	{ "while scanning a %TAG directive", "the directive starts here" },
	{ "while scanning a %YAML directive", "the directive starts here" },
	{ "while scanning a block scalar", "the text starts here" },
	{ "while scanning a directive", "the directive starts here" },
	{ "while scanning a plain scalar", "the text starts here" },
	{ "while scanning a quoted scalar", "the text in quotes starts here" },
	{ "while scanning a simple key", "the key starts here" },
	{ "while scanning a tag", "the tag starts here" },
	{ "while scanning a tag directive", "the directive starts here" },
	{ "while scanning an alias", "the alias starts here" },
	{ "while scanning an anchor", "the anchor starts here" },
	{ "while scanning for the next token", NULL }, /* the same place */
};

const char *load_yaml_problem(const char *problem, const char **help)
{
	*help = NULL;
	for (size_t i = 0; i < sizeof(problems) / sizeof(problems[0]); i++) {
		if (strcmp(problems[i].problem, problem) == 0) {
			*help = problems[i].help;
			return problems[i].meaning;
		}
	}
	return problem;
}

const char *load_yaml_context(const char *context)
{
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++)
		if (strcmp(contexts[i].context, context) == 0)
			return contexts[i].meaning;
	return context;
}
