/* SPDX-License-Identifier: BSD-3-Clause
 * test_kill_syscall.c: a program that ends before any of its steps leaves the output directory all
 * old or all new, and the next run tidies up behind it. */
#include "scene.h"

#include <signal.h>
#include <sys/wait.h>

#define STEPS_MAX 1000
#define KILLED	  42

static struct output_file old_files[] = {
	{ "config/same.c", "int same;\n", 10, false },
	{ "config/table.c", "int old;\n", 9, false },
	{ "gone/deep/old.sh", "#!/bin/old\n", 11, true },
	{ "launch/one.sh", "#!/bin/one\n", 11, true },
	{ "launch/two.sh", "#!/bin/two\n", 11, false },
};

static struct output_file new_files[] = {
	{ "config/same.c", "int same;\n", 10, false },
	{ "config/table.c", "int new;\nint newer;\n", 20, false },
	{ "launch/one.sh", "", 0, true },
	{ "launch/sub/new.sh", "#!/bin/new\n", 11, true },
	{ "launch/two.sh", "#!/bin/two\n", 11, true },
};

/* Whatever may be there, with files of somebody else's. */
static const char *const paths[] = {
	"config/same.c",     "config/table.c", "config/stranger",
	"gone/deep/old.sh",  "launch/one.sh",  "launch/two.sh",
	"launch/sub/new.sh", "manifest.json",  "stranger",
};

#define FILES(scene, files) \
	with_manifest(&(scene)->fixture, "site.xml", files, sizeof(files) / sizeof((files)[0]))

static int steps_left, signal_to_raise;
static bool is_without_hard_links;

static void die_before_step(void)
{
	if (--steps_left == 0)
		_exit(KILLED);
}

static void signal_before_step(void)
{
	if (--steps_left == 0)
		kill(getpid(), signal_to_raise);
}

/* What somebody sees who reads the files, through whatever links. */
static const char *view(struct scene *scene)
{
	const char *all = "";

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *text = get(scene, paths[i]);
		bool is_executable = access(below(scene, paths[i]), X_OK) == 0;

		all = arena_printf(scene->fixture.arena, "%s%s%s: %s\n", all, paths[i],
				   is_executable ? "*" : "", text ? text : "nothing");
	}
	return all;
}

/* Writes the files in a child; returns how that ended. */
static int emit_in_child(struct scene *scene, const struct output_files *files, void (*step)(void),
			 int steps)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		fault.has_no_hard_links = is_without_hard_links;
		before_step = step;
		steps_left = steps;
		_exit(!emit(scene, files));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void put_strangers(struct scene *scene)
{
	put(scene, "config/stranger", "stays\n");
	put(scene, "stranger", "stays\n");
}

struct views {
	const char *old, *new, *new_tree;
};

/* A scene in which the old files are, unless they are NULL. */
static struct scene *start_over(void **state, struct output_file *old, struct output_files *new)
{
	struct scene *scene;

	fixture_close(state);
	scene_open(state);
	scene = *state;
	if (old) {
		struct output_files files = FILES(scene, old_files);

		put_strangers(scene);
		assert_true(emit(scene, &files));
	}
	*new = FILES(scene, new_files);
	return scene;
}

static struct views views_of(void **state, struct output_file *old, char *buffer, size_t size)
{
	struct output_files new;
	struct scene *scene = start_over(state, old, &new);
	int length = snprintf(buffer, size, "%s", view(scene)) + 1;
	struct views views = { .old = buffer };

	assert_true(emit(scene, &new));
	views.new = buffer + length;
	length += snprintf(buffer + length, size - (size_t)length, "%s", view(scene)) + 1;
	views.new_tree = buffer + length;
	length += snprintf(buffer + length, size - (size_t)length, "%s", tree(scene));
	assert_true((size_t)length < size);
	return views;
}

static void assert_one_of(const char *found, const struct views *views, int step)
{
	if (strcmp(found, views->old) != 0 && strcmp(found, views->new) != 0)
		fail_msg("killed before step %d, neither old nor new:\n%s", step, found);
}

/* --check sees what a reader sees. */
static void assert_check_agrees(struct scene *scene, const struct output_files *new, bool is_new)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	bool is_same;

	assert_true(emit_check(scene->fixture.arena, new, scene->output, scene->fixture.diags,
			       stream, &is_same));
	fclose(stream);
	assert_int_equal(is_same, is_new);
	assert_int_equal(size == 0, is_new);
	free(text);
}

static void kill_before_each_step(void **state, struct output_file *old)
{
	char buffer[65536];
	struct views views = views_of(state, old, buffer, sizeof(buffer));
	int step, old_count = 0, status = 0;

	for (step = 1; step < STEPS_MAX; step++) {
		struct output_files new;
		struct scene *scene = start_over(state, old, &new);
		const char *found;

		status = emit_in_child(scene, &new, die_before_step, step);
		if (WEXITSTATUS(status) != KILLED)
			break;
		found = view(scene);
		assert_one_of(found, &views, step);
		old_count += strcmp(found, views.old) == 0;
		assert_check_agrees(scene, &new, strcmp(found, views.new) == 0);
		assert_true(emit(scene, &new));
		assert_string_equal(tree(scene), views.new_tree);
		assert_string_equal(messages(&scene->fixture), "");
	}
	assert_int_equal(status, 0);
	assert_true(step > 50 && old_count > 20 && old_count < step - 20);
}

