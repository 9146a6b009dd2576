/* SPDX-License-Identifier: BSD-3-Clause
 * launch_regions.c: the regions that a launch XML lets its VMs share. A region of the scenario's
 * gets the VM, if it does not have it; any other name becomes a region. */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "load/load.h"
#include "schema/number.h"
#include "upgrade/launch.h"

#define MIB (UINT64_C(1) << 20)

/* A number of MiB is below, one of bytes from here on. */
#define BYTES_FROM (2 * MIB)

/* Regions by their names, and names of VMs by "REGION/VM"; read when the first one is asked for. */
struct launch_regions {
	struct string_map *regions; /* the xmlNode of the region */
	struct string_map *peers;   /* any pointer */
};

/* What a shm_region says: [hv:/|dm:/]NAME,SIZE. */
struct region_text {
	const char *provider;
	const char *name, *size; /* `size` is in MiB */
	size_t prefix_end, name_start, name_end, size_start, size_end;
};

static const char *child_text(const struct upgrade *upgrade, const xmlNode *element,
			      const char *name)
{
	const xmlNode *child = load_child(element, name);

	return child ? load_text(upgrade->scratch, child) : "";
}

static void note_peer(const struct upgrade *upgrade, struct launch_regions *regions,
		      const char *region, const char *vm)
{
	string_map_put(regions->peers, arena_printf(upgrade->scratch, "%s/%s", region, vm),
		       regions);
}

static void note_region(const struct upgrade *upgrade, struct launch_regions *regions,
			xmlNode *region)
{
	const char *name = child_text(upgrade, region, "NAME");
	const xmlNode *vms = load_child(region, "IVSHMEM_VMS");
	const xmlNode *vm = vms ? load_child(vms, "IVSHMEM_VM") : NULL;

	if (!string_map_find(regions->regions, name))
		string_map_put(regions->regions, name, region);
	for (; vm; vm = load_next(vm))
		note_peer(upgrade, regions, name, child_text(upgrade, vm, "VM_NAME"));
}

/* A child of the new tree, which is made where it is not there. */
static xmlNode *reach(struct upgrade *upgrade, xmlNode *parent, const char *name,
		      const xmlNode *from)
{
	xmlNode *child = (xmlNode *)load_child(parent, name);

	return child ? child : upgrade_element(upgrade, parent, name, from);
}

struct launch_regions *launch_regions_new(struct upgrade *upgrade)
{
	struct launch_regions *regions = arena_alloc(upgrade->scratch, sizeof(*regions));
	const xmlNode *hv = load_child(xmlDocGetRootElement(upgrade->made->xml), "hv");
	const xmlNode *features = hv ? load_child(hv, "FEATURES") : NULL;
	const xmlNode *list = features ? load_child(features, "IVSHMEM") : NULL;
	const xmlNode *region = list ? load_child(list, "IVSHMEM_REGION") : NULL;

	regions->regions = string_map_new(upgrade->scratch, 0);
	regions->peers = string_map_new(upgrade->scratch, 0);
	for (; region; region = load_next(region))
		note_region(upgrade, regions, (xmlNode *)region);
	return regions;
}

/* Sets the start and the end of a part of a text without the white space around it. */
static void trim(const char *text, size_t *start, size_t *end)
{
	while (*start < *end && strchr(" \t\r\n", text[*start]))
		++*start;
	while (*end > *start && strchr(" \t\r\n", text[*end - 1]))
		--*end;
}

static bool parse_size(const struct upgrade *upgrade, const char *text, struct region_text *region)
{
	uint64_t size;
	size_t length = region->size_end - region->size_start;

	text += region->size_start;
	if (!number_parse(text, length, UINT64_MAX, &size))
		return false;
	if (size >= BYTES_FROM && size % MIB == 0)
		size /= MIB;
	region->size = arena_printf(upgrade->scratch, "%llu", (unsigned long long)size);
	return true;
}

