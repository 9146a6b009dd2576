/* SPDX-License-Identifier: BSD-3-Clause
 * options.c: acrn-dm's options, apart from devices: elements, or words of customized_parameters. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "import/internal.h"
#include "vmm/acrn_dm.h"

#define MIB (UINT64_C(1) << 20)

/* What gen writes by itself (plan/, templates/launch_acrn.sh.xsl). */
#define OWN_OVMF	      "/usr/share/acrn/bios/OVMF.fd"
#define OWN_VIRTIO_POLL	      "1000000"
#define OWN_INTERRUPT_MONITOR "10000,10,1,100"
#define OWN_LOGGER	      "console,level=4;kmsg,level=3;disk,level=5"

/* The memory of a VM without -m, in MiB: acrn-dm's default is not that of scenarios. */
#define DEFAULT_MEMORY "256"

static bool is(const struct launch_option *option, const char *name)
{
	return strcmp(option->name, name) == 0;
}

/* --lapic_pt is for real-time VMs alone, and makes one. */
void import_read_kind(const struct importing *importing, struct import_vm *vm)
{
	(void)importing;
	for (size_t i = 0; i < vm->launch->option_count; i++) {
		const struct launch_option *option = &vm->launch->options[i];

		if (option->is_uncertain || !import_is_taken(vm, option->when))
			continue;
		vm->is_windows |= is(option, "--windows");
		vm->has_lapic |= is(option, "--lapic_pt");
		vm->is_rtvm |= is(option, "--rtvm") || is(option, "--lapic_pt");
	}
}

/* Sets what the last of several options decides. */
static void set_last(const struct importing *importing, const struct import_vm *vm,
		     const struct launch_option *option, const char **value, const char *text)
{
	if (*value)
		import_report(importing, option->at,
			      "an earlier %s of VM '%s' is left out: the last one counts",
			      option->name, vm->name);
	*value = text;
}

/* In MiB, as scenarios have it; NULL for what they cannot have. */
static const char *read_memory(struct arena *arena, const char *text)
{
	uint64_t bytes;

	if (!acrn_dm_parse_memory(text, &bytes) || !bytes || bytes % MIB ||
	    bytes / MIB > UINT32_MAX)
		return NULL;
	return arena_printf(arena, "%" PRIu64, bytes / MIB);
}

static bool take_memory(const struct importing *importing, struct import_vm *vm,
			const struct launch_option *option)
{
	const char *mib = read_memory(importing->arena, option->value.value);

	if (!mib)
		import_report(importing, option->value.at,
			      "invalid memory size '%s' of VM '%s' is left out",
			      option->value.value, vm->name);
	else
		set_last(importing, vm, option, &vm->memory, mib);
	return true;
}

/* White space at the ends of a text does not count in a scenario. */
static bool is_value(const char *text)
{
	size_t length = strlen(text);

	return length && text[0] != ' ' && text[length - 1] != ' ';
}

static bool take_path(const struct importing *importing, struct import_vm *vm,
		      const struct launch_option *option, const char **path)
{
	if (!is_value(option->value.value) || !import_is_text(option->value.value))
		return false;
	set_last(importing, vm, option, path, option->value.value);
	return true;
}

static bool take_kernel(const struct importing *importing, struct import_vm *vm,
			const struct launch_option *option)
{
	return take_path(importing, vm, option, &vm->kernel);
}

static bool take_ramdisk(const struct importing *importing, struct import_vm *vm,
			 const struct launch_option *option)
{
	return take_path(importing, vm, option, &vm->ramdisk);
}

/* The kernel takes any white space between its arguments for one blank. */
static bool take_cmdline(const struct importing *importing, struct import_vm *vm,
			 const struct launch_option *option)
{
	const char *from = option->value.value;
	char *line = arena_alloc(importing->arena, strlen(from) + 1), *end = line;

	for (; *from; from++)
		if (!is_space(*from))
			*end++ = *from;
		else if (end > line && end[-1] != ' ')
			*end++ = ' ';
	while (end > line && end[-1] == ' ')
		*--end = '\0';
	if (!*line || !import_is_text(line))
		return false;
	set_last(importing, vm, option, &vm->cmdline, line);
	return true;
}

static bool take_port(const struct importing *importing, struct import_vm *vm,
		      const struct launch_option *option)
{
	(void)importing;
	if (vm->has_com1 || strcmp(option->value.value, "com1,stdio") != 0)
		return false;
	vm->has_com1 = true;
	return true;
}

static bool take_ovmf(const struct importing *importing, struct import_vm *vm,
		      const struct launch_option *option)
{
	(void)importing;
	if (vm->has_ovmf || strcmp(option->value.value, OWN_OVMF) != 0)
		return false;
	vm->has_ovmf = true;
	return true;
}

/* import_read_kind() has read it. */
static bool take_kind(const struct importing *importing, struct import_vm *vm,
		      const struct launch_option *option)
{
	(void)importing;
	(void)vm;
	(void)option;
	return true;
}

