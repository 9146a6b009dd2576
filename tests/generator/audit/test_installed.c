/* SPDX-License-Identifier: BSD-3-Clause
 * test_installed.c: what the rows of the table of practices make of a host. */
#include "tests/generator/audit/scene.h"

#include <sys/acl.h>

static const char in_force[] = "in force", open_[] = "open", differs[] = "differs",
		  unknown[] = "unknown";

/* What was generated: in the order of paths. */
static struct output_file made[] = {
	{ .path = "hardening/acl/regions.acl", .text = "acl" },
	{ .path = "hardening/apparmor/acrn-s", .text = "profiles" },
	{ .path = "hardening/fapolicyd/45-acrn-s.rules", .text = "rules" },
	{ .path = "hardening/groups/acrn-s.note", .text = "of a user's template" },
	{ .path = "hardening/groups/acrn-s.sudoers", .text = "sudo" },
	{ .path = "hardening/groups/acrn-s.sysusers", .text = "users" },
	{ .path = "hardening/regions", .text = "of no part" },
	{ .path = "hardening/selinux/acrn_s.cil", .text = "policy" },
	{ .path = "hardening/systemd/acrn-s-ONE.service", .text = "unit one" },
	{ .path = "hardening/systemd/acrn-s-TWO.service", .text = "unit two" },
	{ .path = "hardening/verity/bootargs.xsl", .text = "stylesheet" },
	{ .path = "hardening/verity/seal.sh", .text = "seal" },
	{ .path = "launch/launch_user_vm_id1.sh", .text = "script one" },
	{ .path = "launch/launch_user_vm_id2.sh", .text = "script two" },
	{ .path = "server/ivshmem-server.conf", .text = "shm=shared" },
};

static const struct {
	const char *path, *text;
} installed[] = {
	{ "config/acl/regions.acl", "acl" },
	{ "etc/apparmor.d/acrn-s", "profiles" },
	{ "etc/fapolicyd/rules.d/45-acrn-s.rules", "rules" },
	{ "etc/sudoers.d/acrn-s", "sudo" },
	{ "etc/sysusers.d/acrn-s.conf", "users" },
	{ "config/selinux/acrn_s.cil", "policy" },
	{ "config/ivshmem-server.conf", "shm=shared" },
	{ "etc/systemd/system/acrn-s-ONE.service", "unit one" },
	{ "etc/systemd/system/acrn-s-TWO.service", "unit two" },
	{ "scripts/bootargs.xsl", "stylesheet" },
	{ "scripts/seal.sh", "seal" },
	{ "scripts/launch_user_vm_id1.sh", "script one" },
	{ "scripts/launch_user_vm_id2.sh", "script two" },
	{ "config/keys/ONE.keys", "key" },
	{ "config/keys/TWO.keys", "key" },
	{ "images/kernel", "kernel" },
	{ "images/k\\\n", "odd" },
	{ "run/fapolicyd.pid", "7\n" },
	{ "proc/7/comm", "fapolicyd\n" },
	{ "sys/kernel/security/apparmor/profiles", "acrn-s-ONE (enforce)\nacrn-s-TWO (enforce)\n" },
};

static void install(struct scene *scene, const char *path, const char *text, mode_t mode)
{
	const char *file = fixture_file(scene->fixture, path, text);

	assert_int_equal(chmod(file, mode), 0);
}

static const char *sum_of(struct scene *scene, const char *path)
{
	return host_digest(scene->request.host, path);
}

/* Everything is installed, and as it was generated. */
static void open_host(struct scene *scene, struct fixture *fixture)
{
	struct arena *arena = fixture->arena;

	scene_open(scene, fixture);
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		made[i].size = strlen(made[i].text);
	for (size_t i = 0; i < sizeof(installed) / sizeof(installed[0]); i++)
		install(scene, installed[i].path, installed[i].text,
			strstr(installed[i].path, ".keys") ? 0400 : 0644);
	scene->files.files = made;
	scene->files.count = sizeof(made) / sizeof(made[0]);
	scene->request.host = host_open(arena, fixture_directory(fixture), fixture->diags);
	scene->request.root = fixture_directory(fixture);
	scene->request.files = &scene->files;
	scene->request.parts = (1u << HARDEN_COUNT) - 1;
	install(scene, "config/sealed/ONE.sha256",
		arena_printf(arena, "%s  /images/kernel\n\\%s  /images/k\\\\\\n\n",
			     sum_of(scene, "/images/kernel"), sum_of(scene, "/images/k\\\n")),
		0644);
	install(scene, "config/sealed/TWO.sha256",
		arena_printf(arena, "%s  /images/kernel\n", sum_of(scene, "/images/kernel")), 0644);
	install(scene, "etc/fapolicyd/trust.d/acrn-s",
		arena_printf(arena,
			     "# trusted\n/scripts/launch_user_vm_id1.sh 10 %s\n"
			     "/scripts/launch_user_vm_id2.sh 10 %s\n",
			     sum_of(scene, "/scripts/launch_user_vm_id1.sh"),
			     sum_of(scene, "/scripts/launch_user_vm_id2.sh")),
		0644);
}

