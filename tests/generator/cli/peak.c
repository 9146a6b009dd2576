/* SPDX-License-Identifier: BSD-3-Clause
 * peak.c: peak FILE COMMAND...: runs a command, and writes into FILE how much memory it had at the
 * most, in MiB. The exit status is the command's, 128 and the number of the signal that ended it,
 * or 125. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_FAILED 125

int main(int argc, char **argv)
{
	struct rusage usage;
	FILE *file;
	pid_t child;
	int status;

	if (argc < 3)
		return STATUS_FAILED;
	child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		_exit(STATUS_FAILED);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		return STATUS_FAILED;
	file = fopen(argv[1], "w");
	if (!file || fprintf(file, "%ld\n", usage.ru_maxrss / 1024) < 0 || fclose(file) != 0)
		return STATUS_FAILED;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
