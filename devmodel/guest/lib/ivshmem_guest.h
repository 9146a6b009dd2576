/* SPDX-License-Identifier: BSD-3-Clause
 * ivshmem_guest.h: inter-VM shared memory for programs inside a Linux guest: find a device, map it,
 * read and write its memory, notify its peers, and wait for notifications.
 *
 * See enum ivshm_map for what each way of mapping needs. Only to receive notifications in a guest
 * without an IOMMU, a kernel module is needed: uio_ivshmem.
 * Sizes and offsets are in bytes.
 *
 * A function that can fail takes a `struct ivshm_error *` last, which may be NULL, and returns
 * false (or NULL, or -1) with the reason as text. Nothing prints, exits, or keeps state outside of
 * a device. Devices are independent of each other. On one device any calls may overlap, except
 * waits on the same vector and ivshm_close().
 */
#ifndef GUEST_LIB_IVSHMEM_GUEST_H
#define GUEST_LIB_IVSHMEM_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Nothing else of the library is seen from outside of it. */
#pragma GCC visibility push(default)

#define IVSHM_VENDOR_ID	  0x1af4u
#define IVSHM_DEVICE_ID	  0x1110u
#define IVSHM_REVISION_ID 0x01u

/* BARs. */
enum {
	IVSHM_BAR_REGISTERS,
	IVSHM_BAR_MSIX, /* absent in a device without notification */
	IVSHM_BAR_MEMORY,
	IVSHM_BARS
};

/* Registers: 4 bytes each, aligned. All others are reserved, and read 0. */
enum {
	IVSHM_REGISTER_MASK = 0x0,     /* reserved in revision 1 */
	IVSHM_REGISTER_STATUS = 0x4,   /* reserved in revision 1 */
	IVSHM_REGISTER_POSITION = 0x8, /* read only: this VM's peer ID */
	IVSHM_REGISTER_DOORBELL = 0xc, /* write only: peer << 16 | vector */
};

struct ivshm_error {
	char text[512]; /* one line, no line feed */
};

/* Where files are. NULL for the whole or for one path: the default of a Linux guest. */
struct ivshm_paths {
	const char *sysfs; /* "/sys" */
	const char *dev;   /* "/dev" */
	const char *names; /* "/etc/ivshmem/names": a line `NAME ID` or `NAME BDF` each */
};

struct ivshm_bar {
	uint64_t address; /* guest physical; 0: firmware and kernel have not assigned one */
	uint64_t size;	  /* 0: the device has no such BAR */
};

#define IVSHM_VECTORS_UNKNOWN (-1)

/* One ivshmem function, as it was when it was listed. */
struct ivshm_info {
	char bdf[24];	    /* "0000:00:06.0" */
	unsigned slot;	    /* the device number in it: 6 */
	uint16_t region_id; /* the subsystem ID; 0: the region has none */
	char name[64];	    /* of that ID in the file of names, or "" */
	struct ivshm_bar bars[IVSHM_BARS];
	int vectors; /* of MSI-X; 0: no notification; IVSHM_VECTORS_UNKNOWN: readable by root only
		      */
	bool is_decoding; /* memory decoding is on: the BARs answer */
	char driver[64];  /* the bound one, or "" */
};

/* All ivshmem functions, sorted by BDF. The caller frees *list. If there is none, it is a success
 * with *count 0. */
bool ivshm_list(const struct ivshm_paths *paths, struct ivshm_info **list, size_t *count,
		struct ivshm_error *error);

/* The one device that `which` selects:
 *   "0000:00:06.0", "00:06.0"   by its PCI address
 *   "slot:6"                    by its slot on bus 0, as in acrn-dm's `-s 6,ivshmem,...`
 *   "id:0x1000", "id:4096"      by region ID
 *   "name:NAME"                 by the region ID that the file of names has for NAME
 *   NULL                        if there is only one
 * It is an error if there is none, or more than one. */
bool ivshm_find(const struct ivshm_paths *paths, const char *which, struct ivshm_info *info,
		struct ivshm_error *error);

/* Its configuration space: *length is 256, or 64 for unprivileged users. */
bool ivshm_config(const struct ivshm_paths *paths, const struct ivshm_info *info,
		  uint8_t config[256], size_t *length, struct ivshm_error *error);

/* How to map a device. All can notify peers; only with VFIO, and with UIO by the driver
 * uio_ivshmem, notifications are received. */
