/* SPDX-License-Identifier: BSD-3-Clause
 * vm.c: carries a VM over. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

static const char *const load_orders[] = {
	[UPGRADE_PRE_LAUNCHED] = "PRE_LAUNCHED_VM",
	[UPGRADE_SERVICE_VM] = "SERVICE_VM",
	[UPGRADE_POST_LAUNCHED] = "POST_LAUNCHED_VM",
};

/* One element has the load order and what kind of VM it is. What no release has stays, for the rule
 * of load orders. */
static void carry_type(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
		       xmlNode *to)
{
	const struct upgrade_vm *vm = upgrade->vm;

	if (strcmp(row->name, upgrade_order_element(upgrade)) != 0) {
		upgrade_keep(upgrade, to, row->name, from);
		return;
	}
	if (vm->order == UPGRADE_UNKNOWN_ORDER) {
		upgrade_keep(upgrade, to, "load_order", from);
		return;
	}
	upgrade_text(upgrade, to, "load_order", from, load_orders[vm->order]);
	upgrade_text(upgrade, to, "vm_type", from, vm->type);
}

static void carry_name(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
		       xmlNode *to)
{
	const char *name = upgrade->vm->name;

	if (strcmp(load_text(upgrade->scratch, from), name) == 0) {
		upgrade_keep(upgrade, to, row->name, from);
		return;
	}
	upgrade_changed(upgrade, from, "the VM is called '%s'", name);
	upgrade_text(upgrade, to, row->name, from, name);
}

static void carry_cpu(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
		      xmlNode *to)
{
	xmlNode *pcpu;

	if (!*load_text(upgrade->scratch, from))
		return;
	pcpu = upgrade_element(upgrade, to, "pcpu", from);
	upgrade_keep(upgrade, pcpu, row->name, from);
	if (upgrade->vm->is_realtime)
		upgrade_text(upgrade, pcpu, "real_time_vcpu", from, "y");
}

const struct upgrade_row upgrade_in_cpu_affinity[] = {
	UPGRADE_BY("pcpu_id", carry_cpu),
	{ 0 },
};

/* Whether a text is 0, in hex or in decimal, or empty. */
static bool is_zero(const char *text)
{
	const char *digits = strncmp(text, "0x", 2) == 0 ? text + 2 : text;

	return strspn(digits, "0") == strlen(digits);
}

/* upgrade_cache_regions() carries classes where RDT is enabled. */
static void carry_classes(struct upgrade *upgrade, const struct upgrade_row *row,
			  const xmlNode *from, xmlNode *to)
{
	(void)row;
	upgrade_comments(upgrade, to, from);
	if (!upgrade->has_rdt)
		upgrade_obsolete(upgrade, from, "RDT is not enabled");
}

/* The first of a VM's vUARTs stands for its console; upgrade_vuart_connections() carries the
 * others. */
void upgrade_carry_vuart(struct upgrade *upgrade, const struct upgrade_row *row,
			 const xmlNode *from, xmlNode *to)
{
	(void)row;
	upgrade_comments(upgrade, to, from);
	if (!upgrade->vm->has_console)
		upgrade_console(upgrade, to);
	upgrade->vm->has_console = true;
}

static const struct upgrade_row in_pci_devs[] = {
	UPGRADE_FILLED("pci_dev"),
	{ 0 },
};

static void report_symbol(const struct upgrade *upgrade, const xmlNode *from)
{
	if (upgrade->vm->order == UPGRADE_SERVICE_VM)
		upgrade_obsolete(upgrade, from, "the Service VM has all devices that are left");
	else
		upgrade_lost(upgrade, from, "the devices are not in the scenario");
}

/* 1.x names an array of its own sources instead of the devices. */
static void carry_pci_devs(struct upgrade *upgrade, const struct upgrade_row *row,
			   const xmlNode *from, xmlNode *to)
{
	xmlNode *made;

	if (*load_text(upgrade->scratch, from) && !xmlFirstElementChild((xmlNode *)from)) {
		upgrade_comments(upgrade, to, from);
		report_symbol(upgrade, from);
		return;
	}
	made = upgrade_element(upgrade, to, row->name, from);
	upgrade_children(upgrade, in_pci_devs, from, made);
	if (!made->children)
		upgrade_remove(made);
}

