/* SPDX-License-Identifier: BSD-3-Clause
 * test_launch.c: a VM's process ends, and comes again or not. Time passes when the test says so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "acrn-hv/launch.h"
#include "base/unix_socket.h"
#include "tests/devmodel/base/turns.h"
#include "tests/devmodel/ivshmem-client/clock.h"

struct scene {
	struct turns turns;
	char directory[40], script[60], console[60];
	struct launch launch;
	unsigned ends;
	bool was_up; /* at the last end */
};

static void on_end(void *data)
{
	struct scene *scene = data;

	scene->ends++;
	scene->was_up = launch_is_up(&scene->launch);
}

static int open_scene(void **state)
{
	static struct scene scene;

	scene = (struct scene) { .directory = "/tmp/test-launch-XXXXXX" };
	clock_forget();
	turns_open(&scene.turns);
	assert_non_null(mkdtemp(scene.directory));
	snprintf(scene.script, sizeof(scene.script), "%s/script", scene.directory);
	snprintf(scene.console, sizeof(scene.console), "%s/console", scene.directory);
	*state = &scene;
	return 0;
}

/* No process and no file may be left. */
static int close_scene(void **state)
{
	struct scene *scene = *state;

	launch_close(&scene->launch);
	launch_close(&scene->launch);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	unlink(scene->script);
	assert_int_equal(rmdir(scene->directory), 0);
	return turns_close(&scene->turns) ? 0 : -1;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_scene, close_scene)

/* A new file each time: one that is executed cannot be written to. */
static void write_script(const struct scene *scene, const char *text)
{
	FILE *file;

	unlink(scene->script);
	file = fopen(scene->script, "we");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(scene->script, 0700), 0);
}

static void open_launch(struct scene *scene, enum launch_restart restart)
{
	const struct launch_setup setup = { .loop = scene->turns.loop,
					    .vm = "VM",
					    .script = scene->script,
					    .console = scene->console,
					    .console_kind = CONSOLE_SOCKET,
					    .restart = restart,
					    .on_end = on_end,
					    .data = scene };
	struct error error;

	if (!launch_open(&scene->launch, &setup, &error))
		fail_msg("%s", error.text);
	assert_false(launch_is_up(&scene->launch));
}

static void start(struct scene *scene, const char *script, enum launch_restart restart)
{
	write_script(scene, script);
	open_launch(scene, restart);
	launch_start(&scene->launch);
}

static void await_end(struct scene *scene)
{
	unsigned ends = scene->ends;

	while (scene->ends == ends)
		await(&scene->turns);
	assert_int_equal(scene->ends, ends + 1);
	assert_int_equal(scene->was_up, launch_is_up(&scene->launch));
}

/* The time until the next start; 0: none. */
static long next_start(void)
{
	return clock_milliseconds(CLOCK_SHORT) + clock_milliseconds(CLOCK_LONG);
}

static void start_again(struct scene *scene)
{
	assert_true(clock_fire(CLOCK_SHORT) || clock_fire(CLOCK_LONG));
	await(&scene->turns);
}

static void test_policies(void **state)
{
	static const struct {
		const char *script;
		bool comes_again[3];
	} cases[] = {
		{ "#!/bin/sh\nexit 0\n",
		  { [LAUNCH_ON_FAILURE] = false, [LAUNCH_ALWAYS] = true, [LAUNCH_NEVER] = false } },
		{ "#!/bin/sh\nexit 1\n",
		  { [LAUNCH_ON_FAILURE] = true, [LAUNCH_ALWAYS] = true, [LAUNCH_NEVER] = false } },
		{ "#!/bin/sh\nkill -SEGV $$\n",
		  { [LAUNCH_ON_FAILURE] = true, [LAUNCH_ALWAYS] = true, [LAUNCH_NEVER] = false } },
		{ "#!/no/such/interpreter\n",
		  { [LAUNCH_ON_FAILURE] = true, [LAUNCH_ALWAYS] = true, [LAUNCH_NEVER] = false } },
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (unsigned restart = LAUNCH_ON_FAILURE; restart <= LAUNCH_NEVER; restart++) {
			unsigned ends = scene->ends;

			start(scene, cases[i].script, restart);
			while (scene->ends == ends)
				await(&scene->turns);
			assert_int_equal(scene->ends, ends + 1);
			assert_int_equal(scene->launch.starts, 1);
			assert_int_equal(scene->launch.child.fd, -1);
			assert_int_equal(scene->was_up, cases[i].comes_again[restart]);
			assert_int_equal(scene->launch.is_waiting, scene->was_up);
			assert_int_equal(next_start(), scene->was_up ? 1000 : 0);
			launch_close(&scene->launch);
			clock_forget();
		}
	}
}

