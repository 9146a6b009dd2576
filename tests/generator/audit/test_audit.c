/* SPDX-License-Identifier: BSD-3-Clause
 * test_audit.c: scores, and what the rows of the table of practices make of a scenario. */
#include "tests/generator/audit/scene.h"

static const char in_force[] = "in force", open_[] = "open", not_applicable[] = "not applicable";

static unsigned score_of(const enum audit_state *states, const unsigned *weights, size_t count)
{
	struct audit_row rows[4] = { 0 };
	const struct audit_row *list[4];
	struct audit_finding findings[4];

	for (size_t i = 0; i < count; i++) {
		rows[i].weight = weights[i];
		list[i] = &rows[i];
		findings[i].state = states[i];
	}
	return audit_score(list, findings, count);
}

static void adds_up_scores(void **state)
{
	static const unsigned weights[] = { 1, 2, 3, 10 };
	enum audit_state states[] = { AUDIT_IN_FORCE, AUDIT_OPEN, AUDIT_IN_FORCE,
				      AUDIT_NOT_APPLICABLE };

	(void)state;
	assert_int_equal(score_of(states, weights, 4), 33); /* 2 of 6 */
	states[0] = AUDIT_UNKNOWN;
	assert_int_equal(score_of(states, weights, 4), 50); /* 3 of 6 */
	states[2] = AUDIT_DIFFERS;
	assert_int_equal(score_of(states, weights, 4), 100);
	states[3] = AUDIT_IN_FORCE;
	assert_int_equal(score_of(states, weights, 4), 38); /* 6 of 16 is 37.5 */
	states[0] = states[1] = states[2] = states[3] = AUDIT_NOT_APPLICABLE;
	assert_int_equal(score_of(states, weights, 4), 0);
}

static void has_words_for_scores(void **state)
{
	(void)state;
	assert_string_equal(audit_word(0), "OK");
	assert_string_equal(audit_word(49), "OK");
	assert_string_equal(audit_word(50), "MEDIUM");
	assert_string_equal(audit_word(74), "MEDIUM");
	assert_string_equal(audit_word(75), "EXPOSED");
	assert_string_equal(audit_word(89), "EXPOSED");
	assert_string_equal(audit_word(90), "UNSAFE");
	assert_string_equal(audit_word(AUDIT_SCORE_MAX), "UNSAFE");
}

/* Each part closes its rows, and no other one. */
static void follows_parts(void **state)
{
	static const struct {
		unsigned parts;
		size_t subject;
		const char *slug;
	} rows[] = {
		{ 1u << HARDEN_GROUPS, SUBJECT_SHARED, "audit-region-group" },
		{ 1u << HARDEN_GROUPS, SUBJECT_EARLY, "audit-region-start" },
		{ 1u << HARDEN_GROUPS, SUBJECT_ONE, "audit-vm-start" },
		{ 1u << HARDEN_ACL, SUBJECT_SHARED, "audit-region-acl" },
		{ 1u << HARDEN_ACL, SUBJECT_ONE, "audit-vm-files" },
		{ 1u << HARDEN_APPARMOR | 1u << HARDEN_SELINUX, SUBJECT_SHARED,
		  "audit-region-confined" },
		{ 1u << HARDEN_APPARMOR | 1u << HARDEN_SELINUX, SUBJECT_TWO, "audit-vm-confined" },
		{ 1u << HARDEN_FAPOLICYD, SUBJECT_EARLY, "audit-region-programs" },
		{ 1u << HARDEN_FAPOLICYD, SUBJECT_ONE, "audit-vm-programs" },
		{ 1u << HARDEN_VERITY, SUBJECT_SHARED, "audit-region-peer-files" },
		{ 1u << HARDEN_VERITY, SUBJECT_ONE, "audit-vm-boot-files" },
		{ 1u << HARDEN_SYSTEMD, SUBJECT_SHARED, "audit-region-sandbox" },
		{ 1u << HARDEN_SYSTEMD, SUBJECT_ONE, "audit-vm-sandbox" },
		{ 1u << HARDEN_KEYS, SUBJECT_SHARED, "audit-region-keys" },
		{ 1u << HARDEN_KEYS, SUBJECT_ONE, "audit-vm-keys" },
	};
	struct scene scene;

	scene_open(&scene, *state);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (enum harden_part part = 0; part < HARDEN_COUNT; part++) {
			scene.request.parts = 1u << part;
			assert_state(&scene, rows[i].subject, rows[i].slug,
				     rows[i].parts & 1u << part ? in_force : open_);
		}
	scene.request.parts = 0;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-script", open_);
	scene.request.parts = 1u << HARDEN_ACL;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-script", in_force);
	scene.request.parts = 1u << HARDEN_KEYS;
	assert_state(&scene, SUBJECT_EARLY, "audit-region-keys", "unknown");
}

