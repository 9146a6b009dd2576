/* SPDX-License-Identifier: BSD-3-Clause
 * scan.c: finds the ends of quotes, expansions and groups as bash does when it reads a word. What
 * is found is kept, so that no byte is scanned again at each level around it. */
#include "shell/parse/internal.h"

#include <string.h>

#include "base/arena.h"

/* Open addressing: the entry of that start, or the free one where it belongs. */
static size_t slot_of(const struct shell_marks *marks, size_t start)
{
	size_t slot = start * 0x9E3779B97F4A7C15u >> 20;

	for (slot &= marks->size - 1; marks->table[slot].end; slot = (slot + 1) & (marks->size - 1))
		if (marks->table[slot].start == start)
			break;
	return slot;
}

/* The former table stays in the arena; all together they are as large as this one. */
static void grow(struct arena *arena, struct shell_marks *marks)
{
	struct shell_marks larger = { .size = marks->size ? marks->size * 2 : 16 };

	larger.table = arena_array(arena, larger.size, sizeof(*larger.table));
	larger.count = marks->count;
	for (size_t i = 0; i < marks->size; i++)
		if (marks->table[i].end)
			larger.table[slot_of(&larger, marks->table[i].start)] = marks->table[i];
	*marks = larger;
}

struct shell_mark *shell_mark_add(struct shell_parser *parser, size_t start, size_t end)
{
	struct shell_marks *marks = parser->marks;
	struct shell_mark *mark;

	if (marks->count * 2 >= marks->size)
		grow(parser->arena, marks);
	mark = &marks->table[slot_of(marks, start)];
	marks->count += !mark->end;
	*mark = (struct shell_mark) { .start = (uint32_t)start, .end = (uint32_t)end };
	return mark;
}

const struct shell_mark *shell_mark_find(const struct shell_parser *parser, size_t start)
{
	const struct shell_marks *marks = parser->marks;
	const struct shell_mark *mark = marks->size ? &marks->table[slot_of(marks, start)] : NULL;

	return mark && mark->end ? mark : NULL;
}

static bool fail_open(struct shell_parser *parser, size_t open, char close)
{
	shell_fail(parser, open, open + 1,
		   "unexpected end of the script: expected '%c', which closes this", close);
	return false;
}

bool shell_scan_single(struct shell_parser *parser, size_t start)
{
	const char *bytes = parser->text->bytes;
	const char *close = memchr(bytes + parser->at, '\'', parser->end - parser->at);

	if (!close)
		return fail_open(parser, start, '\'');
	parser->at = (size_t)(close - bytes) + 1;
	return true;
}

/* Up to a byte, but for those behind a backslash. */
static bool scan_to(struct shell_parser *parser, size_t start, char close)
{
	const char *bytes = parser->text->bytes;

	while (parser->at < parser->end) {
		char byte = bytes[parser->at++];

		if (byte == close)
			return true;
		if (byte == '\\' && parser->at < parser->end)
			parser->at++;
	}
	return fail_open(parser, start, close);
}

bool shell_scan_escaped(struct shell_parser *parser, size_t start)
{
	return scan_to(parser, start, '\'');
}

bool shell_scan_backquote(struct shell_parser *parser, size_t start)
{
	if (!scan_to(parser, start, '`'))
		return false;
	shell_mark_add(parser, start, parser->at);
	return true;
}

/* A backquote in it has an end of its own, and so have $(, ${ and $[; single quotes are nothing. */
bool shell_scan_double(struct shell_parser *parser, size_t start)
{
	bool is_closed = false;

	if (!shell_enter(parser, start))
		return false;
	while (!is_closed && !parser->has_failed && parser->at < parser->end) {
		size_t at = parser->at;
		char byte = parser->text->bytes[parser->at++];

		if (byte == '"')
			is_closed = true;
		else if (byte == '\\' && parser->at < parser->end)
			parser->at++;
		else if (byte == '`')
			shell_scan_backquote(parser, at);
		else if (byte == '$')
			shell_scan_nested(parser, at);
	}
	shell_leave(parser);
	return is_closed || fail_open(parser, start, '"');
}

static void scan_quote(struct shell_parser *parser, size_t at, bool is_behind_dollar)
{
	char byte = parser->text->bytes[at];

	if (byte == '"')
		shell_scan_double(parser, at);
	else if (byte == '`')
		shell_scan_backquote(parser, at);
	else if (is_behind_dollar)
		shell_scan_escaped(parser, at);
	else
		shell_scan_single(parser, at);
}

/* A '$', '<' or '>' in a group, which may begin something that has an end of its own. */
static void scan_inner(struct shell_parser *parser, size_t at, unsigned flags)
{
	char byte = parser->text->bytes[at], next = shell_peek(parser);
	bool is_nested = false;

	if (flags & SHELL_SCAN_NESTED)
		is_nested = next == '(' || (byte == '$' && (next == '{' || next == '['));
	else if (flags & SHELL_SCAN_COMMANDS)
		is_nested = byte == '$' && next == '(';
	if (is_nested)
		shell_scan_nested(parser, at);
}

/* Quotes have their own ends in every group, even where they will not be quotes when the word is
 * taken apart, as in "${a:-'}": bash refuses that. An open bracket of the group's kind begins
 * another group. */
