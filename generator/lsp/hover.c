/* SPDX-License-Identifier: BSD-3-Clause
 * hover.c: what the element or value under the cursor is. */
#include <string.h>

#include "base/arena.h"
#include "lsp/describe.h"
#include "lsp/internal.h"
#include "outline/outline.h"

/* The element or attribute at a place; false where the schemas have none. */
static bool find(const struct lsp_query *query, const struct outline_place *place,
		 struct annotation *annotation)
{
	struct arena *arena = query->arena;
	bool is_value = place->kind == OUTLINE_ATTRIBUTE_VALUE;
	struct annotation element;

	switch (place->kind) {
	case OUTLINE_NAME:
		return place->node && describe_find(arena, place->node, annotation);
	case OUTLINE_END_NAME:
	case OUTLINE_TEXT:
		return describe_find(arena, place->open, annotation);
	case OUTLINE_ATTRIBUTE:
	case OUTLINE_ATTRIBUTE_VALUE:
		return describe_find(arena, place->open, &element) &&
		       annotation_find_attribute(
			       &element,
			       outline_text(arena, is_value ? place->attribute : place->word),
			       annotation);
	case OUTLINE_NOTHING:
		break;
	}
	return false;
}

json_t *lsp_hover(const struct lsp_query *query)
{
	struct describe describe = { query->arena, query->client->takes_markdown_hover };
	const struct outline_place *place =
		&outline_new(query->arena, query->source, query->offset)->place;
	const struct lsp_names *names = lsp_names(query);
	const struct lsp_name *name = lsp_name_at(names, query->offset);
	struct annotation annotation;
	const char *text = "", *meaning = name ? describe_name(&describe, names, name) : "";
	struct span at = name ? name->at : place->word;

	if (at.start < at.end && find(query, place, &annotation))
		text = describe_annotation(&describe, &annotation);
	if (*text && *meaning)
		text = arena_printf(query->arena, "%s\n\n%s", meaning, text);
	else if (*meaning)
		text = meaning;
	if (!*text)
		return NULL;
	return json_pack("{s:o, s:o}", "contents", describe_markup(&describe, text), "range",
			 lsp_range(query, at));
}
