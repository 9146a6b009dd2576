/* SPDX-License-Identifier: BSD-3-Clause
 * memory.c: the objects in /dev/shm, who can open them and who has them. */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/argv.h"
#include "base/string_map.h"
#include "doctor/internal.h"

/* Those of the scenario have a check of their own. */
static bool is_others(const struct doctor *doctor, const struct doctor_object *object)
{
	return object->is_there && !string_map_find(doctor->regions, object->name);
}

static void check_object(struct doctor *doctor, const struct doctor_object *object)
{
	struct doctor_check *check = doctor_begin(doctor, "object", object->name);

	doctor_say(check, "%" PRIu64 " bytes, %s, %s", object->file.size,
		   doctor_access_text(doctor->arena, &object->file),
		   doctor_holders_text(doctor, object));
	if (doctor_is_world_accessible(&object->file))
		diag_help(doctor_find(check, DIAG_SHM_WORLD_ACCESSIBLE,
				      "any user can open " SHM_DIRECTORY "/%s: %s", object->name,
				      doctor_access_text(doctor->arena, &object->file)),
			  "chmod o= %s, and set mode= in the server's options",
			  argv_quote(doctor->arena, arena_printf(doctor->arena, SHM_DIRECTORY "/%s",
								 object->name)));
	if (object->holder_count)
		return;
	if (!doctor_sees_holders(doctor))
		doctor_skip(check, "not all processes can be seen");
	else
		diag_help(doctor_find(check, DIAG_SHM_STALE,
				      "no process uses " SHM_DIRECTORY "/%s, which has %" PRIu64
				      " bytes",
				      object->name, object->file.size),
			  "if its data is not needed: ivshmem-server prune -- %s",
			  argv_quote(doctor->arena, object->name));
}

static void check_objects(struct doctor *doctor)
{
	struct doctor_check *check = doctor_begin(doctor, "shared memory", NULL);
	const struct doctor_objects *objects = &doctor->objects;
	size_t region_count = 0, other_count = 0;

	for (size_t i = 0; i < objects->count; i++) {
		if (!is_others(doctor, objects->all[i]))
			continue;
		if (doctor_is_region(doctor, objects->all[i])) {
			region_count++;
			check_object(doctor, objects->all[i]);
		} else {
			other_count++;
		}
	}
	if (objects->is_known)
		doctor_say(check, "%zu objects that may be regions%s, %zu others", region_count,
			   doctor->plan ? " besides the scenario's" : "", other_count);
	else
		doctor_skip(check, SHM_DIRECTORY " cannot be read");
}

/* Whether the processes of this host can be told apart at all. */
static void check_processes(struct doctor *doctor)
{
	struct doctor_check *check = doctor_begin(doctor, "processes", NULL);
	const struct doctor_processes *processes = &doctor->processes;

	if (!processes->is_known) {
		doctor_skip(check, "/proc has no processes");
		return;
	}
	doctor_say(check, "%zu, of which %zu run VMs or serve regions", processes->total,
		   processes->count);
	if (processes->is_part)
		doctor_skip(check, "others are hidden%s",
			    host_is_live(doctor->host) ? ": run it as root, and in no container"
						       : ", or not recorded");
	else if (processes->unseen)
		doctor_skip(check, "the memory and files of %zu cannot be seen%s",
			    processes->unseen,
			    host_is_live(doctor->host) ? " (are you root?)" : "");
	if (processes->ignored)
		doctor_skip(check, "%zu more device models are ignored", processes->ignored);
}

void doctor_check_memory(struct doctor *doctor)
{
	check_processes(doctor);
	check_objects(doctor);
	doctor_check_servers(doctor);
}
