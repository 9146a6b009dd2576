/* SPDX-License-Identifier: BSD-3-Clause
 * nodes.c: makes the nodes of the new document, each with the place of what it is made from. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

const char *const upgrade_vm_order[] = {
	"load_order",
	"vm_type",
	"name",
	"lapic_passthrough",
	"io_completion_polling",
	"nested_virtualization_support",
	"virtual_cat_support",
	"virtual_cat_number",
	"secure_world_support",
	"hide_mtrr_support",
	"security_vm",
	"cpu_affinity",
	"epc_section",
	"memory",
	"os_config",
	"console_vuart",
	"mmio_resources",
	"pt_intx",
	"pci_devs",
	"PTM",
	"os_type",
	"vbootloader",
	"vuart0",
	"usb_xhci",
	"virtio_devices",
	"customized_parameters",
	NULL,
};

const struct doc *upgrade_doc_of(const struct upgrade *upgrade, const xmlNode *from)
{
	bool is_launch = upgrade->launch && from->doc == upgrade->launch->xml;

	return is_launch ? upgrade->launch : upgrade->scenario;
}

static void check_memory(const struct upgrade *upgrade, const void *made)
{
	if (!made)
		arena_exhausted(upgrade->arena);
}

/* Appends a node where xmlAddChild() would join neighbouring texts. */
static void append(const struct upgrade *upgrade, xmlNode *parent, xmlNode *child)
{
	check_memory(upgrade, child);
	child->parent = parent;
	child->prev = parent->last;
	if (parent->last)
		parent->last->next = child;
	else
		parent->children = child;
	parent->last = child;
}

static xmlNode *add_element(struct upgrade *upgrade, xmlNode *parent, const char *name,
			    const struct load_origin *origin)
{
	xmlNode *element = xmlNewDocNode(upgrade->made->xml, NULL, BAD_CAST name, NULL);

	append(upgrade, parent, element);
	load_set_origin(upgrade->made, element, origin);
	return element;
}

static void add_text(struct upgrade *upgrade, xmlNode *element, const char *text)
{
	if (*text)
		append(upgrade, element, xmlNewDocText(upgrade->made->xml, BAD_CAST text));
}

static struct load_origin origin_of(const struct upgrade *upgrade, const xmlNode *from)
{
	return (struct load_origin) { .doc = upgrade_doc_of(upgrade, from), .element = from };
}

xmlNode *upgrade_element(struct upgrade *upgrade, xmlNode *parent, const char *name,
			 const xmlNode *from)
{
	struct load_origin origin = origin_of(upgrade, from);

	return add_element(upgrade, parent, name, &origin);
}

xmlNode *upgrade_text(struct upgrade *upgrade, xmlNode *parent, const char *name,
		      const xmlNode *from, const char *text)
{
	xmlNode *element = upgrade_element(upgrade, parent, name, from);

	add_text(upgrade, element, text);
	return element;
}

static bool is_text_of(struct span at, const char *text)
{
	return strlen(text) == at.end - at.start &&
	       memcmp(at.source->bytes + at.start, text, at.end - at.start) == 0;
}

xmlNode *upgrade_text_at(struct upgrade *upgrade, xmlNode *parent, const char *name,
			 const xmlNode *from, struct span at, const char *text)
{
	struct load_origin origin = origin_of(upgrade, from);
	xmlNode *element;

	origin.text = at;
	origin.is_verbatim = is_text_of(at, text);
	element = add_element(upgrade, parent, name, &origin);
	add_text(upgrade, element, text);
	return element;
}

struct upgrade_source upgrade_source(const struct upgrade *upgrade, const xmlNode *from)
{
	const char *text = load_text(upgrade->scratch, from);
	struct span at = load_text_span(upgrade_doc_of(upgrade, from), from);

	return (struct upgrade_source) { from, text, at, is_text_of(at, text) };
}

xmlNode *upgrade_slice(struct upgrade *upgrade, xmlNode *parent, const char *name,
		       const struct upgrade_source *source, size_t start, size_t end,
		       const char *text)
{
	struct span at = source->at;

	if (source->is_verbatim)
		at = source_span(at.source, at.start + start, at.start + end);
	return upgrade_text_at(upgrade, parent, name, source->from, at, text);
}

xmlNode *upgrade_from_attribute(struct upgrade *upgrade, xmlNode *parent, const char *name,
				const xmlNode *from, const char *attribute, const char *text)
{
	struct span at = load_attribute_span(upgrade_doc_of(upgrade, from), from, attribute);

	return upgrade_text_at(upgrade, parent, name, from, at, text);
}

void upgrade_comment(struct upgrade *upgrade, xmlNode *parent, const xmlNode *from)
{
	xmlNode *copy = xmlDocCopyNode((xmlNode *)from, upgrade->made->xml, 2);

	append(upgrade, parent, copy);
	copy->_private = from->_private;
}

