/* SPDX-License-Identifier: BSD-3-Clause
 * settings.h: the defaults of a project for options: the configuration file .acrn-cfg.yaml.
 *
 * The file that counts for an input is the nearest one in its directory and those above it, up to
 * one that has .git, or the root directory; others further up do not add to it. A file that is
 * found may be somebody else's, as in /tmp: its templates would become part of scripts that root
 * runs. So the file has to belong to the user, to root or to the user who has become root by sudo,
 * others must not be able to write to it, and it must not be a link.
 */
#ifndef SETTINGS_SETTINGS_H
#define SETTINGS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/release.h"
#include "diag/diag.h"
#include "model/model.h"

#define SETTINGS_FILE ".acrn-cfg.yaml"

enum setting {
#define SETTING(id, name, function) SETTING_##id,
#include "settings/settings.def"
#undef SETTING
	SETTING_COUNT
};

struct settings_level {
	const struct diag_rule *rule;
	enum diag_level level;
	struct span at;
};

/* Lists end with NULL. Paths are relative to the working directory, or absolute. */
struct settings {
	const struct source *source;
	const char *root; /* the real path of the file's directory */
	/* Of the values; no source where a setting is not set, and what it has here is nothing. */
	struct span at[SETTING_COUNT];
	enum release release;
	enum target target;
	const char *board;
	const char **board_paths;
	const char *templates;
	unsigned hardening; /* model/harden.h */
	const char **excludes;
	struct settings_level *levels;
	size_t level_count;
	bool are_warnings_fatal;
	const char *fail_on; /* as --fail-on takes it */
	const char *baseline;
};

const char *setting_name(enum setting setting);

bool settings_has(const struct settings *settings, enum setting setting);

/* Reads the settings of a source, whose paths are relative to `directory`: "" for the working
 * directory, or with a slash at its end. NULL with diags (config-invalid) for all that is wrong. */
struct settings *settings_read(struct arena *arena, const struct source *source,
			       const char *directory, struct diags *diags);

/* Reads the file at a path that the user has named, of any owner. NULL with diags. */
const struct settings *settings_load(struct arena *arena, const char *path, struct diags *diags);

/* The settings of directories, each of which is looked at once. */
struct settings_cache;

struct settings_cache *settings_cache_new(struct arena *arena);

struct settings_file;

/* A directory, and what holds in it. */
struct settings_place {
	const char *directory;		 /* its real path; NULL where it has none */
	const struct settings *settings; /* NULL for none */
	bool is_broken;			 /* there is a file, but not settings */
	struct settings_file *file;	 /* for settings_report() */
};

/* Finds the settings for the files of a directory. */
const struct settings_place *settings_find(struct settings_cache *cache, const char *directory);

/* Reports why settings are broken, each file once. */
void settings_report(const struct settings_place *place, struct diags *diags);

/* The directory of an input: itself if it is one, the working directory for "-". */
const char *settings_directory(struct arena *arena, const char *input);

/* Whether `exclude` has an entry of a directory, given by its real path: by a pattern without a
 * slash its name, by another one its path below the settings' directory. A * stands for any part of
 * a name, ** for any directories, and a pattern with a slash at its end is for directories only. */
bool settings_excludes(const struct arena *arena, const struct settings *settings,
		       const char *directory, const char *name, bool is_directory);

#endif
