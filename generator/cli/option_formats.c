/* SPDX-License-Identifier: BSD-3-Clause
 * option_formats.c: what --format and --report set. */
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"

/* Finds a format by its name, or reports that there is none. XML is of the plan alone. */
static bool find_format(struct arena *arena, const char *name, bool is_plan,
			enum diag_format *format)
{
	static const char *const names[] = {
		"xml",
#define FORMAT(id, name, function, summary) name,
#include "diag/formats.def"
#undef FORMAT
		NULL,
	};

	return diag_format_find(name, format) ||
	       options_report_choice(arena, "unknown format", name, names + !is_plan);
}

const char *options_document_name(enum document document)
{
	static const char *const names[DOCUMENT_COUNT] = {
		[DOCUMENT_SVG] = "svg",		[DOCUMENT_DOT] = "dot",
		[DOCUMENT_MERMAID] = "mermaid", [DOCUMENT_HTML] = "html",
		[DOCUMENT_MARKDOWN] = "md",	[DOCUMENT_TEXT] = "text",
		[DOCUMENT_JSON] = "json",
	};

	return names[document];
}

/* The documents of a verb, in its order. Returns how many they are. */
static size_t list_documents(const struct verb *verb, enum document documents[DOCUMENT_COUNT])
{
	size_t count = 0;

	for (const char *at = verb->documents; *at; at += strcspn(at, " ")) {
		size_t length = strcspn(++at, " ");

		for (enum document document = 0; document < DOCUMENT_COUNT; document++) {
			const char *name = options_document_name(document);

			if (strlen(name) == length && strncmp(name, at, length) == 0)
				documents[count++] = document;
		}
	}
	return count;
}

bool options_set_document(struct arena *arena, struct options *options, const char *name)
{
	const char *names[DOCUMENT_COUNT + 1] = { NULL };
	enum document documents[DOCUMENT_COUNT];
	size_t count = list_documents(options->verb, documents);

	for (size_t i = 0; i < count; i++) {
		names[i] = options_document_name(documents[i]);
		if (name && strcmp(name, names[i]) != 0)
			continue;
		options->document = documents[i];
		return true;
	}
	return options_report_choice(arena, "unknown format", name, names);
}

bool options_set_format(struct arena *arena, struct options *options, const char *name)
{
	bool is_plan = options->verb->prints_plan;

	if (options->verb->documents)
		return options_set_document(arena, options, name);
	if (is_plan && strcmp(name, "xml") == 0) {
		options->format = DIAG_FORMAT_TEXT;
		return true;
	}
	return find_format(arena, name, is_plan, &options->format);
}

bool options_add_report(struct arena *arena, struct options *options, const char *text)
{
	const char *equals = strchr(text, '=');
	struct report_option report;

	if (!equals || !equals[1])
		return options_report("invalid report", text, "use FORMAT=FILE");
	if (!find_format(arena, arena_copy(arena, text, (size_t)(equals - text)), false,
			 &report.format))
		return false;
	report.path = equals + 1;
	options->reports = arena_grow(arena, options->reports, options->report_count,
				      sizeof(*options->reports));
	options->reports[options->report_count++] = report;
	return true;
}