/* Users separate VMs only where a device model needs no root. */
static void knows_where_device_models_are_root(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene.request.parts = HARDEN_DEFAULT;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-user", open_);
	scene.vm_hardening[0].is_root = false;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-user", in_force);
	scene.request.parts = 1u << HARDEN_GROUPS;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-user", open_);
}

static void has_no_object_in_hv_land(void **state)
{
	static const char *const slugs[] = {
		"audit-region-group",	 "audit-region-world-readable", "audit-region-acl",
		"audit-region-confined", "audit-region-sandbox",
	};
	struct scene scene;

	scene_open(&scene, *state);
	for (size_t i = 0; i < sizeof(slugs) / sizeof(slugs[0]); i++)
		assert_state(&scene, SUBJECT_EARLY, slugs[i], not_applicable);
	assert_state(&scene, SUBJECT_SHARED, "audit-region-world-readable", in_force);
}

static void looks_at_the_land(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	assert_state(&scene, SUBJECT_SHARED, "audit-region-service-vm", open_);
	assert_state(&scene, SUBJECT_EARLY, "audit-region-service-vm", in_force);
	assert_state(&scene, SUBJECT_SHARED, "audit-region-doorbell", not_applicable);
	assert_state(&scene, SUBJECT_EARLY, "audit-region-doorbell", open_);
	scene.plan.target = TARGET_LAB;
	assert_state(&scene, SUBJECT_EARLY, "audit-region-service-vm", open_);
	assert_state(&scene, SUBJECT_SHARED, "audit-region-doorbell", open_);
	scene.plan.target = TARGET_ACRN;
	scene.peers[WITH_EARLY][2] = scene_peer(&scene, SERVICE);
	scene.regions[WITH_EARLY].peer_count = 3;
	assert_state(&scene, SUBJECT_EARLY, "audit-region-service-vm", not_applicable);
}

static void looks_at_the_peers(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	assert_state(&scene, SUBJECT_SHARED, "audit-region-peers", in_force);
	assert_state(&scene, SUBJECT_SHARED, "audit-region-critical-peer", not_applicable);
	assert_state(&scene, SUBJECT_EARLY, "audit-region-critical-peer", open_);
	scene.vms[ONE].is_rtvm = true;
	assert_state(&scene, SUBJECT_SHARED, "audit-region-critical-peer", open_);
	assert_state(&scene, SUBJECT_EARLY, "audit-region-critical-peer", in_force);
	scene.peers[SHARED][2] = scene_peer(&scene, EARLY);
	scene.regions[SHARED].peer_count = 3;
	assert_state(&scene, SUBJECT_SHARED, "audit-region-peers", open_);
	/* Without a peer that the Service VM starts. */
	scene.peers[WITH_EARLY][0] = scene.peers[WITH_EARLY][1];
	scene.regions[WITH_EARLY].peer_count = 1;
	assert_state(&scene, SUBJECT_EARLY, "audit-region-start", not_applicable);
	assert_state(&scene, SUBJECT_EARLY, "audit-region-programs", not_applicable);
	assert_state(&scene, SUBJECT_EARLY, "audit-region-peer-files", not_applicable);
}

static void looks_at_region_ids(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	assert_state(&scene, SUBJECT_SHARED, "audit-region-id", not_applicable);
	scene.vms[TWO].ivshmem_count = 2;
	assert_state(&scene, SUBJECT_SHARED, "audit-region-id", open_);
	scene.regions[SHARED].region_id = 0x1000;
	assert_state(&scene, SUBJECT_SHARED, "audit-region-id", in_force);
}

