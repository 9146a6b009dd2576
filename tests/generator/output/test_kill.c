/* SPDX-License-Identifier: BSD-3-Clause
 * test_kill.c: acrn-cfg gen, killed at random moments, and many times at once.
 *
 * B is the build directory. KILLS is how often it is killed, KILL_SEED begins another series.
 */
#include "tests/generator/helpers.h"

#include <fts.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define RUNS_AT_ONCE 8

/* A fifth of it where everything takes several times as long. */
#if defined(__SANITIZE_ADDRESS__)
#define KILLS 40
#else
#define KILLS 200
#endif

static const char *const scenarios[] = { "a/site.xml", "b/site.xml" };

struct series {
	struct fixture fixture; /* first: it is what the fixture's functions take */
	const char *output, *scenario[2], *view[2];
	unsigned seed;
	long duration; /* of a run, in microseconds */
};

static long number_from(const char *variable, long otherwise)
{
	const char *text = getenv(variable);

	return text ? atol(text) : otherwise;
}

/* Becomes gen for one of the two scenarios, whose files have the same name. */
static void exec_gen(const struct series *series, int which, const char *option)
{
	const char *build = getenv("B");
	char path[4096];

	snprintf(path, sizeof(path), "%s/bin/acrn-cfg", build ? build : "build");
	execl(path, path, "gen", "-T", which ? "lab" : "acrn", "-o", series->output,
	      series->scenario[which], option, (char *)NULL);
	_exit(127);
}

static pid_t start(const struct series *series, int which)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0)
		exec_gen(series, which, NULL);
	return child;
}

