/* SPDX-License-Identifier: BSD-3-Clause
 * qemu_devices.c: the table of device kinds, and the simple kinds. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acrn-dm/hv_client.h"
#include "acrn-dm/qemu_builder.h"
#include "ivshmem-client/server_directory.h"
#include "schema/number.h"
#include "schema/static_config.h"

/* The bridges are part of the machine: only their slots are checked. */
static bool add_hostbridge(struct qemu_builder *qemu, const struct dm_device *device)
{
	if (device->slot != CFG_SLOT_HOSTBRIDGE || device->function)
		return qemu_reject(qemu, device, "the host bridge must be in slot %u",
				   CFG_SLOT_HOSTBRIDGE);
	return true;
}

static bool add_lpc(struct qemu_builder *qemu, const struct dm_device *device)
{
	if (device->slot != CFG_SLOT_LPC || device->function)
		return qemu_reject(qemu, device, "the LPC bridge must be in slot %u", CFG_SLOT_LPC);
	return true;
}

static bool add_acrn_only(struct qemu_builder *qemu, const struct dm_device *device)
{
	return qemu_omit(qemu, qemu_text(qemu, "-s %s", device->text));
}

char *qemu_socket_path(const char *run_dir, const struct dm_device *device)
{
	char *path = NULL;

	if (asprintf(&path, "%s/ivshmem-%u.%u", run_dir, device->slot, device->function) < 0)
		return NULL;
	return path;
}

/* `text` as the inside of a JSON string. */
static const char *json_escape(struct qemu_builder *qemu, const char *text)
{
	const char *result = "";

	for (; *text; text++) {
		if (*text == '"' || *text == '\\' || (unsigned char)*text < ' ')
			result = qemu_text(qemu, "%s\\u%04x", result, (unsigned char)*text);
		else
			result = qemu_text(qemu, "%s%c", result, *text);
	}
	return result;
}

/* Tells the guest the region's name, which the device itself does not: Linux has the file as
 * /sys/firmware/qemu_fw_cfg/by_name/opt/acrn-cfg/ivshmem/00:06.0/raw, by the driver qemu_fw_cfg. */
static void add_region_name(struct qemu_builder *qemu, const struct dm_device *device)
{
	qemu_add(qemu, "-fw_cfg", "name=opt/acrn-cfg/ivshmem/00:%02x.%u,string=%s", device->slot,
		 device->function, device->claim.name);
}

/* QEMU's own device: a peer of ivshmem-server if it serves the region, else without notification.
 */
static bool add_builtin_ivshmem(struct qemu_builder *qemu, const struct dm_device *device)
{
	const struct claim *claim = &device->claim;
	struct server_socket socket;

	if (!server_directory_find(qemu->setup->server, claim->name, qemu->arguments->vm, &socket,
				   qemu->error))
		return false;
	if (*socket.path) {
		qemu_add(qemu, "-chardev", "socket,id=region-%s,path=%s", claim->name,
			 qemu_escape(qemu, socket.path));
		qemu_add(qemu, "-device", "ivshmem-doorbell,vectors=%d,chardev=region-%s,%s",
			 CFG_VECTORS, claim->name, qemu_address(qemu, device));
	} else {
		qemu_add(qemu, "-object",
			 "memory-backend-file,id=region-%s,mem-path=/dev/shm/%s,size=%" PRIu64
			 ",share=on",
			 claim->name, claim->name, claim->size);
		qemu_add(qemu, "-device", "ivshmem-plain,memdev=region-%s,%s", claim->name,
			 qemu_address(qemu, device));
	}
	add_region_name(qemu, device);
	return true;
}

/* A vfio-user device with its socket in the directory. */
static bool add_served_ivshmem(struct qemu_builder *qemu, const struct dm_device *device,
			       const char *directory)
{
	char *path = qemu_socket_path(directory, device);

	if (!path)
		return error_set(qemu->error, "out of memory");
	qemu_add(qemu, "-device",
		 "{\"driver\":\"vfio-user-pci\",\"addr\":\"%02x.%u\",%s\"socket\":{\"type\":"
		 "\"unix\",\"path\":\"%s\"}}",
		 device->slot, device->function,
		 qemu_is_slot_shared(qemu, device) ? "\"multifunction\":true," : "",
		 json_escape(qemu, path));
	free(path);
	add_region_name(qemu, device);
	return true;
}

