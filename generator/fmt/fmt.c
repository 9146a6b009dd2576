/* SPDX-License-Identifier: BSD-3-Clause
 * fmt.c: formats a source, and compares the result with it. */
#include "fmt/fmt.h"

#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/source.h"
#include "diag/diag.h"
#include "fmt/internal.h"
#include "load/load.h"
#include "upgrade/upgrade.h"
#include "validate/place.h"
#include "validate/schema.h"

/* The same text with LF at the end of each line, as parsers see it. */
static const struct source *with_lf(struct arena *arena, const struct source *source)
{
	char *bytes;
	size_t size = 0;

	if (!memchr(source->bytes, '\r', source->size))
		return source;
	bytes = arena_alloc(arena, source->size + 1);
	for (size_t i = 0; i < source->size; i++) {
		char byte = source->bytes[i];

		if (byte == '\r' && source->bytes[i + 1] == '\n')
			continue;
		bytes[size++] = byte == '\r' ? '\n' : byte;
	}
	return source_memory(arena, source->name, bytes, size);
}

static bool has_crlf(const struct source *source)
{
	const char *end = memchr(source->bytes, '\n', source->size);

	return end && end > source->bytes && end[-1] == '\r';
}

/* A text of lines that end with LF, with CR LF there. */
static const char *with_crlf(struct arena *arena, const char *text, size_t *size)
{
	char *bytes = arena_alloc(arena, 2 * *size + 1);
	size_t made = 0;

	for (size_t i = 0; i < *size; i++) {
		if (text[i] == '\n')
			bytes[made++] = '\r';
		bytes[made++] = text[i];
	}
	*size = made;
	return bytes;
}

/* Whether a document is one of ACRN's; if not, that is reported. */
static bool is_supported(struct arena *arena, const struct doc *doc, struct diags *diags)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	const char *help, *other = upgrade_refusal(arena, doc, &help);

	if (xmlStrEqual(root->name, BAD_CAST "acrn-config") && !root->ns)
		return true;
	diag_add(diags, DIAG_FORMAT_UNSUPPORTED, load_root_span(doc), "the file is %s",
		 other ? other : "not a scenario");
	return false;
}

static const char *write_text(struct arena *arena, const struct source *source,
			      const struct schema *schema, const struct schema_type *root,
			      size_t *size)
{
	char *text = NULL;
	struct fmt_output output = { arena, source, schema, open_memstream(&text, size) };
	bool is_good = true;

	if (!output.out)
		arena_exhausted(arena);
	if (load_is_yaml(source))
		is_good = fmt_write_yaml(&output, root);
	else
		fmt_write_xml(&output, root);
	if (ferror(output.out) || fclose(output.out) != 0)
		arena_exhausted(arena);
	arena_adopt(arena, text, free);
	return is_good ? text : NULL;
}

/* Whether the written text has the content of the document, which is changed by this. */
static bool is_safe(struct arena *arena, const struct schema *schema,
		    const struct schema_type *root, const struct doc *doc, const char *text,
		    size_t size)
{
	const struct doc *written =
		text ? load_whole(arena, source_memory(arena, doc->source->name, text, size),
				  diags_new(arena))
		     : NULL;

	return written && fmt_is_same(arena, schema, root, doc, written);
}

const char *fmt_format(struct arena *arena, const struct source *source, struct diags *diags,
		       size_t *size)
{
	const struct schema *schema = schema_load(arena, "schema/scenario.xsd");
	const struct doc *doc = load_whole(arena, source, diags);
	const struct schema_type *root = NULL;
	const char *text;

	if (!doc || !is_supported(arena, doc, diags))
		return NULL;
	if (upgrade_form(doc) == UPGRADE_FORM_3_X)
		root = schema_root(schema, "acrn-config");
	text = write_text(arena, with_lf(arena, source), schema, root, size);
	if (!is_safe(arena, schema, root, doc, text, *size)) {
		diag_add(diags, DIAG_FORMAT_UNSAFE, source_span(source, 0, 0),
			 "the file cannot be formatted without a change of its content");
		return NULL;
	}
	return has_crlf(source) ? with_crlf(arena, text, size) : text;
}
