/* SPDX-License-Identifier: BSD-3-Clause
 * check.h: what the checks of a configuration share: the directory with the files, what they say,
 * the board that they are for, and the problems so far.
 */
#ifndef CHECK_H
#define CHECK_H

#include "board_facts.h"
#include "c_values.h"

#define CHECK_VMS_MAX 128

enum check_kind { CHECK_NONE, CHECK_PRE, CHECK_SERVICE, CHECK_POST };

struct check {
	struct arena *arena;
	const struct board_facts *facts;
	const char *directory, *scenario; /* where gen wrote to; the scenario's name */
	struct c_values c, table;	  /* the hypervisor's files; static_config.c */
	enum check_kind kinds[CHECK_VMS_MAX];
	unsigned vm_count;    /* without the rows that are left over */
	const char *problems; /* a line for each, "" for none */
};

static inline void problem(struct check *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static inline void problem(struct check *check, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	check->problems = arena_printf(check->arena, "%s  %s\n", check->problems,
				       arena_vprintf(check->arena, format, arguments));
	va_end(arguments);
}

/* The bytes of a file and a NUL; NULL without it. */
static inline char *check_file(struct arena *arena, const char *directory, const char *name,
			       size_t *size)
{
	FILE *file = fopen(arena_printf(arena, "%s/%s", directory, name), "r");
	char *bytes;
	long end;

	if (!file)
		return NULL;
	fseek(file, 0, SEEK_END);
	end = ftell(file);
	rewind(file);
	bytes = arena_alloc(arena, (size_t)end + 1);
	*size = fread(bytes, 1, (size_t)end, file);
	fclose(file);
	return bytes;
}

/* The same; that it is not there is a problem. */
static inline char *check_need(struct check *check, const char *name, size_t *size)
{
	char *bytes = check_file(check->arena, check->directory, name, size);

	if (!bytes)
		problem(check, "no file %s", name);
	return bytes ? bytes : "";
}

static inline bool range_is_inside(struct fact_range inner, struct fact_range outer)
{
	return inner.start >= outer.start && inner.end <= outer.end && inner.start <= inner.end;
}

static inline bool range_overlaps(struct fact_range a, struct fact_range b)
{
	return a.start <= b.end && b.start <= a.end;
}

/* Whether one of the ranges holds all of it. */
static inline bool range_is_in_one(struct fact_range range, const struct fact_range *ranges,
				   size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (range_is_inside(range, ranges[i]))
			return true;
	return false;
}

/* The name of a VM's array of PCI devices, and how many rows it has. */
static inline const char *check_rows(const struct check *check, unsigned vm, unsigned *count)
{
	const char *name = c_find(&check->c, "vm_configs[%u].pci_devs", vm);

	*count = name ? (unsigned)c_get(&check->c, 0, "%s#", name) : 0;
	return name;
}

/* What a text value of a row is, or "". */
static inline const char *check_text(const struct check *check, const char *rows, unsigned row,
				     const char *member)
{
	const char *text = c_find(&check->c, "%s[%u].%s", rows, row, member);

	return text ? text : "";
}

#endif
