/* SPDX-License-Identifier: BSD-3-Clause
 * aml_build.h: writes AML: each function adds one object, or the beginning of one, in its shortest
 * form.
 */
#ifndef RENDER_ACPI_AML_BUILD_H
#define RENDER_ACPI_AML_BUILD_H

#include "render/acpi/aml.h"
#include "render/acpi/bytes.h"

void aml_add_integer(struct bytes *to, uint64_t value);
void aml_add_string(struct bytes *to, const char *text);

/* The identifier of PNP in the form of ACPI: "PNP0A08" is DWord 0x080ad041. */
void aml_add_eisa_id(struct bytes *to, const char *id);

/* A buffer of less than 64 KiB. Its size is written in two bytes, even where one would do: that is
 * what ACRN's build writes. */
void aml_add_buffer(struct bytes *to, const struct bytes *content);

/* A package of `count` elements, less than 256. */
void aml_add_package(struct bytes *to, const struct bytes *elements, size_t count);

/* Name(SEGMENT, ...): the object has to follow. */
void aml_add_name(struct bytes *to, const char *segment);

/* The opcode, length and name of a Device or Scope: terms of `size` bytes have to follow. */
void aml_add_block(struct bytes *to, enum aml_opcode opcode, const char *segment, size_t size);

/* How many bytes the same and the terms take. */
size_t aml_block_size(enum aml_opcode opcode, size_t size);

#endif
