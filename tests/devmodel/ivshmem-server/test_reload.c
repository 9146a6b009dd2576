/* SPDX-License-Identifier: BSD-3-Clause
 * test_reload.c: the program is reloaded and restarted while its peers notify each other: a QEMU,
 * which cannot connect again, and the device model's client. */
#include "service_manager.h"

#include "ivshmem-client/peer.h"

#define RELOADS 100

/* Two peers of the region, each of which notifies the other. */
struct pair {
	struct loop *loop;
	struct peer *dm; /* the device model's client */
	int idle;
	unsigned turns, notified, expected;
	unsigned logged; /* and reports of another ID */
	struct client qemu;
	int64_t qemu_id;
	int own[VECTORS], dms[VECTORS]; /* the QEMU's eventfds, and those of the other */
};

static void on_notified(void *data, unsigned vector)
{
	struct pair *pair = data;

	assert_int_equal(vector, 1);
	pair->notified++;
}

/* Always ready: two turns after the last notification everything else has been received, too. */
static void on_turn(void *data, int fd, uint32_t events)
{
	struct pair *pair = data;

	(void)fd;
	(void)events;
	if (pair->notified >= pair->expected && ++pair->turns == 2)
		loop_stop(pair->loop, 0);
}

static void on_id_changed(void *data, uint16_t id)
{
	struct pair *pair = data;

	(void)id;
	pair->logged++;
}

static void on_log(void *data, const char *line)
{
	struct pair *pair = data;

	print_error("%s\n", line);
	pair->logged++;
}

static void join_qemu(struct pair *pair, const struct manager *manager)
{
	int fd;

	close(join_region(manager, manager->region, &pair->qemu, &pair->qemu_id));
	assert_int_equal(pair->qemu_id, 1);
	for (unsigned i = 0; i < 2 * VECTORS; i++) {
		assert_int_equal(next_number(&pair->qemu, &fd), i / VECTORS);
		*(i < VECTORS ? &pair->dms[i] : &pair->own[i - VECTORS]) = fd;
	}
}

static void ring_dm(struct pair *pair)
{
	struct error error;

	assert_int_equal(eventfd_write(pair->dms[1], 1), 0);
	pair->expected++;
	pair->turns = 0;
	assert_int_equal(loop_run(pair->loop, &error), 0);
	assert_int_equal(pair->notified, pair->expected);
}

/* The client learns of the QEMU by its loop. */
static void await_dm(struct pair *pair)
{
	eventfd_t count;

	do {
		ring_dm(pair);
		peer_ring(pair->dm, 1, 0);
	} while (eventfd_read(pair->own[0], &count) < 0);
}

static void open_pair(struct pair *pair, const struct manager *manager)
{
	char path[100];
	const struct peer_setup setup = { .path = path,
					  .region = manager->region,
					  .size = 4096,
					  .vectors = VECTORS,
					  .on_notified = on_notified,
					  .on_id_changed = on_id_changed,
					  .on_log = on_log,
					  .data = pair };
	struct error error;

	*pair = (struct pair) { .loop = loop_new(&error) };
	snprintf(path, sizeof(path), "%s/%s", manager->directory, manager->region);
	pair->idle = eventfd(1, EFD_CLOEXEC);
	assert_true(loop_add(pair->loop, pair->idle, EPOLLIN, on_turn, pair, &error));
	pair->dm = peer_join(pair->loop, &setup, &error);
	if (!pair->dm)
		fail_msg("%s", error.text);
	join_qemu(pair, manager);
	await_dm(pair);
}

static void close_pair(struct pair *pair)
{
	assert_int_equal(pair->logged, 0);
	assert_int_equal(peer_position(pair->dm), 0);
	assert_int_equal(pair->notified, pair->expected);
	expect_nothing(&pair->qemu);
	peer_leave(pair->dm);
	loop_free(pair->loop);
	close(pair->idle);
	for (unsigned i = 0; i < VECTORS; i++) {
		close(pair->own[i]);
		close(pair->dms[i]);
	}
	close(pair->qemu.socket);
}

