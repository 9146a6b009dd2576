/* SPDX-License-Identifier: BSD-3-Clause
 * write.c: the scenario as a tree. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/xml_free.h"
#include "board/board.h"
#include "import/internal.h"

#define MIB (UINT64_C(1) << 20)

/* The scenario's Service VM; scripts run in it, and say nothing of it. */
#define SERVICE_VM_NAME "SERVICE"

struct writing {
	const struct importing *importing;
	xmlDoc *xml;
	xmlNode *root, *hypervisor; /* <acrn-config>, its <hv> */
};

/* libxml2 returns NULL when memory runs out. */
static void *exists(const struct writing *writing, void *made)
{
	if (!made)
		arena_exhausted(writing->importing->arena);
	return made;
}

/* Adds an element, with a text that may have any character but where it is NULL. */
static xmlNode *add(const struct writing *writing, xmlNode *parent, const char *name,
		    const char *text)
{
	return exists(writing,
		      xmlNewTextChild(parent, NULL, BAD_CAST name, text ? BAD_CAST text : NULL));
}

static void add_attribute(const struct writing *writing, xmlNode *element, const char *name,
			  const char *value)
{
	exists(writing, xmlNewProp(element, BAD_CAST name, BAD_CAST value));
}

static const char *number(const struct writing *writing, uint64_t value)
{
	return arena_printf(writing->importing->arena, "%" PRIu64, value);
}

/* The child of that name, which is added where there is none. */
static xmlNode *group(const struct writing *writing, xmlNode *parent, const char *name)
{
	for (xmlNode *child = parent->children; child; child = child->next)
		if (xmlStrEqual(child->name, BAD_CAST name))
			return child;
	return add(writing, parent, name, NULL);
}

/* A region that is listed, and has no VMs yet. */
static void write_region(const struct writing *writing, struct import_region *region)
{
	const struct import_peer *peer = region->first;
	xmlNode *features = group(writing, writing->hypervisor, "FEATURES");
	xmlNode *list = group(writing, features, "IVSHMEM");
	xmlNode *element = add(writing, list, "IVSHMEM_REGION", NULL);

	add(writing, element, "NAME", peer->name);
	add(writing, element, "PROVIDED_BY",
	    peer->land == CFG_LAND_HV ? "Hypervisor" : "Device Model");
	add(writing, element, "IVSHMEM_SIZE", number(writing, peer->size / MIB));
	if (peer->region_id)
		add(writing, element, "IVSHMEM_REGION_ID", peer->region_id);
	region->vms = add(writing, element, "IVSHMEM_VMS", NULL);
}

static void write_listed_peer(const struct writing *writing, const struct import_vm *vm,
			      const struct import_device *device)
{
	struct import_region *region = device->peer.region;
	xmlNode *peer;

	if (!region->vms)
		write_region(writing, region);
	peer = add(writing, region->vms, "IVSHMEM_VM", NULL);
	add(writing, peer, "VM_NAME", vm->name);
	if (import_is_placeable(device->from))
		add(writing, peer, "VBDF",
		    arena_printf(writing->importing->arena, "00:%02x.0", device->from->slot));
}

/* The element of a device that says its slot, if it has one. */
static void write_placed(const struct writing *writing, xmlNode *element, const char *list,
			 const char *name, const struct import_device *device, const char *text)
{
	xmlNode *added = add(writing, group(writing, element, list), name, text);

	if (import_is_placeable(device->from))
		add_attribute(writing, added, "slot", number(writing, device->from->slot));
}

static void write_element(const struct writing *writing, xmlNode *parent,
			  const struct import_element *element)
{
	xmlNode *added = add(writing, parent, element->name, element->text);

	for (size_t i = 0; i < element->child_count; i++)
		write_element(writing, added, &element->children[i]);
}

static void write_devices(const struct writing *writing, xmlNode *element,
			  const struct import_vm *vm)
{
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct import_device *device = &vm->devices[i];

		if (device->way == IMPORT_ELEMENT)
			write_element(writing,
				      device->group ? group(writing, element, device->group)
						    : element,
				      &device->element);
		else if (device->way == IMPORT_DM_DEVICE)
			write_placed(writing, element, "dm_devices", "dm_device", device,
				     device->text);
		else if (device->way == IMPORT_REGION && !device->peer.region->is_listed)
			write_placed(writing, element, "shm_regions", "shm_region", device,
				     device->peer.text);
		else if (device->way == IMPORT_REGION)
			write_listed_peer(writing, vm, device);
	}
}

