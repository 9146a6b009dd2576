/* SPDX-License-Identifier: BSD-3-Clause
 * device_server.c: implements hv.h in a process whose VMs are other processes.
 *
 * Their VMMs keep the addresses of BARs and the MSI-X tables. So there is nothing to map, and an
 * interrupt is a vector that the VMM is to trigger. */
#include "acrn-hv/device_server.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acrn-hv/claim_check.h"
#include "acrn-hv/hv_memory.h"
#include "base/log.h"
#include "hv/land.h"
#include "schema/bdf.h"
#include "vfio-user/vfu.h"

struct served_device {
	struct device_server *server;
	struct hv_device *device;
	struct vfu_server *vfu; /* NULL: absent */
	bool is_connected;
};

struct device_server {
	struct device_server_setup setup;
	struct hv_memory memory;
	struct hv hv;
	struct hv_land land;
	struct hv_device *devices;
	struct served_device *served; /* one for each of the table's, in its order */
	struct log_limit log_limit;
};

static const struct cfg_vm *vm_row(const struct device_server *server, uint32_t vm)
{
	return &server->setup.table->vms[vm];
}

static bool is_post_launched(const struct cfg_vm *vm)
{
	return vm->load_order == CFG_POST_LAUNCHED;
}

/* The VMM maps the memory at its guest's BAR2. */
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
	const struct device_server *server = ctx;
	const struct served_device *served = &server->served[device - server->devices];

	(void)address;
	(void)data;
	if (served->vfu)
		vfu_trigger(served->vfu, vector);
}

/* All calls come from one loop: no lock is needed. */
static void lock(void *ctx)
{
	(void)ctx;
}

