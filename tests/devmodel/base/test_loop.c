/* SPDX-License-Identifier: BSD-3-Clause
 * test_loop.c: which handlers are called for a descriptor, and when no longer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/loop.h"
#include "descriptors.h"

#define MANY 200u

struct scene {
	struct loop *loop;
	int fds[MANY];
	unsigned calls;
	uint32_t events;
};

static struct loop *open_loop(void)
{
	struct error error;
	struct loop *loop = loop_new(&error);

	assert_non_null(loop);
	return loop;
}

static void add(struct scene *scene, int fd, uint32_t events, loop_handler *handler)
{
	struct error error;

	assert_true(loop_add(scene->loop, fd, events, handler, scene, &error));
}

/* Opens descriptors that are readable. */
static void open_ready(struct scene *scene, unsigned count, loop_handler *handler)
{
	memset(scene, 0, sizeof(*scene));
	scene->loop = open_loop();
	for (unsigned i = 0; i < count; i++) {
		scene->fds[i] = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
		assert_true(scene->fds[i] >= 0);
		add(scene, scene->fds[i], EPOLLIN, handler);
	}
}

static void close_scene(struct scene *scene, unsigned count)
{
	loop_free(scene->loop);
	for (unsigned i = 0; i < count; i++)
		close(scene->fds[i]);
}

static int run(struct scene *scene)
{
	struct error error;

	return loop_run(scene->loop, &error);
}

static void stop_at_once(void *data, int fd, uint32_t events)
{
	struct scene *scene = data;

	assert_int_equal(fd, scene->fds[0]);
	scene->calls++;
	scene->events = events;
	loop_stop(scene->loop, 42);
}

static void test_stop(void **state)
{
	struct scene scene;

	(void)state;
	open_ready(&scene, 1, stop_at_once);
	assert_int_equal(run(&scene), 42);
	assert_int_equal(scene.calls, 1);
	assert_int_equal(scene.events, EPOLLIN);
	/* It may run again, and be stopped before it does. */
	assert_int_equal(run(&scene), 42);
	assert_int_equal(scene.calls, 2);
	loop_stop(scene.loop, 7);
	assert_int_equal(run(&scene), 7);
	assert_int_equal(scene.calls, 2);
	close_scene(&scene, 1);
	loop_free(NULL);
}

static void count_and_drain(void *data, int fd, uint32_t events)
{
	struct scene *scene = data;
	eventfd_t value;

	(void)events;
	assert_int_equal(eventfd_read(fd, &value), 0);
	if (++scene->calls == MANY)
		loop_stop(scene->loop, 0);
}

/* More than one batch. */
static void test_many(void **state)
{
	struct scene scene;

	(void)state;
	open_ready(&scene, MANY, count_and_drain);
	assert_int_equal(run(&scene), 0);
	assert_int_equal(scene.calls, MANY);
	close_scene(&scene, MANY);
}

/* The first handler removes and closes all other descriptors, and then its own. */
static void remove_all(void *data, int fd, uint32_t events)
{
	struct scene *scene = data;

	(void)events;
	assert_int_equal(scene->calls++, 0);
	for (unsigned i = 0; i < MANY; i++) {
		loop_remove(scene->loop, scene->fds[i]);
		if (scene->fds[i] != fd)
			close(scene->fds[i]);
	}
	close(fd);
	loop_remove(scene->loop, fd);
	loop_remove(scene->loop, -1);
	loop_remove(scene->loop, 1 << 20);
	scene->fds[0] = eventfd(1, EFD_CLOEXEC);
	add(scene, scene->fds[0], EPOLLIN, stop_at_once);
}

static void test_remove_in_handler(void **state)
{
	struct scene scene;

	(void)state;
	open_ready(&scene, MANY, remove_all);
	assert_int_equal(run(&scene), 42);
	assert_int_equal(scene.calls, 2);
	close_scene(&scene, 1);
}

