/* SPDX-License-Identifier: BSD-3-Clause
 * allocators.c: malloc() and its like for libraries, whose allocators have no context. */
#include "base/allocators.h"

#include <jansson.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

static void (*end_of_memory)(void);

static void *checked(void *memory, size_t size)
{
	if (!memory && size)
		end_of_memory();
	return memory;
}

static void *allocate(size_t size)
{
	return checked(malloc(size), size);
}

static void *resize(void *memory, size_t size)
{
	return checked(realloc(memory, size), size);
}

static char *duplicate(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(allocate(size), text, size);
}

void allocators_set(void (*out_of_memory)(void))
{
	end_of_memory = out_of_memory;
	xmlMemSetup(free, allocate, resize, duplicate); /* libxslt's, too */
	json_set_alloc_funcs(allocate, free);
}
