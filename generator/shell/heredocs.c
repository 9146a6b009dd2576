/* SPDX-License-Identifier: BSD-3-Clause
 * heredocs.c: here-documents, whose texts lie behind the line with the `<<`. */
#include "shell/internal.h"

#include <string.h>

#include "base/arena.h"

/* The delimiter without its quotes. */
static const char *unquote(struct shell_parser *parser, const struct shell_token *token,
			   bool *is_quoted)
{
	const char *bytes = parser->text->bytes;
	char *text = arena_alloc(parser->arena, token->end - token->start + 1);
	size_t length = 0;
	char quote = '\0';

	for (size_t at = token->start; at < token->end; at++) {
		char byte = bytes[at];

		if (byte == '\\' && quote != '\'' && at + 1 < token->end) {
			*is_quoted |= bytes[at + 1] != '\n';
			if (bytes[++at] != '\n')
				text[length++] = bytes[at];
		} else if (quote ? byte == quote : byte == '\'' || byte == '"') {
			*is_quoted = true;
			quote = quote ? '\0' : byte;
		} else {
			text[length++] = byte;
		}
	}
	return text;
}

const struct shell_word *shell_heredoc_add(struct shell_parser *parser, const char *operator,
					   const struct shell_token * token)
{
	struct shell_heredoc *heredoc;

	parser->heredocs = arena_grow(parser->arena, parser->heredocs, parser->heredoc_count,
				      sizeof(*parser->heredocs));
	heredoc = &parser->heredocs[parser->heredoc_count++];
	heredoc->target = arena_alloc(parser->arena, sizeof(*heredoc->target));
	heredoc->strips_tabs = strcmp(operator, "<<-") == 0;
	heredoc->delimiter = unquote(parser, token, &heredoc->is_quoted);
	*heredoc->target = *shell_literal(parser, token->end, token->end, true);
	return heredoc->target;
}

/* The bytes of a here-document as they are collected. */
struct body {
	char *bytes;
	uint32_t *places;
	size_t length, size;
};

static void append(struct shell_parser *parser, struct body *body, size_t at)
{
	if (body->length == body->size) {
		size_t size = body->size ? body->size * 2 : 64;
		char *bytes = arena_alloc(parser->arena, size + 1);
		uint32_t *places = arena_array(parser->arena, size + 1, sizeof(*places));

		if (body->length) {
			memcpy(bytes, body->bytes, body->length);
			memcpy(places, body->places, body->length * sizeof(*places));
		}
		*body = (struct body) { bytes, places, body->length, size };
	}
	body->places[body->length] = shell_span(parser, at, at).start;
	body->bytes[body->length++] = parser->text->bytes[at];
}

/* The end of the line at `at`, behind its line feed. Where the text is expanded, a backslash before
 * the line feed continues it. */
static size_t line_end(const struct shell_parser *parser, const struct shell_heredoc *heredoc,
		       size_t at)
{
	const char *bytes = parser->text->bytes;
	bool is_escaped = false;

	for (; at < parser->end; at++) {
		if (bytes[at] == '\n' && !is_escaped)
			return at + 1;
		is_escaped = bytes[at] == '\\' && !is_escaped && !heredoc->is_quoted;
	}
	return at;
}

/* Whether a line is the delimiter: the end of what belongs to it, or 0. */
static size_t delimiter_end(const struct shell_parser *parser, const struct shell_heredoc *heredoc,
			    size_t at, size_t end)
{
	const char *bytes = parser->text->bytes;
	const char *delimiter = heredoc->delimiter;

	for (; *delimiter; delimiter++, at++) {
		while (!heredoc->is_quoted && at + 1 < end && bytes[at] == '\\' &&
		       bytes[at + 1] == '\n')
			at += 2;
		if (at >= end || bytes[at] != *delimiter)
			return 0;
	}
	if (at >= end)
		return end;
	if (bytes[at] == '\n')
		return at + 1;
	return parser->in_substitution && memchr(bytes + at, ')', end - at) ? at : 0;
}

static void collect(struct shell_parser *parser, const struct shell_heredoc *heredoc,
		    struct body *body)
{
	const char *bytes = parser->text->bytes;

	while (parser->at < parser->end) {
		size_t end = line_end(parser, heredoc, parser->at), found;

		while (heredoc->strips_tabs && parser->at < end && bytes[parser->at] == '\t')
			parser->at++;
		found = delimiter_end(parser, heredoc, parser->at, end);
		if (found) {
			parser->at = found;
			return;
		}
		while (parser->at < end)
			append(parser, body, parser->at++);
	}
}

static void read_body(struct shell_parser *parser, const struct shell_heredoc *heredoc)
{
	struct body body = { 0 };
	struct shell_text *text = arena_alloc(parser->arena, sizeof(*text));
	struct shell_parser inner;
	size_t start = parser->at;

	append(parser, &body, start);
	body.length = 0;
	collect(parser, heredoc, &body);
	body.bytes[body.length] = '\0';
	if (!body.length)
		body.places[0] = shell_span(parser, start, start).start;
	*text = (struct shell_text) { parser->text->source, body.bytes, body.places };
	inner = shell_parser_inner(parser, text, 0, body.length);
	*heredoc->target = heredoc->is_quoted ? *shell_literal(&inner, 0, body.length, true)
					      : *shell_word(&inner, 0, body.length, SHELL_DOCUMENT);
}

void shell_heredocs_read(struct shell_parser *parser, size_t feed)
{
	const struct shell_mark *mark = shell_mark_find(parser, feed);

	if (mark)
		parser->at = mark->end;
	if (!parser->heredoc_count)
		return;
	for (size_t i = 0; i < parser->heredoc_count; i++)
		read_body(parser, &parser->heredocs[i]);
	parser->heredocs = NULL;
	parser->heredoc_count = 0;
	shell_mark_add(parser, feed, parser->at);
}
