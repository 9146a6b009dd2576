/* SPDX-License-Identifier: BSD-3-Clause
 * test_host.c: a host below a directory is read as it would name its own files, and no file of this
 * host is shown for one of it. */
#include "tests/generator/helpers.h"

#include <acl/libacl.h>
#include <errno.h>
#include <sys/acl.h>

#include "base/digest.h"
#include "host/host.h"

static struct host *host_of(struct fixture *fixture)
{
	struct host *host = host_open(fixture->arena, fixture_directory(fixture), fixture->diags);

	assert_non_null(host);
	return host;
}

static void opens_a_directory_only(void **state)
{
	struct fixture *fixture = *state;
	const char *file = fixture_file(fixture, "file", "");

	assert_false(host_is_live(host_of(fixture)));
	assert_true(host_is_live(host_open(fixture->arena, "/", fixture->diags)));
	assert_true(host_is_live(host_open(fixture->arena, "/tmp/..", fixture->diags)));
	assert_string_equal(messages(fixture), "");
	assert_null(host_open(fixture->arena, file, fixture->diags));
	assert_contains(messages(fixture), "Not a directory [file-unreadable]");
}

/* Absolute links and those with ".." start at the host's root. */
static void follows_links_inside(void **state)
{
	struct fixture *fixture = *state;
	const char *link = fixture_file(fixture, "a/link", NULL);
	struct host *host;

	fixture_file(fixture, "a/other", "");
	fixture_file(fixture, "etc/passwd", "inside");
	assert_int_equal(symlink("/etc/passwd", link), 0);
	assert_int_equal(symlink("../../../../etc/passwd", fixture_file(fixture, "up", NULL)), 0);
	assert_int_equal(symlink("/etc/shadow", fixture_file(fixture, "none", NULL)), 0);
	host = host_of(fixture);
	assert_string_equal(host_read(host, "/a/link", 100, NULL), "inside");
	assert_string_equal(host_read(host, "/up", 100, NULL), "inside");
	assert_string_equal(host_read(host, "/../../etc/passwd", 100, NULL), "inside");
	assert_null(host_read(host, "/none", 100, NULL));
	assert_int_equal(errno, ENOENT);
	assert_string_equal(host_link(host, "/a/link"), "/etc/passwd");
	assert_null(host_link(host, "/etc/passwd"));
	assert_int_equal(errno, EINVAL);
	assert_null(host_link(host, "/etc/group"));
	assert_int_equal(errno, ENOENT);
}

static void reads_the_links_of_processes(void **state)
{
	struct fixture *fixture = *state;
	struct host *host = host_open(fixture->arena, "/", fixture->diags);
	struct host_file file;
	struct stat status;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/exe", getpid());
	assert_contains(host_link(host, path), "/test_host");
	assert_int_equal(stat("/proc/self/exe", &status), 0);
	assert_true(host_stat(host, path, &file));
	assert_int_equal(file.inode, status.st_ino);
	snprintf(path, sizeof(path), "/proc/%d/cmdline", getpid());
	assert_contains(host_read(host, path, 4096, NULL), "test_host");
	assert_true(host_stat(host, path, &file)); /* where there are no ACLs */
	assert_int_equal(file.acl_count, 0);
}

/* Nothing is mapped at its beginning. */
static void reports_errors_of_reading(void **state)
{
	struct fixture *fixture = *state;
	struct host *host = host_open(fixture->arena, "/", fixture->diags);

	assert_null(host_read(host, "/proc/self/mem", 100, NULL));
	assert_int_equal(errno, EIO);
	assert_null(host_digest(host, "/proc/self/mem"));
	assert_int_equal(errno, EIO);
	assert_null(host_digest(host, "/proc/self/none"));
	assert_int_equal(errno, ENOENT);
}

