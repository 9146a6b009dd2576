/* SPDX-License-Identifier: BSD-3-Clause
 * render.c: runs each template over the plan, or one over another document. */
#include "render/render.h"

#include <sys/stat.h>

#include "base/arena.h"
#include "base/source.h"
#include "diag/diag.h"
#include "render/capture.h"
#include "render/collect.h"
#include "render/find.h"
#include "render/template.h"

DEFINE_CLEANUP(xmlDoc *, xmlFreeDoc)

struct render {
	struct arena *arena;
	struct diags *diags;
	xmlDoc *plan;
	xsltSecurityPrefs *security;
	struct template_files files;
	struct collection *collection;
	bool is_bad; /* something is wrong, and reported */
};

/* Whether the user's directory is one, or NULL; if not, that is reported. */
static bool is_directory(const char *directory, struct diags *diags)
{
	struct stat status;

	if (!directory || (stat(directory, &status) == 0 && S_ISDIR(status.st_mode)))
		return true;
	diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
		 "%s: not a directory of templates", directory);
	return false;
}

/* Runs a template, and takes its files. */
static void run(struct render *render, const struct source *template)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(render->arena);
	CLEANUP(xmlFreeDoc) xmlDoc *result = NULL;
	struct capture capture;

	capture_begin(&capture, render->arena, render->diags, template);
	result = template_run(scratch, render->plan, &render->files, render->security, &capture);
	if (result)
		collect_files(render->collection, result, &capture);
	capture_end(&capture);
	if (capture.error_count)
		render->is_bad = true;
}

/* The files of the user's that had a part in the output. */
static void list_users(const struct render *render, struct output_files *files)
{
	for (size_t i = 0; i < render->files.count; i++) {
		const struct source *source = render->files.files[i].source;

		if (!source->is_file)
			continue;
		files->templates = arena_grow(render->arena, files->templates,
					      files->template_count, sizeof(source));
		files->templates[files->template_count++] = source;
	}
}

/* The parts that the plan has: enum template_part. */
static unsigned parts_of(xmlDoc *plan)
{
	unsigned parts = 0;

	for (xmlNode *child = xmlFirstElementChild(xmlDocGetRootElement(plan)); child;
	     child = xmlNextElementSibling(child)) {
		if (xmlStrEqual(child->name, BAD_CAST "hypervisor"))
			parts |= TEMPLATE_HYPERVISOR;
		if (xmlStrEqual(child->name, BAD_CAST "hardening"))
			parts |= TEMPLATE_HARDENING;
	}
	return parts;
}

bool render_plan(struct arena *arena, const char *directory, xmlDoc *plan, struct diags *diags,
		 struct output_files *files)
{
	struct render render = {
		.arena = arena,
		.diags = diags,
		.plan = plan,
		.security = template_security(arena),
		.collection = collect_new(arena, files),
	};

	if (!is_directory(directory, diags))
		return false;
	render.is_bad =
		!template_files_find(arena, directory, parts_of(plan), diags, &render.files);
	for (size_t i = 0; i < render.files.count; i++)
		if (template_files_is_template(render.files.files[i].name))
			run(&render, render.files.files[i].source);
	if (render.is_bad)
		return false;
	collect_finish(render.collection, files);
	list_users(&render, files);
	return true;
}

const char *render_document(struct arena *arena, const char *directory, const char *name,
			    xmlDoc *document, struct diags *diags)
{
	const struct source *template;
	struct capture capture;
	const char *text;

	if (!is_directory(directory, diags))
		return NULL;
	template = template_files_one(arena, directory, name, diags);
	if (!template)
		return NULL;
	capture_begin(&capture, arena, diags, template);
	text = template_print(arena, document, template_security(arena), &capture);
	capture_end(&capture);
	return capture.error_count ? NULL : text;
}
