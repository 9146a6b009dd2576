/* SPDX-License-Identifier: BSD-3-Clause
 * trace_text.h: the commands of a script as text; runs.txt says how. */
#ifndef TRACE_TEXT_H
#define TRACE_TEXT_H

#include "tests/generator/helpers.h"

#include "shell/shell.h"

static inline void write_argument(FILE *stream, const struct shell_run *run,
				  const struct shell_argument *argument)
{
	bool is_open = false;

	if (!condition_implies(run->when, argument->when))
		fputc('?', stream);
	for (size_t i = 0; i < argument->part_count; i++) {
		const struct shell_part *part = &argument->parts[i];

		if (part->text) {
			fprintf(stream, "%s%s", is_open ? "" : "<", part->text);
			is_open = true;
			continue;
		}
		fprintf(stream, "%s{%s%s}", is_open ? ">" : "", part->unknown->what,
			part->may_split ? "*" : "");
		is_open = false;
	}
	if (is_open || !argument->part_count)
		fprintf(stream, "%s>", is_open ? "" : "<");
}

/* One line for each command. */
static inline char *trace_text(struct fixture *fixture, const struct shell_trace *trace)
{
	char *text = NULL, *copy;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	for (size_t i = 0; i < trace->run_count; i++) {
		const struct shell_run *run = &trace->runs[i];

		fprintf(stream, "%s%s%s", run->when ? "?" : "", run->is_uncertain ? "~" : "",
			run->is_in_substitution ? "$" : "");
		for (size_t j = 0; j < run->argument_count; j++)
			write_argument(stream, run, &run->arguments[j]);
		fputc('\n', stream);
	}
	fclose(stream);
	copy = arena_copy(fixture->arena, text, size);
	free(text);
	return copy;
}

static inline const struct shell_trace *trace_script(struct fixture *fixture, const char *script)
{
	const struct source *source =
		source_memory(fixture->arena, "script.sh", script, strlen(script));
	const struct shell_list *list = shell_parse(fixture->arena, source, fixture->diags);

	assert_non_null(list);
	return shell_run(fixture->arena, source, list);
}

#endif
