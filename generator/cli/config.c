/* SPDX-License-Identifier: BSD-3-Clause
 * config.c: prints the settings that are in force, and where they come from. */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "diag/document.h"
#include "model/harden.h"

/* The options with and without the settings. */
struct configuration {
	struct arena *arena;
	struct options merged, given;
	json_t *settings; /* by their names: a value, and where it comes from */
};

static json_t *texts(const struct configuration *configuration, const char *const *list)
{
	json_t *array = json_array();

	for (; list && *list; list++)
		document_append(configuration->arena, array,
				document_text(configuration->arena, *list));
	return array;
}

static json_t *text(const struct configuration *configuration, const char *value)
{
	return value ? document_text(configuration->arena, value) : json_null();
}

static json_t *hardening(const struct configuration *configuration)
{
	json_t *array = json_array();

	for (unsigned part = 0; part < HARDEN_COUNT; part++)
		if (configuration->merged.hardening & 1u << part)
			document_append(configuration->arena, array,
					json_string(harden_name((enum harden_part)part)));
	return array;
}

/* Adds where a value comes from: the place of the setting, the command line or neither. */
static void set_origin(const struct configuration *configuration, json_t *object, bool is_given,
		       struct span at)
{
	struct arena *arena = configuration->arena;

	if (is_given) {
		document_set(arena, object, "origin", json_string("command line"));
	} else if (at.source) {
		document_set(arena, object, "origin", json_string("file"));
		document_set(arena, object, "line",
			     document_number(source_position(at.source, at.start).line));
	} else {
		document_set(arena, object, "origin", json_string("default"));
	}
}

static struct span place_of(const struct configuration *configuration, enum setting setting)
{
	const struct settings *settings = configuration->merged.settings;

	return settings ? settings->at[setting] : (struct span) { 0 };
}

static void add(struct configuration *configuration, enum setting setting, json_t *value,
		bool is_given)
{
	json_t *object = document_set_object(configuration->arena, configuration->settings,
					     setting_name(setting));

	document_set(configuration->arena, object, "value", value);
	set_origin(configuration, object, is_given, place_of(configuration, setting));
}

static json_t *names(const struct configuration *configuration, const char **list)
{
	return list && *list ? texts(configuration, list) : json_null();
}

static void add_release(struct configuration *configuration)
{
	add(configuration, SETTING_RELEASE,
	    json_string(release_name(configuration->merged.release)),
	    configuration->given.has_release);
}

static void add_target(struct configuration *configuration)
{
	add(configuration, SETTING_TARGET,
	    json_string(configuration->merged.target == TARGET_LAB ? "lab" : "acrn"),
	    configuration->given.has_target);
}

static const char *level_name(enum diag_level level)
{
	return level == DIAG_OFF ? "off" : level == DIAG_ERROR ? "error" : "warning";
}

static const char *fail_on_name(enum fail_on level)
{
	return level == FAIL_ON_ERROR ? "error" : level == FAIL_ON_WARNING ? "warning" : "never";
}

/* Of several levels of one rule the last one is in force. */
static void add_levels(struct configuration *configuration)
{
	const struct options *merged = &configuration->merged;
	size_t from_file = merged->warning_count - configuration->given.warning_count;
	json_t *levels = document_set_object(configuration->arena, configuration->settings,
					     setting_name(SETTING_LEVELS));

	for (size_t i = 0; i < merged->warning_count; i++) {
		const struct warning_option *warning = &merged->warnings[i];
		json_t *object =
			document_set_object(configuration->arena, levels, warning->rule->slug);

		document_set(configuration->arena, object, "value",
			     json_string(level_name(warning->level)));
		set_origin(configuration, object, i >= from_file,
			   i < from_file ? merged->settings->levels[i].at : (struct span) { 0 });
	}
}

