/* SPDX-License-Identifier: BSD-3-Clause
 * test_command.c: peers, ring, wait and echo with the real server, and with each other.
 *
 * The region has 64 KiB, 4 vectors, and the ID 9 for the VM "host".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/socket_directory.h"
#include "host-peer/command.h"
#include "host-peer/membership.h"
#include "ping/ping.h"

#define SIZE 65536u
#define HOST 9u

static char directory[] = "/tmp/test-command-XXXXXX";
static char socket_path[64];
static pid_t server;
static char *output; /* of the last command */
static char warning[200];
static struct error error;

static void keep_warning(const char *line)
{
	snprintf(warning, sizeof(warning), "%s", line);
}

/* The command of a line, cut at each space. */
static enum host_result run(FILE *out, const char *text)
{
	char line[200], *argv[16], *rest = line;
	struct host_options options;
	int argc = 0;

	snprintf(line, sizeof(line), "ivshmem-server %s", text);
	for (char *word; (word = strsep(&rest, " "));)
		argv[argc++] = word;
	argv[argc] = NULL;
	if (!host_options_read(argc, argv, &options, &error))
		fail_msg("%s", error.text);
	options.directory = strchr(options.region, '/') ? NULL : directory;
	return host_command_run(&options, out, keep_warning, &error);
}

static void expect(const char *text, enum host_result expected, const char *expected_output)
{
	size_t size;
	FILE *out;
	enum host_result result;

	free(output);
	out = open_memstream(&output, &size);
	result = run(out, text);
	fclose(out);
	if (result != expected || strcmp(output, expected_output) != 0)
		fail_msg("%s: %d, '%s', error '%s'", text, (int)result, output, error.text);
}

static void expect_error(const char *text, const char *expected)
{
	expect(text, HOST_FAILED, "");
	if (!strstr(error.text, expected))
		fail_msg("%s: '%s' is not in '%s'", text, expected, error.text);
}

/* A command in another process. */
struct child {
	pid_t pid;
	FILE *out;
};

static struct child start(const char *text)
{
	struct child child;
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	child.pid = fork();
	assert_true(child.pid >= 0);
	if (child.pid == 0) {
		FILE *out = fdopen(pipes[1], "w");
		enum host_result result;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		result = run(out, text);
		fclose(out);
		_exit((int)result);
	}
	close(pipes[1]);
	child.out = fdopen(pipes[0], "r");
	return child;
}

static void expect_line(const struct child *child, const char *expected)
{
	char line[100] = "";

	assert_non_null(fgets(line, sizeof(line), child->out));
	assert_string_equal(line, expected);
}

static void finish(const struct child *child, enum host_result expected)
{
	int status;

	fclose(child->out);
	assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
	assert_int_equal(status, (int)expected << 8);
}

static void test_peers(void **state)
{
	struct child child;
	char text[100];

	(void)state;
	expect("peers my.shmem-0", HOST_DONE, "ID     VECTORS\n");
	child = start("wait my.shmem-0 --vm=host");
	expect_line(&child, "ready\n");
	expect("peers my.shmem-0", HOST_DONE, "ID     VECTORS\n9      4\n");
	snprintf(text, sizeof(text), "peers %s", socket_path);
	expect(text, HOST_DONE, "ID     VECTORS\n9      4\n");
	expect("ring my.shmem-0 --peer=9", HOST_DONE, "");
	expect_line(&child, "notified\n");
	finish(&child, HOST_DONE);
	expect("peers my.shmem-0", HOST_DONE, "ID     VECTORS\n");
}

static void test_rings(void **state)
{
	struct child child;

	(void)state;
	child = start("wait my.shmem-0 --vm=host --vector=3 --count=2");
	expect_line(&child, "ready\n");
	expect("ring my.shmem-0 --peer=9 --vector=0", HOST_DONE, "");
	expect("ring my.shmem-0 --peer=9 --vector=3", HOST_DONE, "");
	expect_line(&child, "notified\n");
	expect_error("ring my.shmem-0 --peer=9 --vector=4", "no vector 4: peer 9 has 4 vectors");
	expect("ring my.shmem-0 --peer=9 --vector=3", HOST_DONE, "");
	expect_line(&child, "notified\n");
	finish(&child, HOST_DONE);
	child = start("wait my.shmem-0 --vm=host --any");
	expect_line(&child, "ready\n");
	expect("ring my.shmem-0 --peer=9 --vector=2", HOST_DONE, "");
	expect_line(&child, "notified 2\n");
	finish(&child, HOST_DONE);
}

