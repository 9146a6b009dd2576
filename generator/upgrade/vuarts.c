/* SPDX-License-Identifier: BSD-3-Clause
 * vuarts.c: carries virtual UARTs over: number 0 of a VM is its console, each other one names the
 * one at its other end, and both of them are a connection in the current form.
 *
 * To 2.2 they are called vuart; from 2.3 on legacy_vuart, and on PCI console_vuart and
 * communication_vuart, with numbers of their own.
 */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "load/load.h"
#include "schema/number.h"
#include "upgrade/internal.h"

/* The serial ports of a PC. Their symbols may begin with the kind of VM. */
static const struct com {
	const char *symbol, *port, *console;
	uint64_t address;
} coms[] = {
	{ "COM1_BASE", "0x3F8", "COM Port 1", 0x3f8 },
	{ "COM2_BASE", "0x2F8", "COM Port 2", 0x2f8 },
	{ "COM3_BASE", "0x3E8", "COM Port 3", 0x3e8 },
	{ "COM4_BASE", "0x2E8", "COM Port 4", 0x2e8 },
};

/* One end of a connection. */
struct end {
	const xmlNode *from;
	const struct upgrade_vm *vm;
	const char *id, *base;
	bool is_pci, is_connected;
};

static const char *child_text(const struct upgrade *upgrade, const xmlNode *element,
			      const char *name)
{
	const xmlNode *child = load_child(element, name);

	return child ? load_text(upgrade->scratch, child) : "";
}

static bool is_called(const xmlNode *element, const char *name)
{
	return element->type == XML_ELEMENT_NODE && xmlStrEqual(element->name, BAD_CAST name);
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && strcmp(text + length - tail, end) == 0;
}

static const struct com *com_of(const char *base)
{
	uint64_t address = 0;
	bool is_number = number_parse(base, strlen(base), UINT16_MAX, &address);

	for (size_t i = 0; i < sizeof(coms) / sizeof(coms[0]); i++)
		if (is_number ? address == coms[i].address : ends_with(base, coms[i].symbol))
			return &coms[i];
	return NULL;
}

static bool is_base(const char *base)
{
	return *base && strcmp(base, "INVALID_COM_BASE") != 0 &&
	       strcmp(base, "INVALID_PCI_BASE") != 0;
}

static bool is_pci(const struct upgrade *upgrade, const xmlNode *vuart)
{
	return is_called(vuart, "communication_vuart") ||
	       strcmp(child_text(upgrade, vuart, "type"), "VUART_PCI") == 0;
}

static bool is_legacy_name(const xmlNode *element)
{
	return is_called(element, "vuart") || is_called(element, "legacy_vuart");
}

static const char *id_of(const struct upgrade *upgrade, const xmlNode *vuart)
{
	const char *id = load_attribute(upgrade->scratch, vuart, "id");

	return id ? id : "";
}

static bool is_console(const struct upgrade *upgrade, const xmlNode *element)
{
	return is_legacy_name(element) && strcmp(id_of(upgrade, element), "0") == 0;
}

static void add_pci_console(struct upgrade *upgrade, xmlNode *to, const xmlNode *from,
			    bool has_console)
{
	if (has_console)
		upgrade_lost(upgrade, from, "the VM has another console");
	else
		upgrade_text(upgrade, to, "console_vuart", from, "PCI");
}

/* Returns whether the VM has that console. */
static bool add_console(struct upgrade *upgrade, xmlNode *to, const xmlNode *from)
{
	const char *base = child_text(upgrade, from, "base");
	const struct com *com = com_of(base);

	if (!is_base(base))
		return false;
	if (is_pci(upgrade, from))
		add_pci_console(upgrade, to, from, false);
	else if (com)
		upgrade_text(upgrade, to, "console_vuart", load_child(from, "base"), com->console);
	else
		upgrade_lost(upgrade, load_child(from, "base"), "a console is at a COM port");
	return com;
}

void upgrade_console(struct upgrade *upgrade, xmlNode *to)
{
	const xmlNode *vm = upgrade->vm->from, *legacy = vm->children;
	const xmlNode *pci = load_child(vm, "console_vuart");
	bool has_console;

	while (legacy && !is_console(upgrade, legacy))
		legacy = legacy->next;
	has_console = legacy && add_console(upgrade, to, legacy);
	if (pci && is_base(child_text(upgrade, pci, "base")))
		add_pci_console(upgrade, to, pci, has_console);
}

/* All ends of a scenario, in its order. */
struct ends {
	struct upgrade *upgrade;
	struct end *all;
	size_t count;
	struct string_map *by_place;
};

/* The number of a VM and of one of its vUARTs. */
static const char *place(const struct ends *ends, bool is_on_pci, const struct upgrade_vm *vm,
			 const char *id)
{
	return arena_printf(ends->upgrade->scratch, "%d %td %s", is_on_pci, vm - ends->upgrade->vms,
			    id);
}

static bool is_end(const struct upgrade *upgrade, const xmlNode *element)
{
	return is_called(element, "communication_vuart") ||
	       (is_legacy_name(element) && !is_console(upgrade, element));
}

