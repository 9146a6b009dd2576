/* SPDX-License-Identifier: BSD-3-Clause
 * launch.c: adds what a launch XML says of its VMs to the VMs of the new scenario. What both have
 * said is the launch XML's: acrn-dm's arguments were made of that. */
#include "upgrade/launch.h"

#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "load/load.h"
#include "schema/number.h"

/* IDs of VMs are much smaller. */
#define ID_MAX 65535

static const char *text_of(const struct launch_vm *vm, const xmlNode *from)
{
	return load_text(vm->upgrade->scratch, from);
}

xmlNode *launch_place(xmlNode *element)
{
	upgrade_sort(element, upgrade_vm_order);
	return element;
}

void launch_remove(const struct launch_vm *vm, const char *name)
{
	xmlNode *old = (xmlNode *)load_child(vm->made, name);

	if (!old)
		return;
	xmlUnlinkNode(old);
	xmlFreeNode(old);
}

/* An element of the VM, in place of one that the scenario has. */
static xmlNode *put(const struct launch_vm *vm, const char *name, const xmlNode *from,
		    const char *text)
{
	launch_remove(vm, name);
	return launch_place(upgrade_text(vm->upgrade, vm->made, name, from, text));
}

/* The same with the text as it is, unless there is none. */
static xmlNode *keep(const struct launch_vm *vm, const struct launch_row *row, const xmlNode *from)
{
	if (!*text_of(vm, from))
		return NULL;
	launch_remove(vm, row->argument);
	return launch_place(upgrade_keep(vm->upgrade, vm->made, row->argument, from));
}

static xmlNode *carry_os_type(const struct launch_vm *vm, const struct launch_row *row,
			      const xmlNode *from)
{
	const char *text = text_of(vm, from);
	bool is_windows = strcmp(text, "WINDOWS") == 0;

	(void)row;
	return *text ? put(vm, "os_type", from, is_windows ? "Windows OS" : "Non-Windows OS")
		     : NULL;
}

/* Soft and hard real time differ in who has the interrupt controllers. */
static xmlNode *carry_rtos_type(const struct launch_vm *vm, const struct launch_row *row,
				const xmlNode *from)
{
	const char *text = text_of(vm, from);
	bool is_hard = strcmp(text, "Hard RT") == 0;
	xmlNode *type;

	(void)row;
	if (!*text || strcmp(text, "no") == 0)
		return NULL;
	if (!is_hard && strcmp(text, "Soft RT") != 0) {
		upgrade_lost(vm->upgrade, from, "expected no, Soft RT or Hard RT");
		return NULL;
	}
	type = put(vm, "vm_type", from, "RTVM");
	if (is_hard)
		put(vm, "lapic_passthrough", from, "y");
	return type;
}

static xmlNode *carry_memory(const struct launch_vm *vm, const struct launch_row *row,
			     const xmlNode *from)
{
	xmlNode *memory;

	(void)row;
	if (!*text_of(vm, from))
		return NULL;
	launch_remove(vm, "memory");
	memory = upgrade_element(vm->upgrade, vm->made, "memory", from);
	upgrade_keep(vm->upgrade, memory, "size", from);
	return launch_place(memory);
}

static xmlNode *carry_boot_loader(const struct launch_vm *vm, const struct launch_row *row,
				  const xmlNode *from)
{
	const char *text = text_of(vm, from);

	(void)row;
	if (strcmp(text, "ovmf") == 0)
		return put(vm, "vbootloader", from, "y");
	if (*text)
		upgrade_lost(vm->upgrade, from,
			     "acrn-dm has no boot loader but OVMF since ACRN 3.0");
	return NULL;
}

/* Enable, Disable or nothing. */
static xmlNode *carry_switch(const struct launch_vm *vm, const struct launch_row *row,
			     const xmlNode *from)
{
	const char *text = text_of(vm, from);

	if (strcmp(text, "Enable") == 0)
		return put(vm, row->argument, from, "y");
	if (strcmp(text, "Disable") == 0)
		return put(vm, row->argument, from, "n");
	return keep(vm, row, from);
}

/* A console on PCI replaces the one that the scenario has. */
static xmlNode *carry_console_vuart(const struct launch_vm *vm, const struct launch_row *row,
				    const xmlNode *from)
{
	const char *text = text_of(vm, from);

	(void)row;
	if (strcmp(text, "Enable") == 0)
		return put(vm, "console_vuart", from, "PCI");
	if (*text && strcmp(text, "Disable") != 0)
		upgrade_lost(vm->upgrade, from, "expected Enable or Disable");
	return NULL;
}

/* Whether the scenario connects a PCI vUART of the VM. */
static bool has_connection(const struct launch_vm *vm)
{
	const xmlNode *vuart = load_child(vm->vm->from, "communication_vuart");

	for (; vuart; vuart = load_next(vuart)) {
		const xmlNode *base = load_child(vuart, "base");

		if (base && strcmp(text_of(vm, base), "INVALID_PCI_BASE") != 0)
			return true;
	}
	return false;
}

