/* SPDX-License-Identifier: BSD-3-Clause
 * read.c: reads a baseline. */
#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "baseline/internal.h"
#include "load/load.h"
#include "load/values.h"

static bool fail(struct diags *diags, struct span at, const char *what)
{
	diag_help(diag_add(diags, DIAG_BASELINE_INVALID, at, "%s", what),
		  "remove the file, and write a new one with --write-baseline");
	return false;
}

/* The texts of a finding, by their keys. */
static const char **member_of(struct baseline_finding *finding, const char *key)
{
	if (strcmp(key, "file") == 0)
		return &finding->file;
	if (strcmp(key, "rule") == 0)
		return &finding->rule;
	if (strcmp(key, "message") == 0)
		return &finding->message;
	return strcmp(key, "fingerprint") == 0 ? &finding->fingerprint : NULL;
}

static bool is_fingerprint(const char *text)
{
	return strlen(text) == SOURCE_DIGEST_LENGTH &&
	       strspn(text, "0123456789abcdef") == SOURCE_DIGEST_LENGTH;
}

static bool read_finding(struct baseline *baseline, const struct load_value *value,
			 struct baseline_finding *finding, struct diags *diags)
{
	if (value->kind != LOAD_MAP)
		return fail(diags, value->at, "invalid finding: expected an object");
	for (size_t i = 0; i < value->count; i++) {
		const struct load_value *member = &value->values[i];
		const char **text = member_of(finding, member->key);

		if (!text || member->kind != LOAD_TEXT)
			return fail(diags, member->key_at,
				    arena_printf(baseline->arena, "%s '%s' in a finding",
						 text ? "invalid value of" : "unknown key",
						 member->key));
		*text = member->text;
		if (text == &finding->fingerprint)
			finding->at = member->at;
	}
	if (!finding->file || !finding->rule || !finding->message || !finding->fingerprint)
		return fail(diags, value->at,
			    "a finding has a file, a rule, a message and a fingerprint");
	if (!is_fingerprint(finding->fingerprint))
		return fail(diags, finding->at, "invalid fingerprint: expected a SHA-256 in hex");
	string_map_put(baseline->by_fingerprint, finding->fingerprint, finding);
	finding->next = string_map_put(baseline->by_file, finding->file, finding);
	return true;
}

static bool has_version(const struct load_value *values, struct diags *diags)
{
	const struct load_value *version = load_value_find(values, "version");
	const char *text = version && version->kind == LOAD_TEXT ? version->text : "";

	if (strcmp(text, "1") == 0 && !version->is_quoted)
		return true;
	if (!*text || version->is_quoted || text[strspn(text, "0123456789")])
		return fail(diags, version ? version->at : values->at,
			    "not a baseline of acrn-cfg: it has no version");
	diag_help(diag_add(diags, DIAG_BASELINE_INVALID, version->at,
			   "unknown version %s: expected %d", text, BASELINE_VERSION),
		  "use the acrn-cfg that has written it, or a later one");
	return false;
}

static bool read_all(struct baseline *baseline, const struct load_value *values,
		     struct diags *diags)
{
	const struct load_value *findings;

	if (values->kind != LOAD_MAP)
		return fail(diags, values->at, "not a baseline of acrn-cfg: expected an object");
	if (!has_version(values, diags))
		return false;
	findings = load_value_find(values, "findings");
	if (!findings || findings->kind != LOAD_LIST)
		return fail(diags, findings ? findings->at : values->at,
			    "expected a list of findings");
	for (size_t i = 0; i < values->count; i++)
		if (strcmp(values->values[i].key, "version") != 0 &&
		    strcmp(values->values[i].key, "findings") != 0)
			return fail(diags, values->values[i].key_at, "unknown key in a baseline");
	baseline->findings =
		arena_array(baseline->arena, findings->count, sizeof(*baseline->findings));
	for (; baseline->count < findings->count; baseline->count++)
		if (!read_finding(baseline, &findings->values[baseline->count],
				  &baseline->findings[baseline->count], diags))
			return false;
	return true;
}

struct baseline *baseline_new(struct arena *arena)
{
	struct baseline *baseline = arena_alloc(arena, sizeof(*baseline));

	baseline->arena = arena;
	baseline->by_fingerprint = string_map_new(arena, 0);
	baseline->by_file = string_map_new(arena, 0);
	return baseline;
}

struct baseline *baseline_read(struct arena *arena, const char *path, struct diags *diags)
{
	struct baseline *baseline = baseline_new(arena);
	const struct source *source = load_read(arena, path, diags);
	struct diags *own = diags_new(arena);
	const struct load_value *values = source ? load_values(arena, source, own) : NULL;

	baseline->path = path;
	/* A file that is not JSON is no error of an input, but the work cannot be done. */
	for (size_t i = 0; i < diags_count(own); i++)
		fail(diags, diags_get(own, i).at, diags_get(own, i).text);
	return values && read_all(baseline, values, diags) ? baseline : NULL;
}