static void add_end(struct ends *ends, const struct upgrade_vm *vm, const xmlNode *from)
{
	struct upgrade *upgrade = ends->upgrade;
	struct end *end = &ends->all[ends->count++];
	const char *key;

	*end = (struct end) {
		.from = from,
		.vm = vm,
		.id = id_of(upgrade, from),
		.base = child_text(upgrade, from, "base"),
		.is_pci = is_pci(upgrade, from),
	};
	key = place(ends, end->is_pci, vm, end->id);
	if (!string_map_find(ends->by_place, key))
		string_map_put(ends->by_place, key, end);
}

/* VMs that have no place have no ends. */
static size_t count_ends(const struct upgrade *upgrade)
{
	size_t count = 0;

	for (size_t i = 0; i < upgrade->vm_count; i++) {
		const struct upgrade_vm *vm = &upgrade->vms[i];

		for (const xmlNode *node = vm->from->children; vm->name && node; node = node->next)
			count += is_end(upgrade, node);
	}
	return count;
}

static void list_ends(struct ends *ends)
{
	struct upgrade *upgrade = ends->upgrade;
	size_t count = count_ends(upgrade);

	ends->all = arena_array(upgrade->scratch, count, sizeof(*ends->all));
	ends->by_place = string_map_new(upgrade->scratch, count);
	for (size_t i = 0; i < upgrade->vm_count; i++) {
		const struct upgrade_vm *vm = &upgrade->vms[i];

		for (const xmlNode *node = vm->from->children; vm->name && node; node = node->next)
			if (is_end(upgrade, node))
				add_end(ends, vm, node);
	}
}

/* The end that an end names as its other one; NULL where there is none that is enabled. */
static struct end *target_of(const struct ends *ends, const struct end *end)
{
	const char *id = child_text(ends->upgrade, end->from, "target_vm_id");
	const struct upgrade_vm *vm = upgrade_vm_of_id(ends->upgrade, id);
	struct end *target;

	if (!vm)
		return NULL;
	id = child_text(ends->upgrade, end->from, "target_uart_id");
	target = string_map_find(ends->by_place, place(ends, end->is_pci, vm, id));
	return target && is_base(target->base) ? target : NULL;
}

static void add_port(struct upgrade *upgrade, xmlNode *to, const struct end *end)
{
	const struct com *com = com_of(end->base);
	const xmlNode *base = load_child(end->from, "base");
	uint64_t address;

	if (com)
		upgrade_text(upgrade, to, "io_port", base, com->port);
	else if (number_parse(end->base, strlen(end->base), UINT64_MAX, &address))
		upgrade_text(upgrade, to, "io_port", base,
			     arena_printf(upgrade->scratch, "0x%" PRIx64, address));
	else
		upgrade_lost(upgrade, base, "it is not known which port it is");
}

static void add_endpoint(struct upgrade *upgrade, xmlNode *to, const struct end *end)
{
	xmlNode *endpoint = upgrade_element(upgrade, to, "endpoint", end->from);

	upgrade_text(upgrade, endpoint, "vm_name", end->from, end->vm->name);
	if (!end->is_pci)
		add_port(upgrade, endpoint, end);
}

/* By such a connection the Service VM can shut a VM down. */
static void note_link(struct upgrade *upgrade, const struct end *end, const struct end *target)
{
	if (!end->is_pci && target->vm == upgrade->service)
		upgrade->vms[end->vm - upgrade->vms].is_linked = true;
}

static void add_connection(struct upgrade *upgrade, xmlNode *to, const struct end *one,
			   const struct end *other, size_t number)
{
	xmlNode *made = upgrade_element(upgrade, to, "vuart_connection", one->from);

	upgrade_text(upgrade, made, "name", one->from,
		     arena_printf(upgrade->scratch, "vUART connection %zu", number));
	upgrade_text(upgrade, made, "type", one->from, one->is_pci ? "pci" : "legacy");
	add_endpoint(upgrade, made, one);
	add_endpoint(upgrade, made, other);
}

/* Both ends have to name each other, as the hypervisor of 2.x demands. */
static void connect(struct ends *ends, xmlNode *root)
{
	struct upgrade *upgrade = ends->upgrade;
	xmlNode *list = NULL;
	size_t number = 0;

	for (size_t i = 0; i < ends->count; i++) {
		struct end *one = &ends->all[i], *other;

		if (one->is_connected || !is_base(one->base))
			continue;
		other = target_of(ends, one);
		if (!other || other == one || target_of(ends, other) != one) {
			upgrade_lost(upgrade, one->from, "no vUART at its other end leads to it");
			continue;
		}
		one->is_connected = other->is_connected = true;
		if (!list)
			list = upgrade_element(upgrade, upgrade_hypervisor(upgrade, root),
					       "vuart_connections", one->from);
		add_connection(upgrade, list, one, other, ++number);
		note_link(upgrade, one, other);
		note_link(upgrade, other, one);
	}
}

void upgrade_vuart_connections(struct upgrade *upgrade, xmlNode *root)
{
	struct ends ends = { .upgrade = upgrade };

	list_ends(&ends);
	connect(&ends, root);
}
