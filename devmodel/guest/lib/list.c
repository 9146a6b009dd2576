/* SPDX-License-Identifier: BSD-3-Clause
 * list.c: lists a guest's ivshmem functions, from sysfs. */
#include "guest/lib/internal.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_HEADER_SIZE    64u /* what every user may read */
#define CONFIG_COMMAND	      0x04u
#define CONFIG_STATUS	      0x06u
#define CONFIG_REVISION	      0x08u
#define CONFIG_SUBSYSTEM      0x2eu
#define CONFIG_CAPABILITIES   0x34u
#define COMMAND_MEMORY	      0x02u
#define STATUS_CAPABILITIES   0x10u
#define CAPABILITY_MSIX	      0x11u
#define MSIX_TABLE_SIZE	      0x07ffu
#define RESOURCE_MEMORY	      0x00000200u /* the kernel's IORESOURCE_MEM */
#define RESOURCE_UNSET	      0x20000000u /* its IORESOURCE_UNSET */
#define CAPABILITY_LIST_LIMIT 48u	  /* more do not fit: a longer list is cyclic */

static unsigned word_at(const uint8_t *config, size_t offset)
{
	return (unsigned)config[offset] | (unsigned)config[offset + 1] << 8;
}

bool ivshm_config(const struct ivshm_paths *paths, const struct ivshm_info *info,
		  uint8_t config[256], size_t *length, struct ivshm_error *error)
{
	char path[PATH_MAX];
	ssize_t count;

	guest_path(path, paths, info->bdf, "config");
	memset(config, 0, 256);
	count = guest_read_bytes(path, config, 256);
	if (count < 0)
		return guest_fail_errno(error, "cannot read '%s'", path);
	if (count < (ssize_t)CONFIG_HEADER_SIZE)
		return guest_fail(error, "'%s' is truncated: %zd bytes", path, count);
	*length = (size_t)count;
	return true;
}

static int count_vectors(const uint8_t *config, size_t length)
{
	unsigned at = config[CONFIG_CAPABILITIES] & 0xfcu;

	if (!(word_at(config, CONFIG_STATUS) & STATUS_CAPABILITIES))
		return 0;
	for (unsigned i = 0; at && i < CAPABILITY_LIST_LIMIT; i++) {
		if (at + 4 > length)
			return IVSHM_VECTORS_UNKNOWN;
		if (config[at] == CAPABILITY_MSIX)
			return (int)(word_at(config, at + 2) & MSIX_TABLE_SIZE) + 1;
		at = config[at + 1] & 0xfcu;
	}
	return 0;
}

static bool read_bars(const struct ivshm_paths *paths, struct ivshm_info *info,
		      struct ivshm_error *error)
{
	char path[PATH_MAX], text[4096];
	char *at = text;

	guest_path(path, paths, info->bdf, "resource");
	if (!guest_read_text(path, text, sizeof(text)))
		return guest_fail_errno(error, "cannot read '%s'", path);
	for (unsigned bar = 0; bar < IVSHM_BARS; bar++) {
		uint64_t start, end, flags;
		int used = 0;

		if (sscanf(at, "%" SCNx64 " %" SCNx64 " %" SCNx64 "%n", &start, &end, &flags,
			   &used) < 3 ||
		    end < start)
			return guest_fail(error, "'%s': invalid range in line %u", path, bar + 1);
		at += used;
		if (!(flags & RESOURCE_MEMORY))
			continue;
		info->bars[bar].address = flags & RESOURCE_UNSET ? 0 : start;
		info->bars[bar].size = end - start + 1;
	}
	return true;
}

/* By the text files of a function: to read the configuration space of other devices would wake them
 * up. */
static bool is_ivshmem(const struct ivshm_paths *paths, const char *bdf)
{
	char path[PATH_MAX];
	uint64_t vendor, device;

	guest_path(path, paths, bdf, "vendor");
	if (!guest_read_number(path, &vendor) || vendor != IVSHM_VENDOR_ID)
		return false;
	guest_path(path, paths, bdf, "device");
	return guest_read_number(path, &device) && device == IVSHM_DEVICE_ID;
}

/* Fills in what is known of a function. *is_supported is false for another revision than 1. */
static bool inspect(const struct ivshm_paths *paths, const char *bdf, struct ivshm_info *info,
		    bool *is_supported, struct ivshm_error *error)
{
	unsigned parts[4] = { 0 };
	uint8_t config[256];
	char path[PATH_MAX];
	size_t length = 0;

	*info = (struct ivshm_info) { 0 };
	if (strlen(bdf) >= sizeof(info->bdf) || !guest_parse_bdf(bdf, parts))
		return guest_fail(error, "invalid name of a PCI function '%s'", bdf);
	strcpy(info->bdf, bdf);
	if (!ivshm_config(paths, info, config, &length, error))
		return false;
	*is_supported = config[CONFIG_REVISION] == IVSHM_REVISION_ID;
	if (!*is_supported)
		return true;
	info->slot = parts[2];
	info->region_id = (uint16_t)word_at(config, CONFIG_SUBSYSTEM);
	info->vectors = count_vectors(config, length);
	info->is_decoding = word_at(config, CONFIG_COMMAND) & COMMAND_MEMORY;
	guest_path(path, paths, bdf, "driver");
	guest_link_name(path, info->driver, sizeof(info->driver));
	guest_name_of(paths, info, info->name, sizeof(info->name));
	if (!read_bars(paths, info, error))
		return false;
	if (info->vectors == IVSHM_VECTORS_UNKNOWN && !info->bars[IVSHM_BAR_MSIX].size)
		info->vectors = 0;
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct ivshm_info *left = a, *right = b;
	unsigned x[4] = { 0 }, y[4] = { 0 };

	guest_parse_bdf(left->bdf, x);
	guest_parse_bdf(right->bdf, y);
	for (unsigned i = 0; i < 4; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

/* Appends one function to the list, if it is an ivshmem function. */
static bool append(const struct ivshm_paths *paths, const char *bdf, struct ivshm_info **list,
		   size_t *count, struct ivshm_error *error)
{
	struct ivshm_info *grown;
	struct ivshm_info info;
	bool is_supported = false;

	if (bdf[0] == '.' || !is_ivshmem(paths, bdf))
		return true;
	if (!inspect(paths, bdf, &info, &is_supported, error))
		return false;
	if (!is_supported)
		return true;
	grown = reallocarray(*list, *count + 1, sizeof(**list));
	if (!grown)
		return guest_fail_errno(error, "cannot list devices");
	grown[(*count)++] = info;
	*list = grown;
	return true;
}

bool ivshm_list(const struct ivshm_paths *paths, struct ivshm_info **list, size_t *count,
		struct ivshm_error *error)
{
	const struct dirent *entry;
	char path[PATH_MAX];
	bool is_fine = true;
	DIR *directory;

	*list = NULL;
	*count = 0;
	guest_path(path, paths, "", "");
	directory = opendir(path);
	if (!directory)
		return guest_fail_errno(error, "cannot list PCI devices in '%s'", path);
	while (is_fine && (entry = readdir(directory)))
		is_fine = append(paths, entry->d_name, list, count, error);
	closedir(directory);
	if (is_fine) {
		if (*count)
			qsort(*list, *count, sizeof(**list), compare);
		return true;
	}
	free(*list);
	*list = NULL;
	*count = 0;
	return false;
}
