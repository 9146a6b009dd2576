/* SPDX-License-Identifier: BSD-3-Clause
 * template.c: compiles a template and runs it, with no access to files or the network. */
#include "render/template.h"

#include <libxml/parser.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>

#include "base/arena.h"
#include "base/source.h"
#include "render/capture.h"
#include "render/xpath.h"

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

	for (size_t i = 0; security && i < sizeof(options) / sizeof(options[0]); i++)
		if (xsltSetSecurityPrefs(security, options[i], xsltSecurityForbid) != 0)
			return NULL;
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

xmlDoc *template_run(struct arena *arena, xmlDoc *plan, const struct template_files *files,
		     xsltSecurityPrefs *security, struct capture *capture)
{
	CLEANUP(xsltFreeStylesheet) xsltStylesheet *stylesheet = compile(security, capture);
	CLEANUP(xsltFreeTransformContext) xsltTransformContext *context = NULL;
	CLEANUP(xmlFreeDoc) xmlDoc *result = NULL;

	if (!stylesheet)
		return NULL;
	context = xsltNewTransformContext(stylesheet, plan);
	if (!context)
		arena_exhausted(arena);
	capture_transform(capture, context);
	if (xsltSetCtxtSecurityPrefs(security, context) == 0 &&
	    xpath_register(context, arena, files))
		result = xsltApplyStylesheetUser(stylesheet, plan, NULL, NULL, NULL, context);
	capture_transform(capture, NULL);
	if (!capture->error_count && (!result || context->state != XSLT_STATE_OK))
		capture_report(capture, 0, "the template stopped");
	return capture->error_count ? NULL : STEAL(result);
}
