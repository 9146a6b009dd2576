/* SPDX-License-Identifier: BSD-3-Clause
 * patch.c: prints what fixes change, as a patch. */
#include <string.h>

#include "base/arena.h"
#include "diag/path.h"
#include "fix/internal.h"
#include "output/diff.h"

/* Relative to the working directory; of a file elsewhere, to the root. Links are followed, since a
 * patch of a link would change the link. */
static const char *patch_name(struct arena *arena, const struct fix_file *file)
{
	const char *path;

	if (strcmp(file->path, "-") == 0)
		return file->name;
	path = diag_path_below(arena, file->path);
	return path ? path : file->path + (*file->path == '/');
}

/* A name as git writes it: in quotes with escapes where it has characters that need them, and with
 * a tab behind it where it has blanks, because what follows a blank may be a time. */
static const char *quoted(struct arena *arena, const char *prefix, const char *name)
{
	const char *path = arena_printf(arena, "%s/%s", prefix, name);
	char *copy = arena_alloc(arena, 4 * strlen(path) + strlen("\"\"\t") + 1), *end = copy;
	bool is_quoted = false;

	*end++ = '"';
	for (; *path; path++) {
		unsigned char byte = (unsigned char)*path;

		if (byte == '"' || byte == '\\')
			end += sprintf(end, "\\%c", byte);
		else if (byte < 0x20 || byte >= 0x7f)
			end += sprintf(end, "\\%03o", byte);
		else
			*end++ = *path;
		is_quoted |= byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x7f;
	}
	if (is_quoted)
		*end++ = '"';
	else if (strchr(name, ' '))
		*end++ = '\t';
	return is_quoted ? copy : copy + 1;
}

bool fix_print_patch(struct arena *arena, const struct fixes *fixes, FILE *stream,
		     struct diags *diags)
{
	for (size_t i = 0; i < fixes->count; i++) {
		const struct fix_file *file = &fixes->files[i];
		const char *name = patch_name(arena, file), *error;
		const struct diff_text former = { quoted(arena, "a", name), file->former,
						  file->former_size };
		const struct diff_text next = { quoted(arena, "b", name), file->bytes, file->size };

		if (!fix_is_changed(file))
			continue;
		error = diff_print(arena, stream, &former, &next);
		if (!error)
			continue;
		diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 },
			 "cannot print the patch of '%s': %s", file->name, error);
		return false;
	}
	return true;
}