enum ivshm_map {
	/* VFIO if a vfio driver is bound, UIO if a driver provides the memory by UIO, else
	 * RESOURCE2.
	 */
	IVSHM_MAP_AUTO,
	/* By /dev/uioN. BARs that the driver does not provide (uio_pci_generic: the memory) are
	 * mapped as by RESOURCE2. */
	IVSHM_MAP_UIO,
	/* By the resource2 file in sysfs, with any driver or none, but not while VFIO has it open;
	 * uncached. */
	IVSHM_MAP_RESOURCE2,
	/* By resource2_wc: writes are combined, and only ivshm_publish() or a notification orders
	   them. */
	IVSHM_MAP_RESOURCE2_WC,
	/* By VFIO, with a vfio driver bound and an IOMMU (or VFIO's no-IOMMU mode). */
	IVSHM_MAP_VFIO
};

/* "auto", "uio", "resource2", "resource2_wc", "vfio"; and back, false for any other word. */
const char *ivshm_map_name(enum ivshm_map map);
bool ivshm_map_parse(const char *name, enum ivshm_map *map);

struct ivshm_device;

/* Finds a device and maps its registers and memory until ivshm_close(). Memory decoding is enabled
 * if it was off; with VFIO, bus mastering and all MSI-X vectors too. */
struct ivshm_device *ivshm_open(const struct ivshm_paths *paths, const char *which,
				enum ivshm_map map, struct ivshm_error *error);

/* Releases everything. NULL is allowed. Pointers into the memory become invalid. */
void ivshm_close(struct ivshm_device *device);

const struct ivshm_info *ivshm_device_info(const struct ivshm_device *device);

/* The way it was mapped: never IVSHM_MAP_AUTO. */
enum ivshm_map ivshm_device_map(const struct ivshm_device *device);

/* The shared memory: ivshm_size() bytes, page aligned. Peers may write to it at any time: read a
 * value once, and check what was read. Flags between peers need atomic accesses. */
void *ivshm_memory(const struct ivshm_device *device);
uint64_t ivshm_size(const struct ivshm_device *device);

/* Copies from the memory and to it. False, and nothing is copied, if the range is not inside it.
 * The order in which bytes are copied is undefined. */
bool ivshm_read(const struct ivshm_device *device, uint64_t offset, void *buffer, size_t length,
		struct ivshm_error *error);
bool ivshm_write(const struct ivshm_device *device, uint64_t offset, const void *buffer,
		 size_t length, struct ivshm_error *error);

/* Orders writes to the memory: all before this call become visible before any after it, in every
 * cache mode. */
void ivshm_publish(void);

/* One register; `offset` is a multiple of 4 below 256. */
bool ivshm_register_read(const struct ivshm_device *device, unsigned offset, uint32_t *value,
			 struct ivshm_error *error);
bool ivshm_register_write(const struct ivshm_device *device, unsigned offset, uint32_t value,
			  struct ivshm_error *error);

/* The ID by which peers notify this VM: on ACRN in hv-land its VM ID. 0 without notification. */
bool ivshm_position(const struct ivshm_device *device, uint16_t *position,
		    struct ivshm_error *error);

/* Notifies a vector of a peer, after all writes to the memory. False without notification. Success
 * does not mean that it was received: the device ignores notifications of absent peers. */
bool ivshm_ring(const struct ivshm_device *device, uint16_t peer, uint16_t vector,
		struct ivshm_error *error);

/* Waits until this VM's vector is notified: 1 if it was, once or more, since the last time; 0 after
 * `timeout_ms` milliseconds (-1: never); -1 with an error, also if the mapping receives no
 * notifications. */
int ivshm_wait(const struct ivshm_device *device, unsigned vector, int timeout_ms,
	       struct ivshm_error *error);

/* The file of a vector, for a poll loop of the caller, which reads its 8 bytes, as of an eventfd;
 * ivshm_close() closes it. -1 if the mapping receives no notifications or the device has no such
 * vector. */
int ivshm_vector_fd(const struct ivshm_device *device, unsigned vector);

/* The cache mode that the mapping requests from the kernel, and the one that it got, which an
 * earlier mapping of the same memory may have decided: "uncached", "uncached-minus",
 * "write-combining", "write-through", "write-protected", "write-back", or "unknown". The latter is
 * read from kernel/debug/x86/pat_memtype_list in sysfs: unknown without debugfs, x86 or root. */
const char *ivshm_cache_asked(const struct ivshm_device *device);
const char *ivshm_cache_granted(const struct ivshm_device *device);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
