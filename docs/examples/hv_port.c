/* SPDX-License-Identifier: BSD-3-Clause
 * hv_port.c: integrates hv-land into a hypervisor. Functions whose names begin with my_ stand for
 * functions that the hypervisor already has.
 */
#include "hv/land.h"

#define DEVICES_MAX 32

bool my_map(uint16_t vm, uint64_t guest_address, void *memory, uint64_t size);
void my_unmap(uint16_t vm, uint64_t guest_address, uint64_t size);
void my_inject_msi(uint16_t vm, uint64_t address, uint32_t data);
void my_lock(void);
void my_unlock(void);
void my_print(const char *line);

/* Called by the hypervisor, at boot and to handle VM exits. */
bool port_init(uint8_t *memory, uint64_t size);
struct hv_device *port_device(struct hv_place at);
void port_config(struct hv_device *device, unsigned offset, unsigned size, bool is_write,
		 uint32_t *value);
bool port_mmio(uint16_t vm, uint64_t address, unsigned size, bool is_write, uint64_t *value);

static struct hv_land land;
static struct hv_device devices[DEVICES_MAX];

static bool map(void *ctx, const struct hv_device *device, uint64_t address, uint8_t *memory,
		uint64_t size)
{
	(void)ctx;
	return my_map(device->place.vm, address, memory, size);
}

static void unmap(void *ctx, const struct hv_device *device, uint64_t address, uint64_t size)
{
	(void)ctx;
	my_unmap(device->place.vm, address, size);
}

static void inject_msi(void *ctx, const struct hv_device *device, unsigned vector, uint64_t address,
		       uint32_t data)
{
	(void)ctx;
	(void)vector;
	my_inject_msi(device->place.vm, address, data);
}

static void lock(void *ctx)
{
	(void)ctx;
	my_lock();
}

static void unlock(void *ctx)
{
	(void)ctx;
	my_unlock();
}

static void log(void *ctx, const struct hv_device *device, const char *line)
{
	(void)ctx;
	(void)device;
	my_print(line);
}

static const struct hv hv = {
	.map = map,
	.unmap = unmap,
	.inject_msi = inject_msi,
	.lock = lock,
	.unlock = unlock,
	.log = log,
};

/* At boot, before any VM runs. */
bool port_init(uint8_t *memory, uint64_t size)
{
	const struct hv_land_storage storage = {
		.memory = memory,
		.memory_size = size,
		.devices = devices,
		.device_count = DEVICES_MAX,
	};

	return hv_land_init(&land, &static_config, &hv, &storage) == HV_LAND_OK;
}

/* For the list of devices of a VM that the hypervisor starts: ours at this address, or NULL. */
struct hv_device *port_device(struct hv_place at)
{
	return hv_land_find_device(&land, at);
}

/* A guest reads or writes the configuration space of one of our devices. */
void port_config(struct hv_device *device, unsigned offset, unsigned size, bool is_write,
		 uint32_t *value)
{
	if (is_write)
		hv_land_config_write(device, offset, size, *value);
	else
		*value = hv_land_config_read(device, offset, size);
}

/* A guest has accessed an address without memory. Returns false if it is not in a device of hv-land. */
bool port_mmio(uint16_t vm, uint64_t address, unsigned size, bool is_write, uint64_t *value)
{
	struct hv_land_bar at;

	if (!hv_land_find_bar(&land, vm, address, &at))
		return false;
	if (is_write)
		hv_land_bar_write(at.device, at.bar, at.offset, size, *value);
	else
		*value = hv_land_bar_read(at.device, at.bar, at.offset, size);
	return true;
}