/* Files of root's can only be made by root. */
static void need_root(void)
{
	if (geteuid() != 0)
		skip();
}

static void finds_all_in_force(void **state)
{
	static const char *const always_open[] = { "audit-region-service-vm",
						   "audit-region-critical-peer",
						   "audit-region-doorbell", "audit-vm-user",
						   "audit-region-keys" };
	struct scene scene;
	const struct audit *audit;

	need_root();
	open_host(&scene, *state);
	audit = audit_run(scene.fixture->arena, &scene.request);
	for (size_t i = 0; i < audit->count; i++)
		for (size_t j = 0; j < audit->subjects[i].row_count; j++) {
			struct audit_finding finding = audit->subjects[i].findings[j];
			const char *slug = audit->subjects[i].rows[j]->rule->slug;
			bool is_expected = false;

			for (size_t k = 0; k < sizeof(always_open) / sizeof(*always_open); k++)
				is_expected |= strcmp(always_open[k], slug) == 0;
			if (audit_is_open(finding) && !is_expected)
				fail_msg("%s: %s", slug, finding.reason);
		}
	assert_state(&scene, SUBJECT_SHARED, "audit-region-keys", in_force);
}

/* One thing is wrong at a time: what it is, and where that shows. */
struct breakage {
	const char *path, *text; /* NULL: the file is removed */
	mode_t mode;
	size_t subject;
	const char *slug, *state, *reason;
};

static void check_breakage(struct fixture *fixture, const struct breakage *breakage)
{
	struct scene scene;
	struct audit_finding finding;

	open_host(&scene, fixture);
	if (breakage->text)
		install(&scene, breakage->path, breakage->text, breakage->mode);
	else
		assert_int_equal(remove(fixture_file(fixture, breakage->path, NULL)), 0);
	finding = scene_find(&scene, breakage->subject, breakage->slug);
	if (strcmp(audit_state_name(finding.state), breakage->state) != 0)
		fail_msg("%s: %s: %s", breakage->path, audit_state_name(finding.state),
			 finding.reason);
	assert_string_equal(finding.reason, breakage->reason);
	remove(fixture_file(fixture, breakage->path, NULL));
}