/* Whether the scenario has an element for a device of one of some kinds, in order. */
static bool has_element(const struct import_vm *vm, enum device_kind first, enum device_kind last)
{
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct import_device *device = &vm->devices[i];

		if (device->way == IMPORT_ELEMENT && device->kind >= first &&
		    device->kind <= last && device->from->slot != CFG_SLOT_GPU)
			return true;
	}
	return false;
}

static bool take_virtio_poll(const struct importing *importing, struct import_vm *vm,
			     const struct launch_option *option)
{
	(void)importing;
	return vm->is_rtvm && has_element(vm, DEVICE_INPUT, DEVICE_GPU) &&
	       strcmp(option->value.value, OWN_VIRTIO_POLL) == 0;
}

static bool take_interrupt_monitor(const struct importing *importing, struct import_vm *vm,
				   const struct launch_option *option)
{
	(void)importing;
	return has_element(vm, DEVICE_PASSTHROUGH, DEVICE_PASSTHROUGH) &&
	       strcmp(option->value.value, OWN_INTERRUPT_MONITOR) == 0;
}

static bool take_logger(const struct importing *importing, struct import_vm *vm,
			const struct launch_option *option)
{
	(void)importing;
	(void)vm;
	return strcmp(option->value.value, OWN_LOGGER) == 0;
}

/* The options that have elements, or that gen writes by itself; each tells whether the scenario has
 * this one now. */
static const struct {
	const char *name;
	bool (*take)(const struct importing *importing, struct import_vm *vm,
		     const struct launch_option *option);
} options[] = {
	{ "-m", take_memory },
	{ "-k", take_kernel },
	{ "-r", take_ramdisk },
	{ "-B", take_cmdline },
	{ "-l", take_port },
	{ "--ovmf", take_ovmf },
	{ "--windows", take_kind },
	{ "--rtvm", take_kind },
	{ "--lapic_pt", take_kind },
	{ "--virtio_poll", take_virtio_poll },
	{ "--intr_monitor", take_interrupt_monitor },
	{ "--logger_setting", take_logger },
};

static bool take(const struct importing *importing, struct import_vm *vm,
		 const struct launch_option *option)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (is(option, options[i].name))
			return options[i].take(importing, vm, option);
	return false;
}

/* Whether an option is complete and known; if not, that is reported. */
static bool is_known(const struct importing *importing, const struct import_vm *vm,
		     const struct launch_option *option)
{
	if (*option->name && option->has_value && !option->value.value)
		import_report_unknown(importing, &option->value,
				      "%s of VM '%s' is left out: its value is not known",
				      option->name, vm->name);
	else if (option->is_uncertain && option->value.value)
		import_report(importing, option->value.at,
			      "'%s' of VM '%s' is left out: what it is for is not known",
			      option->value.value, vm->name);
	else if (option->is_uncertain)
		import_report_unknown(importing, &option->value,
				      "%s of VM '%s' is left out: it is not known",
				      *option->name ? option->name : "an argument", vm->name);
	else if (!*option->name)
		import_report(importing, option->at,
			      "'%s' of VM '%s' is left out: acrn-dm ignores what follows the name",
			      option->value.head, vm->name);
	else if (option->lacks_value)
		import_report(importing, option->at, "%s of VM '%s' is left out: it has no value",
			      option->name, vm->name);
	else
		return true;
	return false;
}

static void add_words(const struct importing *importing, struct import_vm *vm,
		      const struct launch_option *option)
{
	const char *value = option->has_value ? option->value.value : "";

	if (!import_is_text(option->name) || !import_is_text(value)) {
		import_report(importing, option->at,
			      "%s of VM '%s' is left out: it has characters that a scenario cannot "
			      "have",
			      option->name, vm->name);
		return;
	}
	import_add_word(importing, vm, option->name);
	if (option->has_value)
		import_add_word(importing, vm, value);
}

static void add_device_words(const struct importing *importing, struct import_vm *vm)
{
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct import_device *device = &vm->devices[i];

		if (device->way != IMPORT_WORDS)
			continue;
		import_add_word(importing, vm, "-s");
		import_add_word(importing, vm,
				arena_printf(importing->arena, "%s,%s", device->from->address.value,
					     device->text));
	}
}

/* Whether an option is looked at elsewhere: devices are, and so is the word that names the VM. */
static bool is_elsewhere(const struct import_vm *vm, const struct launch_option *option)
{
	const struct launch *launch = vm->launch;

	if (is(option, ""))
		return launch->name_count && option == launch->names[launch->name_count - 1];
	return is(option, "-s") && !option->lacks_value;
}

void import_options(const struct importing *importing, struct import_vm *vm)
{
	const struct launch_option *affinity = NULL;
	bool has_memory = false;

	add_device_words(importing, vm);
	for (size_t i = 0; i < vm->launch->option_count; i++) {
		const struct launch_option *option = &vm->launch->options[i];

		if (!import_is_taken(vm, option->when) || is_elsewhere(vm, option))
			continue;
		has_memory |= is(option, "-m");
		if (is(option, "--cpu_affinity") && option->has_value)
			affinity = option;
		else if (is_known(importing, vm, option) && !take(importing, vm, option))
			add_words(importing, vm, option);
	}
	import_read_cpus(importing, vm, affinity);
	if (!has_memory)
		vm->memory = DEFAULT_MEMORY;
}
