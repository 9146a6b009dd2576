/* SPDX-License-Identifier: BSD-3-Clause
 * resources.c: the descriptors of what a device takes. */
#include "render/acpi/resources.h"

#include "render/acpi/aml_build.h"

#define TAG_IRQ	  0x22
#define TAG_PORTS 0x47
#define TAG_END	  0x79
#define TAG_DWORD 0x87
#define TAG_WORD  0x88
#define TAG_QWORD 0x8a

#define IS_DECODED_IN_16_BITS 1

/* Both ends of a range are fixed. */
#define FLAGS_FIXED 0x0c

void resource_add_range(struct bytes *to, enum resource_range kind, unsigned width, uint64_t first,
			uint64_t last)
{
	/* Memory can be written; I/O ports are those of ISA devices and of others. */
	static const uint8_t flags[] = {
		[RESOURCE_MEMORY] = 1, [RESOURCE_IO] = 3, [RESOURCE_BUS] = 0
	};

	bytes_add_number(to, width == 2 ? TAG_WORD : width == 4 ? TAG_DWORD : TAG_QWORD, 1);
	bytes_add_number(to, 3 + 5 * width, 2);
	bytes_add_number(to, kind, 1);
	bytes_add_number(to, FLAGS_FIXED, 1);
	bytes_add_number(to, flags[kind], 1);
	bytes_add_number(to, 0, width); /* granularity */
	bytes_add_number(to, first, width);
	bytes_add_number(to, last, width);
	bytes_add_number(to, 0, width); /* translation */
	bytes_add_number(to, last - first + 1, width);
}

void resource_add_ports(struct bytes *to, uint16_t first, uint8_t count)
{
	bytes_add_number(to, TAG_PORTS, 1);
	bytes_add_number(to, IS_DECODED_IN_16_BITS, 1);
	bytes_add_number(to, first, 2); /* the lowest and the highest address */
	bytes_add_number(to, first, 2);
	bytes_add_number(to, 1, 1); /* alignment */
	bytes_add_number(to, count, 1);
}

void resource_add_irq(struct bytes *to, unsigned irq)
{
	bytes_add_number(to, TAG_IRQ, 1);
	bytes_add_number(to, 1u << irq, 2);
}

void resource_add_crs(struct bytes *to, struct bytes *resources)
{
	bytes_add_number(resources, TAG_END, 1);
	bytes_add_number(resources, bytes_checksum(resources), 1);
	aml_add_name(to, "_CRS");
	aml_add_buffer(to, resources);
}
