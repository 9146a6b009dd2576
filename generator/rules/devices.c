/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: devices other than shared memory, and the text that goes to acrn-dm. */
#include <net/if.h>
#include <string.h>

#include "rules/rules.h"

/* Calls `judge` for every device of a kind. */
static void each_of_kind(struct check *check, enum device_kind kind,
			 void (*judge)(struct check *, const struct vm *, const struct device *))
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];

		for (size_t j = 0; j < vm->device_count; j++)
			if (vm->devices[j].kind == kind)
				judge(check, vm, &vm->devices[j]);
	}
}

void check_vuart_unknown_vm(struct check *check)
{
	for (size_t i = 0; i < check->model->vuart_end_count; i++) {
		const struct vuart_end *end = &check->model->vuart_ends[i];

		if (end->vm)
			continue;
		if (*end->vm_name.value)
			diag_add(check->diags, DIAG_VUART_UNKNOWN_VM, end->vm_name.at,
				 "a vUART ends in VM '%s', which does not exist",
				 end->vm_name.value);
		else
			diag_add(check->diags, DIAG_VUART_UNKNOWN_VM, end->vm_name.at,
				 "a vUART ends in a VM without a name");
	}
}

static void judge_console(struct check *check, const struct vm *vm, const struct device *device)
{
	const struct console_device *console = device->console;
	struct diag *diag;

	if (!console->path_element || !model_is_blank(console->path))
		return;
	diag = diag_add(check->diags, DIAG_CONSOLE_PATH_MISSING, console->backend.at,
			"the console of VM '%s' is on a %s, but does not say which", vm->name.value,
			console->backend.value);
	diag_help(diag, "add <%s>", console->path_element);
}

void check_console_path_missing(struct check *check)
{
	each_of_kind(check, DEVICE_CONSOLE, judge_console);
}

static void judge_passthrough(struct check *check, const struct vm *vm, const struct device *device)
{
	struct diag *diag;

	if (device->passthrough->has_bdf)
		return;
	diag = diag_add(check->diags, DIAG_PASSTHROUGH_BDF_INVALID, device->at,
			"'%s' of VM '%s' does not begin with a BDF",
			device->passthrough->text.value, vm->name.value);
	diag_help(diag, "begin it as lspci does, such as 00:1f.3");
}

void check_passthrough_bdf_invalid(struct check *check)
{
	each_of_kind(check, DEVICE_PASSTHROUGH, judge_passthrough);
}

/* Devices of acrn-dm's that have an element of their own, where they are checked. */
static const struct {
	const char *kind, *instead;
} known_kinds[] = {
	{ "ivshmem", "use <shm_region>" },
	{ "passthru", "use <pci_dev>" },
	{ "uart", "use <vuart_connection>" },
	{ "hostbridge", "leave it out: every VM has one" },
	{ "lpc", "leave it out: every VM but an RTVM has one" },
};

static void judge_other(struct check *check, const struct vm *vm, const struct device *device)
{
	const char *kind = device->other->kind;
	struct diag *diag;

	if (!*kind || strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(kind)) {
		diag = diag_add(check->diags, DIAG_DM_DEVICE_INVALID, device->at,
				"'%s' of VM '%s' begins with no kind of device",
				device->other->text.value, vm->name.value);
		diag_help(diag, "write KIND[,OPTIONS], such as virtio-rnd");
		return;
	}
	for (size_t i = 0; i < sizeof(known_kinds) / sizeof(known_kinds[0]); i++) {
		if (strcmp(kind, known_kinds[i].kind) != 0)
			continue;
		diag = diag_add(
			check->diags, DIAG_DM_DEVICE_INVALID, device->at,
			"%s of VM '%s' is not for <dm_device>, which would escape the checks", kind,
			vm->name.value);
		diag_help(diag, "%s", known_kinds[i].instead);
	}
}

void check_dm_device_invalid(struct check *check)
{
	each_of_kind(check, DEVICE_OTHER, judge_other);
}

void check_parameters_invalid(struct check *check)
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];
		struct diag *diag;

		if (!vm->parameters.error)
			continue;
		diag = diag_add(check->diags, DIAG_PARAMETERS_INVALID, vm->parameters_error,
				"customized_parameters of VM '%s': %s", vm->name.value,
				vm->parameters.error);
		diag_help(diag, "what stands between '…' reaches acrn-dm as it is");
	}
}

