/* SPDX-License-Identifier: BSD-3-Clause
 * accounts.c: the users and groups of a host by its own passwd and group, which another host's C
 * library could not read. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "host/internal.h"

/* A million users have less. */
#define FILE_MAX (64u * 1024u * 1024u)

struct account {
	const char *name;
	uint32_t id;
	uint32_t group;	     /* of a user */
	const char *members; /* of a group, with commas between */
};

struct table {
	struct string_map *by_name, *by_id;
};

struct accounts {
	struct arena *arena;
	struct table users, groups; /* empty until they are needed */
};

struct accounts *accounts_new(struct arena *arena)
{
	struct accounts *accounts = arena_alloc(arena, sizeof(*accounts));

	accounts->arena = arena;
	return accounts;
}

/* Cuts the next field off a line, NULL at its end. */
static char *next_field(char **line)
{
	return *line ? strsep(line, ":") : NULL;
}

static bool parse_id(const char *text, uint32_t *id)
{
	unsigned long long value;
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	value = strtoull(text, &end, 10);
	*id = (uint32_t)value;
	return *end == '\0' && value < UINT32_MAX;
}

/* The first of several that have a name or an ID counts, as for the C library. */
static void add(struct table *table, struct account *account)
{
	char id[16];

	snprintf(id, sizeof(id), "%" PRIu32, account->id);
	if (!string_map_find(table->by_name, account->name))
		string_map_put(table->by_name, account->name, account);
	if (!string_map_find(table->by_id, id))
		string_map_put(table->by_id, id, account);
}

/* NAME:PASSWORD:UID:GID:… or NAME:PASSWORD:GID:MEMBER,… */
static void add_line(struct accounts *accounts, struct table *table, char *line)
{
	struct account account = { .name = next_field(&line) };
	const char *last;

	next_field(&line);
	if (!*account.name || !parse_id(next_field(&line), &account.id))
		return;
	last = next_field(&line);
	account.members = last ? last : "";
	if (table == &accounts->users && !parse_id(last, &account.group))
		return;
	add(table,
	    memcpy(arena_alloc(accounts->arena, sizeof(account)), &account, sizeof(account)));
}

static const struct table *table_of(struct host *host, struct table *table, const char *path)
{
	struct accounts *accounts = host->accounts;
	const char *text;
	char *rest, *line;

	if (table->by_name)
		return table;
	table->by_name = string_map_new(accounts->arena, 64);
	table->by_id = string_map_new(accounts->arena, 64);
	text = host_read(host_within(host, accounts->arena), path, FILE_MAX, NULL);
	rest = arena_copy(accounts->arena, text ? text : "", text ? strlen(text) : 0);
	while ((line = strsep(&rest, "\n")))
		add_line(accounts, table, line);
	return table;
}

static const struct table *users_of(struct host *host)
{
	return table_of(host, &host->accounts->users, "/etc/passwd");
}

static const struct table *groups_of(struct host *host)
{
	return table_of(host, &host->accounts->groups, "/etc/group");
}

static const char *name_of(const struct table *table, uint32_t id)
{
	const struct account *account;
	char text[16];

	snprintf(text, sizeof(text), "%" PRIu32, id);
	account = string_map_find(table->by_id, text);
	return account ? account->name : NULL;
}

const char *accounts_user(struct host *host, uint32_t uid)
{
	return name_of(users_of(host), uid);
}

const char *accounts_group(struct host *host, uint32_t gid)
{
	return name_of(groups_of(host), gid);
}

static bool find_id(const struct table *table, const char *name, uint32_t *id)
{
	const struct account *account = string_map_find(table->by_name, name);

	if (account)
		*id = account->id;
	return account;
}

bool host_user(struct host *host, const char *name, uint32_t *uid)
{
	return find_id(users_of(host), name, uid);
}

bool host_group(struct host *host, const char *name, uint32_t *gid)
{
	return find_id(groups_of(host), name, gid);
}

static bool is_listed(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list; *at; at += *at == ',') {
		size_t size = strcspn(at, ",");

		if (size == length && memcmp(at, name, size) == 0)
			return true;
		at += size;
	}
	return false;
}

const char *host_name_or_id(struct arena *arena, const char *name, uint32_t id)
{
	return name ? name : arena_printf(arena, "%u", id);
}

bool host_is_member(struct host *host, const char *user, const char *group)
{
	const struct account *member = string_map_find(users_of(host)->by_name, user);
	const struct account *whole = string_map_find(groups_of(host)->by_name, group);

	return whole && (is_listed(whole->members, user) || (member && member->group == whole->id));
}
