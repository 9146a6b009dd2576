/* SPDX-License-Identifier: BSD-3-Clause
 * summary.c: counts the files that a run has made, and finds the script that comes next. */
#include "cli/summary.h"

#include <string.h>

#define LAUNCH "launch/"

static bool is_launch_script(const struct output_file *file)
{
	return strncmp(file->path, LAUNCH, strlen(LAUNCH)) == 0 && file->is_executable;
}

static size_t count_launch_scripts(const struct output_files *files)
{
	size_t count = 0;

	for (size_t i = 0; i < files->count; i++)
		count += is_launch_script(&files->files[i]);
	return count;
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void print_counts(FILE *stream, const char *directory, const struct output_files *files,
			 const struct output_result *result)
{
	size_t scripts = count_launch_scripts(files), others = files->count - scripts;

	fprintf(stream, "acrn-cfg: %zu launch script%s and %zu other file%s in %s", scripts,
		plural(scripts), others, plural(others), directory);
	if (result->removed)
		fprintf(stream, ": %zu written, %zu removed\n", result->written, result->removed);
	else if (result->written)
		fprintf(stream, ": %zu written\n", result->written);
	else
		fputs(": nothing changed\n", stream);
}

/* What installs the rest comes before what runs it. */
static void print_next(FILE *stream, bool is_for_lab, const char *directory,
		       const struct output_files *files)
{
	if (output_files_find(files, "hardening/apply.sh"))
		fprintf(stream, "acrn-cfg: install them as root: %s/hardening/apply.sh\n",
			directory);
	else if (output_files_find(files, "lab/lab.sh"))
		fprintf(stream,
			"acrn-cfg: start the hypervisor's part here: %s/lab/lab.sh; then the VMs: "
			"%s/launch/\n",
			directory, directory);
	else if (count_launch_scripts(files))
		fprintf(stream, "acrn-cfg: start each VM by its script in %s/launch%s\n", directory,
			is_for_lab ? "" : ", as root in the Service VM");
}

void summary_print(FILE *stream, bool is_for_lab, const char *directory,
		   const struct output_files *files, const struct output_result *result)
{
	print_counts(stream, directory, files, result);
	if (result->written >= files->count)
		print_next(stream, is_for_lab, directory, files);
}
