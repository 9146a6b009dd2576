/* SPDX-License-Identifier: BSD-3-Clause
 * heredocs.c: here-documents, whose texts lie behind the line with the `<<`. */
#include "shell/parse/internal.h"

#include <string.h>

#include "base/arena.h"

/* Whether a backslash before this byte quotes it. */
static bool is_escapable(char byte, char quote)
{
	return quote == '\0' || (quote == '"' && byte && strchr("$`\"\\\n", byte));
}

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

		if (byte == '\\' && at + 1 < token->end && is_escapable(bytes[at + 1], quote)) {
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

const struct shell_word *shell_heredoc_add(struct shell_parser *parser, bool strips_tabs,
					   const struct shell_token *token)
{
	struct shell_heredoc *heredoc;

	parser->heredocs = arena_grow(parser->arena, parser->heredocs, parser->heredoc_count,
				      sizeof(*parser->heredocs));
	heredoc = &parser->heredocs[parser->heredoc_count++];
	heredoc->target = arena_alloc(parser->arena, sizeof(*heredoc->target));
	heredoc->strips_tabs = strips_tabs;
	heredoc->delimiter = unquote(parser, token, &heredoc->is_quoted);
	*heredoc->target = *shell_literal(parser, token->end, token->end, true);
	return heredoc->target;
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

	/* Each line is compared up to its first difference only. */
	for (; *delimiter; delimiter++, at++) {
		if (!heredoc->is_quoted)
			at = shell_skip_continuations(parser, at, end);
		if (at >= end || bytes[at] != *delimiter)
			return 0;
	}
	if (at >= end)
		return end;
	if (bytes[at] == '\n')
		return at + 1;
	/* In $(…) the ")" may be behind the delimiter, in the same line. */
	return parser->in_substitution && memchr(bytes + at, ')', end - at) ? at : 0;
}

static size_t skip_tabs(const struct shell_parser *parser, const struct shell_heredoc *heredoc,
			size_t at, size_t end)
{
	while (heredoc->strips_tabs && at < end && parser->text->bytes[at] == '\t')
		at++;
	return at;
}

/* Goes behind the delimiter; returns the end of the text before it. */
static size_t find_delimiter(struct shell_parser *parser, const struct shell_heredoc *heredoc)
{
	while (parser->at < parser->end) {
		size_t start = parser->at, end = line_end(parser, heredoc, start);
		size_t text = skip_tabs(parser, heredoc, start, end);

		parser->at = delimiter_end(parser, heredoc, text, end);
		if (parser->at)
			return start;
		parser->at = end;
	}
	return parser->at;
}

/* The lines without the tabs before them. */
static const struct shell_text *strip_tabs(const struct shell_parser *parser,
					   const struct shell_heredoc *heredoc, size_t start,
					   size_t end, size_t *length)
{
	struct shell_text *text = arena_alloc(parser->arena, sizeof(*text));
	char *bytes = arena_alloc(parser->arena, end - start + 1);
	uint32_t *places = arena_array(parser->arena, end - start + 1, sizeof(*places));

	for (size_t at = start; at < end;) {
		size_t next = line_end(parser, heredoc, at);

		for (at = skip_tabs(parser, heredoc, at, next); at < next; at++) {
			places[*length] = shell_span(parser, at, at).start;
			bytes[(*length)++] = parser->text->bytes[at];
		}
	}
	places[*length] = shell_span(parser, start, start).start;
	*text = (struct shell_text) { parser->text->source, bytes, places };
	return text;
}

/* The text as a word. Without the quotes it is expanded as in double quotes, and bash looks into it
 * only when it runs the command. */
static const struct shell_word *make_text(struct shell_parser *parser,
					  const struct shell_heredoc *heredoc, size_t start,
					  size_t end)
{
	const struct shell_text *text = parser->text;
	struct shell_parser inner;

	if (parser->documents >= SHELL_DOCUMENTS_MAX)
		return shell_bad_word(parser, start, end);
	if (heredoc->strips_tabs) {
		size_t length = 0;

		text = strip_tabs(parser, heredoc, start, end, &length);
		start = 0;
		end = length;
	}
	inner = shell_parser_inner(parser, text, start, end);
	inner.documents++;
	return heredoc->is_quoted ? shell_literal(&inner, start, end, true)
				  : shell_word(&inner, start, end, SHELL_DOCUMENT);
}

static void read_document(struct shell_parser *parser, const struct shell_heredoc *heredoc)
{
	size_t start = parser->at, end = find_delimiter(parser, heredoc);

	*heredoc->target = *make_text(parser, heredoc, start, end);
}

void shell_heredocs_read(struct shell_parser *parser, size_t feed)
{
	const struct shell_mark *mark = shell_mark_find(parser, feed);

	if (mark)
		parser->at = mark->end;
	if (!parser->heredoc_count)
		return;
	for (size_t i = 0; i < parser->heredoc_count; i++)
		read_document(parser, &parser->heredocs[i]);
	parser->heredocs = NULL;
	parser->heredoc_count = 0;
	/* Those who read the line end again have no here-documents, but go past their texts. */
	shell_mark_add(parser, feed, parser->at);
}
