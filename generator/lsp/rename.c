/* SPDX-License-Identifier: BSD-3-Clause
 * rename.c: gives a VM or a region another name, wherever it is named. */
#include <string.h>

#include "base/arena.h"
#include "diag/document.h"
#include "load/load.h"
#include "load/yaml_text.h"
#include "lsp/names.h"
#include "schema/name.h"

static const char *kind_text(const struct lsp_name *name)
{
	return name->kind == LSP_VM ? "VM" : "region";
}

/* The name at the cursor, if it can be changed there. */
static const struct lsp_name *find(const struct lsp_names *names)
{
	const struct lsp_name *name = lsp_name_at(names, names->query->offset);

	return name && (name->kind == LSP_VM || name->kind == LSP_REGION) && lsp_is_written(name)
		       ? name
		       : NULL;
}

json_t *lsp_prepare_rename(const struct lsp_query *query)
{
	const struct lsp_name *name = find(lsp_names(query));

	if (!name || !query->is_current)
		return NULL;
	return json_pack("{s:o, s:o}", "range", lsp_range(query, name->at), "placeholder",
			 document_text(query->arena, name->text));
}

/* Whether the new name is one for such a thing. */
static bool is_valid(const struct lsp_query *query, const struct lsp_name *name, const char *to)
{
	bool is_vm = name->kind == LSP_VM;

	if (is_vm ? vm_name_is_valid(to) : region_name_is_valid(to))
		return true;
	lsp_refuse(query, "invalid name '%s' for a %s: must be 1 to %d letters, digits%s", to,
		   kind_text(name), is_vm ? CFG_VM_NAME_MAX : CFG_REGION_NAME_MAX,
		   is_vm ? ", '_' and '-', the first of them not '-'" : " and '_'");
	return false;
}

/* Whether no other thing of that kind has the new name. */
static bool is_free(const struct lsp_names *names, const struct lsp_name *name, const char *to)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct lsp_name *each = &names->items[i];

		if (each->kind != name->kind || strcmp(each->text, to) != 0)
			continue;
		lsp_refuse(names->query, "duplicate name '%s': there is a %s of that name already",
			   to, kind_text(name));
		return false;
	}
	return true;
}

/* Whether a name is written there with escapes, such as "&#65;" for "A". A reference by ID, or one
 * that has no text of its own, needs no change. */
static bool is_escaped(const struct lsp_name *name)
{
	const char *bytes = name->at.source->bytes + name->at.start;
	size_t size = name->at.end - name->at.start;

	return !name->is_id && !lsp_is_written(name) &&
	       (memchr(bytes, '&', size) || memchr(bytes, '\\', size));
}

static bool is_quoted(struct span at)
{
	return at.start && strchr("\"'", at.source->bytes[at.start - 1]);
}

/* The new name as it is written at a place: a number or the like in YAML needs quotes, except
 * within other text. */
static const char *text_at(const struct lsp_query *query, const struct lsp_name *name,
			   const char *to)
{
	if (!name->is_whole || is_quoted(name->at) || !load_is_yaml(name->at.source))
		return to;
	return yaml_text_scalar(query->arena, to);
}

static json_t *change_all(const struct lsp_names *names, const struct lsp_name *name,
			  const char *to)
{
	const struct lsp_query *query = names->query;
	json_t *edits = lsp_edits_new(query);

	for (size_t i = 0; i < names->count; i++) {
		const struct lsp_name *each = &names->items[i];

		if (!lsp_is_same(each, name))
			continue;
		if (is_escaped(each)) {
			json_decref(edits);
			return lsp_refuse(query,
					  "'%s' cannot be renamed: line %zu of %s has it with "
					  "escapes",
					  name->text,
					  source_position(each->at.source, each->at.start).line,
					  each->at.source->name);
		}
		if (lsp_is_written(each) && lsp_has_uri(query, each->at))
			lsp_edit(query, edits, each->at, text_at(query, each, to));
	}
	return edits;
}

json_t *lsp_rename(const struct lsp_query *query)
{
	const char *to = json_string_value(json_object_get(query->params, "newName"));
	const struct lsp_names *names = lsp_names(query);
	const struct lsp_name *name = find(names);

	if (!name || !to)
		return lsp_refuse(query, "there is no name of a VM or a region to change here");
	if (!query->is_current)
		return lsp_refuse(query, "the text cannot be parsed: correct its syntax first");
	if (strcmp(name->text, to) == 0)
		return lsp_edits_new(query);
	if (!is_valid(query, name, to) || !is_free(names, name, to))
		return NULL;
	return change_all(names, name, to);
}
