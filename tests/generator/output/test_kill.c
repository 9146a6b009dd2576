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

/* Starts gen for one of the two scenarios, whose files have the same name. */
static pid_t start(const struct series *series, int which)
{
	const char *build = getenv("B");
	char path[4096];
	pid_t child;

	snprintf(path, sizeof(path), "%s/bin/acrn-cfg", build ? build : "build");
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		execl(path, path, "gen", "-T", which ? "lab" : "acrn", "-o", series->output,
		      series->scenario[which], (char *)NULL);
		_exit(127);
	}
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

/* The text of a file behind whatever links, or NULL. */
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

/* What somebody sees who reads every file. *is_plain: there is nothing but plain files. */
static const char *view(struct series *series, bool *is_plain)
{
	struct arena *arena = series->fixture.arena;
	char *const roots[] = { (char *)series->output, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	const char *all = "";
	FTSENT *entry;

	*is_plain = true;
	while ((entry = fts_read(tree))) {
		const char *text;

		if (strcmp(entry->fts_name, ".acrn-cfg") == 0) {
			*is_plain = false;
			fts_set(tree, entry, FTS_SKIP);
		}
		if (entry->fts_info != FTS_F && entry->fts_info != FTS_SL &&
		    entry->fts_info != FTS_SLNONE)
			continue;
		*is_plain = *is_plain && entry->fts_info == FTS_F;
		text = text_of(arena, entry->fts_path);
		if (text)
			all = arena_printf(arena, "%s%s %d\n%s\n", all, entry->fts_path,
					   access(entry->fts_path, X_OK), text);
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
	bool is_plain;
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
		series->view[i] = view(series, &is_plain);
		assert_true(is_plain);
	}
	assert_string_not_equal(series->view[0], series->view[1]);
	return 0;
}

static void a_kill_leaves_all_old_or_all_new(void **state)
{
	struct series *series = *state;
	long kills = number_from("KILLS", 200);
	int caught = 0, old = 0;

	for (long i = 0; i < kills; i++) {
		int which = (int)(i % 2);
		bool is_plain;
		const char *found;
		pid_t child = start(series, which);

		usleep((useconds_t)(rand_r(&series->seed) % (series->duration * 5 / 4 + 1)));
		kill(child, SIGKILL);
		end_of(child);
		found = view(series, &is_plain);
		if (strcmp(found, series->view[0]) != 0 && strcmp(found, series->view[1]) != 0)
			fail_msg("kill %ld leaves a mixture:\n%s", i, found);
		caught += !is_plain;
		old += strcmp(found, series->view[which]) != 0;
		run(series, which);
		assert_string_equal(view(series, &is_plain), series->view[which]);
		assert_true(is_plain);
	}
	print_message("%ld kills: %d while it wrote; %d left the old files\n", kills, caught, old);
}

/* A file that both have is never missing, and never half. */
static void readers_never_see_less(void **state)
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
		bool is_plain;

		for (int j = 0; j < RUNS_AT_ONCE; j++)
			children[j] = start(series, j % 2);
		for (int j = 0; j < RUNS_AT_ONCE; j++)
			assert_int_equal(end_of(children[j]), 0);
		found = view(series, &is_plain);
		assert_true(is_plain);
		assert_true(strcmp(found, series->view[0]) == 0 ||
			    strcmp(found, series->view[1]) == 0);
	}
}

#define SERIES_TEST(function) cmocka_unit_test_setup_teardown(function, series_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERIES_TEST(a_kill_leaves_all_old_or_all_new),
		SERIES_TEST(readers_never_see_less),
		SERIES_TEST(many_at_once_wait_for_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
