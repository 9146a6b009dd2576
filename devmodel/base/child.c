/* SPDX-License-Identifier: BSD-3-Clause
 * child.c: starts processes, and waits for them until a deadline. */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/deadline.h"

/* More output of child_run() is cut off. */
#define OUTPUT_MAX 0x40000u

/* In the child. Under nohup and in a shell's background we may ignore signals that a terminal sends
 * to a whole group, which the child must not inherit. */
static bool leave_group(void)
{
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	return setpgid(0, 0) == 0;
}

/* In the child. None of the files is one of the standard three, unless for the same use. */
static bool redirect(const struct child_setup *setup)
{
	return dup2(setup->input, STDIN_FILENO) >= 0 && dup2(setup->output, STDOUT_FILENO) >= 0 &&
	       dup2(setup->error, STDERR_FILENO) >= 0 && (!setup->is_apart || leave_group());
}

/* In the child. Writes errno to `report` if argv[0] cannot be executed. */
static void __attribute__((noreturn))
execute(char *const argv[], const struct child_setup *setup, pid_t parent, int report)
{
	sigset_t none;
	ssize_t written;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent &&
	    (!setup || redirect(setup)))
		execv(argv[0], argv);
	written = write(report, &errno, sizeof(errno));
	_exit(written > 0 ? 127 : 126);
}

/* The errno of a child that could not be executed, or 0: exec closes the pipe. */
static int read_report(int report)
{
	int error = 0;
	ssize_t size;

	do
		size = read(report, &error, sizeof(error));
	while (size < 0 && errno == EINTR);
	return size == (ssize_t)sizeof(error) ? error : 0;
}

/* Opens the pidfd of a child that has just been started. False with errno, and without the child.
 */
static bool watch(struct child *child)
{
	int code;

	child->fd = (int)syscall(SYS_pidfd_open, child->pid, 0);
	if (child->fd >= 0)
		return true;
	code = errno;
	kill(child->pid, SIGKILL);
	waitpid(child->pid, NULL, 0);
	errno = code;
	return false;
}

bool child_start(char *const argv[], const struct child_setup *setup, struct child *child,
		 struct error *error)
{
	pid_t parent = getpid();
	int report[2], code;

	if (pipe2(report, O_CLOEXEC) < 0)
		return error_set_errno(error, "cannot start %.300s", argv[0]);
	child->pid = fork();
	if (child->pid == 0)
		execute(argv, setup, parent, report[1]);
	code = child->pid < 0 ? errno : 0;
	close(report[1]);
	if (child->pid > 0)
		code = read_report(report[0]);
	close(report[0]);
	if (code && child->pid > 0)
		waitpid(child->pid, NULL, 0);
	errno = code;
	return (!code && watch(child)) || error_set_errno(error, "cannot start %.300s", argv[0]);
}

bool child_fork(void (*run)(void *data), void *data, struct child *child, struct error *error)
{
	child->pid = fork();
	if (child->pid == 0) {
		run(data);
		_exit(0);
	}
	return (child->pid > 0 && watch(child)) || error_set_errno(error, "cannot start a process");
}

int child_reap(struct child *child)
{
	int status = 0;

	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(child->fd);
	child->fd = -1;
	child->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	return child->signal ? 128 + child->signal : WEXITSTATUS(status);
}

int child_reap_within(struct child *child, int milliseconds)
{
	if (!deadline_wait(child->fd, deadline_in(milliseconds)))
		kill(child->pid, SIGKILL);
	return child_reap(child);
}

/* Reads until the end, the deadline or the limit. */
static char *read_output(int fd, int64_t deadline)
{
	char *text = malloc(OUTPUT_MAX + 1);
	size_t length = 0;

	if (!text)
		return NULL;
	while (length < OUTPUT_MAX && deadline_wait(fd, deadline)) {
		ssize_t size = read(fd, text + length, OUTPUT_MAX - length);

		if (size == 0 || (size < 0 && errno != EINTR))
			break;
		if (size > 0)
			length += (size_t)size;
	}
	text[length] = '\0';
	return text;
}

/* Starts it with its output in a new pipe; returns the reading end, or -1. */
static int start_into_pipe(char *const argv[], struct child *child, struct error *error)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int ends[2];

	if (null < 0 || pipe2(ends, O_CLOEXEC) < 0) {
		error_set_errno(error, "cannot start %.300s", argv[0]);
		ends[0] = -1;
	} else {
		const struct child_setup setup = { null, ends[1], null, false };

		if (!child_start(argv, &setup, child, error)) {
			close(ends[0]);
			ends[0] = -1;
		}
		close(ends[1]);
	}
	if (null >= 0)
		close(null);
	return ends[0];
}

char *child_run(char *const argv[], int milliseconds, int *status, struct error *error)
{
	int64_t deadline = deadline_in(milliseconds);
	struct child child;
	int output = start_into_pipe(argv, &child, error);
	char *text;

	if (output < 0)
		return NULL;
	text = read_output(output, deadline);
	close(output);
	if (!text)
		error_set_errno(error, "cannot read from %.300s", argv[0]);
	*status = child_reap_within(&child, deadline_left(deadline));
	return text;
}
