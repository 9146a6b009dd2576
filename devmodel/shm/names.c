/* SPDX-License-Identifier: BSD-3-Clause
 * names.c: names and sizes of shared memory objects. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "shm/internal.h"

bool region_is_size(uint64_t size)
{
	return size >= 4096 && size <= INT64_MAX && (size & (size - 1)) == 0;
}

bool region_is_private_name(const char *text)
{
	const size_t prefix = strlen(REGION_PRIVATE_PREFIX);

	return strncmp(text, REGION_PRIVATE_PREFIX, prefix) == 0 &&
	       strlen(text) == REGION_PRIVATE_SIZE - 1 &&
	       strspn(text + prefix, "0123456789abcdef") == REGION_PRIVATE_SIZE - 1 - prefix;
}

bool region_make_private_name(char *name)
{
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return false;
	snprintf(name, REGION_PRIVATE_SIZE, REGION_PRIVATE_PREFIX "%016" PRIx64, random);
	return true;
}
