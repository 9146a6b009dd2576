/* SPDX-License-Identifier: BSD-3-Clause
 * main.c: acrn-dm: reads the command line, and does what it says. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "arguments.h"
#include "fault.h"
#include "run.h"
#include "table.h"
#include "words.h"

#define STATUS_FAILED 1
#define STATUS_USAGE  2

static void warn(const char *line)
{
	fprintf(stderr, "acrn-dm: warning: %s\n", line);
}

static int fail(const struct fault *fault, int status)
{
	fprintf(stderr, "acrn-dm: %s\n", fault->text);
	return status;
}

/* Else a file that is opened later would become QEMU's console. */
static void fill_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static int print_engine(const struct arguments *arguments)
{
	struct words words = { 0 };
	struct fault fault;

	if (!run_plan(arguments, warn, &words, &fault))
		return fail(&fault, STATUS_FAILED);
	for (size_t i = 0; i < words.count; i++)
		puts(words.items[i]);
	words_free(&words);
	if (fflush(stdout) == 0)
		return 0;
	fault_set_errno(&fault, "cannot write");
	return fail(&fault, STATUS_FAILED);
}

static int run(const struct arguments *arguments)
{
	struct fault fault;
	int status;

	if (run_vm(arguments, warn, &status, &fault))
		return status;
	return fail(&fault, STATUS_FAILED);
}

int main(int argc, char **argv)
{
	static struct arguments arguments;
	struct fault fault;

	fill_standard_descriptors();
	if (!arguments_read(argc, argv, &arguments, &fault))
		return fail(&fault, STATUS_USAGE);
	if (arguments.action == ACTION_HELP) {
		fputs(arguments_help, stdout);
		return fflush(stdout) == 0 ? 0 : STATUS_FAILED;
	}
	if (arguments.action == ACTION_VERSION) {
		puts("acrn-dm (acrn-cfg) " VERSION);
		return fflush(stdout) == 0 ? 0 : STATUS_FAILED;
	}
	if (!run_check(&arguments, &fault))
		return fail(&fault, STATUS_USAGE);
	if (arguments.table && !table_compare(arguments.table, &arguments, &fault))
		return fail(&fault, STATUS_FAILED);
	if (arguments.action == ACTION_PRINT_ENGINE)
		return print_engine(&arguments);
	return run(&arguments);
}
