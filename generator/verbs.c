/* SPDX-License-Identifier: BSD-3-Clause
 * verbs.c: gen, plan and explain. */
#include "verbs.h"

#include <libxml/xmlsave.h>
#include <string.h>

#include "arena.h"
#include "board.h"
#include "depfile.h"
#include "embed.h"
#include "emit.h"
#include "emit_render.h"
#include "load.h"
#include "plan.h"
#include "schema.h"
#include "verbs_internal.h"

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

/* The model of the one scenario on the command line; NULL, with the reason in `diags`, when
 * anything is wrong with it. This is the gate. */
static const struct model *model_of(struct arena *arena, const struct options *options,
				    struct diags *diags)
{
	const char *path = options->arguments[0];
	struct scenario_context context;
	const struct source *source = source_read(arena, path, diags);
	const struct doc *doc = source ? load_source(arena, source, diags) : NULL;
	const struct model *model = NULL;

	verbs_context(arena, options, &context);
	if (doc)
		model = scenario_check(arena, &context, doc, path, diags);
	return diags_error_count(diags) == 0 ? model : NULL;
}

/* Where gen writes. */
static const char *directory_of(const struct options *options)
{
	return options->output ? options->output : "output";
}

/* Prints what there is to say about a run that should have come to something. */
static int finish(const struct options *options, struct diags *diags, bool is_done)
{
	int status = verbs_report(options, diags);

	return is_done || status != STATUS_CLEAN ? status : STATUS_FAILED;
}

/* Whether standard output has taken everything. */
static bool is_stdout_well(struct diags *diags)
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
	xmlDoc *plan;

	options_set_levels(options, diags);
	model = model_of(arena, options, diags);
	plan = model ? plan_build(arena, model) : NULL;
	if (plan)
		xmlDocFormatDump(stdout, plan, 1);
	return finish(options, diags, plan && is_stdout_well(diags));
}

/* Runs the templates over the plan, which need never be in memory as a whole unless a template of
 * the user's wants it so. */
static bool render_plan(struct arena *arena, const struct options *options,
			const struct model *model, struct diags *diags, struct emit_files *files)
{
	struct render *render = render_begin(arena, options->templates, diags);
	struct planner *planner =
		plan_start(arena, model, render_takes_pieces(render) ? PLAN_ROWS : PLAN_WHOLE);
	xmlDoc *plan;

	do {
		CLEANUP(arena_free) struct arena *piece = arena_new_like(arena);

		plan = plan_next(planner, piece);
		if (plan)
			render_piece(render, plan);
	} while (plan);
	return render_end(render, files);
}

/* Every file that is to be there, and the manifest. */
static bool render(struct arena *arena, const struct options *options, const struct model *model,
		   struct diags *diags, struct emit_files *files)
{
	struct emit_origin origin = {
		.release = model_release_name(model->release),
		.target = model->target == TARGET_LAB ? "lab" : "acrn",
		.scenario = model->source,
		.board = model->board ? model->board->source : NULL,
	};

	return render_plan(arena, options, model, diags, files) &&
	       emit_add_manifest(arena, &origin, files);
}

/* What make and ninja are to know. */
static const char *make_depfile(struct arena *arena, const struct options *options,
				const struct model *model, const struct emit_files *files,
				struct diags *diags)
{
	struct depfile depfile = { .target = options->depfile_target };

	if (!depfile.target)
		depfile.target = arena_printf(arena, "%s/" EMIT_MANIFEST,
					      emit_directory(arena, directory_of(options)));
	depfile_add(arena, &depfile, model->source);
	if (model->board)
		depfile_add(arena, &depfile, model->board->source);
	for (size_t i = 0; i < files->template_count; i++)
		depfile_add(arena, &depfile, files->templates[i]);
	return depfile_text(arena, &depfile, diags);
}

/* Where in the output directory the depfile goes, or NULL where it goes elsewhere. */
static const char *depfile_inside(struct arena *arena, const struct options *options)
{
	const char *output = emit_directory(arena, directory_of(options));
	size_t length = strlen(output);

	if (!options->depfile)
		return "manifest.d";
	if (strncmp(options->depfile, output, length) != 0 || options->depfile[length] != '/')
		return NULL;
	return emit_is_path(options->depfile + length + 1) ? options->depfile + length + 1 : NULL;
}

static bool write_all(struct arena *arena, const struct options *options, const struct model *model,
		      const struct emit_files *files, struct diags *diags)
{
	const char *inside = depfile_inside(arena, options), *text = NULL;
	struct emit_files all = *files;

	if (options->has_depfile) {
		text = make_depfile(arena, options, model, files, diags);
		if (!text)
			return false;
	}
	if (text && inside)
		emit_add(arena, &all, inside, text);
	return emit_write(arena, &all, directory_of(options), diags) &&
	       (!text || inside || depfile_write(arena, options->depfile, text, diags));
}

/* gen --check */
static int show_changes(struct arena *arena, const struct options *options,
			const struct emit_files *files, struct diags *diags)
{
	bool is_same = false;
	bool is_done = emit_check(arena, files, directory_of(options), diags, stdout, &is_same);
	int status = finish(options, diags, is_done && is_stdout_well(diags));

	return status == STATUS_CLEAN && !is_same ? STATUS_FINDINGS : status;
}

int verb_gen(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	struct emit_files files = { 0 };
	const struct model *model;
	bool is_done;

	options_set_levels(options, diags);
	model = model_of(arena, options, diags);
	is_done = model && render(arena, options, model, diags, &files);
	if (is_done && options->is_check)
		return show_changes(arena, options, &files, diags);
	is_done = is_done && write_all(arena, options, model, &files, diags);
	for (size_t i = 0; is_done && options->is_verbose && i < files.count; i++)
		printf("%s/%s\n", directory_of(options), files.files[i].path);
	return finish(options, diags, is_done && is_stdout_well(diags));
}

/* The section of docs/diagnostics.md that tells about a law, without its heading. */
static const char *section(const struct diag_law *law, size_t *length)
{
	size_t size;
	const char *text = embed_find("docs/diagnostics.md", &size);
	const char *end = text + size;
	size_t slug = strlen(law->slug);

	*length = 0;
	for (const char *line = text; (line = memmem(line, (size_t)(end - line), "\n### ", 5));) {
		const char *next;

		line += 5;
		if (strncmp(line, law->slug, slug) != 0 || line[slug] != '\n')
			continue;
		line += slug + 1;
		next = memmem(line, (size_t)(end - line), "\n##", 3);
		*length = (size_t)((next ? next + 1 : end) - line);
		return line;
	}
	return "";
}

static void explain(const struct diag_law *law)
{
	static const char *const levels[] = {
		[DIAG_WARNING] = "warning",
		[DIAG_ERROR] = "error",
		[DIAG_FAILURE] = "failure",
	};
	size_t length;
	const char *text = section(law, &length);

	printf("%s (%s %d)\n%s\n", law->slug, levels[law->level], (int)law->code, law->law);
	printf("%.*s", (int)length, text);
}

int verb_explain(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const char *slug = options->arguments[0];
	const struct diag_law *law = slug ? diag_law_find(slug, strlen(slug)) : NULL;

	if (slug && !law) {
		fprintf(stderr, "acrn-cfg: unknown law '%s': `acrn-cfg explain` lists them\n",
			slug);
		return STATUS_FAILED;
	}
	if (law)
		explain(law);
	for (law = diag_laws(); !slug && law->slug; law++)
		printf("%-26s %s\n", law->slug, law->law);
	return finish(options, diags, is_stdout_well(diags));
}