static void log_guest(void *ctx, const struct hv_device *device, const char *line)
{
	struct device_server *server = ctx;
	char vbdf[BDF_TEXT_SIZE];

	log_limited(&server->log_limit, LEVEL_WARNING, "guest", log_number("vm", device->place.vm),
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

/* The device is reset for the next VMM. */
static void on_connected(void *data, bool is_connected)
{
	struct served_device *served = data;
	const struct device_server_setup *setup = &served->server->setup;
	bool is_lost = served->is_connected && !is_connected && served->vfu;

	served->is_connected = is_connected;
	if (!is_lost)
		return;
	reset(served);
	setup->on_disconnect(setup->data, served->device->row->vm, served->device->place.vbdf);
}

static void on_error(void *data, const struct error *error)
{
	struct served_device *served = data;

	log_limited(&served->server->log_limit, LEVEL_WARNING, "vmm",
		    log_number("vm", served->device->place.vm), log_text("reason", error->text));
}

static struct vfu_function function_of(struct served_device *served)
{
	const struct cfg_ivshmem *row = served->device->row;
	const struct device_server *server = served->server;

	return (struct vfu_function) {
		.device = served,
		.bars = { [IVSHMEM_BAR_REGISTERS] = { .size = IVSHMEM_REGISTERS_SIZE, .fd = -1 },
			  [IVSHMEM_BAR_MSIX] = { .size = row->vectors ? IVSHMEM_MSIX_SIZE : 0,
						 .fd = -1 },
			  [IVSHMEM_BAR_MEMORY] = { .size = server->setup.table->regions[row->region]
								   .size,
						   .is_memory = true,
						   .fd = server->memory
								 .descriptors[row->region] } },
		.msix_vectors = row->vectors,
		.config_read = config_read,
		.config_write = config_write,
		.bar_read = bar_read,
		.bar_write = bar_write,
		.reset = reset,
		.on_connected = on_connected,
		.on_error = on_error,
	};
}

/* Whether another device of the VM has the socket of this slot and function, whose name has no bus
 * number. */
static bool has_socket(const struct served_device *served, uint16_t vbdf)
{
	const struct device_server *server = served->server;
	const struct cfg_vm *vm = vm_row(server, served->device->row->vm);

	for (uint32_t i = 0; i < vm->device_count; i++) {
		const struct served_device *other = &server->served[vm->first_device + i];
		uint16_t taken = other->device->place.vbdf;

		if (other != served && other->vfu &&
		    CFG_BDF_DEVICE(taken) == CFG_BDF_DEVICE(vbdf) &&
		    CFG_BDF_FUNCTION(taken) == CFG_BDF_FUNCTION(vbdf))
			return true;
	}
	return false;
}

/* An existing socket is of an earlier run: only one acrn-hv runs in a directory. */
static bool serve(struct served_device *served, uint16_t vbdf, struct error *error)
{
	const struct device_server_setup *setup = &served->server->setup;
	const struct vfu_function function = function_of(served);
	char path[UNIX_SOCKET_PATH_MAX + 1];

	snprintf(path, sizeof(path), "%.*s/%.*s/ivshmem-%u.%u", HV_CONTROL_DIRECTORY_MAX,
		 setup->directory, CFG_VM_NAME_MAX,
		 vm_row(served->server, served->device->row->vm)->name, CFG_BDF_DEVICE(vbdf),
		 CFG_BDF_FUNCTION(vbdf));
	if (has_socket(served, vbdf))
		return error_set(error, "%s: socket already used by a device on another bus", path);
	unlink(path);
	served->vfu = vfu_listen(setup->loop, path, &function, error);
	return served->vfu != NULL;
}

/* For a post-launched VM: creates the device at the vBDF of the claim. */
static bool create_device(struct device_server *server, const struct claim_check *check,
			  struct error *error)
{
	const struct hv_land_claim wanted = { .place = { check->vm->id, check->claim->vbdf },
					      .region = check->claim->region,
					      .size = check->claim->size };
	struct hv_device *device;
	enum hv_land_result result = hv_land_create(&server->land, &wanted, &device);

	return result == HV_LAND_OK || claim_check_reject(check, result, error);
}

/* For any other VM: the device exists, and the claim must have its vBDF. */
static bool check_device(const struct device_server *server, const struct claim_check *check,
			 struct error *error)
{
	if (!claim_check_row(check, error))
		return false;
	return !server->served[check->device].vfu ||
	       claim_check_reject(check, HV_LAND_DEVICE_EXISTS, error);
}

bool device_server_claim(struct device_server *server, uint32_t vm,
			 const struct hv_control_claim *claim, struct error *error)
{
	const struct cfg_vm *row = vm_row(server, vm);
	const struct claim_check check = claim_check_new(server->setup.table, row, claim);
	bool is_post = is_post_launched(row);

	if (is_post ? !create_device(server, &check, error) : !check_device(server, &check, error))
		return false;
	if (serve(&server->served[check.device], claim->vbdf, error)) {
		hv_land_bind_vm(&server->land, row->id);
		return true;
	}
	if (is_post)
		hv_land_destroy(server->served[check.device].device);
	return false;
}

void device_server_release(struct device_server *server, uint32_t vm)
{
	const struct cfg_vm *row = vm_row(server, vm);

	for (uint32_t i = 0; i < row->device_count; i++) {
		struct served_device *served = &server->served[row->first_device + i];
		struct vfu_server *vfu = served->vfu;

		served->vfu = NULL;
		vfu_free(vfu);
		if (vfu && is_post_launched(row))
			hv_land_destroy(served->device);
	}
	hv_land_unbind_vm(&server->land, row->id);
}

enum device_state device_server_state(const struct device_server *server, uint32_t device,
				      uint16_t *vbdf)
{
	const struct served_device *served = &server->served[device];

	*vbdf = served->vfu ? served->device->place.vbdf : served->device->row->vbdf;
	if (!served->vfu)
		return DEVICE_ABSENT;
	return served->is_connected ? DEVICE_CONNECTED : DEVICE_WAITING;
}

static bool measure(const struct cfg_table *table, struct hv_land_needs *needs, struct error *error)
{
	switch (hv_land_measure(table, needs)) {
	case HV_LAND_OK:
		return true;
	case HV_LAND_BAD_ABI:
		return error_set(error, "the table has another ABI: generate it again");
	default:
		return error_set(error, "the table is inconsistent: generate it again");
	}
}

static bool start(struct device_server *server, struct error *error)
{
	const struct cfg_table *table = server->setup.table;
	struct hv_land_needs needs;
	struct hv_land_storage storage;

	if (!measure(table, &needs, error) ||
	    !hv_memory_open(&server->memory, table, needs.memory, error))
		return false;
	server->devices = calloc(needs.devices + 1, sizeof(*server->devices));
	server->served = calloc(needs.devices + 1, sizeof(*server->served));
	if (!server->devices || !server->served)
		return error_set(error, "out of memory");
	storage = (struct hv_land_storage) { .memory = server->memory.base,
					     .memory_size = needs.memory,
					     .devices = server->devices,
					     .device_count = needs.devices };
	if (hv_land_init(&server->land, table, &server->hv, &storage) != HV_LAND_OK)
		return error_set(error, "hv-land rejects its storage");
	for (uint32_t i = 0; i < needs.devices; i++)
		server->served[i] =
			(struct served_device) { .server = server, .device = &server->devices[i] };
	for (uint32_t i = 0; i < table->vm_count; i++)
		hv_land_unbind_vm(&server->land, table->vms[i].id);
	return true;
}

struct device_server *device_server_start(const struct device_server_setup *setup,
					  struct error *error)
{
	struct device_server *server = calloc(1, sizeof(*server));

	if (!server) {
		error_set(error, "out of memory");
		return NULL;
	}
	server->setup = *setup;
	server->hv = (struct hv) { .ctx = server,
				   .is_vmm_table = true,
				   .map = map,
				   .unmap = unmap,
				   .inject_msi = inject_msi,
				   .lock = lock,
				   .unlock = lock,
				   .log = log_guest };
	if (start(server, error))
		return server;
	device_server_stop(server);
	return NULL;
}

void device_server_stop(struct device_server *server)
{
	if (!server)
		return;
	/* Without a table hv-land is not initialised. */
	for (uint32_t i = 0; server->land.table && i < server->land.table->vm_count; i++)
		device_server_release(server, i);
	free(server->served);
	free(server->devices);
	hv_memory_close(&server->memory);
	free(server);
}
