/* SPDX-License-Identifier: BSD-3-Clause
 * render.c: finds the templates, and has each of them work on the plan. */
#include "render/render.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/embed.h"
#include "diag/diag.h"
#include "load/load.h"
#include "render/capture.h"
#include "render/collect.h"
#include "render/template.h"

#define TEMPLATE_FOLDER "templates/"
#define TEMPLATE_SUFFIX ".xsl"

DEFINE_CLEANUP(xmlDoc *, xmlFreeDoc)
struct render {
	struct arena *arena;
	struct diags *diags;
	xsltSecurityPrefs *security;
	struct template *templates; /* arena_grow()n */
	size_t count;
	const struct source **users; /* those of them that are the user's; arena_grow()n */
	size_t user_count;
	struct collection *collection;
	bool is_bad; /* something is wrong, and reported */
};

static void add_template(struct render *render, const struct source *source)
{
	struct template *template;
	struct hearing hearing;

	if (!source) {
		render->is_bad = true;
		return;
	}
	render->templates = arena_grow(render->arena, render->templates, render->count,
				       sizeof(*render->templates));
	template = &render->templates[render->count++];
	*template = (struct template) { .source = source };
	hearing_begin(&hearing, render->arena, render->diags, source);
	template_compile(render->arena, template, render->security, &hearing);
	hearing_end(&hearing);
	if (hearing.complaints || !template->stylesheet)
		render->is_bad = true;
}

/* Adds the template at a path of the user's. */
static void add_users(struct render *render, const char *path)
{
	const struct source *source = load_read(render->arena, path, render->diags);

	render->users = arena_grow(render->arena, render->users, render->user_count,
				   sizeof(*render->users));
	render->users[render->user_count++] = source;
	add_template(render, source);
}

/* Adds the embedded template at `path`, or the one that `directory` has in its place. */
static void add_embedded(struct render *render, const char *path, const char *directory)
{
	const char *bytes;
	size_t size = 0;

	if (directory) {
		const char *other = arena_printf(render->arena, "%s/%s", directory,
						 path + strlen(TEMPLATE_FOLDER));
		struct stat status;

		if (lstat(other, &status) == 0 || errno != ENOENT) {
			add_users(render, other);
			return;
		}
	}
	bytes = embed_find(path, &size);
	add_template(render, source_memory(render->arena, path, bytes, size));
}

static bool has_suffix(const char *name)
{
	size_t length = strlen(name);

	return length > strlen(TEMPLATE_SUFFIX) && *name != '.' &&
	       strcmp(name + length - strlen(TEMPLATE_SUFFIX), TEMPLATE_SUFFIX) == 0;
}

static bool is_template(const char *path)
{
	return strncmp(path, TEMPLATE_FOLDER, strlen(TEMPLATE_FOLDER)) == 0 && has_suffix(path);
}

static int is_template_entry(const struct dirent *entry)
{
	return has_suffix(entry->d_name);
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

/* Adds what the user's directory has beyond the embedded templates, for files of the user's own. */
static void add_additions(struct render *render, const char *directory)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, is_template_entry, by_name);
	size_t size;

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (!embed_find(arena_printf(render->arena, TEMPLATE_FOLDER "%s", name), &size))
			add_users(render, arena_printf(render->arena, "%s/%s", directory, name));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
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
	for (size_t n = 0; embed_path(n); n++)
		if (is_template(embed_path(n)))
			add_embedded(render, embed_path(n), directory);
	if (directory)
		add_additions(render, directory);
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

bool render_end(struct render *render, struct emit_files *files)
{
	if (render->is_bad)
		return false;
	collection_finish(render->collection, files);
	files->templates = render->users;
	files->template_count = render->user_count;
	return true;
}
