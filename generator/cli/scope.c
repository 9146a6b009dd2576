/* SPDX-License-Identifier: BSD-3-Clause
 * scope.c: finds the settings of each input of check, and the findings that are known. */
#include "cli/scope.h"

#include "base/arena.h"
#include "base/string_map.h"
#include "baseline/baseline.h"
#include "cli/files.h"
#include "cli/internal.h"
#include "cli/messages.h"
#include "diag/path.h"
#include "diag/reads.h"

struct scopes {
	struct arena *arena;
	const struct options *options; /* of the command line */
	struct settings_cache *cache;
	struct scope **all; /* arena_grow()n */
	size_t count;
	struct string_map *baselines;  /* by their paths: struct baseline */
	struct baseline *written;      /* NULL: none is to be written */
	const struct settings *config; /* of --config */
	bool is_config_read;
	bool has_failed;
	size_t known;
};

struct scopes *scopes_new(struct arena *arena, const struct options *options)
{
	struct scopes *scopes = arena_alloc(arena, sizeof(*scopes));

	scopes->arena = arena;
	scopes->options = options;
	scopes->cache = settings_cache_new(arena);
	scopes->baselines = string_map_new(arena, 0);
	scopes->written = options->written_baseline ? baseline_new(arena) : NULL;
	return scopes;
}

/* The settings of --config, which are read once; false where they are invalid. */
static bool named_settings(struct scopes *scopes, struct diags *diags,
			   const struct settings **settings)
{
	if (!scopes->is_config_read)
		scopes->config = settings_load(scopes->arena, scopes->options->config, diags);
	scopes->is_config_read = true;
	*settings = scopes->config;
	return *settings;
}

static bool settings_of(struct scopes *scopes, const char *directory, struct diags *diags,
			const struct settings **settings)
{
	const struct settings_place *place;

	*settings = NULL;
	if (scopes->options->ignores_config)
		return true;
	if (scopes->options->config)
		return named_settings(scopes, diags, settings);
	place = settings_find(scopes->cache, directory);
	settings_report(place, diags);
	*settings = place->settings;
	return !place->is_broken;
}

/* Several scopes may have one baseline, which is read once. */
static bool open_baseline(struct scopes *scopes, struct scope *scope, struct diags *diags)
{
	const char *path = scope->options.baseline;

	if (!path || scopes->written)
		return true;
	scope->baseline = string_map_find(scopes->baselines, path);
	if (scope->baseline)
		return true;
	scope->baseline = baseline_read(scopes->arena, path, diags);
	if (!scope->baseline)
		return false;
	scope->has_read_baseline = true;
	string_map_put(scopes->baselines, path, scope->baseline);
	return true;
}

/* What paths in a baseline are relative to: the directory that it is in, since several scopes may
 * have the same one. NULL without a baseline. */
static const char *find_root(const struct scopes *scopes, const struct scope *scope)
{
	const char *path =
		scopes->written ? scopes->options->written_baseline : scope->options.baseline;

	return path ? settings_directory(scopes->arena, path) : NULL;
}

static struct scope *new_scope(struct scopes *scopes, const struct settings *settings,
			       struct diags *diags)
{
	struct arena *arena = scopes->arena;
	struct scope *scope = arena_alloc(arena, sizeof(*scope));

	if (settings)
		diags_add_read(diags, settings->source->name);
	scope->options = *scopes->options;
	scope->is_broken = !options_set_settings(arena, &scope->options, settings) ||
			   !verbs_context(arena, &scope->options, diags, &scope->context) ||
			   !open_baseline(scopes, scope, diags);
	scope->root = find_root(scopes, scope);
	scope->fingerprints = fingerprints_new(arena, scope->root);
	scopes->all = arena_grow(arena, scopes->all, scopes->count, sizeof(struct scope *));
	scopes->all[scopes->count++] = scope;
	return scope;
}

const struct scope *scopes_find(struct scopes *scopes, const char *input, struct diags *diags)
{
	const char *directory = settings_directory(scopes->arena, input);
	const struct settings *settings;
	struct scope *scope = NULL;

	if (settings_of(scopes, directory, diags, &settings)) {
		for (size_t i = 0; i < scopes->count && !scope; i++)
			if (scopes->all[i]->options.settings == settings)
				scope = scopes->all[i];
		if (!scope)
			scope = new_scope(scopes, settings, diags);
	}
	if (scope && !scope->is_broken)
		return scope;
	scopes->has_failed = true;
	return NULL;
}

bool scopes_excludes(struct scopes *scopes, const char *directory, const char *name)
{
	const struct settings_place *place;
	const struct settings *settings;

	if (scopes->options->ignores_config)
		return false;
	place = settings_find(scopes->cache, directory);
	settings = scopes->options->config ? scopes->config : place->settings;
	if (!place->directory || !settings_has(settings, SETTING_EXCLUDE))
		return false;
	return settings_excludes(
		scopes->arena, settings, place->directory, name,
		files_is_directory(arena_printf(scopes->arena, "%s/%s", directory, name)));
}

static bool is_failure(const struct diag_message *message, void *context)
{
	(void)context;
	return message->level == DIAG_FAILURE;
}

void scopes_settle(struct scopes *scopes, const struct scope *scope, struct diags *diags)
{
	scopes->has_failed |= diags_worst(diags) == DIAG_FAILURE;
	if (!scope)
		return;
	if (scopes->written) {
		baseline_add(scopes->written, scope->fingerprints, scope->root, diags);
		diags_filter(diags, is_failure, NULL);
	}
	if (!scope->baseline)
		return;
	scopes->known += baseline_filter(scope->baseline, scope->fingerprints, diags);
	for (size_t i = 0; i < diags_input_count(diags); i++)
		baseline_note_file(scope->baseline,
				   diag_path(scopes->arena, scope->root, diags_input(diags, i)),
				   diags);
}

static void write_baseline(struct scopes *scopes, bool has_failed, struct messages *messages)
{
	const char *path = scopes->options->written_baseline;
	struct diags *diags = diags_new(scopes->arena);
	size_t count = baseline_count(scopes->written);

	if (has_failed)
		messages_remark(messages,
				arena_printf(scopes->arena,
					     "'%s' not written: not everything was checked", path));
	else if (baseline_write(scopes->written, path, diags))
		messages_remark(messages,
				arena_printf(scopes->arena, "%zu finding%s written to '%s'", count,
					     count == 1 ? "" : "s", path));
	if (diags_count(diags))
		messages_add(messages, diags);
}

static void report_stale(struct scopes *scopes, const struct scope *scope,
			 struct messages *messages)
{
	struct diags *diags = diags_new(scopes->arena);

	options_set_levels(&scope->options, diags);
	diags_add_input(diags, scope->options.baseline);
	baseline_report_stale(scopes->arena, scope->baseline, scope->root, diags);
	if (diags_count(diags))
		messages_add_of(messages, &scope->options, diags);
}

void scopes_end(struct scopes *scopes, bool has_failed, struct messages *messages)
{
	if (scopes->written)
		write_baseline(scopes, has_failed || scopes->has_failed, messages);
	for (size_t i = 0; i < scopes->count; i++)
		if (scopes->all[i]->has_read_baseline)
			report_stale(scopes, scopes->all[i], messages);
	if (scopes->known)
		messages_remark(messages,
				arena_printf(scopes->arena, "%zu known finding%s left out",
					     scopes->known, scopes->known == 1 ? "" : "s"));
}
