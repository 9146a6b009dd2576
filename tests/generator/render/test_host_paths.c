/* SPDX-License-Identifier: BSD-3-Clause
 * test_host_paths.c: no path leaves its field; tests/hardening reads them back by the real tools.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "render/host_paths.h"

static void out_of_memory(void)
{
	abort();
}

static int set_up(void **state)
{
	*state = arena_new(out_of_memory);
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static void acl_paths_have_octal_digits(void **state)
{
	assert_string_equal(host_paths_acl(*state, "/dev/shm/pair"), "dev/shm/pair");
	assert_string_equal(host_paths_acl(*state, "/a b\n#"), "a\\040b\\012\\043");
	assert_string_equal(host_paths_acl(*state, "/back\\040slash"), "back\\134040slash");
	assert_string_equal(host_paths_acl(*state, "/\303\274"), "\\303\\274");
	assert_string_equal(host_paths_acl(*state, "//-"), "-");
	assert_string_equal(host_paths_acl(*state, "/"), ".");
}

static void tmpfiles_paths_are_no_patterns(void **state)
{
	assert_string_equal(host_paths_tmpfiles(*state, "/dev/shm/pair"), "\"/dev/shm/pair\"");
	assert_string_equal(host_paths_tmpfiles(*state, "/a \"'#\303\274"),
			    "\"/a \\\"'#\303\274\"");
	assert_string_equal(host_paths_tmpfiles(*state, "/%H"), "\"/%%H\"");
	assert_string_equal(host_paths_tmpfiles(*state, "/*?[]{},~"),
			    "\"/\\\\*\\\\?\\\\[\\\\]\\\\{\\\\}\\\\,\\\\~\"");
	assert_string_equal(host_paths_tmpfiles(*state, "/\\"), "\"/\\\\\\\\\"");
	assert_null(host_paths_tmpfiles(*state, "/a\nb"));
}

/* What they mean to AppArmor's compiler is in tests/hardening/test_apparmor.sh. */
static void apparmor_paths_are_literal(void **state)
{
	assert_string_equal(host_paths_apparmor(*state, "/dev/shm/pair"), "\"/dev/shm/pair\"");
	assert_string_equal(host_paths_apparmor(*state, "/a b,#$'!\303\274"),
			    "\"/a b,#$'!\303\274\"");
	assert_string_equal(host_paths_apparmor(*state, "/\" rw,"), "\"/\\\" rw,\"");
	assert_string_equal(host_paths_apparmor(*state, "/@{HOME}/**"),
			    "\"/\\@\\{HOME\\}/\\*\\*\"");
	assert_string_equal(host_paths_apparmor(*state, "/[^a]?\\"), "\"/\\[\\^a\\]\\?[\\\\]\"");
	assert_string_equal(host_paths_apparmor(*state, "/\n1\177"), "\"/\\0121\\177\"");
}

static void unit_paths_have_no_specifiers(void **state)
{
	assert_string_equal(host_paths_unit(*state, "/dev/sda1"), "\"/dev/sda1\"");
	assert_string_equal(host_paths_unit(*state, "/a b:'\"\\#;\303\274"),
			    "\"/a b:'\\\"\\\\#;\303\274\"");
	assert_string_equal(host_paths_unit(*state, "/%i$HOME"), "\"/%%i$HOME\"");
	assert_null(host_paths_unit(*state, "/a\nb"));
}

static void selinux_paths_are_no_patterns(void **state)
{
	assert_string_equal(host_paths_selinux(*state, "/a-b_c/D:0@="), "/a-b_c/D:0@=");
	assert_string_equal(host_paths_selinux(*state, "/a.b+c"), "/a\\.b\\+c");
	assert_string_equal(host_paths_selinux(*state, "/a b\n"), "/a\\x20b\\x0a");
	assert_string_equal(host_paths_selinux(*state, "/\"(*)\\"), "/\\x22\\x28\\x2a\\x29\\x5c");
	assert_string_equal(host_paths_selinux(*state, "/\303\274"), "/\\xc3\\xbc");
}

static void every_byte_is_printable_in_acls(void **state)
{
	char path[] = "/x";

	for (int byte = 1; byte < 256; byte++) {
		path[1] = (char)byte;
		for (const char *c = host_paths_acl(*state, path); *c; c++)
			assert_true(*c > ' ' && *c <= '~');
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(acl_paths_have_octal_digits),   TEST(tmpfiles_paths_are_no_patterns),
		TEST(apparmor_paths_are_literal),    TEST(unit_paths_have_no_specifiers),
		TEST(acl_paths_have_octal_digits),   TEST(tmpfiles_paths_are_no_patterns),
		TEST(selinux_paths_are_no_patterns), TEST(every_byte_is_printable_in_acls),
	};

	return cmocka_run_group_tests_name("host_paths", tests, NULL, NULL);
}