static int end_of(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void run(const struct series *series, int which)
{
	assert_int_equal(end_of(start(series, which)), 0);
}

static int by_name(const FTSENT **left, const FTSENT **right)
{
	return strcmp((*left)->fts_name, (*right)->fts_name);
}

/* The text of a file, or NULL. */
static const char *text_of(struct arena *arena, const char *path)
{
	char *text = arena_alloc(arena, 65536);
	FILE *stream = fopen(path, "r");

	if (!stream)
		return NULL;
	text[fread(text, 1, 65535, stream)] = '\0';
	fclose(stream);
	return text;
}

/* All files with their text and whether they are executable, but for the staging directory, which
 * is not there if *is_clean. */
static const char *view(struct series *series, bool *is_clean)
{
	struct arena *arena = series->fixture.arena;
	char *const roots[] = { (char *)series->output, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	const char *all = "";
	FTSENT *entry;

	*is_clean = true;
	while ((entry = fts_read(tree))) {
		if (strcmp(entry->fts_name, ".acrn-cfg") == 0) {
			*is_clean = false;
			fts_set(tree, entry, FTS_SKIP);
		} else if (entry->fts_info == FTS_F) {
			all = arena_printf(arena, "%s%s %d\n%s\n", all, entry->fts_path,
					   access(entry->fts_path, X_OK),
					   text_of(arena, entry->fts_path));
		} else {
			assert_true(entry->fts_info == FTS_D || entry->fts_info == FTS_DP);
		}
	}
	fts_close(tree);
	return all;
}

static void put_copy(struct series *series, const char *from, const char *to)
{
	const char *path = arena_printf(series->fixture.arena, "%s/%s", source_root(), from);

	fixture_file(&series->fixture, to,
		     load_read(series->fixture.arena, path, series->fixture.diags)->bytes);
}

static long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int series_open(void **state)
{
	struct series *series = calloc(1, sizeof(*series));
	bool is_clean;
	long begin;

	series->fixture.arena = arena_new(helper_out_of_memory);
	series->fixture.diags = diags_new(series->fixture.arena);
	series->seed = (unsigned)number_from("KILL_SEED", 1);
	*state = series;
	series->output = fixture_file(&series->fixture, "out", NULL);
	put_copy(series, "boards/lab/pair.xml", scenarios[0]);
	put_copy(series, "boards/lab/trio.xml", scenarios[1]);
	fixture_file(&series->fixture, "out/stranger", "stays\n");
	fixture_file(&series->fixture, "out/config/stranger", "stays\n");
	for (int i = 0; i < 2; i++) {
		series->scenario[i] = fixture_file(&series->fixture, scenarios[i], NULL);
		begin = now();
		run(series, i);
		series->duration = now() - begin;
		series->view[i] = view(series, &is_clean);
		assert_true(is_clean);
	}
	assert_string_not_equal(series->view[0], series->view[1]);
	return 0;
}

static bool has_manifest(const struct series *series)
{
	return access(arena_printf(series->fixture.arena, "%s/manifest.json", series->output),
		      F_OK) == 0;
}

/* What gen --check prints for the scenario that was interrupted. */
static void assert_check_reports(struct series *series, int which)
{
	const char *shown = fixture_file(&series->fixture, "shown", NULL);
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		assert_non_null(freopen(shown, "w", stdout));
		exec_gen(series, which, "--check");
	}
	status = end_of(child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_contains(text_of(series->fixture.arena, shown), "out: interrupted: ");
}

/* With a manifest all files are those of one run. Without one --check reports that, and the next
 * run writes what is missing. */
static void a_kill_at_any_moment_is_repaired(void **state)
{
	struct series *series = *state;
	long kills = number_from("KILLS", KILLS);
	int caught = 0, unfinished = 0;

	for (long i = 0; i < kills; i++) {
		int which = (int)(i % 2);
		bool is_clean;
		const char *found;
		pid_t child = start(series, which);

		usleep((useconds_t)(rand_r(&series->seed) % (series->duration * 5 / 4 + 1)));
		kill(child, SIGKILL);
		end_of(child);
		found = view(series, &is_clean);
		caught += !is_clean;
		if (!has_manifest(series)) {
			unfinished++;
			assert_check_reports(series, which);
		} else if (strcmp(found, series->view[0]) != 0 &&
			   strcmp(found, series->view[1]) != 0) {
			fail_msg("kill %ld leaves a mixture:\n%s", i, found);
		}
		run(series, which);
		assert_string_equal(view(series, &is_clean), series->view[which]);
		assert_true(is_clean);
	}
	print_message("%ld kills: %d while it wrote; %d left no manifest\n", kills, caught,
		      unfinished);
}

/* A file that both runs write is always there, and whole. */
static void readers_always_see_a_whole_file(void **state)
{
	struct series *series = *state;
	struct arena *arena = series->fixture.arena;
	const char *path = arena_printf(arena, "%s/config/static_config.c", series->output);
	const char *texts[2];

	for (int i = 0; i < 2; i++) {
		run(series, i);
		texts[i] = text_of(arena, path);
	}
	for (int i = 0; i < 10; i++) {
		pid_t child = start(series, i % 2);
		int status;

		while (waitpid(child, &status, WNOHANG) == 0) {
			struct arena *scratch = arena_new_like(arena);
			const char *found = text_of(scratch, path);

			assert_non_null(found);
			assert_true(strcmp(found, texts[0]) == 0 || strcmp(found, texts[1]) == 0);
			arena_free(scratch);
		}
		assert_int_equal(status, 0);
	}
}

static void many_at_once_wait_for_each_other(void **state)
{
	struct series *series = *state;

	for (int i = 0; i < 5; i++) {
		pid_t children[RUNS_AT_ONCE];
		const char *found;
		bool is_clean;

		for (int j = 0; j < RUNS_AT_ONCE; j++)
			children[j] = start(series, j % 2);
		for (int j = 0; j < RUNS_AT_ONCE; j++)
			assert_int_equal(end_of(children[j]), 0);
		found = view(series, &is_clean);
		assert_true(is_clean);
		assert_true(strcmp(found, series->view[0]) == 0 ||
			    strcmp(found, series->view[1]) == 0);
	}
}

#define SERIES_TEST(function) cmocka_unit_test_setup_teardown(function, series_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERIES_TEST(a_kill_at_any_moment_is_repaired),
		SERIES_TEST(readers_always_see_a_whole_file),
		SERIES_TEST(many_at_once_wait_for_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