static void finds_what_is_wrong(void **state)
{
	static const struct breakage breakages[] = {
		{ "config/acl/regions.acl", NULL, 0, SUBJECT_SHARED, "audit-region-acl", open_,
		  "/config/acl/regions.acl: No such file or directory" },
		{ "config/acl/regions.acl", "ac1", 0644, SUBJECT_SHARED, "audit-region-acl",
		  differs, "/config/acl/regions.acl is not what gen makes" },
		{ "config/acl/regions.acl", "acl ", 0644, SUBJECT_ONE, "audit-vm-files", differs,
		  "/config/acl/regions.acl is not what gen makes" },
		{ "etc/sudoers.d/acrn-s", "sudo", 0666, SUBJECT_ONE, "audit-vm-start", differs,
		  "/etc/sudoers.d/acrn-s has mode 0666: others can write it" },
		{ "etc/sysusers.d/acrn-s.conf", "user", 0644, SUBJECT_SHARED, "audit-region-group",
		  differs, "/etc/sysusers.d/acrn-s.conf is not what gen makes" },
		{ "config/ivshmem-server.conf", "shm=shaded", 0644, SUBJECT_SHARED,
		  "audit-region-group", differs,
		  "/config/ivshmem-server.conf is not what gen makes" },
		{ "etc/systemd/system/acrn-s-TWO.service", "unit", 0644, SUBJECT_TWO,
		  "audit-vm-sandbox", differs,
		  "/etc/systemd/system/acrn-s-TWO.service is not what gen makes" },
		{ "etc/systemd/system/acrn-s-TWO.service", NULL, 0, SUBJECT_SHARED,
		  "audit-region-sandbox", open_,
		  "/etc/systemd/system/acrn-s-TWO.service: No such file or directory" },
		{ "scripts/launch_user_vm_id1.sh", "script", 0755, SUBJECT_ONE, "audit-vm-script",
		  differs, "/scripts/launch_user_vm_id1.sh is not what gen makes" },
		{ "scripts/launch_user_vm_id1.sh", "script one", 0775, SUBJECT_ONE,
		  "audit-vm-script", differs,
		  "/scripts/launch_user_vm_id1.sh has mode 0775: others can write it" },
		{ "scripts/seal.sh", "seal all", 0755, SUBJECT_ONE, "audit-vm-boot-files", differs,
		  "/scripts/seal.sh is not what gen makes" },
		{ "images/kernel", "k3rnel", 0644, SUBJECT_ONE, "audit-vm-boot-files", differs,
		  "/images/kernel is not what /config/sealed/ONE.sha256 has of it" },
		{ "images/kernel", NULL, 0, SUBJECT_EARLY, "audit-region-peer-files", differs,
		  "/images/kernel, which is in /config/sealed/ONE.sha256: No such file or "
		  "directory" },
		{ "images/kernel", "kernel", 0666, SUBJECT_ONE, "audit-vm-files", differs,
		  "/images/kernel has mode 0666" },
		{ "images/k\\\n", "even", 0644, SUBJECT_ONE, "audit-vm-boot-files", differs,
		  "/images/k\\\n is not what /config/sealed/ONE.sha256 has of it" },
		{ "config/sealed/TWO.sha256", NULL, 0, SUBJECT_TWO, "audit-vm-boot-files", open_,
		  "/config/sealed/TWO.sha256: No such file or directory" },
		{ "config/sealed/TWO.sha256", "\n", 0644, SUBJECT_TWO, "audit-vm-boot-files", open_,
		  "/config/sealed/TWO.sha256 is empty" },
		{ "config/sealed/TWO.sha256", "sum  /images/kernel\n", 0644, SUBJECT_TWO,
		  "audit-vm-boot-files", differs, "/config/sealed/TWO.sha256 has an invalid line" },
		{ "config/sealed/TWO.sha256",
		  "d2a84f4b8b650937ec8f73cd8be2c74add5a911ba64df27458ed8229da804a26  "
		  "/scripts/seal.sh\n",
		  0644, SUBJECT_TWO, "audit-vm-boot-files", differs,
		  "/scripts/seal.sh is not what /config/sealed/TWO.sha256 has of it" },
		{ "config/sealed/TWO.sha256",
		  "/images/kernel 6 "
		  "D7B0AFA63A9C2F4CBFCB2E4B4A3DCFCDC3BD0E4B9AA8A7E17BD9F8B1A3BC1A0F\n",
		  0644, SUBJECT_TWO, "audit-vm-boot-files", differs,
		  "/config/sealed/TWO.sha256 has an invalid line" },
		{ "etc/fapolicyd/trust.d/acrn-s",
		  "/scripts/seal.sh 4 "
		  "f0f668bf610e5cf9f11d2aa50f924ada10797100e8f05de085842ddb6370a867\n",
		  0644, SUBJECT_ONE, "audit-vm-programs", differs,
		  "/etc/fapolicyd/trust.d/acrn-s has no checksum of "
		  "/scripts/launch_user_vm_id1.sh" },
		{ "etc/fapolicyd/trust.d/acrn-s", NULL, 0, SUBJECT_ONE, "audit-vm-programs", open_,
		  "/etc/fapolicyd/trust.d/acrn-s: No such file or directory" },
		{ "proc/7/comm", "other\n", 0444, SUBJECT_ONE, "audit-vm-programs", open_,
		  "fapolicyd does not run" },
		{ "proc/7/comm", NULL, 0, SUBJECT_SHARED, "audit-region-programs", unknown,
		  "installed, but whether it is enforced was not recorded: /proc/7/comm" },
		{ "run/fapolicyd.pid", NULL, 0, SUBJECT_TWO, "audit-vm-programs", unknown,
		  "installed, but whether it is enforced was not recorded: /run/fapolicyd.pid" },
		{ "etc/fapolicyd/rules.d/45-acrn-s.rules", "", 0644, SUBJECT_SHARED,
		  "audit-region-programs", differs,
		  "/etc/fapolicyd/rules.d/45-acrn-s.rules is not what gen makes" },
		{ "config/keys/TWO.keys", NULL, 0, SUBJECT_SHARED, "audit-region-keys", open_,
		  "/config/keys/TWO.keys: No such file or directory" },
		{ "config/keys/ONE.keys", "key", 0440, SUBJECT_ONE, "audit-vm-keys", differs,
		  "/config/keys/ONE.keys has mode 0440: others can read or write it" },
		{ "dev/shm/shared", "", 0660, SUBJECT_SHARED, "audit-region-acl", differs,
		  "/dev/shm/shared has no ACL" },
		{ "dev/shm/shared", "", 0664, SUBJECT_SHARED, "audit-region-world-readable", open_,
		  "/dev/shm/shared has mode 0664" },
		{ "dev/shm/shared", "", 0660, SUBJECT_SHARED, "audit-region-group", differs,
		  "/dev/shm/shared belongs to group 0, not to 'acrn-s-shared'" },
	};

	need_root();
	for (size_t i = 0; i < sizeof(breakages) / sizeof(breakages[0]); i++)
		check_breakage(*state, &breakages[i]);
}

