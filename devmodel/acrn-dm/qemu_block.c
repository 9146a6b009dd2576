/* SPDX-License-Identifier: BSD-3-Clause
 * qemu_block.c: virtio and AHCI disks. */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acrn-dm/qemu_builder.h"
#include "schema/number.h"

#define SECTOR	   512u
#define SECTOR_MAX 4096u

/* How a disk is opened. */
struct disk {
	const char *path, *aio;
	bool is_read_only, is_direct, discards;
	int write_cache;		  /* 1 on, 0 off, -1 QEMU's default */
	uint64_t logical, physical;	  /* sector sizes; 0: QEMU's default */
	uint64_t range_start, range_size; /* bytes; size 0: the whole disk */
};

/* sectorsize=LOGICAL[/PHYSICAL] */
static bool read_sector_size(const char *value, struct disk *disk)
{
	size_t length = strcspn(value, "/");

	if (!number_parse_decimal(value, length, SECTOR_MAX, &disk->logical))
		return false;
	disk->physical = disk->logical;
	if (value[length] &&
	    !number_parse_range(value + length + 1, SECTOR, SECTOR_MAX, &disk->physical))
		return false;
	return (disk->logical == SECTOR || disk->logical == SECTOR_MAX) &&
	       (disk->physical & (disk->physical - 1)) == 0 && disk->physical >= disk->logical;
}

/* range=FIRST/COUNT, in sectors of 512 bytes */
static bool read_range(const char *value, struct disk *disk)
{
	size_t length = strcspn(value, "/");
	uint64_t max = INT64_MAX / SECTOR;

	if (!number_parse_decimal(value, length, max, &disk->range_start) || !value[length] ||
	    !number_parse_range(value + length + 1, 1, max, &disk->range_size))
		return false;
	disk->range_start *= SECTOR;
	disk->range_size *= SECTOR;
	return true;
}

/* True for a valid option. Options for ACRN's threads are accepted without effect. */
static bool take_disk_option(const char *option, struct disk *disk)
{
	if (strcmp(option, "ro") == 0)
		disk->is_read_only = true;
	else if (strcmp(option, "nocache") == 0 || strcmp(option, "bypass_host_cache") == 0)
		disk->is_direct = true;
	else if (strcmp(option, "writeback") == 0)
		disk->write_cache = 1;
	else if (strcmp(option, "writethru") == 0)
		disk->write_cache = 0;
	else if (strcmp(option, "discard") == 0 || strncmp(option, "discard=", 8) == 0)
		disk->discards = true;
	else if (strcmp(option, "aio=threads") == 0 || strcmp(option, "aio=io_uring") == 0)
		disk->aio = option + strlen("aio=");
	else if (strncmp(option, "sectorsize=", 11) == 0)
		return read_sector_size(option + 11, disk);
	else if (strncmp(option, "range=", 6) == 0)
		return read_range(option + 6, disk);
	else
		return strcmp(option, "iothread") == 0 || strncmp(option, "iothread=", 9) == 0 ||
		       strncmp(option, "mq=", 3) == 0;
	return true;
}

/* Images are always raw: a guest could write a header that QEMU's detection takes for another
 * format. */
static void add_node(struct qemu_builder *qemu, const struct disk *disk, const char *node)
{
	struct stat status;
	bool is_device = stat(disk->path, &status) == 0 && S_ISBLK(status.st_mode);
	const char *options = "";

	if (disk->is_direct)
		options = qemu_text(qemu, "%s,cache.direct=on", options);
	if (disk->discards)
		options = qemu_text(qemu, "%s,discard=unmap", options);
	if (disk->range_size)
		options = qemu_text(qemu, "%s,offset=%" PRIu64 ",size=%" PRIu64, options,
				    disk->range_start, disk->range_size);
	if (disk->aio)
		options = qemu_text(qemu, "%s,file.aio=%s", options, disk->aio);
	qemu_need(qemu, "the disk image", disk->path, disk->is_read_only ? R_OK : R_OK | W_OK);
	qemu_add(qemu, "-blockdev",
		 "driver=raw,node-name=%s,read-only=%s%s,file.driver=%s,file.filename=%s", node,
		 disk->is_read_only ? "on" : "off", options, is_device ? "host_device" : "file",
		 qemu_escape(qemu, disk->path));
}

