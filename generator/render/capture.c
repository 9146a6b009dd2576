/* SPDX-License-Identifier: BSD-3-Clause
 * capture.c: libxml2's errors and libxslt's messages, which come in pieces. */
#include "render/capture.h"

#include <libxslt/xsltutils.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/source.h"
#include "diag/diag.h"

void hearing_complain(struct hearing *hearing, size_t line, const char *format, ...)
{
	const struct source *template = hearing->template;
	struct span at = { .source = template };
	const char *message;
	va_list arguments;

	va_start(arguments, format);
	message = arena_vprintf(hearing->arena, format, arguments);
	va_end(arguments);
	if (line > 0 && line <= template->line_count) {
		size_t length;
		size_t start = (size_t)(source_line(template, line, &length) - template->bytes);

		at = source_span(template, start, start + length);
	}
	diag_add(hearing->diags, DIAG_TEMPLATE_INVALID, at, "%s", message);
	hearing->complaints++;
}

/* The line of the instruction that is being carried out, or 0. */
static size_t current_line(const struct hearing *hearing)
{
	long line = hearing->transform && hearing->transform->inst
			    ? xmlGetLineNo(hearing->transform->inst)
			    : 0;

	return line > 0 ? (size_t)line : 0;
}

/* libxslt puts a line such as "runtime error: file NAME line 3 element text" before the message
 * that it is about; the messages of xsl:message have none. */
static void hear_line(struct hearing *hearing, const char *line)
{
	static const char *const contexts[] = { "compilation error", "runtime error", "error" };

	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		size_t length = strlen(contexts[i]);
		const char *rest = line + length;

		if (strncmp(line, contexts[i], length) != 0)
			continue;
		if (sscanf(rest, ": file " HEARING_URL " line %zu", &hearing->line) == 1)
			return;
		if (!*rest || strncmp(rest, ": file ", 7) == 0 ||
		    strncmp(rest, ": element ", 10) == 0)
			return;
	}
	if (*line)
		hearing_complain(hearing, hearing->line ? hearing->line : current_line(hearing),
				 "%s", line);
	hearing->line = 0;
}

static void __attribute__((format(printf, 2, 3))) hear_text(void *data, const char *format, ...)
{
	struct hearing *hearing = data;
	const char *text, *end;
	va_list arguments;

	va_start(arguments, format);
	text = arena_vprintf(hearing->arena, format, arguments);
	va_end(arguments);
	text = arena_printf(hearing->arena, "%s%s", hearing->heard, text);
	while ((end = strchr(text, '\n'))) {
		hear_line(hearing, arena_copy(hearing->arena, text, (size_t)(end - text)));
		text = end + 1;
	}
	hearing->heard = text;
}

/* libxml2's, from the parser and from XPath. */
static void hear_error(void *data, xmlError *error)
{
	struct hearing *hearing = data;
	const char *message = error->message ? error->message : "unknown error";

	hearing_complain(hearing, error->line > 0 ? (size_t)error->line : current_line(hearing),
			 "%.*s", (int)strcspn(message, "\n"), message);
}

void hearing_begin(struct hearing *hearing, struct arena *arena, struct diags *diags,
		   const struct source *template)
{
	*hearing = (struct hearing) {
		.arena = arena,
		.diags = diags,
		.template = template,
		.heard = "",
		.former_error = xmlStructuredError,
		.former_error_data = xmlStructuredErrorContext,
		.former_xml = xmlGenericError,
		.former_xml_data = xmlGenericErrorContext,
		.former_xslt = xsltGenericError,
		.former_xslt_data = xsltGenericErrorContext,
	};
	xmlSetStructuredErrorFunc(hearing, hear_error);
	xmlSetGenericErrorFunc(hearing, hear_text); /* XPath still uses it here and there */
	xsltSetGenericErrorFunc(hearing, hear_text);
}

/* Ends what hear_text() waits for the end of. */
static void hear_out(struct hearing *hearing)
{
	hear_line(hearing, hearing->heard);
	hearing->heard = "";
}

void hearing_of_transform(struct hearing *hearing, xsltTransformContext *transform)
{
	hear_out(hearing);
	hearing->transform = transform;
	if (transform)
		xsltSetTransformErrorFunc(transform, hearing, hear_text);
}

void hearing_end(struct hearing *hearing)
{
	hear_out(hearing);
	xsltSetGenericErrorFunc(hearing->former_xslt_data, hearing->former_xslt);
	xmlSetGenericErrorFunc(hearing->former_xml_data, hearing->former_xml);
	xmlSetStructuredErrorFunc(hearing->former_error_data, hearing->former_error);
}
