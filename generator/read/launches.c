/* SPDX-License-Identifier: BSD-3-Clause
 * launches.c: reads what launch scripts start: each VM as a post-launched one, with the devices of
 * its command line. */
#include <string.h>

#include "base/arena.h"
#include "read/internal.h"
#include "read/read.h"
#include "schema/ivshmem_argument.h"
#include "script/script.h"

struct launch_reader {
	struct arena *arena;
	struct model_builder *builder;
	const struct launch *launch;
	const struct vm *vm;
};

static struct text known(const struct launch_text *text)
{
	return (struct text) { text->value, text->at };
}

/* A name that messages can have: what is known of the VM's, or its script's. */
static struct text name_for_messages(struct arena *arena, const struct launch *launch)
{
	for (size_t i = 0; i < launch->name_count; i++) {
		struct launch_text name = launch_name(arena, launch, launch->names[i]);

		if (name.value && *name.value)
			return known(&name);
	}
	return (struct text) { launch->source->base, launch->run->at };
}

static void name_vm(struct arena *arena, struct vm *vm)
{
	const struct launch *launch = vm->launch;

	vm->is_unnamed = launch->name_count != 1 || launch->names[0]->is_uncertain;
	if (!vm->is_unnamed) {
		struct launch_text name = launch_name(arena, launch, launch->names[0]);

		vm->name = known(&name);
		vm->is_unnamed = !name.value;
	}
	if (vm->is_unnamed)
		vm->name = name_for_messages(arena, launch);
}

static struct vm read_vm_of(struct arena *arena, const struct launch *launch)
{
	struct vm vm = {
		.at = launch->run->at,
		.load_order = CFG_POST_LAUNCHED,
		.launch = launch,
		.when = launch->when,
	};

	vm.id_text.at = vm.load_order_text.at = vm.at;
	name_vm(arena, &vm);
	return vm;
}

static struct device_address device_address(const struct launch_device *device)
{
	struct device_address address = {
		.is_slot_number = true,
		.is_argument = true,
		.text = device->address,
	};

	if (device->has_bad_address)
		address.kind = ADDRESS_BAD_SLOT;
	if (!device->has_address)
		return address;
	address.kind = ADDRESS_FIXED;
	address.vbdf = CFG_BDF(device->bus, device->slot, device->function);
	return address;
}

/* The text with a byte for each unknown part that no field of a declaration can have. */
static char *region_text(struct arena *arena, const struct launch_text *text)
{
	char *bytes = arena_copy(arena, text->head, text->length);

	for (size_t i = 0; i < text->length; i++)
		if (!bytes[i])
			bytes[i] = '?';
	return bytes;
}

static struct text field_text(struct arena *arena, const struct launch_text *text,
			      struct ivshmem_field field)
{
	struct launch_text slice = launch_slice(arena, text, field.start, field.end);

	return known(&slice);
}

/* acrn-dm's ivshmem,REGION. False where its name is not known, or it is no declaration. */
static bool read_region(const struct launch_reader *reader, const struct launch_device *device)
{
	const struct launch_text *text = &device->options;
	struct arena *arena = reader->arena;
	char *bytes = region_text(arena, text);
	struct ivshmem_argument fields;
	struct own_region own = {
		.vm = reader->vm,
		.when = device->when,
		.at = text->at,
		.address = device_address(device),
	};

	if (ivshmem_argument_parse(bytes, &fields) != IVSHMEM_ARGUMENT_OK) {
		if (text->value)
			model_add_bad_text(reader->builder, reader->vm, known(text));
		return false;
	}
	own.land = fields.land;
	own.name = field_text(arena, text, fields.name);
	if (!own.name.value)
		return false;
	own.size = field_text(arena, text, fields.size);
	bytes[fields.size.end] = '\0';
	own.has_size = ivshmem_argument_size(bytes, &fields, &own.bytes, &own.is_bytes);
	own.has_id_field = fields.has_region_id;
	if (fields.has_region_id)
		own.id = field_text(arena, text, fields.region_id);
	read_own_region(reader->builder, &own);
	return true;
}

