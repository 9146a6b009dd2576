/* SPDX-License-Identifier: BSD-3-Clause
 * settings.c: reads the keys of a region. */
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

/* A region that is read from one value. */
struct region_reader {
	struct region_settings *region;
	struct settings *settings;
	const char *value; /* from its start, for columns; NULL: no columns */
	struct error *error;
};

typedef bool key_reader(struct region_reader *reader, char *text);

/* Sets an error, with the position of `at`, which points into the value; returns false. */
static bool __attribute__((format(printf, 3, 4)))
reject(const struct region_reader *reader, const char *at, const char *format, ...)
{
	char text[600], place[300] = "";
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (reader->settings->source)
		snprintf(place, sizeof(place), "%.250s%u: ", reader->settings->source,
			 reader->settings->column +
				 (unsigned)(reader->value ? at - reader->value : 0));
	return error_set(reader->error, "%s%s", place, text);
}

static bool read_user(const struct region_reader *reader, const char *text, uid_t *user)
{
	return user_find(text, user) ||
	       reject(reader, text, "user '%.60s' not found: use a name or a number", text);
}

static bool read_group(const struct region_reader *reader, const char *text, gid_t *group)
{
	return group_find(text, group) ||
	       reject(reader, text, "group '%.60s' not found: use a name or a number", text);
}

static bool read_size(struct region_reader *reader, char *text)
{
	uint64_t size;
	bool has_unit;

	if (number_parse_size(text, &size, &has_unit) && size >= 4096 &&
	    size <= SETTINGS_SIZE_MAX && !(size & (size - 1))) {
		reader->region->size = size;
		return true;
	}
	return reject(reader, text,
		      "invalid size '%.40s': must be a power of two from 4K to 1024G, in bytes or "
		      "with K, M or G",
		      text);
}

static bool read_count(struct region_reader *reader, const char *text, const char *what,
		       unsigned max, unsigned *count)
{
	uint64_t number;

	if (!number_parse_range(text, 1, max, &number))
		return reject(reader, text, "invalid number of %s '%.40s': must be from 1 to %u",
			      what, text, max);
	*count = (unsigned)number;
	return true;
}

static bool read_vectors(struct region_reader *reader, char *text)
{
	return read_count(reader, text, "vectors", PEER_LIST_VECTORS_MAX, &reader->region->vectors);
}

static bool read_peers(struct region_reader *reader, char *text)
{
	return read_count(reader, text, "peers", MESSAGE_PEERS_MAX, &reader->region->peers_max);
}

static bool read_lifetime(struct region_reader *reader, char *text)
{
	static const char *const names[] = { "keep", "unlink", "recreate" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0) {
			reader->region->lifetime = (enum lifetime)i;
			return true;
		}
	}
	return reject(reader, text, "invalid lifetime '%.40s': use keep, unlink or recreate", text);
}

static bool read_mode(struct region_reader *reader, char *text)
{
	uint64_t mode;

	if (!number_parse_base(text, strlen(text), 8, 0777, &mode) || (mode & 0600) != 0600)
		return reject(
			reader, text,
			"invalid mode '%.40s': must be octal, from 0600 to 0777, and let the owner "
			"read and write",
			text);
	reader->region->mode = (mode_t)mode;
	return true;
}

static bool read_owner(struct region_reader *reader, char *text)
{
	return read_user(reader, text, &reader->region->owner);
}

static bool read_owning_group(struct region_reader *reader, char *text)
{
	return read_group(reader, text, &reader->region->group);
}

static bool read_rule(struct region_reader *reader, char *text)
{
	struct region_settings *region = reader->region;
	struct access_rule rule = { .is_group = strncmp(text, "group:", 6) == 0 };
	struct access_rule *rules;

	if (rule.is_group ? !read_group(reader, text + 6, &rule.group)
	    : strncmp(text, "user:", 5) == 0
		    ? !read_user(reader, text + 5, &rule.user)
		    : !reject(reader, text, "invalid allow '%.40s': use user:NAME or group:NAME",
			      text))
		return false;
	rules = reallocarray(region->rules, region->rule_count + 1, sizeof(rule));
	if (!rules)
		return error_set(reader->error, "out of memory");
	rules[region->rule_count++] = rule;
	region->rules = rules;
	return true;
}

static bool read_vm(const struct region_reader *reader, const char *text, struct bound_peer *peer)
{
	if (!vm_name_is_valid(text))
		return reject(reader, text,
			      "invalid VM name '%.40s': expected 1 to %d characters of A-Z, a-z, "
			      "0-9, _ and -, not "
			      "beginning with -",
			      text, CFG_VM_NAME_MAX);
	memcpy(peer->vm, text, strlen(text) + 1);
	return true;
}

static bool is_peer_new(const struct region_reader *reader, const char *at,
			const struct bound_peer *peer)
{
	if (settings_bound_peer(reader->region, peer->id))
		return reject(reader, at, "duplicate peer ID %u in region '%s'", peer->id,
			      reader->region->name);
	for (size_t i = 0; i < reader->region->peer_count; i++) {
		const struct bound_peer *other = &reader->region->peers[i];

		if (*peer->vm && strcmp(other->vm, peer->vm) == 0)
			return reject(reader, at, "duplicate VM '%s' in region '%s'", peer->vm,
				      reader->region->name);
	}
	return true;
}

static bool add_peer(struct region_reader *reader, const char *at, const struct bound_peer *peer)
{
	struct region_settings *region = reader->region;
	struct bound_peer *peers;

	if (!is_peer_new(reader, at, peer))
		return false;
	peers = reallocarray(region->peers, region->peer_count + 1, sizeof(*peer));
	if (!peers)
		return error_set(reader->error, "out of memory");
	peers[region->peer_count++] = *peer;
	region->peers = peers;
	return true;
}

