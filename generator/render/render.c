/* SPDX-License-Identifier: BSD-3-Clause
 * render.c: finds the templates, and has each of them work on the plan. */
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
	xsltSecurityPrefs *security;
	struct template_files files;
	struct template *templates; /* compiled; arena_grow()n */
	size_t count;
	struct collection *collection;
	bool is_bad; /* something is wrong, and reported */
};

static void add_template(struct render *render, const struct source *source)
{
	struct template *template;
	struct hearing hearing;

	render->templates = arena_grow(render->arena, render->templates, render->count,
				       sizeof(*render->templates));
	template = &render->templates[render->count++];
	*template = (struct template) { .source = source, .files = &render->files };
	hearing_begin(&hearing, render->arena, render->diags, source);
	template_compile(render->arena, template, render->security, &hearing);
	hearing_end(&hearing);
	if (hearing.complaints || !template->stylesheet)
		render->is_bad = true;
}

struct render *render_begin(struct arena *arena, const char *directory, struct diags *diags)
{
	struct render *render = arena_alloc(arena, sizeof(*render));
	struct stat status;

	*render = (struct render) {
		.arena = arena,
		.diags = diags,
		.security = template_security(arena),
		.collection = collection_new(arena),
	};
	if (!render->security)
		arena_exhausted(arena);
	if (directory && (stat(directory, &status) != 0 || !S_ISDIR(status.st_mode))) {
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
			 "%s: not a directory of templates", directory);
		render->is_bad = true;
		return render;
	}
	if (!template_files_find(arena, directory, diags, &render->files))
		render->is_bad = true;
	for (size_t i = 0; i < render->files.count; i++)
		if (template_files_is_template(render->files.files[i].name))
			add_template(render, render->files.files[i].source);
	return render;
}

bool render_takes_pieces(const struct render *render)
{
	for (size_t i = 0; i < render->count; i++)
		if (!render->templates[i].is_piecewise)
			return false;
	return true;
}

/* Runs one template. One that has a fault is at rest from then on. */
static void run(struct render *render, struct template *template, xmlDoc *plan)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(render->arena);
	CLEANUP(xmlFreeDoc) xmlDoc *result = NULL;
	struct hearing hearing;

	hearing_begin(&hearing, render->arena, render->diags, template->source);
	result = template_run(scratch, template, plan, render->security, &hearing);
	if (result)
		collection_take(render->collection, result, &hearing);
	hearing_end(&hearing);
	if (hearing.complaints) {
		template->stylesheet = NULL;
		render->is_bad = true;
	}
}

void render_piece(struct render *render, xmlDoc *plan)
{
	for (size_t i = 0; i < render->count; i++)
		if (render->templates[i].stylesheet)
			run(render, &render->templates[i], plan);
}

bool render_end(struct render *render, struct output_files *files)
{
	if (render->is_bad)
		return false;
	collection_finish(render->collection, files);
	for (size_t i = 0; i < render->files.count; i++) {
		const struct source *source = render->files.files[i].source;

		if (!source->is_file)
			continue;
		files->templates = arena_grow(render->arena, files->templates,
					      files->template_count, sizeof(source));
		files->templates[files->template_count++] = source;
	}
	return true;
}
