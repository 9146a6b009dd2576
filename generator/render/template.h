/* SPDX-License-Identifier: BSD-3-Clause
 * template.h: a template, compiled and run over a document.
 */
#ifndef RENDER_TEMPLATE_H
#define RENDER_TEMPLATE_H

#include <libxml/tree.h>
#include <libxslt/security.h>

struct arena;
struct capture;
struct template_files;

/* Templates read the document and nothing else; they write nothing themselves. They live as long as
 * the arena. */
xsltSecurityPrefs *template_security(struct arena *arena);

/* The result of the template whose errors `capture` takes, or NULL after an error; the caller frees
 * it. It may embed the shell files of `files`. What the functions of render/xpath.h return
 * meanwhile lives in `arena`. */
xmlDoc *template_run(struct arena *arena, xmlDoc *plan, const struct template_files *files,
		     xsltSecurityPrefs *security, struct capture *capture);

/* The same for a template that embeds no shell files, as text in UTF-8 that its <xsl:output>
 * describes, or NULL after an error. HTML without a document type is HTML5. */
const char *template_print(struct arena *arena, xmlDoc *document, xsltSecurityPrefs *security,
			   struct capture *capture);

#endif