static void never(void *data, int fd, uint32_t events)
{
	(void)data;
	(void)fd;
	(void)events;
	fail_msg("a descriptor that is not ready was called so");
}

/* The numbers of the others are given to new descriptors, which are not ready: what was ready in
 * this batch was others. */
static void replace_all(void *data, int fd, uint32_t events)
{
	struct scene *scene = data;

	(void)events;
	scene->calls++;
	for (unsigned i = 0; i < 20; i++) {
		int fresh;

		loop_remove(scene->loop, scene->fds[i]);
		if (scene->fds[i] == fd)
			continue;
		close(scene->fds[i]);
		fresh = eventfd(0, EFD_CLOEXEC);
		assert_int_equal(fresh, scene->fds[i]);
		add(scene, fresh, EPOLLIN, never);
	}
	add(scene, fd, EPOLLIN, stop_at_once);
	scene->fds[0] = fd;
}

static void test_reused_numbers(void **state)
{
	struct scene scene;
	int fds[20];

	(void)state;
	open_ready(&scene, 20, replace_all);
	memcpy(fds, scene.fds, sizeof(fds));
	assert_int_equal(run(&scene), 42);
	assert_int_equal(scene.calls, 2);
	loop_free(scene.loop);
	for (unsigned i = 0; i < 20; i++)
		close(fds[i]);
}

/* The other handlers must not be called any more; they would fail. */
static void quieten(void *data, int fd, uint32_t events)
{
	struct scene *scene = data;
	struct error error;

	(void)events;
	scene->calls++;
	for (unsigned i = 0; i < 20; i++)
		if (scene->fds[i] != fd)
			assert_true(loop_change(scene->loop, scene->fds[i], 0, &error));
	if (scene->calls == 3)
		loop_stop(scene->loop, 3);
}

static void test_change(void **state)
{
	struct scene scene;
	struct error error;

	(void)state;
	open_ready(&scene, 20, quieten);
	assert_int_equal(run(&scene), 3);
	assert_int_equal(scene.calls, 3);
	loop_remove(scene.loop, scene.fds[3]);
	assert_false(loop_change(scene.loop, scene.fds[3], EPOLLIN, &error));
	assert_false(loop_change(scene.loop, -1, EPOLLIN, &error));
	close_scene(&scene, 20);
}

/* The array of watches moves during a handler. */
static void add_far(void *data, int fd, uint32_t events)
{
	struct scene *scene = data;

	(void)events;
	loop_remove(scene->loop, fd);
	scene->fds[1] = fcntl(fd, F_DUPFD_CLOEXEC, 900);
	assert_true(scene->fds[1] >= 900);
	add(scene, scene->fds[1], EPOLLIN, stop_at_once);
	close(scene->fds[0]);
	scene->fds[0] = scene->fds[1];
}

static void test_add_in_handler(void **state)
{
	struct scene scene;

	(void)state;
	open_ready(&scene, 1, add_far);
	assert_int_equal(run(&scene), 42);
	close_scene(&scene, 1);
}

static void test_disconnect(void **state)
{
	struct scene scene = { .loop = open_loop() };

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, scene.fds), 0);
	add(&scene, scene.fds[0], 0, stop_at_once);
	close(scene.fds[1]);
	assert_int_equal(run(&scene), 42);
	assert_int_equal(scene.events, EPOLLHUP);
	close_scene(&scene, 1);
}

static void test_refused(void **state)
{
	struct scene scene = { .loop = open_loop() };
	int fd = eventfd(0, EFD_CLOEXEC), file = fileno(tmpfile());
	struct error error;

	(void)state;
	assert_false(loop_add(scene.loop, -1, EPOLLIN, never, NULL, &error));
	assert_true(loop_add(scene.loop, fd, EPOLLIN, never, NULL, &error));
	assert_false(loop_add(scene.loop, fd, EPOLLIN, never, NULL, &error));
	/* A regular file is always ready: epoll takes none. */
	assert_false(loop_add(scene.loop, file, EPOLLIN, never, NULL, &error));
	assert_non_null(strstr(error.text, "cannot watch"));
	close(fd);
	close(file);
	loop_free(scene.loop);
}

