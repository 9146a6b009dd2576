/* SPDX-License-Identifier: BSD-3-Clause
 * hardening.h: the names and paths that the parts of the hardening share, and the files of each VM:
 * made only where --harden asks for it.
 *
 * Each name begins with the scenario's, so that several scenarios can be installed on one host. A
 * name that had to be changed or shortened ends with a digest of the original. Types of SELinux
 * have a '.' behind it, which no name has, so that those of two scenarios never meet.
 */
#ifndef PLAN_HARDENING_H
#define PLAN_HARDENING_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The longest name of a user or group: utmp(5) has room for 31 and a null character. */
#define HARDENING_USER_MAX 31

/* The longest name of a scenario: with it the paths of sockets fit into sun_path, 108 bytes. */
#define HARDENING_SCENARIO_MAX 32

/* The group whose members may start and stop the VMs, of any scenario. */
#define HARDENING_ADMINS "acrn-admins"

enum plan_file_kind {
	PLAN_FILE_OVMF,
	PLAN_FILE_KERNEL,
	PLAN_FILE_RAMDISK,
	PLAN_FILE_IMAGE,     /* of a virtio-blk */
	PLAN_FILE_PARTITION, /* that the script mounts, because an image is on it */
	PLAN_FILE_INPUT,     /* an event device */
	PLAN_FILE_CONSOLE,   /* a tty, file or socket behind a virtio-console */
	PLAN_FILE_KEYS,	     /* the image of the VM's keys */
};

/* A file of the host that a VM's device model opens. */
struct plan_file {
	enum plan_file_kind kind;
	const char *path;      /* absolute: one that the scenario has relative is below `images` */
	const char *directory; /* of a socket or log, which may be made in it; else NULL */
	bool is_written;
	bool is_own;	  /* an image, or below `images`: the VMs of this scenario alone use it */
	bool is_sealed;	  /* can be recorded: nobody writes, and there before the VM starts */
	bool is_shared;	  /* another VM opens it, too */
	bool is_repeated; /* it was listed before, for this VM or another */
	const char *type; /* of SELinux: by whom the file is opened, and whether anybody writes */
};

struct plan_vm_hardening {
	const char *user;    /* whom its device model runs as, unless that is root */
	bool is_root;	     /* the device model runs as root */
	const char *unit;    /* of systemd, without ".service" */
	const char *profile; /* of AppArmor */
	const char *domain;  /* of SELinux: the type of its device model */
	const char
		*launcher; /* of SELinux: the type of its launch script, in which the unit starts */
	unsigned category; /* of SELinux, c<N> */
	const char *script; /* where the launch script is installed */
	struct plan_file *files;
	size_t file_count;
};

/* Of a region in dm-land. */
struct plan_region_hardening {
	const char *group; /* of the object in /dev/shm; its members are the peers' users. Not the
			    * name of any user */
	const char *type;  /* of SELinux */
};

struct plan_hardening {
	unsigned parts;		/* model/harden.h */
	const char *scenario;	/* letters, digits, '_' and '-' */
	const char *prefix;	/* acrn-SCENARIO: installed files and units begin with it */
	const char *identifier; /* the same for SELinux: letters, digits and '_' */
	const char *scripts;	/* the directory of the installed scripts */
	const char *config;	/* that of all other files of the scenario */
	const char *keys;	/* that of the keys of regions and of their images */
	const char *images;	/* the working directory of device models */
	const char *server_dir; /* of the sockets of its ivshmem-server */
};

/* A name of at most `max` bytes, all of them letters, digits, '_' and, where `has_hyphens`, '-'. */
const char *hardening_name(struct arena *arena, const char *text, size_t max, bool has_hyphens);

#endif
