/* SPDX-License-Identifier: BSD-3-Clause
 * scan.c: finds the ends of quotes, expansions and groups as bash does when it reads a word. What
 * is found is kept, so that no byte is scanned again at each level around it. */
#include "shell/internal.h"

#include <string.h>

#include "base/arena.h"

static size_t slot_of(const struct shell_marks *marks, size_t start)
{
	size_t slot = start * 0x9E3779B97F4A7C15u >> 20;

	for (slot &= marks->size - 1; marks->table[slot].end; slot = (slot + 1) & (marks->size - 1))
		if (marks->table[slot].start == start)
			break;
	return slot;
}

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
	*mark = (struct shell_mark) { .start = start, .end = end };
	return mark;
}

const struct shell_mark *shell_mark_find(const struct shell_parser *parser, size_t start)
{
	const struct shell_marks *marks = parser->marks;
	const struct shell_mark *mark = marks->size ? &marks->table[slot_of(marks, start)] : NULL;

	return mark && mark->end ? mark : NULL;
}

static bool fail_open(struct shell_parser *parser, size_t start, const char *close)
{
	shell_fail(parser, start, parser->at > start ? start + 1 : start,
		   "unexpected end of the script: expected the \"%s\" that closes this", close);
	return false;
}

bool shell_scan_single(struct shell_parser *parser, size_t start)
{
	const char *bytes = parser->text->bytes;
	const char *close = memchr(bytes + parser->at, '\'', parser->end - parser->at);

	if (!close)
		return fail_open(parser, start, "'");
	parser->at = (size_t)(close - bytes) + 1;
	return true;
}

/* Up to a byte, but for those behind a backslash. */
static bool scan_to(struct shell_parser *parser, size_t start, char close)
{
	const char *bytes = parser->text->bytes;
	char text[] = { close, '\0' };

	while (parser->at < parser->end) {
		char byte = bytes[parser->at++];

		if (byte == close)
			return true;
		if (byte == '\\' && parser->at < parser->end)
			parser->at++;
	}
	return fail_open(parser, start, text);
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
	return is_closed || fail_open(parser, start, "\"");
}

static void scan_quote(struct shell_parser *parser, size_t at, char byte, bool is_behind_dollar)
{
	if (byte == '"')
		shell_scan_double(parser, at);
	else if (byte == '`')
		shell_scan_backquote(parser, at);
	else if (is_behind_dollar)
		shell_scan_escaped(parser, at);
	else
		shell_scan_single(parser, at);
}

/* Whether a '$', '<' or '>' in a group begins something that has an end of its own. */
static bool is_nested(struct shell_parser *parser, char byte, unsigned flags)
{
	char next = shell_peek(parser);

	if (flags & SHELL_SCAN_NESTED)
		return next == '(' || (byte == '$' && (next == '{' || next == '['));
	return (flags & SHELL_SCAN_COMMANDS) && byte == '$' && next == '(';
}

bool shell_scan_group(struct shell_parser *parser, size_t start, char open, char close,
		      unsigned flags)
{
	const char *bytes = parser->text->bytes;
	char text[] = { close, '\0' };
	size_t levels = 1;
	bool is_behind_dollar = false;

	if (!shell_enter(parser, start))
		return false;
	while (levels && !parser->has_failed && parser->at < parser->end) {
		size_t at = parser->at;
		char byte = bytes[parser->at++];

		if (byte == '\\' && parser->at < parser->end)
			parser->at++;
		else if (byte == close)
			levels--;
		else if (byte == open && !(flags & SHELL_SCAN_PARAMETER))
			levels++;
		else if (strchr("'\"`", byte) && byte)
			scan_quote(parser, at, byte, is_behind_dollar);
		else if (byte && strchr("$<>", byte) && is_nested(parser, byte, flags))
			shell_scan_nested(parser, at);
		is_behind_dollar = byte == '$' && !is_behind_dollar;
	}
	shell_leave(parser);
	return !levels || fail_open(parser, start, text);
}

/* From behind "$((": whether the two ")" at its end are of these two "(". */
static bool scan_arithmetic(struct shell_parser *parser, size_t start)
{
	bool is_arithmetic;

	if (!shell_scan_group(parser, start, '(', ')', SHELL_SCAN_COMMANDS))
		return false;
	is_arithmetic = parser->at < parser->end && parser->text->bytes[parser->at] == ')';
	if (is_arithmetic)
		parser->at++;
	else if (!shell_scan_group(parser, start, '(', ')', SHELL_SCAN_COMMANDS))
		return false;
	shell_mark_add(parser, start, parser->at)->is_arithmetic = is_arithmetic;
	return true;
}

/* From behind "$(" or "<(". */
static bool scan_commands(struct shell_parser *parser, size_t start)
{
	struct shell_parser outer = *parser;
	const struct shell_list *commands;

	if (shell_accept(parser, '('))
		return scan_arithmetic(parser, start);
	if (!shell_enter(parser, start))
		return false;
	*parser = shell_parser_inner(parser, parser->text, parser->at, parser->end);
	parser->diags = outer.diags;
	parser->in_substitution = true;
	commands = shell_commands(parser);
	if (!shell_at(parser, ")")) {
		if (shell_at(parser, ""))
			fail_open(parser, start, ")");
		else
			shell_unexpected(parser, "')'");
	}
	outer.at = shell_token(parser)->end;
	outer.has_failed = parser->has_failed;
	*parser = outer;
	if (!parser->has_failed)
		shell_mark_add(parser, start, parser->at)->commands = commands;
	return !parser->has_failed;
}

static bool scan_parameter(struct shell_parser *parser, size_t start)
{
	if (!shell_scan_group(parser, start, '{', '}', SHELL_SCAN_NESTED | SHELL_SCAN_PARAMETER))
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
		return scan_parameter(parser, start);
	if (!is_dollar || !shell_accept(parser, '['))
		return true;
	if (!shell_scan_group(parser, start, '[', ']', SHELL_SCAN_COMMANDS))
		return false;
	shell_mark_add(parser, start, parser->at);
	return true;
}

const struct shell_mark *shell_mark_at(struct shell_parser *parser, size_t start, size_t end)
{
	const struct shell_mark *mark = shell_mark_find(parser, start);
	struct shell_parser inner;

	if (mark)
		return mark;
	inner = shell_parser_inner(parser, parser->text, start + 1, end);
	if (parser->text->bytes[start] == '`')
		shell_scan_backquote(&inner, start);
	else
		shell_scan_nested(&inner, start);
	return inner.has_failed ? NULL : shell_mark_find(parser, start);
}
