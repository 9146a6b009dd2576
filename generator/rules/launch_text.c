/* SPDX-License-Identifier: BSD-3-Clause
 * launch_text.c: what bash leaves as it is in the arguments of a VM. */
#include <string.h>

#include "rules/launch.h"

/* Offset of a ~/ that a program gets: bash replaces it at the start of a word only. SIZE_MAX where
 * there is none. */
static size_t find_tilde(const char *text)
{
	for (const char *at = strstr(text, "~/"); at; at = strstr(at + 1, "~/"))
		if (at == text || strchr(",=:", at[-1]))
			return (size_t)(at - text);
	return SIZE_MAX;
}

/* Behind -B and -append there are arguments of a kernel, which has no home directory. */
static bool is_for_kernel(const struct launch_option *option)
{
	return strcmp(option->name, "-B") == 0 || strcmp(option->name, "-append") == 0;
}

void check_tilde_not_expanded(struct check *check, const struct vm *vm)
{
	const struct launch *launch = vm->launch;

	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];
		size_t tilde;
		struct launch_text at;
		struct diag *diag;

		if (!option->has_value || is_for_kernel(option))
			continue;
		tilde = find_tilde(option->value.head);
		if (tilde == SIZE_MAX)
			continue;
		at = launch_slice(check->scratch, &option->value, tilde, tilde + 1);
		diag = check_report(
			check, option, at.at, "~ is not expanded here: %s gets the text '%s'",
			launch->program == LAUNCH_QEMU ? "QEMU" : "acrn-dm", option->value.head);
		diag_help(diag,
			  "use $HOME, or write the directory: bash expands ~ only at the start "
			  "of a word without quotes");
	}
}
