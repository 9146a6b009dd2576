/* SPDX-License-Identifier: BSD-3-Clause
 * serve.c: ties the device's registers to a region of memory and to the vfio-user protocol. */
#include "serve.h"

#include <stdlib.h>

#include "ivshmem.h"
#include "qemu.h"
#include "region.h"
#include "vfu.h"

struct served_device {
	struct served *served;
	const struct claim *claim;
	struct region region;
	struct ivshmem ivshmem;
	struct port port;
	struct vfu_server *server;
	bool is_connected;
};

/* QEMU keeps the addresses of BARs by itself, and dm-land has no notification. */
static void port_map(void *world, unsigned bar, uint64_t address)
{
	(void)world;
	(void)bar;
	(void)address;
}

static void port_unmap(void *world, unsigned bar)
{
	(void)world;
	(void)bar;
}

static void port_raise(void *world, unsigned vector, uint64_t address, uint32_t data)
{
	struct served_device *device = world;

	(void)address;
	(void)data;
	vfu_raise(device->server, vector);
}

static void port_ring(void *world, uint16_t peer, uint16_t vector)
{
	(void)world;
	(void)peer;
	(void)vector;
}

static uint32_t config_read(void *device, unsigned offset, unsigned size)
{
	return pci_config_read(&((struct served_device *)device)->ivshmem.pci, offset, size);
}

static void config_write(void *device, unsigned offset, unsigned size, uint32_t value)
{
	pci_config_write(&((struct served_device *)device)->ivshmem.pci, offset, size, value);
}

static uint64_t bar_read(void *device, unsigned bar, uint64_t offset, unsigned size)
{
	return ivshmem_bar_read(&((struct served_device *)device)->ivshmem, bar, offset, size);
}

static void bar_write(void *device, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
	ivshmem_bar_write(&((struct served_device *)device)->ivshmem, bar, offset, size, value);
}

static void reset(void *device)
{
	ivshmem_reset(&((struct served_device *)device)->ivshmem);
}

static void connected(void *data, bool is_connected)
{
	struct served_device *device = data;
	struct served *served = device->served;

	if (device->is_connected == is_connected)
		return;
	device->is_connected = is_connected;
	served->connected += is_connected ? 1 : -1u;
	if (is_connected && served->connected < served->count)
		return;
	served->was_complete |= is_connected;
	served->changed(served->data, is_connected);
}

static void init_device(struct served_device *device)
{
	const struct ivshmem_setup setup = {
		.size = device->claim->size,
		.region_id = device->claim->region_id,
		.is_vmm_table = true,
	};

	device->port = (struct port) { .world = device,
				       .map = port_map,
				       .unmap = port_unmap,
				       .raise = port_raise,
				       .ring = port_ring };
	ivshmem_init(&device->ivshmem, &setup, &device->port);
}

static bool start_server(struct served_device *device, const char *path, struct loop *loop,
			 struct fault *fault)
{
	struct vfu_function function = {
		.device = device,
		.bars = { [IVSHMEM_BAR_REGISTERS] = { .size = IVSHMEM_REGISTERS_SIZE, .fd = -1 },
			  [IVSHMEM_BAR_MEMORY] = { .size = device->region.size,
						   .is_memory = true,
						   .fd = device->region.fd } },
		.config_read = config_read,
		.config_write = config_write,
		.bar_read = bar_read,
		.bar_write = bar_write,
		.reset = reset,
		.connected = connected,
	};

	if (!path)
		return fault_set(fault, "out of memory");
	device->server = vfu_listen(loop, path, &function, fault);
	return device->server != NULL;
}

static bool start_device(struct served *served, const struct arguments *arguments,
			 const struct device *asked, const char *run_dir, struct loop *loop,
			 struct fault *fault)
{
	struct served_device *device = &served->devices[served->count];
	const struct region_request request = { .name = asked->claim.name,
						.size = asked->claim.size,
						.mode = arguments->shm_mode,
						.owner = arguments->shm_owner,
						.group = arguments->shm_group };
	bool is_good = true;
	char *path;

	*device = (struct served_device) { .served = served, .claim = &asked->claim };
	if (!region_open(&request, &device->region, fault))
		return false;
	served->count++;
	init_device(device);
	if (!run_dir)
		return true;
	path = qemu_socket_path(run_dir, asked);
	is_good = start_server(device, path, loop, fault);
	free(path);
	return is_good;
}

bool served_start(struct served *served, const struct arguments *arguments, const char *run_dir,
		  struct loop *loop, struct fault *fault)
{
	served->devices = calloc(arguments->device_count + 1, sizeof(*served->devices));
	if (!served->devices)
		return fault_set(fault, "out of memory");
	for (unsigned i = 0; i < arguments->device_count; i++) {
		const struct device *device = &arguments->devices[i];

		if (!device->is_ivshmem || device->claim.land != CFG_LAND_DM)
			continue;
		if (!start_device(served, arguments, device, run_dir, loop, fault)) {
			served_stop(served, true);
			return false;
		}
	}
	return true;
}

void served_stop(struct served *served, bool is_failed)
{
	for (unsigned i = 0; i < served->count; i++) {
		struct served_device *device = &served->devices[i];

		vfu_free(device->server);
		device->region.is_new &= is_failed;
		region_discard(&device->region, device->claim->name);
	}
	free(served->devices);
	served->devices = NULL;
	served->count = 0;
}
