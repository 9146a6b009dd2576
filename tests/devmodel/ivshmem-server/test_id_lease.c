/* SPDX-License-Identifier: BSD-3-Clause
 * test_id_lease.c: what one server writes down, and the next one makes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ivshmem-server/id_lease.h"
#include "ivshmem-server/identity.h"

static char directory[] = "/tmp/test-leases-XXXXXX";
static char path[64];

/* Who we are, as the server sees it. */
static struct process self(void)
{
	struct identity identity;
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_true(identity_of_peer(pair[0], &identity));
	assert_int_equal(identity.user, geteuid());
	assert_int_equal(identity.process.pid, getpid());
	close(pair[0]);
	close(pair[1]);
	return identity.process;
}

/* Whether a former server assigned the ID to a process that is alive. */
static bool has_former(const struct id_lease_file *leases, uint16_t id)
{
	const struct former_lease *formers;
	size_t count = id_lease_formers(leases, &formers);

	for (size_t i = 0; i < count; i++)
		if (formers[i].id == id)
			return true;
	return false;
}

static struct id_lease_file *open_file(void)
{
	struct error error;
	struct id_lease_file *leases = id_lease_open(directory, "region", &error);

	if (!leases)
		fail_msg("%s", error.text);
	return leases;
}

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void test_recall(void **state)
{
	struct process process = self(), other = { process.pid, process.start + 1 };
	struct id_lease_file *leases = open_file();
	const struct former_lease *formers;

	(void)state;
	id_lease_record(leases, 7, &process);
	/* An ID of this server is not one of a former server. */
	assert_false(has_former(leases, 7));
	id_lease_record(leases, 3, &process);
	id_lease_record(leases, 4, &other);
	id_lease_close(leases);

	leases = open_file();
	/* A process of the same number that has started at another time is not the same. */
	assert_int_equal(id_lease_formers(leases, &formers), 2);
	assert_int_equal(formers[0].id, 3);
	assert_int_equal(formers[1].id, 7);
	assert_true(identity_is_same(&formers[1].process, &process));
	id_lease_remove(leases, 3);
	id_lease_remove(leases, 7);
	id_lease_close(leases);
	/* An empty file is removed. */
	assert_int_equal(access(path, F_OK), -1);
}

/* The lease of a process that has ended is removed. */
static void test_end_of_process(void **state)
{
	struct process child = { .pid = fork() };
	char line[200];
	struct id_lease_file *leases;
	FILE *file;

	(void)state;
	if (child.pid == 0)
		for (;;)
			pause();
	snprintf(line, sizeof(line), "/proc/%d/stat", (int)child.pid);
	file = fopen(line, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file,
				"%*d (%*[^)]) %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
				"%*s %*s %*s %*s %*s %*s %lu",
				&child.start),
			 1);
	fclose(file);
	leases = open_file();
	id_lease_record(leases, 0, &child);
	id_lease_close(leases);
	leases = open_file();
	assert_true(has_former(leases, 0));
	id_lease_close(leases);
	kill(child.pid, SIGKILL);
	waitpid(child.pid, NULL, 0);
	leases = open_file();
	assert_false(has_former(leases, 0));
	id_lease_close(leases);
	assert_int_equal(access(path, F_OK), -1);
}

static void test_one_server(void **state)
{
	struct id_lease_file *leases = open_file();
	struct error error;

	(void)state;
	assert_null(id_lease_open(directory, "region", &error));
	assert_non_null(strstr(error.text, "in use by a server"));
	id_lease_close(leases);
	id_lease_close(open_file());
}

/* A process in another PID namespace cannot be identified: it is not recorded. */
static void test_unknown_process(void **state)
{
	const struct process unknown = { 0 };
	struct id_lease_file *leases = open_file();

	(void)state;
	id_lease_record(leases, 1, &unknown);
	id_lease_close(leases);
	leases = open_file();
	assert_false(has_former(leases, 1));
	id_lease_close(leases);
}

static void test_garbage(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"garbage\n",
		"0     1          18446744073709551616\n",
		"1     1          1                   \n",
		"0     -1         1                   \n",
		"99999 1          1                   \n",
		"0     99999999999999999999999999999999999999999999999999",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct id_lease_file *leases;
		const struct former_lease *formers;

		write_file(texts[i]);
		leases = open_file();
		assert_int_equal(id_lease_formers(leases, &formers), 0);
		id_lease_close(leases);
		unlink(path);
	}
}

static void test_no_regular_file(void **state)
{
	struct error error;

	(void)state;
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_null(id_lease_open(directory, "region", &error));
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_null(id_lease_open(directory, "region", &error));
	rmdir(path);
	assert_null(id_lease_open("/nonexistent", "region", &error));
}

static void test_greatest_id(void **state)
{
	struct process process = self();
	struct id_lease_file *leases = open_file();

	(void)state;
	id_lease_record(leases, UINT16_MAX, &process);
	id_lease_close(leases);
	leases = open_file();
	assert_true(has_former(leases, UINT16_MAX));
	id_lease_remove(leases, UINT16_MAX);
	id_lease_close(leases);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/.region.peers", directory);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recall),	    cmocka_unit_test(test_end_of_process),
		cmocka_unit_test(test_one_server),  cmocka_unit_test(test_unknown_process),
		cmocka_unit_test(test_garbage),	    cmocka_unit_test(test_no_regular_file),
		cmocka_unit_test(test_greatest_id),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
