/* SPDX-License-Identifier: BSD-3-Clause
 * qemu.h: the command line of QEMU for a VM that acrn-dm's command line describes.
 *
 * The machine is `pc`: its host bridge is in slot 0 and its ISA bridge in slot 1, where ACRN has
 * host bridge and LPC, so every device keeps its slot on bus 0.
 */
#ifndef ACRN_DM_QEMU_H
#define ACRN_DM_QEMU_H

#include <stdbool.h>
#include <stddef.h>

#include "acrn-dm/arguments.h"
#include "acrn-dm/argv.h"
#include "base/error.h"
#include "base/socket_directory.h"

struct qemu_setup {
	const struct arguments *arguments;
	const char *engine;			   /* QEMU's path: its argv[0] */
	const char *run_dir;			   /* where the sockets of dm-land devices are */
	const struct socket_directory *server;	   /* of ivshmem-server's sockets */
	const struct socket_directory *hypervisor; /* of acrn-hv's */
	int monitor_fd;				   /* that QEMU inherits; 0: none */
	bool is_builtin;			   /* ivshmem devices are QEMU's own */
	bool is_kvm;
};

/* A file that must be there for QEMU to start. */
struct qemu_need {
	const char *what; /* for messages */
	const char *path;
	int mode; /* of access(2) */
};

/* All zero is an empty one. What it points to is its own, or the arguments'. */
struct qemu_line {
	struct argv argv;
	struct argv notes; /* lines for the user: what differs from what was asked for */
	struct argv scratch;
	struct qemu_need *needs;
	size_t need_count;
};

/* Fills in an empty line. False with an error for options that are wrong, and for what only ACRN
 * can give; the latter are left out and noted with --ignore-unsupported. Files of the host are
 * looked at with
 * --ignore-unsupported only, to leave out devices that have none; and ivshmem-server's sockets, for
 * ivshmem devices that are QEMU's own. */
bool qemu_build(const struct qemu_setup *setup, struct qemu_line *line, struct error *error);

/* Are all files there? */
bool qemu_check_needs(const struct qemu_line *line, struct error *error);

void qemu_line_free(struct qemu_line *line);

/* The path of an ivshmem device's socket, in a new string; NULL without memory. */
char *qemu_socket_path(const char *run_dir, const struct device *device);

#endif