/* The numbers of connections of the scenario's, which have their devices now. */
static xmlNode *carry_connections(const struct launch_vm *vm, const struct launch_row *row,
				  const xmlNode *from)
{
	bool is_connected = has_connection(vm);

	(void)row;
	for (const xmlNode *vuart = load_child(from, "communication_vuart"); vuart;
	     vuart = load_next(vuart))
		if (!is_connected && *text_of(vm, vuart))
			upgrade_lost(vm->upgrade, vuart,
				     "the scenario has no PCI vUART of this VM that is connected");
	return NULL;
}

static xmlNode *carry_cpus(const struct launch_vm *vm, const struct launch_row *row,
			   const xmlNode *from)
{
	xmlNode *list;

	(void)row;
	if (!launch_has_filled(vm, from))
		return NULL;
	launch_remove(vm, "cpu_affinity");
	list = upgrade_element(vm->upgrade, vm->made, "cpu_affinity", from);
	upgrade_children(vm->upgrade, upgrade_in_cpu_affinity, from, list);
	return launch_place(list);
}

/* Of 2.7: a VM has one name in both files. */
static xmlNode *check_name(const struct launch_vm *vm, const struct launch_row *row,
			   const xmlNode *from)
{
	const xmlNode *name = load_child(vm->vm->from, "name");
	const char *text = text_of(vm, from);

	(void)row;
	if (*text && (!name || strcmp(text_of(vm, name), text) != 0))
		upgrade_lost(vm->upgrade, from, "the scenario calls this VM '%s'", vm->vm->name);
	return NULL;
}

static xmlNode *carry_channel(const struct launch_vm *vm, const struct launch_row *row,
			      const xmlNode *from)
{
	const char *text = text_of(vm, from);

	(void)row;
	if (strncmp(text, "vuart1", strlen("vuart1")) == 0 && vm->vm->is_linked)
		upgrade_obsolete(vm->upgrade, from,
				 "the scenario's vUART connection to the Service VM does it");
	else if (strncmp(text, "vuart1", strlen("vuart1")) == 0)
		upgrade_lost(vm->upgrade, from,
			     "since ACRN 3.0 a VM is shut down by a vUART connection of the type "
			     "legacy to the Service VM");
	else if (*text)
		upgrade_lost(vm->upgrade, from,
			     "acrn-dm has no such way to shut a VM down since ACRN 3.0");
	return NULL;
}

static xmlNode *report_trigger(const struct launch_vm *vm, const struct launch_row *row,
			       const xmlNode *from)
{
	(void)row;
	if (strcmp(text_of(vm, from), "y") == 0)
		upgrade_lost(vm->upgrade, from, "acrn-dm has no such option since ACRN 3.0");
	return NULL;
}

static xmlNode *report_obsolete(const struct launch_vm *vm, const struct launch_row *row,
				const xmlNode *from)
{
	if (*text_of(vm, from))
		upgrade_obsolete(vm->upgrade, from, "%s", row->argument);
	return NULL;
}

static const struct launch_row in_vm[] = {
	{ "uos_type", carry_os_type, NULL, false },
	{ "user_vm_type", carry_os_type, NULL, false },
	{ "vm_name", check_name, NULL, false },
	{ "rtos_type", carry_rtos_type, NULL, false },
	{ "mem_size", carry_memory, NULL, false },
	{ "gvt_args", launch_graphics, NULL, false },
	{ "vbootloader", carry_boot_loader, NULL, false },
	{ "vuart0", carry_switch, "vuart0", false },
	{ "console_type", launch_console_type, NULL, false },
	{ "poweroff_channel", carry_channel, NULL, false },
	{ "allow_trigger_s5", report_trigger, NULL, false },
	{ "enable_ptm", keep, "PTM", false },
	{ "cpu_sharing", report_obsolete, "the hypervisor's SCHEDULER decides", false },
	{ "rootfs_dev", launch_root_device, NULL, false },
	{ "rootfs_img", launch_root_image, NULL, false },
	{ "usb_xhci", launch_usb, NULL, false },
	{ "cpu_affinity", carry_cpus, NULL, true },
	{ "shm_regions", launch_shm_regions, NULL, true },
	{ "console_vuart", carry_console_vuart, NULL, false },
	{ "communication_vuarts", carry_connections, NULL, true },
	{ "passthrough_devices", launch_passthrough, NULL, true },
	{ "sriov", launch_passthrough, NULL, true },
	{ "virtio_devices", launch_virtio, NULL, true },
};
#define ROWS (sizeof(in_vm) / sizeof(in_vm[0]))

/* The row of an element; ROWS where there is none. */
static size_t find_row(const xmlNode *from)
{
	size_t row = 0;

	while (row < ROWS && strcmp(in_vm[row].name, (const char *)from->name) != 0)
		row++;
	return row;
}

