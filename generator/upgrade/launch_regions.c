/* SPDX-License-Identifier: BSD-3-Clause
 * launch_regions.c: the regions that a launch XML lets its VMs share. A region of the scenario's
 * gets the VM, if it does not have it; any other name becomes a region. */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "load/load.h"
#include "upgrade/launch.h"

/* Regions by their names, and names of VMs by "REGION/VM"; read when the first one is asked for. */
struct launch_regions {
	xmlNode *list;		    /* <IVSHMEM>, or NULL */
	struct string_map *regions; /* struct region */
	struct string_map *peers;   /* its xmlNode, or these regions where it was removed */
};

/* A region of the new tree, whose children are searched once. */
struct region {
	xmlNode *made, *peers;	     /* itself, and its <IVSHMEM_VMS>, or NULL */
	const char *provider, *size; /* empty elements have the defaults of the schema */
};

/* What a shm_region says: [hv:/|dm:/]NAME,SIZE. */
struct statement {
	struct upgrade_source source;
	const char *provider, *name;
	const char *size; /* in MiB */
	struct upgrade_range name_at, size_at;
};

static const char *child_text(const struct upgrade *upgrade, const xmlNode *element,
			      const char *name)
{
	const xmlNode *child = load_child(element, name);

	return child ? load_text(upgrade->scratch, child) : "";
}

static const char *peer_key(const struct upgrade *upgrade, const char *region, const char *vm)
{
	return arena_printf(upgrade->scratch, "%s/%s", region, vm);
}

static struct region *find_parts(const struct upgrade *upgrade, xmlNode *made)
{
	struct region *region = arena_alloc(upgrade->scratch, sizeof(*region));
	const char *provider = child_text(upgrade, made, "PROVIDED_BY");
	const char *size = child_text(upgrade, made, "IVSHMEM_SIZE");

	*region = (struct region) {
		.made = made,
		.peers = (xmlNode *)load_child(made, "IVSHMEM_VMS"),
		.provider = *provider ? provider : "Hypervisor",
		.size = *size ? size : "2",
	};
	return region;
}

static const xmlNode *first_peer(const xmlNode *region)
{
	const xmlNode *vms = load_child(region, "IVSHMEM_VMS");

	return vms ? load_child(vms, "IVSHMEM_VM") : NULL;
}

static void note_region(const struct upgrade *upgrade, struct launch_regions *regions,
			xmlNode *region)
{
	const char *name = child_text(upgrade, region, "NAME");

	if (!string_map_find(regions->regions, name))
		string_map_put(regions->regions, name, find_parts(upgrade, region));
	for (const xmlNode *vm = first_peer(region); vm; vm = load_next(vm))
		string_map_put(regions->peers,
			       peer_key(upgrade, name, child_text(upgrade, vm, "VM_NAME")), vm);
}

/* A child of the new tree, which is made where it is not there. */
static xmlNode *reach(struct upgrade *upgrade, xmlNode *parent, const char *name,
		      const xmlNode *from)
{
	xmlNode *child = (xmlNode *)load_child(parent, name);

	return child ? child : upgrade_element(upgrade, parent, name, from);
}

static size_t count(const xmlNode *first)
{
	size_t number = 0;

	for (; first; first = load_next(first))
		number++;
	return number;
}

/* How many regions the launch XML states: string maps do not grow well. */
static size_t count_statements(const struct upgrade *upgrade)
{
	const xmlNode *vm = xmlDocGetRootElement(upgrade->launch->xml)->children;
	size_t number = 0;

	for (; vm; vm = vm->next) {
		const xmlNode *list = load_child(vm, "shm_regions");

		number += list ? count(load_child(list, "shm_region")) : 0;
	}
	return number;
}

struct launch_regions *launch_regions_new(struct upgrade *upgrade)
{
	struct launch_regions *regions = arena_alloc(upgrade->scratch, sizeof(*regions));
	const xmlNode *hv = load_child(xmlDocGetRootElement(upgrade->made->xml), "hv");
	const xmlNode *features = hv ? load_child(hv, "FEATURES") : NULL;
	const xmlNode *list = features ? load_child(features, "IVSHMEM") : NULL;
	const xmlNode *region = list ? load_child(list, "IVSHMEM_REGION") : NULL;

	size_t expected = count_statements(upgrade), peers = expected;

	for (const xmlNode *each = region; each; each = load_next(each))
		peers += count(first_peer(each));
	regions->list = (xmlNode *)list;
	regions->regions = string_map_new(upgrade->scratch, count(region) + expected);
	regions->peers = string_map_new(upgrade->scratch, peers);
	for (; region; region = load_next(region))
		note_region(upgrade, regions, (xmlNode *)region);
	return regions;
}

static const char *text_of(const struct upgrade *upgrade, const struct statement *statement,
			   struct upgrade_range range)
{
	return arena_copy(upgrade->scratch, statement->source.text + range.start,
			  range.end - range.start);
}

