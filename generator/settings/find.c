/* SPDX-License-Identifier: BSD-3-Clause
 * find.c: finds the configuration file of a directory, and decides whether it can be trusted. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/string_map.h"
#include "load/load.h"
#include "load/overlay.h"
#include "settings/settings.h"

struct settings_cache {
	struct arena *arena;
	struct string_map *places; /* by the directory as it was given: struct settings_place */
	struct string_map *found;  /* by the real path: struct settings_place */
};

DEFINE_CLEANUP(char *, free)

static inline void cleanup_close_file(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

struct settings_cache *settings_cache_new(struct arena *arena)
{
	struct settings_cache *cache = arena_alloc(arena, sizeof(*cache));

	cache->arena = arena;
	cache->places = string_map_new(arena, 0);
	cache->found = string_map_new(arena, 0);
	return cache;
}

static const char *parent_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash || !slash[1])
		return NULL;
	return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

const char *settings_directory(struct arena *arena, const char *input)
{
	struct stat status;
	const char *slash = strrchr(input, '/');

	if (strcmp(input, "-") == 0)
		return ".";
	if (stat(input, &status) == 0 && S_ISDIR(status.st_mode))
		return input;
	if (!slash)
		return ".";
	return slash == input ? "/" : arena_copy(arena, input, (size_t)(slash - input));
}

/* The real path of the working directory; "/" where it has none, so that paths are absolute. */
static const char *working_directory(struct arena *arena)
{
	CLEANUP(free) char *directory = getcwd(NULL, 0);

	return directory ? arena_copy(arena, directory, strlen(directory)) : "/";
}

/* How long the directories are that two real paths have in common. */
static size_t common_length(const char *one, const char *other)
{
	size_t length = 0;

	for (size_t i = 0;; i++) {
		if ((!one[i] || one[i] == '/') && (!other[i] || other[i] == '/'))
			length = i;
		if (!one[i] || one[i] != other[i])
			return length;
	}
}

/* How a path below the directory `to` begins from the directory `from`: "", "../" or "a/b/"; it is
 * absolute where they have no more than the root directory in common. Both are real paths. */
static const char *prefix_between(struct arena *arena, const char *from, const char *to)
{
	size_t same = common_length(from, to);
	const char *prefix = "";

	if (!same)
		return to[1] ? arena_printf(arena, "%s/", to) : "/";
	for (const char *at = from + same; *at; at++)
		if (*at == '/')
			prefix = arena_printf(arena, "../%s", prefix);
	return to[same] ? arena_printf(arena, "%s%s/", prefix, to + same + 1) : prefix;
}

/* Whether an ID is that of the user who has become root by sudo, which sets the variable. */
static bool is_of_sudo(unsigned long id, const char *variable)
{
	const char *text = geteuid() == 0 ? getenv(variable) : NULL;
	unsigned long value;
	char *end;

	if (!text || !*text)
		return false;
	errno = 0;
	value = strtoul(text, &end, 10);
	return !errno && !*end && value == id;
}

static bool is_trusted_user(uid_t user)
{
	return user == 0 || user == geteuid() || is_of_sudo(user, "SUDO_UID");
}

/* The user's own group is mostly the user alone. */
static bool is_trusted_group(gid_t group)
{
	return group == 0 || group == getegid() || is_of_sudo(group, "SUDO_GID");
}

/* Why a file is not to be trusted, or NULL. */
static const char *distrust(const struct stat *file)
{
	if (!S_ISREG(file->st_mode))
		return "it is not a regular file";
	if (!is_trusted_user(file->st_uid))
		return "it belongs to another user";
	if (file->st_mode & S_IWOTH)
		return "all users can write to it";
	if ((file->st_mode & S_IWGRP) && !is_trusted_group(file->st_gid))
		return "another group can write to it";
	return NULL;
}

/* What is checked is what is read: others may exchange the file meanwhile. An editor may have it
 * open. */
static struct settings *read_found(struct arena *arena, int fd, const char *path,
				   const char *directory, struct diags *diags)
{
	const struct source *source;
	const char *why;
	struct stat file;

	if (fstat(fd, &file) != 0) {
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "cannot read '%s': %s",
			 path, strerror(errno));
		return NULL;
	}
	why = distrust(&file);
	if (why) {
		diag_help(diag_add(diags, DIAG_CONFIG_INVALID, (struct span) { 0 },
				   "cannot use '%s': %s", path, why),
			  "look at it, and name it by --config FILE, or give --no-config");
		return NULL;
	}
	source = overlay_find(path) ? load_read(arena, path, diags)
				    : load_read_open(arena, fd, path, diags);
	return source ? settings_read(arena, source, directory, diags) : NULL;
}