/* Whether a text would break a line of the script's --dry-run, or act on a terminal. */
static bool has_control_character(const char *text)
{
	for (; text && *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

static void judge_text(struct check *check, const struct vm *vm, struct text text)
{
	struct diag *diag;

	if (!has_control_character(text.value))
		return;
	diag = diag_add(
		check->diags, DIAG_TEXT_INVALID, text.at,
		"a text of VM '%s' for acrn-dm has a control character, such as a line feed",
		vm->name.value);
	diag_help(diag, "write it on one line");
}

static void judge_device_texts(struct check *check, const struct vm *vm,
			       const struct device *device)
{
	switch (device->kind) {
	case DEVICE_INPUT:
		judge_text(check, vm, device->input->backend);
		judge_text(check, vm, device->input->id);
		break;
	case DEVICE_CONSOLE:
		judge_text(check, vm, device->console->path);
		break;
	case DEVICE_NET:
		judge_text(check, vm, device->net->interface);
		break;
	case DEVICE_BLOCK:
		judge_text(check, vm, (struct text) { device->block, device->at });
		break;
	case DEVICE_GPU:
		judge_text(check, vm, device->gpu->options);
		break;
	case DEVICE_OTHER:
		judge_text(check, vm, device->other->text);
		break;
	default: /* numbers and names, which other rules judge */
		break;
	}
}

static void judge_parameters(struct check *check, const struct vm *vm)
{
	for (size_t i = 0; i < vm->parameters.count; i++) {
		struct text word = { vm->parameters.words[i], vm->parameters_text.at };

		judge_text(check, vm, word);
	}
}

void check_text_invalid(struct check *check)
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];

		judge_text(check, vm, vm->kernel);
		judge_text(check, vm, vm->ramdisk);
		judge_text(check, vm, vm->cmdline);
		judge_parameters(check, vm);
		for (size_t j = 0; j < vm->device_count; j++)
			judge_device_texts(check, vm, &vm->devices[j]);
	}
}

void check_boot_conflict(struct check *check)
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];
		struct diag *diag;

		if (vm->load_order != CFG_POST_LAUNCHED || !vm->has_ovmf ||
		    model_is_blank(vm->kernel))
			continue;
		diag = diag_add(check->diags, DIAG_BOOT_CONFLICT, vm->kernel.at,
				"VM '%s' boots this kernel, and OVMF too", vm->name.value);
		diag_note(diag, vm->ovmf_text.at, "vbootloader asks for OVMF here");
		diag_help(diag, "set vbootloader to n, or remove <kernel>");
	}
}

/* In the lab nothing else boots a VM: the modules that os_config names are the hypervisor's. */
void check_boot_missing(struct check *check)
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];
		struct diag *diag;

		if (!model_is_started_by_acrn_hv(check->model, vm) || !model_is_blank(vm->kernel))
			continue;
		diag = diag_add(
			check->diags, DIAG_BOOT_MISSING, vm->kernel.value ? vm->kernel.at : vm->at,
			"VM '%s' has no kernel that the lab could start it with", vm->name.value);
		diag_help(diag, "add a <boot> with a <kernel>");
	}
}

/* The first element that a display lacks, or NULL. */
static const char *missing_element(const struct gpu_display *display)
{
	if (!display->is_window)
		return model_is_blank(display->monitor) ? "monitor_id" : NULL;
	if (model_is_blank(display->resolution))
		return "window_resolutions";
	if (model_is_blank(display->x))
		return "horizontal_offset";
	return model_is_blank(display->y) ? "vertical_offset" : NULL;
}

static void judge_gpu(struct check *check, const struct vm *vm, const struct device *device)
{
	for (size_t i = 0; i < device->gpu->display_count; i++) {
		const struct gpu_display *display = &device->gpu->displays[i];
		const char *missing = missing_element(display);
		struct diag *diag;

		if (!missing)
			continue;
		diag = diag_add(check->diags, DIAG_DISPLAY_INCOMPLETE, display->at,
				"a %s of VM '%s' has no <%s>",
				display->is_window ? "window" : "full screen", vm->name.value,
				missing);
		diag_help(diag, "add <%s>", missing);
	}
}

void check_display_incomplete(struct check *check)
{
	each_of_kind(check, DEVICE_GPU, judge_gpu);
}

static void judge_tap(struct check *check, const struct vm *vm, const struct device *device)
{
	const char *name = device->net->interface.value;
	struct diag *diag;

	/* A VM's own name, which stands in where there is none, is for other rules to judge. */
	if (name == vm->name.value || strlen(name) < IFNAMSIZ)
		return;
	diag = diag_add(check->diags, DIAG_TAP_NAME_INVALID, device->net->interface.at,
			"the tap '%s' of VM '%s' has %zu characters", name, vm->name.value,
			strlen(name));
	diag_help(diag, "shorten it to %d: Linux takes no longer name for an interface",
		  IFNAMSIZ - 1);
}

void check_tap_name_invalid(struct check *check)
{
	each_of_kind(check, DEVICE_NET, judge_tap);
}
