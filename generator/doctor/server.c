/* SPDX-License-Identifier: BSD-3-Clause
 * server.c: what the servers of regions serve, by their options, and what dead ones have left. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/argv.h"
#include "base/string_map.h"
#include "doctor/internal.h"
#include "doctor/server.h"

/* So many regions of a server are named, with so many bytes of their options. */
#define REGIONS_SHOWN 16u
#define KEYS_SHOWN    200

static void report_peers(struct doctor_check *check, const struct plan_region *region,
			 const struct server_region *served)
{
	for (size_t i = 0; i < region->peer_count; i++) {
		const struct plan_peer *peer = &region->peers[i];
		const char *wanted = arena_printf(check->arena, "%u:%s", peer->id, peer->name);
		struct diag *diag;

		if (server_has_peer(served, wanted))
			continue;
		diag = doctor_find(check, DIAG_SERVER_PEER_MISSING,
				   "%s serves region '%s' without the peer %s", served->place,
				   region->name, wanted);
		doctor_declared(diag, region->at);
		diag_help(diag, "start the server with the scenario's ivshmem-server.conf");
	}
}

static void compare_region(struct doctor_check *check, const struct plan_region *region,
			   const struct server_region *served)
{
	struct diag *diag;

	if (served->size != region->bytes) {
		diag = doctor_find(check, DIAG_SERVER_REGION_DIFFERS,
				   "%s serves region '%s' with %" PRIu64 " bytes, the scenario has "
				   "%" PRIu64,
				   served->place, region->name, served->size, region->bytes);
		doctor_declared(diag, region->at);
		diag_help(diag, "start the server with the scenario's ivshmem-server.conf");
	}
	report_peers(check, region, served);
}

static void report_missing(struct doctor_check *check, const struct plan_region *region)
{
	struct diag *diag = doctor_find(check, DIAG_SERVER_REGION_MISSING,
					"no server serves region '%s', but others of the scenario",
					region->name);

	doctor_declared(diag, region->at);
	diag_help(diag, "start the server with the scenario's ivshmem-server.conf");
}

/* A server is not needed; one that has a region of the scenario has all of them. */
static void check_regions(struct doctor *doctor, const struct string_map *served, bool has_unread)
{
	struct doctor_check *check = doctor_begin(doctor, "served regions", NULL);
	const struct plan *plan = doctor->plan;
	size_t count = 0;

	for (size_t i = 0; i < plan->region_count; i++)
		count += plan->regions[i].land == CFG_LAND_DM &&
			 string_map_find(served, plan->regions[i].name);
	doctor_say(check, count ? "%zu of the scenario" : "none of the scenario", count);
	if (!doctor->processes.is_known || doctor->processes.is_part)
		doctor_skip(check, "not all processes can be seen");
	else if (has_unread)
		doctor_skip(check, "not all options of servers can be read");
	for (size_t i = 0; count && i < plan->region_count; i++) {
		const struct plan_region *region = &plan->regions[i];
		const struct server_region *found = string_map_find(served, region->name);

		if (found && region->land == CFG_LAND_DM)
			compare_region(check, region, found);
		else if (region->land == CFG_LAND_DM && !has_unread)
			report_missing(check, region);
	}
}

/* Each directory is looked into once, by whatever path: by the server that runs there, or as one
 * that none has. */
static void check_directory(struct doctor *doctor, struct string_map *directories, const char *path,
			    const struct doctor_process *server)
{
	const char *const *names = host_list(doctor->host, path, NULL);
	struct doctor_check *check;
	struct host_file directory;
	size_t count = 0;

	if (!names || !host_stat(doctor->host, path, &directory) ||
	    string_map_put(directories,
			   doctor_inode_key(doctor->arena, directory.device, directory.inode),
			   path))
		return;
	check = doctor_begin(doctor, "sockets in", path);
	for (; *names; names++) {
		const char *file = arena_printf(doctor->arena, "%s/%s", path, *names);
		struct host_file found;

		count += host_stat(doctor->host, file, &found) && S_ISSOCK(found.mode);
	}
	doctor_say(check, "%zu%s", count, server ? "" : ", without a server");
	if (!server && (!doctor->processes.is_known || doctor->processes.is_part))
		doctor_skip(check, "not all processes can be seen");
	else if (count && !server)
		diag_help(doctor_find(check, DIAG_SERVER_STALE,
				      "%zu sockets in '%s', but no ivshmem-server has this "
				      "directory",
				      count, path),
			  "ivshmem-server prune --dir=%s --all", argv_quote(doctor->arena, path));
}

static void say_region(struct doctor *doctor, struct doctor_check *check,
		       const struct server *server, const struct server_region *region)
{
	const char *peers = server_peers(doctor, server, region);

	doctor_say(check, "%s (%.*s), peers %s", region->name, KEYS_SHOWN, region->keys,
		   peers ? peers : "not known");
}

static void check_server(struct doctor *doctor, const struct server *server)
{
	struct doctor_check *check = doctor_begin(doctor, "server", NULL);

	doctor_say(check, "ivshmem-server (PID %u) in %s", server->process->pid, server->directory);
	for (size_t i = 0; i < server->region_count && i < REGIONS_SHOWN; i++)
		say_region(doctor, check, server, &server->regions[i]);
	if (server->region_count > REGIONS_SHOWN)
		doctor_say(check, "%zu more regions", server->region_count - REGIONS_SHOWN);
	if (server->unread)
		doctor_skip(check, "its options in '%s' cannot be read", server->unread);
	if (server->process->is_replaced)
		diag_help(doctor_find(check, DIAG_PROGRAM_REPLACED,
				      "the program of PID %u has been replaced since its start",
				      server->process->pid),
			  "systemctl restart its unit, which VMs do not notice");
}

void doctor_check_servers(struct doctor *doctor)
{
	struct string_map *served = string_map_new(doctor->arena, 16);
	struct string_map *directories = string_map_new(doctor->arena, 16);
	bool has_unread = false;

	for (size_t i = 0; i < doctor->processes.count; i++) {
		struct server *server = server_read(doctor, doctor->processes.all[i]);

		if (!server)
			continue;
		has_unread |= server->unread != NULL;
		check_server(doctor, server);
		for (size_t j = 0; j < server->region_count; j++)
			string_map_put(served, server->regions[j].name, &server->regions[j]);
		check_directory(doctor, directories, server->directory, server->process);
	}
	check_directory(doctor, directories, SERVER_DIRECTORY, NULL);
	if (doctor->plan && doctor->plan->hardening)
		check_directory(doctor, directories, doctor->plan->hardening->server_dir, NULL);
	if (doctor->plan)
		check_regions(doctor, served, has_unread);
}