/* A kernel has one of the two policies: the other one may be missing. */
static void takes_either_policy(void **state)
{
	struct scene scene;

	need_root();
	open_host(&scene, *state);
	install(&scene, "config/selinux/acrn_s.cil", "other", 0644);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-confined", in_force);
	install(&scene, "sys/kernel/security/apparmor/profiles",
		"acrn-s-ONE (enforce)\nacrn-s-TWO (complain)\n", 0644);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-confined", in_force);
	assert_string_equal(scene_find(&scene, SUBJECT_TWO, "audit-vm-confined").reason,
			    "the kernel does not enforce profile 'acrn-s-TWO'");
	assert_state(&scene, SUBJECT_SHARED, "audit-region-confined", differs);
	install(&scene, "config/selinux/acrn_s.cil", "policy", 0644);
	assert_state(&scene, SUBJECT_TWO, "audit-vm-confined", unknown);
	install(&scene, "sys/fs/selinux/enforce", "0", 0644);
	assert_state(&scene, SUBJECT_TWO, "audit-vm-confined", differs);
	install(&scene, "sys/fs/selinux/enforce", "1", 0644);
	assert_state(&scene, SUBJECT_TWO, "audit-vm-confined", differs);
	install(&scene, "var/lib/selinux/targeted/active/modules/400/acrn_s/cil", "", 0644);
	assert_state(&scene, SUBJECT_TWO, "audit-vm-confined", in_force);
}

/* Who can write to a directory can replace what is in it. */
static void finds_directories_of_others(void **state)
{
	struct scene scene;
	const char *directory;

	need_root();
	open_host(&scene, *state);
	directory = fixture_file(scene.fixture, "config", NULL);
	assert_int_equal(chmod(directory, 0775), 0);
	assert_string_equal(scene_find(&scene, SUBJECT_ONE, "audit-vm-keys").reason,
			    "/config has mode 0775: others can replace what is in it");
	assert_state(&scene, SUBJECT_SHARED, "audit-region-acl", differs);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-start", in_force);
	assert_int_equal(chmod(directory, 01777), 0);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-keys", in_force);
	if (chown(directory, 70001, 0) != 0)
		skip(); /* a namespace without such a user */
	assert_string_equal(scene_find(&scene, SUBJECT_ONE, "audit-vm-keys").reason,
			    "/config belongs to user 70001: others can replace what is in it");
}

static void set_acl(const char *path, const char *text)
{
	acl_t acl = acl_from_text(text);

	assert_non_null(acl);
	if (acl_set_file(path, ACL_TYPE_ACCESS, acl) != 0) {
		acl_free(acl);
		skip(); /* a file system without ACLs */
	}
	acl_free(acl);
}

static void finds_others_in_acls(void **state)
{
	struct scene scene;
	const char *object;

	need_root();
	open_host(&scene, *state);
	install(&scene, "etc/passwd", "acrn-s-ONE:x:70001:70001::/:/\nbob:x:70004:70004::/:/\n",
		0644);
	install(&scene, "etc/group", "acrn-s-shared:x:0:\nacrn-admins:x:70002:\nothers:x:70005:\n",
		0644);
	install(&scene, "dev/shm/shared", "", 0660);
	scene.request.host =
		host_open(scene.fixture->arena, scene.request.root, scene.fixture->diags);
	object = fixture_file(scene.fixture, "dev/shm/shared", NULL);
	set_acl(object, "u::rw-,u:70001:rw-,g::rw-,g:70002:r--,m::rw-,o::---");
	assert_state(&scene, SUBJECT_SHARED, "audit-region-acl", in_force);
	assert_state(&scene, SUBJECT_SHARED, "audit-region-group", in_force);
	set_acl(object, "u::rw-,u:70001:rw-,g::rw-,g:70002:rw-,m::r--,o::---");
	assert_string_equal(scene_find(&scene, SUBJECT_SHARED, "audit-region-acl").reason,
			    "the ACL of /dev/shm/shared has group 70002");
	set_acl(object, "u::rw-,u:70004:r--,g::rw-,m::-w-,o::---");
	assert_contains(scene_readers(&scene, SUBJECT_SHARED), "vm TWO;root");
	set_acl(object, "u::rw-,u:70003:r--,g::rw-,m::rw-,o::---");
	assert_string_equal(scene_find(&scene, SUBJECT_SHARED, "audit-region-acl").reason,
			    "the ACL of /dev/shm/shared has user 70003");
	set_acl(object, "u::rw-,u:70004:r--,g::rw-,m::rw-,o::---");
	assert_string_equal(scene_find(&scene, SUBJECT_SHARED, "audit-region-acl").reason,
			    "the ACL of /dev/shm/shared has user 70004");
	set_acl(object, "u::rw-,g::rw-,g:70005:r--,m::rw-,o::---");
	assert_string_equal(scene_find(&scene, SUBJECT_SHARED, "audit-region-acl").reason,
			    "the ACL of /dev/shm/shared has group 70005");
}