/* A configuration file that was found, or may be there. */
struct settings_file {
	struct settings *settings; /* NULL: not valid */
	struct diags *problems;
	bool is_reported;
};

static struct settings_file *new_file(struct arena *arena)
{
	struct settings_file *file = arena_alloc(arena, sizeof(*file));

	file->problems = diags_new(arena);
	return file;
}

/* A file of which it is not even known whether it is there. */
static struct settings_file *unknown_file(struct arena *arena, const char *path, int error)
{
	struct settings_file *file = new_file(arena);

	diag_add(file->problems, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "cannot read '%s': %s",
		 path, error == ELOOP ? "it is a link" : strerror(error));
	return file;
}

/* Whether a directory is the top of a repository; false with errno. */
static bool has_repository(struct arena *arena, const char *directory)
{
	struct stat status;

	return lstat(arena_printf(arena, "%s/.git", directory), &status) == 0;
}

/* The file in a directory; NULL where there is none. *is_last: those above it do not count. */
static struct settings_file *look_in(struct arena *arena, const char *directory, bool *is_last)
{
	const char *slash = directory[1] ? "/" : "";
	const char *path = arena_printf(arena, "%s%s" SETTINGS_FILE, directory, slash);
	CLEANUP(close_file)
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
	int error = errno;
	struct settings_file *file;
	const char *prefix;

	*is_last = true;
	if (fd < 0 && (error == ENOENT || error == ENOTDIR)) {
		*is_last = has_repository(arena, directory);
		return *is_last || file_is_absent(errno) ? NULL : unknown_file(arena, path, errno);
	}
	prefix = prefix_between(arena, working_directory(arena), directory);
	path = arena_printf(arena, "%s" SETTINGS_FILE, prefix);
	if (fd < 0)
		return unknown_file(arena, path, error);
	file = new_file(arena);
	file->settings = read_found(arena, fd, path, prefix, file->problems);
	if (file->settings)
		file->settings->root = directory;
	return file;
}

/* The file for a directory, of which `path` is the real path; NULL for none. */
static struct settings_file *search(struct settings_cache *cache, const char *path)
{
	struct settings_file *file = NULL;
	bool is_last = false;

	for (const char *directory = path; directory && !file && !is_last;
	     directory = parent_of(cache->arena, directory)) {
		const struct settings_place *known = string_map_find(cache->found, directory);

		if (known)
			return known->file;
		file = look_in(cache->arena, directory, &is_last);
	}
	return file;
}

/* The same for a directory as it was given, whose real path the place gets. */
static struct settings_file *find_file(struct settings_cache *cache, const char *directory,
				       struct settings_place *place)
{
	CLEANUP(free) char *real = realpath(directory, NULL);

	/* A directory that does not exist is reported when the input is read. */
	if (!real)
		return file_is_absent(errno) ? NULL : unknown_file(cache->arena, directory, errno);
	place->directory = arena_copy(cache->arena, real, strlen(real));
	return search(cache, place->directory);
}

const struct settings_place *settings_find(struct settings_cache *cache, const char *directory)
{
	struct settings_place *place = string_map_find(cache->places, directory);

	if (place)
		return place;
	place = arena_alloc(cache->arena, sizeof(*place));
	string_map_put(cache->places, directory, place);
	place->file = find_file(cache, directory, place);
	place->settings = place->file ? place->file->settings : NULL;
	place->is_broken = place->file && !place->settings;
	if (place->directory)
		string_map_put(cache->found, place->directory, place);
	return place;
}

void settings_report(const struct settings_place *place, struct diags *diags)
{
	struct settings_file *file = place->file;

	if (!file || file->is_reported)
		return;
	file->is_reported = true;
	diags_append(diags, file->problems);
}

const struct settings *settings_load(struct arena *arena, const char *path, struct diags *diags)
{
	const struct source *source = load_read(arena, path, diags);
	const char *slash = strrchr(path, '/');
	const char *directory = settings_directory(arena, path);
	CLEANUP(free) char *real = realpath(directory, NULL);
	struct settings *settings;

	if (!source)
		return NULL;
	settings = settings_read(arena, source,
				 slash ? arena_copy(arena, path, (size_t)(slash - path + 1)) : "",
				 diags);
	if (settings)
		settings->root = arena_copy(arena, real ? real : "/", real ? strlen(real) : 1);
	return settings;
}