void upgrade_comments(struct upgrade *upgrade, xmlNode *parent, const xmlNode *from)
{
	for (const xmlNode *child = from->children; child; child = child->next)
		if (child->type == XML_COMMENT_NODE)
			upgrade_comment(upgrade, parent, child);
}

void upgrade_remove(xmlNode *element)
{
	xmlUnlinkNode(element);
	xmlFreeNode(element);
}

static bool is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

void upgrade_stray_text(struct upgrade *upgrade, xmlNode *parent, const xmlNode *from)
{
	if (!xmlIsBlankNode(from))
		add_text(upgrade, parent, (const char *)from->content);
}

static void copy_children(struct upgrade *upgrade, xmlNode *element, const xmlNode *from)
{
	for (const xmlNode *child = from->children; child; child = child->next)
		if (is_text(child) && child->content)
			add_text(upgrade, element, (const char *)child->content);
		else if (child->type == XML_ELEMENT_NODE)
			upgrade_copy(upgrade, element, child);
		else
			upgrade_comment(upgrade, element, child);
}

xmlNode *upgrade_keep(struct upgrade *upgrade, xmlNode *parent, const char *name,
		      const xmlNode *from)
{
	struct load_origin origin = origin_of(upgrade, from);
	xmlNode *element;

	origin.is_verbatim = true;
	element = add_element(upgrade, parent, name, &origin);
	copy_children(upgrade, element, from);
	return element;
}

void upgrade_attribute(struct upgrade *upgrade, xmlNode *element, const xmlNode *from,
		       const char *name)
{
	const char *value = load_attribute(upgrade->scratch, from, name);

	if (value)
		check_memory(upgrade, xmlNewProp(element, BAD_CAST name, BAD_CAST value));
}

static bool is_description(const xmlAttr *attribute)
{
	static const char *const names[] = { "desc", "configurable", "readonly", "multiselect",
					     NULL };
	const char *const *name = names;

	while (*name && !xmlStrEqual(attribute->name, BAD_CAST * name))
		name++;
	return *name;
}

static void remove_descriptions(xmlNode *element)
{
	xmlAttr *next;

	for (xmlAttr *attribute = element->properties; attribute; attribute = next) {
		next = attribute->next;
		if (is_description(attribute))
			xmlRemoveProp(attribute);
	}
}

/* Gives each element of a copied tree its place: both trees have the same form. */
static void set_origins(struct upgrade *upgrade, xmlNode *copy, const xmlNode *from)
{
	struct load_origin origin = origin_of(upgrade, from);
	xmlNode *child = copy->children;

	origin.is_verbatim = true;
	load_set_origin(upgrade->made, copy, &origin);
	remove_descriptions(copy);
	for (const xmlNode *original = from->children; original; original = original->next) {
		check_memory(upgrade, child);
		if (child->type == XML_ELEMENT_NODE)
			set_origins(upgrade, child, original);
		else if (child->type == XML_COMMENT_NODE)
			child->_private = original->_private;
		child = child->next;
	}
}

xmlNode *upgrade_copy(struct upgrade *upgrade, xmlNode *parent, const xmlNode *from)
{
	xmlNode *copy = xmlDocCopyNode((xmlNode *)from, upgrade->made->xml, 1);

	append(upgrade, parent, copy);
	set_origins(upgrade, copy, from);
	return copy;
}

xmlNode *upgrade_hypervisor(struct upgrade *upgrade, xmlNode *root)
{
	static const char *const order[] = { "hv", "vm", NULL };
	xmlNode *hv = (xmlNode *)load_child(root, "hv");

	if (hv)
		return hv;
	hv = upgrade_element(upgrade, root, "hv", load_origin_of(root)->element);
	upgrade_sort(hv, order);
	return hv;
}

/* The position of an element in a list of names; its end for one that is not there. */
static size_t rank(const xmlNode *element, const char *const *names)
{
	size_t at = 0;

	while (names[at] && !xmlStrEqual(element->name, BAD_CAST names[at]))
		at++;
	return at;
}

/* The first of the comments that are before an element, or itself. */
static xmlNode *with_comments(xmlNode *element)
{
	xmlNode *first = element;

	while (first->prev && first->prev->type == XML_COMMENT_NODE &&
	       first->prev->_private != LOAD_BEHIND)
		first = first->prev;
	return first;
}

void upgrade_sort(xmlNode *element, const char *const *names)
{
	size_t own = rank(element, names);

	for (xmlNode *other = element->parent->children; other != element; other = other->next) {
		size_t others = other->type == XML_ELEMENT_NODE ? rank(other, names) : 0;

		if (names[others] && others > own) {
			xmlAddPrevSibling(with_comments(other), element);
			return;
		}
	}
}
