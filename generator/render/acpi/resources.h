/* SPDX-License-Identifier: BSD-3-Clause
 * resources.h: the descriptors of what a device takes, as its _CRS has them (ACPI 6.5, 6.4).
 *
 * Ranges are [first, last].
 */
#ifndef RENDER_ACPI_RESOURCES_H
#define RENDER_ACPI_RESOURCES_H

#include "render/acpi/bytes.h"

/* What a host bridge passes on to the devices behind it; ranges of `width` bytes a number. */
enum resource_range {
	RESOURCE_MEMORY,
	RESOURCE_IO,
	RESOURCE_BUS,
};

void resource_add_range(struct bytes *to, enum resource_range kind, unsigned width, uint64_t first,
			uint64_t last);

/* I/O ports of a device of the ISA bus, at this address and no other. */
void resource_add_ports(struct bytes *to, uint16_t first, uint8_t count);

/* An interrupt line of the ISA bus, below 16. */
void resource_add_irq(struct bytes *to, unsigned irq);

/* Name(_CRS, Buffer of those resources): ends them with their checksum. */
void resource_add_crs(struct bytes *to, struct bytes *resources);

#endif
