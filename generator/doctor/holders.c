/* SPDX-License-Identifier: BSD-3-Clause
 * holders.c: which processes have which objects of /dev/shm mapped or open. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "base/string_map.h"
#include "doctor/internal.h"

/* A process has at most 65530 mappings (vm.max_map_count), of about 100 bytes each; one that hides
 * something behind long paths has more. */
#define MAPS_MAX (32u * 1024u * 1024u)

#define REMOVED " (deleted)"

static void add_holder(struct doctor *doctor, struct doctor_look *look,
		       struct doctor_object *object, bool has_removed)
{
	struct doctor_holder *last =
		object->holder_count ? &object->holders[object->holder_count - 1] : NULL;

	if (last && last->process->pid == look->process.pid) {
		last->has_removed |= has_removed;
		return;
	}
	object->holders = arena_grow(doctor->arena, object->holders, object->holder_count,
				     sizeof(*object->holders));
	object->holders[object->holder_count++] = (struct doctor_holder) {
		.process = doctor_keep(doctor, look),
		.has_removed = has_removed,
	};
}

/* An object that got its name when it was complete: processes have it by its inode. */
static struct doctor_object *find_unnamed(struct doctor *doctor, struct arena *arena,
					  const char *name)
{
	uint64_t inode = *name == '#' ? strtoull(name + 1, NULL, 10) : 0;

	return inode ? string_map_find(doctor->objects.by_inode, doctor_inode_key(arena, 0, inode))
		     : NULL;
}

/* By the path that a process has it by. What was removed is no longer the object of that name. */
static void add_path(struct doctor *doctor, struct doctor_look *look, const char *path)
{
	size_t directory = strlen(SHM_DIRECTORY "/"), length = strlen(path);
	size_t suffix = strlen(REMOVED);
	bool is_removed =
		length > directory + suffix && strcmp(path + length - suffix, REMOVED) == 0;
	struct doctor_object *object;

	if (strncmp(path, SHM_DIRECTORY "/", directory) != 0)
		return;
	object = doctor_object(doctor, path + directory);
	if (!object && is_removed) {
		path = arena_copy(look->arena, path + directory, length - directory - suffix);
		object = find_unnamed(doctor, look->arena, path);
		is_removed = !object;
		object = object ? object : doctor_object(doctor, path);
	}
	if (object)
		add_holder(doctor, look, object, is_removed);
}

/* On this host by what it is: a process may have another name for it. */
static void add_inode(struct doctor *doctor, struct doctor_look *look, dev_t device, ino_t inode,
		      const char *path)
{
	struct doctor_object *object = string_map_find(
		doctor->objects.by_inode, doctor_inode_key(look->arena, device, inode));

	if (object)
		add_holder(doctor, look, object, false);
	else if (strstr(path, REMOVED))
		add_path(doctor, look, path);
}

/* In a path of maps a line feed is \012. */
static char *unescaped(char *path)
{
	char *to = path;

	for (const char *from = path; *from; from++) {
		bool is_feed = strncmp(from, "\\012", 4) == 0;

		*to++ = is_feed ? '\n' : *from;
		from += is_feed ? 3 : 0;
	}
	*to = '\0';
	return path;
}

/* START-END MODE OFFSET MAJOR:MINOR INODE PATH */
static void read_mapping(struct doctor *doctor, struct doctor_look *look, char *line)
{
	unsigned major, minor;
	uint64_t inode;
	int path = 0;

	if (!strchr(line, '/') ||
	    sscanf(line, "%*s %*s %*s %x:%x %" SCNu64 " %n", &major, &minor, &inode, &path) != 3 ||
	    !path)
		return;
	unescaped(line + path);
	if (host_is_live(doctor->host))
		add_inode(doctor, look, makedev(major, minor), inode, line + path);
	else
		add_path(doctor, look, line + path);
}

/* False where they cannot be read, or not all of them. */
static bool read_mappings(struct doctor *doctor, struct doctor_look *look)
{
	size_t size = 0;
	const char *text = host_read(look->host, doctor_below(look, "maps"), MAPS_MAX, &size);
	char *rest, *line;

	if (!text)
		return false;
	rest = arena_copy(look->arena, text, strlen(text));
	while ((line = strsep(&rest, "\n")))
		read_mapping(doctor, look, line);
	return size < MAPS_MAX;
}

static void read_descriptor(struct doctor *doctor, struct doctor_look *look, const char *number)
{
	const char *path = arena_printf(look->arena, "%s/fd/%s", look->directory, number);
	const char *link = host_link(look->host, path);
	struct host_file file;

	if (!link || *link != '/')
		return;
	if (!host_is_live(doctor->host))
		add_path(doctor, look, link);
	else if (host_stat(look->host, path, &file))
		add_inode(doctor, look, file.device, file.inode, link);
}

static bool read_descriptors(struct doctor *doctor, struct doctor_look *look)
{
	const char *const *names = host_list(look->host, doctor_below(look, "fd"), NULL);

	if (!names)
		return false;
	for (; *names; names++)
		read_descriptor(doctor, look, *names);
	return true;
}

/* One that has ended meanwhile holds nothing, be it gone or a zombie. */
static bool has_ended(const struct doctor *doctor, struct doctor_look *look)
{
	const char *text = host_read(look->host, doctor_below(look, "stat"), STAT_MAX, NULL);
	const char *end = text ? strrchr(text, ')') : NULL;

	if (!text)
		return host_is_live(doctor->host) && (errno == ENOENT || errno == ESRCH);
	return end && (strncmp(end, ") Z", 3) == 0 || strncmp(end, ") X", 3) == 0);
}

bool doctor_find_holder(struct doctor *doctor, struct doctor_look *look)
{
	bool has_mappings = read_mappings(doctor, look);
	bool has_descriptors = read_descriptors(doctor, look);

	return (has_mappings && has_descriptors) || has_ended(doctor, look);
}
