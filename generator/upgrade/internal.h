/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the parts of the upgrade share: the nodes of the new document, the VMs, the
 * tables of elements, and the report of what is not carried over.
 *
 * A function that makes an element returns it, appended to its new parent, and takes the element
 * of an original document that it stands for: of the scenario, or of the launch XML. Nobody needs
 * to say which of them: an element knows its document. Every element of the new tree has to be made
 * by these functions, for it to have a place.
 */
#ifndef UPGRADE_INTERNAL_H
#define UPGRADE_INTERNAL_H

#include <libxml/tree.h>

#include "base/source.h"
#include "upgrade/upgrade.h"

struct string_map;

enum upgrade_order {
	UPGRADE_PRE_LAUNCHED,
	UPGRADE_SERVICE_VM,
	UPGRADE_POST_LAUNCHED,
	UPGRADE_KATA,	       /* started by Kata Containers: no place in the current form */
	UPGRADE_UNKNOWN_ORDER, /* none that any release has */
};

/* A VM of the scenario, in the order of the document. */
struct upgrade_vm {
	const xmlNode *from;
	xmlNode *made;	  /* in the new tree; NULL before it is made, and where it has no place */
	const char *id;	  /* as the original has it; "" where it has none */
	const char *name; /* in the new tree: legal and unique; NULL where it has no place */
	enum upgrade_order order;
	bool is_realtime;
	const char *type;	    /* in the new tree, unless the scenario is of 3.x */
	const xmlNode *memory_size; /* <size> in its <memory>, or NULL */
	const xmlNode *arguments;   /* what has its boot arguments: an element, or NULL */
	bool has_arguments;	    /* they have been carried over */
	bool has_console;	    /* its console has been carried over */
	bool is_linked;		    /* a legacy vUART connects it to the Service VM */
};

struct upgrade {
	struct arena *arena;   /* of the new document, and of the messages */
	struct arena *scratch; /* of what is not needed afterwards */
	const struct doc *scenario;
	const struct doc *launch;  /* or NULL */
	const struct board *board; /* or NULL */
	enum upgrade_form form;	   /* of the scenario */
	bool lists_all;
	struct diags *diags;
	struct doc *made;
	struct upgrade_vm *vms;
	size_t vm_count;
	const struct upgrade_vm *service;   /* the first Service VM, or NULL */
	bool has_nested_vm;		    /* a VM has GUEST_FLAG_NVMX_ENABLED */
	const struct string_map *settings;  /* of hv/MEMORY, the first of each name: xmlNode */
	const xmlNode *rdt;		    /* <RDT> of the original, or NULL */
	bool has_rdt;			    /* RDT_ENABLED is y */
	const char *region_flag;	    /* IVSHMEM_ENABLED, or NULL */
	struct upgrade_vm *vm;		    /* the one that is being carried over */
	const struct string_map *vms_by_id; /* the first of each ID: const struct upgrade_vm */
};

/* upgrade/nodes.c: the nodes of the new tree */

/* The document that an original element is of. */
const struct doc *upgrade_doc_of(const struct upgrade *upgrade, const xmlNode *from);

/* An element without content and attributes. */
xmlNode *upgrade_element(struct upgrade *upgrade, xmlNode *parent, const char *name,
			 const xmlNode *from);

/* An element with a text that is made of, or instead of, the original's own. */
xmlNode *upgrade_text(struct upgrade *upgrade, xmlNode *parent, const char *name,
		      const xmlNode *from, const char *text);

/* The same where `text` is made of what is at a place in the original. */
xmlNode *upgrade_text_at(struct upgrade *upgrade, xmlNode *parent, const char *name,
			 const xmlNode *from, struct span at, const char *text);

/* The same where the text is made of the value of an attribute that the original has. */
xmlNode *upgrade_from_attribute(struct upgrade *upgrade, xmlNode *parent, const char *name,
				const xmlNode *from, const char *attribute, const char *text);

/* The text of an original, for parts of it to be found without reading it again. */
struct upgrade_source {
	const xmlNode *from;
	const char *text; /* load_text() */
	struct span at;
	bool is_verbatim; /* the file has the same bytes there: each part has its own place */
};

struct upgrade_source upgrade_source(const struct upgrade *upgrade, const xmlNode *from);

