/* SPDX-License-Identifier: BSD-3-Clause
 * test_scenarios.c: scenarios that are made up, for all boards at hand: `acrn-cfg gen --hypervisor`
 * makes what is consistent, and the same again; or it says where what is wrong, and writes nothing.
 *
 * HYPERVISOR_SCENARIOS=N tries N of them; HYPERVISOR_FIRST=N begins with the number N, and
 * HYPERVISOR_KEEP=DIRECTORY leaves what was wrong there.
 * time limit: 300
 */
#include "tests/generator/helpers.h"

#include <dirent.h>
#include <glob.h>

#include "check_configuration.h"
#include "generate.h"
#include "random_scenario.h"

#define BOARDS_MAX 16

/* The boards; those of ACRN itself are not part of the project. */
struct boards {
	struct board_facts *facts[BOARDS_MAX];
	size_t count;
};

static void find_boards(struct boards *boards)
{
	const char *shared = getenv("SHARED");
	char pattern[512];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/corpus/acrn/*", shared ? shared : "../shared");
	glob("boards/*", 0, NULL, &found);
	if (glob(pattern, GLOB_APPEND, NULL, &found) != 0)
		puts("SKIP: the boards of ACRN are not at SHARED");
	for (size_t i = 0; i < found.gl_pathc && boards->count < BOARDS_MAX; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/');
		char path[1024];

		snprintf(path, sizeof(path), "%s/%s.xml", found.gl_pathv[i], name + 1);
		boards->facts[boards->count] = board_facts(path);
		assert_non_null(boards->facts[boards->count]);
		boards->facts[boards->count++]->path = strdup(path);
	}
	globfree(&found);
}

/* Whether the files below two directories are the same. */
static const char *compare(struct arena *arena, const char *first,
			   const char *second) // NOLINT(misc-no-recursion)
{
	DIR *directory = opendir(first);
	const char *difference = "";
	struct dirent *entry;

	assert_non_null(directory);
	while (!*difference && (entry = readdir(directory))) {
		const char *path = arena_printf(arena, "%s/%s", first, entry->d_name);
		const char *other = arena_printf(arena, "%s/%s", second, entry->d_name);
		size_t size = 0, other_size = 0;
		struct stat status;
		const char *bytes;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		assert_int_equal(stat(path, &status), 0);
		if (S_ISDIR(status.st_mode)) {
			difference = compare(arena, path, other);
			continue;
		}
		bytes = check_file(arena, second, entry->d_name, &other_size);
		if (!bytes ||
		    memcmp(check_file(arena, first, entry->d_name, &size), bytes,
			   size < other_size ? size : other_size) != 0 ||
		    size != other_size)
			difference =
				arena_printf(arena, "  %s is another one the second time\n", path);
	}
	closedir(directory);
	return difference;
}

/* Whether there are errors, each with a file, a line, a column and a slug. */
static const char *check_messages(struct arena *arena, const char *directory)
{
	size_t size = 0, errors = 0;
	char *text = check_file(arena, directory, "messages", &size), *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		const char *error = strstr(line, ": error: ");
		unsigned row, column;
		int end = 0;

		if (!error || *line == ' ')
			continue;
		errors++;
		if (sscanf(line, "%*[^:]:%u:%u%n", &row, &column, &end) != 2 ||
		    line + end != error || line[strlen(line) - 1] != ']')
			return arena_printf(arena, "  an error without a place: %s\n", line);
	}
	return errors ? "" : "  no error that says why\n";
}

/* Compiles the C files of a configuration alone, as ACRN's make would. */
static const char *compile(struct fixture *fixture, const char *out, const char *name)
{
	static const char *const files[] = { "scenarios/%s/vm_configurations.c",
					     "scenarios/%s/pci_dev.c", "scenarios/%s/pt_intx.c",
					     "boards/board.c" };
	struct arena *arena = fixture->arena;
	const char *configs = arena_printf(arena, "%s/hypervisor/configs", out);

	fixture_file(fixture, "counts.h",
		     "#include \"board_info.h\"\n#include \"vm_configurations.h\"\n");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *slot = strstr(files[i], "%s");
		char *file =
			slot ? arena_printf(arena, "%s/scenarios/%s%s", configs, name, slot + 2)
			     : arena_printf(arena, "%s/%s", configs, files[i]);
		char *const argv[] = {
			"gcc",
			"-std=gnu11",
			"-ffreestanding",
			"-W",
			"-Wall",
			"-Werror",
			"-fsyntax-only",
			"-include",
			"config.h",
			"-Itests/templates/stubs",
			arena_printf(arena, "-I%s/hypervisor/include", out),
			arena_printf(arena, "-I%s/boards", configs),
			arena_printf(arena, "-I%s/scenarios/%s", configs, name),
			arena_printf(arena, "-I%s", fixture->directory),
			file,
			NULL,
		};

		if (run(argv, fixture_file(fixture, "messages", NULL)) != 0)
			return arena_printf(arena, "  %s does not compile: see messages\n", file);
	}
	return "";
}