/* In the order of settings.def. */
static void add_all(struct configuration *configuration)
{
	const struct options *merged = &configuration->merged, *given = &configuration->given;
	const struct settings *settings = merged->settings;

	add_release(configuration);
	add_target(configuration);
	add(configuration, SETTING_BOARD, text(configuration, merged->board), given->board);
	add(configuration, SETTING_BOARD_PATH, names(configuration, merged->board_paths),
	    *given->board_paths);
	add(configuration, SETTING_TEMPLATES, text(configuration, merged->templates),
	    given->templates);
	add(configuration, SETTING_HARDEN,
	    merged->hardening ? hardening(configuration) : json_false(), given->hardening);
	add(configuration, SETTING_EXCLUDE,
	    names(configuration, settings ? settings->excludes : NULL), false);
	add_levels(configuration);
	add(configuration, SETTING_WERROR, json_boolean(merged->are_warnings_fatal),
	    given->are_warnings_fatal || given->is_without_werror);
	add(configuration, SETTING_FAIL_ON, json_string(fail_on_name(merged->fail_on)),
	    given->has_fail_on);
	add(configuration, SETTING_BASELINE, text(configuration, merged->baseline),
	    given->baseline);
}

/* A text as YAML has it: in quotes where it may be something else. */
static void print_text(const struct configuration *configuration, const char *value)
{
	json_t *string;

	if (isalnum((unsigned char)*value) && !value[strspn(value, "abcdefghijklmnopqrstuvwxyz"
								   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
								   "0123456789._/+-")]) {
		fputs(value, stdout);
		return;
	}
	string = json_string(value);
	if (!string || json_dumpf(string, stdout, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) != 0)
		arena_exhausted(configuration->arena);
	json_decref(string);
}

static void print_value(const struct configuration *configuration, const json_t *value)
{
	if (json_is_array(value)) {
		putchar('[');
		for (size_t i = 0; i < json_array_size(value); i++) {
			fputs(i ? ", " : "", stdout);
			print_text(configuration, json_string_value(json_array_get(value, i)));
		}
		putchar(']');
	} else if (json_is_boolean(value)) {
		fputs(json_is_true(value) ? "true" : "false", stdout);
	} else {
		print_text(configuration, json_string_value(value));
	}
}

/* "release: 3.2  # .acrn-cfg.yaml:3"; what is not set is a comment. */
static void print_setting(const struct configuration *configuration, const char *indent,
			  const char *name, const json_t *object)
{
	const json_t *value = json_object_get(object, "value");
	const char *origin = json_string_value(json_object_get(object, "origin"));
	const struct settings *settings = configuration->merged.settings;

	if (json_is_null(value)) {
		printf("# %s: not set\n", name);
		return;
	}
	printf("%s%s: ", indent, name);
	print_value(configuration, value);
	if (strcmp(origin, "file") != 0) {
		printf("  # %s\n", origin);
		return;
	}
	fputs("  # ", stdout);
	diag_print_safely(stdout, settings->source->name, strlen(settings->source->name));
	printf(":%d\n", (int)json_integer_value(json_object_get(object, "line")));
}

static void print_yaml(const struct configuration *configuration)
{
	const char *name, *slug;
	json_t *object, *level;

	if (!configuration->merged.settings)
		puts("# no configuration file");
	json_object_foreach(configuration->settings, name, object)
	{
		if (strcmp(name, setting_name(SETTING_LEVELS)) != 0) {
			print_setting(configuration, "", name, object);
			continue;
		}
		puts(json_object_size(object) ? "levels:" : "# levels: not set");
		json_object_foreach(object, slug, level)
		{
			print_setting(configuration, "  ", slug, level);
		}
	}
}

static void print(struct configuration *configuration)
{
	struct arena *arena = configuration->arena;
	const struct settings *settings = configuration->merged.settings;
	json_t *root;

	if (configuration->given.format != DIAG_FORMAT_JSON) {
		print_yaml(configuration);
		json_decref(configuration->settings);
		return;
	}
	root = json_object();
	document_set(arena, root, "file",
		     text(configuration, settings ? settings->source->name : NULL));
	document_set(arena, root, "settings", configuration->settings);
	document_print(arena, root, stdout, JSON_INDENT(1));
}

int verb_config(struct arena *arena, const struct options *options)
{
	struct configuration configuration = { arena, *options, *options, NULL };
	struct diags *diags = diags_new(arena);

	if (!options_configure(arena, &configuration.merged))
		return STATUS_FAILED;
	configuration.settings = json_object();
	add_all(&configuration);
	print(&configuration);
	return verbs_finish(options, diags, verbs_flush_stdout(diags));
}