/* An element whose `text` is made of the bytes [start, end) of such a text. */
xmlNode *upgrade_slice(struct upgrade *upgrade, xmlNode *parent, const char *name,
		       const struct upgrade_source *source, size_t start, size_t end,
		       const char *text);

/* An element with the original's text as it is, and whatever else is in it. */
xmlNode *upgrade_keep(struct upgrade *upgrade, xmlNode *parent, const char *name,
		      const xmlNode *from);

/* A copy of an element with all that is in it, but for the attributes that describe it to a user
 * interface, such as desc. */
xmlNode *upgrade_copy(struct upgrade *upgrade, xmlNode *parent, const xmlNode *from);

/* Copies an attribute, if the original has it. */
void upgrade_attribute(struct upgrade *upgrade, xmlNode *element, const xmlNode *from,
		       const char *name);

/* Copies a node that is no element, such as a comment; no text. */
void upgrade_comment(struct upgrade *upgrade, xmlNode *parent, const xmlNode *from);

/* Copies all comments that are in an element. */
void upgrade_comments(struct upgrade *upgrade, xmlNode *parent, const xmlNode *from);

/* Copies a text, unless it is white space: one in an element that is to have elements only, which
 * the schema reports. */
void upgrade_stray_text(struct upgrade *upgrade, xmlNode *parent, const xmlNode *from);

/* Removes an element that turned out to be empty. */
void upgrade_remove(xmlNode *element);

/* The <hv> of the new tree, which is made if there is none. */
xmlNode *upgrade_hypervisor(struct upgrade *upgrade, xmlNode *root);

/* Moves an element from the end of its parent to where the order of `names`, which ends with NULL,
 * has it: before the first one that is further behind. */
void upgrade_sort(xmlNode *element, const char *const *names);

/* The order in which ACRN's own files have what is in a VM. */
extern const char *const upgrade_vm_order[];

/* upgrade/table.c: what becomes of the elements in an element */

struct upgrade_row {
	const char *name; /* of an element of the original; NULL ends the table */
	void (*carry)(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
		      xmlNode *to);
	const char *argument; /* of the function: a new name, NULL for the same, or a reason */
	const char *usual;    /* a value that nobody has chosen; NULL for any */
	const struct upgrade_row *table; /* of what is in the element */
};

/* The rows: an element that is called otherwise; the same with y for n; the same that is left out
 * where it is empty; one with other elements in it; one that has a function of its own; one that
 * says nothing that another does not; one that nothing depends on, unless its value is not the
 * usual one. */
#define UPGRADE_RENAMED(from, to)                                         \
	{                                                                 \
		.name = from, .carry = upgrade_carry_text, .argument = to \
	}
#define UPGRADE_INVERTED(from, to)                                            \
	{                                                                     \
		.name = from, .carry = upgrade_carry_inverted, .argument = to \
	}
#define UPGRADE_FILLED(from)                                \
	{                                                   \
		.name = from, .carry = upgrade_carry_filled \
	}
#define UPGRADE_SECTION(from, to, rows)                                                     \
	{                                                                                   \
		.name = from, .carry = upgrade_carry_section, .argument = to, .table = rows \
	}
#define UPGRADE_BY(from, function)              \
	{                                       \
		.name = from, .carry = function \
	}
#define UPGRADE_DROPPED(from)                                \
	{                                                    \
		.name = from, .carry = upgrade_carry_nothing \
	}
#define UPGRADE_OBSOLETE(from, reason, value)                                                     \
	{                                                                                         \
		.name = from, .carry = upgrade_carry_obsolete, .argument = reason, .usual = value \
	}

/* Carries all that is in `from` over to `to`, in its order; comments stay where they are. Elements
 * that are not in the table are copied: they are the same in all releases, or the schema reports
 * them. */
void upgrade_children(struct upgrade *upgrade, const struct upgrade_row *table, const xmlNode *from,
		      xmlNode *to);

/* The functions of these rows. */
#define UPGRADE_CARRY(function)                                                                    \
	void function(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from, \
		      xmlNode *to)
UPGRADE_CARRY(upgrade_carry_text);
UPGRADE_CARRY(upgrade_carry_inverted);
UPGRADE_CARRY(upgrade_carry_filled);
UPGRADE_CARRY(upgrade_carry_section);
UPGRADE_CARRY(upgrade_carry_nothing);
UPGRADE_CARRY(upgrade_carry_obsolete);