/* False for a text of another form. */
static bool parse(const struct upgrade *upgrade, struct statement *statement)
{
	const char *text = statement->source.text;
	size_t comma = strcspn(text, ",");

	statement->provider = upgrade_region_provider(text);
	if (!statement->provider || !text[comma])
		return false;
	statement->name_at = upgrade_trimmed(text, UPGRADE_PREFIX_LENGTH, comma);
	statement->size_at = upgrade_trimmed(text, comma + 1, strlen(text));
	statement->name = text_of(upgrade, statement, statement->name_at);
	statement->size =
		upgrade_region_size(upgrade, text_of(upgrade, statement, statement->size_at));
	return !strchr(statement->size, ',');
}

static xmlNode *make_list(struct upgrade *upgrade, const xmlNode *from)
{
	xmlNode *hv = reach(upgrade, xmlDocGetRootElement(upgrade->made->xml), "hv", from);

	return reach(upgrade, reach(upgrade, hv, "FEATURES", from), "IVSHMEM", from);
}

static struct region *add_region(struct upgrade *upgrade, struct launch_regions *regions,
				 const struct statement *statement)
{
	const struct upgrade_source *source = &statement->source;
	const xmlNode *from = source->from;
	xmlNode *region;

	if (!regions->list)
		regions->list = make_list(upgrade, from);
	region = upgrade_element(upgrade, regions->list, "IVSHMEM_REGION", from);

	upgrade_slice(upgrade, region, "NAME", source, statement->name_at.start,
		      statement->name_at.end, statement->name);
	upgrade_slice(upgrade, region, "PROVIDED_BY", source, 0, UPGRADE_PREFIX_LENGTH,
		      statement->provider);
	upgrade_slice(upgrade, region, "IVSHMEM_SIZE", source, statement->size_at.start,
		      statement->size_at.end, statement->size);
	return find_parts(upgrade, region);
}

/* Makes the VM a peer of the region, once. */
static void add_peer(const struct launch_vm *vm, struct region *region,
		     const struct statement *statement)
{
	const char *key = peer_key(vm->upgrade, statement->name, vm->vm->name);
	const xmlNode *from = statement->source.from;
	xmlNode *peer;

	if (string_map_find(vm->regions->peers, key))
		return;
	if (!region->peers)
		region->peers = upgrade_element(vm->upgrade, region->made, "IVSHMEM_VMS", from);
	peer = upgrade_element(vm->upgrade, region->peers, "IVSHMEM_VM", from);
	upgrade_text(vm->upgrade, peer, "VM_NAME", from, vm->vm->name);
	string_map_put(vm->regions->peers, key, peer);
}

/* Removes a VM that states by itself that it is a peer. */
static void remove_peer(const struct launch_vm *vm, const struct statement *statement)
{
	const char *key = peer_key(vm->upgrade, statement->name, vm->vm->name);
	void *peer = string_map_find(vm->regions->peers, key);

	if (peer && peer != vm->regions)
		upgrade_remove(peer);
	string_map_put(vm->regions->peers, key, vm->regions);
}

static bool is_same(const struct region *region, const struct statement *statement)
{
	return strcmp(region->provider, statement->provider) == 0 &&
	       strcmp(region->size, statement->size) == 0;
}

/* What is not a region's text, or says something else than the scenario, stays as it is: the rules
 * then compare both. */
static void keep(const struct launch_vm *vm, xmlNode **list, const xmlNode *from)
{
	if (!*list)
		*list = upgrade_element(vm->upgrade, vm->made, "shm_regions", from);
	upgrade_keep(vm->upgrade, *list, "shm_region", from);
}

/* *list is that of the VM, or NULL. */
static void carry_region(const struct launch_vm *vm, xmlNode **list, const xmlNode *from)
{
	struct statement statement = { .source = upgrade_source(vm->upgrade, from) };
	struct region *region;

	if (!parse(vm->upgrade, &statement)) {
		keep(vm, list, from);
		return;
	}
	region = string_map_find(vm->regions->regions, statement.name);
	if (!region) {
		region = add_region(vm->upgrade, vm->regions, &statement);
		string_map_put(vm->regions->regions, statement.name, region);
	}
	if (is_same(region, &statement)) {
		add_peer(vm, region, &statement);
	} else {
		remove_peer(vm, &statement);
		keep(vm, list, from);
	}
}

xmlNode *launch_shm_regions(const struct launch_vm *vm, const struct launch_row *row,
			    const xmlNode *from)
{
	xmlNode *list = (xmlNode *)load_child(vm->made, "shm_regions");

	(void)row;
	for (const xmlNode *child = load_child(from, "shm_region"); child; child = load_next(child))
		if (*load_text(vm->upgrade->scratch, child))
			carry_region(vm, &list, child);
	return NULL;
}
