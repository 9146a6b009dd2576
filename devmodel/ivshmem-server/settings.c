/* SPDX-License-Identifier: BSD-3-Clause
 * settings.c: reads what is told of a region, key by key. */
#include "ivshmem-server/settings.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/user.h"
#include "ivshmem-client/message.h"
#include "ivshmem-server/peer_list.h"
#include "schema/name.h"
#include "schema/number.h"
#include "shm/region.h"
#include "table/static_table.h"

/* A region in the making, from one value. */
struct reading {
	struct region_settings *region;
	struct settings *settings;
	const char *value; /* as a whole, for columns; NULL where there are none */
	struct error *error;
};

typedef bool take_key(struct reading *reading, char *text);

/* Says what is wrong with `at`, which is a place in the value, and where that is. */
static bool __attribute__((format(printf, 3, 4)))
wrong(const struct reading *reading, const char *at, const char *format, ...)
{
	char text[600], place[300] = "";
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (reading->settings->source)
		snprintf(place, sizeof(place), "%.250s%u: ", reading->settings->source,
			 reading->settings->column +
				 (unsigned)(reading->value ? at - reading->value : 0));
	return error_set(reading->error, "%s%s", place, text);
}

static bool take_user(const struct reading *reading, const char *text, uid_t *user)
{
	return user_find(text, user) ||
	       wrong(reading, text, "there is no user '%.60s': give a name or a number", text);
}

static bool take_group(const struct reading *reading, const char *text, gid_t *group)
{
	return group_find(text, group) ||
	       wrong(reading, text, "there is no group '%.60s': give a name or a number", text);
}

static bool take_size(struct reading *reading, char *text)
{
	uint64_t size;
	bool has_unit;

	if (number_parse_size(text, &size, &has_unit) && size >= 4096 &&
	    size <= SETTINGS_SIZE_MAX && !(size & (size - 1))) {
		reading->region->size = size;
		return true;
	}
	return wrong(
		reading, text,
		"the size '%.40s' is no power of two from 4K to 1024G, in bytes or with K, M or G",
		text);
}

static bool take_count(struct reading *reading, const char *text, const char *what, unsigned max,
		       unsigned *count)
{
	uint64_t number;

	if (!number_parse_range(text, 1, max, &number))
		return wrong(reading, text, "'%.40s' is no number of %s from 1 to %u", text, what,
			     max);
	*count = (unsigned)number;
	return true;
}

static bool take_vectors(struct reading *reading, char *text)
{
	return take_count(reading, text, "vectors", ROSTER_VECTORS_MAX, &reading->region->vectors);
}

static bool take_peers(struct reading *reading, char *text)
{
	return take_count(reading, text, "peers", MESSAGE_PEERS_MAX, &reading->region->peers_max);
}

static bool take_lifetime(struct reading *reading, char *text)
{
	static const char *const names[] = { "keep", "unlink", "recreate" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0) {
			reading->region->lifetime = (enum lifetime)i;
			return true;
		}
	}
	return wrong(reading, text, "'%.40s' is no lifetime: use keep, unlink or recreate", text);
}

static bool take_mode(struct reading *reading, char *text)
{
	uint64_t mode;

	if (!number_parse_base(text, strlen(text), 8, 0777, &mode) || (mode & 0600) != 0600)
		return wrong(
			reading, text,
			"'%.40s' is no octal mode from 0600 to 0777 with which the owner reads "
			"and writes",
			text);
	reading->region->mode = (mode_t)mode;
	return true;
}

static bool take_owner(struct reading *reading, char *text)
{
	return take_user(reading, text, &reading->region->owner);
}

static bool take_owning_group(struct reading *reading, char *text)
{
	return take_group(reading, text, &reading->region->group);
}

static bool take_rule(struct reading *reading, char *text)
{
	struct region_settings *region = reading->region;
	struct access_rule rule = { .is_group = strncmp(text, "group:", 6) == 0 };
	struct access_rule *rules;

	if (rule.is_group ? !take_group(reading, text + 6, &rule.group)
	    : strncmp(text, "user:", 5) == 0
		    ? !take_user(reading, text + 5, &rule.user)
		    : !wrong(reading, text, "'%.40s' allows nobody: use user:NAME or group:NAME",
			     text))
		return false;
	rules = reallocarray(region->rules, region->rule_count + 1, sizeof(rule));
	if (!rules)
		return error_set(reading->error, "out of memory");
	rules[region->rule_count++] = rule;
	region->rules = rules;
	return true;
}

