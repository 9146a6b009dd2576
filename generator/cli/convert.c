/* SPDX-License-Identifier: BSD-3-Clause
 * convert.c: converts XML to YAML, and YAML to XML. */
#include "convert/convert.h"
#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "load/load.h"

/* The document in the other syntax; is_complete() has to check it. */
static const char *convert(struct arena *arena, const struct doc *doc, size_t *size)
{
	return load_is_yaml(doc->source) ? convert_to_xml(arena, doc, size)
					 : convert_to_yaml(arena, doc, size);
}

/* Whether a text has everything that the file has. Writing changes the tree, so the file is read
 * again. */
static bool is_complete(struct arena *arena, const struct source *source, const char *text,
			size_t size)
{
	const char *name = load_is_yaml(source) ? "converted.xml" : "converted.yaml";
	struct diags *ignored = diags_new(arena);
	const struct doc *before = load_whole(arena, source, ignored);
	const struct doc *after =
		load_whole(arena, source_memory(arena, name, text, size), ignored);

	if (!before || !after)
		return false;
	convert_tidy(before);
	convert_tidy(after);
	return convert_is_same(before, after);
}

int verb_convert(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const struct source *source;
	const struct doc *doc;
	const char *text = NULL;
	size_t size = 0;

	options_set_levels(options, diags);
	diags_add_input(diags, options->arguments[0]);
	source = load_read(arena, options->arguments[0], diags);
	doc = source ? load_whole(arena, source, diags) : NULL;
	if (doc) {
		convert_tidy(doc);
		text = convert(arena, doc, &size);
	} else {
		diags_set_incomplete(diags);
	}
	if (text && !is_complete(arena, source, text, size))
		diag_help(diag_add(diags, DIAG_YAML_FORM, source_span(source, 0, 0),
				   "the file cannot be converted without loss"),
			  "see docs/yaml.md for what has no equivalent");
	else if (text)
		verbs_write(arena, options, text, size, diags);
	return verbs_finish(options, diags, text);
}
