/* SPDX-License-Identifier: BSD-3-Clause
 * backend.c: what hv.h asks of a hypervisor, given by a process whose VMs are other processes.
 *
 * Their VMMs keep the addresses of BARs and the MSI-X tables. So there is nothing to map, and an
 * interrupt is a vector that the VMM is to trigger. */
#include "acrn-hv/backend.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acrn-hv/block.h"
#include "acrn-hv/claim_check.h"
#include "base/log.h"
#include "hv/land.h"
#include "schema/bdf.h"
#include "vfio-user/vfu.h"

struct served_device {
	struct backend *backend;
	struct hv_device *device;
	struct vfu_server *server; /* NULL: absent */
	bool is_connected;
};

struct backend {
	struct backend_setup setup;
	struct block block;
	struct hv hv;
	struct hv_land land;
	struct hv_device *devices;
	struct served_device *served; /* as many as, and in the order of, the table's */
	struct log_limit log_limit;
};

static const struct cfg_vm *vm_row(const struct backend *backend, uint32_t vm)
{
	return &backend->setup.table->vms[vm];
}

static bool is_post_launched(const struct cfg_vm *vm)
{
	return vm->load_order == CFG_POST_LAUNCHED;
}

/* The VMM maps the memory wherever its guest has put BAR2. */
static bool map(void *ctx, const struct hv_device *device, uint64_t address, uint8_t *memory,
		uint64_t size)
{
	(void)ctx;
	(void)device;
	(void)address;
	(void)memory;
	(void)size;
	return true;
}

static void unmap(void *ctx, const struct hv_device *device, uint64_t address, uint64_t size)
{
	(void)ctx;
	(void)device;
	(void)address;
	(void)size;
}

static void inject_msi(void *ctx, const struct hv_device *device, unsigned vector, uint64_t address,
		       uint32_t data)
{
	const struct backend *backend = ctx;
	const struct served_device *served = &backend->served[device - backend->devices];

	(void)address;
	(void)data;
	if (served->server)
		vfu_trigger(served->server, vector);
}

/* The one loop makes one call at a time. */
static void lock(void *ctx)
{
	(void)ctx;
}

static void log_guest(void *ctx, const struct hv_device *device, const char *line)
{
	struct backend *backend = ctx;
	char vbdf[BDF_TEXT_SIZE];

	log_limited(&backend->log_limit, LEVEL_WARNING, "guest", log_number("vm", device->place.vm),
		    log_text("device", bdf_format(device->place.vbdf, vbdf)),
		    log_text("reason", line));
}

static uint32_t config_read(void *data, unsigned offset, unsigned size)
{
	const struct served_device *served = data;

	return hv_land_config_read(served->device, offset, size);
}

static void config_write(void *data, unsigned offset, unsigned size, uint32_t value)
{
	const struct served_device *served = data;

	hv_land_config_write(served->device, offset, size, value);
}

static uint64_t bar_read(void *data, unsigned bar, uint64_t offset, unsigned size)
{
	const struct served_device *served = data;

	return hv_land_bar_read(served->device, bar, offset, size);
}

static void bar_write(void *data, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
	const struct served_device *served = data;

	hv_land_bar_write(served->device, bar, offset, size, value);
}

static void reset(void *data)
{
	const struct served_device *served = data;

	hv_land_reset_device(served->device);
}

/* The next VMM, if one comes, does not find what this one has left. */
static void connected(void *data, bool is_connected)
{
	struct served_device *served = data;
	const struct backend_setup *setup = &served->backend->setup;
	bool has_hung_up = served->is_connected && !is_connected && served->server;

	served->is_connected = is_connected;
	if (!has_hung_up)
		return;
	reset(served);
	setup->hung_up(setup->data, served->device->row->vm, served->device->place.vbdf);
}

static struct vfu_function function_of(struct served_device *served)
{
	const struct cfg_ivshmem *row = served->device->row;
	const struct backend *backend = served->backend;

	return (struct vfu_function) {
		.device = served,
		.bars = { [IVSHMEM_BAR_REGISTERS] = { .size = IVSHMEM_REGISTERS_SIZE, .fd = -1 },
			  [IVSHMEM_BAR_MSIX] = { .size = row->vectors ? IVSHMEM_MSIX_SIZE : 0,
						 .fd = -1 },
			  [IVSHMEM_BAR_MEMORY] = { .size = backend->setup.table
								   ->regions[row->region]
								   .size,
						   .is_memory = true,
						   .fd = backend->block
								 .descriptors[row->region] } },
		.msix_vectors = row->vectors,
		.config_read = config_read,
		.config_write = config_write,
		.bar_read = bar_read,
		.bar_write = bar_write,
		.reset = reset,
		.connected = connected,
	};
}

/* Whether another of the VM's devices has the socket of this slot and function: its name does not
 * tell the bus. */
static bool has_socket(const struct served_device *served, uint16_t vbdf)
{
	const struct backend *backend = served->backend;
	const struct cfg_vm *vm = vm_row(backend, served->device->row->vm);

	for (uint32_t i = 0; i < vm->device_count; i++) {
		const struct served_device *other = &backend->served[vm->first_device + i];
		uint16_t taken = other->device->place.vbdf;

		if (other != served && other->server &&
		    CFG_BDF_DEVICE(taken) == CFG_BDF_DEVICE(vbdf) &&
		    CFG_BDF_FUNCTION(taken) == CFG_BDF_FUNCTION(vbdf))
			return true;
	}
	return false;
}

