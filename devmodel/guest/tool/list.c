/* SPDX-License-Identifier: BSD-3-Clause
 * list.c: `ivshmem list`: a line for each device, in columns. */
#include "guest/tool/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW_FORMAT "%-12s  %-4s  %-6s  %-12s  %-12s  %-7s  %-8s  %s\n"

static const char *or_dash(const char *text)
{
	return text[0] ? text : "-";
}

/* The position, if the registers answer and may be read. Nothing is enabled for it. */
static void read_position(const struct tool_options *options, const struct ivshm_info *info,
			  char text[8])
{
	struct ivshm_device *device = NULL;
	/* VFIO would reset the device. */
	bool is_vfio = strncmp(info->driver, "vfio", 4) == 0;
	uint16_t position;

	snprintf(text, 8, "-");
	if (info->is_decoding)
		device = ivshm_open(&options->paths, info->bdf,
				    is_vfio ? IVSHM_MAP_RESOURCE2 : IVSHM_MAP_AUTO, NULL);
	if (device && ivshm_position(device, &position, NULL))
		snprintf(text, 8, "%u", position);
	ivshm_close(device);
}

static void print_row(const struct tool_options *options, const struct ivshm_info *info)
{
	char slot[16], id[8], size[24], vectors[16], position[8];

	snprintf(slot, sizeof(slot), "%u", info->slot);
	snprintf(id, sizeof(id), "0x%04x", info->region_id);
	snprintf(size, sizeof(size), "%llu", (unsigned long long)info->bars[IVSHM_BAR_MEMORY].size);
	if (info->vectors == IVSHM_VECTORS_UNKNOWN)
		snprintf(vectors, sizeof(vectors), "?");
	else
		snprintf(vectors, sizeof(vectors), "%d", info->vectors);
	read_position(options, info, position);
	printf(ROW_FORMAT, info->bdf, slot, id, or_dash(info->name), size, vectors, position,
	       or_dash(info->driver));
}

enum tool_status tool_list(const struct tool_options *options)
{
	struct ivshm_error error;
	struct ivshm_info *list;
	size_t count;

	if (!ivshm_list(&options->paths, &list, &count, &error))
		return tool_fail("%s", error.text);
	printf(ROW_FORMAT, "BDF", "SLOT", "ID", "NAME", "SIZE", "VECTORS", "POSITION", "DRIVER");
	for (size_t i = 0; i < count; i++)
		print_row(options, &list[i]);
	free(list);
	return TOOL_DONE;
}
