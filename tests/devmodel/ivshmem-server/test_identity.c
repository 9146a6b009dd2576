/* SPDX-License-Identifier: BSD-3-Clause
 * test_identity.c: who may be there, tried as another user where we may be one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <grp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "ivshmem-server/identity.h"

#define USER	    61001
#define GROUP	    61002
#define OTHER_GROUP 61003

static char directory[] = "/tmp/test-identity-XXXXXX";

/* One connection, of a child. */
struct visit {
	char path[64];
	int listener, socket;
	pid_t child;
	struct identity identity;
};

/* In the child: connects as USER, and stays until it is let go. */
static void __attribute__((noreturn)) be_visitor(const struct visit *visit)
{
	const gid_t groups[] = { OTHER_GROUP };
	struct error error;
	char byte;
	int fd;

	if (setgroups(1, groups) != 0 || setgid(GROUP) != 0 || setuid(USER) != 0)
		_exit(2);
	fd = unix_socket_connect(visit->path, SOCK_STREAM, &error);
	if (fd < 0)
		_exit(3);
	poll(&(struct pollfd) { fd, POLLIN, 0 }, 1, -1);
	_exit(read(fd, &byte, 1) == 0 ? 0 : 4);
}

static int open_visit(void **state)
{
	struct visit *visit = calloc(1, sizeof(*visit));
	struct error error;

	snprintf(visit->path, sizeof(visit->path), "%s/socket", directory);
	chmod(directory, 0755);
	visit->listener = unix_socket_listen(visit->path, SOCK_STREAM, 0666, 1, &error);
	assert_true(visit->listener >= 0);
	*state = visit;
	if (geteuid() != 0)
		return 0;
	visit->child = fork();
	if (visit->child == 0)
		be_visitor(visit);
	poll(&(struct pollfd) { visit->listener, POLLIN, 0 }, 1, 60000);
	visit->socket = accept(visit->listener, NULL, NULL);
	assert_true(visit->socket >= 0);
	assert_true(identity_of_peer(visit->socket, &visit->identity));
	return 0;
}

static int close_visit(void **state)
{
	struct visit *visit = *state;
	int status = 0;

	if (visit->child) {
		close(visit->socket);
		waitpid(visit->child, &status, 0);
	}
	close(visit->listener);
	unlink(visit->path);
	free(visit);
	return status;
}

/* Only root can connect as another user. */
static const struct visit *visit_of(void **state)
{
	if (geteuid() != 0) {
		print_message("SKIP: only root can connect as another user\n");
		skip();
	}
	return *state;
}

static void test_identity(void **state)
{
	const struct visit *visit = visit_of(state);
	struct process later = { visit->child, visit->identity.process.start + 1 };

	assert_int_equal(visit->identity.user, USER);
	assert_int_equal(visit->identity.process.pid, visit->child);
	assert_true(identity_is_alive(&visit->identity.process));
	assert_true(identity_is_same(&visit->identity.process, &visit->identity.process));
	assert_false(identity_is_alive(&later));
	assert_false(identity_is_same(&visit->identity.process, &later));
}

/* A process that has ended is not alive, even before its parent knows. */
static void test_end_of_process(void **state)
{
	const struct visit *visit = visit_of(state);
	const struct process unknown = { 0 };
	struct pollfd end = { identity_watch(&visit->identity.process), POLLIN, 0 };
	struct identity later;
	siginfo_t info;

	assert_true(end.fd >= 0);
	assert_int_equal(poll(&end, 1, 0), 0);
	shutdown(visit->socket, SHUT_RDWR);
	assert_int_equal(waitid(P_PID, (id_t)visit->child, &info, WEXITED | WNOWAIT), 0);
	assert_int_equal(poll(&end, 1, 0), 1);
	close(end.fd);
	assert_false(identity_is_alive(&visit->identity.process));
	assert_int_equal(identity_watch(&visit->identity.process), -1);
	assert_int_equal(identity_watch(&unknown), -1);
	/* Its program is not known any more. */
	assert_false(visit->identity.is_qemu);
	assert_true(identity_of_peer(visit->socket, &later));
	assert_true(later.is_qemu);
}

static bool is_granted(const struct visit *visit, const struct access_rule *rules, size_t count)
{
	return access_is_granted(rules, count, visit->socket, &visit->identity);
}

static void test_rules(void **state)
{
	static const struct access_rule user = { .user = USER }, other_user = { .user = USER + 1 },
					group = { .is_group = true, .group = GROUP },
					second_group = { .is_group = true, .group = OTHER_GROUP },
					/* The number of a user is not that of a group. */
		strange_group = { .is_group = true, .group = USER },
					strange_user = { .user = GROUP };
	const struct access_rule both[] = { other_user, second_group };
	const struct visit *visit = visit_of(state);

	assert_true(is_granted(visit, NULL, 0));
	assert_true(is_granted(visit, &user, 1));
	assert_true(is_granted(visit, &group, 1));
	assert_true(is_granted(visit, &second_group, 1));
	assert_true(is_granted(visit, both, 2));
	assert_false(is_granted(visit, both, 1));
	assert_false(is_granted(visit, &other_user, 1));
	assert_false(is_granted(visit, &strange_group, 1));
	assert_false(is_granted(visit, &strange_user, 1));
}

/* Whether a process with these arguments is taken for QEMU: it asks by itself. */
static bool is_qemu(const char *zero, const char *one, const char *two)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		execl("/proc/self/exe", zero, one, two, NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_in_range(WEXITSTATUS(status), 0, 1);
	return WEXITSTATUS(status) == 1;
}

static void test_qemu(void **state)
{
	(void)state;
	assert_true(is_qemu("qemu-system-x86_64", "a", "b"));
	assert_true(is_qemu("/usr/libexec/qemu-kvm", "a", "b"));
	assert_true(is_qemu("/lib64/ld-linux-x86-64.so.2", "--argv0", "/bin/qemu-system-x86_64"));
	assert_false(is_qemu("acrn-dm", "--engine", "/usr/bin/qemu-system-x86_64"));
	assert_false(is_qemu("/opt/qemu/client", "a", "b"));
	assert_false(is_qemu("/lib64/ld-linux-x86-64.so.2", "acrn-dm", "b"));
}

/* In a process of its own: what the other end of a socket says of us. */
static int identify(void)
{
	struct identity identity;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 || !identity_of_peer(pair[0], &identity))
		return 2;
	return identity.is_qemu;
}

/* The user who runs the server always has access. */
static void test_own_user(void **state)
{
	const struct access_rule other = { .user = USER + 1 };
	struct identity identity;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_true(identity_of_peer(pair[0], &identity));
	assert_true(access_is_granted(&other, 1, pair[0], &identity));
	identity.user = 0;
	assert_true(access_is_granted(&other, 1, pair[0], &identity));
	close(pair[0]);
	close(pair[1]);
	assert_false(identity_of_peer(pair[0], &identity));
}

static int setup(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	return rmdir(directory);
}

int main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_identity, open_visit, close_visit),
		cmocka_unit_test_setup_teardown(test_end_of_process, open_visit, close_visit),
		cmocka_unit_test_setup_teardown(test_rules, open_visit, close_visit),
		cmocka_unit_test(test_own_user),
		cmocka_unit_test(test_qemu),
	};

	(void)argv;
	if (argc == 3)
		return identify();
	return cmocka_run_group_tests(tests, setup, teardown);
}
