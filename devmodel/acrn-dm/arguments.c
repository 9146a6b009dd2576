/* SPDX-License-Identifier: BSD-3-Clause
 * arguments.c: reads argv, option by option. */
#include "acrn-dm/arguments.h"

#include <stdio.h>
#include <string.h>

#include "acrn-dm/option_table.h"
#include "schema/name.h"
#include "schema/static_config.h"

#define MEMORY_DEFAULT 0x10000000u

/* The position: argv[next]. */
struct cursor {
	int argc;
	char *const *argv;
	int next;
	bool is_past_options; /* after "--" */
};

/* The value of an option, from the next argument. NULL with an error if there is none. */
static const char *next_value(struct cursor *cursor, const char *option, struct error *error)
{
	if (cursor->next < cursor->argc)
		return cursor->argv[cursor->next++];
	error_set(error, "missing value for %s", option);
	return NULL;
}

static bool reject_option(const char *word, size_t length, struct error *error)
{
	char name[64];
	const char *nearest;

	snprintf(name, sizeof(name), "%.*s", (int)length, word);
	nearest = option_nearest(name);
	return error_set(error, "unknown option --%s%s%s%s", name,
			 nearest ? ": did you mean --" : "", nearest ? nearest : "",
			 nearest ? "?" : "");
}

static bool take_long(struct cursor *cursor, const char *word, struct arguments *arguments,
		      struct error *error)
{
	size_t length = strcspn(word, "=");
	const struct option_row *row = option_by_name(word, length);
	const char *value = "";

	if (!row)
		return reject_option(word, length, error);
	if (!row->has_value && word[length])
		return error_set(error, "--%s takes no value: unexpected '%.60s'", row->name,
				 word + length);
	if (row->has_value) {
		value = word[length] ? word + length + 1 : next_value(cursor, word - 2, error);
		if (!value)
			return false;
	}
	return row->take(arguments, row, value, error);
}

/* Letters without a value may be combined; the value of the last may follow it directly. */
static bool take_letters(struct cursor *cursor, const char *word, struct arguments *arguments,
			 struct error *error)
{
	while (*word) {
		char letter[] = { '-', *word++, '\0' };
		const struct option_row *row = option_by_letter(letter[1]);
		const char *value = "";

		if (!row)
			return error_set(error, "unknown option %s", letter);
		if (row->has_value) {
			value = *word ? word : next_value(cursor, letter, error);
			if (!value)
				return false;
			word = "";
		}
		if (!row->take(arguments, row, value, error))
			return false;
	}
	return true;
}

static bool take_vm(struct cursor *cursor, const char *word, struct arguments *arguments,
		    struct error *error)
{
	if (cursor->next < cursor->argc)
		return error_set(error,
				 "unexpected '%.60s' after '%.60s': the VM's name must come last",
				 cursor->argv[cursor->next], word);
	if (!vm_name_is_valid(word))
		return error_set(error,
				 "invalid VM name '%.60s': expected 1 to %d characters of A-Z, "
				 "a-z, 0-9, _ and -, not beginning with -",
				 word, CFG_VM_NAME_MAX);
	arguments->vm = word;
	return true;
}

/* Checks the options against each other. */
static bool check_together(const struct arguments *arguments, struct error *error)
{
	if (!arguments->vm)
		return error_set(error, "missing VM name: it is the last argument");
	if (arguments->kernel && arguments->elf)
		return error_set(error, "-k and -E exclude each other: both name the kernel");
	if (arguments->ramdisk && !arguments->kernel && !arguments->elf)
		return error_set(error, "-r %.200s needs a kernel: add -k FILE",
				 arguments->ramdisk);
	return true;
}

bool arguments_read(int argc, char *const argv[], struct arguments *arguments, struct error *error)
{
	struct cursor cursor = { argc, argv, 1, false };

	*arguments = (struct arguments) { .memory = MEMORY_DEFAULT,
					  .cpus = 1,
					  .shm_mode = 0600,
					  .shm_owner = (uid_t)-1,
					  .shm_group = (gid_t)-1 };
	while (cursor.next < cursor.argc) {
		const char *word = cursor.argv[cursor.next++];
		bool is_option = word[0] == '-' && word[1] && !cursor.is_past_options;
		bool is_good = true;

		if (is_option && strcmp(word, "--") == 0)
			cursor.is_past_options = true;
		else if (is_option && word[1] == '-')
			is_good = take_long(&cursor, word + 2, arguments, error);
		else if (is_option)
			is_good = take_letters(&cursor, word + 1, arguments, error);
		else
			is_good = take_vm(&cursor, word, arguments, error);
		if (!is_good)
			return false;
		if (arguments->action == ACTION_HELP || arguments->action == ACTION_VERSION)
			return true;
	}
	return check_together(arguments, error);
}
