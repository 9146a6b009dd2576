/* SPDX-License-Identifier: BSD-3-Clause
 * format.c: brings a document into its canonical form. */
#include "base/arena.h"
#include "diag/diag.h"
#include "diag/document.h"
#include "fmt/fmt.h"
#include "lsp/internal.h"

/* How many bytes two texts begin with in common, up to the beginning of a line. */
static size_t common_lines(const struct source *source, const char *text, size_t size)
{
	size_t count = 0, at = 0;

	for (; at < size && at < source->size && text[at] == source->bytes[at]; at++)
		if (text[at] == '\n')
			count = at + 1;
	return count;
}

/* How many bytes they end with in common, from the beginning of a line on, behind `start`. */
static size_t common_end(const struct source *source, const char *text, size_t size, size_t start)
{
	size_t count = 0, at = 0;

	while (start + at < size && start + at < source->size &&
	       text[size - 1 - at] == source->bytes[source->size - 1 - at]) {
		if (text[size - 1 - at] == '\n')
			count = at;
		at++;
	}
	return count;
}

/* One edit, of the lines between the first and the last that differ: a cursor elsewhere stays. What
 * cannot be formatted stays as it is, without a word: editors format whatever they save. */
json_t *lsp_format(const struct lsp_query *query)
{
	const struct source *source = query->source;
	json_t *edits = json_array(), *edit;
	size_t size, start, end;
	const char *text = fmt_format(query->arena, source, diags_new(query->arena), &size);

	if (!text)
		return edits;
	start = common_lines(source, text, size);
	end = common_end(source, text, size, start);
	if (start + end == size && size == source->size)
		return edits;
	edit = document_append_object(query->arena, edits);
	document_set(query->arena, edit, "range",
		     lsp_range(query, source_span(source, start, source->size - end)));
	document_set(query->arena, edit, "newText",
		     document_text(query->arena,
				   arena_copy(query->arena, text + start, size - end - start)));
	return edits;
}
