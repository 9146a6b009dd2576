/* SPDX-License-Identifier: BSD-3-Clause
 * names.c: the file that gives regions names: a line `NAME ID` or `NAME BDF` each. */
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
	struct guest_place place;
};

enum row { ROW_READ, ROW_END, ROW_BROKEN };

static bool parse_place(const char *text, struct guest_place *place)
{
	uint64_t number = 0;

	*place = (struct guest_place) { 0 };
	place->is_bdf = guest_parse_bdf(text, place->bdf);
	if (place->is_bdf)
		return true;
	if (!guest_parse_number(text, UINT16_MAX, &number))
		return false;
	place->region_id = (uint16_t)number;
	return true;
}

/* Parses a line. A comment or an empty line leaves `name` NULL. */
static bool parse_line(struct name_file *file)
{
	char *rest = file->text;
	const char *place;

	rest[strcspn(rest, "#")] = '\0';
	file->name = strtok_r(rest, BLANKS, &rest);
	if (!file->name)
		return true;
	place = strtok_r(NULL, BLANKS, &rest);
	return !file->name[strspn(file->name, NAME_CHARS)] && place &&
	       !strtok_r(NULL, BLANKS, &rest) && parse_place(place, &file->place);
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

bool guest_is_at(const struct ivshm_info *info, const struct guest_place *place)
{
	unsigned parts[4] = { 0 };

	if (!place->is_bdf)
		return info->region_id == place->region_id;
	return guest_parse_bdf(info->bdf, parts) && memcmp(parts, place->bdf, sizeof(parts)) == 0;
}

void guest_name_of(const struct ivshm_paths *paths, const struct ivshm_info *info, char *name,
		   size_t size)
{
	struct name_file file = { .path = guest_names(paths) };

	name[0] = '\0';
	file.stream = fopen(file.path, "re");
	if (!file.stream)
		return;
	while (next_row(&file) == ROW_READ) {
		if (!guest_is_at(info, &file.place) || strlen(file.name) >= size)
			continue;
		strcpy(name, file.name);
		break;
	}
	fclose(file.stream);
}

bool guest_place_of(const struct ivshm_paths *paths, const char *name, struct guest_place *place,
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
		*place = file.place;
	}
	fclose(file.stream);
	if (is_found)
		return true;
	if (row == ROW_BROKEN)
		return guest_fail(error,
				  "%s:%u: invalid line: expected 'NAME ID' or "
				  "'NAME BDF'",
				  file.path, file.line);
	return guest_fail(error, "'%s': name '%s' not found", file.path, name);
}
