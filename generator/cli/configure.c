/* SPDX-License-Identifier: BSD-3-Clause
 * configure.c: gives options the settings of a configuration file, where the command line says
 * nothing. */
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "model/harden.h"

/* Whether a setting counts: the verb has its option, which is not given; `config` prints all. */
static bool counts(const struct options *options, enum setting setting, int short_form,
		   bool is_given)
{
	return settings_has(options->settings, setting) && !is_given &&
	       (strchr(options->verb->options, short_form) || options->verb->run == verb_config);
}

/* Those of the command line come last: the last one counts. */
static void set_levels(struct arena *arena, struct options *options)
{
	const struct settings *settings = options->settings;
	size_t count = settings->level_count + options->warning_count;
	struct warning_option *warnings = arena_array(arena, count, sizeof(*warnings));

	for (size_t i = 0; i < settings->level_count; i++)
		warnings[i] = (struct warning_option) { settings->levels[i].rule,
							settings->levels[i].level };
	if (options->warning_count)
		memcpy(warnings + settings->level_count, options->warnings,
		       options->warning_count * sizeof(*warnings));
	options->warnings = warnings;
	options->warning_count = count;
	options->are_warnings_fatal |= settings->are_warnings_fatal && !options->is_without_werror;
}

bool options_set_settings(struct arena *arena, struct options *options,
			  const struct settings *settings)
{
	options->settings = settings;
	if (!settings)
		return true;
	if (counts(options, SETTING_RELEASE, 'r', options->has_release)) {
		options->release = settings->release;
		options->has_release = true;
	}
	if (counts(options, SETTING_TARGET, 'T', options->has_target))
		options->target = settings->target;
	if (counts(options, SETTING_BOARD, 'b', options->board))
		options->board = settings->board;
	if (counts(options, SETTING_BOARD_PATH, 'B', *options->board_paths))
		options->board_paths = settings->board_paths;
	if (counts(options, SETTING_TEMPLATES, 't', options->templates))
		options->templates = settings->templates;
	if (counts(options, SETTING_HARDEN, 'D', options->hardening))
		options->hardening = settings->hardening;
	if (counts(options, SETTING_BASELINE, 'L', options->baseline))
		options->baseline = settings->baseline;
	if (counts(options, SETTING_FAIL_ON, 'F', options->has_fail_on))
		options_set_fail_on(arena, options, settings->fail_on);
	set_levels(arena, options);
	return options_are_consistent(options);
}

/* The settings for an input; false with diags. */
static bool find_settings(struct arena *arena, const struct options *options, const char *input,
			  struct diags *diags, const struct settings **settings)
{
	const struct settings_place *place;

	*settings = NULL;
	if (options->ignores_config)
		return true;
	if (options->config) {
		*settings = settings_load(arena, options->config, diags);
		return *settings;
	}
	place = settings_find(settings_cache_new(arena), settings_directory(arena, input));
	settings_report(place, diags);
	*settings = place->settings;
	return !place->is_broken;
}

bool options_configure(struct arena *arena, struct options *options)
{
	const char *input = options->argument_count ? options->arguments[0] : "-";
	struct diags *diags = diags_new(arena);
	const struct settings *settings;

	if (find_settings(arena, options, input, diags, &settings))
		return options_set_settings(arena, options, settings);
	verbs_report(options, diags);
	return false;
}