/* What root runs, and a region, belong to root. */
static void finds_other_owners(void **state)
{
	static const uid_t user = 70001;
	struct scene scene;

	need_root();
	open_host(&scene, *state);
	install(&scene, "dev/shm/shared", "", 0660);
	if (chown(fixture_file(scene.fixture, "dev/shm/shared", NULL), user, 0) != 0 ||
	    chown(fixture_file(scene.fixture, "scripts/launch_user_vm_id1.sh", NULL), user, 0) != 0)
		skip(); /* a namespace without such a user */
	assert_string_equal(scene_find(&scene, SUBJECT_SHARED, "audit-region-group").reason,
			    "/dev/shm/shared belongs to user 70001, not to root");
	assert_contains(scene_readers(&scene, SUBJECT_SHARED), ";user 70001;group 0;root -;");
	assert_string_equal(scene_find(&scene, SUBJECT_ONE, "audit-vm-script").reason,
			    "/scripts/launch_user_vm_id1.sh belongs to user 70001, not to root");
	assert_state(&scene, SUBJECT_TWO, "audit-vm-script", in_force);
	install(&scene, "etc/passwd", "acrn-s-ONE:x:70001:70001::/:/\n", 0644);
	scene.request.host =
		host_open(scene.fixture->arena, scene.request.root, scene.fixture->diags);
	assert_int_equal(chown(fixture_file(scene.fixture, "images/kernel", NULL), user, 0), 0);
	assert_string_equal(scene_find(&scene, SUBJECT_ONE, "audit-vm-files").reason,
			    "/images/kernel belongs to user 70001");
	scene.vm_hardening[0].is_root = false;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-files", in_force);
	assert_state(&scene, SUBJECT_TWO, "audit-vm-files", differs);
}

/* Templates of the user's may have other files. */
static void misses_what_is_not_generated(void **state)
{
	struct scene scene;

	need_root();
	open_host(&scene, *state);
	scene.files.count = 0;
	assert_string_equal(scene_find(&scene, SUBJECT_ONE, "audit-vm-script").reason,
			    "launch/launch_user_vm_id1.sh is not generated");
	assert_string_equal(scene_find(&scene, SUBJECT_ONE, "audit-vm-start").reason,
			    "nothing is generated for groups");
}

/* What is there and cannot be read is neither in force nor missing. */
static void knows_what_it_cannot_read(void **state)
{
	static const char list[] = "config/sealed/TWO.sha256";
	struct scene scene;

	need_root();
	open_host(&scene, *state);
	assert_int_equal(remove(fixture_file(scene.fixture, list, NULL)), 0);
	fixture_file(scene.fixture, "config/sealed/TWO.sha256/file", "");
	assert_state(&scene, SUBJECT_TWO, "audit-vm-boot-files", "unknown");
	assert_state(&scene, SUBJECT_ONE, "audit-vm-boot-files", in_force);
}

/* A part that was not asked for is open, whatever is there. */
static void counts_only_what_was_asked_for(void **state)
{
	struct scene scene;

	need_root();
	open_host(&scene, *state);
	scene.request.parts = 1u << HARDEN_SYSTEMD;
	assert_state(&scene, SUBJECT_ONE, "audit-vm-sandbox", in_force);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-start", open_);
	assert_state(&scene, SUBJECT_ONE, "audit-vm-keys", open_);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(finds_all_in_force),
		TEST(finds_what_is_wrong),
		TEST(takes_either_policy),
		TEST(finds_directories_of_others),
		TEST(finds_others_in_acls),
		TEST(finds_other_owners),
		TEST(misses_what_is_not_generated),
		TEST(knows_what_it_cannot_read),
		TEST(counts_only_what_was_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
