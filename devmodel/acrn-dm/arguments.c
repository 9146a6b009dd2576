/* SPDX-License-Identifier: BSD-3-Clause
 * arguments.c: walks along argv, and finds each option's row. */
#include "acrn-dm/arguments.h"

#include <string.h>

#include "acrn-dm/arguments_internal.h"
#include "schema/static_config.h"

#define MEMORY_DEFAULT 0x10000000u

/* Where the walk is: at argv[next]. */
struct walk {
	int argc;
	char *const *argv;
	int next;
	bool is_past_options; /* behind "--" */
};

/* The value of an option that stands in the next word. NULL with an error at the end of the line.
 */
static const char *next_value(struct walk *walk, const char *option, struct error *error)
{
	if (walk->next < walk->argc)
		return walk->argv[walk->next++];
	error_set(error, "%s needs a value, and nothing follows it", option);
	return NULL;
}

static bool take_long(struct walk *walk, const char *word, struct arguments *arguments,
		      struct error *error)
{
	size_t length = strcspn(word, "=");
	const struct option_row *row = option_by_name(word, length);
	const char *value = "";

	if (!row)
		return error_set(error, "there is no option --%.*s: see acrn-dm --help",
				 length > 60 ? 60 : (int)length, word);
	if (!row->has_value && word[length])
		return error_set(error, "--%s takes no value: leave out '%.60s'", row->name,
				 word + length);
	if (row->has_value) {
		value = word[length] ? word + length + 1 : next_value(walk, word - 2, error);
		if (!value)
			return false;
	}
	return row->take(arguments, row, value, error);
}

/* Letters without a value may stand together; the value of the last may follow it at once. */
static bool take_letters(struct walk *walk, const char *word, struct arguments *arguments,
			 struct error *error)
{
	while (*word) {
		char letter[] = { '-', *word++, '\0' };
		const struct option_row *row = option_by_letter(letter[1]);
		const char *value = "";

		if (!row)
			return error_set(error, "there is no option %s: see acrn-dm --help",
					 letter);
		if (row->has_value) {
			value = *word ? word : next_value(walk, letter, error);
			if (!value)
				return false;
			word = "";
		}
		if (!row->take(arguments, row, value, error))
			return false;
	}
	return true;
}

static bool take_vm(struct walk *walk, const char *word, struct arguments *arguments,
		    struct error *error)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-";
	size_t length = strlen(word);

	if (walk->next < walk->argc)
		return error_set(error,
				 "'%.60s' is no option, and '%.60s' follows it: the VM's name "
				 "comes last, and alone",
				 word, walk->argv[walk->next]);
	if (length < 1 || length > CFG_VM_NAME_MAX || strspn(word, allowed) != length)
		return error_set(error,
				 "the VM's name '%.60s' needs 1 to %d of A-Z, a-z, 0-9, _ "
				 "and -",
				 word, CFG_VM_NAME_MAX);
	arguments->vm = word;
	return true;
}

/* What one option alone cannot know. */
static bool check_together(const struct arguments *arguments, struct error *error)
{
	if (!arguments->vm)
		return error_set(error, "the VM's name is missing: it is the last argument (see "
					"acrn-dm --help)");
	if (arguments->kernel && arguments->elf)
		return error_set(error, "-k and -E both name what to start: give one of them");
	if (arguments->ramdisk && !arguments->kernel && !arguments->elf)
		return error_set(error, "-r %.200s needs a kernel: give one with -k",
				 arguments->ramdisk);
	return true;
}

bool arguments_read(int argc, char *const argv[], struct arguments *arguments, struct error *error)
{
	struct walk walk = { argc, argv, 1, false };

	*arguments = (struct arguments) { .memory = MEMORY_DEFAULT,
					  .cpus = 1,
					  .shm_mode = 0600,
					  .shm_owner = (uid_t)-1,
					  .shm_group = (gid_t)-1 };
	while (walk.next < walk.argc) {
		const char *word = walk.argv[walk.next++];
		bool is_option = word[0] == '-' && word[1] && !walk.is_past_options;
		bool is_good = true;

		if (is_option && strcmp(word, "--") == 0)
			walk.is_past_options = true;
		else if (is_option && word[1] == '-')
			is_good = take_long(&walk, word + 2, arguments, error);
		else if (is_option)
			is_good = take_letters(&walk, word + 1, arguments, error);
		else
			is_good = take_vm(&walk, word, arguments, error);
		if (!is_good)
			return false;
		if (arguments->action == ACTION_HELP || arguments->action == ACTION_VERSION)
			return true;
	}
	return check_together(arguments, error);
}