/* What is passed through: of QEMU's vfio-pci the host=, of acrn-dm's passthru its first option. */
static struct text passthrough_text(const struct launch_reader *reader,
				    const struct launch_device *device)
{
	static const char domain[] = "0000:";
	const struct launch_text *options = &device->options;
	const char *comma = memchr(options->head, ',', options->length);
	size_t end = comma ? (size_t)(comma - options->head) : options->length;
	struct launch_text host;

	if (reader->launch->program == LAUNCH_ACRN_DM)
		host = launch_slice(reader->arena, options, 0, end);
	else if (launch_property(reader->arena, options, "host", &host) != LAUNCH_FOUND)
		return (struct text) { 0 };
	else if (strncmp(host.head, domain, strlen(domain)) == 0)
		host = launch_slice(reader->arena, &host, strlen(domain), host.length);
	return known(&host);
}

/* A device that is no region; acrn-dm has none without a kind. */
static void read_device(const struct launch_reader *reader, const struct launch_device *device)
{
	bool is_missing = device->option->value.value && model_is_blank(device->kind);
	struct argument_device from = {
		.when = device->when,
		.address = device_address(device),
		.kind = device->kind,
		.options = known(&device->options),
		.passthrough = passthrough_text(reader, device),
	};
	struct device added;

	if (is_missing)
		return;
	if (!from.kind.value)
		from.kind = (struct text) { "of unknown kind", device->at };
	added = read_argument_device(reader->arena, &from);
	model_add_device(reader->builder, reader->vm, &added);
}

/* The region of a QEMU device, by the name of its memory or socket. */
static bool read_qemu_region(const struct launch_reader *reader,
			     const struct launch_ivshmem *ivshmem)
{
	struct own_region own = {
		.vm = reader->vm,
		.when = ivshmem->when,
		.at = ivshmem->device->at,
		.land = CFG_LAND_DM,
		.name = ivshmem->region,
		.size = ivshmem->size_text,
		.has_size = ivshmem->has_size,
		.is_bytes = true,
		.bytes = ivshmem->size,
		.address = device_address(ivshmem->device),
	};

	if (!own.name.value)
		return false;
	read_own_region(reader->builder, &own);
	return true;
}

/* A device of QEMU: *next is the first of launch->ivshmems that is not of an earlier one. */
static bool read_qemu_regions(const struct launch_reader *reader,
			      const struct launch_device *device, size_t *next)
{
	const struct launch *launch = reader->launch;
	bool has_region = false;

	for (; *next < launch->ivshmem_count && launch->ivshmems[*next].device == device; ++*next)
		has_region |= read_qemu_region(reader, &launch->ivshmems[*next]);
	return has_region;
}

static bool is_region(const struct launch_device *device)
{
	return device->kind.value && strcmp(device->kind.value, "ivshmem") == 0;
}

static void read_launch(const struct launch_reader *reader)
{
	const struct launch *launch = reader->launch;
	size_t next = 0;

	for (size_t i = 0; i < launch->device_count; i++) {
		const struct launch_device *device = &launch->devices[i];
		bool has_region;

		if (launch->program == LAUNCH_QEMU)
			has_region = read_qemu_regions(reader, device, &next);
		else
			has_region = is_region(device) && read_region(reader, device);
		if (!has_region)
			read_device(reader, device);
	}
}

static void read_script(struct launch_reader *reader, const struct script *script)
{
	for (size_t i = 0; i < script->launch_count; i++) {
		struct vm vm;

		if (script_is_repeated(script, i))
			continue;
		vm = read_vm_of(reader->arena, script->launches[i]);
		reader->launch = script->launches[i];
		reader->vm = model_add_vm(reader->builder, &vm);
		read_launch(reader);
	}
}

const struct model *read_launches(struct arena *arena, const struct script *const *scripts,
				  size_t count, const struct model_context *context)
{
	struct model base = {
		.source = scripts[0]->source,
		.is_of_scripts = true,
		.scripts = scripts,
		.script_count = count,
		.board = context->board,
		.release = context->release,
		.has_release = context->has_release,
		.target = context->target,
	};
	struct launch_reader reader = { .arena = arena };
	size_t vm_count = 0;

	for (size_t i = 0; i < count; i++)
		vm_count += scripts[i]->launch_count;
	reader.builder = model_new(arena, &base, vm_count);
	for (size_t i = 0; i < count; i++)
		read_script(&reader, scripts[i]);
	return model_finish(reader.builder);
}