static bool parse(const struct upgrade *upgrade, const char *text, struct region_text *region)
{
	size_t comma = strcspn(text, ",");

	if (strncmp(text, "hv:/", 4) != 0 && strncmp(text, "dm:/", 4) != 0)
		return false;
	if (!text[comma])
		return false;
	*region = (struct region_text) {
		.provider = *text == 'h' ? "Hypervisor" : "Device Model",
		.prefix_end = 4,
		.name_start = 4,
		.name_end = comma,
		.size_start = comma + 1,
		.size_end = strlen(text),
	};
	trim(text, &region->name_start, &region->name_end);
	trim(text, &region->size_start, &region->size_end);
	region->name = arena_copy(upgrade->scratch, text + region->name_start,
				  region->name_end - region->name_start);
	return parse_size(upgrade, text, region);
}

static xmlNode *add_region(struct upgrade *upgrade, const xmlNode *from,
			   const struct region_text *text)
{
	xmlNode *hv = reach(upgrade, xmlDocGetRootElement(upgrade->made->xml), "hv", from);
	xmlNode *features = reach(upgrade, hv, "FEATURES", from);
	xmlNode *list = reach(upgrade, features, "IVSHMEM", from);
	xmlNode *region = upgrade_element(upgrade, list, "IVSHMEM_REGION", from);

	upgrade_part(upgrade, region, "NAME", from, text->name_start, text->name_end, text->name);
	upgrade_part(upgrade, region, "PROVIDED_BY", from, 0, text->prefix_end, text->provider);
	upgrade_part(upgrade, region, "IVSHMEM_SIZE", from, text->size_start, text->size_end,
		     text->size);
	return region;
}

static void add_peer(const struct launch_vm *vm, xmlNode *region, const xmlNode *from,
		     const struct region_text *text)
{
	xmlNode *vms = reach(vm->upgrade, region, "IVSHMEM_VMS", from);
	xmlNode *peer = upgrade_element(vm->upgrade, vms, "IVSHMEM_VM", from);

	upgrade_part(vm->upgrade, peer, "VM_NAME", from, text->name_start, text->name_end,
		     vm->vm->name);
	note_peer(vm->upgrade, vm->regions, text->name, vm->vm->name);
}

/* Whether a region is what the text says; empty elements have the defaults of the schema. */
static bool is_same(const struct upgrade *upgrade, const xmlNode *region,
		    const struct region_text *text)
{
	const char *provider = child_text(upgrade, region, "PROVIDED_BY");
	const char *size = child_text(upgrade, region, "IVSHMEM_SIZE");

	return strcmp(*provider ? provider : "Hypervisor", text->provider) == 0 &&
	       strcmp(*size ? size : "2", text->size) == 0;
}

/* What is not a region's text, or says something else than the scenario, stays as it is: the rules
 * then compare both. */
static xmlNode *keep(const struct launch_vm *vm, const xmlNode *from)
{
	xmlNode *list = (xmlNode *)load_child(vm->made, "shm_regions");

	if (!list)
		list = upgrade_element(vm->upgrade, vm->made, "shm_regions", from);
	upgrade_keep(vm->upgrade, list, "shm_region", from);
	return list;
}

static void carry_region(const struct launch_vm *vm, const xmlNode *from)
{
	const char *text = load_text(vm->upgrade->scratch, from);
	struct region_text said;
	xmlNode *region;

	if (!*text)
		return;
	if (!parse(vm->upgrade, text, &said)) {
		keep(vm, from);
		return;
	}
	region = string_map_find(vm->regions->regions, said.name);
	if (!region) {
		region = add_region(vm->upgrade, from, &said);
		string_map_put(vm->regions->regions, said.name, region);
	} else if (!is_same(vm->upgrade, region, &said)) {
		keep(vm, from);
		return;
	}
	if (!string_map_find(vm->regions->peers,
			     arena_printf(vm->upgrade->scratch, "%s/%s", said.name, vm->vm->name)))
		add_peer(vm, region, from, &said);
}

xmlNode *launch_shm_regions(const struct launch_vm *vm, const struct launch_row *row,
			    const xmlNode *from)
{
	(void)row;
	for (const xmlNode *child = load_child(from, "shm_region"); child; child = load_next(child))
		carry_region(vm, child);
	return NULL;
}
