/* SPDX-License-Identifier: BSD-3-Clause
 * objects.c: what is in /dev/shm. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/string_map.h"
#include "doctor/internal.h"

/* As many holders are named; of more the number is. */
#define HOLDERS_SHOWN 8u

/* The least that the device model and the server take for a region. */
#define REGION_MIN 4096u

/* Beside the directory, so that no name of an object is taken for it. */
#define INODES	   SHM_DIRECTORY ".inodes"
#define INODES_MAX (64u * 1024u * 1024u)

const char *doctor_inode_key(struct arena *arena, dev_t device, ino_t inode)
{
	return arena_printf(arena, "%" PRIx64 ":%" PRIx64, (uint64_t)device, (uint64_t)inode);
}

struct doctor_object *doctor_object(const struct doctor *doctor, const char *name)
{
	return string_map_find(doctor->objects.by_name, name);
}

/* A link is shown as one: what it leads to is nobody's region. */
static void look_at(struct doctor *doctor, struct doctor_object *object)
{
	const char *path = arena_printf(doctor->arena, SHM_DIRECTORY "/%s", object->name);

	object->is_link = host_link(doctor->host, path) != NULL;
	object->is_there = !object->is_link && host_stat(doctor->host, path, &object->file);
	if (object->is_there && host_is_live(doctor->host))
		string_map_put(
			doctor->objects.by_inode,
			doctor_inode_key(doctor->arena, object->file.device, object->file.inode),
			object);
}

static struct doctor_object *add_object(struct doctor *doctor, const char *name)
{
	struct doctor_objects *objects = &doctor->objects;
	struct doctor_object *object = arena_alloc(doctor->arena, sizeof(*object));

	object->name = name;
	objects->all = arena_grow(doctor->arena, objects->all, objects->count,
				  sizeof(struct doctor_object *));
	objects->all[objects->count++] = object;
	string_map_put(objects->by_name, name, object);
	return object;
}

/* .NAME.server is the lock of the server that has the region NAME. */
static void note_lock(struct doctor *doctor, const struct doctor_object *lock)
{
	size_t length = strlen(lock->name), suffix = strlen(".server");
	struct doctor_object *object;

	if (*lock->name != '.' || length <= suffix + 1 ||
	    strcmp(lock->name + length - suffix, ".server") != 0)
		return;
	object = doctor_object(doctor,
			       arena_copy(doctor->arena, lock->name + 1, length - 1 - suffix));
	if (object)
		object->has_server_lock = true;
}

/* A recorded tree has other inodes than the host: their list is `ls -1Ai /dev/shm` of that. */
static void read_inodes(struct doctor *doctor)
{
	const char *text = host_read(doctor->host, INODES, INODES_MAX, NULL);
	char *rest = arena_copy(doctor->arena, text ? text : "", text ? strlen(text) : 0);
	char *line;

	while ((line = strsep(&rest, "\n"))) {
		char *name;
		uint64_t inode = strtoull(line, &name, 10);
		struct doctor_object *object =
			*name == ' ' ? doctor_object(doctor, name + 1) : NULL;

		if (object)
			string_map_put(doctor->objects.by_inode,
				       doctor_inode_key(doctor->arena, 0, (ino_t)inode), object);
	}
}

void doctor_find_objects(struct doctor *doctor)
{
	struct doctor_objects *objects = &doctor->objects;
	size_t count = 0;
	const char *const *names = host_list(doctor->host, SHM_DIRECTORY, &count);

	objects->is_known = names != NULL;
	objects->by_name = string_map_new(doctor->arena, count);
	objects->by_inode = string_map_new(doctor->arena, count);
	for (size_t i = 0; names && i < count; i++)
		look_at(doctor, add_object(doctor, names[i]));
	for (size_t i = 0; i < count; i++)
		note_lock(doctor, objects->all[i]);
	if (!host_is_live(doctor->host))
		read_inodes(doctor);
	for (size_t i = 0; doctor->plan && i < doctor->plan->region_count; i++) {
		const struct plan_region *region = &doctor->plan->regions[i];

		if (region->land == CFG_LAND_DM && !doctor_object(doctor, region->name))
			add_object(doctor, region->name);
	}
}

bool doctor_is_region(const struct doctor *doctor, const struct doctor_object *object)
{
	uint64_t size = object->file.size;

	if (string_map_find(doctor->regions, object->name) || object->has_server_lock)
		return true;
	if (!object->is_there || !S_ISREG(object->file.mode))
		return false;
	for (size_t i = 0; i < object->holder_count; i++)
		if (object->holders[i].process->program != DOCTOR_OTHER)
			return *object->name != '.';
	return !object->holder_count && size >= REGION_MIN && (size & (size - 1)) == 0;
}

const char *doctor_holders_text(const struct doctor *doctor, const struct doctor_object *object)
{
	const char *text = "";

	for (size_t i = 0; i < object->holder_count && i < HOLDERS_SHOWN; i++) {
		const struct doctor_process *process = object->holders[i].process;

		text = arena_printf(doctor->arena, "%s%s%s (PID %u)", text, i ? ", " : "",
				    process->name, process->pid);
	}
	if (object->holder_count > HOLDERS_SHOWN)
		text = arena_printf(doctor->arena, "%s and %zu more", text,
				    object->holder_count - HOLDERS_SHOWN);
	if (object->holder_count)
		return arena_printf(doctor->arena, "held by %s", text);
	return doctor_sees_holders(doctor) ? "held by no process" : "holders not known";
}

const char *doctor_access_text(struct arena *arena, const struct host_file *file)
{
	return arena_printf(arena, "%04o%s %s:%s", (unsigned)file->mode & 07777u,
			    file->acl_count ? "+" : "",
			    host_name_or_id(arena, file->user, file->uid),
			    host_name_or_id(arena, file->group, file->gid));
}

bool doctor_is_world_accessible(const struct host_file *file)
{
	return file->mode & (S_IROTH | S_IWOTH);
}
