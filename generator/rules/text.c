/* SPDX-License-Identifier: BSD-3-Clause
 * text.c: texts that go to acrn-dm's command line. */
#include "rules/internal.h"

void check_parameters_invalid(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (!vm->parameters.error)
		return;
	diag = check_report(check, vm, vm->parameters_error, "customized_parameters of VM '%s': %s",
			    vm->name.value, vm->parameters.error);
	diag_help(diag, "text in single quotes reaches acrn-dm unchanged");
}

/* Reports a character that would break a line of the script's --dry-run, or act on a terminal. */
static void check_text(struct check *check, const struct vm *vm, struct text text)
{
	const char *at = text.value ? text.value : "";
	struct diag *diag;

	while ((unsigned char)*at >= 0x20 && *at != 0x7f)
		at++;
	if (!*at)
		return;
	diag = check_report(
		check, vm, text.at,
		"a text for acrn-dm of VM '%s' has a control character, such as a line feed",
		vm->name.value);
	diag_help(diag, "write it on one line");
}

static void check_device_texts(struct check *check, const struct vm *vm,
			       const struct device *device)
{
	if (device->address.is_argument)
		return; /* a part of a word that is checked */
	switch (device->kind) {
	case DEVICE_INPUT:
		check_text(check, vm, device->input->backend);
		check_text(check, vm, device->input->id);
		break;
	case DEVICE_CONSOLE:
		check_text(check, vm, device->console->path);
		break;
	case DEVICE_NET:
		check_text(check, vm, device->net->interface);
		break;
	case DEVICE_BLOCK:
		check_text(check, vm, (struct text) { device->block, device->at });
		break;
	case DEVICE_GPU:
		check_text(check, vm, device->gpu->options);
		break;
	case DEVICE_OTHER:
		check_text(check, vm, device->other->text);
		break;
	default: /* numbers and names, which other rules check */
		break;
	}
}

void check_text_invalid(struct check *check, const struct vm *vm)
{
	check_text(check, vm, vm->kernel);
	check_text(check, vm, vm->ramdisk);
	check_text(check, vm, vm->cmdline);
	for (size_t i = 0; i < vm->parameters.count; i++)
		check_text(check, vm,
			   (struct text) { vm->parameters.words[i], vm->parameters_text.at });
	for (size_t i = 0; i < vm->device_count; i++)
		check_device_texts(check, vm, &vm->devices[i]);
}
