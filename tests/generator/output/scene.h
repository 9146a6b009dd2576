/* SPDX-License-Identifier: BSD-3-Clause
 * scene.h: an output directory, and system calls that can be counted, can be made to fail, and can
 * be a program's last.
 */
#ifndef OUTPUT_SCENE_H
#define OUTPUT_SCENE_H

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/syscall.h>

#include "output/manifest.h"
#include "output/output.h"
#include "tests/generator/helpers.h"

/* The calls that can be made to fail: the definitions below come before those of libc. */
enum call {
	CALL_OPEN,
	CALL_FLOCK,
	CALL_FSTAT,
	CALL_READ,
	CALL_READDIR,
	CALL_MKDIR,
	CALL_WRITE,
	CALL_CLOSE, /* of what was written */
	CALL_FSYNC,
	CALL_LINK,
	CALL_RENAME,
	CALL_UNLINK,
	CALL_UTIME,
	CALL_COUNT,
};

/* The call number `countdown` of that kind fails with `error`, and with is_for_good those after it;
 * 0: none. */
static struct fault {
	enum call call;
	int countdown, error;
	bool is_for_good, has_no_hard_links;
} fault;

static int fsync_count;

/* Called before each call that changes something. */
static void (*before_step)(void);

static inline bool has_fault(enum call call)
{
	if (call >= CALL_MKDIR && before_step)
		before_step();
	if (fault.call != call || fault.countdown == 0 || --fault.countdown > 0)
		return false;
	fault.countdown = fault.is_for_good;
	errno = fault.error;
	return true;
}

int open(const char *path, int flags, ...)
{
	return has_fault(CALL_OPEN) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0666);
}

int openat(int fd, const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = (flags & O_CREAT) ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	return has_fault(CALL_OPEN) ? -1 : (int)syscall(SYS_openat, fd, path, flags, mode);
}

int flock(int fd, int operation)
{
	return has_fault(CALL_FLOCK) ? -1 : (int)syscall(SYS_flock, fd, operation);
}

int fstat(int fd, struct stat *status)
{
	return has_fault(CALL_FSTAT) ? -1 : (int)syscall(SYS_fstat, fd, status);
}

ssize_t read(int fd, void *bytes, size_t size)
{
	return has_fault(CALL_READ) ? -1 : syscall(SYS_read, fd, bytes, size);
}

struct dirent *readdir(DIR *entries)
{
	struct dirent *(*next)(DIR *) = (struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");

	return has_fault(CALL_READDIR) ? NULL : next(entries);
}

int mkdirat(int fd, const char *name, mode_t mode)
{
	return has_fault(CALL_MKDIR) ? -1 : (int)syscall(SYS_mkdirat, fd, name, mode);
}

static inline bool is_written(int fd)
{
	struct stat status;
	int flags = fcntl(fd, F_GETFL);

	return fd > 2 && flags >= 0 && (flags & O_ACCMODE) == O_WRONLY &&
	       syscall(SYS_fstat, fd, &status) == 0 && S_ISREG(status.st_mode);
}

/* Files get at most three bytes a call, as on a nearly full disk; programs that are killed before
 * each step get as much as they ask for, to save time. */
ssize_t write(int fd, const void *bytes, size_t size)
{
	bool is_file = is_written(fd);

	if (is_file && has_fault(CALL_WRITE))
		return -1;
	return syscall(SYS_write, fd, bytes, is_file && !before_step && size > 3 ? 3 : size);
}

int close(int fd)
{
	bool is_failing = is_written(fd) && has_fault(CALL_CLOSE);
	int result = (int)syscall(SYS_close, fd);

	if (is_failing)
		errno = fault.error;
	return is_failing ? -1 : result;
}

/* Tests need nothing on the disk. */
int fsync(int fd)
{
	(void)fd;
	fsync_count++;
	return has_fault(CALL_FSYNC) ? -1 : 0;
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
	if (fault.has_no_hard_links)
		errno = EPERM;
	return fault.has_no_hard_links || has_fault(CALL_LINK)
		       ? -1
		       : (int)syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	return has_fault(CALL_RENAME) ? -1
				      : (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, 0);
}

int unlinkat(int fd, const char *name, int flags)
{
	return has_fault(CALL_UNLINK) ? -1 : (int)syscall(SYS_unlinkat, fd, name, flags);
}

int utimensat(int fd, const char *path, const struct timespec times[2], int flags)
{
	return has_fault(CALL_UTIME) ? -1 : (int)syscall(SYS_utimensat, fd, path, times, flags);
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

/* Durably, so that no call is left out. */
static inline bool write_files(struct scene *scene, const struct output_files *files)
{
	struct output_result result;

	return output_write(scene->fixture.arena, files, NULL, scene->output, true, &result,
			    scene->fixture.diags);
}

/* The files with the manifest of a scenario of that name. */
static inline struct output_files with_manifest(struct fixture *fixture, const char *scenario,
						struct output_file *files, size_t count)
{
	struct output_files all = { .files = files, .count = count };
	struct output_origin origin = {
		.release = "3.3",
		.target = "acrn",
		.scenario = source_memory(fixture->arena, scenario, "<a/>", 4),
	};

	manifest_add(fixture->arena, &origin, &all);
	return all;
}

/* What output_check() prints. */
static inline const char *check(struct scene *scene, const struct output_files *files,
				bool expect_same)
{
	FILE *stream = tmpfile();
	char *text;
	bool is_same;
	long size;

	assert_non_null(stream);
	assert_true(output_check(scene->fixture.arena, files, scene->output, scene->fixture.diags,
				 stream, &is_same));
	assert_int_equal(is_same, expect_same);
	fseek(stream, 0, SEEK_END);
	size = ftell(stream);
	rewind(stream);
	text = arena_alloc(scene->fixture.arena, (size_t)size + 1);
	assert_int_equal(fread(text, 1, (size_t)size, stream), size);
	fclose(stream);
	return text;
}

#endif
