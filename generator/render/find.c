/* SPDX-License-Identifier: BSD-3-Clause
 * find.c: the built-in files below templates/, overridden and added to by a directory of the
 * user's.
 */
#include "render/find.h"

#include <dirent.h>
#include <errno.h>
#include <libxml/xmlstring.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/source.h"
#include "diag/diag.h"
#include "load/load.h"

#define TEMPLATE_FOLDER	 "templates/"
#define TEMPLATE_SUFFIX	 ".xsl"
#define SHELL_FOLDER	 "launch/"
#define HARDENING_FOLDER "hardening/"
#define SHELL_SUFFIX	 ".sh"

/* A folder of templates that are for a part of the plan only, and what they alone embed. */
static const struct {
	const char *folder;
	enum template_part part;
} parts[] = {
	{ "hypervisor/", TEMPLATE_HYPERVISOR },
	{ HARDENING_FOLDER, TEMPLATE_HARDENING },
};

#define PART_COUNT (sizeof(parts) / sizeof(parts[0]))

/* What one call of template_files_find() works with. */
struct finder {
	struct arena *arena;
	const char *directory;
	unsigned parts;
	struct diags *diags;
	struct template_files *files;
	bool is_bad; /* a file cannot be used, and that is reported */
};

static bool has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name);

	return length > strlen(suffix) && *name != '.' &&
	       strcmp(name + length - strlen(suffix), suffix) == 0;
}

static bool is_in(const char *name, const char *folder)
{
	return strncmp(name, folder, strlen(folder)) == 0;
}

static bool is_shell(const char *name)
{
	const char *folder = is_in(name, SHELL_FOLDER) ? SHELL_FOLDER : HARDENING_FOLDER;

	return is_in(name, folder) && has_suffix(name + strlen(folder), SHELL_SUFFIX);
}

bool template_files_is_template(const char *name)
{
	const char *base = name;

	for (size_t i = 0; i < PART_COUNT; i++)
		if (is_in(name, parts[i].folder))
			base = name + strlen(parts[i].folder);
	return !strchr(base, '/') && has_suffix(base, TEMPLATE_SUFFIX);
}

/* Whether a built-in file is one of those to find. */
static bool is_wanted(const struct finder *finder, const char *path)
{
	const char *name = path + strlen(TEMPLATE_FOLDER);

	if (!is_in(path, TEMPLATE_FOLDER))
		return false;
	for (size_t i = 0; i < PART_COUNT; i++)
		if (is_in(name, parts[i].folder) && !(finder->parts & parts[i].part))
			return false;
	return template_files_is_template(name) || is_shell(name);
}

/* Adds a file; NULL is one that could not be read, which is reported. */
static void add(struct finder *finder, const char *name, const struct source *source)
{
	struct template_files *files = finder->files;

	/* libxml2 checks templates, but not what they embed. */
	if (source && is_shell(name) &&
	    (strlen(source->bytes) != source->size || !xmlCheckUTF8(BAD_CAST source->bytes))) {
		diag_add(finder->diags, DIAG_TEMPLATE_INVALID, source_span(source, 0, 0),
			 "invalid shell file: not text in UTF-8");
		source = NULL;
	}
	if (!source) {
		finder->is_bad = true;
		return;
	}
	files->files = arena_grow(finder->arena, files->files, files->count, sizeof(*files->files));
	files->files[files->count++] = (struct template_file) { name, source };
}

/* Adds the user's file of that name. */
static void add_users(struct finder *finder, const char *name)
{
	const char *path = arena_printf(finder->arena, "%s/%s", finder->directory, name);

	add(finder, name, load_read(finder->arena, path, finder->diags));
}

/* Adds the built-in file at `path`, or the user's in its place. */
static void add_embedded(struct finder *finder, const char *path)
{
	const char *name = path + strlen(TEMPLATE_FOLDER), *bytes;
	struct stat status;
	size_t size = 0;

	if (finder->directory) {
		const char *other = arena_printf(finder->arena, "%s/%s", finder->directory, name);

		if (lstat(other, &status) == 0 || (errno != ENOENT && errno != ENOTDIR)) {
			add_users(finder, name);
			return;
		}
	}
	bytes = embed_find(path, &size);
	add(finder, name, source_memory(finder->arena, path, bytes, size));
}

static int is_visible(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

/* By bytes, whatever the locale. */
static int by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

/* Adds what the user's directory has in `folder`, if there is one, beyond the built-in files. */
static void add_additions(struct finder *finder, const char *folder)
{
	struct arena *arena = finder->arena;
	struct dirent **entries;
	int count = scandir(arena_printf(arena, "%s/%s", finder->directory, folder), &entries,
			    is_visible, by_name);
	size_t size;

	if (count < 0 && errno != ENOENT) {
		diag_add(finder->diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
			 "cannot read '%s/%s': %s", finder->directory, folder, strerror(errno));
		finder->is_bad = true;
	}
	for (int i = 0; i < count; i++) {
		const char *name = arena_printf(arena, "%s%s", folder, entries[i]->d_name);

		if ((template_files_is_template(name) || is_shell(name)) &&
		    !embed_find(arena_printf(arena, TEMPLATE_FOLDER "%s", name), &size))
			add_users(finder, name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

bool template_files_find(struct arena *arena, const char *directory, unsigned plan_parts,
			 struct diags *diags, struct template_files *files)
{
	struct finder finder = {
		.arena = arena,
		.directory = directory,
		.parts = plan_parts,
		.diags = diags,
		.files = files,
	};

	for (size_t n = 0; embed_path(n); n++)
		if (is_wanted(&finder, embed_path(n)))
			add_embedded(&finder, embed_path(n));
	if (directory) {
		add_additions(&finder, "");
		add_additions(&finder, SHELL_FOLDER);
		for (size_t i = 0; i < PART_COUNT; i++)
			if (plan_parts & parts[i].part)
				add_additions(&finder, parts[i].folder);
	}
	return !finder.is_bad;
}

const struct source *template_files_one(struct arena *arena, const char *directory,
					const char *name, struct diags *diags)
{
	struct template_files files = { 0 };
	struct finder finder = {
		.arena = arena,
		.directory = directory,
		.diags = diags,
		.files = &files,
	};

	add_embedded(&finder, arena_printf(arena, TEMPLATE_FOLDER "%s", name));
	return files.count ? files.files[0].source : NULL;
}

const struct source *template_files_shell(const struct template_files *files, const char *name)
{
	for (size_t i = 0; is_shell(name) && i < files->count; i++)
		if (strcmp(files->files[i].name, name) == 0)
			return files->files[i].source;
	return NULL;
}
