/* SPDX-License-Identifier: BSD-3-Clause
 * hardening.c: the names that the parts of the hardening share. */
#include "plan/hardening.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "plan/internal.h"

#define SCRIPTS_DIRECTORY "/usr/local/libexec/acrn-cfg/scenarios"
#define CONFIG_DIRECTORY  "/etc/acrn-cfg/scenarios"
#define IMAGES_DIRECTORY  "/var/lib/acrn-cfg/scenarios"

/* The digits of the digest of a name. */
#define DIGEST_LENGTH 6

static bool is_plain(char c, bool has_hyphens)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (has_hyphens && c == '-');
}

const char *hardening_name(struct arena *arena, const char *text, size_t max, bool has_hyphens)
{
	size_t length = strlen(text), kept = length;
	bool is_changed = length > max;
	char *name = arena_copy(arena, text, length);

	for (size_t i = 0; i < length; i++)
		if (!is_plain(name[i], has_hyphens)) {
			name[i] = '_';
			is_changed = true;
		}
	if (!is_changed)
		return name;
	if (kept > max - DIGEST_LENGTH - 1)
		kept = max - DIGEST_LENGTH - 1;
	return arena_printf(arena, "%.*s%c%.*s", (int)kept, name, has_hyphens ? '-' : '_',
			    DIGEST_LENGTH, digest_bytes(arena, text, length));
}

/* Of units and profiles: ivshmem-server has the one of a VM "server". No VM's name is as long as
 * what that VM has instead. */
static const char *unit_name(struct arena *arena, const char *prefix, const char *vm)
{
	const char *suffix = strcmp(vm, "server") == 0 ? "-virtual-machine" : "";

	return arena_printf(arena, "%s-%s%s", prefix, vm, suffix);
}

/* ACRN's device model always does. In the lab root makes taps and mounts partitions, and acrn-hv
 * accepts no other user. */
static bool runs_as_root(enum target target, const struct plan_vm *vm)
{
	if (target != TARGET_LAB)
		return true;
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct plan_device *device = &vm->devices[i];

		if (device->kind == PLAN_NET ||
		    (device->kind == PLAN_BLOCK && device->block.partition) ||
		    (device->kind == PLAN_IVSHMEM && device->ivshmem.region->land == CFG_LAND_HV))
			return true;
	}
	return false;
}

static const struct plan_vm_hardening *vm_hardening(struct arena *arena, const struct plan *plan,
						    const struct plan_vm *vm)
{
	const struct plan_hardening *all = plan->hardening;
	struct plan_vm_hardening *to = arena_alloc(arena, sizeof(*to));
	const char *name = arena_printf(arena, "%s-%s", all->prefix, vm->name);

	*to = (struct plan_vm_hardening) {
		.user = hardening_name(arena, name, HARDENING_USER_MAX, true),
		.is_root = runs_as_root(plan->target, vm),
		.unit = unit_name(arena, all->prefix, vm->name),
		.profile = unit_name(arena, all->prefix, vm->name),
		.domain = arena_printf(arena, "%s.dm_%s", all->identifier, vm->name),
		.launcher = arena_printf(arena, "%s.launch_%s", all->identifier, vm->name),
		.category = (unsigned)vm->index,
		.script = arena_printf(arena, "%s/launch_user_vm_id%u.sh", all->scripts,
				       vm->launch_id),
	};
	plan_list_files(arena, all, vm, to);
	return to;
}

static const struct plan_region_hardening *region_hardening(struct arena *arena,
							    const struct plan_hardening *all,
							    const struct plan_region *region)
{
	struct plan_region_hardening *to = arena_alloc(arena, sizeof(*to));

	/* Not with the prefix: each user has a group of its name, and a VM may have that of a
	 * region. */
	to->group =
		hardening_name(arena, arena_printf(arena, "shm-%s-%s", all->scenario, region->name),
			       HARDENING_USER_MAX, true);
	to->type = arena_printf(arena, "%s.shm_%s", all->identifier, region->name);
	return to;
}

static struct plan_hardening *hardening_of(struct arena *arena, const struct model *model)
{
	struct plan_hardening *all = arena_alloc(arena, sizeof(*all));
	const char *name = hardening_name(arena, model->name, HARDENING_SCENARIO_MAX, true);

	*all = (struct plan_hardening) {
		.parts = model->hardening,
		.scenario = name,
		.prefix = arena_printf(arena, "acrn-%s", name),
		.identifier = arena_printf(
			arena, "acrn_%s",
			hardening_name(arena, name, HARDENING_SCENARIO_MAX + DIGEST_LENGTH + 1,
				       false)),
		.scripts = arena_printf(arena, SCRIPTS_DIRECTORY "/%s", name),
		.config = arena_printf(arena, CONFIG_DIRECTORY "/%s", name),
		.keys = arena_printf(arena, CONFIG_DIRECTORY "/%s/keys", name),
		.images = arena_printf(arena, IMAGES_DIRECTORY "/%s", name),
		.server_dir = arena_printf(arena, "/run/acrn-%s", name),
	};
	return all;
}

static int compare_id(const void *id, const void *vm)
{
	return *(const uint16_t *)id - ((const struct plan_vm *)vm)->id;
}

/* The users of a region's peers; the plan has VMs by rising ID. */
static void fill_users(const struct plan *plan, struct plan_region *region)
{
	for (size_t i = 0; i < region->peer_count; i++) {
		struct plan_peer *peer = &region->peers[i];
		const struct plan_vm *vm = bsearch(&peer->id, plan->vms, plan->vm_count,
						   sizeof(*plan->vms), compare_id);

		if (vm && vm->hardening) {
			peer->user = vm->hardening->user;
			peer->is_root = vm->hardening->is_root;
		}
	}
}

void plan_fill_hardening(struct planner *planner)
{
	struct plan *plan = planner->plan;
	const struct plan_hardening *all = hardening_of(planner->arena, planner->model);

	plan->hardening = all;
	for (size_t i = 0; i < plan->vm_count; i++)
		if (plan->vms[i].launch == PLAN_LAUNCH_USER)
			plan->vms[i].hardening = vm_hardening(planner->arena, plan, &plan->vms[i]);
	for (size_t i = 0; i < plan->region_count; i++) {
		struct plan_region *region = &plan->regions[i];

		if (region->land == CFG_LAND_DM)
			region->hardening = region_hardening(planner->arena, all, region);
		fill_users(plan, region);
	}
	plan_compare_files(planner);
}
