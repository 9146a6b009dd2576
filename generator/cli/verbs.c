/* SPDX-License-Identifier: BSD-3-Clause
 * verbs.c: plan and explain, and what the verbs have in common. */
#include "cli/verbs.h"

#include <libxml/xmlsave.h>
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "board/board.h"
#include "cli/internal.h"
#include "load/load.h"
#include "plan/formats.h"
#include "plan/plan.h"
#include "validate/schema.h"

void verbs_context(struct arena *arena, const struct options *options,
		   struct scenario_context *context)
{
	*context = (struct scenario_context) {
		.schema = schema_load(arena, "schema/scenario.xsd"),
		.boards = boards_new(arena, schema_load(arena, "schema/board.xsd")),
		.release = options->release,
		.target = options->target,
		.board_file = options->board,
		.board_paths = options->board_paths,
	};
}

int verbs_report(const struct options *options, struct diags *diags)
{
	diags_print(diags, stderr, options->format, options->has_color);
	switch (diags_worst(diags)) {
	case DIAG_FAILURE:
		return STATUS_FAILED;
	case DIAG_ERROR:
		return STATUS_FINDINGS;
	default:
		return STATUS_CLEAN;
	}
}

const struct model *verbs_model(struct arena *arena, struct arena *memory,
				const struct options *options, struct diags *diags)
{
	const char *path = options->arguments[0];
	struct scenario_context context;
	const struct source *source = load_read(arena, path, diags);
	const struct doc *doc = source ? load_source(memory, source, diags) : NULL;
	const struct model *model = NULL;

	verbs_context(arena, options, &context);
	if (doc)
		model = scenario_check(memory, &context, doc, path, diags);
	return diags_error_count(diags) == 0 ? model : NULL;
}

int verbs_finish(const struct options *options, struct diags *diags, bool is_done)
{
	int status = verbs_report(options, diags);

	return is_done || status != STATUS_CLEAN ? status : STATUS_FAILED;
}

bool verbs_is_stdout_well(struct diags *diags)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 },
		 "cannot write to standard output");
	return false;
}

int verb_plan(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const struct model *model;

	options_set_levels(options, diags);
	model = verbs_model(arena, arena, options, diags);
	if (model && options->format == DIAG_FORMAT_JSON)
		plan_print_json(arena, plan_build(arena, model), stdout);
	else if (model)
		xmlDocFormatDump(stdout, plan_xml(arena, plan_build(arena, model)), 1);
	return verbs_finish(options, diags, model && verbs_is_stdout_well(diags));
}

/* The section of docs/diagnostics.md about a rule, without its heading. */
static const char *section(const struct diag_rule *rule, size_t *length)
{
	size_t size;
	const char *text = embed_find("docs/diagnostics.md", &size);
	const char *end = text + size;
	size_t slug = strlen(rule->slug);

	*length = 0;
	for (const char *line = text; (line = memmem(line, (size_t)(end - line), "\n### ", 5));) {
		const char *next;

		line += 5;
		if (strncmp(line, rule->slug, slug) != 0 || line[slug] != '\n')
			continue;
		line += slug + 1;
		next = memmem(line, (size_t)(end - line), "\n##", 3);
		*length = (size_t)((next ? next + 1 : end) - line);
		return line;
	}
	return "";
}

static void explain(const struct diag_rule *rule)
{
	static const char *const levels[] = {
		[DIAG_WARNING] = "warning",
		[DIAG_ERROR] = "error",
		[DIAG_FAILURE] = "failure",
	};
	size_t length;
	const char *text = section(rule, &length);

	printf("%s (%s %d)\n%s\n", rule->slug, levels[rule->level], (int)rule->code, rule->summary);
	printf("%.*s", (int)length, text);
}

int verb_explain(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const char *slug = options->arguments[0];
	const struct diag_rule *rule = slug ? diag_rule_find(slug, strlen(slug)) : NULL;

	if (slug && !rule) {
		fprintf(stderr, "acrn-cfg: unknown rule '%s': `acrn-cfg explain` lists them\n",
			slug);
		return STATUS_FAILED;
	}
	if (rule)
		explain(rule);
	for (rule = diag_rules(); !slug && rule->slug; rule++)
		printf("%-26s %s\n", rule->slug, rule->summary);
	return verbs_finish(options, diags, verbs_is_stdout_well(diags));
}
