/* SPDX-License-Identifier: BSD-3-Clause
 * comments.c: finds the comments of XML in a file, and what each is about; the tree has neither the
 * places of comments nor the ends of elements. */
#include "load/comments.h"

#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/comment_list.h"
#include "load/load.h"

/* A line ends with LF, CR LF or, for XML and YAML, CR. */
static bool is_line_end(char byte)
{
	return byte == '\n' || byte == '\r';
}

/* Whether something else than comments stands before `at` on its line. */
static bool is_behind(const struct load_comment_list *list, size_t at)
{
	const struct load_comment *last = list->count ? &list->all[list->count - 1] : NULL;
	const char *bytes = list->source->bytes;

	while (at > 0 && is_space(bytes[at - 1]) && !is_line_end(bytes[at - 1]))
		at--;
	if (last && at == last->at.end)
		return last->is_behind;
	return at > 0 && !is_line_end(bytes[at - 1]);
}

/* The line of a place, which costs nothing where the last comment is behind something on it. */
static struct span line_of(const struct load_comment_list *list, size_t at)
{
	const struct load_comment *last = list->count ? &list->all[list->count - 1] : NULL;
	const char *bytes = list->source->bytes;
	size_t start = at, end = at;

	if (last && last->is_behind && at < last->scope.end)
		return last->scope;
	while (start > 0 && !is_line_end(bytes[start - 1]))
		start--;
	while (end < list->source->size && !is_line_end(bytes[end]))
		end++;
	return source_span(list->source, start, end);
}

static struct span trimmed(struct span span)
{
	const char *bytes = span.source->bytes;

	while (span.start < span.end && is_space(bytes[span.start]))
		span.start++;
	while (span.end > span.start && is_space(bytes[span.end - 1]))
		span.end--;
	return span;
}

void load_comment_add(struct load_comment_list *list, size_t start, size_t end, size_t head,
		      size_t tail)
{
	bool is_complete = end - start >= head + tail;
	struct load_comment comment = {
		.at = source_span(list->source, start, end),
		.text = trimmed(is_complete ? source_span(list->source, start + head, end - tail)
					    : source_span(list->source, end, end)),
		.is_behind = is_behind(list, start),
		.scope = source_span(list->source, end, end),
	};

	if (comment.is_behind)
		comment.scope = line_of(list, start);
	list->all = arena_grow(list->arena, list->all, list->count, sizeof(*list->all));
	list->all[list->count++] = comment;
}

void load_scopes_begin(struct load_comment_list *list, size_t start, size_t depth, bool is_item)
{
	for (; list->waiting < list->count; list->waiting++) {
		struct load_comment *comment = &list->all[list->waiting];

		if (comment->is_behind)
			continue;
		/* An end that is not found is that of the file: nothing else is open at its root.
		 */
		comment->scope = source_span(list->source, depth ? start : 0, list->source->size);
		list->open =
			arena_grow(list->arena, list->open, list->open_count, sizeof(*list->open));
		list->open[list->open_count++] =
			(struct load_open_scope) { list->waiting, depth, is_item };
	}
}

void load_scopes_drop(struct load_comment_list *list)
{
	list->waiting = list->count;
}

void load_scopes_end(struct load_comment_list *list, size_t end, size_t depth, bool only_items)
{
	while (list->open_count) {
		const struct load_open_scope *last = &list->open[list->open_count - 1];

		if (last->depth < depth || (last->depth == depth && only_items && !last->is_item))
			return;
		if (last->depth)
			list->all[last->comment].scope.end = (uint32_t)end;
		list->open_count--;
	}
}

/* Behind the next `word`, or the end of the source. */
static size_t behind(const struct source *source, size_t at, const char *word)
{
	const char *found = memmem(source->bytes + at, source->size - at, word, strlen(word));

	return found ? (size_t)(found - source->bytes) + strlen(word) : source->size;
}

/* Behind the '>' of a tag: one in the value of an attribute is another one. */
static size_t behind_tag(const struct source *source, size_t at)
{
	while (at < source->size && source->bytes[at] != '>') {
		char quote = source->bytes[at++];

		if (quote == '"' || quote == '\'')
			at = behind(source, at, quote == '"' ? "\"" : "'");
	}
	return at < source->size ? at + 1 : at;
}

/* Takes the tag at `at`, which begins or ends an element; returns what is behind it. */
static size_t take_tag(struct load_comment_list *list, size_t at, size_t *depth)
{
	const char *bytes = list->source->bytes;
	size_t end = behind_tag(list->source, at);

	if (bytes[at + 1] == '/') {
		load_scopes_drop(list);
		*depth -= *depth > 0;
		load_scopes_end(list, end, *depth, false);
		return end;
	}
	load_scopes_begin(list, at, *depth, false);
	if (bytes[end - 2] == '/')
		load_scopes_end(list, end, *depth, false);
	else
		++*depth;
	return end;
}

static bool is_at(const struct source *source, size_t at, const char *word)
{
	return strncmp(source->bytes + at, word, strlen(word)) == 0;
}

static void find_in_xml(struct load_comment_list *list)
{
	const struct source *source = list->source;
	const char *tag;
	size_t at = 0, depth = 0;

	while ((tag = memchr(source->bytes + at, '<', source->size - at))) {
		size_t start = (size_t)(tag - source->bytes);

		if (is_at(source, start, "<!--")) {
			at = behind(source, start + strlen("<!--"), "-->");
			load_comment_add(list, start, at, strlen("<!--"), strlen("-->"));
		} else if (is_at(source, start, "<![CDATA[")) {
			at = behind(source, start, "]]>");
		} else if (is_at(source, start, "<?")) {
			at = behind(source, start, "?>");
		} else {
			at = take_tag(list, start, &depth);
		}
	}
}

const struct load_comment *load_comments(struct arena *arena, const struct source *source,
					 size_t *count)
{
	struct load_comment_list list = { .arena = arena, .source = source };

	if (load_is_yaml(source))
		load_yaml_comments(&list);
	else
		find_in_xml(&list);
	*count = list.count;
	return list.all;
}
