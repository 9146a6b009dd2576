/* SPDX-License-Identifier: BSD-3-Clause
 * main.c: acrn-dm, a device model with the command line of ACRN's. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "acrn-dm/arguments.h"
#include "acrn-dm/run.h"
#include "acrn-dm/string_list.h"
#include "acrn-dm/table.h"
#include "base/error.h"
#include "base/usage.h"

#define STATUS_FAILED 1

/* A terminal may be raw, as the guest's console. */
static void warn(const char *line)
{
	fprintf(stderr, "acrn-dm: warning: %s%s\n", line, isatty(STDERR_FILENO) ? "\r" : "");
}

static int fail(const struct error *error, int status)
{
	fprintf(stderr, "acrn-dm: %s\n", error->text);
	return status;
}

/* Otherwise a file that is opened later could become QEMU's standard input or output. */
static void fill_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static int print_vmm(const struct arguments *arguments)
{
	struct string_list line = { 0 };
	struct error error;

	if (!run_plan(arguments, warn, &line, &error))
		return fail(&error, STATUS_FAILED);
	for (size_t i = 0; i < line.count; i++)
		puts(line.items[i]);
	string_list_free(&line);
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
		return usage_fail(&error, "acrn-dm", "");
	if (arguments.action == ACTION_HELP) {
		fputs(arguments_help, stdout);
		return fflush(stdout) == 0 ? 0 : STATUS_FAILED;
	}
	if (arguments.action == ACTION_VERSION) {
		puts("acrn-dm (acrn-cfg) " VERSION);
		return fflush(stdout) == 0 ? 0 : STATUS_FAILED;
	}
	if (!run_check(&arguments, &error))
		return usage_fail(&error, "acrn-dm", "");
	if (arguments.table && !table_compare(arguments.table, &arguments, &error))
		return fail(&error, STATUS_FAILED);
	if (arguments.action == ACTION_PRINT_VMM)
		return print_vmm(&arguments);
	return run(&arguments);
}
