/* SPDX-License-Identifier: BSD-3-Clause
 * settings.c: reads the keys of a region. */
#include "ivshmem-server/settings_reader.h"

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
#include "shm/huge_pages.h"
#include "shm/region.h"

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

	if (number_parse_size(text, &size, &has_unit) && region_is_size(size)) {
		reader->region->size = size;
		return true;
	}
	return reject(reader, text,
		      "invalid size '%.40s': must be a power of two of at least 4K, in bytes or "
		      "with K, M or G",
		      text);
}

static bool read_huge_pages(struct region_reader *reader, char *text)
{
	if (!reader->region->is_memfd)
		return reject(reader, text,
			      "hugepages=%.40s: only for --memfd: objects in " REGION_DIRECTORY
			      " have the pages of its file system",
			      text);
	if (strcmp(text, "2M") == 0)
		reader->region->huge_page = HUGE_PAGES_2M;
	else if (strcmp(text, "1G") == 0)
		reader->region->huge_page = HUGE_PAGES_1G;
	else
		return reject(reader, text, "invalid hugepages '%.40s': use 2M or 1G", text);
	return true;
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

static bool read_socket(struct region_reader *reader, char *text)
{
	size_t length = strlen(text);

	if (*text != '/' || text[length - 1] == '/' || length > UNIX_SOCKET_PATH_MAX)
		return reject(reader, text,
			      "invalid socket '%.110s': must be an absolute path of at most %d "
			      "characters, without a slash at its end",
			      text, UNIX_SOCKET_PATH_MAX);
	memcpy(reader->region->socket, text, length + 1);
	return true;
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

bool settings_read_vm(const struct region_reader *reader, const char *text, struct bound_peer *peer)
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

bool settings_add_peer(struct region_reader *reader, const char *at, const struct bound_peer *peer)
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
	if ((vm && *vm && !settings_read_vm(reader, vm, &peer)) ||
	    (peer.has_user && !read_user(reader, user, &peer.user)))
		return false;
	return settings_add_peer(reader, text, &peer);
}

static char *const keys[] = { (char *)"size",	(char *)"vectors",   (char *)"peers",
			      (char *)"mode",	(char *)"lifetime",  (char *)"owner",
			      (char *)"group",	(char *)"allow",     (char *)"peer",
			      (char *)"socket", (char *)"hugepages", NULL };

static key_reader *const readers[] = { read_size,     read_vectors, read_peers,	       read_mode,
				       read_lifetime, read_owner,   read_owning_group, read_rule,
				       read_peer,     read_socket,  read_huge_pages };

bool settings_read_keys(struct region_reader *reader, char *rest, bool is_table)
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
		if (is_table && readers[key] == read_socket)
			return reject(reader, start, "socket= is for one region only");
		if (!readers[key](reader, text))
			return false;
	}
	return true;
}

bool settings_read_name(const struct region_reader *reader, const char *name)
{
	if (!shm_name_is_valid(name))
		return reject(reader, name,
			      "invalid region name '%.40s': expected 1 to %d characters of A-Z, "
			      "a-z, 0-9, _, - and ., not beginning with - or .",
			      name, SHM_NAME_MAX);
	for (size_t i = 0; i < reader->settings->region_count; i++)
		if (strcmp(reader->settings->regions[i].name, name) == 0)
			return reject(reader, name, "duplicate region '%s'", name);
	memcpy(reader->region->name, name, strlen(name) + 1);
	return true;
}

struct region_settings settings_defaults(void)
{
	return (struct region_settings) { .vectors = SETTINGS_VECTORS_DEFAULT,
					  .peers_max = SETTINGS_PEERS_DEFAULT,
					  .mode = 0600,
					  .owner = (uid_t)-1,
					  .group = (gid_t)-1 };
}

void settings_free_region(struct region_settings *region)
{
	free(region->rules);
	free(region->peers);
}

/* Whether the region's VM would have the same socket as the region of this name. */
static bool has_vm_socket(const struct region_settings *region, const char *name)
{
	size_t length = strlen(region->name);

	if (strncmp(name, region->name, length) != 0 || name[length] != '.')
		return false;
	for (size_t i = 0; i < region->peer_count; i++)
		if (*region->peers[i].vm && strcmp(region->peers[i].vm, name + length + 1) == 0)
			return true;
	return false;
}

static bool check_vm_sockets(const struct region_reader *reader,
			     const struct region_settings *owner, const char *name)
{
	return !has_vm_socket(owner, name) ||
	       reject(reader, reader->value,
		      "region '%s' would have the same socket as a VM of region '%s': rename one",
		      name, owner->name);
}

static bool check_sockets(const struct region_reader *reader)
{
	const struct region_settings *region = reader->region;

	for (size_t i = 0; i < reader->settings->region_count; i++) {
		const struct region_settings *other = &reader->settings->regions[i];

		if (!check_vm_sockets(reader, other, region->name) ||
		    !check_vm_sockets(reader, region, other->name))
			return false;
		if (*region->socket && strcmp(region->socket, other->socket) == 0)
			return reject(reader, reader->value,
				      "regions '%s' and '%s' have the same socket %s", other->name,
				      region->name, region->socket);
	}
	return true;
}

bool settings_add(const struct region_reader *reader)
{
	struct settings *settings = reader->settings;
	struct region_settings *regions;

	if (!check_sockets(reader))
		return false;
	regions = reallocarray(settings->regions, settings->region_count + 1, sizeof(*regions));
	if (!regions)
		return error_set(reader->error, "out of memory");
	regions[settings->region_count++] = *reader->region;
	settings->regions = regions;
	return true;
}

static bool read_region(struct region_reader *reader, char *value)
{
	char *rest = value;
	const char *name = strsep(&rest, ",");

	if (!settings_read_name(reader, name) || !settings_read_keys(reader, rest, false))
		return false;
	if (!reader->region->size)
		return reject(reader, name, "region '%s': missing size: add size=BYTES", name);
	if (reader->region->size < reader->region->huge_page)
		return reject(reader, name,
			      "region '%s': %" PRIu64
			      " bytes are less than a huge page of %" PRIu64,
			      name, reader->region->size, reader->region->huge_page);
	return true;
}

bool settings_add_region(struct settings *settings, char *value, bool is_memfd, struct error *error)
{
	struct region_settings region = settings_defaults();
	struct region_reader reader = { &region, settings, value, error };

	region.is_memfd = is_memfd;
	if (read_region(&reader, value) && settings_add(&reader))
		return true;
	settings_free_region(&region);
	return false;
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
		settings_free_region(&settings->regions[i]);
	free(settings->regions);
	settings->regions = NULL;
	settings->region_count = 0;
}
