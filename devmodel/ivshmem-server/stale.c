/* SPDX-License-Identifier: BSD-3-Clause
 * stale.c: lists stale objects as a table. */
#include "ivshmem-server/stale.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "ivshmem-server/stale_find.h"
#include "shm/holders.h"
#include "shm/region.h"

enum column { NAME, KIND, SIZE, MODE, OWNER, STATE, HOLDERS, COLUMNS };

struct row {
	char cells[COLUMNS][256];
};

static const struct row header = {
	{ "NAME", "KIND", "SIZE", "MODE", "OWNER", "STATE", "HOLDERS" },
};

static const char *const kinds[] = {
	[STALE_HALF_MADE] = "half-made", [STALE_REGION] = "region", [STALE_EMPTY] = "empty",
	[STALE_SOCKET] = "socket",	 [STALE_STATE] = "state",   [STALE_OWNERSHIP] = "lock",
};

/* Fills a cell; unprintable characters of names are replaced. */
static void __attribute__((format(printf, 3, 4)))
set(struct row *row, enum column column, const char *format, ...)
{
	char *cell = row->cells[column];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(cell, sizeof(row->cells[column]), format, arguments);
	va_end(arguments);
	for (; *cell; cell++)
		if (*cell < ' ' || *cell > '~')
			*cell = '?';
}

static void set_size(struct row *row, uint64_t size)
{
	static const char *const units[] = { "", "K", "M", "G", "T" };
	size_t unit = 0;

	while (size && size % 1024 == 0 && unit < 4) {
		size /= 1024;
		unit++;
	}
	set(row, SIZE, "%" PRIu64 "%s", size, units[unit]);
}

static void set_owner(struct row *row, uid_t owner)
{
	const struct passwd *user = getpwuid(owner);

	if (user)
		set(row, OWNER, "%s", user->pw_name);
	else
		set(row, OWNER, "%u", (unsigned)owner);
}

/* The holders of the region, whichever of its files the row is for. */
static void set_holders(struct row *row, const char *region)
{
	char path[sizeof(REGION_DIRECTORY "/") + SHM_NAME_MAX], holders[256] = "";
	struct stat status;

	snprintf(path, sizeof(path), REGION_DIRECTORY "/%s", region);
	if (lstat(path, &status) == 0)
		region_holders(&status, holders, sizeof(holders));
	set(row, HOLDERS, "%s", *holders ? holders : "-");
}

static const char *find_state(int directory, const char *region)
{
	struct error ignored;

	if (stale_is_served(directory, region))
		return "served";
	switch (region_get_use(region, &ignored)) {
	case REGION_IN_USE:
		return "in use";
	case REGION_UNKNOWN:
		return "unknown";
	default:
		return "stale";
	}
}

static struct row describe(const struct stale_objects *found, const struct stale_object *item)
{
	struct row row;

	set(&row, NAME, "%s", item->name);
	set(&row, KIND, "%s", kinds[item->kind]);
	if (item->kind == STALE_SOCKET)
		set(&row, SIZE, "-");
	else
		set_size(&row, (uint64_t)item->status.st_size);
	set(&row, MODE, "%04o", (unsigned)item->status.st_mode & 07777);
	set_owner(&row, item->status.st_uid);
	set(&row, STATE, "%s", find_state(found->directory, item->region));
	set_holders(&row, item->region);
	return row;
}

static void widen(int widths[COLUMNS], const struct row *row)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		int width = (int)strlen(row->cells[i]);

		if (widths[i] < width)
			widths[i] = width;
	}
}

/* The last column is not padded. */
static void print_row(const int widths[COLUMNS], const struct row *row, FILE *out)
{
	for (size_t i = 0; i < COLUMNS - 1; i++)
		fprintf(out, "%-*s  ", widths[i], row->cells[i]);
	fprintf(out, "%s\n", row->cells[COLUMNS - 1]);
}

static void print_table(const struct row *rows, size_t count, FILE *out)
{
	int widths[COLUMNS] = { 0 };

	widen(widths, &header);
	for (size_t i = 0; i < count; i++)
		widen(widths, &rows[i]);
	print_row(widths, &header, out);
	for (size_t i = 0; i < count; i++)
		print_row(widths, &rows[i], out);
}

static bool is_wanted(const struct stale_object *item, char *const names[])
{
	if (!names || !*names)
		return true;
	for (; *names; names++)
		if (strcmp(*names, item->region) == 0)
			return true;
	return false;
}

static bool list(const struct stale_objects *found, char *const names[], FILE *out,
		 struct error *error)
{
	struct row *rows = calloc(found->count + 1, sizeof(*rows));
	size_t count = 0;

	if (!rows)
		return error_set_errno(error, "cannot create a table");
	for (size_t i = 0; i < found->count; i++)
		if (is_wanted(&found->items[i], names))
			rows[count++] = describe(found, &found->items[i]);
	print_table(rows, count, out);
	free(rows);
	return true;
}

bool stale_list(const char *directory, char *const names[], FILE *out, struct error *error)
{
	struct stale_objects found;
	bool is_done = stale_find(directory, &found, error) && list(&found, names, out, error);

	stale_free(&found);
	return is_done;
}
