/* SPDX-License-Identifier: BSD-3-Clause
 * template.c: compiles templates and runs them, with libxslt in a cage. */
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
DEFINE_CLEANUP(xmlChar *, xmlFree)

static void free_security(void *security)
{
	xsltFreeSecurityPrefs(security);
}

static void free_stylesheet(void *stylesheet)
{
	xsltFreeStylesheet(stylesheet);
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

/* e:piecewise="yes" at the root. */
static bool is_piecewise(xsltStylesheet *stylesheet)
{
	CLEANUP(xmlFree)
	xmlChar *said = xmlGetNsProp(xmlDocGetRootElement(stylesheet->doc), BAD_CAST "piecewise",
				     BAD_CAST EMIT_NAMESPACE);

	return xmlStrEqual(said, BAD_CAST "yes");
}

void template_compile(struct arena *arena, struct template *template, xsltSecurityPrefs *security,
		      struct hearing *hearing)
{
	xsltSecurityPrefs *former = xsltGetDefaultSecurityPrefs();
	CLEANUP(xmlFreeDoc)
	xmlDoc *doc = xmlReadMemory(template->source->bytes, (int)template->source->size,
				    HEARING_URL, NULL, XML_PARSE_NONET);
	xsltStylesheet *stylesheet;

	if (!doc)
		return;
	if (doc->intSubset) {
		hearing_complain(hearing, 0, "a template has no document type declaration");
		return;
	}
	xsltSetDefaultSecurityPrefs(security); /* xsl:import looks only here */
	stylesheet = xsltParseStylesheetDoc(doc);
	xsltSetDefaultSecurityPrefs(former);
	if (!stylesheet)
		return;
	STEAL(doc); /* the stylesheet frees it */
	arena_adopt(arena, stylesheet, free_stylesheet);
	if (hearing->complaints)
		return;
	template->stylesheet = stylesheet;
	template->is_piecewise = is_piecewise(stylesheet);
}

xmlDoc *template_run(struct arena *arena, const struct template *template, xmlDoc *plan,
		     xsltSecurityPrefs *security, struct hearing *hearing)
{
	CLEANUP(xsltFreeTransformContext)
	xsltTransformContext *context = xsltNewTransformContext(template->stylesheet, plan);
	CLEANUP(xmlFreeDoc) xmlDoc *result = NULL;

	if (!context)
		arena_exhausted(arena);
	hearing_of_transform(hearing, context);
	if (xsltSetCtxtSecurityPrefs(security, context) == 0 &&
	    emit_xpath_register(context, arena, template->files))
		result = xsltApplyStylesheetUser(template->stylesheet, plan, NULL, NULL, NULL,
						 context);
	hearing_of_transform(hearing, NULL);
	if (!hearing->complaints && (!result || context->state != XSLT_STATE_OK))
		hearing_complain(hearing, 0, "the template stopped");
	return hearing->complaints ? NULL : STEAL(result);
}
