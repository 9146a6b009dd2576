/* SPDX-License-Identifier: BSD-3-Clause
 * builtin.c: the builtins that change what is known, or where the script goes on.
 */
#include "shell/builtin.h"

#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/array.h"
#include "shell/eval.h"
#include "shell/output.h"
#include "shell/run.h"
#include "shell/setter.h"
#include "shell/test.h"

const char *builtin_text(const struct builtin *builtin, size_t index)
{
	struct shell *shell = builtin->shell;
	const struct condition *world = shell->alive;

	if (index >= builtin->arguments->count)
		return NULL;
	return value_known(shell, value_in(shell, builtin->arguments->items[index].value, &world));
}

/* A number from an argument. */
static int64_t number_of(const struct builtin *builtin, int64_t other)
{
	const char *text = builtin_text(builtin, 0);
	int64_t number;

	return text && arithmetic_decimal(text, &number) ? number : other;
}

static void run_true(const struct builtin *builtin)
{
	shell_succeed(builtin->shell, NULL);
}

static void run_false(const struct builtin *builtin)
{
	shell_succeed(builtin->shell, &condition_never);
}

static void run_unknown(const struct builtin *builtin)
{
	shell_succeed_unknown(builtin->shell);
}

/* Those that print what nobody knows, such as pwd. */
static void run_printing(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;

	if (shell->output)
		output_add(shell,
			   value_unknown(shell, shell_unknown_new(shell, SHELL_OUTPUT,
								  arena_printf(shell->arena,
									       "the output of %s",
									       builtin->name),
								  builtin->command->at)));
	shell_succeed_unknown(shell);
}

/* command -v NAME: what else it is for is a wrapper's, see wrapper.h. */
static void run_path(const struct builtin *builtin)
{
	if (!output_path(builtin->shell, builtin->command, builtin->arguments))
		run_printing(builtin);
}

static void run_test(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct fields operands = *builtin->arguments;
	const char *last;

	if (strcmp(builtin->name, "[") == 0) {
		last = operands.count ? builtin_text(builtin, operands.count - 1) : NULL;
		if (!last || strcmp(last, "]") != 0) {
			shell_succeed(shell, &condition_never);
			return;
		}
		operands.count--;
	}
	shell_succeed(shell, test_fields(shell, &operands));
}

static void run_echo(const struct builtin *builtin)
{
	output_echo(builtin->shell, builtin->arguments);
	shell_succeed(builtin->shell, NULL);
}

static void run_printf(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct variable *output = shell->output;
	struct fields arguments = *builtin->arguments;
	const char *option = builtin_text(builtin, 0), *name = builtin_text(builtin, 1);
	bool has_variable = option && name && strcmp(option, "-v") == 0;

	if (has_variable) {
		shell->output = arena_alloc(shell->arena, sizeof(*output));
		arguments.items += 2;
		arguments.count -= 2;
	} else if (option && strcmp(option, "--") == 0) {
		arguments.items++;
		arguments.count--;
	}
	output_printf(shell, &arguments, shell_place(shell, builtin->command->at));
	if (has_variable) {
		variable_set(shell, variable_find(shell, name), shell->output->now.value);
		shell->output = output;
	}
	shell_succeed(shell, NULL);
}

static void succeed_by_number(const struct builtin *builtin)
{
	const char *text = builtin_text(builtin, 0);
	int64_t number;

	if (!builtin->arguments->count)
		return;
	if (!text || !arithmetic_decimal(text, &number))
		shell_succeed_unknown(builtin->shell);
	else
		shell_succeed(builtin->shell, number ? &condition_never : NULL);
}

static void run_exit(const struct builtin *builtin)
{
	succeed_by_number(builtin);
	run_end(builtin->shell);
}

static void run_return(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct frame *frame = shell->frame;
	const struct condition *success;

	succeed_by_number(builtin);
	success = shell_both(shell, shell->alive, shell_success(shell));
	frame->success = condition_either(frame->success, success);
	run_leave(shell, &frame->returned);
}

