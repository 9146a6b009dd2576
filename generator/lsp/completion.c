/* SPDX-License-Identifier: BSD-3-Clause
 * completion.c: what may be written at a place. */
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "diag/document.h"
#include "load/change.h"
#include "load/yaml_text.h"
#include "lsp/offer.h"
#include "script/script.h"
#include "upgrade/upgrade.h"

static void set_text(struct arena *arena, json_t *object, const char *key, const char *text)
{
	if (text)
		document_set(arena, object, key, document_text(arena, text));
}

void offer_add(struct offer *offer, const struct offer_item *item)
{
	const char *text = item->text ? item->text : item->label;
	size_t count = json_array_size(offer->items);
	json_t *json, *edit;

	if (count >= OFFER_MAX)
		return;
	json = document_append_object(offer->arena, offer->items);
	set_text(offer->arena, json, "label", item->label);
	document_set(offer->arena, json, "kind", json_integer(item->kind));
	set_text(offer->arena, json, "detail", item->detail);
	if (item->documentation)
		document_set(offer->arena, json, "documentation",
			     describe_markup(&offer->describe, item->documentation));
	set_text(offer->arena, json, "sortText",
		 arena_printf(offer->arena, "%u%04u%04zu", item->rank, item->order, count));
	set_text(offer->arena, json, "filterText", item->label);
	if (item->is_preselected)
		document_set(offer->arena, json, "preselect", json_true());
	if (item->is_snippet) {
		document_set(offer->arena, json, "insertTextFormat", json_integer(2));
		document_set(offer->arena, json, "insertTextMode", json_integer(2));
	}
	edit = document_set_object(offer->arena, json, "textEdit");
	document_set(offer->arena, edit, "range", lsp_range(offer->query, offer->word));
	set_text(offer->arena, edit, "newText", text);
}

/* In YAML a blank has to stand between the ':' or '-' and the value; in quotes there is one. */
static const char *escape_yaml(const struct offer *offer, const char *text)
{
	const char *bytes = offer->query->source->bytes;
	char before = offer->word.start ? bytes[offer->word.start - 1] : '\n';

	if (before == '"' || before == '\'')
		return text;
	return arena_printf(offer->arena, "%s%s", is_space(before) ? "" : " ",
			    yaml_text_scalar(offer->arena, text));
}

void offer_add_value(struct offer *offer, const struct offer_item *item)
{
	struct offer_item escaped = *item;
	const char *text = item->text ? item->text : item->label;

	escaped.text = offer->outline->is_yaml ? escape_yaml(offer, text)
					       : change_escape_xml(offer->arena, text);
	offer_add(offer, &escaped);
}

/* The part of the word that is on the line of the offset: a completion replaces no other. */
static struct span on_line(const struct lsp_query *query, struct span word)
{
	const char *bytes = query->source->bytes;
	size_t start = query->offset, end = query->offset;

	while (start > word.start && bytes[start - 1] != '\n' && bytes[start - 1] != '\r')
		start--;
	while (end < word.end && bytes[end] != '\n' && bytes[end] != '\r')
		end++;
	return source_span(query->source, start, end);
}

/* Whether only the start tag of the open element is before the offset. */
static bool is_behind_start_tag(const struct offer *offer)
{
	const char *bytes = offer->query->source->bytes;
	size_t name_end = offer->place->open->name.end, offset = offer->query->offset;

	return offer->place->open->depth && offset > name_end && bytes[offset - 1] == '>' &&
	       !memchr(bytes + name_end, '<', offset - name_end);
}

/* Whether a character was typed after which nothing is expected there: a blank in a text, or the
 * '>' of an end tag. */
static bool is_unasked(const struct offer *offer)
{
	const json_t *context = json_object_get(offer->query->params, "context");
	const char *typed = json_string_value(json_object_get(context, "triggerCharacter"));

	if (!typed || offer->outline->is_yaml)
		return false;
	switch (*typed) {
	case ' ':
		return offer->place->kind != OUTLINE_ATTRIBUTE &&
		       offer->place->kind != OUTLINE_NOTHING;
	case '>':
		return offer->place->kind != OUTLINE_TEXT || !is_behind_start_tag(offer);
	default:
		return false;
	}
}

static void offer_attribute_values(struct offer *offer)
{
	const char *name = outline_text(offer->arena, offer->place->attribute);
	struct annotation element, attribute;

	if (describe_find(offer->arena, offer->place->open, &element) &&
	    annotation_find_attribute(&element, name, &attribute))
		offer_values(offer, &attribute);
}

/* Values of the open element, or elements in it. A word behind a '-' of YAML may become a key. */
static void offer_content(struct offer *offer)
{
	const struct outline_node *open = offer->place->open;
	bool is_entry = open->depth && open->at.start != open->name.start;
	struct annotation element;

	if (!open->depth) {
		offer_elements(offer);
		return;
	}
	if (!describe_find(offer->arena, open, &element))
		return;
	if (element.content == ANNOTATION_TEXT)
		offer_values(offer, &element);
	else if (!offer->outline->is_yaml || is_entry)
		offer_elements(offer);
}

static void offer_all(struct offer *offer)
{
	switch (offer->place->kind) {
	case OUTLINE_NAME:
		offer_elements(offer);
		break;
	case OUTLINE_END_NAME:
		offer_end(offer);
		break;
	case OUTLINE_ATTRIBUTE:
		offer_attributes(offer);
		break;
	case OUTLINE_ATTRIBUTE_VALUE:
		offer_attribute_values(offer);
		break;
	case OUTLINE_TEXT:
		offer_content(offer);
		break;
	case OUTLINE_NOTHING:
		offer_allowed(offer);
		break;
	}
}

/* Whether the document is of the form that the schema describes: not of an earlier release. */
static bool is_described(const struct lsp_query *query)
{
	switch (query->doc ? upgrade_form(query->doc) : UPGRADE_FORM_3_X) {
	case UPGRADE_FORM_3_X:
	case UPGRADE_FORM_TEMPLATE: /* such as a scenario that has no VMs yet */
	case UPGRADE_FORM_OTHER:
		return true;
	default:
		return false;
	}
}

/* In scripts only comments are completed. */
static bool is_asked(const struct offer *offer)
{
	if (script_is_script(offer->query->source))
		return offer->place->kind == OUTLINE_NOTHING;
	return is_described(offer->query) && !is_unasked(offer);
}

json_t *lsp_completion(const struct lsp_query *query)
{
	const struct outline *outline = outline_new(query->arena, query->source, query->offset);
	struct offer offer = {
		.query = query,
		.arena = query->arena,
		.outline = outline,
		.place = &outline->place,
		.names = lsp_names(query),
		.describe = { query->arena, query->client->takes_markdown_completion },
		.word = on_line(query, outline->place.word),
		.items = json_array(),
	};

	if (is_asked(&offer))
		offer_all(&offer);
	return json_pack("{s:b, s:o}", "isIncomplete", json_array_size(offer.items) == OFFER_MAX,
			 "items", offer.items);
}
