/* SPDX-License-Identifier: BSD-3-Clause
 * form.c: recognizes the forms of acrn-config documents, which have no version, by their content.
 */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/upgrade.h"

/* What the VMs of a scenario have. */
struct signs {
	bool has_load_order, has_vm_type;
	bool has_3x_type;    /* a VM type of 3.x, whose load order may be misspelt */
	bool has_vuart_id;   /* to 2.2 */
	bool has_service_vm; /* a VM type of 2.7 */
	bool has_1x_order;   /* a load order of 1.x */
	bool has_1x_element; /* one that 3.x has not */
	bool has_empty_id;   /* of a VM without a name */
};

static bool is_text(struct arena *arena, const xmlNode *element, const char *text)
{
	return element && strcmp(load_text(arena, element), text) == 0;
}

static bool is_any_text(struct arena *arena, const xmlNode *element, const char *const *texts)
{
	while (*texts && !is_text(arena, element, *texts))
		texts++;
	return *texts;
}

static bool has_any(const xmlNode *parent, const char *const *names)
{
	for (; *names; names++)
		if (load_child(parent, *names))
			return true;
	return false;
}

/* Whether a VM has an element of 1.x that 3.x has not. */
static bool has_1x_element(const xmlNode *vm)
{
	static const char *const removed[] = { "uuid",	      "pcpu_ids", "vcpu_affinity",
					       "guest_flags", "severity", "board_private",
					       NULL };
	const xmlNode *vuart = load_child(vm, "vuart"), *os_config = load_child(vm, "os_config");

	return has_any(vm, removed) || (vuart && xmlHasProp(vuart, BAD_CAST "id")) ||
	       (os_config && load_child(os_config, "rootfs"));
}

static void note_signs(struct arena *arena, const xmlNode *vm, struct signs *signs)
{
	static const char *const types[] = { "STANDARD_VM", "RTVM", "TEE_VM", "REE_VM", NULL };
	const xmlNode *load_order = load_child(vm, "load_order");
	const xmlNode *type = load_child(vm, "vm_type"), *vuart = load_child(vm, "vuart");
	const xmlNode *name = load_child(vm, "name");
	const char *id = load_attribute(arena, vm, "id");

	signs->has_load_order |= load_order != NULL;
	signs->has_vm_type |= type != NULL;
	signs->has_3x_type |= is_any_text(arena, type, types);
	signs->has_1x_order |= is_text(arena, load_order, "SOS_VM");
	signs->has_1x_element |= has_1x_element(vm);
	signs->has_vuart_id |= vuart && xmlHasProp(vuart, BAD_CAST "id");
	signs->has_service_vm |= is_text(arena, type, "SERVICE_VM");
	signs->has_empty_id |= id && !*id && (!name || is_text(arena, name, ""));
}

static enum upgrade_form form_of_scenario(const struct signs *signs)
{
	if (signs->has_1x_order ||
	    (signs->has_load_order && !signs->has_vm_type && signs->has_1x_element))
		return UPGRADE_FORM_1_X;
	if (signs->has_load_order || !signs->has_vm_type || signs->has_3x_type)
		return UPGRADE_FORM_3_X;
	if (signs->has_service_vm)
		return UPGRADE_FORM_2_7;
	return signs->has_vuart_id ? UPGRADE_FORM_2_0 : UPGRADE_FORM_2_3;
}

static bool is_launch(const xmlNode *root)
{
	return xmlHasProp(root, BAD_CAST "uos_launcher") || load_child(root, "uos");
}

static bool is_launch_2_7(const xmlNode *root)
{
	return xmlHasProp(root, BAD_CAST "user_vm_launcher") || load_child(root, "user_vm");
}

static bool is_empty(struct arena *arena, const xmlNode *root, const char *name)
{
	const char *value = load_attribute(arena, root, name);

	return value && !*value;
}

/* Whether the number of VMs is to be filled in. */
static bool is_launch_template(struct arena *arena, const xmlNode *root)
{
	return is_empty(arena, root, is_launch_2_7(root) ? "user_vm_launcher" : "uos_launcher");
}

/* Templates are of old forms: the IDs of VMs, or what they are for, is to be filled in. */
static bool is_template(struct arena *arena, const xmlNode *root, const struct signs *signs)
{
	if (signs->has_empty_id)
		return true;
	return form_of_scenario(signs) != UPGRADE_FORM_3_X && is_empty(arena, root, "board") &&
	       is_empty(arena, root, "scenario");
}

static bool is_board(const xmlNode *root)
{
	static const char *const names[] = { "PCI_DEVICE", "processors", "BIOS_INFO", NULL };

	return has_any(root, names);
}

enum upgrade_form upgrade_form(const struct doc *doc)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(doc->memory);
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	struct signs signs = { 0 };

	if (!xmlStrEqual(root->name, BAD_CAST "acrn-config") || root->ns)
		return UPGRADE_FORM_OTHER;
	if (is_launch(root) || is_launch_2_7(root)) {
		if (is_launch_template(scratch, root))
			return UPGRADE_FORM_TEMPLATE;
		return is_launch_2_7(root) ? UPGRADE_FORM_LAUNCH_2_7 : UPGRADE_FORM_LAUNCH;
	}
	if (is_board(root))
		return UPGRADE_FORM_OTHER;
	if (load_child(root, "hv") && !load_child(root, "vm"))
		return UPGRADE_FORM_TEMPLATE;
	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm))
		note_signs(scratch, vm, &signs);
	return is_template(scratch, root, &signs) ? UPGRADE_FORM_TEMPLATE
						  : form_of_scenario(&signs);
}

const char *upgrade_form_name(enum upgrade_form form)
{
	switch (form) {
	case UPGRADE_FORM_1_X:
		return "a scenario of ACRN 1.3 to 1.6";
	case UPGRADE_FORM_2_0:
		return "a scenario of ACRN 2.0 to 2.2";
	case UPGRADE_FORM_2_3:
		return "a scenario of ACRN 2.3 to 2.6";
	case UPGRADE_FORM_2_7:
		return "a scenario of ACRN 2.7";
	case UPGRADE_FORM_3_X:
		return "a scenario of ACRN 3.0 or later";
	case UPGRADE_FORM_LAUNCH:
		return "a launch XML of ACRN 1.4 to 2.6";
	case UPGRADE_FORM_LAUNCH_2_7:
		return "a launch XML of ACRN 2.7";
	case UPGRADE_FORM_TEMPLATE:
		return "a template of ACRN's configuration tools";
	default:
		return "not a scenario";
	}
}
