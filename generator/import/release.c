/* SPDX-License-Identifier: BSD-3-Clause
 * release.c: the release of ACRN that command lines are for. */
#include <string.h>

#include "import/import.h"
#include "schema/ivshmem_argument.h"
#include "vmm/acrn_dm.h"

static bool option_suits(const struct launch_option *option, enum release release)
{
	const struct acrn_dm_option *known = option->acrn_dm;

	if (!known)
		return true;
	return acrn_dm_has(known, release) &&
	       !(known->ignored_from && release_has(release, known->ignored_from)) &&
	       acrn_dm_takes_value(known, release) == (option->has_value || option->lacks_value);
}

/* The forms of the argument: see schema/ivshmem_argument.h. */
static bool ivshmem_suits(const char *options, enum release release)
{
	struct ivshmem_argument fields;

	if (ivshmem_argument_parse(options, &fields) != IVSHMEM_ARGUMENT_OK)
		return true;
	if (fields.has_region_id)
		return release >= RELEASE_3_3;
	return (release >= RELEASE_2_2) == (fields.prefix_length > 0);
}

/* Devices that a release before 3.0 had, and those that came with it. */
static bool kind_suits(const char *kind, bool is_3)
{
	static const char *const old[] = { "pci-gvt", "virtio-hdcp", "npk", "virtio-coreu" };
	static const char *const new[] = { "vhost-vsock", "virtio-gpu" };

	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (strcmp(kind, old[i]) == 0)
			return !is_3;
	for (size_t i = 0; i < sizeof(new) / sizeof(new[0]); i++)
		if (strcmp(kind, new[i]) == 0)
			return is_3;
	return true;
}

static bool device_suits(const struct launch_device *device, enum release release)
{
	const char *kind = device->kind.value, *options = device->options.head;
	bool is_3 = release >= RELEASE_3_0;

	if (!kind)
		return true;
	if (strcmp(kind, "ivshmem") == 0)
		return !device->options.value || ivshmem_suits(device->options.value, release);
	if (strcmp(kind, "virtio-net") == 0 && *options)
		return (strncmp(options, "tap=", strlen("tap=")) == 0) == is_3;
	return kind_suits(kind, is_3);
}

/* How many arguments a release's acrn-dm does not take as they are meant. */
static size_t count_misfits(const struct launch *launch, enum release release)
{
	size_t count = 0;

	if (launch->program != LAUNCH_ACRN_DM)
		return 0;
	for (size_t i = 0; i < launch->option_count; i++)
		count += !option_suits(&launch->options[i], release);
	for (size_t i = 0; i < launch->device_count; i++)
		count += !device_suits(&launch->devices[i], release);
	return count;
}

static size_t count_all(const struct script *const *scripts, size_t count, enum release release)
{
	size_t misfits = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < scripts[i]->launch_count; j++)
			misfits += count_misfits(scripts[i]->launches[j], release);
	return misfits;
}

enum release import_release(const struct script *const *scripts, size_t count,
			    enum release otherwise)
{
	enum release best = otherwise;
	size_t fewest = count_all(scripts, count, otherwise);

	for (size_t i = RELEASE_COUNT; i-- > 0;) {
		size_t misfits = count_all(scripts, count, (enum release)i);

		if (misfits < fewest) {
			fewest = misfits;
			best = (enum release)i;
		}
	}
	return best;
}
