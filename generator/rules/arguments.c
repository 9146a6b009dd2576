/* SPDX-License-Identifier: BSD-3-Clause
 * arguments.c: what reaches acrn-dm's command line as it is: dm_device, and the options in
 * customized_parameters; and how long an argument can be. */
#include <string.h>
#include <strings.h>

#include "rules/internal.h"
#include "vmm/acrn_dm.h"

/* The longest argument that Linux takes, without its NUL: MAX_ARG_STRLEN is 32 pages. */
#define ARGUMENT_MAX 131071u

/* What a launch script writes around a device's text, such as "31:7,virtio-input,". */
#define DEVICE_WORDS_MAX 64u

/* acrn-dm's buffers, without the NUL: STR_LEN for paths, BOOT_ARG_LEN. */
#define BOOT_PATH_MAX	   1023u
#define BOOT_ARGUMENTS_MAX 2047u

/* The serial ports that acrn-dm emulates: com1 and com2. */
#define PORT_COUNT 2u

/* Devices that have elements of their own, with rules of their own. */
static const struct {
	const char *kind, *instead;
} known_kinds[] = {
	{ "ivshmem", "use <shm_region>" },
	{ "passthru", "use <pci_dev>" },
	{ "uart", "use <vuart_connection>" },
	{ "hostbridge", "leave it out: every VM has one" },
	{ "lpc", "leave it out: every VM but an RTVM has one" },
};

void check_dm_device_invalid(struct check *check, const struct vm *vm, const struct device *device)
{
	const char *kind;
	struct diag *diag;

	if (device->kind != DEVICE_OTHER || device->address.is_argument)
		return;
	kind = device->other->kind;
	if (!*kind || strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(kind)) {
		diag = check_report(
			check, device, device->at,
			"invalid dm_device '%s' of VM '%s': must begin with a kind of device",
			device->other->text.value, vm->name.value);
		diag_help(diag, "write KIND[,OPTIONS], for example virtio-rnd");
		return;
	}
	for (size_t i = 0; i < sizeof(known_kinds) / sizeof(known_kinds[0]); i++) {
		if (strcmp(kind, known_kinds[i].kind) != 0)
			continue;
		diag = check_report(check, device, device->at,
				    "%s of VM '%s' is not allowed as <dm_device>, which is not "
				    "checked",
				    kind, vm->name.value);
		diag_help(diag, "%s", known_kinds[i].instead);
	}
}

/* What acrn-dm calls a device that not every release has; NULL for others. */
static const char *dm_kind(const struct device *device)
{
	switch (device->kind) {
	case DEVICE_GPU:
		return "virtio-gpu";
	case DEVICE_VSOCK:
		return "vhost-vsock";
	case DEVICE_OTHER:
		return device->other->kind;
	default:
		return NULL;
	}
}

/* The lab's acrn-dm leaves out what it does not have. */
void check_device_not_in_release(struct check *check, const struct vm *vm,
				 const struct device *device)
{
	enum release release = check->model->release;
	const char *kind = dm_kind(device);
	struct diag *diag;

	if (!kind || check->model->target == TARGET_LAB || acrn_dm_has_device(kind, release))
		return;
	diag = check_report(check, device, device->at,
			    "acrn-dm of ACRN %s does not have %s of VM '%s', and stops",
			    release_name(release), kind, vm->name.value);
	diag_help(diag,
		  release < RELEASE_3_0
			  ? "remove it, or generate for ACRN 3.0 or later with --acrn-release"
			  : "remove it, or generate for an earlier release with --acrn-release");
}

/* The number of a -l's port, from 1; 0 where acrn-dm has no such port. */
static unsigned port_number(const char *value)
{
	unsigned number;

	if (strncasecmp(value, "com", 3) != 0 || value[3] < '1')
		return 0;
	number = (unsigned)(value[3] - '0');
	return number <= PORT_COUNT && (!value[4] || value[4] == ',') ? number : 0;
}

/* Whether a -s has no kind of device, behind its first comma. */
static bool has_no_kind(const char *value)
{
	const char *comma = strchr(value, ',');

	return !comma || !comma[1] || comma[1] == ',';
}