static void reads_regular_files_only(void **state)
{
	struct fixture *fixture = *state;
	const char *fifo = fixture_file(fixture, "fifo", NULL);
	struct host *host = host_of(fixture);
	struct host_file file;
	size_t size = 0;

	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_null(host_read(host, "/fifo", 100, NULL));
	assert_int_equal(errno, ESPIPE);
	assert_null(host_digest(host, "/fifo"));
	assert_null(host_read(host, "/", 100, NULL));
	assert_int_equal(errno, EISDIR);
	assert_true(host_stat(host, "/fifo", &file));
	assert_true(S_ISFIFO(file.mode));
	fixture_file(fixture, "file", "0123456789");
	assert_string_equal(host_read(host, "/file", 4, &size), "0123");
	assert_int_equal(size, 4);
	assert_string_equal(host_read(host, "/file", 10, &size), "0123456789");
	assert_string_equal(host_read(host, "/file", SIZE_MAX, &size), "0123456789");
	assert_int_equal(size, 10);
	fixture_file(fixture, "file", "");
	assert_string_equal(host_read(host, "/file", 10, &size), "");
	assert_int_equal(size, 0);
}

/* A file that does not fit into the buffer at once. */
static void digests_files(void **state)
{
	struct fixture *fixture = *state;
	char *text = arena_alloc(fixture->arena, 100001);

	memset(text, 'x', 100000);
	fixture_file(fixture, "file", text);
	assert_string_equal(host_digest(host_of(fixture), "/file"),
			    digest_bytes(fixture->arena, text, 100000));
}

static void lists_names_sorted(void **state)
{
	struct fixture *fixture = *state;
	const char *const *names;
	size_t count = 9;

	fixture_file(fixture, "d/b", "");
	fixture_file(fixture, "d/a\n", "");
	fixture_file(fixture, "d/B", "");
	fixture_file(fixture, "empty/d/file", "");
	names = host_list(host_of(fixture), "/d", &count);
	assert_int_equal(count, 3);
	assert_string_equal(names[0], "B");
	assert_string_equal(names[1], "a\n");
	assert_string_equal(names[2], "b");
	assert_null(names[3]);
	assert_null(host_list(host_of(fixture), "/d/b", NULL));
	assert_int_equal(errno, ENOTDIR);
	assert_null(host_list(host_of(fixture), "/none", NULL));
	assert_int_equal(errno, ENOENT);
}

#define PASSWD                                    \
	"root:x:0:0:root:/root:/bin/sh\n"         \
	"\n"                                      \
	"+::::::\n"                               \
	"negative:x:-1:0::/:/bin/sh\n"            \
	"huge:x:4294967296:0::/:/bin/sh\n"        \
	"cut:x\n"                                 \
	"nogroup:x:5:x::/:/bin/sh\n"              \
	"vm1:x:901:902:VM1:/:/usr/sbin/nologin\n" \
	"vm1:x:77:77::/:/bin/sh\n"                \
	"other:x:901:903::/:/bin/sh"

#define GROUP                     \
	"root:x:0:\n"             \
	"vms:x:902:\n"            \
	"pair:x:910:vm10,vm1\n"   \
	"trio:x:911:vm10,xvm1,\n" \
	"none:x:912"

static void has_its_own_users(void **state)
{
	struct fixture *fixture = *state;
	struct host *host;
	uint32_t id = 5;

	fixture_file(fixture, "etc/passwd", PASSWD);
	fixture_file(fixture, "etc/group", GROUP);
	host = host_of(fixture);
	assert_true(host_user(host, "vm1", &id));
	assert_int_equal(id, 901);
	assert_true(host_user(host, "other", &id));
	assert_false(host_user(host, "negative", &id));
	assert_false(host_user(host, "huge", &id));
	assert_false(host_user(host, "cut", &id));
	assert_false(host_user(host, "nogroup", &id));
	assert_false(host_user(host, "", &id));
	assert_false(host_user(host, "nobody", &id));
	assert_true(host_group(host, "none", &id));
	assert_int_equal(id, 912);
	assert_true(host_is_member(host, "vm1", "pair"));
	assert_true(host_is_member(host, "vm1", "vms"));
	assert_false(host_is_member(host, "vm1", "trio"));
	assert_false(host_is_member(host, "vm1", "none"));
	assert_false(host_is_member(host, "vm1", "root"));
	assert_true(host_is_member(host, "vm10", "pair"));
	assert_false(host_is_member(host, "vm10", "vms"));
	assert_false(host_is_member(host, "vm1", "nogroup"));
}

