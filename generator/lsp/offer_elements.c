/* SPDX-License-Identifier: BSD-3-Clause
 * offer_elements.c: offers the elements and attributes that may be at a place. */
#include <string.h>

#include "base/arena.h"
#include "lsp/offer.h"
#include "validate/schema.h"

/* The byte behind the word, or NUL at the end of the text. */
static char byte_behind(const struct offer *offer)
{
	return offer->query->source->bytes[offer->place->word.end];
}

/* A text in which a snippet has no places to fill in. */
static const char *escape_snippet(struct arena *arena, const char *text)
{
	char *escaped = arena_alloc(arena, 2 * strlen(text) + 1), *to = escaped;

	for (; *text; text++) {
		if (strchr("\\$}", *text))
			*to++ = '\\';
		*to++ = *text;
	}
	return escaped;
}

/* Whether the tag that is being typed has a rest already: attributes, or its end. */
static bool has_rest(const struct offer *offer)
{
	char next = byte_behind(offer);

	return offer->place->kind == OUTLINE_NAME &&
	       (next == '>' || next == '/' ||
		(offer->place->node && offer->place->node->attributes));
}

/* The elements that an element has to have, with places to fill in. */
static const char *required_text(const struct offer *offer, const struct annotation *element)
{
	const char *text = "";
	struct annotation child;
	unsigned place = 0;

	for (size_t i = 0; annotation_child(element, i, &child); i++) {
		if (!child.is_required || child.content != ANNOTATION_TEXT)
			continue;
		text = offer->outline->is_yaml
			       ? arena_printf(offer->arena, "%s%s%s: $%u", text,
					      place ? element->is_many ? "\n    " : "\n  " : "",
					      child.name, place + 1)
			       : arena_printf(offer->arena, "%s\n\t<%s>$%u</%s>", text, child.name,
					      place + 1, child.name);
		place++;
	}
	return text;
}

/* What is typed in an element of XML. */
static const char *inside_xml(const struct offer *offer, const struct annotation *element)
{
	const char *required = required_text(offer, element);

	if (element->content != ANNOTATION_ELEMENTS)
		return "$0";
	return *required ? arena_printf(offer->arena, "%s$0\n", required) : "\n\t$0\n";
}

/* What is typed for an element of XML: from the '<', if that is not there yet, to the end tag. */
static const char *xml_text(const struct offer *offer, const struct annotation *element,
			    bool *is_snippet)
{
	const char *start = offer->place->kind == OUTLINE_NAME ? "" : "<", *inside = "";

	if (has_rest(offer))
		return element->name;
	*is_snippet = offer->query->client->takes_snippets;
	if (*is_snippet)
		inside = inside_xml(offer, element);
	return arena_printf(offer->arena, "%s%s>%s</%s>", start, element->name, inside,
			    element->name);
}

/* What is typed for a key of YAML: up to where its value begins. */
static const char *yaml_text(const struct offer *offer, const struct annotation *element,
			     const char *key, bool *is_snippet)
{
	if (byte_behind(offer) == ':')
		return key;
	*is_snippet = offer->query->client->takes_snippets;
	if (*is_snippet)
		key = escape_snippet(offer->arena, key);
	if (element->content == ANNOTATION_TEXT)
		return arena_printf(offer->arena, "%s: %s", key, *is_snippet ? "$0" : "");
	if (!*is_snippet)
		return arena_printf(offer->arena, "%s:", key);
	return arena_printf(offer->arena, "%s:\n  %s%s$0", key, element->is_many ? "- " : "",
			    required_text(offer, element));
}

/* Behind the '-' of YAML a blank has to stand. */
static const char *with_blank(const struct offer *offer, const char *text)
{
	size_t start = offer->word.start;
	bool has_dash = start && offer->query->source->bytes[start - 1] == '-';

	return offer->outline->is_yaml && has_dash ? arena_printf(offer->arena, " %s", text) : text;
}

static void add_element(struct offer *offer, const struct annotation *element)
{
	struct offer_item item = {
		.label = element->name,
		.kind = OFFER_FIELD,
		.detail = element->is_required ? "required" : element->default_value,
		.documentation = describe_annotation(&offer->describe, element),
		.rank = element->is_required ? 0 : 1,
		.order = element->rank,
	};

	item.text = offer->outline->is_yaml
			    ? yaml_text(offer, element, element->name, &item.is_snippet)
			    : xml_text(offer, element, &item.is_snippet);
	item.text = with_blank(offer, item.text);
	offer_add(offer, &item);
}

