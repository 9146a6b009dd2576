/* SPDX-License-Identifier: BSD-3-Clause
 * parse_scripts.c: parse_scripts FILE...: a line for each script: its name, and "ok" or the line of
 * the script that the message is about. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "load/load.h"
#include "shell/shell.h"
#include "tests/fuzz/shell_tree.h"

/* Of the first message, FILE:LINE:COLUMN: …. */
static void print_line(struct diags *diags, const char *name)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	diags_print(diags, stream, DIAG_FORMAT_GCC, false);
	fclose(stream);
	printf("%s %ld\n", name, strtol(text + strlen(name) + 1, NULL, 10));
	free(text);
}

int main(int count, char **names)
{
	for (int i = 1; i < count; i++) {
		struct arena *arena = arena_new(abort);
		struct diags *diags = diags_new(arena);
		const struct source *source = load_read(arena, names[i], diags);
		const struct shell_list *list = source ? shell_parse(arena, source, diags) : NULL;

		if (list)
			check_shell_tree(source, list);
		if (diags_error_count(diags))
			print_line(diags, names[i]);
		else
			printf("%s ok\n", names[i]);
		arena_free(arena);
	}
	return 0;
}