/* Upstream's own files have `true`, too. */
static void carry_boolean(struct upgrade *upgrade, const struct upgrade_row *row,
			  const xmlNode *from, xmlNode *to)
{
	const char *text = load_text(upgrade->scratch, from);

	if (strcmp(text, "true") == 0)
		upgrade_text(upgrade, to, row->name, from, "y");
	else if (strcmp(text, "false") == 0)
		upgrade_text(upgrade, to, row->name, from, "n");
	else
		upgrade_keep(upgrade, to, row->name, from);
}

static const struct upgrade_row in_mmio_resources[] = {
	UPGRADE_BY("TPM2", carry_boolean),
	UPGRADE_BY("p2sb", carry_boolean),
	{ 0 },
};

static bool is_zero_child(const struct upgrade *upgrade, const xmlNode *parent, const char *name)
{
	const xmlNode *child = load_child(parent, name);

	return !child || is_zero(load_text(upgrade->scratch, child));
}

/* Only pre-launched VMs have one; 2.x writes an empty one for the others, too. */
static void carry_epc_section(struct upgrade *upgrade, const struct upgrade_row *row,
			      const xmlNode *from, xmlNode *to)
{
	(void)row;
	if (upgrade->vm->order == UPGRADE_PRE_LAUNCHED || !is_zero_child(upgrade, from, "base") ||
	    !is_zero_child(upgrade, from, "size"))
		upgrade_copy(upgrade, to, from);
	else
		upgrade_comments(upgrade, to, from);
}

static const struct upgrade_row in_vm[] = {
	UPGRADE_BY("load_order", carry_type),
	UPGRADE_BY("vm_type", carry_type),
	UPGRADE_BY("name", carry_name),
	UPGRADE_DROPPED("uuid"),
	UPGRADE_DROPPED("pci_dev_num"),
	UPGRADE_OBSOLETE("severity", "the load order and the type of a VM decide it", NULL),
	UPGRADE_BY("guest_flags", upgrade_carry_guest_flags),
	UPGRADE_SECTION("cpu_affinity", NULL, upgrade_in_cpu_affinity),
	UPGRADE_SECTION("vcpu_affinity", "cpu_affinity", upgrade_in_cpu_affinity),
	UPGRADE_SECTION("pcpu_ids", "cpu_affinity", upgrade_in_cpu_affinity),
	UPGRADE_BY("clos", carry_classes),
	UPGRADE_BY("epc_section", carry_epc_section),
	UPGRADE_BY("memory", upgrade_carry_memory),
	UPGRADE_BY("os_config", upgrade_carry_os_config),
	UPGRADE_BY("board_private", upgrade_carry_board_private),
	UPGRADE_BY("vuart", upgrade_carry_vuart),
	UPGRADE_BY("legacy_vuart", upgrade_carry_vuart),
	UPGRADE_BY("console_vuart", upgrade_carry_vuart),
	UPGRADE_BY("communication_vuart", upgrade_carry_vuart),
	UPGRADE_BY("pci_devs", carry_pci_devs),
	UPGRADE_SECTION("mmio_resources", NULL, in_mmio_resources),
	UPGRADE_FILLED("pt_intx"),
	UPGRADE_BY("vbootloader", upgrade_carry_switch),
	UPGRADE_BY("vuart0", upgrade_carry_switch),
	UPGRADE_BY("virtio_devices", upgrade_carry_virtio),
	{ 0 },
};

void upgrade_carry_vm(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
		      xmlNode *to)
{
	struct upgrade_vm *vm = upgrade->vm = upgrade->vm ? upgrade->vm + 1 : upgrade->vms;
	bool is_current = upgrade->form == UPGRADE_FORM_3_X;

	if (vm->order == UPGRADE_KATA) {
		upgrade_lost(upgrade, from, "Kata Containers are not supported");
		return;
	}
	vm->made = upgrade_element(upgrade, to, row->name, from);
	upgrade_attribute(upgrade, vm->made, from, "id");
	upgrade_children(upgrade, is_current ? upgrade_in_current_vm : in_vm, from, vm->made);
	if (is_current || load_child(from, "name"))
		return;
	upgrade_changed(upgrade, from, "the VM has no name and is called '%s'", vm->name);
	upgrade_sort(upgrade_text(upgrade, vm->made, "name", from, vm->name), upgrade_vm_order);
}
