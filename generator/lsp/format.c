/* SPDX-License-Identifier: BSD-3-Clause
 * format.c: brings a document into its canonical form. */
#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "diag/document.h"
#include "fmt/fmt.h"
#include "lsp/internal.h"

/* What cannot be formatted stays as it is, without a word: editors format whatever they save. */
json_t *lsp_format(const struct lsp_query *query)
{
	const struct source *source = query->source;
	json_t *edits = json_array(), *edit;
	struct span at;
	size_t size;
	const char *text = fmt_format(query->arena, source, diags_new(query->arena), &size);

	if (!text || (size == source->size && memcmp(text, source->bytes, size) == 0))
		return edits;
	text = lsp_difference(query, source, text, size, &at);
	edit = document_append_object(query->arena, edits);
	document_set(query->arena, edit, "range", lsp_range(query, at));
	document_set(query->arena, edit, "newText", document_text(query->arena, text));
	return edits;
}
