/* SPDX-License-Identifier: BSD-3-Clause
 * write.c: writes fixed files to the disk. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/source.h"
#include "fix/internal.h"
#include "load/load.h"

static bool is_stdin(const struct fix_file *file)
{
	return strcmp(file->path, "-") == 0;
}

static bool report_unwritable(struct diags *diags, const char *name)
{
	diag_add(diags, DIAG_OUTPUT_UNWRITABLE, (struct span) { 0 }, "cannot write '%s': %s", name,
		 strerror(errno));
	return false;
}

/* Whether a file is as it was read, and may be written to. */
static bool can_write(const struct arena *arena, const struct fix_file *file, struct diags *diags)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	const struct source *source = load_read(scratch, file->path, diags);
	struct diag *diag;

	if (!source)
		return false;
	if (source->mark_size + source->size != file->former_size ||
	    memcmp(source->bytes - source->mark_size, file->former, file->former_size) != 0) {
		diag = diag_add(diags, DIAG_FIX_FILE_CHANGED, (struct span) { 0 },
				"'%s' has changed since it was read", file->name);
		diag_help(diag, "nothing is written: run the command again");
		return false;
	}
	return faccessat(AT_FDCWD, file->path, W_OK, AT_EACCESS) == 0 ||
	       report_unwritable(diags, file->name);
}

static bool write_file(struct arena *arena, const struct fix_file *file, FILE *stream,
		       struct diags *diags)
{
	if (!is_stdin(file))
		return file_update(arena, file->path, file->bytes, file->size) ||
		       report_unwritable(diags, file->name);
	if (fwrite(file->bytes, 1, file->size, stream) == file->size)
		return true;
	return report_unwritable(diags, "standard output");
}

bool fix_write(struct arena *arena, const struct fixes *fixes, FILE *stream, struct diags *diags)
{
	bool is_good = true;

	overlay_set(NULL, 0);
	for (size_t i = 0; i < fixes->count; i++)
		if (!is_stdin(&fixes->files[i]) && fix_is_changed(&fixes->files[i]))
			is_good &= can_write(arena, &fixes->files[i], diags);
	for (size_t i = 0; i < fixes->count && is_good; i++)
		if (is_stdin(&fixes->files[i]) || fix_is_changed(&fixes->files[i]))
			is_good = write_file(arena, &fixes->files[i], stream, diags);
	overlay_set(fixes->overlays, fixes->count);
	return is_good;
}