static void run_break(const struct builtin *builtin)
{
	struct turn *turn = builtin->shell->turn;
	bool is_break = *builtin->name == 'b';

	for (int64_t levels = number_of(builtin, 1); turn && levels > 1 && turn->outer; levels--)
		turn = turn->outer;
	if (turn)
		run_leave(builtin->shell, is_break ? &turn->broken : &turn->continued);
	shell_succeed(builtin->shell, NULL);
}

static struct fields positional(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct binding binding = variable_binding(shell, shell->positional);

	return array_fields(shell, &binding, shell->positional);
}

static void run_shift(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct fields fields = positional(builtin);
	int64_t count = number_of(builtin, 1);

	fields = array_shift(shell, &fields, count > 0 && count < INT32_MAX ? (size_t)count : 0);
	variable_set_array(shell, shell->positional, array_of(shell, &fields));
	shell_succeed(shell, NULL);
}

/* Only the arguments that `set` sets count here. */
static void run_set(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct fields fields = *builtin->arguments;
	bool has_words = false;

	while (fields.count && !has_words) {
		const char *text = builtin_text(builtin, builtin->arguments->count - fields.count);
		bool has_value = text && (strcmp(text, "-o") == 0 || strcmp(text, "+o") == 0);

		has_words = text && strcmp(text, "--") == 0;
		if (!has_words && (!text || (*text != '-' && *text != '+')))
			break;
		fields.items += has_value && fields.count > 1 ? 2 : 1;
		fields.count -= has_value && fields.count > 1 ? 2 : 1;
	}
	if (has_words || fields.count)
		variable_set_array(shell, shell->positional, array_of(shell, &fields));
	shell_succeed(shell, NULL);
}

static void run_eval(const struct builtin *builtin)
{
	eval_run(builtin->shell, builtin->arguments, builtin->command->at);
}

/* A file that is read may set anything. */
static void run_source(const struct builtin *builtin)
{
	builtin->shell->age++;
	shell_succeed_unknown(builtin->shell);
}

static const struct {
	const char *name;
	void (*run)(const struct builtin *builtin);
} builtins[] = {
	{ ".", run_source },
	{ ":", run_true },
	{ "[", run_test },
	{ "alias", run_true },
	{ "bg", run_unknown },
	{ "break", run_break },
	{ "builtin", run_true },
	{ "cd", run_unknown },
	{ "command", run_path },
	{ "continue", run_break },
	{ "declare", setter_declare },
	{ "dirs", run_printing },
	{ "disown", run_true },
	{ "echo", run_echo },
	{ "enable", run_true },
	{ "eval", run_eval },
	{ "exec", run_true },
	{ "exit", run_exit },
	{ "export", setter_declare },
	{ "false", run_false },
	{ "fg", run_unknown },
	{ "getopts", setter_getopts },
	{ "hash", run_unknown },
	{ "jobs", run_printing },
	{ "kill", run_unknown },
	{ "let", setter_let },
	{ "local", setter_declare },
	{ "mapfile", setter_mapfile },
	{ "popd", run_unknown },
	{ "printf", run_printf },
	{ "pushd", run_unknown },
	{ "pwd", run_printing },
	{ "read", setter_read },
	{ "readarray", setter_mapfile },
	{ "readonly", setter_declare },
	{ "return", run_return },
	{ "set", run_set },
	{ "shift", run_shift },
	{ "shopt", run_true },
	{ "source", run_source },
	{ "test", run_test },
	{ "times", run_printing },
	{ "trap", run_true },
	{ "true", run_true },
	{ "type", run_printing },
	{ "typeset", setter_declare },
	{ "ulimit", run_unknown },
	{ "umask", run_unknown },
	{ "unalias", run_true },
	{ "unset", setter_unset },
	{ "wait", run_unknown },
};

bool builtin_run(struct shell *shell, const char *name, const struct shell_command *command,
		 const struct fields *arguments)
{
	struct builtin builtin = { shell, command, name, arguments };

	for (size_t i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++) {
		if (strcmp(builtins[i].name, name) != 0)
			continue;
		builtins[i].run(&builtin);
		return true;
	}
	return false;
}