static bool take_vm(const struct reading *reading, const char *text, struct bound_peer *peer)
{
	if (!vm_name_is_valid(text))
		return wrong(
			reading, text,
			"'%.40s' is no VM's name: 1 to %d of A-Z, a-z, 0-9, _ and -, the first "
			"no -",
			text, CFG_VM_NAME_MAX);
	memcpy(peer->vm, text, strlen(text) + 1);
	return true;
}

static bool is_peer_new(const struct reading *reading, const char *at,
			const struct bound_peer *peer)
{
	if (settings_bound_peer(reading->region, peer->id))
		return wrong(reading, at, "the peer ID %u is bound twice in region '%s'", peer->id,
			     reading->region->name);
	for (size_t i = 0; i < reading->region->peer_count; i++) {
		const struct bound_peer *other = &reading->region->peers[i];

		if (*peer->vm && strcmp(other->vm, peer->vm) == 0)
			return wrong(reading, at, "VM '%s' has two peer IDs in region '%s'",
				     peer->vm, reading->region->name);
	}
	return true;
}

static bool add_peer(struct reading *reading, const char *at, const struct bound_peer *peer)
{
	struct region_settings *region = reading->region;
	struct bound_peer *peers;

	if (!is_peer_new(reading, at, peer))
		return false;
	peers = reallocarray(region->peers, region->peer_count + 1, sizeof(*peer));
	if (!peers)
		return error_set(reading->error, "out of memory");
	peers[region->peer_count++] = *peer;
	region->peers = peers;
	return true;
}

/* ID[:VM[:USER]], with one of the two at least. */
static bool take_peer(struct reading *reading, char *text)
{
	struct bound_peer peer = { .has_user = false };
	char *rest = text;
	const char *number = strsep(&rest, ":"), *vm = strsep(&rest, ":"), *user = rest;
	uint64_t id;

	if (!number_parse_range(number, 0, MESSAGE_PEER_MAX, &id))
		return wrong(reading, number, "'%.40s' is no peer ID from 0 to %d", number,
			     MESSAGE_PEER_MAX);
	if ((!vm || !*vm) && (!user || !*user))
		return wrong(reading, text, "peer=%s is bound to nobody: use ID:VM or ID::USER",
			     number);
	peer.id = (uint16_t)id;
	peer.has_user = user && *user;
	if ((vm && *vm && !take_vm(reading, vm, &peer)) ||
	    (peer.has_user && !take_user(reading, user, &peer.user)))
		return false;
	return add_peer(reading, text, &peer);
}

static char *const keys[] = {
	(char *)"size",	 (char *)"vectors", (char *)"peers", (char *)"mode", (char *)"lifetime",
	(char *)"owner", (char *)"group",   (char *)"allow", (char *)"peer", NULL
};

static take_key *const takers[] = { take_size,	       take_vectors,  take_peers,
				    take_mode,	       take_lifetime, take_owner,
				    take_owning_group, take_rule,     take_peer };

/* The keys behind the name; for a table those that make sense for all of its regions. */
static bool take_keys(struct reading *reading, char *rest, bool is_table)
{
	while (rest && *rest) {
		char *text = NULL, *start = rest;
		int key = getsubopt(&rest, keys, &text);

		if (key < 0)
			return wrong(reading, start, "'%.40s' is no key of a region", start);
		if (!text || !*text)
			return wrong(reading, start, "%s= has no value", keys[key]);
		if (is_table && (takers[key] == take_size || takers[key] == take_peer))
			return wrong(reading, start, "%s= is the table's to say", keys[key]);
		if (!takers[key](reading, text))
			return false;
	}
	return true;
}

static bool take_name(const struct reading *reading, const char *name)
{
	if (!region_name_is_valid(name))
		return wrong(reading, name,
			     "'%.40s' is no region's name: 1 to %d of A-Z, a-z, 0-9 and _", name,
			     CFG_REGION_NAME_MAX);
	for (size_t i = 0; i < reading->settings->region_count; i++)
		if (strcmp(reading->settings->regions[i].name, name) == 0)
			return wrong(reading, name, "region '%s' is there twice", name);
	memcpy(reading->region->name, name, strlen(name) + 1);
	return true;
}

