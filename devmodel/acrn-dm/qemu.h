/* SPDX-License-Identifier: BSD-3-Clause
 * qemu.h: QEMU's command line for the VM that acrn-dm's command line describes.
 *
 * The machine is `pc`: its host bridge is in slot 0 and its ISA bridge in slot 1, like ACRN's host
 * bridge and LPC bridge, so every device keeps its slot on bus 0.
 */
#ifndef ACRN_DM_QEMU_H
#define ACRN_DM_QEMU_H

#include <stdbool.h>
#include <stddef.h>

#include "acrn-dm/arguments.h"
#include "acrn-dm/string_list.h"
#include "base/error.h"
#include "base/socket_directory.h"

struct qemu_setup {
	const struct arguments *arguments;
	const char *vmm;			   /* QEMU's path: its argv[0] */
	const char *run_dir;			   /* of the sockets of dm-land devices */
	const struct socket_directory *server;	   /* of ivshmem-server's sockets */
	const struct socket_directory *hypervisor; /* of acrn-hv's */
	int monitor_fd;				   /* inherited by QEMU; 0: none */
	bool is_builtin;			   /* with QEMU's own ivshmem devices */
	bool is_kvm;
};

/* A file that QEMU needs to start. */
struct qemu_need {
	const char *what; /* for messages */
	const char *path;
	int mode; /* of access(2) */
};

/* All zero is empty. Its strings are its own or the arguments'. */
struct qemu_line {
	struct string_list argv;
	struct string_list notes;   /* lines for the user: differences from what was requested */
	struct string_list scratch; /* strings that live as long as the line */
	struct qemu_need *needs;
	size_t need_count;
	bool uses_stdio; /* standard input and output are a console of the guest */
};

/* Fills an empty line. False with an error for invalid options, and for options that need ACRN's
 * hypervisor; with --ignore-unsupported the latter are omitted, with a note. Accesses the host's
 * files only with --ignore-unsupported, to omit devices whose files are missing, and to find
 * ivshmem-server's sockets for QEMU's own ivshmem devices. */
bool qemu_build(const struct qemu_setup *setup, struct qemu_line *line, struct error *error);

/* Whether all files exist and can be accessed; false with an error. */
bool qemu_check_needs(const struct qemu_line *line, struct error *error);

void qemu_line_free(struct qemu_line *line);

/* The path of an ivshmem device's socket, in a new string; NULL if memory ran out. */
char *qemu_socket_path(const char *run_dir, const struct dm_device *device);

#endif