static void looks_at_images(void **state)
{
	static const char image[] = "/images/disk";
	struct scene scene;

	scene_open(&scene, *state);
	scene.request.parts = 1u << HARDEN_VERITY;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-image-writable", not_applicable);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-image-shared", not_applicable);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-sealed", not_applicable);
	for (size_t i = 0; i < 2; i++) {
		scene.vm_files[i][1] = (struct plan_file) { .kind = PLAN_FILE_IMAGE,
							    .path = image,
							    .is_sealed = true };
		scene.vm_hardening[i].file_count = 2;
	}
	assert_state(&scene, SUBJECT_ONE, "audit-vm-image-writable", in_force);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-image-shared", in_force);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-sealed", in_force);
	scene.vm_files[1][1].is_written = true;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-image-writable", in_force);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-image-shared", open_);
	assert_state(&scene, SUBJECT_TWO, "audit-vm-image-writable", open_);
	assert_state(&scene, SUBJECT_TWO, "audit-vm-sealed", not_applicable);
	scene.vm_files[0][1].is_sealed = false;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-sealed", open_);
	scene.vm_files[0][1].path = "/images/other";
	assert_state(&scene, SUBJECT_TWO, "audit-vm-image-shared", in_force);
}

static void looks_at_what_is_booted(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-secure-boot", not_applicable);
	scene.vms[ONE].ovmf = "OVMF.fd";
	assert_state(&scene, SUBJECT_ONE, "audit-vm-secure-boot", open_);
	scene.request.parts = 1u << HARDEN_VERITY;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-secure-boot", "unknown");
	scene.vms[TWO].kernel = NULL;
	assert_state(&scene, SUBJECT_TWO, "audit-vm-boot-files", not_applicable);
	scene.vm_files[1][0].is_own = false;
	assert_state(&scene, SUBJECT_TWO, "audit-vm-files", not_applicable);
	scene.vms[TWO].ivshmem_count = 0;
	assert_state(&scene, SUBJECT_TWO, "audit-vm-keys", not_applicable);
}

static void looks_at_passthrough(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene.device.kind = PLAN_PASSTHROUGH;
	scene.vms[ONE].devices = &scene.device;
	scene.vms[ONE].device_count = 1;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-passthrough", open_);
	assert_state(&scene, SUBJECT_TWO, "audit-vm-passthrough", in_force);
	scene.plan.target = TARGET_LAB;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-passthrough", not_applicable);
}

static void lists_readers(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	assert_string_equal(scene_readers(&scene, SUBJECT_SHARED),
			    "vm ONE;vm TWO;root -;hypervisor -;");
	assert_string_equal(scene_readers(&scene, SUBJECT_EARLY), "vm ONE;vm EARLY;hypervisor -;");
	scene.request.parts = HARDEN_DEFAULT;
	assert_string_equal(scene_readers(&scene, SUBJECT_SHARED),
			    "vm ONE;vm TWO;group acrn-s-shared;group acrn-admins;user acrn-s-ONE;"
			    "user acrn-s-TWO;root -;hypervisor -;");
	scene.plan.target = TARGET_LAB;
	assert_string_equal(scene_readers(&scene, SUBJECT_EARLY), "vm ONE;vm EARLY;root -;");
}

static void reports_what_is_open(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;
	const struct audit *audit;

	scene_open(&scene, fixture);
	audit = audit_run(fixture->arena, &scene.request);
	audit_report(audit, fixture->diags);
	assert_contains(
		messages(fixture),
		"test.xml:1:1: warning: region 'shared': without --harden=groups; the object "
		"is root's, so that each admin of VMs has to be root [audit-region-group]\n");
	assert_null(strstr(messages(fixture), "audit-region-world-readable"));
	assert_null(strstr(messages(fixture), "audit-vm-sealed"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(adds_up_scores),
		TEST(has_words_for_scores),
		TEST(follows_parts),
		TEST(knows_where_device_models_are_root),
		TEST(has_no_object_in_hv_land),
		TEST(looks_at_the_land),
		TEST(looks_at_the_peers),
		TEST(looks_at_region_ids),
		TEST(looks_at_images),
		TEST(looks_at_what_is_booted),
		TEST(looks_at_passthrough),
		TEST(lists_readers),
		TEST(reports_what_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
