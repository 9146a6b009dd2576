/* SPDX-License-Identifier: BSD-3-Clause
 * script.c: finds the comments of a launch script, and the commands that they are about. */
#include <stdlib.h>

#include "base/arena.h"
#include "load/comment_list.h"
#include "shell/shell.h"
#include "suppress/internal.h"

/* The commands of a script, those with && and || between them as one. */
struct commands {
	struct arena *arena;
	struct span *all; /* arena_grow()n */
	size_t count;
};

static void add_list(struct commands *commands, const struct shell_list *list);

/* What is substituted in a word. */
static void add_word(struct commands *commands, const struct shell_word *word)
{
	for (size_t i = 0; word && i < word->count; i++)
		add_list(commands, word->pieces[i].commands);
}

static void add_inner(struct commands *commands, const struct shell_command *command)
{
	for (size_t i = 0; i < command->assignment_count; i++)
		add_word(commands, command->assignments[i].value);
	for (size_t i = 0; i < command->word_count; i++)
		add_word(commands, command->words[i]);
	for (size_t i = 0; i < command->arm_count; i++) {
		add_list(commands, command->arms[i].condition);
		add_list(commands, command->arms[i].body);
	}
	for (size_t i = 0; i < command->case_arm_count; i++)
		add_list(commands, command->case_arms[i].body);
	add_list(commands, command->body);
	if (command->function)
		add_inner(commands, command->function);
}

static void add_list(struct commands *commands, const struct shell_list *list)
{
	bool is_joined = false;

	for (size_t i = 0; list && i < list->pipeline_count; i++) {
		const struct shell_pipeline *pipeline = &list->pipelines[i];

		if (!is_joined) {
			commands->all = arena_grow(commands->arena, commands->all, commands->count,
						   sizeof(*commands->all));
			commands->all[commands->count++] = pipeline->at;
		}
		commands->all[commands->count - 1].end = pipeline->at.end;
		is_joined = pipeline->connector == SHELL_AND || pipeline->connector == SHELL_OR;
	}
	for (size_t i = 0; list && i < list->pipeline_count; i++)
		for (size_t j = 0; j < list->pipelines[i].command_count; j++)
			add_inner(commands, list->pipelines[i].commands[j]);
}

/* The outer one of two that begin together comes first. */
static int by_place(const void *left, const void *right)
{
	const struct span *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->end > b->end ? -1 : a->end < b->end;
}

/* Gives each comment the command that follows it, unless that is outside of the one around it. */
static void set_scopes(struct commands *commands, struct load_comment_list *list)
{
	struct span *around = arena_array(commands->arena, commands->count + 1, sizeof(*around));
	size_t next = 0, depth = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct load_comment *comment = &list->all[i];

		while (next < commands->count && commands->all[next].start < comment->at.start) {
			while (depth && around[depth - 1].end <= commands->all[next].start)
				depth--;
			around[depth++] = commands->all[next++];
		}
		while (depth && around[depth - 1].end <= comment->at.start)
			depth--;
		if (comment->is_behind || next == commands->count)
			continue;
		if (next == 0)
			comment->scope = source_span(list->source, 0, list->source->size);
		else if (!depth || commands->all[next].start < around[depth - 1].end)
			comment->scope = commands->all[next];
	}
}

const struct load_comment *allow_script_comments(struct arena *arena, const struct source *source,
						 size_t *count)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	struct load_comment_list list = { .arena = arena, .source = source };
	struct commands commands = { .arena = own };
	struct shell_comments comments = { 0 };
	const struct shell_list *commands_list =
		shell_parse_comments(own, source, &comments, diags_new(own));

	*count = 0;
	if (!commands_list)
		return NULL;
	for (size_t i = 0; i < comments.count; i++)
		load_comment_add(&list, comments.all[i].start, comments.all[i].end, 1, 0);
	add_list(&commands, commands_list);
	if (commands.count)
		qsort(commands.all, commands.count, sizeof(*commands.all), by_place);
	set_scopes(&commands, &list);
	*count = list.count;
	return list.all;
}