static struct region_settings defaults(void)
{
	return (struct region_settings) { .vectors = SETTINGS_VECTORS_DEFAULT,
					  .peers_max = SETTINGS_PEERS_DEFAULT,
					  .mode = 0600,
					  .owner = (uid_t)-1,
					  .group = (gid_t)-1 };
}

static void free_region(struct region_settings *region)
{
	free(region->rules);
	free(region->peers);
}

/* Takes over what the region has. */
static bool add_region(struct settings *settings, const struct region_settings *region,
		       struct error *error)
{
	struct region_settings *regions =
		reallocarray(settings->regions, settings->region_count + 1, sizeof(*regions));

	if (!regions)
		return error_set(error, "out of memory");
	regions[settings->region_count++] = *region;
	settings->regions = regions;
	return true;
}

static bool read_region(struct reading *reading, char *value)
{
	char *rest = value;
	const char *name = strsep(&rest, ",");

	if (!take_name(reading, name) || !take_keys(reading, rest, false))
		return false;
	if (!reading->region->size)
		return wrong(reading, name, "region '%s' has no size: add size=BYTES", name);
	return true;
}

bool settings_add_region(struct settings *settings, char *value, bool is_memfd, struct error *error)
{
	struct region_settings region = defaults();
	struct reading reading = { &region, settings, value, error };

	region.is_memfd = is_memfd;
	if (read_region(&reading, value) && add_region(settings, &region, error))
		return true;
	free_region(&region);
	return false;
}

/* The VMs that have the region. */
static bool add_parties(struct reading *reading, const struct cfg_table *table, uint32_t index)
{
	for (uint32_t i = 0; i < table->device_count; i++) {
		const struct cfg_ivshmem *device = &table->devices[i];
		const struct cfg_vm *vm = &table->vms[device->vm];
		struct bound_peer peer = { .id = vm->id };

		if (device->region != index)
			continue;
		if (!take_vm(reading, vm->name, &peer) || !add_peer(reading, vm->name, &peer))
			return false;
	}
	return true;
}

/* What `common` says, for one region of the table. */
static bool add_row(struct reading *reading, const struct region_settings *common,
		    const struct cfg_table *table, uint32_t index)
{
	const struct cfg_region *row = &table->regions[index];
	struct region_settings region = *common;

	reading->region = &region;
	region.size = row->size;
	region.peers = NULL;
	region.rules = reallocarray(NULL, common->rule_count + 1, sizeof(*region.rules));
	if (!region.rules)
		return error_set(reading->error, "out of memory");
	if (common->rule_count)
		memcpy(region.rules, common->rules, common->rule_count * sizeof(*region.rules));
	if (take_name(reading, row->name) && add_parties(reading, table, index) &&
	    add_region(reading->settings, &region, reading->error))
		return true;
	free_region(&region);
	return false;
}

static bool add_rows(struct reading *reading, const struct region_settings *common,
		     const struct cfg_table *table)
{
	for (uint32_t i = 0; i < table->region_count; i++)
		if (table->regions[i].land == CFG_LAND_DM && !add_row(reading, common, table, i))
			return false;
	return true;
}

bool settings_add_table(struct settings *settings, char *value, struct error *error)
{
	struct region_settings common = defaults();
	struct reading reading = { &common, settings, value, error };
	struct static_table table = { 0 };
	char *rest = value;
	const char *path = strsep(&rest, ",");
	bool is_good = take_keys(&reading, rest, true) && static_table_open(&table, path, error);

	/* Its own names are at no place of the command line's. */
	reading.value = NULL;
	is_good = is_good && add_rows(&reading, &common, table.table);
	static_table_close(&table);
	free_region(&common);
	return is_good;
}

const struct bound_peer *settings_bound_peer(const struct region_settings *region, uint16_t id)
{
	for (size_t i = 0; i < region->peer_count; i++)
		if (region->peers[i].id == id)
			return &region->peers[i];
	return NULL;
}

void settings_free(struct settings *settings)
{
	for (size_t i = 0; i < settings->region_count; i++)
		free_region(&settings->regions[i]);
	free(settings->regions);
	settings->regions = NULL;
	settings->region_count = 0;
}