static void test_restart(void **state)
{
	struct scene *scene = *state;

	start(scene, "#!/bin/sh\nexit 3\n", LAUNCH_ON_FAILURE);
	assert_true(launch_is_up(&scene->launch));
	await_end(scene);
	write_script(scene, "#!/bin/sh\nexit 0\n");
	start_again(scene);
	while (scene->ends < 2)
		await(&scene->turns);
	assert_int_equal(scene->launch.starts, 2);
	assert_false(launch_is_up(&scene->launch));
	assert_int_equal(next_start(), 0);
}

static void test_delays(void **state)
{
	static const long delays[] = { 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
	struct scene *scene = *state;

	start(scene, "#!/bin/sh\nexit 1\n", LAUNCH_ON_FAILURE);
	for (unsigned i = 0; i < sizeof(delays) / sizeof(delays[0]); i++) {
		while (scene->ends <= i)
			await(&scene->turns);
		assert_int_equal(next_start(), delays[i]);
		start_again(scene);
	}
}

/* After a long run the delay is the first one again. */
static void test_delay_after_a_long_run(void **state)
{
	struct scene *scene = *state;

	start(scene, "#!/bin/sh\nexec sleep 1000\n", LAUNCH_ON_FAILURE);
	kill(scene->launch.child.pid, SIGKILL);
	await_end(scene);
	start_again(scene);
	kill(scene->launch.child.pid, SIGKILL);
	await_end(scene);
	assert_int_equal(next_start(), 2000);
	start_again(scene);
	scene->launch.settled -= LAUNCH_DELAY_MAX_MS + 1;
	kill(scene->launch.child.pid, SIGKILL);
	await_end(scene);
	assert_int_equal(next_start(), 1000);
}

static void test_script_that_cannot_be_run(void **state)
{
	struct scene *scene = *state;

	write_script(scene, "#!/bin/sh\n");
	assert_int_equal(chmod(scene->script, 0600), 0);
	open_launch(scene, LAUNCH_ON_FAILURE);
	launch_start(&scene->launch);
	assert_int_equal(scene->ends, 1);
	assert_true(scene->launch.is_waiting);
	write_script(scene, "#!/bin/sh\nexit 0\n");
	start_again(scene);
	while (scene->ends < 2)
		await(&scene->turns);
	assert_false(launch_is_up(&scene->launch));
}

/* Connects to the console, and reads this text. */
static void assert_console_shows(struct scene *scene, const char *text)
{
	struct error error;
	int fd = unix_socket_connect(scene->console, SOCK_STREAM, &error);
	char got[100];
	ssize_t size = 0;

	assert_true(fd >= 0);
	while (size < (ssize_t)strlen(text)) {
		ssize_t more;

		pump(&scene->turns);
		more = read(fd, got + size, sizeof(got) - 1 - (size_t)size);
		size += more > 0 ? more : 0;
		if (more <= 0)
			await(&scene->turns);
	}
	got[size] = '\0';
	assert_string_equal(got, text);
	close(fd);
	pump(&scene->turns);
}

/* Standard input and output are the console's, and no other descriptor is inherited. */
static void test_console(void **state)
{
	struct scene *scene = *state;

	start(scene,
	      "#!/bin/sh\n[ -S /dev/fd/0 ] && [ /dev/fd/0 -ef /dev/fd/1 ] && echo console\n"
	      "readlink /proc/$$/fd/* | grep -c 'socket:\\|anon_inode:'\nexec sleep 1000\n",
	      LAUNCH_NEVER);
	assert_console_shows(scene, "console\n2\n");
	launch_close(&scene->launch);
	assert_int_equal(access(scene->console, F_OK), -1);
}

/* Waits until a script has set its traps. */
static void await_script(struct scene *scene)
{
	assert_console_shows(scene, "up\n");
}

static void test_end_during_a_run(void **state)
{
	struct scene *scene = *state;

	start(scene, "#!/bin/sh\ntrap 'exit 7' TERM\necho up\nwhile :; do sleep 0.01; done\n",
	      LAUNCH_ALWAYS);
	await_script(scene);
	launch_end(&scene->launch, SIGTERM);
	assert_true(launch_is_up(&scene->launch));
	while (!scene->ends)
		await(&scene->turns);
	assert_false(scene->was_up);
	assert_int_equal(next_start(), 0);
	launch_end(&scene->launch, SIGTERM);
	assert_int_equal(scene->ends, 1);
}

static void test_end_while_waiting(void **state)
{
	struct scene *scene = *state;

	start(scene, "#!/bin/sh\nexit 1\n", LAUNCH_ALWAYS);
	await_end(scene);
	assert_true(launch_is_up(&scene->launch));
	assert_int_equal(next_start(), 1000);
	launch_end(&scene->launch, SIGTERM);
	assert_false(launch_is_up(&scene->launch));
	assert_int_equal(next_start(), 0);
	assert_int_equal(scene->launch.starts, 1);
}

/* The timer has expired, and its handler is not called yet. */
static void test_end_as_the_time_comes(void **state)
{
	struct scene *scene = *state;

	start(scene, "#!/bin/sh\nexit 1\n", LAUNCH_ALWAYS);
	await_end(scene);
	assert_true(clock_fire(CLOCK_SHORT));
	launch_end(&scene->launch, SIGTERM);
	pump(&scene->turns);
	assert_int_equal(scene->launch.starts, 1);
}

static void test_close_kills(void **state)
{
	struct scene *scene = *state;
	pid_t pid;

	start(scene, "#!/bin/sh\ntrap '' TERM INT HUP\necho up\nwhile :; do sleep 0.01; done\n",
	      LAUNCH_ALWAYS);
	await_script(scene);
	pid = scene->launch.child.pid;
	launch_close(&scene->launch);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(scene->ends, 0);
}

/* Signals that are blocked or ignored here have their defaults in the VM. */
static void test_signals(void **state)
{
	struct scene *scene = *state;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGINT, SIG_IGN);
	start(scene,
	      "#!/bin/sh\nawk '/^Sig(Blk|Ign)/ { print substr($2, 10) }' /proc/self/status\n"
	      "exec sleep 1000\n",
	      LAUNCH_NEVER);
	signal(SIGINT, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	/* Of the signals up to 28: beyond 31 are those that the C library keeps to itself. */
	assert_console_shows(scene, "0000000\n0000000\n");
	launch_end(&scene->launch, SIGINT);
	await_end(scene);
}

static void test_no_console(void **state)
{
	struct scene *scene = *state;
	const struct launch_setup setup = { .loop = scene->turns.loop,
					    .vm = "VM",
					    .script = scene->script,
					    .console = "/no/such/place",
					    .on_end = on_end,
					    .data = scene };
	struct error error;

	assert_false(launch_open(&scene->launch, &setup, &error));
	assert_non_null(strstr(error.text, "/no/such/place"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_policies),
		TEST(test_restart),
		TEST(test_delays),
		TEST(test_delay_after_a_long_run),
		TEST(test_script_that_cannot_be_run),
		TEST(test_console),
		TEST(test_end_during_a_run),
		TEST(test_end_while_waiting),
		TEST(test_end_as_the_time_comes),
		TEST(test_close_kills),
		TEST(test_signals),
		TEST(test_no_console),
	};

	signal(SIGPIPE, SIG_IGN);
	/* Close what the test runner has open: it would be inherited. */
	close_range(STDERR_FILENO + 1, ~0u, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
