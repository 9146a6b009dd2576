/* SPDX-License-Identifier: BSD-3-Clause
 * test_sandbox.c: inside, a server's work can be done, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/timer.h"
#include "base/unix_socket.h"
#include "ivshmem-client/message.h"
#include "ivshmem-server/sandbox.h"
#include "ivshmem-server/service.h"
#include "shm/holders.h"
#include "shm/region.h"

static char directory[] = "/tmp/test-sandbox-XXXXXX";
static char region_name[28];

/* What a process makes before it enters. */
static struct loop *loop;
static int listener, client, notified;
static struct service service;

static const char *path_of(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static const char *path_in_shm(void)
{
	static char path[64];

	snprintf(path, sizeof(path), REGION_DIRECTORY "/%s", region_name);
	return path;
}

static bool prepare(void)
{
	const struct rlimit no_core = { 0 };
	struct error error;
	int ends[2];

	setrlimit(RLIMIT_CORE, &no_core);
	loop = loop_new(&error);
	listener = unix_socket_listen(path_of("socket"), SOCK_STREAM, 0600, 4, &error);
	client = unix_socket_connect(path_of("socket"), SOCK_STREAM, &error);
	if (!loop || listener < 0 || client < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) < 0)
		return false;
	service = (struct service) { .has_supervisor = true, .supervisor = ends[0] };
	notified = ends[1];
	return true;
}

/* How a child ends that does `work` in the sandbox: with 0 if that is true. */
static int run(bool may_make_regions, bool (*work)(void))
{
	struct error error;
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (!prepare())
			_exit(2);
		if (!sandbox_enter(may_make_regions, &error)) {
			fprintf(stderr, "%s\n", error.text);
			_exit(3);
		}
		_exit(work() ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	unlink(path_of("socket"));
	return status;
}

static void stop(void *data)
{
	loop_stop(data, 7);
}

static bool do_timer(void)
{
	struct error error;
	struct timer timer;

	if (!timer_open(&timer, loop, stop, loop, &error))
		return false;
	timer_set(&timer, 1);
	return loop_run(loop, &error) == 7;
}

/* A peer comes, and gets a descriptor. */
static bool do_peer(void)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int server = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct message message = { 5, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) }, received;
	struct message_stream stream = { .fd = -1 };

	return server >= 0 && message.fd >= 0 &&
	       getsockopt(server, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	       peer.pid == getpid() && message_send(server, &message) == MESSAGE_DONE &&
	       message_receive(client, &stream, &received) == MESSAGE_DONE &&
	       received.number == 5 && close(received.fd) == 0;
}

static bool do_region(void)
{
	struct region_request request = { region_name, 8192, 0600, (uid_t)-1, (gid_t)-1 };
	struct region region, again;
	struct error error;
	bool is_made = region_open(&request, &region, &error);
	bool is_found = is_made && region_open(&request, &again, &error) && !again.is_new;
	bool is_refused;

	request.size = 4096;
	is_refused = !region_open(&request, &again, &error) && strstr(error.text, "8192 bytes");
	return is_found && is_refused && unlink(path_in_shm()) == 0;
}

static bool do_state_file(void)
{
	int fd = open(path_of("state"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	char bytes[2];

	return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && pwrite(fd, "ab", 2, 0) == 2 &&
	       pread(fd, bytes, 2, 0) == 2 && ftruncate(fd, 0) == 0 && close(fd) == 0 &&
	       unlink(path_of("state")) == 0;
}

static bool do_talk(void)
{
	char text[64];
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	log_event(LEVEL_INFO, "inside", log_number("fd", null));
	service_notify_ready(&service, 1, 1);
	return recv(notified, text, sizeof(text), 0) == 22;
}

static bool do_hand_over(void)
{
	char text[64];
	int memory = memfd_create("state", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	return write(memory, "x", 1) == 1 && fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE) == 0 &&
	       service_hand_over(&service, memory, "r/state") &&
	       recv(notified, text, sizeof(text), 0) == 8 && send(notified, "t", 1, 0) == 1 &&
	       service_next_command(&service, false) == SERVICE_STOP;
}

/* Much of it, and little of it; sorted in more than fits the stack. */
static bool do_memory(void)
{
	size_t size = 4u << 20;
	char *memory = malloc(size);
	char *more = memory ? realloc(memory, 4 * size) : NULL;

	if (!more)
		return false;
	memset(more, 1, 4 * size);
	free(more);
	return true;
}

static void *work_in_thread(void *data)
{
	return do_region() ? data : NULL;
}

static bool do_thread(void)
{
	pthread_t thread;
	void *result = NULL;

	return pthread_create(&thread, NULL, work_in_thread, region_name) == 0 &&
	       pthread_join(thread, &result) == 0 && result == region_name;
}

static void test_work(void **state)
{
	(void)state;
	assert_int_equal(run(false, do_timer), 0);
	assert_int_equal(run(false, do_peer), 0);
	assert_int_equal(run(false, do_region), 0);
	assert_int_equal(run(true, do_region), 0);
	assert_int_equal(run(false, do_state_file), 0);
	assert_int_equal(run(false, do_talk), 0);
	assert_int_equal(run(false, do_hand_over), 0);
	assert_int_equal(run(false, do_memory), 0);
	assert_int_equal(run(false, do_thread), 0);
}

static bool do_abort(void)
{
	abort();
}

static void test_abort(void **state)
{
	int status = run(false, do_abort);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static bool try_exec(void)
{
	return execl("/bin/true", "true", (char *)NULL) == 0;
}

static bool try_fork(void)
{
	return fork() >= 0;
}

static bool try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) >= 0;
}

static bool try_internet(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool try_connect(void)
{
	struct error error;

	return unix_socket_connect(path_of("socket"), SOCK_STREAM, &error) >= 0;
}

static bool try_bind(void)
{
	struct error error;

	return unix_socket_listen(path_of("new"), SOCK_STREAM, 0600, 1, &error) >= 0;
}

static bool try_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0) != MAP_FAILED;
}