static void ring_qemu(struct pair *pair)
{
	eventfd_t count = 0;

	peer_ring(pair->dm, 1, 0);
	assert_int_equal(eventfd_read(pair->own[0], &count), 0);
	assert_int_equal(count, 1);
}

/* One more peer gets the eventfds of the others, and rings them. */
static void check_newcomer(struct pair *pair, const struct manager *manager)
{
	struct client client;
	eventfd_t count = 0;
	int64_t id;
	int fd;

	close(join_region(manager, manager->region, &client, &id));
	assert_int_equal(id, 2);
	for (unsigned i = 0; i < 3 * VECTORS; i++) {
		assert_int_equal(next_number(&client, &fd), i / VECTORS);
		if (i / VECTORS == 1)
			assert_int_equal(eventfd_write(fd, 1), 0);
		close(fd);
	}
	for (unsigned i = 0; i < VECTORS; i++) {
		assert_int_equal(eventfd_read(pair->own[i], &count), 0);
		assert_int_equal(count, 1);
		assert_int_equal(next_number(&pair->qemu, &fd), 2);
		close(fd);
	}
	close(client.socket);
	assert_int_equal(next_number(&pair->qemu, &fd), 2);
	assert_int_equal(fd, -1);
}

/* Notifications go on until the service has reported `word` once more. */
static void ring_until(struct pair *pair, struct manager *manager, const char *word)
{
	manager->reported[0] = '\0';
	while (!strstr(manager->reported, word)) {
		ring_dm(pair);
		ring_qemu(pair);
		while (poll(&(struct pollfd) { manager->socket, POLLIN, 0 }, 1, 0) == 1)
			receive_report(manager);
	}
}

/* The options file, with a memfd region for each line: "NAME KEYS". */
static void write_options(const struct manager *manager, const char *more)
{
	char path[100];
	FILE *file;

	snprintf(path, sizeof(path), "%s/notify.options", manager->directory);
	file = fopen(path, "we");
	assert_non_null(file);
	fprintf(file, "shm=%s,size=4K,vectors=%u,lifetime=unlink\n%s\n", manager->region, VECTORS,
		more);
	fclose(file);
}

static void start_with_options(struct manager *manager, const char *more)
{
	snprintf(manager->option, sizeof(manager->option), "--options=%s/notify.options",
		 manager->directory);
	write_options(manager, more);
	start(manager);
	await(manager, "READY=1");
}

static void remove_file(const struct manager *manager, const char *name)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", manager->directory, name);
	unlink(path);
}

static void remove_options(const struct manager *manager)
{
	remove_file(manager, "notify.options");
}

static bool has_socket(const struct manager *manager, const char *name)
{
	char path[100];

	snprintf(path, sizeof(path), "%s/%s", manager->directory, name);
	return access(path, F_OK) == 0;
}

/* Each second one adds a region, and each other one removes it. */
static void test_reloads_under_load(void **state)
{
	struct manager *manager = *state;
	struct pair pair;

	start_with_options(manager, "");
	open_pair(&pair, manager);
	for (unsigned i = 0; i < RELOADS; i++) {
		write_options(manager, i % 2 ? "" : "memfd=more,size=4K");
		kill(manager->service, SIGHUP);
		ring_until(&pair, manager, "READY=1");
		assert_non_null(strstr(manager->reported, "RELOADING=1\nMONOTONIC_USEC="));
		assert_int_equal(has_socket(manager, "more"), i % 2 == 0);
		if (i % 10 == 0)
			check_newcomer(&pair, manager);
	}
	print_message("%u reloads, %u notifications in each direction\n", RELOADS, pair.notified);
	close_pair(&pair);
	stop_service(manager, SIGTERM);
	remove_options(manager);
}

