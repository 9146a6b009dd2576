/* SPDX-License-Identifier: BSD-3-Clause
 * main.c: acrn-dm: reads the command line, and does what it says. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "acrn-dm/arguments.h"
#include "acrn-dm/argv.h"
#include "acrn-dm/run.h"
#include "acrn-dm/table.h"
#include "base/error.h"

#define STATUS_FAILED 1
#define STATUS_USAGE  2

static void warn(const char *line)
{
	fprintf(stderr, "acrn-dm: warning: %s\n", line);
}

static int fail(const struct error *error, int status)
{
	fprintf(stderr, "acrn-dm: %s\n", error->text);
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
	struct argv words = { 0 };
	struct error error;

	if (!run_plan(arguments, warn, &words, &error))
		return fail(&error, STATUS_FAILED);
	for (size_t i = 0; i < words.count; i++)
		puts(words.items[i]);
	argv_free(&words);
	if (fflush(stdout) == 0)
		return 0;
	error_set_errno(&error, "cannot write");
	return fail(&error, STATUS_FAILED);
}

static int run(const struct arguments *arguments)
{
	struct error error;
	int status;

	if (run_vm(arguments, warn, &status, &error))
		return status;
	return fail(&error, STATUS_FAILED);
}

int main(int argc, char **argv)
{
	static struct arguments arguments;
	struct error error;

	fill_standard_descriptors();
	if (!arguments_read(argc, argv, &arguments, &error))
		return fail(&error, STATUS_USAGE);
	if (arguments.action == ACTION_HELP) {
		fputs(arguments_help, stdout);
		return fflush(stdout) == 0 ? 0 : STATUS_FAILED;
	}
	if (arguments.action == ACTION_VERSION) {
		puts("acrn-dm (acrn-cfg) " VERSION);
		return fflush(stdout) == 0 ? 0 : STATUS_FAILED;
	}
	if (!run_check(&arguments, &error))
		return fail(&error, STATUS_USAGE);
	if (arguments.table && !table_compare(arguments.table, &arguments, &error))
		return fail(&error, STATUS_FAILED);
	if (arguments.action == ACTION_PRINT_ENGINE)
		return print_engine(&arguments);
	return run(&arguments);
}
