/* SPDX-License-Identifier: BSD-3-Clause
 * read.c: reads a configuration file. */
#include <string.h>

#include "base/arena.h"
#include "base/typo.h"
#include "load/values.h"
#include "model/harden.h"
#include "settings/settings.h"

struct reading {
	struct arena *arena;
	struct diags *diags;
	const char *directory; /* before relative paths */
	struct settings *settings;
};

static const char *kind_name(const struct load_value *value)
{
	if (value->kind == LOAD_LIST)
		return "a list";
	return value->kind == LOAD_MAP ? "a mapping" : "a text";
}

static struct diag *fail(const struct reading *reading, const struct load_value *value,
			 const char *expected)
{
	if (value->kind != LOAD_TEXT)
		return diag_add(reading->diags, DIAG_CONFIG_INVALID, value->at,
				"invalid value: expected %s, got %s", expected, kind_name(value));
	return diag_add(reading->diags, DIAG_CONFIG_INVALID, value->at,
			"invalid value '%s': expected %s", value->text, expected);
}

static bool is_word(const struct load_value *value, const char *word)
{
	return value->kind == LOAD_TEXT && !value->is_quoted && strcmp(value->text, word) == 0;
}

static bool is_null(const struct load_value *value)
{
	return is_word(value, "null") || is_word(value, "Null") || is_word(value, "NULL") ||
	       is_word(value, "~");
}

/* A text that is not empty, or NULL. */
static const char *text_of(const struct reading *reading, const struct load_value *value,
			   const char *expected)
{
	if (value->kind == LOAD_TEXT && *value->text && !is_null(value))
		return value->text;
	fail(reading, value, expected);
	return NULL;
}

static bool is_true(const struct load_value *value)
{
	return is_word(value, "true") || is_word(value, "True") || is_word(value, "TRUE");
}

static bool is_false(const struct load_value *value)
{
	return is_word(value, "false") || is_word(value, "False") || is_word(value, "FALSE");
}

static const char *path_of(const struct reading *reading, const struct load_value *value)
{
	const char *path = text_of(reading, value, "a path");

	if (!path || *path == '/')
		return path;
	return arena_printf(reading->arena, "%s%s", reading->directory, path);
}

/* A list of texts, or one alone: NULL-terminated. */
static const char **list_of(const struct reading *reading, const struct load_value *value,
			    const char *(*take)(const struct reading *, const struct load_value *))
{
	bool is_list = value->kind == LOAD_LIST;
	const struct load_value *values = is_list ? value->values : value;
	size_t count = is_list ? value->count : 1, taken = 0;
	const char **list = arena_array(reading->arena, count + 1, sizeof(*list));

	for (size_t i = 0; i < count; i++) {
		list[taken] = take(reading, &values[i]);
		taken += list[taken] != NULL;
	}
	return list;
}

static void set_release(struct reading *reading, const struct load_value *value)
{
	const char *name = text_of(reading, value, "a release of ACRN");
	enum release likely;
	struct diag *diag;

	if (!name || release_find(name, &reading->settings->release))
		return;
	diag = fail(reading, value, "a release of ACRN");
	if (release_find_likely(name, &likely))
		diag_help(diag, "use %s", release_name(likely));
	else
		diag_help(diag, "use one from %s to %s, or %s", release_name(RELEASE_2_0),
			  release_name(RELEASE_MASTER - 1), release_name(RELEASE_MASTER));
}

static void set_target(struct reading *reading, const struct load_value *value)
{
	const char *name = text_of(reading, value, "acrn or lab");

	if (!name)
		return;
	if (strcmp(name, "lab") == 0)
		reading->settings->target = TARGET_LAB;
	else if (strcmp(name, "acrn") != 0)
		fail(reading, value, "acrn or lab");
}

static void set_board(struct reading *reading, const struct load_value *value)
{
	reading->settings->board = path_of(reading, value);
}

static void set_board_path(struct reading *reading, const struct load_value *value)
{
	reading->settings->board_paths = list_of(reading, value, path_of);
}

static void set_templates(struct reading *reading, const struct load_value *value)
{
	reading->settings->templates = path_of(reading, value);
}

static void set_harden(struct reading *reading, const struct load_value *value)
{
	static const char expected[] = "true, false, or a list of groups, acl, apparmor, selinux, "
				       "fapolicyd, verity, systemd, keys or all";

	if (is_true(value))
		reading->settings->hardening = HARDEN_DEFAULT;
	if (is_true(value) || is_false(value))
		return;
	if (value->kind != LOAD_LIST)
		fail(reading, value, expected);
	for (size_t i = 0; value->kind == LOAD_LIST && i < value->count; i++) {
		const char *part = text_of(reading, &value->values[i], "a part of --harden");
		unsigned set = part && !strchr(part, ',') ? harden_parse(part) : 0;

		if (part && !set)
			fail(reading, &value->values[i], expected);
		reading->settings->hardening |= set;
	}
}

static const char *pattern_of(const struct reading *reading, const struct load_value *value)
{
	return text_of(reading, value, "a pattern of file names");
}

static void set_exclude(struct reading *reading, const struct load_value *value)
{
	reading->settings->excludes = list_of(reading, value, pattern_of);
}

