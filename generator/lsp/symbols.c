/* SPDX-License-Identifier: BSD-3-Clause
 * symbols.c: the VMs, regions and connections of a document, by their names. */
#include "base/arena.h"
#include "diag/document.h"
#include "lsp/internal.h"
#include "outline/outline.h"

/* By the numbers of the protocol. */
enum symbol_kind {
	SYMBOL_MODULE = 2,
	SYMBOL_NAMESPACE = 3,
	SYMBOL_CLASS = 5,
	SYMBOL_PROPERTY = 7,
	SYMBOL_FIELD = 8,
	SYMBOL_INTERFACE = 11,
	SYMBOL_OBJECT = 19,
};

/* An element that is a symbol, and the child element, or else the attribute, that names it; where
 * neither is there it is called by its text, or by what it is. */
struct symbol {
	const char *element, *child, *attribute;
	enum symbol_kind kind;
};

static const struct symbol symbols[] = {
	{ "hv", NULL, NULL, SYMBOL_NAMESPACE },
	{ "vm", "name", "id", SYMBOL_CLASS },
	{ "uos", "vm_name", "id", SYMBOL_CLASS },
	{ "user_vm", "vm_name", "id", SYMBOL_CLASS },
	{ "IVSHMEM_REGION", "NAME", "name", SYMBOL_OBJECT },
	{ "IVSHMEM_VM", "VM_NAME", NULL, SYMBOL_FIELD },
	{ "shm_region", NULL, NULL, SYMBOL_FIELD },
	{ "vuart_connection", "name", NULL, SYMBOL_INTERFACE },
	{ "endpoint", "vm_name", NULL, SYMBOL_FIELD },
	{ "pci_dev", NULL, NULL, SYMBOL_PROPERTY },
	{ "device", NULL, "description", SYMBOL_MODULE },
	{ "thread", "cpu_id", "id", SYMBOL_MODULE },
};

static const struct symbol *find_symbol(const struct outline_node *node)
{
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
		if (outline_is(node->name, symbols[i].element))
			return &symbols[i];
	return NULL;
}

static bool is_empty(struct span at)
{
	return at.start == at.end;
}

/* What names a symbol in the text. */
static struct span find_name(const struct outline_node *node, const struct symbol *symbol)
{
	const struct outline_node *child =
		symbol->child ? outline_child(node, symbol->child) : NULL;
	struct span value;

	if (child && !is_empty(child->text))
		return child->text;
	if (symbol->attribute && outline_attribute(node, symbol->attribute, &value) &&
	    !is_empty(value))
		return value;
	return is_empty(node->text) ? node->name : node->text;
}

struct listing {
	const struct lsp_query *query;
	json_t *flat; /* where the client takes no trees; or NULL */
};

static json_t *make_symbol(const struct listing *listing, const struct outline_node *node,
			   const struct symbol *symbol)
{
	const struct lsp_query *query = listing->query;
	struct span name = find_name(node, symbol);
	const char *text = outline_text(query->arena, name);
	struct span whole = source_span(query->source, node->at.start, node->end);

	if (name.start < whole.start || name.end > whole.end)
		name = node->at;
	if (listing->flat)
		return json_pack("{s:o, s:i, s:o}", "name", document_text(query->arena, text),
				 "kind", (int)symbol->kind, "location", lsp_location(query, name));
	return json_pack("{s:o, s:s, s:i, s:o, s:o}", "name", document_text(query->arena, text),
			 "detail", symbol->element, "kind", (int)symbol->kind, "range",
			 lsp_range(query, whole), "selectionRange", lsp_range(query, name));
}

/* Adds what is below a node, which is as deep as an outline at the most. */
static void add_below(const struct listing *listing, const struct outline_node *parent,
		      json_t *list)
{
	for (const struct outline_node *node = parent->first; node; node = node->next) {
		const struct symbol *symbol = find_symbol(node);
		json_t *made = symbol ? make_symbol(listing, node, symbol) : NULL;
		json_t *below = list;

		if (made)
			document_append(listing->query->arena, list, made);
		if (made && !listing->flat)
			below = document_set_array(listing->query->arena, made, "children");
		add_below(listing, node, below);
	}
}

json_t *lsp_symbols(const struct lsp_query *query)
{
	const struct outline *outline = outline_new(query->arena, query->source, 0);
	json_t *list = json_array();
	struct listing listing = { query, query->client->takes_symbol_trees ? NULL : list };

	add_below(&listing, outline->top, list);
	return list;
}
