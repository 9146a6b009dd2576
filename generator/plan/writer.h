/* SPDX-License-Identifier: BSD-3-Clause
 * writer.h: what the two formats of the plan share: the names and the order of its parts.
 */
#ifndef PLAN_WRITER_H
#define PLAN_WRITER_H

#include <stdio.h>

#include "plan/plan.h"

/* A document in the making: a format keeps its own state behind this. The members of an object are
 * values, objects and lists; a list has objects only. A format copies every text: those that the
 * writer makes live in `arena`, which ends with the writer. */
struct plan_writer {
	const struct plan_format *format;
	struct arena *arena;
};

struct plan_format {
	/* An object: a member of that name, or an item of that kind in the list that is open. */
	void (*begin)(struct plan_writer *writer, const char *name);
	void (*end)(struct plan_writer *writer);
	void (*begin_list)(struct plan_writer *writer, const char *name);
	void (*end_list)(struct plan_writer *writer);
	void (*text)(struct plan_writer *writer, const char *name, const char *value);
	void (*number)(struct plan_writer *writer, const char *name, int64_t value);
	void (*boolean)(struct plan_writer *writer, const char *name, bool value);
	/* A member without a value, which is present or not. */
	void (*flag)(struct plan_writer *writer, const char *name);
};

void writer_begin(struct plan_writer *writer, const char *name);
void writer_end(struct plan_writer *writer);
void writer_begin_list(struct plan_writer *writer, const char *name);
void writer_end_list(struct plan_writer *writer);

/* Members of the object that is open. A text that is NULL is left out, as is a flag that is false.
 */
void writer_text(struct plan_writer *writer, const char *name, const char *value);
void writer_textf(struct plan_writer *writer, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void writer_number(struct plan_writer *writer, const char *name,
		   uint64_t value); /* up to 2^63 - 1 */
void writer_signed(struct plan_writer *writer, const char *name, int64_t value);
void writer_boolean(struct plan_writer *writer, const char *name, bool value);
void writer_flag(struct plan_writer *writer, const char *name, bool is_there);

/* An address, as 0x1f. */
void writer_address(struct plan_writer *writer, const char *name, uint64_t address);

/* A PCI address, as 00:1f.0. */
void writer_bdf(struct plan_writer *writer, const char *name, uint16_t bdf);

/* An object of one text, left out where that is NULL. */
void writer_wrapped_text(struct plan_writer *writer, const char *name, const char *member,
			 const char *value);

/* Where a part of the plan is declared: "at", FILE:LINE:COLUMN. */
void writer_origin(struct plan_writer *writer, struct span at);

/* plan/json.c: prints the object that `write` makes of `object`, in JSON. */
void writer_print_json(struct arena *arena, FILE *stream,
		       void (*write)(struct plan_writer *writer, const void *object),
		       const void *object);

/* plan/write.c: what the region itself and each of its devices have. */
void plan_write_region_members(struct plan_writer *writer, const struct plan_region *region);

/* plan/write_devices.c: the list of a VM's devices. */
void plan_write_devices(struct plan_writer *writer, const struct plan_vm *vm);

/* plan/write_hypervisor.c: the hypervisor's configuration, if the plan has it. */
void plan_write_hypervisor(struct plan_writer *writer, const struct plan *plan);

/* plan/write_vm_config.c: a VM in that configuration; NULL for none. */
void plan_write_vm_config(struct plan_writer *writer, const struct plan_vm_hypervisor *vm);

/* plan/write_hardening.c: the hardening, and that of a region and of a VM; NULL for none. */
void plan_write_hardening(struct plan_writer *writer, const struct plan_hardening *hardening);
void plan_write_region_hardening(struct plan_writer *writer,
				 const struct plan_region_hardening *region);
void plan_write_vm_hardening(struct plan_writer *writer, const struct plan_vm_hardening *vm);

/* The other end of a vUART, if it has one. */
void plan_write_uart_peer(struct plan_writer *writer, const struct plan_uart *uart);

/* plan/write_platform.c: members of the hypervisor's configuration that are made of the board. */
void plan_write_platform(struct plan_writer *writer, const struct plan_hypervisor *hypervisor);

/* plan/write.c: the members of the plan. */
void plan_write(struct plan_writer *writer, const struct plan *plan);

#endif
