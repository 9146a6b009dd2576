/* SPDX-License-Identifier: BSD-3-Clause
 * render.c: writes the files that the templates make of a plan: render PLAN.xml OUTDIR
 * [TEMPLATEDIR]. */
#include <libxml/parser.h>
#include <libxslt/xslt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/source.h"
#include "diag/diag.h"
#include "output/manifest.h"
#include "output/output.h"
#include "render/render.h"

DEFINE_CLEANUP(xmlDoc *, xmlFreeDoc)

static void out_of_memory(void)
{
	fputs("render: out of memory\n", stderr);
	exit(2);
}

static int run(const char *plan_path, const char *output, const char *templates)
{
	CLEANUP(arena_free) struct arena *arena = arena_new(out_of_memory);
	CLEANUP(xmlFreeDoc) xmlDoc *plan = xmlReadFile(plan_path, NULL, XML_PARSE_NONET);
	struct diags *diags = diags_new(arena);
	struct output_files files = { 0 };
	struct output_origin origin = {
		.release = "3.3",
		.target = "acrn",
		.scenario = source_memory(arena, plan_path, "", 0),
	};
	struct output_result result;
	bool is_done;

	if (!plan)
		return 2;
	is_done = render_plan(arena, templates, plan, diags, &files);
	if (is_done) {
		manifest_add(arena, &origin, &files);
		is_done = output_write(arena, &files, NULL, output, false, &result, diags);
	}
	diags_print(diags, stderr, DIAG_FORMAT_TEXT, false);
	return is_done ? 0 : 1;
}

int main(int argc, char **argv)
{
	int status;

	if (argc != 3 && argc != 4) {
		fputs("usage: render PLAN.xml OUTDIR [TEMPLATEDIR]\n", stderr);
		return 2;
	}
	status = run(argv[1], argv[2], argc == 4 ? argv[3] : NULL);
	xsltCleanupGlobals();
	xmlCleanupParser();
	return status;
}
