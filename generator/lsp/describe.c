/* SPDX-License-Identifier: BSD-3-Clause
 * describe.c: what the schemas say about elements and attributes, as text. */
#include "lsp/describe.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "diag/document.h"
#include "outline/outline.h"
#include "validate/schema.h"

static bool is_word(char byte)
{
	return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* Whether Markdown would give a meaning to the byte at `at` of a text. */
static bool is_markup(const char *text, const char *at)
{
	if (at == text)
		return strchr("\\`*_[]<&#+->=~", *at);
	if (*at == '_')
		return !is_word(at[-1]) || !is_word(at[1]);
	return strchr("\\`*[]<&", *at);
}

const char *describe_text(const struct describe *describe, const char *text)
{
	char *escaped = arena_alloc(describe->arena, 2 * strlen(text) + 1), *to = escaped;

	if (!describe->is_markdown)
		return text;
	for (const char *at = text; *at; at++) {
		if (is_markup(text, at))
			*to++ = '\\';
		*to++ = *at;
	}
	return escaped;
}

/* The longest run of backquotes in a text. */
static size_t longest_run(const char *text)
{
	size_t longest = 0;

	for (; *text; text++) {
		size_t run = strspn(text, "`");

		if (run > longest)
			longest = run;
		text += run ? run - 1 : 0;
	}
	return longest;
}

const char *describe_code(const struct describe *describe, const char *text)
{
	size_t run = longest_run(text);
	char *fence;

	if (!describe->is_markdown || !*text)
		return text;
	fence = arena_alloc(describe->arena, run + 2);
	memset(fence, '`', run + 1);
	return run ? arena_printf(describe->arena, "%s %s %s", fence, text, fence)
		   : arena_printf(describe->arena, "`%s`", text);
}

json_t *describe_markup(const struct describe *describe, const char *text)
{
	return json_pack("{s:s, s:o}", "kind", describe->is_markdown ? "markdown" : "plaintext",
			 "value", document_text(describe->arena, text));
}

/* The schema of boards where the root element has any element of a board, else that of scenarios.
 */
static const struct schema *find_schema(struct arena *arena, const struct outline_node *node)
{
	const struct schema *board = schema_load(arena, "schema/board.xsd");
	const char *const *path;
	struct annotation ignored;

	while (node->depth > 1)
		node = node->parent;
	for (const struct outline_node *child = node->first; child; child = child->next) {
		path = outline_path(arena, child);
		if (annotation_find(board, path, child->depth, &ignored))
			return board;
	}
	return schema_load(arena, "schema/scenario.xsd");
}

bool describe_find(struct arena *arena, const struct outline_node *node,
		   struct annotation *annotation)
{
	return annotation_find(find_schema(arena, node), outline_path(arena, node), node->depth,
			       annotation);
}

/* "`a`, `b`" of the values that a text may have. */
static const char *list_values(const struct describe *describe, const char *const *values)
{
	const char *list = "";

	for (; *values; values++)
		if (**values)
			list = arena_printf(describe->arena, "%s%s%s", list, *list ? ", " : "",
					    describe_code(describe, *values));
	return list;
}

/* One line of the list below the documentation. */
static const char *add_line(const struct describe *describe, const char *text, const char *what,
			    const char *value)
{
	return arena_printf(describe->arena, "%s\n%s%s: %s", text,
			    describe->is_markdown ? "- " : "", what, value);
}

static const char *range_text(const struct describe *describe, const struct annotation *annotation)
{
	return arena_printf(describe->arena, "%" PRId64 " to %" PRId64, annotation->min,
			    annotation->max);
}

static const char *default_text(const struct describe *describe,
				const struct annotation *annotation)
{
	const char *code = describe_code(describe, annotation->default_value);

	if (annotation->default_until == RELEASE_MASTER)
		return code;
	return arena_printf(describe->arena, "%s, up to ACRN %s", code,
			    release_name(annotation->default_until));
}

static const char *releases_text(const struct describe *describe,
				 const struct annotation *annotation)
{
	const char *since = release_name(annotation->since);

	if (annotation->until == RELEASE_MASTER)
		return arena_printf(describe->arena, "ACRN %s and later", since);
	return arena_printf(describe->arena, "ACRN %s to %s", since,
			    release_name(annotation->until));
}

static const char *add_facts(const struct describe *describe, const struct annotation *annotation,
			     const char *text)
{
	if (annotation->values)
		text = add_line(describe, text, "Values",
				list_values(describe, annotation->values));
	else if (annotation->has_range)
		text = add_line(describe, text, "Range", range_text(describe, annotation));
	if (annotation->unit)
		text = add_line(describe, text, "Unit", describe_text(describe, annotation->unit));
	if (annotation->default_value)
		text = add_line(describe, text, "Default", default_text(describe, annotation));
	if (annotation->since != RELEASE_2_0 || annotation->until != RELEASE_MASTER)
		text = add_line(describe, text, "Releases", releases_text(describe, annotation));
	if (annotation->is_required)
		text = add_line(describe, text, "Required", "yes");
	return text;
}

const char *describe_annotation(const struct describe *describe,
				const struct annotation *annotation)
{
	const char *parts[] = { annotation->documentation, annotation->of_type };
	const char *text = annotation->name, *facts = add_facts(describe, annotation, "");

	if (describe->is_markdown)
		text = arena_printf(describe->arena, "**%s**", describe_text(describe, text));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i])
			text = arena_printf(describe->arena, "%s\n\n%s", text,
					    describe_text(describe, parts[i]));
	return *facts ? arena_printf(describe->arena, "%s\n%s", text, facts) : text;
}
