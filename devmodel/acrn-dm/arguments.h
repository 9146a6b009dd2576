/* SPDX-License-Identifier: BSD-3-Clause
 * arguments.h: acrn-dm's command line.
 *
 * Reading it accesses no files or devices. Of an option that is repeated the last one counts; -s
 * and -l accumulate. The VM's name is the last argument.
 */
#ifndef ACRN_DM_ARGUMENTS_H
#define ACRN_DM_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "acrn-dm/claim.h"
#include "base/error.h"

#define ARGUMENTS_DEVICES_MAX	  256 /* 32 slots with 8 functions each */
#define ARGUMENTS_PORTS		  4   /* COM1 to COM4 */
#define ARGUMENTS_UNSUPPORTED_MAX 16

enum action { ACTION_RUN, ACTION_PRINT_VMM, ACTION_HELP, ACTION_VERSION };
enum accel { ACCEL_AUTO, ACCEL_KVM, ACCEL_TCG };
enum device_mode { DEVICE_AUTO, DEVICE_VFIO_USER, DEVICE_BUILTIN };

/* One -s SLOT[:FUNCTION],KIND[,OPTIONS]. */
struct dm_device {
	unsigned slot, function;
	char kind[32];
	const char *text;    /* the whole argument, for messages */
	const char *options; /* after the kind and its comma; "" if there are none */
	bool is_ivshmem;
	struct claim claim; /* of an ivshmem device */
};

/* Whether it is an ivshmem device whose region is in this land. */
bool dm_device_is_in(const struct dm_device *device, enum cfg_land land);

/* All strings belong to the argv that was read; options that are not given are NULL, 0 or false. */
struct arguments {
	enum action action;
	const char *vm;
	uint64_t memory; /* bytes, a multiple of 4 KiB; 256 MiB unless given */
	unsigned cpus;	 /* 1 unless given */
	const char *kernel, *elf, *ramdisk, *bootargs;
	const char *ovmf; /* without its prefix "w," */
	bool is_ovmf_kept;
	const char *uuid, *mac_seed, *vtpm;
	bool has_debug_exit;
	const char *ports[ARGUMENTS_PORTS]; /* "stdio", or a terminal's path */
	struct dm_device devices[ARGUMENTS_DEVICES_MAX];
	unsigned device_count;
	/* Options that need ACRN's hypervisor, by name; each once. */
	const char *unsupported[ARGUMENTS_UNSUPPORTED_MAX];
	unsigned unsupported_count;

	bool ignores_unsupported;
	enum accel accel;
	enum device_mode device_mode;
	const char *vmm, *table;
	const char *server_dir, *hv_dir; /* may be "" */
	mode_t shm_mode;		 /* 0600 unless given */
	uid_t shm_owner;		 /* (uid_t)-1 unless given */
	gid_t shm_group;		 /* (gid_t)-1 unless given */
};

/* Reads argv[1] to argv[argc - 1]. False with an error that names the option, its value and what is
 * expected. Arguments after --help or --version are ignored. */
bool arguments_read(int argc, char *const argv[], struct arguments *arguments, struct error *error);

/* The text of --help. */
extern const char arguments_help[];

#endif
