/* SPDX-License-Identifier: BSD-3-Clause
 * namespace.h: the devices of a DSDT by their paths, "\_SB_.PCI0": collected in any order, and
 * written as AML in which each scope is opened once.
 */
#ifndef RENDER_ACPI_NAMESPACE_H
#define RENDER_ACPI_NAMESPACE_H

#include <stdbool.h>

#include "base/source.h"
#include "render/acpi/aml_build.h"

struct arena;
struct namespace;

/* With the terms that the root itself has, valid AML, which is not copied. */
struct namespace *namespace_new(struct arena *arena, const struct bytes *terms);

/* Whether a text is the path of a device: "\" and segments of four bytes, with full stops between
 * them. */
bool namespace_is_path(const char *path);

/* Adds a device to `scope`, which is such a path or "\". `terms` is what is in it, valid AML, and
 * is not copied; `at` is where the input has the device. */
void namespace_add(struct namespace *namespace, const char *scope, const char *segment,
		   const struct bytes *terms, struct span at);

/* A name that exists already where the device is added. */
struct namespace_duplicate {
	const char *path;
	struct span at; /* of the device that defines it again */
};

/* Writes all devices: those of the scope that is first as text first, and those of one scope as
 * they were added. A scope that is none of the devices itself is opened as one, or where ACPI
 * predefines it as a scope. Returns false where a name is defined twice, in `duplicate`. To be
 * called once. */
bool namespace_write(struct namespace *namespace, struct bytes *to,
		     struct namespace_duplicate *duplicate);

#endif
