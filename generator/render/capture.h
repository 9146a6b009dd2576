/* SPDX-License-Identifier: BSD-3-Clause
 * capture.h: the errors of libxml2 and libxslt become diagnostics about the template that runs.
 *
 * They report by callbacks that hold for the whole thread or process. capture_begin() sets them,
 * capture_end() restores the former ones, so there is one capture at a time.
 */
#ifndef RENDER_CAPTURE_H
#define RENDER_CAPTURE_H

#include <libxml/xmlerror.h>
#include <libxslt/xsltInternals.h>
#include <stddef.h>

struct arena;
struct diags;
struct source;

struct capture {
	struct arena *arena;
	struct diags *diags;
	const struct source *template;
	const xsltTransformContext *transform; /* NULL until it runs */
	const char *pending;		       /* the beginning of a line of libxslt's messages */
	size_t line;			       /* of the template, for the next message; or 0 */
	size_t error_count;

	xmlStructuredErrorFunc former_error;
	xmlGenericErrorFunc former_xml, former_xslt;
	void *former_error_data, *former_xml_data, *former_xslt_data;
};

/* What libxslt takes for the template's file name; it is found again in its messages. */
#define CAPTURE_URL "template"

void capture_begin(struct capture *capture, struct arena *arena, struct diags *diags,
		   const struct source *template);

/* Also captures the errors of `transform` from here on; NULL before it is freed. */
void capture_transform(struct capture *capture, xsltTransformContext *transform);

/* Restores the former callbacks, and reports an unfinished line. */
void capture_end(struct capture *capture);

/* Reports an error in line `line` of the template; 0 is the template as a whole. */
void capture_report(struct capture *capture, size_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