/* Whether an element is there already, besides the one that is being typed. A key of YAML is there
 * once, and has a list where elements come more than once. */
static bool is_there(const struct offer *offer, const struct annotation *element)
{
	const struct outline_node *child = offer->place->open->first;

	if (element->is_many && !offer->outline->is_yaml)
		return false;
	for (; child; child = child->next)
		if (child != offer->place->node && outline_is(child->name, element->name))
			return true;
	return false;
}

/* Whether the release that the scenario is for has an element: by itself any that has scenarios of
 * this form. */
static bool is_in_release(const struct offer *offer, const struct annotation *element)
{
	const struct model *model = offer->names->model;
	bool is_for_one = model && model->has_release && model->release >= RELEASE_3_0;
	enum release first = is_for_one ? model->release : RELEASE_3_0;
	enum release last = is_for_one ? model->release : RELEASE_MASTER;

	return element->since <= last && element->until >= first;
}

static bool has_attribute(const struct offer *offer, const char *name)
{
	const struct outline_attribute *each = offer->place->open->attributes;

	for (; each; each = each->next)
		if (outline_is(each->name, name) && each->name.start != offer->place->word.start)
			return true;
	return false;
}

static void add_attribute(struct offer *offer, const struct annotation *attribute)
{
	struct offer_item item = {
		.label = attribute->name,
		.kind = OFFER_PROPERTY,
		.detail = attribute->is_required ? "required" : NULL,
		.documentation = describe_annotation(&offer->describe, attribute),
		.rank = attribute->is_required ? 0 : 2,
	};

	if (offer->outline->is_yaml) {
		item.label = arena_printf(offer->arena, "$%s", attribute->name);
		item.text = with_blank(offer,
				       yaml_text(offer, attribute, item.label, &item.is_snippet));
	} else if (byte_behind(offer) != '=') {
		item.is_snippet = offer->query->client->takes_snippets;
		item.text = arena_printf(offer->arena, "%s=\"%s\"", attribute->name,
					 item.is_snippet ? "$0" : "");
	}
	offer_add(offer, &item);
}

static void add_attributes(struct offer *offer, const struct annotation *element)
{
	struct annotation attribute;

	for (size_t i = 0; annotation_attribute(element, i, &attribute); i++)
		if (!has_attribute(offer, attribute.name))
			add_attribute(offer, &attribute);
}

void offer_attributes(struct offer *offer)
{
	struct annotation element;

	if (describe_find(offer->arena, offer->place->open, &element))
		add_attributes(offer, &element);
}

/* The text of an element that has attributes, in YAML. */
static void add_content_key(struct offer *offer, const struct annotation *element)
{
	struct offer_item item = {
		.label = "$",
		.kind = OFFER_PROPERTY,
		.documentation = describe_annotation(&offer->describe, element),
		.rank = 1,
	};

	item.text = with_blank(offer, yaml_text(offer, element, "$", &item.is_snippet));
	if (element->content == ANNOTATION_TEXT)
		offer_add(offer, &item);
}

/* Whether there is a root element, besides one that is being typed. */
static bool has_root(const struct offer *offer)
{
	const struct outline_node *root = offer->outline->top->first;

	return root && (root != offer->place->node || root->next);
}

static void add_root(struct offer *offer)
{
	static const char *const root[] = { "acrn-config" };
	struct annotation element;

	if (!has_root(offer) &&
	    annotation_find(schema_load(offer->arena, "schema/scenario.xsd"), root, 1, &element))
		add_element(offer, &element);
}

void offer_elements(struct offer *offer)
{
	struct annotation parent, child;

	if (!offer->place->open->depth) {
		add_root(offer);
		return;
	}
	if (!describe_find(offer->arena, offer->place->open, &parent))
		return;
	for (size_t i = 0; annotation_child(&parent, i, &child); i++)
		if (is_in_release(offer, &child) && !is_there(offer, &child))
			add_element(offer, &child);
	if (!offer->outline->is_yaml)
		return;
	add_attributes(offer, &parent);
	add_content_key(offer, &parent);
}

void offer_end(struct offer *offer)
{
	const char *name = outline_text(offer->arena, offer->place->open->name);

	if (offer->place->open->depth)
		offer_add(offer, &(struct offer_item) {
					 .label = name,
					 .kind = OFFER_FIELD,
					 .text = byte_behind(offer) == '>'
							 ? name
							 : arena_printf(offer->arena, "%s>", name),
				 });
}