static void write_cpus(const struct writing *writing, xmlNode *element, const struct import_vm *vm)
{
	xmlNode *affinity = add(writing, element, "cpu_affinity", NULL);

	for (size_t i = 0; i < vm->cpu_count; i++)
		add(writing, add(writing, affinity, "pcpu", NULL), "pcpu_id",
		    number(writing, vm->cpus[i]));
}

static void write_boot(const struct writing *writing, xmlNode *element, const struct import_vm *vm)
{
	const struct import_element texts[] = {
		{ .name = "kernel", .text = vm->kernel },
		{ .name = "ramdisk", .text = vm->ramdisk },
		{ .name = "cmdline", .text = vm->cmdline },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].text)
			write_element(writing, group(writing, element, "boot"), &texts[i]);
}

static xmlNode *write_head(const struct writing *writing, unsigned id, const char *order,
			   const char *name)
{
	xmlNode *element = add(writing, writing->root, "vm", NULL);

	add_attribute(writing, element, "id", number(writing, id));
	add(writing, element, "load_order", order);
	add(writing, element, "name", name);
	return element;
}

static void write_vm(const struct writing *writing, const struct import_vm *vm)
{
	xmlNode *element = write_head(writing, vm->id, "POST_LAUNCHED_VM", vm->name);

	add(writing, element, "vm_type", vm->is_rtvm ? "RTVM" : "STANDARD_VM");
	add(writing, element, "os_type", vm->is_windows ? "Windows OS" : "Non-Windows OS");
	add(writing, element, "vbootloader", vm->has_ovmf ? "y" : "n");
	add(writing, element, "vuart0", vm->has_com1 ? "y" : "n");
	if (vm->has_lapic)
		add(writing, element, "lapic_passthrough", "y");
	if (vm->has_ptm)
		add(writing, element, "PTM", "y");
	write_cpus(writing, element, vm);
	if (vm->memory)
		add(writing, add(writing, element, "memory", NULL), "size", vm->memory);
	write_boot(writing, element, vm);
	write_devices(writing, element, vm);
	if (vm->word_count)
		add(writing, element, "customized_parameters",
		    import_quote_words(writing->importing->arena, vm));
}

/* A VM that no script starts, with a name that no other one has. */
static void write_service_vm(const struct writing *writing)
{
	const struct importing *importing = writing->importing;
	const char *name = SERVICE_VM_NAME;
	size_t i = 0;

	while (i < importing->vm_count)
		if (strcmp(importing->vms[i++].name, name) == 0) {
			name = arena_printf(importing->arena, "%s_", name);
			i = 0;
		}
	write_head(writing, 0, "SERVICE_VM", name);
}

static void write_top(struct writing *writing)
{
	const struct importing *importing = writing->importing;
	const struct board *board = importing->context->board;
	const char *text = arena_printf(importing->arena, " Made of launch scripts for ACRN %s. ",
					release_name(importing->context->release));

	xmlAddChild((xmlNode *)writing->xml,
		    exists(writing, xmlNewDocComment(writing->xml, BAD_CAST text)));
	writing->root =
		exists(writing, xmlNewDocNode(writing->xml, NULL, BAD_CAST "acrn-config", NULL));
	xmlAddChild((xmlNode *)writing->xml, writing->root);
	if (board)
		add_attribute(writing, writing->root, "board", board->name);
	writing->hypervisor = add(writing, writing->root, "hv", NULL);
	add(writing, group(writing, writing->hypervisor, "FEATURES"), "SCHEDULER", "SCHED_BVT");
}

xmlDoc *import_write(const struct importing *importing)
{
	struct writing writing = {
		.importing = importing,
		.xml = arena_adopt(importing->arena, xmlNewDoc(BAD_CAST "1.0"), xml_free_doc),
	};

	exists(&writing, writing.xml);
	write_top(&writing);
	write_service_vm(&writing);
	for (size_t i = 0; i < importing->vm_count; i++)
		write_vm(&writing, &importing->vms[i]);
	return writing.xml;
}