static void every_step_is_all_or_nothing(void **state)
{
	kill_before_each_step(state, old_files);
}

static void every_step_into_nothing_is_all_or_nothing(void **state)
{
	kill_before_each_step(state, NULL);
}

static void so_it_is_without_hard_links(void **state)
{
	is_without_hard_links = true;
	kill_before_each_step(state, old_files);
	is_without_hard_links = false;
}

/* The run that tidies up is killed in its turn, before every 29th step, which are other steps
 * each time. */
static void tidying_up_is_all_or_nothing(void **state)
{
	char buffer[65536];
	struct views views = views_of(state, old_files, buffer, sizeof(buffer));

	for (int step = 1; step < STEPS_MAX; step++) {
		for (int second = 1 + step % 29; second < STEPS_MAX; second += 29) {
			struct output_files new;
			struct scene *scene = start_over(state, old_files, &new);
			int status = emit_in_child(scene, &new, die_before_step, step);

			if (WEXITSTATUS(status) != KILLED)
				return;
			status = emit_in_child(scene, &new, die_before_step, second);
			assert_one_of(view(scene), &views, step);
			if (WEXITSTATUS(status) != KILLED)
				break;
			assert_true(emit(scene, &new));
			assert_string_equal(view(scene), views.new);
			assert_int_equal(access(below(scene, ".acrn-cfg"), F_OK), -1);
		}
	}
	fail();
}

/* Recovery gives the old files back to a run that has no part in what was to come. */
static void another_run_tidies_up(void **state)
{
	char buffer[65536];
	struct views views = views_of(state, old_files, buffer, sizeof(buffer));

	for (int step = 1; step < STEPS_MAX; step++) {
		struct output_files new, old;
		struct scene *scene = start_over(state, old_files, &new);
		int status = emit_in_child(scene, &new, die_before_step, step);

		if (WEXITSTATUS(status) != KILLED)
			return;
		old = FILES(scene, old_files);
		assert_true(emit(scene, &old));
		assert_string_equal(view(scene), views.old);
		assert_int_equal(access(below(scene, ".acrn-cfg"), F_OK), -1);
	}
	fail();
}

/* A signal ends the program, with everything taken back or done, and no trace of either. */
static void signal_before_each_step(void **state, int number, struct output_file *old)
{
	char buffer[65536];
	struct views views = views_of(state, old, buffer, sizeof(buffer));
	int step, old_count = 0;

	signal_to_raise = number;
	for (step = 1; step < STEPS_MAX; step++) {
		struct output_files new;
		struct scene *scene = start_over(state, old, &new);
		const char *before = tree(scene), *after;
		int status = emit_in_child(scene, &new, signal_before_step, step);

		if (WIFEXITED(status))
			break;
		assert_int_equal(WTERMSIG(status), number);
		after = tree(scene);
		if (strcmp(after, before) == 0)
			old_count++;
		else
			assert_string_equal(after, views.new_tree);
	}
	assert_true(old_count > 20 && old_count < step - 20);
}

static void signals_take_everything_back(void **state)
{
	signal_before_each_step(state, SIGTERM, old_files);
	signal_before_each_step(state, SIGINT, NULL);
	signal_before_each_step(state, SIGHUP, NULL);
}

static int signals_handled;

static void handle(int number)
{
	(void)number;
	signals_handled++;
}

/* Where somebody handles the signal, the run fails and says so. */
static void a_signal_that_is_handled_is_a_failure(void **state)
{
	void (*former)(int) = signal(SIGTERM, handle);
	int step, failures = 0;

	signal_to_raise = SIGTERM;
	signals_handled = 0;
	for (step = 1; step < STEPS_MAX; step++) {
		struct output_files new;
		struct scene *scene = start_over(state, old_files, &new);
		const char *before = tree(scene);
		bool is_done;

		before_step = signal_before_step;
		steps_left = step;
		is_done = emit(scene, &new);
		before_step = NULL;
		if (steps_left > 0)
			break;
		assert_int_equal(signals_handled, step);
		if (is_done)
			continue;
		failures++;
		assert_string_equal(tree(scene), before);
		assert_contains(messages(&scene->fixture), "Interrupted system call");
	}
	signal(SIGTERM, former);
	assert_true(failures > 20 && failures < step - 20);
}

/* nohup acrn-cfg gen … */
static void ignored_signals_stay_ignored(void **state)
{
	struct output_files new;
	struct scene *scene = start_over(state, old_files, &new);
	char buffer[65536];
	struct views views = views_of(state, old_files, buffer, sizeof(buffer));
	void (*former)(int) = signal(SIGHUP, SIG_IGN);

	scene = start_over(state, old_files, &new);
	signal_to_raise = SIGHUP;
	assert_int_equal(emit_in_child(scene, &new, signal_before_step, 10), 0);
	signal(SIGHUP, former);
	assert_string_equal(tree(scene), views.new_tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(every_step_is_all_or_nothing),
		SCENE_TEST(every_step_into_nothing_is_all_or_nothing),
		SCENE_TEST(so_it_is_without_hard_links),
		SCENE_TEST(tidying_up_is_all_or_nothing),
		SCENE_TEST(another_run_tidies_up),
		SCENE_TEST(signals_take_everything_back),
		SCENE_TEST(a_signal_that_is_handled_is_a_failure),
		SCENE_TEST(ignored_signals_stay_ignored),
	};

	/* Tens of thousands of small files: in memory where there is a place for them. */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
