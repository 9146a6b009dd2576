/* SPDX-License-Identifier: BSD-3-Clause
 * many_preload.c: put before the C library (LD_PRELOAD), it lets a program run many times, each
 * time in a child of a process that was loaded once: loading takes longer than most runs. many.sh
 * uses it.
 *
 * A request on standard input is some texts, a NUL behind each: how many arguments there are, the
 * directory to run in, the files that standard output and standard error go to, and the arguments.
 * The answer on standard output is a line with the exit status, as a shell has it. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_FAILED 125
#define MAX_ARGUMENTS 64

typedef int main_function(int argc, char **argv, char **environment);
typedef int start_function(main_function *main, int argc, char **argv, void (*init)(void),
			   void (*fini)(void), void (*unload)(void), void *stack_end);

start_function __libc_start_main;

static main_function *program_main;

/* Static, so that no text of a request counts as memory that the program has lost. */
static struct request {
	char text[1 << 16];
	const char *directory, *output, *errors;
	char *argv[MAX_ARGUMENTS + 2];
	int argc;
} request;

/* The next text, put behind the others: from *used on. The end of the requests ends the process. */
static char *next_text(size_t *used)
{
	size_t begin = *used;
	int c;

	do {
		c = getchar();
		if (c == EOF)
			_exit(0);
		if (*used == sizeof(request.text))
			_exit(STATUS_FAILED);
		request.text[(*used)++] = (char)c;
	} while (c != '\0');
	return request.text + begin;
}

static void read_request(char *program)
{
	size_t used = 0;
	int count = atoi(next_text(&used));

	if (count < 0 || count > MAX_ARGUMENTS)
		_exit(STATUS_FAILED);
	request.directory = next_text(&used);
	request.output = next_text(&used);
	request.errors = next_text(&used);
	request.argc = 0;
	request.argv[request.argc++] = program;
	while (request.argc <= count)
		request.argv[request.argc++] = next_text(&used);
	request.argv[request.argc] = NULL;
}

static void redirect(int fd, const char *path, int flags)
{
	int file = open(path, flags, 0666);

	if (file < 0 || dup2(file, fd) < 0)
		_exit(STATUS_FAILED);
	close(file);
}

static int run_request(char **environment)
{
	if (chdir(request.directory) != 0)
		_exit(STATUS_FAILED);
	redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
	redirect(STDOUT_FILENO, request.output, O_WRONLY | O_CREAT | O_TRUNC);
	redirect(STDERR_FILENO, request.errors, O_WRONLY | O_CREAT | O_TRUNC);
	return program_main(request.argc, request.argv, environment);
}

/* Stands for the program's main(). */
static int run_all(int argc, char **argv, char **environment)
{
	pid_t child;
	int status;

	(void)argc;
	for (;;) {
		read_request(argv[0]);
		child = fork();
		if (child == 0)
			return run_request(environment);
		if (child < 0 || waitpid(child, &status, 0) != child)
			_exit(STATUS_FAILED);
		dprintf(STDOUT_FILENO, "%d\n",
			WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	}
}

int __libc_start_main(main_function *main, int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*unload)(void), void *stack_end)
{
	void *next = dlsym(RTLD_NEXT, "__libc_start_main");
	start_function *start;

	memcpy(&start, &next, sizeof(start)); /* ISO C has no conversion */
	program_main = main;
	unsetenv("LD_PRELOAD");
	return start(run_all, argc, argv, init, fini, unload, stack_end);
}
