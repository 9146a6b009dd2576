/* SPDX-License-Identifier: BSD-3-Clause
 * test_service.c: the program under a service manager: state, sockets that are passed in, and
 * memory that is stored from one run to the next. */
#include "service_manager.h"

#include <sys/mman.h>

static int join(const struct manager *manager, struct client *client)
{
	int64_t id;

	return join_region(manager, manager->region, client, &id);
}

/* READY=1 is sent when every socket is served, and not before. */
static void test_ready_and_stopping(void **state)
{
	struct manager *manager = *state;
	struct client client;

	snprintf(manager->option, sizeof(manager->option), "--shm=%s,size=4K,lifetime=unlink",
		 manager->region);
	start(manager);
	await(manager, "READY=1");
	assert_non_null(strstr(manager->reported, "STATUS=Serving 1 of 1 region\n"));
	close(join(manager, &client));
	assert_null(strstr(manager->reported, "STOPPING"));
	stop_service(manager, SIGTERM);
	await(manager, "STOPPING=1");
	close(client.socket);
}

/* What the manager passes to the next run; the descriptor is the manager's. */
static void give(struct manager *manager, int fd, const char *name)
{
	manager->stored[manager->stored_count].fd = fd;
	strcpy(manager->stored[manager->stored_count++].name, name);
}

static void test_socket_activation(void **state)
{
	struct manager *manager = *state;
	struct client client, other;
	struct error error;
	char path[100];
	int listener;

	snprintf(path, sizeof(path), "%s/%s", manager->directory, manager->region);
	snprintf(manager->option, sizeof(manager->option), "--memfd=%s,size=4K", manager->region);
	listener = unix_socket_listen(path, SOCK_STREAM, 0600, 4, &error);
	/* As systemd's are: blocking. */
	fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) & ~O_NONBLOCK);
	/* Clients that connect before the server starts wait for it. */
	client = dial_region(manager, manager->region);
	give(manager, listener, "ivshmem-server.socket");
	start(manager);
	await(manager, "READY=1");
	assert_int_equal(next_number(&client, &(int) { 0 }), MESSAGE_VERSION);
	/* The next worker gets it as well. */
	manager->reported[0] = '\0';
	kill(manager->service, SIGHUP);
	await(manager, "READY=1");
	close(join(manager, &other));
	close(other.socket);
	stop_service(manager, SIGTERM);
	close(client.socket);
	/* It is not the server's to remove. */
	assert_int_equal(unlink(path), 0);
}

/* Whose clients would wait forever. */
static void test_socket_of_no_region(void **state)
{
	struct manager *manager = *state;
	char path[100], expected[130], log[1000] = "";
	struct error error;

	snprintf(path, sizeof(path), "%s/other", manager->directory);
	snprintf(expected, sizeof(expected), "event=unused socket=%s reason=", path);
	snprintf(manager->option, sizeof(manager->option), "--memfd=%s,size=4K", manager->region);
	manager->log = memfd_create("log", MFD_CLOEXEC);
	give(manager, unix_socket_listen(path, SOCK_STREAM, 0600, 4, &error), "other.socket");
	start(manager);
	await(manager, "READY=1");
	assert_true(pread(manager->log, log, sizeof(log) - 1, 0) > 0);
	assert_non_null(strstr(log, expected));
	stop_service(manager, SIGTERM);
	close(manager->log);
	assert_int_equal(unlink(path), 0);
}

/* The memory of a memfd has no name to be found by: the manager keeps it. */
static void memory_survives(struct manager *manager, int signal)
{
	struct client client;
	struct stat before, after;
	int memory;

	snprintf(manager->option, sizeof(manager->option), "--memfd=%s,size=4K", manager->region);
	start(manager);
	await(manager, "READY=1");
	assert_int_equal(manager->stored_count, 1);
	memory = join(manager, &client);
	assert_int_equal(pwrite(memory, "kept", 4, 0), 4);
	assert_int_equal(fstat(memory, &before), 0);
	/* Within the seals: the server fills the hole. */
	assert_int_equal(fallocate(memory, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096), 0);
	close(memory);
	stop_service(manager, signal);
	close(client.socket);
	start(manager);
	await(manager, "READY=1");
	memory = join(manager, &client);
	assert_int_equal(fstat(memory, &after), 0);
	assert_true(before.st_ino == after.st_ino && before.st_dev == after.st_dev);
	assert_int_equal(after.st_blocks * 512, 4096);
	close(memory);
	close(client.socket);
	stop_service(manager, SIGTERM);
	close_stored(manager);
}

static void test_memory_over_a_restart(void **state)
{
	memory_survives(*state, SIGTERM);
	memory_survives(*state, SIGKILL);
}

/* In the sandbox, by a thread. */
static void test_new_memory(void **state)
{
	static const char *const kinds[] = { "--shm", "--memfd" };
	static const char *const lifetimes[] = { "unlink", "recreate" };
	struct manager *manager = *state;

	for (unsigned i = 0; i < 4; i++) {
		struct client client;
		int memory;
		char byte;

		snprintf(manager->option, sizeof(manager->option), "%s=%s,size=4K,lifetime=%s",
			 kinds[i / 2], manager->region, lifetimes[i % 2]);
		start(manager);
		await(manager, "READY=1");
		memory = join(manager, &client);
		assert_int_equal(pwrite(memory, "x", 1, 0), 1);
		close(memory);
		close(client.socket);
		memory = join(manager, &client);
		assert_int_equal(pread(memory, &byte, 1, 0), 1);
		assert_int_equal(byte, 0);
		close(memory);
		close(client.socket);
		stop_service(manager, SIGTERM);
	}
}

/* Kept for a region of another size, it is not taken for what it is not. */
static void test_memory_of_another_size(void **state)
{
	struct manager *manager = *state;
	char name[64];
	int memory = memfd_create("other", MFD_CLOEXEC), status;

	assert_int_equal(ftruncate(memory, 8192), 0);
	snprintf(name, sizeof(name), "memory-%s", manager->region);
	snprintf(manager->option, sizeof(manager->option), "--memfd=%s,size=4K", manager->region);
	give(manager, memory, name);
	start(manager);
	status = await_end(manager);
	assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 1);
}

/* Nor for a region with a name. */
static void test_memory_of_another_kind(void **state)
{
	struct manager *manager = *state;
	char name[64], path[64];
	struct client client;
	struct stat named, shared;
	int memory = memfd_create("other", MFD_CLOEXEC);

	assert_int_equal(ftruncate(memory, 4096), 0);
	snprintf(name, sizeof(name), "memory-%s", manager->region);
	snprintf(path, sizeof(path), "/dev/shm/%s", manager->region);
	snprintf(manager->option, sizeof(manager->option), "--shm=%s,size=4K", manager->region);
	give(manager, memory, name);
	start(manager);
	await(manager, "READY=1");
	memory = join(manager, &client);
	assert_int_equal(fstat(memory, &shared), 0);
	assert_int_equal(stat(path, &named), 0);
	assert_true(named.st_ino == shared.st_ino && named.st_dev == shared.st_dev);
	assert_int_equal(manager->stored_count, 0);
	close(memory);
	stop_service(manager, SIGTERM);
	close(client.socket);
	close_stored(manager);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ready_and_stopping, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_socket_activation, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_socket_of_no_region, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_memory_over_a_restart, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_new_memory, open_manager, close_manager),
		cmocka_unit_test_setup_teardown(test_memory_of_another_size, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_memory_of_another_kind, open_manager,
						close_manager),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