/* ID[:VM[:USER]], with at least one of VM and USER. */
static bool read_peer(struct region_reader *reader, char *text)
{
	struct bound_peer peer = { .has_user = false };
	char *rest = text;
	const char *number = strsep(&rest, ":"), *vm = strsep(&rest, ":"), *user = rest;
	uint64_t id;

	if (!number_parse_range(number, 0, MESSAGE_PEER_MAX, &id))
		return reject(reader, number, "invalid peer ID '%.40s': must be from 0 to %d",
			      number, MESSAGE_PEER_MAX);
	if ((!vm || !*vm) && (!user || !*user))
		return reject(reader, text, "peer=%s: missing VM or user: use ID:VM or ID::USER",
			      number);
	peer.id = (uint16_t)id;
	peer.has_user = user && *user;
	if ((vm && *vm && !read_vm(reader, vm, &peer)) ||
	    (peer.has_user && !read_user(reader, user, &peer.user)))
		return false;
	return add_peer(reader, text, &peer);
}

static char *const keys[] = {
	(char *)"size",	 (char *)"vectors", (char *)"peers", (char *)"mode", (char *)"lifetime",
	(char *)"owner", (char *)"group",   (char *)"allow", (char *)"peer", NULL
};

static key_reader *const readers[] = { read_size,	  read_vectors,	 read_peers,
				       read_mode,	  read_lifetime, read_owner,
				       read_owning_group, read_rule,	 read_peer };

/* The keys after the name; for a table only those that can apply to all of its regions. */
static bool read_keys(struct region_reader *reader, char *rest, bool is_table)
{
	while (rest && *rest) {
		char *text = NULL, *start = rest;
		int key = getsubopt(&rest, keys, &text);

		if (key < 0)
			return reject(reader, start, "unknown key '%.40s'", start);
		if (!text || !*text)
			return reject(reader, start, "missing value for %s=", keys[key]);
		if (is_table && (readers[key] == read_size || readers[key] == read_peer))
			return reject(reader, start, "%s= comes from the table", keys[key]);
		if (!readers[key](reader, text))
			return false;
	}
	return true;
}

static bool read_name(const struct region_reader *reader, const char *name)
{
	if (!region_name_is_valid(name))
		return reject(reader, name,
			      "invalid region name '%.40s': expected 1 to %d characters of A-Z, "
			      "a-z, 0-9 and _",
			      name, CFG_REGION_NAME_MAX);
	for (size_t i = 0; i < reader->settings->region_count; i++)
		if (strcmp(reader->settings->regions[i].name, name) == 0)
			return reject(reader, name, "duplicate region '%s'", name);
	memcpy(reader->region->name, name, strlen(name) + 1);
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

/* Takes ownership of the region's arrays. */
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

static bool read_region(struct region_reader *reader, char *value)
{
	char *rest = value;
	const char *name = strsep(&rest, ",");

	if (!read_name(reader, name) || !read_keys(reader, rest, false))
		return false;
	if (!reader->region->size)
		return reject(reader, name, "region '%s': missing size: add size=BYTES", name);
	return true;
}

bool settings_add_region(struct settings *settings, char *value, bool is_memfd, struct error *error)
{
	struct region_settings region = defaults();
	struct region_reader reader = { &region, settings, value, error };

	region.is_memfd = is_memfd;
	if (read_region(&reader, value) && add_region(settings, &region, error))
		return true;
	free_region(&region);
	return false;
}

/* Adds the VMs that share the region. */
static bool add_table_peers(struct region_reader *reader, const struct cfg_table *table,
			    uint32_t index)
{
	for (uint32_t i = 0; i < table->device_count; i++) {
		const struct cfg_ivshmem *device = &table->devices[i];
		const struct cfg_vm *vm = &table->vms[device->vm];
		struct bound_peer peer = { .id = vm->id };

		if (device->region != index)
			continue;
		if (!read_vm(reader, vm->name, &peer) || !add_peer(reader, vm->name, &peer))
			return false;
	}
	return true;
}

/* Adds one region of the table, with the settings of `common`. */
static bool add_row(struct region_reader *reader, const struct region_settings *common,
		    const struct cfg_table *table, uint32_t index)
{
	const struct cfg_region *row = &table->regions[index];
	struct region_settings region = *common;
	struct region_reader row_reader = *reader;

	row_reader.region = &region;
	region.size = row->size;
	region.peers = NULL;
	region.rules = reallocarray(NULL, common->rule_count + 1, sizeof(*region.rules));
	if (!region.rules)
		return error_set(reader->error, "out of memory");
	if (common->rule_count)
		memcpy(region.rules, common->rules, common->rule_count * sizeof(*region.rules));
	if (read_name(&row_reader, row->name) && add_table_peers(&row_reader, table, index) &&
	    add_region(reader->settings, &region, reader->error))
		return true;
	free_region(&region);
	return false;
}

static bool add_rows(struct region_reader *reader, const struct region_settings *common,
		     const struct cfg_table *table)
{
	for (uint32_t i = 0; i < table->region_count; i++)
		if (table->regions[i].land == CFG_LAND_DM && !add_row(reader, common, table, i))
			return false;
	return true;
}

bool settings_add_table(struct settings *settings, char *value, struct error *error)
{
	struct region_settings common = defaults();
	struct region_reader reader = { &common, settings, value, error };
	struct static_table table = { 0 };
	char *rest = value;
	const char *path = strsep(&rest, ",");
	bool is_good = read_keys(&reader, rest, true) && static_table_open(&table, path, error);

	/* The table's names have no position on the command line. */
	reader.value = NULL;
	is_good = is_good && add_rows(&reader, &common, table.table);
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
