/* SPDX-License-Identifier: BSD-3-Clause
 * dm_land.c: connects the device's registers with a region of memory and the vfio-user protocol. */
#include "acrn-dm/dm_land.h"

#include <stdlib.h>

#include "acrn-dm/qemu.h"
#include "acrn-dm/region_check.h"
#include "core/ivshmem.h"
#include "ivshmem-client/peer.h"
#include "ivshmem-client/server_directory.h"
#include "shm/region.h"
#include "vfio-user/vfu.h"

struct dm_land_device {
	struct dm_land *land;
	const struct claim *claim;
	struct peer *peer;    /* NULL: no notification */
	struct region region; /* without a peer */
	struct ivshmem ivshmem;
	struct port port;
	struct vfu_server *server;
	bool is_connected;
};

/* QEMU maps the BARs. */
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

static void port_trigger(void *ctx, unsigned vector, uint64_t address, uint32_t data)
{
	struct dm_land_device *device = ctx;

	(void)address;
	(void)data;
	vfu_trigger(device->server, vector);
}

static void port_ring(void *ctx, uint16_t peer, uint16_t vector)
{
	struct dm_land_device *device = ctx;

	if (device->peer)
		peer_ring(device->peer, peer, vector);
}

static void on_notified(void *data, unsigned vector)
{
	ivshmem_notify(&((struct dm_land_device *)data)->ivshmem, vector);
}

static void on_id_changed(void *data, uint16_t position)
{
	ivshmem_set_position(&((struct dm_land_device *)data)->ivshmem, position);
}

static void on_log(void *data, const char *line)
{
	const struct dm_land_setup *setup = &((struct dm_land_device *)data)->land->setup;

	setup->on_log(setup->data, line);
}

static uint32_t config_read(void *device, unsigned offset, unsigned size)
{
	return pci_config_read(&((struct dm_land_device *)device)->ivshmem.pci, offset, size);
}

static void config_write(void *device, unsigned offset, unsigned size, uint32_t value)
{
	pci_config_write(&((struct dm_land_device *)device)->ivshmem.pci, offset, size, value);
}

static uint64_t bar_read(void *device, unsigned bar, uint64_t offset, unsigned size)
{
	return ivshmem_bar_read(&((struct dm_land_device *)device)->ivshmem, bar, offset, size);
}

static void bar_write(void *device, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
	ivshmem_bar_write(&((struct dm_land_device *)device)->ivshmem, bar, offset, size, value);
}

static void reset(void *device)
{
	ivshmem_reset(&((struct dm_land_device *)device)->ivshmem);
}

static void on_connected(void *data, bool is_connected)
{
	struct dm_land_device *device = data;
	struct dm_land *land = device->land;

	if (device->is_connected == is_connected)
		return;
	device->is_connected = is_connected;
	land->connected_count += is_connected ? 1 : -1u;
	if (is_connected && land->connected_count < land->count)
		return;
	land->was_complete |= is_connected;
	land->setup.on_change(land->setup.data, is_connected);
}

static void on_error(void *device, const struct error *error)
{
	on_log(device, error->text);
}

static void init_device(struct dm_land_device *device)
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
				       .trigger = port_trigger,
				       .ring = port_ring };
	ivshmem_init(&device->ivshmem, &setup, &device->port);
}

static int memory_of(const struct dm_land_device *device)
{
	return device->peer ? peer_memory(device->peer) : device->region.fd;
}

static struct vfu_function function_of(struct dm_land_device *device)
{
	return (struct vfu_function) {
		.device = device,
		.bars = { [IVSHMEM_BAR_REGISTERS] = { .size = IVSHMEM_REGISTERS_SIZE, .fd = -1 },
			  [IVSHMEM_BAR_MSIX] = { .size = device->peer ? IVSHMEM_MSIX_SIZE : 0,
						 .fd = -1 },
			  [IVSHMEM_BAR_MEMORY] = { .size = device->claim->size,
						   .is_memory = true,
						   .fd = memory_of(device) } },
		.msix_vectors = device->ivshmem.pci.msix.vector_count,
		.config_read = config_read,
		.config_write = config_write,
		.bar_read = bar_read,
		.bar_write = bar_write,
		.reset = reset,
		.on_connected = on_connected,
		.on_error = on_error,
	};
}