/* An hv-land device, provided by acrn-hv. */
static bool add_hypervisor_ivshmem(struct qemu_builder *qemu, const struct dm_device *device)
{
	const struct socket_directory *hypervisor = qemu->setup->hypervisor;

	if (!*hypervisor->path && qemu->arguments->ignores_unsupported)
		return add_acrn_only(qemu, device);
	if (!*hypervisor->path)
		return hv_client_reject(device, hypervisor, qemu->error);
	if (qemu->setup->is_builtin)
		return qemu_reject(qemu, device,
				   "hv-land needs vfio-user-pci: set ACRN_DM_ENGINE to a QEMU that "
				   "has it (10.1 or later; `make lab-qemu` provides "
				   "build/lab/qemu/run-qemu), and omit --device builtin");
	return add_served_ivshmem(qemu, device,
				  qemu_text(qemu, "%s/%s", hypervisor->path, qemu->arguments->vm));
}

static bool add_ivshmem(struct qemu_builder *qemu, const struct dm_device *device)
{
	if (device->claim.land == CFG_LAND_HV)
		return add_hypervisor_ivshmem(qemu, device);
	if (qemu->setup->is_builtin)
		return add_builtin_ivshmem(qemu, device);
	return add_served_ivshmem(qemu, device, qemu->setup->run_dir);
}

static bool add_random(struct qemu_builder *qemu, const struct dm_device *device)
{
	if (*device->options && strcmp(device->options, "kernel=on") != 0)
		return qemu_reject(qemu, device, "invalid option '%.60s': expected none",
				   device->options);
	qemu_add(qemu, "-device", "virtio-rng-pci,%s", qemu_address(qemu, device));
	return true;
}

/* PATH[,NAME]: ACRN names the guest's device NAME; QEMU's device has the host's name. */
static bool add_input(struct qemu_builder *qemu, const struct dm_device *device)
{
	char *rest = qemu_copy(qemu, device->options);
	const char *path = strsep(&rest, ",");

	if (*path != '/')
		return qemu_reject(
			qemu, device,
			"missing path of the device: expected one such as /dev/input/event3");
	if (qemu_omit_missing(qemu, device, path, R_OK | W_OK))
		return true;
	qemu_add(qemu, "-device", "virtio-input-host-pci,evdev=%s,%s", path,
		 qemu_address(qemu, device));
	return true;
}

/* geometry=WIDTHxHEIGHT+X+Y or geometry=fullscreen[:MONITOR], one for each display. No display is
 * shown; the guest gets the size of the first one. */
static bool add_gpu(struct qemu_builder *qemu, const struct dm_device *device)
{
	char *rest = qemu_copy(qemu, device->options);
	unsigned displays = 0, width = 0, height = 0;

	for (char *option; *device->options && (option = strsep(&rest, ","));) {
		const char *geometry = option + strlen("geometry=");
		unsigned w = 0, h = 0;
		int x, y, end = -1;

		if (strncmp(option, "geometry=", strlen("geometry=")) != 0)
			return qemu_reject(qemu, device,
					   "invalid option '%.60s': use geometry=", option);
		if (strncmp(geometry, "fullscreen", strlen("fullscreen")) != 0 &&
		    (sscanf(geometry, "%5ux%5u+%6d+%6d%n", &w, &h, &x, &y, &end) != 4 ||
		     geometry[end] || !w || !h || w > 16384 || h > 16384))
			return qemu_reject(qemu, device,
					   "invalid geometry '%.60s': use WIDTHxHEIGHT+X+Y or "
					   "fullscreen:MONITOR",
					   geometry);
		if (displays++ == 0) {
			width = w;
			height = h;
		}
	}
	if (displays > 4)
		return qemu_reject(qemu, device, "too many displays: %u, at most 4", displays);
	qemu_add(qemu, "-device", "virtio-vga,max_outputs=%u%s,%s", displays ? displays : 1,
		 width ? qemu_text(qemu, ",xres=%u,yres=%u", width, height) : "",
		 qemu_address(qemu, device));
	return true;
}

