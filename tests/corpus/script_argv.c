/* SPDX-License-Identifier: BSD-3-Clause
 * script_argv.c: compares what the reader of scripts says that a script may run with what it has
 * run.
 *
 *	script_argv SCRIPT              prints the commands
 *	script_argv SCRIPT ARGV...      looks for each recorded command line
 *
 * A file of recorded arguments has one argument in a line: `?` in it is text that nobody knows, a
 * line `?*` any number of arguments, \n a newline. For each there has to be a command of the script
 * that can have just these arguments, under one condition. Of the arguments that are in all of the
 * files, without `?`, those are counted that the reader knows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/condition.h"
#include "diag/diag.h"
#include "load/load.h"
#include "shell/shell.h"

#define ARGUMENTS_MAX 512
#define FILES_MAX     64

struct recorded {
	const char *name;
	const char *arguments[ARGUMENTS_MAX];
	size_t count;
	const struct shell_argument *by[ARGUMENTS_MAX]; /* what each has been matched with */
	const struct shell_run *run;
};

struct search {
	struct arena *arena;
	const struct shell_run *run;
	struct recorded *recorded;
	size_t steps;
};

static void out_of_memory(void)
{
	fputs("out of memory\n", stderr);
	exit(2);
}

static bool is_known(const struct shell_argument *argument)
{
	for (size_t i = 0; i < argument->part_count; i++) {
		if (!argument->parts[i].text)
			return false;
	}
	return true;
}

static bool may_split(const struct shell_argument *argument)
{
	for (size_t i = 0; i < argument->part_count; i++) {
		if (argument->parts[i].may_split)
			return true;
	}
	return false;
}

/* The argument with a byte 1 for each unknown part. */
static char *pattern_of(struct arena *arena, const struct shell_argument *argument)
{
	char *pattern = arena_copy(arena, "", 0);

	for (size_t i = 0; i < argument->part_count; i++) {
		const char *text = argument->parts[i].text;

		pattern = arena_printf(arena, "%s%s", pattern, text ? text : "\001");
	}
	return pattern;
}

/* Whether some text is both: `?` and the byte 1 stand for any. */
static bool can_equal(const char *pattern, const char *recorded)
{
	if (!*pattern && !*recorded)
		return true;
	if (*pattern == '\001')
		return can_equal(pattern + 1, recorded) ||
		       (*recorded && can_equal(pattern, recorded + 1));
	if (*recorded == '?')
		return can_equal(pattern, recorded + 1) ||
		       (*pattern && can_equal(pattern + 1, recorded));
	return *pattern && *pattern == *recorded && can_equal(pattern + 1, recorded + 1);
}

/* Whether an argument can be `count` of the recorded ones. */
static bool can_be(struct search *search, const struct shell_argument *argument, size_t first,
		   size_t count)
{
	const char *const *recorded = search->recorded->arguments + first;
	char *pattern = pattern_of(search->arena, argument), *tail = strrchr(pattern, '\001');
	bool is_gone = pattern[0] == '\001' && !pattern[strspn(pattern, "\001")];

	if (count == 0)
		return may_split(argument) && is_gone;
	if (count == 1)
		return can_equal(pattern, recorded[0]);
	if (!may_split(argument) || !can_equal(tail, recorded[count - 1]))
		return false;
	*(strchr(pattern, '\001') + 1) = '\0';
	return can_equal(pattern, recorded[0]);
}

static bool match(struct search *search, size_t at, size_t first, const struct condition *when)
{
	struct recorded *recorded = search->recorded;
	const struct shell_argument *argument = &search->run->arguments[at];
	const struct condition *without;
	bool is_possible;

	if (++search->steps > 1000000)
		return false;
	if (at == search->run->argument_count)
		return first == recorded->count;
	for (size_t count = 0; first + count <= recorded->count; count++) {
		const struct condition *both = condition_both(when, argument->when, &is_possible);

		if (count > 1 && !may_split(argument))
			break;
		if (!is_possible || !can_be(search, argument, first, count))
			continue;
		for (size_t i = 0; i < count; i++)
			recorded->by[first + i] = argument;
		if (match(search, at + 1, first + count, both))
			return true;
	}
	without = condition_without(when, argument->when);
	return without != &condition_never && match(search, at + 1, first, without);
}

/* Only these have been recorded. */
static bool is_recorded(struct arena *arena, const struct shell_run *run)
{
	const char *program = pattern_of(arena, &run->arguments[0]);

	return strstr(program, "acrn-dm") || strstr(program, "qemu-system");
}

