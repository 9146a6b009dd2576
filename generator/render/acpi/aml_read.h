/* SPDX-License-Identifier: BSD-3-Clause
 * aml_read.h: reads a device's AML as far as it has to be understood: the device's path, and where
 * each of its terms begins and ends.
 *
 * A term's own content is not looked at, but where that is the only way to find its end. The input
 * is untrusted.
 */
#ifndef RENDER_ACPI_AML_READ_H
#define RENDER_ACPI_AML_READ_H

#include "render/acpi/aml.h"

struct arena;

/* Name(...), Method(...) { ... }: what can be in a device. */
struct aml_term {
	enum aml_opcode opcode;
	const uint8_t *bytes;
	size_t size;
	bool has_name; /* it defines one */
	struct aml_name name;
};

/* A list of terms. All of it refers to the bytes that it was read from. */
struct aml_terms {
	const struct aml_term *terms;
	size_t count;
};

struct aml_device {
	struct aml_name name; /* absolute, at least one segment */
	struct aml_terms terms;
};

/* Why something is not valid AML. */
struct aml_error {
	size_t offset;	  /* of the byte */
	const char *text; /* "a name is expected" */
};

/* Reads what is in a device or a scope; the list lives as long as `arena`. Returns false where it
 * is not valid AML, or has terms that devices do not have. */
bool aml_read_terms(struct arena *arena, const uint8_t *bytes, size_t size, struct aml_terms *terms,
		    struct aml_error *error);

/* Reads one Device(\path) { terms }, of which nothing is left over. */
bool aml_read_device(struct arena *arena, const uint8_t *bytes, size_t size,
		     struct aml_device *device, struct aml_error *error);

/* Whether a term is Name(SEGMENT, ...), with a name of one segment. */
bool aml_is_name(const struct aml_term *term, const char *segment);

/* The path of the scope that holds `name`, an absolute one of at least one segment: "\_SB_.PCI0",
 * or "\" for the root. */
const char *aml_scope_text(struct arena *arena, const struct aml_name *name);

#endif