/* The properties of a disk that the guest sees. */
static const char *disk_properties(struct qemu_builder *qemu, const struct disk *disk,
				   const char *node)
{
	const char *text = qemu_text(qemu, "drive=%s,bootindex=%u", node, ++qemu->boot_index);

	if (disk->write_cache >= 0)
		text = qemu_text(qemu, "%s,write-cache=%s", text, disk->write_cache ? "on" : "off");
	if (disk->logical)
		text = qemu_text(qemu,
				 "%s,logical_block_size=%" PRIu64 ",physical_block_size=%" PRIu64,
				 text, disk->logical, disk->physical);
	return text;
}

/* [b,]PATH[,OPTION]...; "b" marks the disk to boot from; here the first disk is. */
bool qemu_add_block(struct qemu_builder *qemu, const struct dm_device *device)
{
	char *rest = qemu_copy(qemu, device->options);
	const char *node = qemu_text(qemu, "disk%u.%u", device->slot, device->function);
	struct disk disk = { .write_cache = -1 };

	if (strncmp(rest, "b,", 2) == 0)
		rest += 2;
	disk.path = strsep(&rest, ",");
	if (!*disk.path || strcmp(disk.path, "nodisk") == 0)
		return qemu_reject(qemu, device,
				   "missing path of an image: expected virtio-blk,PATH");
	for (char *option; (option = strsep(&rest, ","));)
		if (!take_disk_option(option, &disk))
			return qemu_reject(qemu, device,
					   "invalid option '%.60s': use ro, "
					   "writeback, writethru, nocache, discard, aio=threads, "
					   "aio=io_uring, sectorsize=512[/N] or 4096, "
					   "range=FIRST/COUNT",
					   option);
	add_node(qemu, &disk, node);
	qemu_add(qemu, "-device", "virtio-blk-pci,%s,%s", disk_properties(qemu, &disk, node),
		 qemu_address(qemu, device));
	return true;
}

static bool add_ahci_disk(struct qemu_builder *qemu, const struct dm_device *device, unsigned port,
			  bool is_cd, struct disk *disk)
{
	const char *node = qemu_text(qemu, "disk%u.%u.%u", device->slot, device->function, port);

	if (!*disk->path)
		return qemu_reject(qemu, device, "missing path of an image after hd: or cd:");
	disk->is_read_only |= is_cd;
	add_node(qemu, disk, node);
	qemu_add(qemu, "-device", "ide-%s,bus=ahci%u.%u.%u,%s", is_cd ? "cd" : "hd", device->slot,
		 device->function, port, disk_properties(qemu, disk, node));
	return true;
}

/* hd:PATH or cd:PATH, each followed by options; ahci-hd and ahci-cd have one PATH. */
bool qemu_add_ahci(struct qemu_builder *qemu, const struct dm_device *device)
{
	bool is_single = strcmp(device->kind, "ahci") != 0;
	char *rest = qemu_copy(qemu, device->options);
	unsigned port = 0;

	qemu_add(qemu, "-device", "ich9-ahci,id=ahci%u.%u,%s", device->slot, device->function,
		 qemu_address(qemu, device));
	while (rest) {
		char *word = strsep(&rest, ",");
		const char *kind = is_single ? device->kind + strlen("ahci-") : word;
		bool is_cd = strncmp(kind, "cd", 2) == 0;
		struct disk disk = { .write_cache = -1, .path = is_single ? word : word + 3 };

		if (!is_single && strncmp(word, "hd:", 3) != 0 && strncmp(word, "cd:", 3) != 0)
			return qemu_reject(qemu, device,
					   "invalid disk '%.60s': expected hd:PATH or cd:PATH",
					   word);
		while (rest && strncmp(rest, "hd:", 3) != 0 && strncmp(rest, "cd:", 3) != 0) {
			word = strsep(&rest, ",");
			if (!take_disk_option(word, &disk))
				return qemu_reject(qemu, device, "invalid option '%.60s'", word);
		}
		if (!add_ahci_disk(qemu, device, port++, is_cd, &disk))
			return false;
	}
	return true;
}
