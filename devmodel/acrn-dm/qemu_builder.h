/* SPDX-License-Identifier: BSD-3-Clause
 * qemu_builder.h: a QEMU command line under construction, and the functions that add to it. For
 * qemu*.c only.
 */
#ifndef ACRN_DM_QEMU_BUILDER_H
#define ACRN_DM_QEMU_BUILDER_H

#include "acrn-dm/qemu.h"

struct qemu_builder {
	const struct qemu_setup *setup;
	const struct arguments *arguments;
	struct qemu_line *line;
	struct string_list *argv;
	struct error *error;
	struct string_list omitted;
	unsigned stdio_users;
	unsigned boot_index; /* of the next disk */
};

/* One kind of device. */
struct qemu_kind {
	const char *name;
	bool (*add)(struct qemu_builder *qemu, const struct dm_device *device);
	bool is_bridge; /* part of the machine, in a fixed slot */
};

/* NULL if unknown. */
const struct qemu_kind *qemu_kind_find(const char *name);

/* Adds "OPTION" and "VALUE". */
void qemu_add(struct qemu_builder *qemu, const char *option, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A note for the user. */
#define qemu_note(qemu, ...) string_list_add(&(qemu)->line->notes, __VA_ARGS__)

/* Strings that live as long as the line: formatted, with commas doubled, and a writable copy. */
#define qemu_text(qemu, ...)	string_list_add(&(qemu)->line->scratch, __VA_ARGS__)
#define qemu_escape(qemu, text) string_list_add_escaped(&(qemu)->line->scratch, text)
#define qemu_copy(qemu, text)	((char *)string_list_add(&(qemu)->line->scratch, "%s", text))

/* Whether another device is in the slot. */
bool qemu_is_slot_shared(const struct qemu_builder *qemu, const struct dm_device *device);

/* "addr=06.0", with "multifunction=on" if the slot is shared. */
const char *qemu_address(struct qemu_builder *qemu, const struct dm_device *device);

/* Sets the error "-s TEXT: REASON", and returns false. */
bool qemu_reject(struct qemu_builder *qemu, const struct dm_device *device, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* `what` needs ACRN's hypervisor. True if it is omitted; false with an error without
 * --ignore-unsupported. */
bool qemu_omit(struct qemu_builder *qemu, const char *what);

/* QEMU needs the file to start, with this mode of access(2). */
void qemu_need(struct qemu_builder *qemu, const char *what, const char *path, int mode);

/* The same for the file of a device. True, with a note, if the device is to be omitted: the file is
 * missing, and --ignore-unsupported is given. */
bool qemu_omit_missing(struct qemu_builder *qemu, const struct dm_device *device, const char *path,
		       int mode);

/* Kinds of devices with a file of their own. */
bool qemu_add_console(struct qemu_builder *qemu, const struct dm_device *device);
bool qemu_add_block(struct qemu_builder *qemu, const struct dm_device *device);
bool qemu_add_ahci(struct qemu_builder *qemu, const struct dm_device *device);
bool qemu_add_net(struct qemu_builder *qemu, const struct dm_device *device);

/* Serial ports, and the character device on standard input and output that they share. */
void qemu_add_ports(struct qemu_builder *qemu);
bool qemu_add_stdio(struct qemu_builder *qemu);

#endif
