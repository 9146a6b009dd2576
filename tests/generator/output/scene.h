/* SPDX-License-Identifier: BSD-3-Clause
 * scene.h: an output directory whose system calls can be counted, made to fail, and be the
 * last thing that a program does.
 */
#ifndef EMIT_SCENE_H
#define EMIT_SCENE_H

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <sys/syscall.h>

#include "output/output.h"
#include "tests/generator/helpers.h"

/* Calls of libc that fail on demand: these definitions come before libc's. The n-th call of a kind
 * fails with that errno; 0 is never. */
static struct fault {
	int renameat, fsync, write, linkat, symlinkat, mkdirat, error;
	bool has_no_hard_links;
} fault;

/* Called before each call that changes something. */
static void (*before_step)(void);

static inline bool strikes(int *countdown)
{
	if (before_step)
		before_step();
	if (*countdown == 0 || --*countdown > 0)
		return false;
	errno = fault.error;
	return true;
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	return strikes(&fault.renameat) ? -1
					: (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, 0);
}

/* Nobody pulls the plug here. */
int fsync(int fd)
{
	(void)fd;
	return strikes(&fault.fsync) ? -1 : 0;
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
	errno = EPERM;
	return fault.has_no_hard_links || strikes(&fault.linkat)
		       ? -1
		       : (int)syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
}

int symlinkat(const char *text, int fd, const char *name)
{
	return strikes(&fault.symlinkat) ? -1 : (int)syscall(SYS_symlinkat, text, fd, name);
}

int mkdirat(int fd, const char *name, mode_t mode)
{
	return strikes(&fault.mkdirat) ? -1 : (int)syscall(SYS_mkdirat, fd, name, mode);
}

int unlinkat(int fd, const char *name, int flags)
{
	if (before_step)
		before_step();
	return (int)syscall(SYS_unlinkat, fd, name, flags);
}

/* Regular files get at most three bytes a call, as a nearly full disk may do it; programs that are
 * killed after each call get as much as they ask for, to save time. */
ssize_t write(int fd, const void *bytes, size_t size)
{
	struct stat status;
	bool is_file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && fd > 2;

	if (is_file && strikes(&fault.write))
		return -1;
	return syscall(SYS_write, fd, bytes, is_file && !before_step && size > 3 ? 3 : size);
}

struct scene {
	struct fixture fixture; /* first: it is what the fixture's functions take */
	const char *output;
};

static inline int scene_open(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	memset(&fault, 0, sizeof(fault));
	before_step = NULL;
	umask(022);
	scene->fixture.arena = arena_new(helper_out_of_memory);
	scene->fixture.diags = diags_new(scene->fixture.arena);
	scene->output = fixture_file(&scene->fixture, "out", NULL);
	*state = scene;
	return 0;
}

#define SCENE_TEST(function) cmocka_unit_test_setup_teardown(function, scene_open, fixture_close)

static inline const char *below(struct scene *scene, const char *path)
{
	return arena_printf(scene->fixture.arena, "%s/%s", scene->output, path);
}

static inline void put(struct scene *scene, const char *path, const char *text)
{
	fixture_file(&scene->fixture, arena_printf(scene->fixture.arena, "out/%s", path), text);
}

/* NULL where there is no such file. */
static inline const char *read_text(struct scene *scene, const char *path)
{
	char text[4096];
	FILE *stream = fopen(path, "r");
	size_t size;

	if (!stream)
		return NULL;
	size = fread(text, 1, sizeof(text), stream);
	fclose(stream);
	return arena_copy(scene->fixture.arena, text, size);
}

static inline const char *get(struct scene *scene, const char *path)
{
	return read_text(scene, below(scene, path));
}

static inline int scene_by_name(const FTSENT **left, const FTSENT **right)
{
	return strcmp((*left)->fts_name, (*right)->fts_name);
}

/* Everything in the test's directory: names, modes, links and contents. */
static inline const char *tree(struct scene *scene)
{
	struct arena *arena = scene->fixture.arena;
	char *const roots[] = { scene->fixture.directory, NULL };
	FTS *entries = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, scene_by_name);
	const char *all = "";
	FTSENT *entry;

	while ((entry = fts_read(entries))) {
		const char *path = entry->fts_path + strlen(scene->fixture.directory);
		bool is_file = entry->fts_info == FTS_F;
		char target[256] = "";

		if (entry->fts_info == FTS_DP)
			continue;
		if (S_ISLNK(entry->fts_statp->st_mode))
			assert_true(readlink(entry->fts_path, target, sizeof(target) - 1) > 0);
		all = arena_printf(arena, "%s%s %o %s%s\n", all, path, entry->fts_statp->st_mode,
				   target, is_file ? read_text(scene, entry->fts_path) : "");
	}
	fts_close(entries);
	return all;
}

static inline bool emit(struct scene *scene, const struct output_files *files)
{
	return emit_write(scene->fixture.arena, files, scene->output, scene->fixture.diags);
}

/* The files with the manifest of a scenario of that name. */
static inline struct output_files with_manifest(struct fixture *fixture, const char *scenario,
						struct output_file *files, size_t count)
{
	struct output_files all = { .files = files, .count = count };
	struct emit_origin origin = {
		.release = "3.3",
		.target = "acrn",
		.scenario = source_memory(fixture->arena, scenario, "<a/>", 4),
	};

	assert_true(emit_add_manifest(fixture->arena, &origin, &all));
	return all;
}

#endif
