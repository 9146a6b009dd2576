/* SPDX-License-Identifier: BSD-3-Clause
 * test_kill_syscall.c: a run that is killed before any of its steps, or one of whose system calls
 * fails, leaves the old files, the new ones, or no manifest; the next run repairs what it left. */
#include "scene.h"

#include <signal.h>
#include <sys/wait.h>

#define STEPS_MAX 1000
#define KILLED	  42

/* Of the steps of a second run, one in so many: other ones for each step of the first. */
#if defined(__SANITIZE_ADDRESS__)
#define STRIDE 145
#else
#define STRIDE 29
#endif

static struct output_file old_files[] = {
	{ .path = "config/same.c", .text = "int same;\n", .size = 10 },
	{ .path = "config/table.c", .text = "int old;\n", .size = 9 },
	{ .path = "gone/deep/old.sh", .text = "#!/bin/old\n", .size = 11, .is_executable = true },
	{ .path = "launch/one.sh", .text = "#!/bin/one\n", .size = 11, .is_executable = true },
	{ .path = "launch/two.sh", .text = "#!/bin/two\n", .size = 11 },
};

static struct output_file new_files[] = {
	{ .path = "config/same.c", .text = "int same;\n", .size = 10 },
	{ .path = "config/table.c", .text = "int new;\nint newer;\n", .size = 20 },
	{ .path = "launch/one.sh", .text = "", .size = 0, .is_executable = true },
	{ .path = "launch/sub/new.sh", .text = "#!/bin/new\n", .size = 11, .is_executable = true },
	{ .path = "launch/two.sh", .text = "#!/bin/two\n", .size = 11, .is_executable = true },
};

static struct output_file other_files[] = {
	{ .path = "config/table.c", .text = "int other;\n", .size = 11 },
	{ .path = "launch/one.sh", .text = "#!/bin/one\n", .size = 11, .is_executable = true },
	{ .path = "other/other.c", .text = "int other;\n", .size = 11 },
};

/* All that may be there, with files of the user. */
static const char *const paths[] = {
	"config/same.c", "config/table.c", "config/stranger",	"gone/deep/old.sh",
	"launch/one.sh", "launch/two.sh",  "launch/sub/new.sh", "manifest.json",
	"other/other.c", "stranger",
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

/* Every file that may be there, for comparing. */
static const char *view(struct scene *scene)
{
	const char *all = "";

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *text = get(scene, paths[i]);
		bool is_executable = access(below(scene, paths[i]), X_OK) == 0;

		all = arena_printf(scene->fixture.arena, "%s%s%s: %s\n", all, paths[i],
				   is_executable ? "*" : "", text ? text : "missing");
	}
	return all;
}

/* Writes the files in a child; returns how that ended. */
static int write_in_child(struct scene *scene, const struct output_files *files, void (*step)(void),
			  int steps)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		fault.has_no_hard_links = is_without_hard_links;
		before_step = step;
		steps_left = steps;
		_exit(!write_files(scene, files));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static bool is_killed(int status)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == KILLED;
}

/* A new scene in which the old files are, unless they are NULL. */
static struct scene *start_over(void **state, struct output_file *old, struct output_files *new)
{
	struct scene *scene;

	fixture_close(state);
	scene_open(state);
	scene = *state;
	if (old) {
		struct output_files files = FILES(scene, old_files);

		put(scene, "config/stranger", "stays\n");
		put(scene, "stranger", "stays\n");
		assert_true(write_files(scene, &files));
	}
	*new = FILES(scene, new_files);
	return scene;
}

/* What there is before a run, and after it. */
struct views {
	const char *old, *new, *new_tree;
	char buffer[16384];
};

static void find_views(void **state, struct output_file *old, struct views *views)
{
	struct output_files new;
	struct scene *scene = start_over(state, old, &new);
	char *text = views->buffer, *end = text + sizeof(views->buffer);

	views->old = text;
	text += snprintf(text, (size_t)(end - text), "%s", view(scene)) + 1;
	assert_true(write_files(scene, &new));
	views->new = text;
	text += snprintf(text, (size_t)(end - text), "%s", view(scene)) + 1;
	views->new_tree = text;
	text += snprintf(text, (size_t)(end - text), "%s", tree(scene)) + 1;
	assert_true(text < end);
}

static bool has_manifest(struct scene *scene)
{
	return access(below(scene, "manifest.json"), F_OK) == 0;
}

/* Each file is as one of the runs left it, whole; where old and new files have the same path there
 * always is one. */
static void assert_files_are_whole(struct scene *scene, const char *old)
{
	const char *table = get(scene, "config/table.c");

	if (table)
		assert_true(strcmp(table, old_files[1].text) == 0 ||
			    strcmp(table, new_files[1].text) == 0);
	else
		assert_true(!strstr(old, "int old") || is_without_hard_links);
}