static bool start_server(struct dm_land_device *device, const struct dm_device *requested,
			 struct error *error)
{
	const struct dm_land_setup *setup = &device->land->setup;
	struct vfu_function function = function_of(device);
	char *path = qemu_socket_path(setup->run_dir, requested);

	if (!path)
		return error_set(error, "out of memory");
	device->server = vfu_listen(setup->loop, path, &function, error);
	free(path);
	return device->server != NULL;
}

static bool join(struct dm_land_device *device, const char *path, struct error *error)
{
	const struct dm_land_setup *setup = &device->land->setup;
	const struct peer_setup peer = { .path = path,
					 .region = device->claim->name,
					 .size = device->claim->size,
					 .vectors = CFG_VECTORS,
					 .on_notified = on_notified,
					 .on_id_changed = on_id_changed,
					 .on_log = on_log,
					 .data = device };

	device->peer = peer_join(setup->loop, &peer, error);
	return device->peer != NULL;
}

static bool open_region(struct dm_land_device *device, struct error *error)
{
	const struct arguments *arguments = device->land->setup.arguments;
	const struct region_request request = { .name = device->claim->name,
						.size = device->claim->size,
						.mode = arguments->shm_mode,
						.owner = arguments->shm_owner,
						.group = arguments->shm_group };

	return region_open(&request, &device->region, error);
}

/* Gets the memory, from the server or directly. */
static bool provide(struct dm_land_device *device, struct error *error)
{
	const struct dm_land_setup *setup = &device->land->setup;
	struct server_socket socket;

	if (!server_directory_find(setup->server, device->claim->name, setup->arguments->vm,
				   &socket, error))
		return false;
	return *socket.path ? join(device, socket.path, error) : open_region(device, error);
}

static bool start_device(struct dm_land *land, const struct dm_device *requested,
			 struct error *error)
{
	struct dm_land_device *device = &land->devices[land->count];

	*device = (struct dm_land_device) { .land = land, .claim = &requested->claim };
	if (!provide(device, error))
		return false;
	/* QEMU's own device connects by itself: joining has checked that the region is the right
	 * one. */
	if (!land->setup.run_dir && device->peer) {
		peer_leave(device->peer);
		return true;
	}
	land->count++;
	if (!land->setup.run_dir)
		return true;
	init_device(device);
	return start_server(device, requested, error);
}

bool dm_land_start(struct dm_land *land, const struct dm_land_setup *setup, struct error *error)
{
	const struct arguments *arguments = setup->arguments;

	*land = (struct dm_land) { .setup = *setup };
	land->devices = calloc(arguments->device_count + 1, sizeof(*land->devices));
	if (!land->devices)
		return error_set(error, "out of memory");
	for (unsigned i = 0; i < arguments->device_count; i++) {
		const struct dm_device *device = &arguments->devices[i];

		if (!dm_device_is_in(device, CFG_LAND_DM))
			continue;
		if (!start_device(land, device, error)) {
			dm_land_stop(land, true);
			return false;
		}
	}
	return true;
}

bool dm_land_check(const struct dm_land *land)
{
	bool is_complete = true;

	for (unsigned i = 0; i < land->count; i++) {
		struct dm_land_device *device = &land->devices[i];
		struct error finding;

		if (region_check(memory_of(device), device->claim, &finding))
			continue;
		is_complete = false;
		on_log(device, finding.text);
	}
	return is_complete;
}

static void stop_device(struct dm_land_device *device, bool is_failed)
{
	vfu_free(device->server);
	if (device->peer) {
		peer_leave(device->peer);
		return;
	}
	device->region.is_new &= is_failed;
	region_discard(&device->region, device->claim->name);
}

void dm_land_stop(struct dm_land *land, bool is_failed)
{
	for (unsigned i = 0; i < land->count; i++)
		stop_device(&land->devices[i], is_failed);
	free(land->devices);
	land->devices = NULL;
	land->count = 0;
}