/* Puts comments, from `first` up to `end`, before the element that they were before. */
static void carry_comments(const struct launch_vm *vm, const xmlNode *first, const xmlNode *end,
			   xmlNode *before)
{
	for (; first != end; first = first->next) {
		if (first->type != XML_COMMENT_NODE)
			continue;
		upgrade_comment(vm->upgrade, vm->made, first);
		if (before)
			xmlAddPrevSibling(before, vm->made->last);
	}
}

static xmlNode *carry_row(const struct launch_vm *vm, const struct launch_row *row,
			  const xmlNode *from)
{
	if (row->is_list && *text_of(vm, from))
		upgrade_lost(vm->upgrade, from, "it contains text: expected elements only");
	return row->carry(vm, row, from);
}

/* Adds what an element of the launch XML says of its VM. Each element counts once. */
static void carry_vm(const struct launch_vm *vm, const xmlNode *from)
{
	bool is_done[ROWS] = { false };
	const xmlNode *comments = from->children;

	vm->upgrade->vm = &vm->upgrade->vms[vm->vm - vm->upgrade->vms];
	for (const xmlNode *child = from->children; child; child = child->next) {
		size_t row = child->type == XML_ELEMENT_NODE ? find_row(child) : ROWS;
		xmlNode *made = NULL;

		if (child->type != XML_ELEMENT_NODE)
			continue;
		if (row == ROWS)
			upgrade_lost(vm->upgrade, child, "unknown element");
		else if (is_done[row])
			upgrade_lost(vm->upgrade, child, "it is there already");
		else
			made = carry_row(vm, &in_vm[row], child);
		if (row < ROWS)
			is_done[row] = true;
		carry_comments(vm, comments, child, made);
		comments = child->next;
	}
	carry_comments(vm, comments, NULL, NULL);
}

/* The VM of an element of the launch XML, whose ID counts from the Service VM's; NULL for none. */
static const struct upgrade_vm *find_vm(const struct upgrade *upgrade, const xmlNode *from)
{
	const char *id = load_attribute(upgrade->scratch, from, "id");
	const char *base = upgrade->service ? upgrade->service->id : "";
	uint64_t number, first;

	if (!id || !number_parse_decimal(id, strlen(id), ID_MAX, &number) ||
	    !number_parse_decimal(base, strlen(base), ID_MAX, &first))
		return NULL;
	return upgrade_vm_of_id(
		upgrade, arena_printf(upgrade->scratch, "%lu", (unsigned long)(first + number)));
}

static void report_missing(const struct upgrade *upgrade, const xmlNode *from,
			   const struct upgrade_vm *vm)
{
	const char *id = load_attribute(upgrade->scratch, from, "id");
	struct diag *diag = diag_add(upgrade->diags, DIAG_LAUNCH_VM_MISSING,
				     load_element_span(upgrade->launch, from),
				     "the scenario has no post-launched VM for <%s id=\"%s\">",
				     from->name, id ? id : "");

	if (vm)
		diag_note(diag, load_element_span(upgrade->scenario, vm->from),
			  "this VM is not post-launched, or has a launch XML already");
	else if (upgrade->service)
		diag_note(diag, load_element_span(upgrade->scenario, upgrade->service->from),
			  "IDs count from that of the Service VM, which is here");
}

/* Whether an element is the first one for a post-launched VM. */
static bool take(bool *are_taken, const struct upgrade *upgrade, const struct upgrade_vm *vm)
{
	bool is_free = vm && vm->made && vm->order == UPGRADE_POST_LAUNCHED &&
		       !are_taken[vm - upgrade->vms];

	if (is_free)
		are_taken[vm - upgrade->vms] = true;
	return is_free;
}

static void carry_element(struct upgrade *upgrade, struct launch_regions *regions, bool *are_taken,
			  const xmlNode *from)
{
	const struct upgrade_vm *vm = find_vm(upgrade, from);

	if (!xmlStrEqual(from->name, BAD_CAST "uos") &&
	    !xmlStrEqual(from->name, BAD_CAST "user_vm"))
		upgrade_lost(upgrade, from, "unknown element");
	else if (!take(are_taken, upgrade, vm))
		report_missing(upgrade, from, vm);
	else
		carry_vm(&(struct launch_vm) { upgrade, vm, vm->made, regions }, from);
}

void upgrade_launch(struct upgrade *upgrade)
{
	struct launch_regions *regions;
	bool *are_taken = arena_array(upgrade->scratch, upgrade->vm_count, sizeof(*are_taken));
	const xmlNode *first;

	if (!upgrade->launch)
		return;
	regions = launch_regions_new(upgrade);
	first = xmlDocGetRootElement(upgrade->launch->xml)->children;
	for (const xmlNode *from = first; from; from = from->next)
		if (from->type == XML_ELEMENT_NODE)
			carry_element(upgrade, regions, are_taken, from);
}