static const struct diag_rule *rule_of(const struct reading *reading,
				       const struct load_value *value)
{
	const struct diag_rule *rule = diag_rule_find(value->key, strlen(value->key));
	struct diag *diag;

	if (rule)
		return rule;
	diag = diag_add(reading->diags, DIAG_CONFIG_INVALID, value->key_at, "unknown rule '%s'",
			value->key);
	rule = diag_rule_likely(value->key);
	if (rule)
		diag_help(diag, "use %s", rule->slug);
	else
		diag_help(diag, "`acrn-cfg explain` lists the rules");
	return NULL;
}

static void set_level(struct reading *reading, const struct load_value *value)
{
	struct settings *settings = reading->settings;
	const struct diag_rule *rule = rule_of(reading, value);
	struct settings_level *last;
	enum diag_level level;

	if (!rule)
		return;
	if (value->kind == LOAD_TEXT && strcmp(value->text, "off") == 0) {
		level = DIAG_OFF;
	} else if (value->kind == LOAD_TEXT && strcmp(value->text, "warning") == 0) {
		level = DIAG_WARNING;
	} else if (value->kind == LOAD_TEXT && strcmp(value->text, "error") == 0) {
		level = DIAG_ERROR;
	} else {
		fail(reading, value, "off, warning or error");
		return;
	}
	if (!diag_rule_has_warnings(rule) && level != DIAG_ERROR) {
		diag_add(reading->diags, DIAG_CONFIG_INVALID, value->at,
			 "cannot turn off or weaken the error '%s'", rule->slug);
		return;
	}
	settings->levels = arena_grow(reading->arena, settings->levels, settings->level_count,
				      sizeof(*settings->levels));
	last = &settings->levels[settings->level_count++];
	*last = (struct settings_level) { rule, level, value->at };
}

static void set_levels(struct reading *reading, const struct load_value *value)
{
	if (value->kind != LOAD_MAP)
		fail(reading, value, "a mapping of rules to off, warning or error");
	for (size_t i = 0; value->kind == LOAD_MAP && i < value->count; i++)
		set_level(reading, &value->values[i]);
}

static void set_werror(struct reading *reading, const struct load_value *value)
{
	reading->settings->are_warnings_fatal = is_true(value);
	if (!is_true(value) && !is_false(value))
		fail(reading, value, "true or false");
}

static void set_fail_on(struct reading *reading, const struct load_value *value)
{
	static const char *const levels[] = { "error", "warning", "never", NULL };
	const char *name = text_of(reading, value, "error, warning or never");

	if (!name)
		return;
	for (const char *const *level = levels; *level; level++)
		if (strcmp(name, *level) == 0)
			reading->settings->fail_on = *level;
	if (!reading->settings->fail_on)
		fail(reading, value, "error, warning or never");
}

static void set_baseline(struct reading *reading, const struct load_value *value)
{
	reading->settings->baseline = path_of(reading, value);
}

static const struct {
	const char *name;
	void (*set)(struct reading *reading, const struct load_value *value);
} known[] = {
#define SETTING(id, name, function) { name, function },
#include "settings/settings.def"
#undef SETTING
};

const char *setting_name(enum setting setting)
{
	return known[setting].name;
}

bool settings_has(const struct settings *settings, enum setting setting)
{
	return settings && settings->at[setting].source;
}

static void report_unknown(const struct reading *reading, const struct load_value *value)
{
	struct diag *diag = diag_add(reading->diags, DIAG_CONFIG_INVALID, value->key_at,
				     "unknown setting '%s'", value->key);
	const char *names = "";

	for (size_t i = 0; i < SETTING_COUNT; i++) {
		names = arena_printf(reading->arena, "%s%s%s", names, i ? ", " : "", known[i].name);
		if (typo_is_one_apart(known[i].name, value->key)) {
			diag_help(diag, "use %s", known[i].name);
			return;
		}
	}
	diag_help(diag, "use one of %s", names);
}

static void set(struct reading *reading, const struct load_value *value)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (strcmp(known[i].name, value->key) == 0) {
			reading->settings->at[i] = value->at;
			known[i].set(reading, value);
			return;
		}
	report_unknown(reading, value);
}

/* A file that is not YAML is no error of the input, but the work cannot be done. */
static const struct load_value *values_of(struct arena *arena, const struct source *source,
					  struct diags *diags)
{
	struct diags *own = diags_new(arena);
	const struct load_value *values = load_values(arena, source, own);

	for (size_t i = 0; i < diags_count(own); i++) {
		struct diag_message message = diags_get(own, i);
		struct diag *diag =
			diag_add(diags, DIAG_CONFIG_INVALID, message.at, "%s", message.text);

		if (message.help)
			diag_help(diag, "%s", message.help);
	}
	return values;
}

struct settings *settings_read(struct arena *arena, const struct source *source,
			       const char *directory, struct diags *diags)
{
	struct settings *settings = arena_alloc(arena, sizeof(*settings));
	struct reading reading = { arena, diags, directory, settings };
	const struct load_value *values = values_of(arena, source, diags);
	size_t errors = diags_error_count(diags);

	settings->source = source;
	if (!values)
		return NULL;
	if (values->kind != LOAD_MAP && !is_null(values))
		fail(&reading, values, "a mapping of settings");
	for (size_t i = 0; values->kind == LOAD_MAP && i < values->count; i++)
		set(&reading, &values->values[i]);
	return diags_error_count(diags) > errors ? NULL : settings;
}
