/* SPDX-License-Identifier: BSD-3-Clause
 * wrapper.c: skips wrappers with their options and operands.
 */
#include "shell/wrapper.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "shell/expand.h"
#include "shell/names.h"

struct wrapper {
	const char *name;
	const char *letters;	  /* options with a value */
	const char *long_options; /* the same, with blanks around each */
	unsigned operands;	  /* before the program */
	bool has_variables;	  /* NAME=VALUE may be before it */
};

static const struct wrapper wrappers[] = {
	{ "builtin", "", "", 0, false },
	{ "chrt", "TPD", " sched-runtime sched-period sched-deadline ", 1, false },
	{ "command", "", "", 0, false },
	{ "doas", "Cu", "", 0, false },
	{ "env", "uCS", " unset chdir split-string ", 0, true },
	{ "exec", "a", "", 0, false },
	{ "ionice", "cn", " class classdata ", 0, false },
	{ "nice", "n", " adjustment ", 0, false },
	{ "nohup", "", "", 0, false },
	{ "numactl", "ipPwNCmltof",
	  " interleave preferred weighted-interleave cpunodebind physcpubind membind length "
	  "touch offset file ",
	  0, false },
	{ "prlimit", "o", "", 0, false },
	{ "setsid", "", "", 0, false },
	{ "stdbuf", "ioe", " input output error ", 0, false },
	{ "sudo", "aCcDghpRrTtUu",
	  " auth-type close-from login-class chdir group host prompt chroot role command-timeout "
	  "type other-user user ",
	  0, true },
	{ "systemd-run", "HMupEd",
	  " host machine unit property description slice service-type uid gid nice "
	  "working-directory setenv on-active ",
	  0, false },
	{ "taskset", "", "", 1, false },
	{ "time", "fo", " format output ", 0, false },
	{ "timeout", "ks", " kill-after signal ", 1, false },
	{ "unbuffer", "", "", 0, false },
};

static const struct wrapper *find(const char *name)
{
	const char *slash = strrchr(name, '/');

	name = slash ? slash + 1 : name;
	for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++) {
		if (strcmp(wrappers[i].name, name) == 0)
			return &wrappers[i];
	}
	return NULL;
}

bool cursor_next(struct shell *shell, struct cursor *cursor, struct field *field)
{
	while (cursor->at < cursor->fields->count && shell_spend(shell, 1)) {
		*field = cursor->fields->items[cursor->at++];
		if (!shell_narrow(shell, field->when, &cursor->world))
			continue;
		field->value = value_in(shell, field->value, &cursor->world);
		return true;
	}
	return false;
}

/* The text of a field as far as it is known. */
static const char *head_of(struct shell *shell, const struct field *field)
{
	const char *text = value_known(shell, field->value);

	if (text)
		return text;
	return field->value.count && field->value.parts[0].text ? field->value.parts[0].text : "";
}

static bool is_long_with_value(const struct wrapper *wrapper, const char *name)
{
	char text[64];

	if (strlen(name) + 3 > sizeof(text))
		return false;
	stpcpy(stpcpy(stpcpy(text, " "), name), " ");
	return strstr(wrapper->long_options, text) != NULL;
}

/* `command -v` only says what its operand is. */
static bool only_shows(const struct wrapper *wrapper, const char *option)
{
	return strcmp(wrapper->name, "command") == 0 && strpbrk(option, "vV");
}

/* Whether the value of an option is the next word. */
static bool is_behind(const struct wrapper *wrapper, const char *option)
{
	if (option[1] == '-')
		return !strchr(option, '=') && is_long_with_value(wrapper, option + 2);
	for (const char *letter = option + 1; *letter; letter++) {
		if (strchr(wrapper->letters, *letter))
			return !letter[1];
	}
	return false;
}

static bool is_assignment(const char *text)
{
	size_t length = names_length(text);

	return length && text[length] == '=';
}

/* Moves the cursor behind a wrapper's own words; false where there is nothing behind them. */
static bool skip(struct shell *shell, struct cursor *cursor, const struct wrapper *wrapper)
{
	unsigned operands = wrapper->operands;
	bool has_options = true;
	struct field field;
	struct cursor before;

	for (;;) {
		const char *text;

		before = *cursor;
		if (!cursor_next(shell, cursor, &field))
			return false;
		text = head_of(shell, &field);
		if (has_options && strcmp(text, "--") == 0) {
			has_options = false;
		} else if (has_options && *text == '-' && text[1]) {
			if (only_shows(wrapper, text))
				return false;
			if (is_behind(wrapper, text) && !cursor_next(shell, cursor, &field))
				return false;
		} else if (wrapper->has_variables && is_assignment(text)) {
			has_options = false;
		} else if (operands) {
			operands--;
			has_options = false;
		} else {
			*cursor = before;
			return true;
		}
	}
}

/* An unquoted unknown before something that looks like a program may be no word: "$SUDO qemu". */
static void skip_unknown(struct shell *shell, struct cursor *cursor)
{
	struct cursor next = *cursor, behind;
	struct field field;
	const char *text;

	if (!cursor_next(shell, &next, &field) || field.value.count != 1 ||
	    !field.value.parts[0].may_split)
		return;
	behind = next;
	if (!cursor_next(shell, &behind, &field))
		return;
	text = head_of(shell, &field);
	if (isalpha((unsigned char)*text) || *text == '/' || *text == '.')
		*cursor = next;
}

bool wrapper_look_through(struct shell *shell, struct cursor *cursor, const char **key,
			  bool *is_exec)
{
	for (;;) {
		const struct wrapper *wrapper;
		struct cursor before;
		struct field field;

		skip_unknown(shell, cursor);
		before = *cursor;
		if (!cursor_next(shell, cursor, &field))
			return false;
		*key = value_key(shell, field.value);
		wrapper = find(*key);
		if (!wrapper || string_map_find(shell->functions, *key)) {
			before.world = cursor->world;
			*cursor = before;
			return true;
		}
		if (!skip(shell, cursor, wrapper)) {
			/* It is the program itself, then: `env`, `time`. */
			before.world = cursor->world;
			*cursor = before;
			return true;
		}
		*is_exec |= strcmp(*key, "exec") == 0;
	}
}
