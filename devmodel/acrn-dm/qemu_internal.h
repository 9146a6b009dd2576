/* SPDX-License-Identifier: BSD-3-Clause
 * qemu_internal.h: what the files behind qemu.h share: a line in the making, and who adds to it.
 */
#ifndef ACRN_DM_QEMU_INTERNAL_H
#define ACRN_DM_QEMU_INTERNAL_H

#include "acrn-dm/qemu.h"

struct qemu {
	const struct qemu_setup *setup;
	const struct arguments *arguments;
	struct qemu_line *line;
	struct argv *argv;
	struct error *error;
	struct argv omitted;
	unsigned stdio_users;
	unsigned boot_index; /* of the next disk */
};

/* One kind of device. */
struct qemu_kind {
	const char *name;
	bool (*add)(struct qemu *qemu, const struct device *device);
	bool is_bridge; /* has its place in the machine */
};

/* NULL where there is none. */
const struct qemu_kind *qemu_kind_find(const char *name);

/* Adds "OPTION" and "VALUE". */
void qemu_add(struct qemu *qemu, const char *option, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A note for the user. */
#define qemu_note(qemu, ...) argv_add(&(qemu)->line->notes, __VA_ARGS__)

/* Strings that live as long as the line: formatted, with commas doubled, and a copy to cut up. */
#define qemu_text(qemu, ...)	argv_add(&(qemu)->line->scratch, __VA_ARGS__)
#define qemu_escape(qemu, text) argv_add_escaped(&(qemu)->line->scratch, text)
#define qemu_copy(qemu, text)	((char *)argv_add(&(qemu)->line->scratch, "%s", text))

/* "addr=06.0", and "multifunction=on" where the slot has several. */
const char *qemu_place(struct qemu *qemu, const struct device *device);

/* False, with "-s TEXT: " and what is wrong. */
bool qemu_wrong(struct qemu *qemu, const struct device *device, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* `what` needs ACRN. True if it may be left out. */
bool qemu_omit(struct qemu *qemu, const char *what);

/* A file must be there when QEMU starts. */
void qemu_need(struct qemu *qemu, const char *what, const char *path, int mode);

/* The same for a device that may be left out: true if it is to be, now. */
bool qemu_lacks(struct qemu *qemu, const struct device *device, const char *path, int mode);

/* The kinds. */
bool qemu_add_console(struct qemu *qemu, const struct device *device);
bool qemu_add_block(struct qemu *qemu, const struct device *device);
bool qemu_add_ahci(struct qemu *qemu, const struct device *device);
bool qemu_add_net(struct qemu *qemu, const struct device *device);

/* Serial ports, and the one character device on standard input and output that all share. */
void qemu_add_ports(struct qemu *qemu);
bool qemu_add_stdio(struct qemu *qemu);

#endif
