/* SPDX-License-Identifier: BSD-3-Clause
 * programs.c: the few programs whose output is known, or known to be none.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/builtin.h"
#include "shell/expand.h"
#include "shell/output.h"

/* A sequence of more numbers is not written out. */
#define SEQUENCE_MAX 1024

/* A program in one world, with known arguments. */
struct program {
	struct shell *shell;
	const char *const *arguments;
	size_t count;
	struct span at;
};

static const char *print_basename(const struct program *program)
{
	struct arena *arena = program->shell->arena;
	const char *path = program->arguments[0], *slash, *suffix;
	size_t length = strlen(path), cut;

	while (length > 1 && path[length - 1] == '/')
		length--;
	path = arena_copy(arena, path, length);
	slash = strrchr(path, '/');
	if (slash && slash[1])
		path = slash + 1;
	suffix = program->count > 1 ? program->arguments[1] : "";
	length = strlen(path);
	cut = strlen(suffix);
	if (cut && cut < length && strcmp(path + length - cut, suffix) == 0)
		length -= cut;
	return arena_printf(arena, "%.*s\n", (int)length, path);
}

static const char *print_dirname(const struct program *program)
{
	struct arena *arena = program->shell->arena;
	const char *path = program->arguments[0];
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length && path[length - 1] != '/')
		length--;
	while (length > 1 && path[length - 1] == '/')
		length--;
	return length ? arena_printf(arena, "%.*s\n", (int)length, path) : ".\n";
}

/* Numbers only: expr has other operators, too, and its strings look like numbers. */
static const char *print_expr(const struct program *program)
{
	struct arena *arena = program->shell->arena;
	const struct condition *world = program->shell->alive;
	const char *text = "";
	int64_t number;

	for (size_t i = 0; i < program->count; i++) {
		const char *argument = program->arguments[i];

		if (!arithmetic_decimal(argument, &number) &&
		    (strlen(argument) != 1 || !strchr("+-*/%()", *argument)))
			return NULL;
		text = arena_printf(arena, "%s %s", text, argument);
	}
	if (program->count > 64 || !arithmetic_number(program->shell, text, &world, &number))
		return NULL;
	return arena_printf(arena, "%lld\n", (long long)number);
}

static const char *print_seq(const struct program *program)
{
	struct arena *arena = program->shell->arena;
	int64_t numbers[3] = { 1, 1, 1 };
	const char *text = "";

	if (program->count > 3)
		return NULL;
	for (size_t i = 0; i < program->count; i++) {
		size_t at = i + 1 == program->count ? 2 : i;

		if (!arithmetic_decimal(program->arguments[i], &numbers[at]))
			return NULL;
	}
	if (!numbers[1] || llabs(numbers[0]) > INT32_MAX || llabs(numbers[2]) > INT32_MAX ||
	    llabs(numbers[1]) > INT32_MAX || (numbers[2] - numbers[0]) / numbers[1] > SEQUENCE_MAX)
		return NULL;
	for (int64_t i = numbers[0]; numbers[1] > 0 ? i <= numbers[2] : i >= numbers[2];
	     i += numbers[1]) {
		shell_spend(program->shell, 1 + strlen(text) / 16);
		text = arena_printf(arena, "%s%lld\n", text, (long long)i);
	}
	return text;
}

/* The known texts of arguments that are all there; NULL where one is not known. */
static const char **texts_of(struct shell *shell, const struct fields *fields)
{
	const char **texts = arena_array(shell->arena, fields->count + 1, sizeof(*texts));

	for (size_t i = 0; i < fields->count; i++) {
		texts[i] = value_known(shell, fields->items[i].value);
		if (!texts[i])
			return NULL;
	}
	return texts;
}

static bool print_known(struct shell *shell, const char *(*print)(const struct program *program),
			const struct shell_command *command, const struct fields *arguments,
			struct value *output)
{
	struct worlds worlds;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct fields present = expand_in(shell, arguments, &worlds.now);
		struct program program = { shell, texts_of(shell, &present), present.count,
					   shell_place(shell, command->at) };
		const char *text = program.arguments && present.count ? print(&program) : NULL;

		worlds_add(&worlds,
			   text ? value_text(shell, text, program.at)
				: value_unknown(
					  shell,
					  shell_unknown_new(
						  shell, SHELL_OUTPUT,
						  arena_printf(shell->arena, "the output of %s",
							       expand_literal(command->words[0])),
						  command->at)));
	}
	*output = worlds_value(&worlds);
	return true;
}

bool builtin_print(struct shell *shell, const char *name, const struct shell_command *command,
		   const struct fields *arguments)
{
	static const struct {
		const char *name;
		const char *(*print)(const struct program *program);
	} programs[] = {
		{ "basename", print_basename },
		{ "dirname", print_dirname },
		{ "expr", print_expr },
		{ "seq", print_seq },
	};
	struct value output;

	if (strcmp(name, "which") == 0 && output_path(shell, command, arguments))
		return true;
	if (strcmp(name, "cat") == 0 && !arguments->count &&
	    output_input(shell, command, &output)) {
		output_add(shell, output);
		return true;
	}
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (strcmp(programs[i].name, name) != 0)
			continue;
		if (print_known(shell, programs[i].print, command, arguments, &output))
			output_add(shell, output);
		return true;
	}
	return false;
}

bool builtin_is_silent(struct shell *shell, const char *name, const struct fields *arguments)
{
	static const char *const silent[] = {
		"chgrp", "chmod", "chown",    "cp",    "insmod",   "install", "killall",
		"ln",	 "mkdir", "modprobe", "mount", "mv",	   "rm",      "rmdir",
		"rmmod", "sleep", "sync",     "touch", "truncate", "umount",
	};
	static const char *const changing[] = { "add", "delete", "set", "tuntap", "up", "down" };

	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
		if (strcmp(silent[i], name) == 0)
			return true;
	}
	if (strcmp(name, "brctl") == 0)
		return true;
	for (size_t i = 0; strcmp(name, "ip") == 0 && i < arguments->count; i++) {
		const char *text = value_known(shell, arguments->items[i].value);

		for (size_t j = 0; text && j < sizeof(changing) / sizeof(changing[0]); j++) {
			if (strcmp(changing[j], text) == 0)
				return true;
		}
	}
	return false;
}