#define CLIENTS 3u

/* A listener, and clients that have not been accepted. */
static int open_clients(int clients[CLIENTS])
{
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(address);

	/* The kernel chooses an abstract address. */
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(sa_family_t)), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
	assert_int_equal(listen(listener, CLIENTS), 0);
	for (unsigned i = 0; i < CLIENTS; i++) {
		clients[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(connect(clients[i], (struct sockaddr *)&address, size), 0);
	}
	return listener;
}

static void test_accept(void **state)
{
	struct loop *loop = open_loop();
	int clients[CLIENTS], fds = count_fds(), listener = open_clients(clients);
	struct ucred peer;

	(void)state;
	for (unsigned i = 0; i < CLIENTS; i++) {
		int fd = loop_accept(loop, listener, &peer);

		assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
		assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
		assert_int_equal(peer.pid, getpid());
		assert_int_equal(peer.uid, geteuid());
		close(fd);
		close(clients[i]);
	}
	assert_int_equal(loop_accept(loop, listener, &peer), -1);
	assert_int_equal(errno, EAGAIN);
	close(listener);
	assert_int_equal(count_fds(), fds);
	loop_free(loop);
}

static void reject(void *data, int listener, uint32_t events)
{
	struct scene *scene = data;
	struct ucred peer;

	(void)events;
	assert_int_equal(loop_accept(scene->loop, listener, &peer), -1);
	assert_int_equal(errno, EMFILE);
	assert_int_equal(peer.pid, getpid());
	if (++scene->calls == CLIENTS)
		loop_stop(scene->loop, 42);
}

/* When descriptors are short a client is disconnected, and does not keep the loop busy. */
static void test_accept_without_descriptors(void **state)
{
	struct scene scene = { .loop = open_loop() };
	int clients[CLIENTS], fds = count_fds(), listener = open_clients(clients);
	struct rlimit limit, none;
	struct ucred peer;
	char byte;

	(void)state;
	add(&scene, listener, EPOLLIN, reject);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit) { (rlim_t)clients[CLIENTS - 1] + 1, limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(dup(listener), -1);
	assert_int_equal(run(&scene), 42);
	assert_int_equal(dup(listener), -1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(loop_accept(scene.loop, listener, &peer), -1);
	assert_int_equal(errno, EAGAIN);
	for (unsigned i = 0; i < CLIENTS; i++) {
		assert_int_equal(read(clients[i], &byte, 1), 0);
		close(clients[i]);
	}
	close(listener);
	assert_int_equal(count_fds(), fds);
	loop_free(scene.loop);
}

static void on_alarm(int number)
{
	(void)number;
}

/* A signal's handler does not end the loop. */
static void test_interrupted(void **state)
{
	struct sigaction action = { .sa_handler = on_alarm }, before;
	const struct itimerval often = { { 0, 1000 }, { 0, 1000 } }, off = { 0 };
	struct scene scene;
	pid_t child;

	(void)state;
	open_ready(&scene, 1, stop_at_once);
	assert_int_equal(eventfd_read(scene.fds[0], &(eventfd_t) { 0 }), 0);
	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &often, NULL);
	child = fork();
	if (child == 0) {
		usleep(30000);
		eventfd_write(scene.fds[0], 1);
		_exit(0);
	}
	assert_int_equal(run(&scene), 42);
	setitimer(ITIMER_REAL, &off, NULL);
	sigaction(SIGALRM, &before, NULL);
	close_scene(&scene, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_remove_in_handler),
		cmocka_unit_test(test_reused_numbers),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_add_in_handler),
		cmocka_unit_test(test_disconnect),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_accept),
		cmocka_unit_test(test_accept_without_descriptors),
		cmocka_unit_test(test_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