static void has_no_users_without_a_file(void **state)
{
	struct fixture *fixture = *state;
	struct host_file file;
	uint32_t id;

	fixture_file(fixture, "file", "");
	assert_false(host_user(host_of(fixture), "root", &id));
	assert_true(host_stat(host_of(fixture), "/file", &file));
	assert_null(file.user);
	assert_int_equal(file.uid, getuid());
}

static void set_acl(const char *path, const char *text)
{
	acl_t acl = acl_from_text(text);
	bool is_set;

	assert_non_null(acl);
	is_set = acl_set_file(path, ACL_TYPE_ACCESS, acl) == 0;
	acl_free(acl);
	if (!is_set)
		skip();
}

static void shows_modes_and_acls(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "file", "12345");
	struct host_file file;
	struct host *host;

	fixture_file(fixture, "etc/passwd", PASSWD);
	fixture_file(fixture, "etc/group", GROUP);
	host = host_of(fixture);
	chmod(path, 0640);
	assert_true(host_stat(host, "/file", &file));
	assert_int_equal(file.mode, S_IFREG | 0640);
	assert_int_equal(file.size, 5);
	assert_int_equal(file.acl_count, 0);
	set_acl(path, "u::rw,g::r,o::-,u:901:rw,u:88:x,g:910:r,m::rw");
	assert_true(host_stat(host, "/file", &file));
	assert_int_equal(file.acl_count, 4);
	assert_int_equal(file.acl[0].id, 88);
	assert_null(file.acl[0].name);
	assert_int_equal(file.acl[0].permissions, 1);
	assert_int_equal(file.acl[1].tag, HOST_ACL_USER);
	assert_string_equal(file.acl[1].name, "vm1");
	assert_int_equal(file.acl[1].permissions, 6);
	assert_int_equal(file.acl[2].tag, HOST_ACL_GROUP);
	assert_string_equal(file.acl[2].name, "pair");
	assert_int_equal(file.acl[3].tag, HOST_ACL_MASK);
	assert_int_equal(file.acl[3].permissions, 6);
	assert_false(host_stat(host, "/none", &file));
	assert_int_equal(errno, ENOENT);
}

static void looks_at_files_that_it_may_not_read(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "file", "secret");
	struct host_file file;

	chmod(path, 0);
	assert_true(host_stat(host_of(fixture), "/file", &file));
	assert_int_equal(file.mode, S_IFREG);
	if (geteuid() != 0)
		assert_null(host_read(host_of(fixture), "/file", 100, NULL));
}

static void puts_results_into_another_arena(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = arena_new_like(fixture->arena);
	struct host *host, *other;
	uint32_t id;

	fixture_file(fixture, "etc/passwd", PASSWD);
	host = host_of(fixture);
	other = host_within(host, arena);
	assert_non_null(host_read(other, "/etc/passwd", 100, NULL));
	assert_true(host_user(other, "vm1", &id));
	arena_free(arena);
	assert_true(host_user(host, "vm1", &id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_a_directory_only),
		TEST(follows_links_inside),
		TEST(reads_the_links_of_processes),
		TEST(reports_errors_of_reading),
		TEST(reads_regular_files_only),
		TEST(digests_files),
		TEST(lists_names_sorted),
		TEST(has_its_own_users),
		TEST(has_no_users_without_a_file),
		TEST(shows_modes_and_acls),
		TEST(looks_at_files_that_it_may_not_read),
		TEST(puts_results_into_another_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