/* A scenario and what it is tried for. */
struct trial {
	const struct board_facts *facts;
	const char *name, *release;
	bool is_compiled; /* its C files, too: that takes longest */
	bool is_made;	  /* the result: it has no errors */
};

/* Tries a scenario: what is wrong with the result, or "". */
static const char *try(struct fixture *fixture, struct trial *trial)
{
	struct arena *arena = fixture->arena;
	const char *scenario =
		fixture_file(fixture, arena_printf(arena, "%s.xml", trial->name), NULL);
	const char *first = fixture_file(fixture, "first", NULL);
	const char *second = fixture_file(fixture, "second", NULL);
	const char *messages = fixture_file(fixture, "messages", NULL);
	int status = generate(fixture, trial->facts, scenario, trial->release, first, messages);
	const char *problems;

	trial->is_made = status == 0;
	if (status != 0 && access(first, F_OK) == 0)
		return "  it writes files in spite of errors\n";
	if (status == 1)
		return check_messages(arena, fixture->directory);
	if (status != 0)
		return arena_printf(arena, "  exit status %d\n", status);
	problems = check_configuration(arena, trial->facts, first, trial->name);
	if (!*problems && trial->is_compiled)
		problems = compile(fixture, first, trial->name);
	if (*problems)
		return problems;
	if (generate(fixture, trial->facts, scenario, trial->release, second, messages) != 0)
		return "  the second time it fails\n";
	return compare(arena, first, second);
}

static unsigned number_of(const char *variable, unsigned other)
{
	const char *text = getenv(variable);

	return text ? (unsigned)strtoul(text, NULL, 10) : other;
}

/* Shows what is wrong with a scenario, and keeps it if that is wanted. */
static void report(const struct fixture *fixture, const struct trial *trial, const char *problems)
{
	const char *keep = getenv("HYPERVISOR_KEEP");
	char command[4096];

	printf("%s of %s:\n%s", trial->name, trial->facts->path, problems);
	if (!keep)
		return;
	snprintf(command, sizeof(command), "cp -r '%s' '%s/%s'", fixture->directory, keep,
		 trial->name);
	if (system(command) != 0) // NOLINT(cert-env33-c)
		puts("cannot be kept");
}

static void scenarios_are_consistent(void **state)
{
	struct boards boards = { .count = 0 };
	unsigned count = number_of("HYPERVISOR_SCENARIOS", 60),
		 first = number_of("HYPERVISOR_FIRST", 0);
	unsigned made = 0, failed = 0;

	(void)state;
	find_boards(&boards);
	for (unsigned i = first; i < first + count; i++) {
		struct trial trial = {
			.facts = boards.facts[i % boards.count],
			.release = i % 5 ? "master" : "3.3",
			.is_compiled = made % 16 == 0,
		};
		struct fixture *fixture;
		const char *problems;

		fixture_open((void **)&fixture);
		trial.name = arena_printf(fixture->arena, "s%u", i);
		random_write(
			trial.facts, i,
			fixture_file(fixture, arena_printf(fixture->arena, "s%u.xml", i), NULL));
		problems = try(fixture, &trial);
		made += trial.is_made;
		failed += *problems != '\0';
		if (*problems)
			report(fixture, &trial, problems);
		fixture_close((void **)&fixture);
	}
	printf("%u scenarios, %u without errors\n", count, made);
	assert_int_equal(failed, 0);
	assert_true(made > count / 2);
	for (size_t i = 0; i < boards.count; i++) {
		free((char *)boards.facts[i]->path);
		free(boards.facts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scenarios_are_consistent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