static bool add_vsock(struct qemu_builder *qemu, const struct dm_device *device)
{
	static const char key[] = "cid=";
	uint64_t cid;

	if (strncmp(device->options, key, strlen(key)) != 0 ||
	    !number_parse_range(device->options + strlen(key), 3, UINT32_MAX - 1, &cid))
		return qemu_reject(qemu, device, "expected cid=N, with N from 3 to %u",
				   UINT32_MAX - 1);
	if (qemu_omit_missing(qemu, device, "/dev/vhost-vsock", R_OK | W_OK))
		return true;
	qemu_add(qemu, "-device", "vhost-vsock-pci,guest-cid=%" PRIu64 ",%s", cid,
		 qemu_address(qemu, device));
	return true;
}

/* BUS-PORT[.PORT]...: the guest gets the device at this USB port of the host. */
static bool add_usb(struct qemu_builder *qemu, const struct dm_device *device, const char *word)
{
	size_t length = strcspn(word, "-");
	const char *port = word + length + 1;
	uint64_t bus;

	if (strcmp(word, "tablet") == 0) {
		qemu_add(qemu, "-device", "usb-tablet,bus=xhci%u.%u.0", device->slot,
			 device->function);
		return true;
	}
	if (!word[length] || !number_parse_decimal(word, length, 255, &bus) || bus < 1 ||
	    *port < '1' || *port > '9' || port[strspn(port, "0123456789.")])
		return qemu_reject(qemu, device, "invalid USB port '%.40s': expected BUS-PORT",
				   word);
	qemu_add(qemu, "-device", "usb-host,bus=xhci%u.%u.0,hostbus=%" PRIu64 ",hostport=%s",
		 device->slot, device->function, bus, port);
	return true;
}

static bool add_xhci(struct qemu_builder *qemu, const struct dm_device *device)
{
	char *rest = qemu_copy(qemu, device->options);

	qemu_add(qemu, "-device", "qemu-xhci,id=xhci%u.%u,%s", device->slot, device->function,
		 qemu_address(qemu, device));
	for (char *word; *device->options && (word = strsep(&rest, ","));)
		if (!add_usb(qemu, device, word))
			return false;
	return true;
}

static bool add_watchdog(struct qemu_builder *qemu, const struct dm_device *device)
{
	qemu_add(qemu, "-device", "i6300esb,%s", qemu_address(qemu, device));
	return true;
}

static const struct qemu_kind kinds[] = {
	{ "hostbridge", add_hostbridge, true },
	{ "amd_hostbridge", add_hostbridge, true },
	{ "lpc", add_lpc, true },
	{ "ivshmem", add_ivshmem, false },
	{ "virtio-blk", qemu_add_block, false },
	{ "virtio-net", qemu_add_net, false },
	{ "virtio-console", qemu_add_console, false },
	{ "virtio-rnd", add_random, false },
	{ "virtio-input", add_input, false },
	{ "virtio-gpu", add_gpu, false },
	{ "vhost-vsock", add_vsock, false },
	{ "xhci", add_xhci, false },
	{ "ahci", qemu_add_ahci, false },
	{ "ahci-hd", qemu_add_ahci, false },
	{ "ahci-cd", qemu_add_ahci, false },
	{ "wdt-i6300esb", add_watchdog, false },
	/* These need ACRN's hypervisor, hardware passed through by it, or ACRN's own drivers. */
	{ "uart", add_acrn_only, false },
	{ "passthru", add_acrn_only, false },
	{ "pci-gvt", add_acrn_only, false },
	{ "igd-lpc", add_acrn_only, false },
	{ "npk", add_acrn_only, false },
	{ "virtio-hyper_dmabuf", add_acrn_only, false },
	{ "virtio-audio", add_acrn_only, false },
	{ "virtio-coreu", add_acrn_only, false },
	{ "virtio-gpio", add_acrn_only, false },
	{ "virtio-heci", add_acrn_only, false },
	{ "virtio-i2c", add_acrn_only, false },
	{ "virtio-ipu", add_acrn_only, false },
	{ "virtio-mei", add_acrn_only, false },
	{ "virtio-rpmb", add_acrn_only, false },
};

const struct qemu_kind *qemu_kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}
