/* SPDX-License-Identifier: BSD-3-Clause
 * plans.c: the plan of whatever can be read: a scenario, a plan, launch scripts, or a directory of
 * these. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "cli/files.h"
#include "cli/internal.h"
#include "diff/diff.h"
#include "load/load.h"
#include "plan/formats.h"
#include "plan/plan.h"

/* The plan of a model without errors. */
static xmlDoc *plan_of_model(struct arena *arena, const struct model *model, struct diags *diags)
{
	if (!model)
		diags_set_incomplete(diags);
	return model && !diags_error_count(diags) ? plan_xml(arena, plan_build(arena, model))
						  : NULL;
}

/* Scripts may be those of some VMs only: then a region's other peers are not known. */
static bool is_kept(const struct diag_message *message, void *context)
{
	(void)context;
	return message->rule->code != DIAG_SHMEM_UNSHARED &&
	       message->rule->code != DIAG_SHMEM_NAME_LIKELY_TYPO;
}

/* The plan of a scenario, or of a launch XML with its scenario; `is_imported`: it was made of
 * scripts. */
static xmlDoc *plan_of_source(const struct input_loader *loader, const struct options *options,
			      const char *path, const struct source *source, bool is_imported)
{
	const struct doc *doc = load_source(loader->memory, source, loader->diags);
	struct scenario_input input = { 0 };
	struct scenario_context context;
	const struct model *model = NULL;

	if (!doc || !input_take(loader, path, doc, &input))
		return NULL;
	input_take_launch_beside(loader, &input);
	if (input_complete(loader, path, &input) &&
	    verbs_context(loader->arena, options, loader->diags, &context))
		model = scenario_check(loader->memory, &context, &input, loader->diags);
	if (is_imported)
		diags_filter(loader->diags, is_kept, NULL);
	return plan_of_model(loader->memory, model, loader->diags);
}

/* The plan of the scenario that scripts amount to. `path` is that of one of them, or of their
 * directory. */
static xmlDoc *plan_of_scripts(const struct input_loader *loader, const struct options *options,
			       const char *path, const struct script_set *set)
{
	struct arena *arena = loader->arena;
	size_t size;
	const char *text = import_text(arena, options, set, loader->diags, &size);
	const char *name = arena_printf(arena, "%s (imported)", path);
	struct options chosen = *options;

	chosen.release = set->release;
	return text ? plan_of_source(loader, &chosen, path, source_memory(arena, name, text, size),
				     true)
		    : NULL;
}

static xmlDoc *plan_of_script(const struct input_loader *loader, const struct options *options,
			      const char *path, const struct source *source)
{
	struct script_set set = { .release = options->release, .count = 1 };

	set.scripts = arena_array(loader->arena, 1, sizeof(const struct script *));
	set.scripts[0] = scripts_read(loader->arena, source, set.release, loader->diags);
	if (!set.scripts[0])
		return NULL;
	if (!options->has_release)
		scripts_choose_release(loader->arena, &set);
	return plan_of_scripts(loader, options, path, &set);
}

static xmlDoc *plan_of_file(const struct input_loader *loader, const struct options *options,
			    const char *path)
{
	const struct source *source = load_read(loader->arena, path, loader->diags);

	diags_add_input(loader->diags, path);
	if (!source)
		return NULL;
	if (diff_is_plan(source))
		return diff_read(loader->arena, source, loader->diags);
	if (files_is_script(source, options) || script_is_named(path))
		return plan_of_script(loader, options, path, source);
	return plan_of_source(loader, options, path, source, false);
}

/* A failure that is about a directory as a whole. Returns false. */
static bool fail(const struct input_loader *loader, const char *path, const char *why)
{
	diags_add_input(loader->diags, path);
	diag_add(loader->diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "'%s': %s", path, why);
	return false;
}

/* Whether a file of a directory is what `check` checks there. */
static bool is_scenario(struct arena *like, const struct options *options,
			const struct file_entry *entry)
{
	CLEANUP(arena_free) struct arena *arena = arena_new_like(like);
	struct diags *diags = diags_new(arena);
	const struct source *source = load_read(arena, entry->path, diags);
	const struct doc *doc = source ? load_source(arena, source, diags) : NULL;

	return source && !diff_is_plan(source) && !files_skip_reason(arena, source, doc, options);
}

/* The only scenario of a directory, or the launch XML that goes with it; *entry is NULL where there
 * is none. False with a diag where there are several. */
static bool find_scenario(const struct input_loader *loader, const struct options *options,
			  const char *path, const struct file_entry **entry)
{
	char *paths[] = { arena_copy(loader->arena, path, strlen(path)), NULL };
	struct file_list list = files_find(loader->arena, paths, 1, NULL);

	*entry = NULL;
	for (size_t i = 0; i < list.count; i++) {
		const struct file_entry *each = &list.entries[i];

		if (each->failure)
			return fail(loader, each->path, each->failure);
		if (each->is_covered || !is_scenario(loader->arena, options, each))
			continue;
		if (*entry)
			return fail(loader, path,
				    arena_printf(loader->arena,
						 "several scenarios in this directory: name one, "
						 "such as '%s' or '%s'",
						 (*entry)->path, each->path));
		*entry = each;
	}
	return true;
}

static int is_script_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && script_is_named(entry->d_name);
}

/* The launch scripts of a directory, by their names; others are left out. */
static char **find_scripts(const struct input_loader *loader, const struct options *options,
			   const char *path, size_t *count)
{
	struct dirent **entries;
	int found = scandir(path, &entries, is_script_name, alphasort);
	struct options only_launches = *options;
	char **paths = arena_array(loader->arena, found < 0 ? 0 : (size_t)found, sizeof(*paths));

	only_launches.skips_others = true;
	*count = 0;
	for (int i = 0; i < found; i++) {
		char *file = arena_printf(loader->arena, "%s/%s", path, entries[i]->d_name);
		const struct source *source = load_read(loader->arena, file, loader->diags);

		if (source && files_is_script(source, &only_launches))
			paths[(*count)++] = file;
		free(entries[i]);
	}
	if (found >= 0)
		free(entries);
	return paths;
}

static xmlDoc *plan_of_directory(const struct input_loader *loader, const struct options *options,
				 const char *path)
{
	const struct file_entry *entry;
	struct script_set set;
	char **paths;
	size_t count;

	if (!find_scenario(loader, options, path, &entry))
		return NULL;
	if (entry)
		return plan_of_file(loader, options, entry->path);
	paths = find_scripts(loader, options, path, &count);
	if (!count) {
		fail(loader, path, "no scenario and no launch script found in this directory");
		return NULL;
	}
	return scripts_load(loader->arena, options, paths, count, &set, NULL, loader->diags)
		       ? plan_of_scripts(loader, options, path, &set)
		       : NULL;
}

xmlDoc *plans_read(struct arena *arena, const struct options *options, const char *path,
		   struct diags *diags)
{
	const struct input_loader loader = { arena, arena, load_source, diags };

	return files_is_directory(path) ? plan_of_directory(&loader, options, path)
					: plan_of_file(&loader, options, path);
}
