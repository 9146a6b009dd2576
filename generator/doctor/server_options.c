/* SPDX-License-Identifier: BSD-3-Clause
 * server_options.c: reads the options of a running ivshmem-server as it reads them itself. */
#include <string.h>

#include "doctor/internal.h"
#include "doctor/server.h"
#include "schema/number.h"

/* Those of 200 VMs with as many regions have less. */
#define OPTIONS_MAX (256u * 1024u)

/* VALUE of "NAME=VALUE"; NULL for another option. */
static const char *value_of(const char *text, const char *name)
{
	size_t length = strlen(name);

	return strncmp(text, name, length) == 0 && text[length] == '=' ? text + length + 1 : NULL;
}

/* The value of the option that begins at `at`, of *length bytes, or NULL. */
static const char *key_value(const char *at, const char *key, size_t *length)
{
	const char *value = value_of(at, key);

	*length = value ? strcspn(value, ",") : 0;
	return value;
}

/* The option behind this one, or NULL. */
static const char *next_key(const char *at)
{
	at += strcspn(at, ",");
	return *at ? at + 1 : NULL;
}

static uint64_t read_size(struct arena *arena, const char *keys)
{
	uint64_t size = 0;

	for (const char *at = keys; at; at = next_key(at)) {
		size_t length;
		const char *value = key_value(at, "size", &length);
		bool has_unit;

		if (value)
			number_parse_size(arena_copy(arena, value, length), &size, &has_unit);
	}
	return size;
}

/* NAME,size=SIZE,KEY=VALUE… */
static void add_region(struct doctor *doctor, struct server *server, const char *text,
		       const char *place)
{
	size_t length = strcspn(text, ",");
	const char *keys = text[length] ? text + length + 1 : "";

	server->regions = arena_grow(doctor->arena, server->regions, server->region_count,
				     sizeof(*server->regions));
	server->regions[server->region_count++] = (struct server_region) {
		.name = arena_copy(doctor->arena, text, length),
		.size = read_size(doctor->arena, keys),
		.keys = keys,
		.place = place,
	};
}

/* Of a path that is relative to where the server runs. */
static const char *absolute(const struct doctor *doctor, const struct server *server,
			    const char *path)
{
	const char *base = server->process->directory;

	return *path == '/' || !base ? path : arena_printf(doctor->arena, "%s/%s", base, path);
}

/* --options=FILE is not taken in a file. */
static void take_line(struct doctor *doctor, struct server *server, const char *text,
		      const char *place)
{
	const char *value;

	if ((value = value_of(text, "shm")) || (value = value_of(text, "memfd")))
		add_region(doctor, server, value, place);
	else if ((value = value_of(text, "dir")))
		server->directory = absolute(doctor, server, value);
	else if (value_of(text, "config"))
		server->unread = value_of(text, "config");
}

static void read_file(struct doctor *doctor, struct server *server, const char *name)
{
	const char *path = absolute(doctor, server, name);
	size_t size = 0;
	const char *text = host_read(doctor->host, path, OPTIONS_MAX, &size);
	char *rest = text ? arena_copy(doctor->arena, text, strlen(text)) : NULL;
	char *line;

	if (!text || size == OPTIONS_MAX)
		server->unread = path;
	while (rest && (line = strsep(&rest, "\n"))) {
		line += strspn(line, " \t");
		line[strcspn(line, " \t\r")] = '\0';
		take_line(doctor, server, line, path);
	}
}

/* --NAME=VALUE, or --NAME and VALUE; returns how many words that is. */
static size_t take_word(struct doctor *doctor, struct server *server, size_t index)
{
	static const char *const names[] = { "shm", "memfd", "dir", "config", "options" };
	const struct doctor_process *process = server->process;
	const char *text = process->words[index] + 2;
	const char *place = arena_printf(doctor->arena, "PID %u", process->pid);
	size_t taken = 1;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(text, names[i]) == 0 && index + 1 < process->word_count) {
			text = arena_printf(doctor->arena, "%s=%s", text,
					    process->words[index + 1]);
			taken = 2;
		}
	if (value_of(text, "options"))
		read_file(doctor, server, value_of(text, "options"));
	else
		take_line(doctor, server, text, place);
	return taken;
}

struct server *server_read(struct doctor *doctor, const struct doctor_process *process)
{
	struct server *server;

	if (process->program != DOCTOR_SERVER || process->word_count < 2 ||
	    strncmp(process->words[1], "--", 2) != 0)
		return NULL;
	server = arena_alloc(doctor->arena, sizeof(*server));
	server->process = process;
	server->directory = SERVER_DIRECTORY;
	for (size_t i = 1; i < process->word_count;)
		i += strncmp(process->words[i], "--", 2) == 0 ? take_word(doctor, server, i) : 1;
	return server;
}

/* peer=ID:VM, or peer=ID:VM:USER */
bool server_has_peer(const struct server_region *region, const char *peer)
{
	size_t wanted = strlen(peer);

	for (const char *at = region->keys; at; at = next_key(at)) {
		size_t length;
		const char *value = key_value(at, "peer", &length);

		if (value && length >= wanted && strncmp(value, peer, wanted) == 0 &&
		    (length == wanted || value[wanted] == ':'))
			return true;
	}
	return false;
}