/* With invalid options nothing happens; a region that is changed does not stop another. */
static void test_reload_of_one_region(void **state)
{
	struct manager *manager = *state;
	struct client other;
	struct pair pair;
	int64_t id;

	start_with_options(manager, "memfd=more,size=4K");
	open_pair(&pair, manager);
	close(join_region(manager, "more", &other, &id));
	assert_true(drain(&other));
	write_options(manager, "memfd=more,size=5K");
	kill(manager->service, SIGHUP);
	write_options(manager, "memfd=more,size=8K");
	kill(manager->service, SIGHUP);
	ring_until(&pair, manager, "READY=1");
	assert_false(drain(&other));
	close(other.socket);
	close(join_region(manager, "more", &other, &id));
	check_newcomer(&pair, manager);
	close_pair(&pair);
	write_options(manager, "");
	manager->reported[0] = '\0';
	kill(manager->service, SIGHUP);
	await(manager, "READY=1");
	assert_false(drain(&other));
	close(other.socket);
	stop_service(manager, SIGTERM);
	remove_file(manager, ".more.peers");
	remove_options(manager);
}

/* The process that listens at the client's socket: the first worker. */
static pid_t worker_of(const struct client *client)
{
	struct ucred worker;
	socklen_t size = sizeof(worker);

	assert_int_equal(getsockopt(client->socket, SOL_SOCKET, SO_PEERCRED, &worker, &size), 0);
	return worker.pid;
}

/* Lets it continue, and waits for its end. */
static void end_worker(pid_t worker)
{
	struct pollfd end = { (int)syscall(SYS_pidfd_open, worker, 0), POLLIN, 0 };

	assert_true(end.fd >= 0);
	assert_int_equal(kill(worker, SIGCONT), 0);
	assert_int_equal(poll(&end, 1, 60000), 1);
	close(end.fd);
}

/* The worker ends after the first of several commands, before the supervisor reads its messages. */
static void test_reloads_at_once(void **state)
{
	struct manager *manager = *state;
	struct pair pair;
	pid_t worker;

	start_with_options(manager, "");
	open_pair(&pair, manager);
	worker = worker_of(&pair.qemu);
	assert_int_equal(kill(worker, SIGSTOP), 0);
	for (unsigned i = 0; i < 3; i++) {
		manager->reported[0] = '\0';
		kill(manager->service, SIGHUP);
		await(manager, "RELOADING=1");
	}
	assert_int_equal(kill(manager->service, SIGSTOP), 0);
	end_worker(worker);
	assert_int_equal(kill(manager->service, SIGCONT), 0);
	await(manager, "READY=1");
	expect_nothing(&pair.qemu);
	ring_dm(&pair);
	ring_qemu(&pair);
	check_newcomer(&pair, manager);
	close_pair(&pair);
	stop_service(manager, SIGTERM);
	remove_options(manager);
}

/* Whether the manager holds descriptors that are handed over. */
static bool has_handover(const struct manager *manager)
{
	for (size_t i = 0; i < manager->stored_count; i++)
		if (strchr(manager->stored[i].name, '/'))
			return true;
	return false;
}

/* The manager stops the service and starts it again, with what it has stored. */
static void test_restart(void **state)
{
	struct manager *manager = *state;
	struct pair pair;

	start_with_options(manager, "memfd=more,size=4K");
	open_pair(&pair, manager);
	for (unsigned i = 0; i < 3; i++) {
		assert_false(has_handover(manager));
		stop_service(manager, SIGTERM);
		assert_true(has_handover(manager));
		assert_false(has_socket(manager, manager->region));
		ring_dm(&pair);
		ring_qemu(&pair);
		start(manager);
		ring_until(&pair, manager, "READY=1");
		check_newcomer(&pair, manager);
	}
	close_pair(&pair);
	stop_service(manager, SIGTERM);
	remove_options(manager);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reloads_under_load, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_reload_of_one_region, open_manager,
						close_manager),
		cmocka_unit_test_setup_teardown(test_reloads_at_once, open_manager, close_manager),
		cmocka_unit_test_setup_teardown(test_restart, open_manager, close_manager),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
