/* SPDX-License-Identifier: BSD-3-Clause
 * scenarios.h: scenarios as the verbs have them: checked, with their graphs.
 */
#ifndef GRAPH_SCENARIOS_H
#define GRAPH_SCENARIOS_H

#include "tests/generator/helpers.h"

#include <glob.h>

#include "board/board.h"
#include "cli/internal.h"
#include "graph/graph.h"
#include "plan/plan.h"
#include "validate/schema.h"

/* A scenario; with errors there is no plan, and of what is none there is nothing. */
struct scenario {
	struct arena *arena;
	struct diags *diags;
	const struct model *model;
	const struct plan *plan;
	const struct graph *graph;
};

/* The files of a scenario. */
struct scenario_files {
	const char *path;	     /* boards are looked for beside it */
	const struct source *source; /* NULL: none */
	const struct source *launch; /* the launch XML, or NULL */
	enum target target;
};

static inline const struct model *
scenario_model(struct arena *arena, const struct scenario_files *files, struct diags *diags)
{
	const char *no_paths[] = { NULL };
	struct schema *of_scenarios = schema_load(arena, "schema/scenario.xsd");
	const struct scenario_context context = {
		.schema = of_scenarios,
		.boards = boards_new(arena, schema_load(arena, "schema/board.xsd"), false),
		.release = RELEASE_MASTER,
		.target = files->target,
		.board_paths = no_paths,
	};
	const struct scenario_input input = {
		.path = files->path,
		.scenario = files->source ? load_source(arena, files->source, diags) : NULL,
		.launch = files->launch ? load_source(arena, files->launch, diags) : NULL,
	};

	schema_set_releases(of_scenarios, RELEASE_3_0, RELEASE_MASTER);
	if (!input.scenario || input_is_launch(input.scenario))
		return NULL;
	return scenario_check(arena, &context, &input, diags);
}

/* Checks files, which live as long as `arena`. */
static inline struct scenario scenario_of(struct arena *arena, const struct scenario_files *files)
{
	struct scenario scenario = { .arena = arena, .diags = diags_new(arena) };

	scenario.model = scenario_model(arena, files, scenario.diags);
	if (!scenario.model)
		return scenario;
	if (!diags_error_count(scenario.diags))
		scenario.plan = plan_build(arena, scenario.model);
	scenario.graph = graph_of_model(arena, scenario.model, scenario.plan, scenario.diags);
	return scenario;
}

/* The same for the scenario with that text; its name says whether it is YAML. */
static inline struct scenario scenario_of_text(struct fixture *fixture, const char *name,
					       const char *text)
{
	const struct scenario_files files = {
		.path = name,
		.source = source_memory(fixture->arena, name, text, strlen(text)),
	};

	return scenario_of(fixture->arena, &files);
}

static inline struct scenario scenario_of_file(struct arena *arena, const char *path,
					       enum target target)
{
	const struct scenario_files files = {
		.path = path,
		.source = load_read(arena, path, diags_new(arena)),
		.target = target,
	};

	return scenario_of(arena, &files);
}

/* Calls `use` with each scenario whose path matches, in an arena of its own. Returns how many they
 * are. */
static inline size_t scenarios_each(const char *pattern, enum target target,
				    void (*use)(const struct scenario *scenario))
{
	glob_t found = { 0 };
	size_t count = 0;

	glob(pattern, GLOB_BRACE, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct arena *arena = arena_new(helper_out_of_memory);
		struct scenario scenario = scenario_of_file(arena, found.gl_pathv[i], target);

		if (scenario.model) {
			print_message("%s\n", found.gl_pathv[i]);
			use(&scenario);
			count++;
		}
		arena_free(arena);
	}
	globfree(&found);
	return count;
}

#endif