static bool try_code_later(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return true;
	return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool try_kill(void)
{
	return kill(getppid(), 0) == 0;
}

static bool try_other_process(void)
{
	return syscall(SYS_tgkill, 1, 1, SIGABRT) == 0;
}

static bool try_terminal(void)
{
	return ioctl(STDIN_FILENO, TIOCSTI, "x") == 0;
}

static bool try_mount(void)
{
	return syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, NULL) == 0;
}

static void test_forbidden(void **state)
{
	static bool (*const attempts[])(void) = {
		try_exec, try_fork,	  try_ptrace, try_internet,	 try_connect,  try_bind,
		try_code, try_code_later, try_kill,   try_other_process, try_terminal, try_mount,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		int status = run(true, attempts[i]);

		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("attempt %zu ended with %#x", i, (unsigned)status);
	}
}

/* All of them, of which 64 are possible, in /proc: capget(2) and prctl(2) are out of reach. */
static uint64_t read_status(const char *key)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[256];
	uint64_t value = UINT64_MAX;

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, key, strlen(key)) == 0)
			value = strtoull(line + strlen(key), NULL, 16);
	return value;
}

static bool has_capabilities(uint64_t expected)
{
	return read_status("CapEff:") == expected && read_status("CapPrm:") == expected &&
	       read_status("CapInh:") == 0 && read_status("CapAmb:") == 0 &&
	       read_status("NoNewPrivs:") == 1;
}

static bool has_none(void)
{
	return has_capabilities(0);
}

static bool has_those_for_regions(void)
{
	return has_capabilities(1u << CAP_CHOWN | 1u << CAP_DAC_OVERRIDE | 1u << CAP_FOWNER |
				1u << CAP_LEASE);
}

static bool make_for_another(void)
{
	struct region_request request = { region_name, 4096, 0600, 65534, 65534 };
	struct region region, again;
	struct error error;

	return region_open(&request, &region, &error) && region_open(&request, &again, &error) &&
	       region_get_use(region_name, &error) == REGION_IN_USE && close(again.fd) == 0 &&
	       close(region.fd) == 0 &&
	       region_remove_unwritable(region_name, &error) == REGION_UNUSED;
}

static bool cannot_make_for_another(void)
{
	return !make_for_another();
}

static void test_capabilities(void **state)
{
	(void)state;
	assert_int_equal(run(false, has_none), 0);
	if (geteuid() != 0) {
		assert_int_equal(run(true, has_none), 0);
		puts("SKIP: capabilities that stay: none without root");
		return;
	}
	assert_int_equal(run(true, has_those_for_regions), 0);
	assert_int_equal(run(true, make_for_another), 0);
	assert_int_equal(run(false, cannot_make_for_another), 0);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(region_name, sizeof(region_name), "t%d", (int)getpid());
	return mkdtemp(directory) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_work),
		cmocka_unit_test(test_abort),
		cmocka_unit_test(test_forbidden),
		cmocka_unit_test(test_capabilities),
	};

#ifdef __SANITIZE_ADDRESS__
	puts("SKIP: the sandbox: sanitizers need system calls that it forbids");
	return 77;
#endif
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
