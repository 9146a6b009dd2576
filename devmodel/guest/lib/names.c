/* SPDX-License-Identifier: BSD-3-Clause
 * names.c: the file that gives region IDs names: a line `NAME ID` each. */
#include "guest/lib/internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BLANKS	   " \t\r\n"
#define NAME_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"

struct name_file {
	FILE *stream;
	const char *path;
	unsigned line;
	char text[256]; /* of the line; `name` points into it */
	const char *name;
	uint16_t region_id;
};

enum row { ROW_READ, ROW_END, ROW_BROKEN };

/* Parses a line. A comment or an empty line leaves `name` NULL. */
static bool parse_line(struct name_file *file)
{
	char *rest = file->text;
	const char *id;
	uint64_t number = 0;

	rest[strcspn(rest, "#")] = '\0';
	file->name = strtok_r(rest, BLANKS, &rest);
	if (!file->name)
		return true;
	id = strtok_r(NULL, BLANKS, &rest);
	if (file->name[strspn(file->name, NAME_CHARS)] || !id || strtok_r(NULL, BLANKS, &rest) ||
	    !guest_parse_number(id, UINT16_MAX, &number))
		return false;
	file->region_id = (uint16_t)number;
	return true;
}

static enum row next_row(struct name_file *file)
{
	while (fgets(file->text, sizeof(file->text), file->stream)) {
		file->line++;
		/* A line that is too long has no line feed, but the last one may have none either.
		 */
		if (!strchr(file->text, '\n') && !feof(file->stream))
			return ROW_BROKEN;
		if (!parse_line(file))
			return ROW_BROKEN;
		if (file->name)
			return ROW_READ;
	}
	return ferror(file->stream) ? ROW_BROKEN : ROW_END;
}

void guest_name_of(const struct ivshm_paths *paths, uint16_t region_id, char *name, size_t size)
{
	struct name_file file = { .path = guest_names(paths) };

	name[0] = '\0';
	file.stream = fopen(file.path, "re");
	if (!file.stream)
		return;
	while (next_row(&file) == ROW_READ) {
		if (file.region_id != region_id || strlen(file.name) >= size)
			continue;
		strcpy(name, file.name);
		break;
	}
	fclose(file.stream);
}

bool guest_id_of(const struct ivshm_paths *paths, const char *name, uint16_t *region_id,
		 struct ivshm_error *error)
{
	struct name_file file = { .path = guest_names(paths) };
	bool is_found = false;
	enum row row;

	file.stream = fopen(file.path, "re");
	if (!file.stream)
		return guest_fail_errno(error, "cannot read the names in '%s'", file.path);
	while (!is_found && (row = next_row(&file)) == ROW_READ) {
		is_found = strcmp(file.name, name) == 0;
		*region_id = file.region_id;
	}
	fclose(file.stream);
	if (is_found)
		return true;
	if (row == ROW_BROKEN)
		return guest_fail(error, "%s:%u: invalid line: expected 'NAME ID'", file.path,
				  file.line);
	return guest_fail(error, "'%s': name '%s' not found", file.path, name);
}
