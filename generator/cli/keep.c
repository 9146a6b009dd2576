/* SPDX-License-Identifier: BSD-3-Clause
 * keep.c: finds out whether an output would replace an input. */
#include "cli/keep.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "cli/internal.h"
#include "diag/reads.h"

const char *keep_reason(const char *path, const char *other, const char *what)
{
	bool is_same = false;

	if (!file_compare(path, other, &is_same))
		return file_is_absent(errno) ? NULL : strerror(errno);
	return is_same ? what : NULL;
}

/* The reason by the options, which name files that may not have been read. */
static const char *reason_of_options(const struct options *options, const char *path)
{
	const struct {
		const char *path, *what;
	} files[] = {
		{ options->board, "it is an input" },
		{ options->settings ? options->settings->source->name : NULL,
		  "it is the configuration file" },
		{ options->baseline, "it is the baseline" },
		{ options->written_baseline, "it is the baseline" },
	};
	const char *why = NULL;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && !why; i++)
		why = files[i].path ? keep_reason(path, files[i].path, files[i].what) : NULL;
	return why;
}

const char *keep_reason_of_inputs(const struct options *options, const struct diags *diags,
				  const char *path)
{
	static const char what[] = "it is an input";
	const char *why = reason_of_options(options, path);

	for (size_t i = 0; i < options->argument_count && !why; i++)
		why = keep_reason(path, options->arguments[i], what);
	for (size_t i = 0; i < diags_read_count(diags) && !why; i++)
		why = keep_reason(path, diags_read(diags, i), what);
	return why;
}

void keep_report(struct diags *diags, const char *path, const char *why)
{
	diag_help(diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 },
			   "cannot write '%s': %s", path, why),
		  "write to another file");
}
