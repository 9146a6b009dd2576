/* SPDX-License-Identifier: BSD-3-Clause
 * capture.h: what libxml2 and libxslt have to say becomes diags about the template at work.
 *
 * They report by callbacks that hold for the whole thread or process. hearing_begin() sets them,
 * hearing_end() puts the former ones back, so: one hearing at a time.
 */
#ifndef RENDER_CAPTURE_H
#define RENDER_CAPTURE_H

#include <libxml/xmlerror.h>
#include <libxslt/xsltInternals.h>
#include <stddef.h>

struct arena;
struct diags;
struct source;

struct hearing {
	struct arena *arena;
	struct diags *diags;
	const struct source *template;
	const xsltTransformContext *transform; /* NULL until it runs */
	const char *heard;		       /* the beginning of a line of libxslt's messages */
	size_t line;			       /* that the next of them is about, or 0 */
	size_t complaints;

	xmlStructuredErrorFunc former_error;
	xmlGenericErrorFunc former_xml, former_xslt;
	void *former_error_data, *former_xml_data, *former_xslt_data;
};

/* What libxslt takes for the template's file name; it is found again in its messages. */
#define HEARING_URL "template"

void hearing_begin(struct hearing *hearing, struct arena *arena, struct diags *diags,
		   const struct source *template);

/* The same for what `transform` says from here on; NULL where it is about to go. */
void hearing_of_transform(struct hearing *hearing, xsltTransformContext *transform);

/* Ends the hearing, and the line that may be waiting for its end. */
void hearing_end(struct hearing *hearing);

/* Complains about line `line` of the template; 0 is the template as a whole. */
void hearing_complain(struct hearing *hearing, size_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
