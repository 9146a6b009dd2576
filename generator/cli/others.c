/* SPDX-License-Identifier: BSD-3-Clause
 * others.c: tells scenarios and launch scripts from the other files of a directory or repository.
 */
#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "cli/files.h"
#include "cli/internal.h"
#include "load/load.h"
#include "read/read.h"
#include "upgrade/upgrade.h"

static bool begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static const char *behind(const char *text, const char *mark)
{
	const char *found = strstr(text, mark);

	return found ? found + strlen(mark) : text + strlen(text);
}

/* The first element of XML that cannot be parsed, behind its '<'; NULL for none. */
static const char *first_element(const char *text)
{
	while ((text = strchr(text, '<'))) {
		if (begins_with(text, "<!--"))
			text = behind(text, "-->");
		else if (begins_with(text, "<?"))
			text = behind(text, "?>");
		else if (isalpha((unsigned char)text[1]))
			return text + 1;
		else
			text++;
	}
	return NULL;
}

/* Whether YAML that cannot be parsed has the root element of a scenario. */
static bool has_root_key(const char *text)
{
	for (const char *key = text; (key = strstr(key, "acrn-config")); key++) {
		const char *before = key;

		before -= before > text && (before[-1] == '"' || before[-1] == '\'');
		if (before == text || before[-1] == '\n' || before[-1] == '{')
			return true;
	}
	return false;
}

/* Whether a file that cannot be parsed may be a scenario, or in a directory of scenarios all that
 * is left of one. */
static bool may_be_scenario(const struct source *source, const struct options *options)
{
	const char *element;

	if (options->skips_others && source->is_file && !source->name[load_stem(source->name)])
		return false; /* such as a page with an example of one */
	if (load_is_yaml(source))
		return has_root_key(source->bytes);
	element = first_element(source->bytes);
	return element ? begins_with(element, "acrn-config") : !options->skips_others;
}

const char *files_skip_reason(struct arena *arena, const struct source *source,
			      const struct doc *doc, const struct options *options)
{
	const char *help, *other;

	if (!doc)
		return may_be_scenario(source, options) ? NULL
							: "not a scenario, and cannot be parsed";
	if (read_is_scenario(doc) || input_is_launch(doc))
		return NULL;
	other = upgrade_refusal(arena, doc, &help);
	return other ? other : "not a scenario: it has no <vm>";
}

bool files_is_script(const struct source *source, const struct options *options)
{
	return !source->name[load_stem(source->name)] && script_is_script(source) &&
	       (!options->skips_others || strstr(source->bytes, "acrn-dm") ||
		strstr(source->bytes, "qemu"));
}

enum script_kind {
	SCRIPT_NONE,
	SCRIPT_LAUNCH,
	SCRIPT_OTHER, /* that says nothing of a device model: for --skip-others */
};

/* With --skip-others the name alone does not make a launch script. */
static enum script_kind script_kind(const struct arena *like, const struct options *options,
				    const char *path)
{
	CLEANUP(arena_free) struct arena *arena = arena_new_like(like);
	const struct source *source;
	bool is_named = script_is_named(path);

	if (is_named && !options->skips_others)
		return SCRIPT_LAUNCH;
	if (strcmp(path, "-") == 0 || path[load_stem(path)] || files_is_directory(path))
		return SCRIPT_NONE;
	source = load_read(arena, path, diags_new(arena));
	if (!source)
		return is_named ? SCRIPT_LAUNCH : SCRIPT_NONE; /* which reports why */
	if (!script_is_script(source))
		return SCRIPT_NONE;
	return files_is_script(source, options) ? SCRIPT_LAUNCH : SCRIPT_OTHER;
}

size_t files_partition(struct arena *arena, const struct options *options, char **sorted,
		       size_t *count)
{
	char **others = arena_array(arena, options->argument_count, sizeof(*others));
	size_t scripts = 0, other_count = 0;

	for (size_t i = 0; i < options->argument_count; i++)
		switch (script_kind(arena, options, options->arguments[i])) {
		case SCRIPT_LAUNCH:
			sorted[scripts++] = options->arguments[i];
			break;
		case SCRIPT_NONE:
			others[other_count++] = options->arguments[i];
			break;
		case SCRIPT_OTHER:
			break;
		}
	memcpy(sorted + scripts, others, other_count * sizeof(*others));
	*count = scripts + other_count;
	return scripts;
}
