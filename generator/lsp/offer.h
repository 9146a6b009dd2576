/* SPDX-License-Identifier: BSD-3-Clause
 * offer.h: a list of completions in the making, for completion.c and offer_*.c only.
 */
#ifndef LSP_OFFER_H
#define LSP_OFFER_H

#include "lsp/describe.h"
#include "outline/outline.h"

/* The most that one list has. */
#define OFFER_MAX 1000u

/* Kinds of completions, by the numbers of the protocol. */
enum offer_kind {
	OFFER_FIELD = 5,
	OFFER_VARIABLE = 6,
	OFFER_PROPERTY = 10,
	OFFER_VALUE = 12,
	OFFER_ENUM = 20,
	OFFER_REFERENCE = 18,
};

struct offer {
	const struct lsp_query *query;
	struct arena *arena;
	const struct outline *outline;
	const struct outline_place *place;
	const struct lsp_names *names;
	struct describe describe;
	struct span word; /* that a completion replaces: it is on one line */
	json_t *items;
};

struct offer_item {
	const char *label;
	enum offer_kind kind;
	const char *detail;	   /* short, behind the label; or NULL */
	const char *documentation; /* by `describe`; or NULL */
	const char *text;	   /* that replaces the word; NULL: the label */
	bool is_snippet;	   /* the text has places to fill in */
	bool is_preselected;
	unsigned rank;	/* those of a lower one come first, up to 9 */
	unsigned order; /* of one rank likewise, up to 9999 */
};

/* Adds a completion; those of one rank and order stay as they come. */
void offer_add(struct offer *offer, const struct offer_item *item);

/* Adds a value, escaped for the document's syntax. */
void offer_add_value(struct offer *offer, const struct offer_item *item);

/* offer_elements.c: the elements that may be at the place; in YAML also the attributes. */
void offer_elements(struct offer *offer);

/* offer_elements.c: the attributes that the open element may have. */
void offer_attributes(struct offer *offer);

/* offer_elements.c: the end tag of the open element. */
void offer_end(struct offer *offer);

/* offer_values.c: values of an element or attribute. */
void offer_values(struct offer *offer, const struct annotation *annotation);

/* offer_board.c: the board's CPUs by their IDs, its PCI devices by their addresses, with their
 * descriptions behind those or without, and names of boards. */
void offer_cpus(struct offer *offer);
void offer_devices(struct offer *offer);
void offer_device_addresses(struct offer *offer);
void offer_boards(struct offer *offer);

/* offer_allow.c: the rules that a comment can allow, where it is about to name one. */
void offer_allowed(struct offer *offer);

/* offer_slots.c: free addresses, and free slots, in the VM that the place is in. */
void offer_vbdfs(struct offer *offer);
void offer_slots(struct offer *offer);

#endif
