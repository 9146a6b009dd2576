/* SPDX-License-Identifier: BSD-3-Clause
 * test_user_limit.c: each user has its own bucket, and many users together have a bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ivshmem-server/user_limit.h"

#define NEW ((struct user_limit) { .burst = 3, .interval_ms = 100 })

static void test_bucket(void **state)
{
	struct user_limit limit = NEW;

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		assert_true(user_limit_take(&limit, 0, 1000));
	assert_false(user_limit_take(&limit, 0, 1000));
	assert_false(user_limit_take(&limit, 0, 1099));
	assert_true(user_limit_take(&limit, 0, 1100));
	assert_false(user_limit_take(&limit, 0, 1100));
	/* An attempt that is refused costs nothing. */
	assert_true(user_limit_take(&limit, 0, 1200));
	/* It is not filled beyond its size. */
	for (unsigned i = 0; i < 3; i++)
		assert_true(user_limit_take(&limit, 0, 100000));
	assert_false(user_limit_take(&limit, 0, 100000));
}

static void test_users(void **state)
{
	struct user_limit limit = NEW;

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		for (uid_t user = 0; user < USER_LIMIT_USERS; user++)
			assert_true(user_limit_take(&limit, user, 1));
	for (uid_t user = 0; user < USER_LIMIT_USERS; user++)
		assert_false(user_limit_take(&limit, user, 1));
	/* One more has to wait until a bucket is full. */
	assert_false(user_limit_take(&limit, USER_LIMIT_USERS, 1));
	assert_false(user_limit_take(&limit, USER_LIMIT_USERS, 300));
	assert_true(user_limit_take(&limit, USER_LIMIT_USERS, 301));
	assert_true(user_limit_take(&limit, 0, 301));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bucket),
		cmocka_unit_test(test_users),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
