/* SPDX-License-Identifier: BSD-3-Clause
 * acrn_dm_devices.c: the devices of acrn-dm that not every release has. */
#include <string.h>

#include "vmm/acrn_dm.h"

struct dm_device {
	const char *kind;
	const char *from;      /* the first release that has it */
	const char *gone_from; /* the first one that does not have it any more; or NULL */
};

static const struct dm_device devices[] = {
	{ "pci-gvt", "1.0", "3.0" },   { "virtio-hdcp", "1.0", "3.0" },
	{ "npk", "1.0", "3.0" },       { "virtio-coreu", "1.0", "3.0" },
	{ "ivshmem", "2.0", NULL },    { "vhost-vsock", "3.0", NULL },
	{ "virtio-gpu", "3.0", NULL },
};

static const struct dm_device *find_device(const char *kind)
{
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (strcmp(devices[i].kind, kind) == 0)
			return &devices[i];
	return NULL;
}

bool acrn_dm_has_device(const char *kind, enum release release)
{
	const struct dm_device *device = find_device(kind);

	return !device || (release_has(release, device->from) &&
			   !(device->gone_from && release_has(release, device->gone_from)));
}

bool acrn_dm_had_device_before_2_0(const char *kind)
{
	const struct dm_device *device = find_device(kind);

	return !device || *device->from == '1';
}