/* upgrade/report.c: what has no place in the current form. The reason is for "… is not carried
 * over: %s", without a full stop. */

/* The value mattered: a device, a flag, a mask, anything but a default. */
void upgrade_lost(const struct upgrade *upgrade, const xmlNode *from, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Nothing has depended on it: only where all such values are asked for. */
void upgrade_obsolete(const struct upgrade *upgrade, const xmlNode *from, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The value is carried over as another one: "%s". */
void upgrade_changed(const struct upgrade *upgrade, const xmlNode *from, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* upgrade/vms.c: the VMs of the scenario */

/* Finds the VMs, and gives each its name in the new tree. */
void upgrade_find_vms(struct upgrade *upgrade);

/* The VM of an ID, such as "2", or NULL. */
const struct upgrade_vm *upgrade_vm_of_id(const struct upgrade *upgrade, const char *id);

/* The name of the element that the original has a VM's load order in. */
const char *upgrade_order_element(const struct upgrade *upgrade);

/* Whether a VM of the original has a guest flag. */
bool upgrade_has_flag(const struct upgrade *upgrade, const xmlNode *vm, const char *name);

/* upgrade/memory.c: finds what symbols such as CONFIG_SOS_RAM_SIZE stand for. */
void upgrade_find_settings(struct upgrade *upgrade);

/* upgrade/os_config.c: the element that has a VM's boot arguments: its board_private or its
 * os_config; NULL where it has neither. */
const xmlNode *upgrade_find_arguments(const struct upgrade *upgrade, const xmlNode *vm);

/* The parts of a scenario, each in the file of its name: what is in <hv>, a <vm>, and of those the
 * regions of shared memory, the memory, what is booted and the guest flags. */
extern const struct upgrade_row upgrade_in_hypervisor[];
extern const struct upgrade_row upgrade_in_cpu_affinity[];
UPGRADE_CARRY(upgrade_carry_vuart);
UPGRADE_CARRY(upgrade_carry_vm);
UPGRADE_CARRY(upgrade_carry_regions);
UPGRADE_CARRY(upgrade_carry_memory);
UPGRADE_CARRY(upgrade_carry_os_config);
UPGRADE_CARRY(upgrade_carry_board_private);
UPGRADE_CARRY(upgrade_carry_guest_flags);

/* A part of a text. */
struct upgrade_range {
	size_t start, end;
};

/* upgrade/regions.c: the part without the white space around it. */
struct upgrade_range upgrade_trimmed(const char *text, size_t start, size_t end);

#define UPGRADE_PREFIX_LENGTH 4 /* of hv:/ and dm:/ */

/* Who provides a region whose text begins so; NULL without a prefix. */
const char *upgrade_region_provider(const char *text);

/* The size of a region in MiB, which the text has in MiB or in bytes; one that is no whole number
 * of MiB stays, for the rule of sizes. */
const char *upgrade_region_size(const struct upgrade *upgrade, const char *text);

/* upgrade/caches.c: the policies of <CACHE_REGION>. */
void upgrade_cache_regions(struct upgrade *upgrade, xmlNode *root);

/* upgrade/vuarts.c: the console of a VM, and the connections of all of them. */
void upgrade_console(struct upgrade *upgrade, xmlNode *to);
void upgrade_vuart_connections(struct upgrade *upgrade, xmlNode *root);
/* upgrade/virtio.c: carries over the children of <virtio_devices>, texts for acrn-dm as elements.
 */
void upgrade_virtio(struct upgrade *upgrade, const xmlNode *from, xmlNode *to);

/* Whether such a device is a text that elements can say, too. */
bool upgrade_is_virtio_text(struct upgrade *upgrade, const xmlNode *device);

/* upgrade/current.c: whether a scenario of 3.0 or later has anything that is outdated; without
 * lists_all, anything that acrn-cfg does not read. */
bool upgrade_is_outdated(struct upgrade *upgrade);

/* Launch parameters in a VM, as snapshots of 3.0 have them: Enable or Disable, and texts of virtio
 * devices. */
UPGRADE_CARRY(upgrade_carry_switch);
UPGRADE_CARRY(upgrade_carry_virtio);

/* What is in a VM of such a scenario. */
extern const struct upgrade_row upgrade_in_current_vm[];

/* upgrade/launch.c: adds what the launch XML says of the VMs to the new tree. */
void upgrade_launch(struct upgrade *upgrade);

#endif
