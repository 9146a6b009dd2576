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
};

struct upgrade {
	struct arena *arena;   /* of the new document, and of the messages */
	struct arena *scratch; /* of what is not needed afterwards */
	const struct doc *scenario;
	const struct doc *launch; /* or NULL */
	enum upgrade_form form;	  /* of the scenario */
	bool lists_all;
	struct diags *diags;
	struct doc *made;
	struct upgrade_vm *vms;
	size_t vm_count;
	const struct upgrade_vm *service;   /* the first Service VM, or NULL */
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

/* The same where `text` is made of a part of the original's text: of the bytes [start, end) of
 * load_text(). */
xmlNode *upgrade_part(struct upgrade *upgrade, xmlNode *parent, const char *name,
		      const xmlNode *from, size_t start, size_t end, const char *text);

/* The same where the text is made of the value of an attribute that the original has. */
xmlNode *upgrade_from_attribute(struct upgrade *upgrade, xmlNode *parent, const char *name,
				const xmlNode *from, const char *attribute, const char *text);

/* An element with the original's text as it is, the comments in it included. */
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
	const char *argument; /* of the function */
};

/* Carries all that is in `from` over to `to`, in its order; comments stay where they are. Elements
 * that are not in the table are copied, for the schema to report them. */
void upgrade_children(struct upgrade *upgrade, const struct upgrade_row *table, const xmlNode *from,
		      xmlNode *to);

/* For tables: keeps the text, in an element of the name `argument`, or of the same one for NULL. */
void upgrade_carry_text(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
			xmlNode *to);

/* The same unless it has no text. */
void upgrade_carry_filled(struct upgrade *upgrade, const struct upgrade_row *row,
			  const xmlNode *from, xmlNode *to);

/* The same with y for n and n for y. */
void upgrade_carry_inverted(struct upgrade *upgrade, const struct upgrade_row *row,
			    const xmlNode *from, xmlNode *to);

/* Leaves it out without a word: it has no meaning of its own. */
void upgrade_carry_nothing(struct upgrade *upgrade, const struct upgrade_row *row,
			   const xmlNode *from, xmlNode *to);

/* Leaves it out and, if it has a text, says that nothing depends on it, for the reason
 * `argument`. */
void upgrade_carry_obsolete(struct upgrade *upgrade, const struct upgrade_row *row,
			    const xmlNode *from, xmlNode *to);

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

/* upgrade/launch.c: adds what the launch XML says of the VMs to the new tree. */
void upgrade_launch(struct upgrade *upgrade);

#endif
