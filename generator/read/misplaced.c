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

static void add(const struct reader *reader, const struct vm *vm, const xmlNode *element)
{
	struct misplaced_element misplaced = {
		.vm = vm,
		.name = arena_printf(reader->arena, "%s", (const char *)element->name),
		.at = load_element_span(reader->doc, element),
	};

	if (has_effect(element))
		model_add_misplaced(reader->builder, &misplaced);
}

static void find_in_vm(const struct reader *reader, const struct read_vm *read)
{
	const struct vm *vm = read->vm;
	const xmlNode *part = read_first(read->element, "memory", "hpa_region");

	for (const xmlNode *node = read->element->children; node; node = node->next)
		if (node->type == XML_ELEMENT_NODE && !(orders_of(node) & BIT(vm->load_order)))
			add(reader, vm, node);
	if (part && vm->load_order != CFG_PRE_LAUNCHED)
		add(reader, vm, part);
}

void read_misplaced(const struct reader *reader)
{
	for (size_t i = 0; i < reader->vm_count; i++)
		if (reader->vms[i].vm->load_order)
			find_in_vm(reader, &reader->vms[i]);
}
