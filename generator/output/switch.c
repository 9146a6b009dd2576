/* SPDX-License-Identifier: BSD-3-Clause
 * switch.c: stages what is to come, puts links in its places, and switches them. */
#include "output/switch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "output/changes.h"
#include "output/output.h"
#include "output/tree.h"
#include "output/work.h"

#include "render/files.h"

bool switch_is_link(int directory, const char *path, size_t *number)
{
	static const char current[] = SWITCH_FOLDER "/current/";
	const char *name = strrchr(path, '/');
	char text[PATH_MAX];
	ssize_t length = readlinkat(directory, name ? name + 1 : path, text, sizeof(text) - 1);
	const char *rest = text;
	char *end;

	if (length < 0)
		return false;
	text[length] = '\0';
	for (const char *slash = path; (slash = strchr(slash, '/')); slash++, rest += 3)
		if (strncmp(rest, "../", 3) != 0)
			return false;
	if (strncmp(rest, current, strlen(current)) != 0)
		return false;
	rest += strlen(current);
	*number = strtoul(rest, &end, 10);
	return *rest >= '0' && *rest <= '9' && !*end;
}

int switch_open(struct tree *tree, size_t number)
{
	struct work work;
	const char *side = NULL;
	int fd = -1;

	if (work_open(&work, tree, false))
		side = work_side(work.fd);
	if (side)
		fd = openat(strcmp(side, "old") == 0 ? work.old : work.new,
			    work_name(tree->arena, number), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	else
		errno = ENOENT;
	work_close(&work);
	return fd;
}

/* Writes down which paths there are, before anything else is done for them. */
static bool write_paths(struct work *work, const struct change *changes, size_t count)
{
	const char **paths = arena_array(work->tree->arena, count, sizeof(*paths));
	size_t size = 0, at = 0;
	char *text;

	for (size_t i = 0; i < count; i++) {
		paths[i] = changes[i].path;
		size += strlen(paths[i]) + 1;
	}
	text = arena_alloc(work->tree->arena, size + 1);
	for (size_t i = 0; i < count; i++)
		at += (size_t)sprintf(text + at, "%s\n", paths[i]);
	work->paths = paths;
	work->count = count;
	return work_write(work->fd, "paths", 0644, text, size) ||
	       tree_fail(work->tree, SWITCH_FOLDER "/paths", "");
}

/* Gives the present version a second name, or copies it where there are no hard links. */
static bool keep_old(struct work *work, const struct change *change, const char *number)
{
	const char *name;
	int directory = tree_parent(work->tree, change->path, false, &name);
	CLEANUP(arena_free) struct arena *scratch = NULL;
	struct tree_file file;

	if (linkat(directory, name, work->old, number, 0) == 0)
		return true;
	scratch = arena_new_like(work->tree->arena);
	return tree_read(work->tree, scratch, change->path, &file) == TREE_FILE &&
	       work_write(work->old, number, file.is_executable ? 0755 : 0644, file.bytes,
			  file.size);
}

static bool stage(struct work *work, const struct change *changes)
{
	for (size_t i = 0; i < work->count; i++) {
		const struct change *change = &changes[i];
		const struct output_file *file = change->file;
		const char *number = work_name(work->tree->arena, i);

		if (tree_is_interrupted(work->tree))
			errno = EINTR;
		else if ((!file || work_write(work->new, number, file->is_executable ? 0755 : 0644,
					      file->text, file->size)) &&
			 (change->is_new || keep_old(work, change, number)))
			continue;
		return tree_fail(work->tree, change->path, "");
	}
	return true;
}

/* Puts a link in the place of each path. */
static bool place_links(struct work *work)
{
	struct tree *tree = work->tree;

	for (size_t i = 0; i < work->count; i++) {
		const char *path = work->paths[i], *name;
		int directory = tree_parent(tree, path, true, &name);

		if (tree_is_interrupted(tree))
			errno = EINTR;
		else if (directory >= 0 &&
			 symlinkat(work_link(tree->arena, path, i), work->fd, "next") == 0 &&
			 work_put(work, directory, name))
			continue;
		return tree_fail(tree, path, "");
	}
	return tree_sync(tree) == 0 || tree_fail(tree, "", "");
}

/* Everything up to the moment at which the changes come to pass. */
static bool bring_about(struct work *work, const struct change *changes, size_t count)
{
	if (!write_paths(work, changes, count) || !stage(work, changes))
		return false;
	if (!work_point(work, "old"))
		return tree_fail(work->tree, SWITCH_FOLDER, "needs a symbolic link: ");
	if (!work_sync(work))
		return tree_fail(work->tree, SWITCH_FOLDER, "");
	if (!place_links(work))
		return false;
	return work_point(work, "new") || tree_fail(work->tree, SWITCH_FOLDER, "");
}

bool switch_run(struct tree *tree, const struct change *changes, size_t count)
{
	struct work work;
	bool is_changed, is_settled;

	is_changed = (work_open(&work, tree, true) || tree_fail(tree, SWITCH_FOLDER, "")) &&
		     bring_about(&work, changes, count);
	is_settled = work_settle(&work);
	for (size_t i = 0; is_changed && is_settled && i < count; i++)
		tree_prune(tree, changes[i].path);
	if (is_settled)
		work_clear(&work);
	work_close(&work);
	if (!is_changed)
		tree_take_back(tree);
	return is_changed && is_settled;
}

/* The paths that a former run has written down, and none where it did not get so far. */
static void read_paths(struct work *work)
{
	const char **paths = NULL;
	struct tree_file file;

	if (tree_read(work->tree, work->tree->arena, SWITCH_FOLDER "/paths", &file) != TREE_FILE)
		return;
	for (const char *line = file.bytes, *end; (end = strchr(line, '\n')); line = end + 1) {
		paths = arena_grow(work->tree->arena, paths, work->count, sizeof(*paths));
		paths[work->count] = arena_copy(work->tree->arena, line, (size_t)(end - line));
		if (!output_files_is_path(paths[work->count++]))
			work->count = 0; /* whoever wrote that has put no links either */
	}
	work->paths = paths;
}

bool switch_recover(struct tree *tree)
{
	struct work work;
	bool is_good;

	if (!work_open(&work, tree, false)) {
		work_close(&work);
		return errno == ENOENT || tree_fail(tree, SWITCH_FOLDER, "");
	}
	read_paths(&work);
	unlinkat(work.fd, "next", 0);
	is_good = work_settle(&work);
	for (size_t i = 0; is_good && i < work.count; i++)
		tree_prune(tree, work.paths[i]);
	if (is_good)
		work_clear(&work);
	work_close(&work);
	return is_good;
}
