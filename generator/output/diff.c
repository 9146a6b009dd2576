/* SPDX-License-Identifier: BSD-3-Clause
 * diff.c: runs diff(1), of Debian's diffutils, on two texts in memory. */
#include "output/diff.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

/* A file in memory with the text, which child processes inherit. -1 with errno. */
static int open_text(const struct diff_text *text)
{
	int fd = memfd_create("text", 0);

	if (fd < 0 || file_write(fd, text->bytes, text->size))
		return fd;
	file_close(fd, false);
	return -1;
}

/* Runs diff on two open files. Returns its status as of waitpid(), or -1 with errno. */
static int run_diff(struct arena *arena, FILE *stream, char *const *labels, const int *fds)
{
	char *former = arena_printf(arena, "/dev/fd/%d", fds[0]);
	char *next = arena_printf(arena, "/dev/fd/%d", fds[1]);
	char *const arguments[] = { "diff",    "-u",	  "-a",	  "--label", labels[0],
				    "--label", labels[1], former, next,	     NULL };
	char *const environment[] = { "LC_ALL=C", NULL };
	posix_spawn_file_actions_t actions;
	int status, error;
	pid_t child;

	fflush(stream);
	posix_spawn_file_actions_init(&actions);
	error = posix_spawn_file_actions_adddup2(&actions, fileno(stream), STDOUT_FILENO);
	if (!error)
		error = posix_spawnp(&child, "diff", &actions, NULL, arguments, environment);
	posix_spawn_file_actions_destroy(&actions);
	errno = error;
	if (error)
		return -1;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

/* What a status of run_diff() says is wrong; NULL: nothing. */
static const char *error_of(struct arena *arena, int status)
{
	if (status < 0)
		return arena_printf(arena, "cannot run diff: %s", strerror(errno));
	if (WIFEXITED(status))
		return WEXITSTATUS(status) <= 1 ? NULL
						: arena_printf(arena, "diff failed with status %d",
							       WEXITSTATUS(status));
	if (WTERMSIG(status) == SIGPIPE)
		raise(SIGPIPE); /* `gen --check | head`: this program writes to the same pipe */
	return arena_printf(arena, "diff: %s", strsignal(WTERMSIG(status)));
}

const char *diff_print(struct arena *arena, FILE *stream, const struct diff_text *former,
		       const struct diff_text *next)
{
	char *labels[] = { arena_copy(arena, former->label, strlen(former->label)),
			   arena_copy(arena, next->label, strlen(next->label)) };
	int fds[] = { open_text(former), open_text(next) };
	const char *error;
	int status = -1;

	if (fds[0] >= 0 && fds[1] >= 0)
		status = run_diff(arena, stream, labels, fds);
	error = error_of(arena, status);
	for (size_t i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return error;
}
