/* SPDX-License-Identifier: BSD-3-Clause
 * values.c: single values of a host, most of them in /sys. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "doctor/internal.h"
#include "schema/number.h"

/* A file of /sys is a page. */
#define VALUE_MAX 4096u

const char *doctor_value(const struct doctor *doctor, const char *path)
{
	const char *text = host_read(doctor->host, path, VALUE_MAX, NULL);

	return text ? arena_copy(doctor->arena, text, strcspn(text, "\n")) : NULL;
}

bool doctor_number(const struct doctor *doctor, const char *path, uint64_t *number)
{
	const char *text = doctor_value(doctor, path);

	return text && number_parse_range(text, 0, UINT64_MAX, number);
}

bool doctor_list_has(const char *list, uint64_t number)
{
	while (*list >= '0' && *list <= '9') {
		char *end;
		uint64_t first = strtoull(list, &end, 10), last = first;

		if (*end == '-')
			last = strtoull(end + 1, &end, 10);
		if (number >= first && number <= last)
			return true;
		if (*end != ',')
			return false;
		list = end + 1;
	}
	return false;
}

bool doctor_exists(const struct doctor *doctor, const char *path, bool *is_known)
{
	struct host_file file;

	if (host_stat(doctor->host, path, &file))
		return true;
	*is_known &= errno == ENOENT || errno == ENOTDIR;
	return false;
}