/* With a manifest everything is old or new. Without one it is unfinished, which --check sees.
 * Counts these cases. */
static void assert_state(struct scene *scene, const struct output_files *new,
			 const struct views *views, int counts[3])
{
	const char *found = view(scene), *shown;

	if (strcmp(found, views->new) == 0) {
		assert_string_equal(check(scene, new, true), "");
		counts[2]++;
		return;
	}
	shown = check(scene, new, false);
	if (has_manifest(scene)) {
		assert_string_equal(found, views->old);
		assert_null(strstr(shown, "interrupted"));
		counts[0]++;
		return;
	}
	if (strcmp(found, views->old) != 0)
		assert_contains(shown, "out: interrupted: ");
	assert_files_are_whole(scene, views->old);
	counts[1]++;
}

static void kill_before_each_step(void **state, struct output_file *old)
{
	struct views views;
	int step, counts[3] = { 0 }, status = 0;

	find_views(state, old, &views);
	for (step = 1; step < STEPS_MAX; step++) {
		struct output_files new;
		struct scene *scene = start_over(state, old, &new);

		status = write_in_child(scene, &new, die_before_step, step);
		if (!is_killed(status))
			break;
		assert_state(scene, &new, &views, counts);
		assert_true(write_files(scene, &new));
		assert_string_equal(tree(scene), views.new_tree);
		assert_string_equal(messages(&scene->fixture), "");
	}
	assert_int_equal(status, 0);
	assert_true((counts[0] > 10 || !old) && counts[1] > 10 && counts[2] > 5);
}

static void a_kill_before_any_step_is_repaired(void **state)
{
	kill_before_each_step(state, old_files);
}

static void a_kill_before_any_step_of_a_first_run_is_repaired(void **state)
{
	kill_before_each_step(state, NULL);
}

static void a_kill_without_hard_links_is_repaired(void **state)
{
	is_without_hard_links = true;
	kill_before_each_step(state, old_files);
	is_without_hard_links = false;
}

/* After two runs for different files are killed, a third restores the old ones: the manifests that
 * the runs left list what they wrote. */
static void two_kills_are_repaired(void **state)
{
	struct views views;
	int step, status = 0;

	find_views(state, old_files, &views);
	for (step = 1; step < STEPS_MAX; step++) {
		for (int second = 1 + step % STRIDE; second < STEPS_MAX; second += STRIDE) {
			struct output_files new, other, old;
			struct scene *scene = start_over(state, old_files, &new);

			status = write_in_child(scene, &new, die_before_step, step);
			if (!is_killed(status))
				return;
			other = FILES(scene, other_files);
			status = write_in_child(scene, &other, die_before_step, second);
			old = FILES(scene, old_files);
			assert_true(write_files(scene, &old));
			assert_string_equal(view(scene), views.old);
			assert_int_equal(access(below(scene, ".acrn-cfg"), F_OK), -1);
			if (!is_killed(status))
				break;
		}
	}
	fail();
}

/* The run that repairs is killed in its turn. */
static void a_killed_repair_is_repaired(void **state)
{
	struct views views;

	find_views(state, old_files, &views);
	for (int step = 1; step < STEPS_MAX; step++) {
		for (int second = 1 + step % STRIDE; second < STEPS_MAX; second += STRIDE) {
			struct output_files new;
			struct scene *scene = start_over(state, old_files, &new);
			int status = write_in_child(scene, &new, die_before_step, step);
			int counts[3];

			if (!is_killed(status))
				return;
			status = write_in_child(scene, &new, die_before_step, second);
			assert_state(scene, &new, &views, counts);
			assert_true(write_files(scene, &new));
			assert_string_equal(tree(scene), views.new_tree);
			if (!is_killed(status))
				break;
		}
	}
	fail();
}

/* A signal ends the program when everything is written or as it was. */
static void signal_before_each_step(void **state, int number, struct output_file *old)
{
	struct views views;
	int step, old_count = 0;

	find_views(state, old, &views);
	signal_to_raise = number;
	for (step = 1; step < STEPS_MAX; step++) {
		struct output_files new;
		struct scene *scene = start_over(state, old, &new);
		const char *before = tree(scene), *after;
		int status = write_in_child(scene, &new, signal_before_step, step);

		if (WIFEXITED(status))
			break;
		assert_int_equal(WTERMSIG(status), number);
		after = tree(scene);
		if (strcmp(after, before) == 0)
			old_count++;
		else
			assert_string_equal(after, views.new_tree);
	}
	assert_true(old_count > 10 && old_count < step - 5);
}

