/* SPDX-License-Identifier: BSD-3-Clause
 * alloc_preload.c: makes one allocation of a program fail, for LD_PRELOAD.
 *
 * ALLOC_FAIL=N is the one that fails, from 1 on. The file ALLOC_COUNT gets how many there were. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* glibc's own, which the definitions below replace. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static unsigned long allocations, failing;

static int fails(void)
{
	if (++allocations != failing)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return fails() ? NULL : __libc_realloc(memory, size);
}

static void __attribute__((constructor)) begin(void)
{
	const char *number = getenv("ALLOC_FAIL");

	allocations = 0;
	failing = number ? strtoul(number, NULL, 10) : 0;
}

static void __attribute__((destructor)) end(void)
{
	unsigned long count = allocations;
	const char *path = getenv("ALLOC_COUNT");
	FILE *stream = path ? fopen(path, "w") : NULL;

	if (!stream)
		return;
	fprintf(stream, "%lu\n", count);
	fclose(stream);
}
