/* SPDX-License-Identifier: BSD-3-Clause
 * values.c: single values of a host, most of them in /sys. */
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

bool doctor_exists(const struct doctor *doctor, const char *path)
{
	struct host_file file;

	return host_stat(doctor->host, path, &file);
}
