/* SPDX-License-Identifier: BSD-3-Clause
 * write.c: writes a baseline. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "baseline/internal.h"
#include "diag/document.h"
#include "diag/path.h"

static const char *copy(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

void baseline_add(struct baseline *baseline, struct fingerprints *fingerprints, const char *root,
		  const struct diags *diags)
{
	struct arena *arena = baseline->arena;

	for (size_t i = 0; i < diags_count(diags); i++) {
		struct diag_message message = diags_get(diags, i);
		struct baseline_finding *finding;

		if (message.level == DIAG_FAILURE)
			continue;
		baseline->findings = arena_grow(arena, baseline->findings, baseline->count,
						sizeof(*baseline->findings));
		finding = &baseline->findings[baseline->count++];
		finding->file =
			message.at.source
				? copy(arena, diag_path(arena, root, message.at.source->name))
				: "";
		finding->rule = message.rule->slug;
		finding->message = copy(arena, message.text);
		finding->fingerprint =
			fingerprint_next(fingerprints, message.rule, message.at, message.text);
	}
}

static int compare(const void *left, const void *right)
{
	const struct baseline_finding *a = left, *b = right;
	int order = strcmp(a->file, b->file);

	order = order ? order : strcmp(a->rule, b->rule);
	order = order ? order : strcmp(a->message, b->message);
	return order ? order : strcmp(a->fingerprint, b->fingerprint);
}

DEFINE_CLEANUP(char *, free)

/* A text for readers: what would act on a terminal is \xNN, which YAML would not accept either. */
static json_t *safe_text(struct arena *arena, const char *text)
{
	CLEANUP(free) char *safe = NULL;
	size_t size;
	FILE *stream = open_memstream(&safe, &size);

	if (!stream)
		arena_exhausted(arena);
	diag_print_safely(stream, text, strlen(text));
	if (fclose(stream) != 0)
		arena_exhausted(arena);
	return document_text(arena, safe);
}

/* A finding in a line of its own: changes of the file are easy to read and to merge. The text is
 * UTF-8, because the pairs of escapes that stand for rarer characters in JSON are not YAML. */
static void print_finding(const struct baseline *baseline, const struct baseline_finding *finding,
			  FILE *stream)
{
	struct arena *arena = baseline->arena;
	json_t *object = json_object();

	document_set(arena, object, "file", safe_text(arena, finding->file));
	document_set(arena, object, "rule", json_string(finding->rule));
	document_set(arena, object, "message", safe_text(arena, finding->message));
	document_set(arena, object, "fingerprint", json_string(finding->fingerprint));
	fputs("    ", stream);
	if (json_dumpf(object, stream, 0) != 0)
		arena_exhausted(arena);
	json_decref(object);
}

static char *print(struct baseline *baseline, size_t *size)
{
	char *text = NULL;
	FILE *stream = open_memstream(&text, size);

	if (!stream)
		arena_exhausted(baseline->arena);
	fprintf(stream, "{\n  \"version\": %d,\n  \"findings\": [", BASELINE_VERSION);
	for (size_t i = 0; i < baseline->count; i++) {
		fputs(i ? ",\n" : "\n", stream);
		print_finding(baseline, &baseline->findings[i], stream);
	}
	fputs(baseline->count ? "\n  ]\n}\n" : "]\n}\n", stream);
	if (fclose(stream) != 0)
		arena_exhausted(baseline->arena);
	return text;
}

/* A typo must not cost an input, or anything else that is not a baseline. */
static bool is_replaceable(struct baseline *baseline, const char *path, struct diags *diags)
{
	struct diags *ignored = diags_new(baseline->arena);

	if (file_kind(path) != FILE_REGULAR || baseline_read(baseline->arena, path, ignored))
		return true;
	diag_help(diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 },
			   "cannot write '%s': it is there, and is not a baseline", path),
		  "remove it first, or name another file");
	return false;
}

bool baseline_write(struct baseline *baseline, const char *path, struct diags *diags)
{
	CLEANUP(free) char *text = NULL;
	size_t size;

	if (!is_replaceable(baseline, path, diags))
		return false;
	if (baseline->count)
		qsort(baseline->findings, baseline->count, sizeof(*baseline->findings), compare);
	text = print(baseline, &size);
	if (file_replace(baseline->arena, path, text, size, true))
		return true;
	diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 }, "cannot write '%s': %s", path,
		 strerror(errno));
	return false;
}
