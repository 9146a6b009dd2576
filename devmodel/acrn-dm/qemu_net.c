/* SPDX-License-Identifier: BSD-3-Clause
 * qemu_net.c: virtio network cards on tap interfaces. */
#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "acrn-dm/qemu_builder.h"

#define TUN "/dev/net/tun"

struct net {
	const char *tap, *mac, *seed;
	bool has_vhost;
};

/* Six pairs of hex digits; the lowest bit of the first is 0: not a group address. */
static bool is_mac(const char *text)
{
	static const char form[] = "xx:xx:xx:xx:xx:xx";
	size_t length = strlen(text);

	if (length != sizeof(form) - 1 || !strchr("02468aceACE", text[1]))
		return false;
	for (size_t i = 0; i < length; i++)
		if (form[i] == ':' ? text[i] != ':' : !isxdigit((unsigned char)text[i]))
			return false;
	return true;
}

static bool is_interface(const char *name)
{
	size_t length = strlen(name);

	return length > 0 && length < 16 && !strpbrk(name, "/ \t\n:");
}

static bool read_net(struct qemu_builder *qemu, const struct dm_device *device, struct net *net)
{
	char *rest = qemu_copy(qemu, device->options);

	net->tap = strsep(&rest, ",");
	if (strncmp(net->tap, "tap=", 4) == 0)
		net->tap += 4;
	if (!is_interface(net->tap))
		return qemu_reject(
			qemu, device,
			"invalid interface '%.40s': expected tap=NAME, of 1 to 15 characters",
			net->tap);
	for (char *option; (option = strsep(&rest, ","));) {
		if (strcmp(option, "vhost") == 0)
			net->has_vhost = true;
		else if (strncmp(option, "mac_seed=", 9) == 0)
			net->seed = option + 9;
		else if (strncmp(option, "mac=", 4) == 0 && is_mac(option + 4))
			net->mac = option + 4;
		else
			return qemu_reject(
				qemu, device,
				"invalid option '%.60s': use vhost, mac=XX:XX:XX:XX:XX:XX or "
				"mac_seed=TEXT",
				option);
	}
	return true;
}

/* FNV-1a; the NUL is included, as a separator. */
static uint64_t hash(uint64_t sum, const char *text)
{
	do
		sum = (sum ^ (unsigned char)*text) * 0x100000001b3u;
	while (*text++);
	return sum;
}

/* The same seed, slot and VM give the same address on every host. */
static const char *derive_mac(struct qemu_builder *qemu, const struct dm_device *device,
			      const char *seed)
{
	uint64_t sum = hash(0xcbf29ce484222325u, seed);

	sum = hash(sum, qemu_text(qemu, "%u.%u", device->slot, device->function));
	sum = hash(sum, qemu->arguments->vm);
	return qemu_text(qemu, "52:54:00:%02x:%02x:%02x", (unsigned)(sum >> 40) & 0xff,
			 (unsigned)(sum >> 24) & 0xff, (unsigned)(sum >> 8) & 0xff);
}

/* False, with a note, if the card is to have no connection: the interface is missing, and
 * --ignore-unsupported is given. */
static bool has_tap(struct qemu_builder *qemu, const struct dm_device *device, const char *tap)
{
	const char *path = qemu_text(qemu, "/sys/class/net/%s", tap);

	if (!qemu->arguments->ignores_unsupported) {
		qemu_need(qemu, "the network interface", path, F_OK);
		qemu_need(qemu, "the network interface", TUN, R_OK | W_OK);
		return true;
	}
	if (access(path, F_OK) == 0 && access(TUN, R_OK | W_OK) == 0)
		return true;
	qemu_note(qemu, "-s %.200s: interface %s is not usable: the card is not connected",
		  device->text, tap);
	return false;
}

bool qemu_add_net(struct qemu_builder *qemu, const struct dm_device *device)
{
	const char *id = qemu_text(qemu, "net%u.%u", device->slot, device->function);
	struct net net = { .seed = qemu->arguments->mac_seed };

	if (!read_net(qemu, device, &net))
		return false;
	if (!net.seed)
		net.seed = "";
	if (!net.mac)
		net.mac = derive_mac(qemu, device, net.seed);
	if (has_tap(qemu, device, net.tap))
		qemu_add(qemu, "-netdev", "tap,id=%s,ifname=%s,script=no,downscript=no,vhost=%s",
			 id, qemu_escape(qemu, net.tap), net.has_vhost ? "on" : "off");
	else
		qemu_add(qemu, "-netdev", "hubport,id=%s,hubid=%u", id,
			 device->slot * 8 + device->function);
	/* No option ROM: ACRN has none, and the file may not be installed. */
	qemu_add(qemu, "-device", "virtio-net-pci,netdev=%s,mac=%s,romfile=,%s", id, net.mac,
		 qemu_address(qemu, device));
	return true;
}
