/* SPDX-License-Identifier: BSD-3-Clause
 * upgraded.h: upgrades of texts, for the tests of upgrade/.
 */
#ifndef UPGRADED_H
#define UPGRADED_H

#include "tests/generator/helpers.h"

#include "upgrade/upgrade.h"

/* The document that a text becomes; what is not carried over is in fixture->diags. */
static inline const struct doc *upgraded_doc(struct fixture *fixture, const char *text)
{
	fixture_forget(fixture);
	return upgrade_scenario(fixture->arena, doc_of(fixture, text), NULL, NULL, true,
				fixture->diags);
}

/* The text of an element of a document, without line breaks of its own. */
static inline const char *upgraded_text(struct fixture *fixture, const struct doc *doc,
					const char *name)
{
	xmlBuffer *buffer = xmlBufferCreate();
	const char *text;

	xmlNodeDump(buffer, doc->xml, (xmlNode *)element_of(doc, name), 0, 0);
	text = arena_printf(fixture->arena, "%s", (const char *)xmlBufferContent(buffer));
	xmlBufferFree(buffer);
	return text;
}

#endif