static void test_nothing(void **state)
{
	(void)state;
	expect("wait my.shmem-0 --timeout=1", HOST_NEGATIVE, "ready\ntimeout\n");
	expect("wait my.shmem-0 --vm=host --timeout=0", HOST_NEGATIVE, "ready\ntimeout\n");
	assert_string_equal(warning, "region 'my.shmem-0': this is peer 9");
	expect("echo my.shmem-0 --timeout=1", HOST_NEGATIVE, "answered=0\n");
	expect_error("ring my.shmem-0 --peer=9", "region 'my.shmem-0': no peer 9");
	expect_error("ring my.shmem-0 --peer=0", "no peer 0");
	expect_error("peers other", "no socket for region 'other' in /tmp/test-command-");
	expect_error("peers ./other", "no server at ./other");
	expect_error("peers my.shmem-0 --vm=guest", "no socket for VM 'guest' of region");
	expect_error("peers my.host --vm=host", "no socket for VM 'host' of region 'my.host'");
	expect_error("echo my.shmem-0 --offset=8", "must be a multiple of 64");
	expect_error("echo my.shmem-0 --offset=65472", "with 128 bytes after it");
}

static int ping_wait(void *ctx, int timeout_ms)
{
	return membership_wait(ctx, 0, timeout_ms, NULL, &error);
}

static bool ping_ring(void *ctx, uint16_t peer)
{
	peer_ring(((struct membership *)ctx)->peer, peer, 0);
	return true;
}

static void ping_publish(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/* As a VM's `ivshmem ping`: the last bytes of the memory, and both ways by doorbell. */
static void ask_echo(uint64_t offset)
{
	struct ping_times times = { .samples = calloc(100, sizeof(int64_t)) };
	struct membership us;
	struct ping_peer peer;
	char *memory;

	assert_true(membership_open(&us, socket_path, "my.shmem-0", 0, keep_warning, &error));
	memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, peer_memory(us.peer), 0);
	assert_true(memory != MAP_FAILED);
	peer = (struct ping_peer) { .ctx = &us,
				    .memory = memory + offset,
				    .position = peer_position(us.peer),
				    .is_notified = true,
				    .can_ring = true,
				    .timeout_ms = 60000,
				    .wait = ping_wait,
				    .ring = ping_ring,
				    .publish = ping_publish };
	/* The echo may join after us. */
	assert_int_equal(membership_await_peer(&us, HOST, &error), 1);
	assert_int_equal(ping_ask(&peer, 100, &times), PING_DONE);
	assert_int_equal(times.answered, 100);
	assert_true(times.is_other_notified);
	free(times.samples);
	munmap(memory, SIZE);
	membership_close(&us);
}

static void test_echo(void **state)
{
	struct child child;

	(void)state;
	child = start("echo my.shmem-0 --vm=host --timeout=60000");
	ask_echo(SIZE - PING_SIZE);
	expect_line(&child, "answered=100\n");
	finish(&child, HOST_DONE);
}

static int start_server(void **state)
{
	const char *build = getenv("B");
	char program[300], option[64];

	(void)state;
	snprintf(program, sizeof(program), "%s/bin/ivshmem-server", build ? build : "build");
	if (!mkdtemp(directory))
		return -1;
	snprintf(option, sizeof(option), "--dir=%s", directory);
	snprintf(socket_path, sizeof(socket_path), "%s/my.shmem-0", directory);
	server = fork();
	if (server == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(program, program, option, "--no-sandbox",
		      "--memfd=my.shmem-0,size=64K,vectors=4,peer=9:host",
		      "--memfd=my.host,size=4K", (char *)NULL);
		_exit(1);
	}
	for (unsigned i = 0; i < 60000 && !socket_directory_has(socket_path); i++)
		usleep(1000);
	return 0;
}

static int stop_server(void **state)
{
	char leases[80];
	int status;

	(void)state;
	free(output);
	kill(server, SIGTERM);
	waitpid(server, &status, 0);
	/* It stays, because this process is alive, which has had IDs. */
	snprintf(leases, sizeof(leases), "%s/.my.shmem-0.peers", directory);
	unlink(leases);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_peers),
		cmocka_unit_test(test_rings),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_echo),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}
