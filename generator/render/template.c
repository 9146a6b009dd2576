/* SPDX-License-Identifier: BSD-3-Clause
 * template.c: compiles a template and runs it, with no access to files or the network. */
#include "render/template.h"

#include <libxml/parser.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>

#include "base/arena.h"
#include "base/source.h"
#include "render/capture.h"
#include "render/find.h"
#include "render/xpath.h"

DEFINE_CLEANUP(xmlChar *, xmlFree)
DEFINE_CLEANUP(xmlDoc *, xmlFreeDoc)
DEFINE_CLEANUP(xsltTransformContext *, xsltFreeTransformContext)
DEFINE_CLEANUP(xsltStylesheet *, xsltFreeStylesheet)

static void free_security(void *security)
{
	xsltFreeSecurityPrefs(security);
}

xsltSecurityPrefs *template_security(struct arena *arena)
{
	static const xsltSecurityOption options[] = {
		XSLT_SECPREF_READ_FILE,	       XSLT_SECPREF_WRITE_FILE,
		XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
		XSLT_SECPREF_WRITE_NETWORK,
	};
	xsltSecurityPrefs *security = arena_adopt(arena, xsltNewSecurityPrefs(), free_security);

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (!security || xsltSetSecurityPrefs(security, options[i], xsltSecurityForbid))
			arena_exhausted(arena);
	return security;
}

/* The compiled template, or NULL after an error. */
static xsltStylesheet *compile(xsltSecurityPrefs *security, struct capture *capture)
{
	const struct source *template = capture->template;
	xsltSecurityPrefs *former = xsltGetDefaultSecurityPrefs();
	CLEANUP(xmlFreeDoc)
	xmlDoc *doc = xmlReadMemory(template->bytes, (int)template->size, CAPTURE_URL, NULL,
				    XML_PARSE_NONET);
	CLEANUP(xsltFreeStylesheet) xsltStylesheet *stylesheet = NULL;

	if (!doc)
		return NULL;
	if (doc->intSubset) {
		capture_report(capture, 0, "a template has no document type declaration");
		return NULL;
	}
	xsltSetDefaultSecurityPrefs(security); /* xsl:import looks only here */
	stylesheet = xsltParseStylesheetDoc(doc);
	xsltSetDefaultSecurityPrefs(former);
	if (stylesheet)
		STEAL(doc); /* the stylesheet frees it */
	return capture->error_count ? NULL : STEAL(stylesheet);
}

/* template_run() of the compiled template. */
static xmlDoc *apply(struct arena *arena, xsltStylesheet *stylesheet, xmlDoc *document,
		     const struct template_files *files, xsltSecurityPrefs *security,
		     struct capture *capture)
{
	CLEANUP(xsltFreeTransformContext)
	xsltTransformContext *context = xsltNewTransformContext(stylesheet, document);
	CLEANUP(xmlFreeDoc) xmlDoc *result = NULL;

	if (!context)
		arena_exhausted(arena);
	capture_transform(capture, context);
	if (xsltSetCtxtSecurityPrefs(security, context) == 0 &&
	    xpath_register(context, arena, files))
		result = xsltApplyStylesheetUser(stylesheet, document, NULL, NULL, NULL, context);
	capture_transform(capture, NULL);
	if (!capture->error_count && (!result || context->state != XSLT_STATE_OK))
		capture_report(capture, 0, "the template stopped");
	return capture->error_count ? NULL : STEAL(result);
}

xmlDoc *template_run(struct arena *arena, xmlDoc *plan, const struct template_files *files,
		     xsltSecurityPrefs *security, struct capture *capture)
{
	CLEANUP(xsltFreeStylesheet) xsltStylesheet *stylesheet = compile(security, capture);

	return stylesheet ? apply(arena, stylesheet, plan, files, security, capture) : NULL;
}

/* libxslt gives HTML 4 a document type, and HTML5 none. */
static void add_doctype(struct arena *arena, xmlDoc *result)
{
	if (result->type == XML_HTML_DOCUMENT_NODE && !result->intSubset &&
	    !xmlCreateIntSubset(result, BAD_CAST "html", NULL, NULL))
		arena_exhausted(arena);
}

const char *template_print(struct arena *arena, xmlDoc *document, xsltSecurityPrefs *security,
			   struct capture *capture)
{
	const struct template_files none = { 0 };
	CLEANUP(xsltFreeStylesheet) xsltStylesheet *stylesheet = compile(security, capture);
	CLEANUP(xmlFreeDoc) xmlDoc *result = NULL;
	CLEANUP(xmlFree) xmlChar *text = NULL;
	int size = 0;

	if (!stylesheet)
		return NULL;
	if (stylesheet->encoding && xmlStrcasecmp(stylesheet->encoding, BAD_CAST "UTF-8") != 0) {
		capture_report(capture, 0, "invalid encoding '%s' of the output: use UTF-8",
			       stylesheet->encoding);
		return NULL;
	}
	result = apply(arena, stylesheet, document, &none, security, capture);
	if (!result)
		return NULL;
	add_doctype(arena, result);
	if (xsltSaveResultToString(&text, &size, result, stylesheet) != 0)
		arena_exhausted(arena);
	return arena_copy(arena, text ? (const char *)text : "", (size_t)size);
}
