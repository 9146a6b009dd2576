/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of the guest library share.
 */
#ifndef GUEST_LIB_INTERNAL_H
#define GUEST_LIB_INTERNAL_H

#include <limits.h>
#include <sys/types.h>

#include "guest/lib/ivshmem_guest.h"

/* The kernel module whose files receive notifications. */
#define GUEST_DRIVER "uio_ivshmem"

/* A mapped part of a file. A BAR need not begin at a page: `at` is where it begins. */
struct guest_mapping {
	void *base; /* NULL: nothing is mapped */
	size_t length;
	void *at;
};

struct guest_vfio {
	int container, group, device; /* -1: not open */
	off_t registers;	      /* the BAR's place in the device's file */
};

/* Files of which the first 8 bytes that are read say how often a vector was notified. */
struct guest_vectors {
	int *fds;
	unsigned count;
	int error; /* why UIO has no more of them, of errno */
};

struct ivshm_device {
	struct ivshm_info info;
	struct ivshm_paths paths; /* owned by the device */
	enum ivshm_map map;
	struct guest_mapping memory;
	struct guest_mapping
		registers; /* may be unmapped by VFIO: then accesses are system calls */
	int uio;	   /* -1: not open */
	struct guest_vfio vfio;
	struct guest_vectors vectors;
	bool is_enabled_by_us;
};

/* Sets the error, and returns false; the second adds the text of errno. */
bool guest_fail(struct ivshm_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
bool guest_fail_errno(struct ivshm_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The path of a file of a function in sysfs. */
void guest_path(char path[PATH_MAX], const struct ivshm_paths *paths, const char *bdf,
		const char *file);

/* The paths or their defaults; `paths` may be NULL. */
const char *guest_sysfs(const struct ivshm_paths *paths);
const char *guest_dev(const struct ivshm_paths *paths);
const char *guest_names(const struct ivshm_paths *paths);

/* Up to `size` bytes of a file; -1 with errno. */
ssize_t guest_read_bytes(const char *path, void *buffer, size_t size);

/* A small text file without trailing white space, cut to `size`. False with errno. */
bool guest_read_text(const char *path, char *text, size_t size);

/* A file that holds one number, as sysfs writes them: "0x1af4" or "12". False with errno. */
bool guest_read_number(const char *path, uint64_t *number);

/* The whole text as a decimal number, or a hexadecimal one after 0x, up to `max`. */
bool guest_parse_number(const char *text, uint64_t max, uint64_t *number);

/* The domain, bus, slot and function of "0000:00:06.0"; the domain may be left out. */
bool guest_parse_bdf(const char *text, unsigned parts[4]);

/* The last part of a link's target; "" if there is none. */
void guest_link_name(const char *path, char *name, size_t size);

/* What a name in the file of names stands for: the device at a PCI address, or with a region ID. */
struct guest_place {
	bool is_bdf;
	unsigned bdf[4]; /* as guest_parse_bdf() has them */
	uint16_t region_id;
};

/* Whether a device is at that place. */
bool guest_is_at(const struct ivshm_info *info, const struct guest_place *place);

/* The name of a device in the file of names, or "". A missing file is empty; of an invalid one the
 * lines before the first error count. */
void guest_name_of(const struct ivshm_paths *paths, const struct ivshm_info *info, char *name,
		   size_t size);

/* The place of a name. */
bool guest_place_of(const struct ivshm_paths *paths, const char *name, struct guest_place *place,
		    struct ivshm_error *error);

/* Maps `size` bytes of an open file from `offset`, and `slack` bytes before them. */
bool guest_map_fd(int fd, const char *path, off_t offset, uint64_t slack, uint64_t size,
		  struct guest_mapping *mapping, struct ivshm_error *error);
void guest_unmap(struct guest_mapping *mapping);

/* Adds a file, which is closed with the others. False with errno, and the file is closed. */
bool guest_vectors_add(struct guest_vectors *vectors, int fd);
void guest_vectors_close(struct guest_vectors *vectors);

/* The path of the file that uio_ivshmem has for a vector. */
void guest_vector_path(const struct ivshm_device *device, unsigned vector, char path[PATH_MAX]);

/* Whether the driver provides that BAR by UIO. */
bool guest_uio_offers(const struct ivshm_paths *paths, const struct ivshm_info *info, unsigned bar);

/* Opens the UIO device, maps the BARs that it provides, and opens the vectors of uio_ivshmem. Also
 * after a failure guest_uio_close() is to be called. */
bool guest_uio_open(struct ivshm_device *device, struct ivshm_error *error);
void guest_uio_close(struct ivshm_device *device);

/* The same with VFIO: after it the memory is mapped and the registers answer. */
bool guest_vfio_open(struct ivshm_device *device, struct ivshm_error *error);
void guest_vfio_close(struct ivshm_device *device);

#endif