static void check_argument(struct check *check, const struct vm *vm,
			   const struct argument *argument)
{
	const char *value = argument->value.value;
	struct diag *diag;

	if (!value) {
		diag = check_report(check, argument, argument->option.at,
				    "%s of VM '%s' has no value: acrn-dm would take the VM's name "
				    "for it",
				    argument->option.value, vm->name.value);
		diag_help(diag, "add the value, or remove %s", argument->option.value);
	} else if (argument->kind == ARGUMENT_DEVICE && has_no_kind(value)) {
		diag = check_report(check, argument, argument->value.at,
				    "invalid device '%s' of VM '%s': no kind of device", value,
				    vm->name.value);
		diag_help(diag, "write SLOT[:FUNCTION],KIND[,OPTIONS], for example 7,virtio-rnd");
	} else if (argument->kind == ARGUMENT_PORT && !port_number(value)) {
		diag = check_report(check, argument, argument->value.at,
				    "invalid serial port '%s' of VM '%s': must be com1 or com2",
				    value, vm->name.value);
		diag_help(diag, "write PORT,BACKEND, for example com1,stdio");
	}
}

void check_argument_invalid(struct check *check, const struct vm *vm)
{
	for (size_t i = 0; i < vm->argument_count; i++)
		check_argument(check, vm, &vm->arguments[i]);
}

void check_port_duplicate(struct check *check, const struct vm *vm)
{
	struct text uses[PORT_COUNT + 1] = { 0 }; /* the latest of each port */

	if (vm->com1.is_set)
		uses[1] = (struct text) { "stdio", vm->com1.at };
	for (size_t i = 0; i < vm->argument_count; i++) {
		const struct argument *argument = &vm->arguments[i];
		unsigned port = argument->kind == ARGUMENT_PORT && argument->value.value
					? port_number(argument->value.value)
					: 0;
		struct diag *diag;

		if (!port)
			continue;
		if (uses[port].value) {
			diag = check_report(check, vm, argument->value.at,
					    "duplicate com%u of VM '%s': acrn-dm uses the last one",
					    port, vm->name.value);
			diag_note(diag, uses[port].at, "the other one is here");
			diag_help(diag, uses[port].at.start == vm->com1.at.start
						? "set vuart0 to n, or remove this -l"
						: "remove one of the two");
		}
		uses[port] = argument->value;
	}
}

static void check_length(struct check *check, const struct vm *vm, struct span at, size_t length,
			 size_t max)
{
	struct diag *diag;

	if (length <= max)
		return;
	diag = check_report(check, vm, at, "an argument of VM '%s' is too long: %zu bytes",
			    vm->name.value, length);
	diag_help(diag, "use at most %zu bytes", max);
}

static size_t length_of(struct text text)
{
	return text.value ? strlen(text.value) : 0;
}

/* The length of the text that the user gives a device; of those whose form is fixed 0. */
static size_t device_length(const struct device *device)
{
	switch (device->kind) {
	case DEVICE_XHCI:
		return strlen(device->xhci_ports);
	case DEVICE_INPUT:
		return length_of(device->input->backend) + length_of(device->input->id);
	case DEVICE_CONSOLE:
		return length_of(device->console->path);
	case DEVICE_BLOCK:
		return strlen(device->block);
	case DEVICE_GPU:
		return length_of(device->gpu->options);
	case DEVICE_OTHER:
		return length_of(device->other->text);
	default:
		return 0;
	}
}

/* Only acrn-dm's arguments: the hypervisor starts other VMs. */
void check_argument_too_long(struct check *check, const struct vm *vm)
{
	if (vm->load_order != CFG_POST_LAUNCHED)
		return;
	check_length(check, vm, vm->kernel.at, length_of(vm->kernel), BOOT_PATH_MAX);
	check_length(check, vm, vm->ramdisk.at, length_of(vm->ramdisk), BOOT_PATH_MAX);
	check_length(check, vm, vm->cmdline.at, length_of(vm->cmdline), BOOT_ARGUMENTS_MAX);
	for (size_t i = 0; i < vm->parameters.count; i++)
		check_length(check, vm, vm->parameters_text.at, strlen(vm->parameters.words[i]),
			     ARGUMENT_MAX);
	for (size_t i = 0; i < vm->device_count; i++)
		check_length(check, vm, vm->devices[i].at, device_length(&vm->devices[i]),
			     ARGUMENT_MAX - DEVICE_WORDS_MAX);
}
