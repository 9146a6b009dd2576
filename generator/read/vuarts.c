/* SPDX-License-Identifier: BSD-3-Clause
 * vuarts.c: reads the connections of virtual UARTs. */
#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"

static struct vuart_end read_end(const struct reader *reader, const xmlNode *endpoint)
{
	struct section from = read_element(reader, endpoint);

	return (struct vuart_end) {
		.at = from.at,
		.vm_name = read_name(reader, endpoint, "vm_name", from.at),
		.port = read_hex(&from, "io_port", NULL),
		.address = read_vbdf(read_child(reader, endpoint, "vbdf")),
	};
}

/* The hypervisor's configuration takes the default, ACRN's launch scripts alone do not. */
static bool is_pci(const struct reader *reader, struct text type)
{
	if (model_is_blank(type) && reader->context->with_hypervisor)
		type.value = SCENARIO_DEFAULT_VuartConnection_type;
	return read_is(type, "pci");
}

static void read_vuart(const struct reader *reader, const xmlNode *element)
{
	struct text type = read_child(reader, element, "type");
	struct vuart_connection connection = {
		.at = load_element_span(reader->doc, element),
		.name = read_child(reader, element, "name"),
		.is_pci = is_pci(reader, type),
		.has_type = !model_is_blank(type),
	};

	for (const xmlNode *end = load_child(element, "endpoint"); end; end = load_next(end)) {
		connection.ends = arena_grow(reader->arena, connection.ends, connection.end_count,
					     sizeof(*connection.ends));
		connection.ends[connection.end_count++] = read_end(reader, end);
	}
	model_add_vuart(reader->builder, &connection);
}

void read_vuarts(const struct reader *reader)
{
	for (const xmlNode *element =
		     read_first(reader->hv, "vuart_connections", "vuart_connection");
	     element; element = load_next(element))
		read_vuart(reader, element);
}
