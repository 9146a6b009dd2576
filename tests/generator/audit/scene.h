/* SPDX-License-Identifier: BSD-3-Clause
 * scene.h: a plan to audit: the VMs ONE and TWO, which share the region shared in dm-land, and a
 * pre-launched one, EARLY, with which ONE shares the region early in hv-land.
 */
#ifndef TESTS_AUDIT_SCENE_H
#define TESTS_AUDIT_SCENE_H

#include "tests/generator/helpers.h"

#include "audit/audit.h"
#include "host/host.h"
#include "model/harden.h"
#include "render/files.h"

struct scene {
	struct fixture *fixture;
	const struct source *source;
	struct plan plan;
	struct plan_hardening hardening;
	struct plan_region regions[2];
	struct plan_region_hardening region_hardening;
	struct plan_peer peers[2][3];
	struct plan_vm vms[4]; /* SERVICE, ONE, TWO, EARLY */
	struct plan_vm_hardening vm_hardening[2];
	struct plan_file vm_files[2][2];
	struct plan_device device;
	struct output_files files;
	struct audit_request request;
};

enum { SERVICE, ONE, TWO, EARLY };
enum { SHARED, WITH_EARLY };

static inline void scene_set_vm(struct scene *scene, size_t index, const char *name,
				enum cfg_load_order order)
{
	scene->vms[index] = (struct plan_vm) {
		.index = index,
		.id = (uint16_t)(2 * index),
		.name = name,
		.load_order = order,
		.at = source_span(scene->source, 0, 3),
		.launch_id = (unsigned)index,
		.kernel = order == CFG_POST_LAUNCHED ? "kernel" : NULL,
	};
}

static inline void scene_harden_vm(struct scene *scene, size_t index)
{
	struct plan_vm_hardening *hardening = &scene->vm_hardening[index - ONE];
	const char *name = arena_printf(scene->fixture->arena, "acrn-s-%s", scene->vms[index].name);

	*hardening = (struct plan_vm_hardening) {
		.user = name,
		.is_root = true,
		.unit = name,
		.profile = name,
		.script = arena_printf(scene->fixture->arena, "/scripts/launch_user_vm_id%zu.sh",
				       index),
		.files = scene->vm_files[index - ONE],
		.file_count = 1,
	};
	hardening->files[0] = (struct plan_file) { .kind = PLAN_FILE_KERNEL,
						   .path = "/images/kernel",
						   .is_own = true,
						   .is_sealed = true };
	scene->vms[index].hardening = hardening;
	scene->vms[index].ivshmem_count = 1;
}

static inline struct plan_peer scene_peer(const struct scene *scene, size_t index)
{
	const struct plan_vm *vm = &scene->vms[index];

	return (struct plan_peer) {
		.id = vm->id,
		.name = vm->name,
		.user = vm->hardening ? vm->hardening->user : NULL,
	};
}

static inline void scene_set_region(struct scene *scene, size_t index, const char *name,
				    enum cfg_land land, size_t other)
{
	struct plan_peer *peers = scene->peers[index];

	peers[0] = scene_peer(scene, ONE);
	peers[1] = scene_peer(scene, other);
	scene->regions[index] = (struct plan_region) {
		.index = index,
		.name = name,
		.land = land,
		.at = source_span(scene->source, 0, 3),
		.peers = peers,
		.peer_count = 2,
		.hardening = land == CFG_LAND_DM ? &scene->region_hardening : NULL,
	};
}

static inline void scene_open(struct scene *scene, struct fixture *fixture)
{
	memset(scene, 0, sizeof(*scene));
	scene->fixture = fixture;
	scene->source = source_of(fixture, "<a/>");
	scene_set_vm(scene, SERVICE, "SERVICE", CFG_SERVICE_VM);
	scene_set_vm(scene, ONE, "ONE", CFG_POST_LAUNCHED);
	scene_set_vm(scene, TWO, "TWO", CFG_POST_LAUNCHED);
	scene_set_vm(scene, EARLY, "EARLY", CFG_PRE_LAUNCHED);
	scene_harden_vm(scene, ONE);
	scene_harden_vm(scene, TWO);
	scene->region_hardening.group = "acrn-s-shared";
	scene_set_region(scene, SHARED, "shared", CFG_LAND_DM, TWO);
	scene_set_region(scene, WITH_EARLY, "early", CFG_LAND_HV, EARLY);
	scene->hardening = (struct plan_hardening) {
		.prefix = "acrn-s",
		.identifier = "acrn_s",
		.scripts = "/scripts",
		.config = "/config",
	};
	scene->plan = (struct plan) {
		.regions = scene->regions,
		.region_count = 2,
		.vms = scene->vms,
		.vm_count = 4,
		.hardening = &scene->hardening,
	};
	scene->request = (struct audit_request) { .plan = &scene->plan, .path = "test.xml" };
}

/* Which subject of an audit is which. */
enum { SUBJECT_SHARED, SUBJECT_EARLY, SUBJECT_ONE, SUBJECT_TWO, SUBJECT_COUNT };

/* What an audit finds for a row of a subject. */
static inline struct audit_finding scene_find(struct scene *scene, size_t subject, const char *slug)
{
	const struct audit *audit = audit_run(scene->fixture->arena, &scene->request);
	const struct audit_subject *found = &audit->subjects[subject];

	assert_int_equal(audit->count, SUBJECT_COUNT);
	for (size_t i = 0; i < found->row_count; i++)
		if (strcmp(found->rows[i]->rule->slug, slug) == 0)
			return found->findings[i];
	fail_msg("there is no row %s", slug);
	return (struct audit_finding) { 0 };
}

/* Who can read the region of a subject, "KIND NAME;" each. */
static inline const char *scene_readers(struct scene *scene, size_t subject)
{
	const struct audit *audit = audit_run(scene->fixture->arena, &scene->request);
	const char *text = "";

	for (size_t i = 0; i < audit->subjects[subject].reader_count; i++) {
		const struct audit_reader *reader = &audit->subjects[subject].readers[i];

		text = arena_printf(scene->fixture->arena, "%s%s %s;", text, reader->kind,
				    reader->name ? reader->name : "-");
	}
	return text;
}

#define assert_state(scene, subject, slug, expected) \
	assert_string_equal(audit_state_name(scene_find(scene, subject, slug).state), expected)

#endif