static void scan_to_close(struct shell_parser *parser, size_t open, char close, unsigned flags)
{
	const char *bytes = parser->text->bytes;
	size_t behind_dollar = 0;

	while (!parser->has_failed && parser->at < parser->end) {
		size_t at = parser->at;
		char byte = bytes[parser->at++];

		if (byte == close)
			return;
		switch (byte) {
		case '\\':
			parser->at += parser->at < parser->end;
			break;
		case '\'':
		case '"':
		case '`':
			scan_quote(parser, at, at == behind_dollar);
			break;
		case '$':
		case '<':
		case '>':
			behind_dollar = byte == '$' && at != behind_dollar ? at + 1 : 0;
			scan_inner(parser, at, flags);
			break;
		default:
			if (byte == bytes[open] && !(flags & SHELL_SCAN_PARAMETER))
				shell_scan_group(parser, at, flags);
		}
	}
	fail_open(parser, open, close);
}

bool shell_scan_group(struct shell_parser *parser, size_t open, unsigned flags)
{
	char byte = parser->text->bytes[open];
	const struct shell_mark *mark = shell_mark_find(parser, open);

	if (mark && mark->flags == flags) {
		parser->at = mark->end;
		return true;
	}
	if (!shell_enter(parser, open))
		return false;
	parser->at = open + 1;
	scan_to_close(parser, open, byte == '(' ? ')' : byte == '[' ? ']' : '}', flags);
	shell_leave(parser);
	if (!parser->has_failed)
		shell_mark_add(parser, open, parser->at)->flags = flags;
	return !parser->has_failed;
}

/* bash looks for the end of "$((" before it knows what it is: in $((a); (b)) are commands, which it
 * parses only when it runs them. It is arithmetic if the two ")" at its end are those of its two
 * "(", the first of which is at `open`. */
static bool scan_arithmetic(struct shell_parser *parser, size_t start, size_t open)
{
	size_t second = parser->at;
	const struct shell_mark *inner;
	bool is_arithmetic;

	if (!shell_scan_group(parser, open, SHELL_SCAN_COMMANDS))
		return false;
	inner = shell_mark_find(parser, second);
	is_arithmetic = inner && inner->end + 1 == parser->at;
	shell_mark_add(parser, start, parser->at)->is_arithmetic = is_arithmetic;
	return true;
}

/* Only a parser finds the end of commands, because of `case`, comments and here-documents. They
 * have tokens and here-documents of their own; what is wrong there is wrong with the script. Begins
 * behind "$(" or "<(". */
static bool scan_commands(struct shell_parser *parser, size_t start)
{
	struct shell_parser outer = *parser;
	const struct shell_list *commands;
	size_t open = parser->at - 1;

	if (shell_peek(parser) == '(')
		return scan_arithmetic(parser, start, open);
	if (!shell_enter(parser, start))
		return false;
	*parser = shell_parser_inner(parser, parser->text, parser->at, parser->end);
	parser->diags = outer.diags;
	parser->in_substitution = true;
	commands = shell_commands(parser);
	if (shell_at(parser, TOKEN_END))
		fail_open(parser, open, ')');
	else if (!shell_at(parser, TOKEN_CLOSE))
		shell_unexpected(parser, "a command or ')'");
	outer.at = shell_token(parser)->end;
	outer.has_failed = parser->has_failed;
	*parser = outer;
	if (!parser->has_failed)
		shell_mark_add(parser, start, parser->at)->commands = commands;
	return !parser->has_failed;
}

/* ${…} and $[…] from behind their open bracket. */
static bool scan_bracket(struct shell_parser *parser, size_t start, unsigned flags)
{
	if (!shell_scan_group(parser, parser->at - 1, flags))
		return false;
	shell_mark_add(parser, start, parser->at);
	return true;
}

bool shell_scan_nested(struct shell_parser *parser, size_t start)
{
	bool is_dollar = parser->text->bytes[start] == '$';
	const struct shell_mark *mark = shell_mark_find(parser, start);

	if (mark) {
		parser->at = mark->end;
		return true;
	}
	if (shell_accept(parser, '('))
		return scan_commands(parser, start);
	if (is_dollar && shell_accept(parser, '{'))
		return scan_bracket(parser, start, SHELL_SCAN_NESTED | SHELL_SCAN_PARAMETER);
	if (is_dollar && shell_accept(parser, '['))
		return scan_bracket(parser, start, SHELL_SCAN_COMMANDS);
	return true;
}

bool shell_is_nested(const struct shell_parser *parser, size_t at, size_t end)
{
	const char *bytes = parser->text->bytes;
	size_t next = shell_skip_continuations(parser, at + 1, end);

	return bytes[at] == '`' ||
	       (bytes[at] == '$' && next < end && bytes[next] && strchr("({[", bytes[next]));
}

const struct shell_mark *shell_mark_at(struct shell_parser *parser, size_t start, size_t end)
{
	const struct shell_mark *mark = shell_mark_find(parser, start);
	struct shell_parser inner;

	/* In here-documents, arithmetic and backquotes bash looks only now. What fails is no fault
	 * of the script then. */
	if (!mark) {
		inner = shell_parser_inner(parser, parser->text, start + 1, end);
		if (parser->text->bytes[start] == '`')
			shell_scan_backquote(&inner, start);
		else
			shell_scan_nested(&inner, start);
		mark = shell_mark_find(parser, start);
	}
	return mark && mark->end <= end ? mark : NULL;
}