static bool find(struct arena *arena, const struct shell_trace *trace, struct recorded *recorded)
{
	for (size_t i = 0; i < trace->run_count; i++) {
		struct search search = { arena, &trace->runs[i], recorded, 0 };

		if (is_recorded(arena, search.run) && match(&search, 1, 0, trace->runs[i].when)) {
			recorded->run = &trace->runs[i];
			return true;
		}
	}
	return false;
}

static void read_recorded(struct arena *arena, const char *name, struct recorded *recorded)
{
	FILE *stream = fopen(name, "r");
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	*recorded = (struct recorded) { .name = name };
	if (!stream) {
		perror(name);
		exit(2);
	}
	while ((length = getline(&line, &room, stream)) >= 0 && recorded->count < ARGUMENTS_MAX) {
		char *end = line, *at = line;

		for (; at < line + length && *at != '\n'; at++) {
			bool is_newline = at[0] == '\\' && at[1] == 'n';

			*end++ = is_newline ? '\n' : *at;
			at += is_newline;
		}
		recorded->arguments[recorded->count++] =
			arena_copy(arena, line, (size_t)(end - line));
	}
	free(line);
	fclose(stream);
}

static size_t count_of(const struct recorded *recorded, const char *text)
{
	size_t count = 0;

	for (size_t i = 0; i < recorded->count; i++)
		count += strcmp(recorded->arguments[i], text) == 0;
	return count;
}

/* Counts those arguments of a file that all files have. */
static void count_known(const struct recorded *all, size_t file_count, const struct recorded *one,
			size_t counts[3])
{
	for (size_t i = 0; i < one->count; i++) {
		const char *text = one->arguments[i];
		bool is_common = !strchr(text, '?');

		for (size_t j = 0; j < file_count && is_common; j++)
			is_common = count_of(&all[j], text) >= count_of(one, text);
		if (!is_common)
			continue;
		counts[0]++;
		counts[1] += is_known(one->by[i]);
		counts[2] +=
			is_known(one->by[i]) && condition_implies(one->run->when, one->by[i]->when);
		if (!is_known(one->by[i]))
			printf("%s: '%s' is not known\n", one->name, text);
	}
}

static void print_argument(const struct shell_run *run, const struct shell_argument *argument)
{
	struct position position = source_position(argument->at.source, argument->at.start);

	printf("  %zu:%zu\t%s", position.line, position.column,
	       condition_implies(run->when, argument->when) ? "" : "? ");
	for (size_t i = 0; i < argument->part_count; i++) {
		const struct shell_part *part = &argument->parts[i];

		if (part->text)
			printf("%s", part->text);
		else
			printf("<%s %d%s>", part->unknown->what, (int)part->unknown->reason,
			       part->may_split ? "*" : "");
	}
	putchar('\n');
}

static void print_trace(const struct shell_trace *trace)
{
	for (size_t i = 0; i < trace->run_count; i++) {
		const struct shell_run *run = &trace->runs[i];

		printf("%zu:%s%s%s\n", source_position(run->at.source, run->at.start).line,
		       run->when ? " conditional" : "", run->is_in_substitution ? " captured" : "",
		       run->is_uncertain ? " uncertain" : "");
		for (size_t j = 0; j < run->argument_count; j++)
			print_argument(run, &run->arguments[j]);
	}
	if (trace->is_cut)
		puts("cut");
}

static int compare(struct arena *arena, const struct shell_trace *trace, char **names, size_t count)
{
	struct recorded *all = arena_array(arena, count, sizeof(*all));
	size_t counts[3] = { 0 };
	bool is_found = true;

	for (size_t i = 0; i < count; i++)
		read_recorded(arena, names[i], &all[i]);
	for (size_t i = 0; i < count; i++) {
		if (find(arena, trace, &all[i])) {
			count_known(all, count, &all[i], counts);
		} else {
			printf("%s: no command can have these arguments\n", names[i]);
			is_found = false;
		}
	}
	printf("common %zu known %zu certain %zu\n", counts[0], counts[1], counts[2]);
	return is_found ? 0 : 1;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free) struct arena *arena = arena_new(out_of_memory);
	struct diags *diags = diags_new(arena);
	const struct source *source;
	const struct shell_list *list;
	const struct shell_trace *trace;

	if (argc < 2)
		return 2;
	source = load_read(arena, argv[1], diags);
	list = source ? shell_parse(arena, source, diags) : NULL;
	if (!list) {
		diags_print(diags, stdout, DIAG_FORMAT_GCC, false);
		return 2;
	}
	trace = shell_run(arena, source, list);
	if (argc > 2)
		return compare(arena, trace, argv + 2, (size_t)argc - 2);
	print_trace(trace);
	return 0;
}
