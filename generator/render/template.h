/* SPDX-License-Identifier: BSD-3-Clause
 * template.h: a template: found, compiled, and run over pieces of the plan.
 */
#ifndef RENDER_TEMPLATE_H
#define RENDER_TEMPLATE_H

#include <libxslt/security.h>
#include <libxslt/xsltInternals.h>
#include <stdbool.h>

struct arena;
struct hearing;
struct source;
struct template_files;

struct template
{
	const struct source *source;
	const struct template_files *files; /* whose shell files it may embed */
	xsltStylesheet *stylesheet;	    /* NULL where it is at fault */
	bool is_piecewise;		    /* it says that the plan may come in pieces */
};

/* Templates read the plan and nothing else; they write nothing themselves. They live as long as the
 * arena; NULL only when memory ran out. */
xsltSecurityPrefs *template_security(struct arena *arena);

/* Compiles the template's source, which lives as long as the arena. What is wrong is complained
 * of. */
void template_compile(struct arena *arena, struct template *template, xsltSecurityPrefs *security,
		      struct hearing *hearing);

/* The result for a plan, or NULL after a complaint; the caller frees it. What the functions of
 * render/xpath.h give lives in `arena`. */
xmlDoc *template_run(struct arena *arena, const struct template *template, xmlDoc *plan,
		     xsltSecurityPrefs *security, struct hearing *hearing);

#endif
