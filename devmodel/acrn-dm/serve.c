/* SPDX-License-Identifier: BSD-3-Clause
 * serve.c: ties the device's registers to a region of memory and to the vfio-user protocol. */
#include "acrn-dm/serve.h"

#include <stdlib.h>

#include "acrn-dm/qemu.h"
#include "core/ivshmem.h"
#include "ivshmem-client/peer.h"
#include "ivshmem-client/server_directory.h"
#include "shm/region.h"
#include "vfio-user/vfu.h"

struct served_device {
	struct served *served;
	const struct claim *claim;
	struct peer *peer;    /* NULL: nobody notifies */
	struct region region; /* without a peer */
	struct ivshmem ivshmem;
	struct port port;
	struct vfu_server *server;
	bool is_connected;
};

/* QEMU keeps the addresses of BARs by itself. */
static void port_map(void *ctx, unsigned bar, uint64_t address)
{
	(void)ctx;
	(void)bar;
	(void)address;
}

static void port_unmap(void *ctx, unsigned bar)
{
	(void)ctx;
	(void)bar;
}

static void port_raise(void *ctx, unsigned vector, uint64_t address, uint32_t data)
{
	struct served_device *device = ctx;

	(void)address;
	(void)data;
	vfu_raise(device->server, vector);
}

static void port_ring(void *ctx, uint16_t peer, uint16_t vector)
{
	struct served_device *device = ctx;

	if (device->peer)
		peer_ring(device->peer, peer, vector);
}

static void rung(void *data, unsigned vector)
{
	ivshmem_notify(&((struct served_device *)data)->ivshmem, vector);
}

static void moved(void *data, uint16_t position)
{
	ivshmem_set_position(&((struct served_device *)data)->ivshmem, position);
}

static void said(void *data, const char *line)
{
	const struct served_setup *setup = &((struct served_device *)data)->served->setup;

	setup->said(setup->data, line);
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
	served->setup.changed(served->setup.data, is_connected);
}

static void init_device(struct served_device *device)
{
	const struct ivshmem_setup setup = {
		.size = device->claim->size,
		.region_id = device->claim->region_id,
		.vectors = device->peer ? CFG_VECTORS : 0,
		.position = device->peer ? peer_position(device->peer) : 0,
		.is_vmm_table = true,
	};

	device->port = (struct port) { .ctx = device,
				       .map = port_map,
				       .unmap = port_unmap,
				       .raise = port_raise,
				       .ring = port_ring };
	ivshmem_init(&device->ivshmem, &setup, &device->port);
}

static struct vfu_function function_of(struct served_device *device)
{
	int memory = device->peer ? peer_memory(device->peer) : device->region.fd;

	return (struct vfu_function) {
		.device = device,
		.bars = { [IVSHMEM_BAR_REGISTERS] = { .size = IVSHMEM_REGISTERS_SIZE, .fd = -1 },
			  [IVSHMEM_BAR_MSIX] = { .size = device->peer ? IVSHMEM_MSIX_SIZE : 0,
						 .fd = -1 },
			  [IVSHMEM_BAR_MEMORY] = { .size = device->claim->size,
						   .is_memory = true,
						   .fd = memory } },
		.msix_vectors = device->ivshmem.pci.msix.vector_count,
		.config_read = config_read,
		.config_write = config_write,
		.bar_read = bar_read,
		.bar_write = bar_write,
		.reset = reset,
		.connected = connected,
	};
}

static bool start_server(struct served_device *device, const struct device *asked,
			 struct error *error)
{
	const struct served_setup *setup = &device->served->setup;
	struct vfu_function function = function_of(device);
	char *path = qemu_socket_path(setup->run_dir, asked);

	if (!path)
		return error_set(error, "out of memory");
	device->server = vfu_listen(setup->loop, path, &function, error);
	free(path);
	return device->server != NULL;
}

static bool join(struct served_device *device, const char *path, struct error *error)
{
	const struct served_setup *setup = &device->served->setup;
	const struct peer_setup peer = { .path = path,
					 .region = device->claim->name,
					 .size = device->claim->size,
					 .vectors = CFG_VECTORS,
					 .rung = rung,
					 .moved = moved,
					 .said = said,
					 .data = device };

	device->peer = peer_join(setup->loop, &peer, error);
	return device->peer != NULL;
}

static bool open_region(struct served_device *device, struct error *error)
{
	const struct arguments *arguments = device->served->setup.arguments;
	const struct region_request request = { .name = device->claim->name,
						.size = device->claim->size,
						.mode = arguments->shm_mode,
						.owner = arguments->shm_owner,
						.group = arguments->shm_group };

	return region_open(&request, &device->region, error);
}

/* The memory, from the server or not. */
static bool provide(struct served_device *device, struct error *error)
{
	const struct served_setup *setup = &device->served->setup;
	struct server_socket socket;

	if (!server_directory_find(setup->server, device->claim->name, setup->arguments->vm,
				   &socket, error))
		return false;
	return *socket.path ? join(device, socket.path, error) : open_region(device, error);
}

static bool start_device(struct served *served, const struct device *asked, struct error *error)
{
	struct served_device *device = &served->devices[served->count];

	*device = (struct served_device) { .served = served, .claim = &asked->claim };
	if (!provide(device, error))
		return false;
	/* QEMU's own device is a peer by itself: ours has seen that the region is the right one. */
	if (!served->setup.run_dir && device->peer) {
		peer_leave(device->peer);
		return true;
	}
	served->count++;
	if (!served->setup.run_dir)
		return true;
	init_device(device);
	return start_server(device, asked, error);
}

bool served_start(struct served *served, const struct served_setup *setup, struct error *error)
{
	const struct arguments *arguments = setup->arguments;

	*served = (struct served) { .setup = *setup };
	served->devices = calloc(arguments->device_count + 1, sizeof(*served->devices));
	if (!served->devices)
		return error_set(error, "out of memory");
	for (unsigned i = 0; i < arguments->device_count; i++) {
		const struct device *device = &arguments->devices[i];

		if (!device_is_in(device, CFG_LAND_DM))
			continue;
		if (!start_device(served, device, error)) {
			served_stop(served, true);
			return false;
		}
	}
	return true;
}

static void stop_device(struct served_device *device, bool is_failed)
{
	vfu_free(device->server);
	if (device->peer) {
		peer_leave(device->peer);
		return;
	}
	device->region.is_new &= is_failed;
	region_discard(&device->region, device->claim->name);
}

void served_stop(struct served *served, bool is_failed)
{
	for (unsigned i = 0; i < served->count; i++)
		stop_device(&served->devices[i], is_failed);
	free(served->devices);
	served->devices = NULL;
	served->count = 0;
}