/* A former run may have left the path, and only one runs in a directory. */
static bool serve(struct served_device *served, uint16_t vbdf, struct error *error)
{
	const struct backend_setup *setup = &served->backend->setup;
	const struct vfu_function function = function_of(served);
	char path[UNIX_SOCKET_PATH_MAX + 1];

	snprintf(path, sizeof(path), "%.*s/%.*s/ivshmem-%u.%u", HV_CONTROL_DIRECTORY_MAX,
		 setup->directory, CFG_VM_NAME_MAX,
		 vm_row(served->backend, served->device->row->vm)->name, CFG_BDF_DEVICE(vbdf),
		 CFG_BDF_FUNCTION(vbdf));
	if (has_socket(served, vbdf))
		return error_set(error, "%s is the socket of a device on another bus", path);
	unlink(path);
	served->server = vfu_listen(setup->loop, path, &function, error);
	return served->server;
}

/* Of a post-launched VM: there is no device yet, and the claim says where it is to be. */
static bool create(struct backend *backend, const struct claim_check *check, struct error *error)
{
	const struct hv_land_claim wanted = { .place = { check->vm->id, check->claim->vbdf },
					      .region = check->claim->region,
					      .size = check->claim->size };
	struct hv_device *device;
	enum hv_land_result result = hv_land_create(&backend->land, &wanted, &device);

	return result == HV_LAND_OK || claim_check_refuse(check, result, error);
}

/* Of any other VM: the device is there, and the claim has to know where. */
static bool take(struct backend *backend, const struct claim_check *check, struct error *error)
{
	if (!claim_check_row(check, error))
		return false;
	if (backend->served[check->device].server)
		return claim_check_refuse(check, HV_LAND_DEVICE_EXISTS, error);
	hv_land_bind_vm(&backend->land, check->vm->id);
	return true;
}

bool backend_claim(struct backend *backend, uint32_t vm, const struct hv_control_claim *claim,
		   struct error *error)
{
	const struct cfg_vm *row = vm_row(backend, vm);
	const struct claim_check check = claim_check_new(backend->setup.table, row, claim);
	bool is_post = is_post_launched(row);

	if (is_post ? !create(backend, &check, error) : !take(backend, &check, error))
		return false;
	if (serve(&backend->served[check.device], claim->vbdf, error))
		return true;
	if (is_post)
		hv_land_destroy(backend->served[check.device].device);
	return false;
}

void backend_leave(struct backend *backend, uint32_t vm)
{
	const struct cfg_vm *row = vm_row(backend, vm);

	for (uint32_t i = 0; i < row->device_count; i++) {
		struct served_device *served = &backend->served[row->first_device + i];
		struct vfu_server *server = served->server;

		served->server = NULL;
		vfu_free(server);
		if (server && is_post_launched(row))
			hv_land_destroy(served->device);
	}
	hv_land_unbind_vm(&backend->land, row->id);
}

enum backend_device backend_look(const struct backend *backend, uint32_t device, uint16_t *vbdf)
{
	const struct served_device *served = &backend->served[device];

	*vbdf = served->server ? served->device->place.vbdf : served->device->row->vbdf;
	if (!served->server)
		return BACKEND_ABSENT;
	return served->is_connected ? BACKEND_CONNECTED : BACKEND_WAITING;
}

static bool measure(const struct cfg_table *table, struct hv_land_needs *needs, struct error *error)
{
	switch (hv_land_measure(table, needs)) {
	case HV_LAND_OK:
		return true;
	case HV_LAND_BAD_ABI:
		return error_set(error, "the table is of another ABI: generate it again");
	default:
		return error_set(error, "the table contradicts itself: generate it again");
	}
}

static bool start(struct backend *backend, struct error *error)
{
	const struct cfg_table *table = backend->setup.table;
	struct hv_land_needs needs;
	struct hv_land_storage storage;

	if (!measure(table, &needs, error) ||
	    !block_open(&backend->block, table, needs.memory, error))
		return false;
	backend->devices = calloc(needs.devices + 1, sizeof(*backend->devices));
	backend->served = calloc(needs.devices + 1, sizeof(*backend->served));
	if (!backend->devices || !backend->served)
		return error_set(error, "out of memory");
	storage = (struct hv_land_storage) { .memory = backend->block.memory,
					     .memory_size = needs.memory,
					     .devices = backend->devices,
					     .device_count = needs.devices };
	if (hv_land_init(&backend->land, table, &backend->hv, &storage) != HV_LAND_OK)
		return error_set(error, "hv-land does not take what it has asked for");
	for (uint32_t i = 0; i < needs.devices; i++)
		backend->served[i] = (struct served_device) { .backend = backend,
							      .device = &backend->devices[i] };
	for (uint32_t i = 0; i < table->vm_count; i++)
		hv_land_unbind_vm(&backend->land, table->vms[i].id);
	return true;
}

struct backend *backend_start(const struct backend_setup *setup, struct error *error)
{
	struct backend *backend = calloc(1, sizeof(*backend));

	if (!backend) {
		error_set(error, "out of memory");
		return NULL;
	}
	backend->setup = *setup;
	backend->hv = (struct hv) { .ctx = backend,
				    .is_vmm_table = true,
				    .map = map,
				    .unmap = unmap,
				    .inject_msi = inject_msi,
				    .lock = lock,
				    .unlock = lock,
				    .log = log_guest };
	if (start(backend, error))
		return backend;
	backend_stop(backend);
	return NULL;
}

void backend_stop(struct backend *backend)
{
	if (!backend)
		return;
	/* Without a table hv-land has not begun. */
	for (uint32_t i = 0; backend->land.table && i < backend->land.table->vm_count; i++)
		backend_leave(backend, i);
	free(backend->served);
	free(backend->devices);
	block_close(&backend->block);
	free(backend);
}
