/* SPDX-License-Identifier: BSD-3-Clause
 * check.c: checks that a document is a board description, with CPUs. */
#include <libxml/tree.h>
#include <string.h>

#include "board/internal.h"
#include "diag/diag.h"
#include "load/load.h"

/* What a document is by its elements, where that is no board description; or NULL. */
static const char *other_document(const xmlNode *root)
{
	if (load_child(root, "uos") || load_child(root, "user_vm"))
		return "a launch XML";
	if (load_child(root, "vm") || load_child(root, "hv"))
		return "a scenario";
	return NULL;
}

bool board_is_board(const struct doc *doc, struct diags *diags)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	const char *other = other_document(root);
	struct diag *diag;

	if (!xmlStrEqual(root->name, BAD_CAST "acrn-config"))
		diag = diag_add(diags, DIAG_BOARD_INVALID, load_element_span(doc, root),
				"the file is not a board description: its root is <%s>, not "
				"<acrn-config>",
				root->name);
	else if (other)
		diag = diag_add(diags, DIAG_BOARD_INVALID, load_element_span(doc, root),
				"the file is %s, not a board description", other);
	else if (root->ns)
		diag = diag_add(diags, DIAG_BOARD_INVALID, load_element_span(doc, root),
				"the file is not a board description: its root element has a "
				"namespace");
	else
		return true;
	diag_help(diag, "use the output of ACRN's board inspector");
	return false;
}

/* The threads below an element. */
struct threads {
	size_t count;
	const xmlNode *incomplete; /* the first one that lacks an element, or NULL */
	const char *missing;	   /* the element that it lacks */
};

static void inspect_thread(struct threads *threads, const xmlNode *thread)
{
	static const char *const required[] = { "cpu_id", "apic_id" };

	threads->count++;
	for (size_t i = 0; i < 2 && !threads->incomplete; i++) {
		if (load_child(thread, required[i]))
			continue;
		threads->incomplete = thread;
		threads->missing = required[i];
	}
}

static void inspect(struct threads *threads, const xmlNode *parent)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xmlStrEqual(node->name, BAD_CAST "thread"))
			inspect_thread(threads, node);
		else
			inspect(threads, node);
	}
}

bool board_has_cpus(const struct doc *doc, struct diags *diags)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	const xmlNode *processors = load_child(root, "processors");
	struct threads threads = { 0 };
	struct diag *diag;

	if (processors)
		inspect(&threads, processors);
	if (threads.incomplete)
		diag = diag_add(
			diags, DIAG_BOARD_INVALID, load_element_span(doc, threads.incomplete),
			"the board description has a <thread> without <%s>", threads.missing);
	else if (!threads.count)
		diag = diag_add(diags, DIAG_BOARD_INVALID,
				load_element_span(doc, processors ? processors : root),
				"the board description has no CPUs: %s",
				processors ? "<processors> has no <thread>"
					   : "<processors> is missing");
	else
		return true;
	diag_help(diag, "describe the board again, with the board inspector of ACRN 3.0 or later");
	return false;
}
