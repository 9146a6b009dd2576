/* SPDX-License-Identifier: BSD-3-Clause
 * capture.c: libxml2's errors and libxslt's messages, whose lines arrive in parts. */
#include "render/capture.h"

#include <libxslt/xsltutils.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/source.h"
#include "diag/diag.h"

void capture_report(struct capture *capture, size_t line, const char *format, ...)
{
	const struct source *template = capture->template;
	struct span at = { .source = template };
	const char *message;
	va_list arguments;

	va_start(arguments, format);
	message = arena_vprintf(capture->arena, format, arguments);
	va_end(arguments);
	if (line > 0 && line <= template->line_count) {
		size_t length;
		size_t start = (size_t)(source_line(template, line, &length) - template->bytes);

		at = source_span(template, start, start + length);
	}
	diag_add(capture->diags, DIAG_TEMPLATE_INVALID, at, "%s", message);
	capture->error_count++;
}

/* The line of the instruction that is executed, or 0. */
static size_t current_line(const struct capture *capture)
{
	long line = capture->transform && capture->transform->inst
			    ? xmlGetLineNo(capture->transform->inst)
			    : 0;

	return line > 0 ? (size_t)line : 0;
}

/* libxslt puts a line such as "runtime error: file NAME line 3 element text" before the message
 * that it is about; the messages of xsl:message have none. */
static void take_line(struct capture *capture, const char *line)
{
	static const char *const contexts[] = { "compilation error", "runtime error", "error" };

	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		size_t length = strlen(contexts[i]);
		const char *rest = line + length;

		if (strncmp(line, contexts[i], length) != 0)
			continue;
		if (sscanf(rest, ": file " CAPTURE_URL " line %zu", &capture->line) == 1)
			return;
		if (!*rest || strncmp(rest, ": file ", 7) == 0 ||
		    strncmp(rest, ": element ", 10) == 0)
			return;
	}
	if (*line)
		capture_report(capture, capture->line ? capture->line : current_line(capture), "%s",
			       line);
	capture->line = 0;
}

static void __attribute__((format(printf, 2, 3))) take_text(void *data, const char *format, ...)
{
	struct capture *capture = data;
	const char *text, *end;
	va_list arguments;

	va_start(arguments, format);
	text = arena_vprintf(capture->arena, format, arguments);
	va_end(arguments);
	text = arena_printf(capture->arena, "%s%s", capture->pending, text);
	while ((end = strchr(text, '\n'))) {
		take_line(capture, arena_copy(capture->arena, text, (size_t)(end - text)));
		text = end + 1;
	}
	capture->pending = text;
}

/* libxml2's, from the parser and from XPath. */
static void take_error(void *data, xmlError *error)
{
	struct capture *capture = data;
	const char *message = error->message ? error->message : "unknown error";

	capture_report(capture, error->line > 0 ? (size_t)error->line : current_line(capture),
		       "%.*s", (int)strcspn(message, "\n"), message);
}

void capture_begin(struct capture *capture, struct arena *arena, struct diags *diags,
		   const struct source *template)
{
	*capture = (struct capture) {
		.arena = arena,
		.diags = diags,
		.template = template,
		.pending = "",
		.former_error = xmlStructuredError,
		.former_error_data = xmlStructuredErrorContext,
		.former_xml = xmlGenericError,
		.former_xml_data = xmlGenericErrorContext,
		.former_xslt = xsltGenericError,
		.former_xslt_data = xsltGenericErrorContext,
	};
	xmlSetStructuredErrorFunc(capture, take_error);
	xmlSetGenericErrorFunc(capture, take_text); /* XPath still uses it here and there */
	xsltSetGenericErrorFunc(capture, take_text);
}

/* Reports the line that take_text() has only the beginning of. */
static void flush(struct capture *capture)
{
	take_line(capture, capture->pending);
	capture->pending = "";
}

void capture_transform(struct capture *capture, xsltTransformContext *transform)
{
	flush(capture);
	capture->transform = transform;
	if (transform)
		xsltSetTransformErrorFunc(transform, capture, take_text);
}

void capture_end(struct capture *capture)
{
	flush(capture);
	xsltSetGenericErrorFunc(capture->former_xslt_data, capture->former_xslt);
	xmlSetGenericErrorFunc(capture->former_xml_data, capture->former_xml);
	xmlSetStructuredErrorFunc(capture->former_error_data, capture->former_error);
}