static void a_signal_waits_until_all_is_old_or_new(void **state)
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

/* Where the signal does not end the program, the run fails and reports it. */
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
		is_done = write_files(scene, &new);
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
	assert_true(failures > 10 && failures < step - 5);
}

/* nohup acrn-cfg gen ... */
static void ignored_signals_stay_ignored(void **state)
{
	struct views views;
	struct output_files new;
	struct scene *scene;
	void (*former)(int) = signal(SIGHUP, SIG_IGN);

	find_views(state, old_files, &views);
	scene = start_over(state, old_files, &new);
	signal_to_raise = SIGHUP;
	assert_int_equal(write_in_child(scene, &new, signal_before_step, 10), 0);
	signal(SIGHUP, former);
	assert_string_equal(tree(scene), views.new_tree);
}

/* One run with a fault; false where it had no such call. */
static bool run_with_fault(void **state, const struct fault *next, struct output_file *old,
			   const struct views *views)
{
	struct output_files new;
	struct scene *scene = start_over(state, old, &new);
	const char *before = tree(scene);
	bool is_done, is_reached;

	fault = *next;
	is_done = write_files(scene, &new);
	is_reached = next->is_for_good ? fault.countdown == 1 : fault.countdown == 0;
	memset(&fault, 0, sizeof(fault));
	assert_int_equal(is_done, diags_error_count(scene->fixture.diags) == 0);
	if (is_done)
		assert_string_equal(tree(scene), views->new_tree);
	else if (has_manifest(scene) && strcmp(view(scene), views->new) != 0)
		assert_string_equal(view(scene), views->old);
	if (!is_done && !next->is_for_good && strcmp(view(scene), views->new) != 0)
		assert_string_equal(tree(scene), before);
	fixture_forget(&scene->fixture);
	assert_true(write_files(scene, &new));
	assert_string_equal(tree(scene), views->new_tree);
	return is_reached;
}

static void fail_each_call(void **state, struct output_file *old, bool is_for_good)
{
	struct views views;

	find_views(state, old, &views);
	for (enum call call = 0; call < CALL_COUNT; call++) {
		for (int n = 1;; n++) {
			struct fault next = { .call = call,
					      .countdown = n,
					      .error = EIO,
					      .is_for_good = is_for_good };

			if (!run_with_fault(state, &next, old, &views))
				break;
		}
	}
}

static void a_call_that_fails_changes_nothing(void **state)
{
	fail_each_call(state, old_files, false);
	fail_each_call(state, NULL, false);
}

/* The calls that should restore the old files fail as well. */
static void calls_that_fail_for_good_are_repaired(void **state)
{
	fail_each_call(state, old_files, true);
	fail_each_call(state, NULL, true);
}

/* A call fails in the run that repairs: what the killed one wrote stays known. */
static void a_repair_that_fails_is_repaired(void **state)
{
	struct views views;

	find_views(state, old_files, &views);
	for (int step = 1; step < STEPS_MAX; step++) {
		struct output_files new, other, old;
		struct scene *scene = start_over(state, old_files, &new);

		if (!is_killed(write_in_child(scene, &new, die_before_step, step)))
			return;
		other = FILES(scene, other_files);
		fault = (struct fault) { .call = CALL_RENAME,
					 .countdown = 1 + step % 5,
					 .error = EIO };
		write_files(scene, &other);
		memset(&fault, 0, sizeof(fault));
		fixture_forget(&scene->fixture);
		old = FILES(scene, old_files);
		assert_true(write_files(scene, &old));
		assert_string_equal(view(scene), views.old);
		assert_int_equal(access(below(scene, ".acrn-cfg"), F_OK), -1);
	}
	fail();
}

/* The process that starts the test may have ignored or blocked them. */
static void reset_signals(void)
{
	static const int numbers[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE };
	sigset_t none;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		signal(numbers[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(a_kill_before_any_step_is_repaired),
		SCENE_TEST(a_kill_before_any_step_of_a_first_run_is_repaired),
		SCENE_TEST(a_kill_without_hard_links_is_repaired),
		SCENE_TEST(two_kills_are_repaired),
		SCENE_TEST(a_killed_repair_is_repaired),
		SCENE_TEST(a_signal_waits_until_all_is_old_or_new),
		SCENE_TEST(a_signal_that_is_handled_is_a_failure),
		SCENE_TEST(ignored_signals_stay_ignored),
		SCENE_TEST(a_call_that_fails_changes_nothing),
		SCENE_TEST(calls_that_fail_for_good_are_repaired),
		SCENE_TEST(a_repair_that_fails_is_repaired),
	};

	reset_signals();
	/* Tens of thousands of small files: in memory if possible. */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
