/* SPDX-License-Identifier: BSD-3-Clause
 * script.c: reads scripts, and recognizes them. */
#include "script/script.h"

#include <string.h>

#include "diag/diag.h"

const struct script *script_read(struct arena *arena, const struct source *source,
				 enum release release, struct diags *diags)
{
	size_t errors = diags_error_count(diags);
	const struct shell_list *list = shell_parse(arena, source, diags);

	if (!list && diags_error_count(diags) > errors)
		return NULL;
	return script_of_trace(arena, source, list, shell_run(arena, source, list), release);
}

/* Whether a line such as "#!/usr/bin/env bash" has the name of a shell as one of its words. */
static bool names_shell(const char *line, size_t length)
{
	static const char *const shells[] = { "bash", "sh", "dash", "ash", "ksh" };
	size_t start = 2;

	for (size_t i = 2; i <= length; i++) {
		if (i < length && line[i] != '/' && line[i] != ' ' && line[i] != '\t')
			continue;
		for (size_t j = 0; j < sizeof(shells) / sizeof(shells[0]); j++)
			if (strlen(shells[j]) == i - start &&
			    strncmp(line + start, shells[j], i - start) == 0)
				return true;
		start = i + 1;
	}
	return false;
}

bool script_is_named(const char *path)
{
	size_t length = strlen(path), suffix = strlen(".sh");

	return length > suffix && strcmp(path + length - suffix, ".sh") == 0;
}

bool script_is_script(const struct source *source)
{
	size_t length;
	const char *line = source_line(source, 1, &length);

	return script_is_named(source->name) ||
	       (length > 2 && strncmp(line, "#!", 2) == 0 && names_shell(line, length));
}
