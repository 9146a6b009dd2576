/* SPDX-License-Identifier: BSD-3-Clause
 * cache.c: the cache mode that a mapping asked for, and the one that the kernel granted. */
#include "guest/lib/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char unknown[] = "unknown";

const char *ivshm_cache_asked(const struct ivshm_device *device)
{
	/* What x86 uses for uncached mappings: a write-combining MTRR may override it. */
	return device->map == IVSHM_MAP_RESOURCE2_WC ? "write-combining" : "uncached-minus";
}

/* The mode at the end of a line. */
static const char *mode_of(const char *text)
{
	static const char *const modes[] = {
		"uncached",	 "uncached-minus",  "write-combining",
		"write-through", "write-protected", "write-back",
	};

	text += strspn(text, " ");
	for (unsigned i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strncmp(text, modes[i], strlen(modes[i])) == 0 &&
		    strcspn(text, " \n") == strlen(modes[i]))
			return modes[i];
	return unknown;
}

/* The mode of a line `PAT: [mem 0xSTART-0xEND] MODE` if the address is in its range, or NULL. */
static const char *mode_at(const char *line, uint64_t address)
{
	uint64_t start, end;
	int used = 0;

	if (sscanf(line, "PAT: [mem 0x%" SCNx64 "-0x%" SCNx64 "]%n", &start, &end, &used) < 2 ||
	    !used)
		return NULL;
	return address >= start && address < end ? mode_of(line + used) : NULL;
}

const char *ivshm_cache_granted(const struct ivshm_device *device)
{
	const char *mode = NULL;
	char path[PATH_MAX];
	char *line = NULL;
	size_t room = 0;
	FILE *stream;

	/* VFIO requests the mode at the first access, not when the memory is mapped. */
	(void)*(const volatile char *)device->memory.at;
	snprintf(path, sizeof(path), "%s/kernel/debug/x86/pat_memtype_list", device->paths.sysfs);
	stream = fopen(path, "re");
	if (!stream)
		return unknown;
	while (!mode && getline(&line, &room, stream) >= 0)
		mode = mode_at(line, device->info.bars[IVSHM_BAR_MEMORY].address);
	free(line);
	fclose(stream);
	return mode ? mode : unknown;
}
