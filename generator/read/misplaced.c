/* SPDX-License-Identifier: BSD-3-Clause
 * misplaced.c: finds elements of VMs whose load order does not have them. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"

#define BIT(order) (1u << (order))
#define PRE	   BIT(CFG_PRE_LAUNCHED)
#define SERVICE	   BIT(CFG_SERVICE_VM)
#define POST	   BIT(CFG_POST_LAUNCHED)

/* The elements of <vm> that ACRN's schema has for some load orders only (VMtypes.xsd, from 3.0 to
 * master), apart from those without which nothing changes. */
static const struct {
	const char *name;
	unsigned orders;
} elements[] = {
	{ "epc_section", PRE | POST },
	{ "mmio_resources", PRE },
	{ "nested_virtualization_support", SERVICE },
	{ "os_config", PRE | SERVICE },
	{ "pci_devs", PRE | POST },
	{ "pt_intx", PRE | SERVICE },
	{ "usb_xhci", POST },
	{ "vbootloader", POST },
	{ "virtio_devices", POST },
	{ "vuart0", POST },
};

/* The load orders that have an element. */
static unsigned orders_of(const xmlNode *element)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (xmlStrEqual(element->name, BAD_CAST elements[i].name))
			return elements[i].orders;
	return PRE | SERVICE | POST;
}

/* Whether an element asks for anything: the Configurator leaves empty ones and n behind. */
static bool has_effect(const xmlNode *element)
{
	for (const xmlNode *child = element->children; child; child = child->next) {
		if (child->type == XML_ELEMENT_NODE && has_effect(child))
			return true;
		if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) &&
		    child->content[strspn((const char *)child->content, " \t\r\nn")])
			return true;
	}
	return false;
}

static void read_vm(const struct reader *reader, const struct read_vm *vm)
{
	for (const xmlNode *node = vm->element->children; node; node = node->next) {
		struct misplaced_element misplaced = { .vm = vm->vm };

		if (node->type != XML_ELEMENT_NODE || orders_of(node) & BIT(vm->vm->load_order) ||
		    !has_effect(node))
			continue;
		misplaced.name = arena_printf(reader->arena, "%s", (const char *)node->name);
		misplaced.at = load_element_span(reader->doc, node);
		model_add_misplaced(reader->builder, &misplaced);
	}
}

void read_misplaced(const struct reader *reader)
{
	for (size_t i = 0; i < reader->vm_count; i++)
		if (reader->vms[i].vm->load_order)
			read_vm(reader, &reader->vms[i]);
}
