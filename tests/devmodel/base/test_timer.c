/* SPDX-License-Identifier: BSD-3-Clause
 * test_timer.c: a timer calls once, and not when it was set anew or closed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timer.h"

struct scene {
	struct loop *loop;
	struct timer timer, end;
	unsigned calls;
};

static void on_time(void *data)
{
	((struct scene *)data)->calls++;
}

static void on_end(void *data)
{
	loop_stop(((struct scene *)data)->loop, 0);
}

static void open_scene(struct scene *scene)
{
	struct error error;

	*scene = (struct scene) { .loop = loop_new(&error) };
	assert_true(timer_open(&scene->timer, scene->loop, on_time, scene, &error));
	assert_true(timer_open(&scene->end, scene->loop, on_end, scene, &error));
}

static void run(struct scene *scene, unsigned milliseconds)
{
	struct error error;

	timer_set(&scene->end, milliseconds);
	assert_int_equal(loop_run(scene->loop, &error), 0);
}

static void close_scene(struct scene *scene)
{
	timer_close(&scene->timer);
	timer_close(&scene->timer);
	timer_close(&scene->end);
	loop_free(scene->loop);
}

static void test_calls_once(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene);
	timer_set(&scene.timer, 1);
	run(&scene, 50);
	assert_int_equal(scene.calls, 1);
	close_scene(&scene);
}

static void test_is_forgotten(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene);
	timer_set(&scene.timer, 1);
	timer_set(&scene.timer, 0);
	run(&scene, 50);
	assert_int_equal(scene.calls, 0);
	timer_set(&scene.timer, 1);
	timer_set(&scene.timer, 3600000);
	run(&scene, 50);
	assert_int_equal(scene.calls, 0);
	close_scene(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_once),
		cmocka_unit_test(test_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
