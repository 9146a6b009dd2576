/* SPDX-License-Identifier: BSD-3-Clause
 * print_json.c: prints changes for programs, by schema/diff.schema.json. */
#include "diag/document.h"
#include "diff/internal.h"

/* A member that is left out where there is none. */
static void set_text(struct arena *arena, json_t *object, const char *key, const char *text)
{
	if (text)
		document_set(arena, object, key, document_text(arena, text));
}

static void append_change(struct arena *arena, json_t *list, const struct diff_change *change)
{
	static const char *const kinds[] = {
		[DIFF_ADDED] = "added",
		[DIFF_REMOVED] = "removed",
		[DIFF_CHANGED] = "changed",
	};
	static const char *const subjects[] = {
		[DIFF_SCENARIO] = "scenario",	  [DIFF_VM] = "vm",	[DIFF_DEVICE] = "device",
		[DIFF_REGION] = "region",	  [DIFF_PEER] = "peer", [DIFF_CPU] = "cpu",
		[DIFF_CONNECTION] = "connection",
	};
	json_t *object = document_append_object(arena, list);

	set_text(arena, object, "kind", kinds[change->kind]);
	set_text(arena, object, "subject", subjects[change->subject]);
	set_text(arena, object, "vm", change->vm);
	set_text(arena, object, "region", change->region);
	set_text(arena, object, "connection", change->connection);
	set_text(arena, object, "cpu", change->cpu);
	set_text(arena, object, "part", change->name);
	set_text(arena, object, "property", change->what);
	set_text(arena, object, "old", change->old);
	set_text(arena, object, "new", change->new);
	set_text(arena, object, "text", change->text);
}

void diff_print_json(struct arena *arena, const struct diff *diff, const struct diff_names *names,
		     FILE *stream)
{
	json_t *root = json_object();
	json_t *list;

	set_text(arena, root, "old", names->old);
	set_text(arena, root, "new", names->new);
	list = document_set_array(arena, root, "changes");
	for (size_t i = 0; i < diff->count; i++)
		append_change(arena, list, &diff->changes[i]);
	document_print(arena, root, stream, JSON_INDENT(2));
}
