/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the parts of a comparison share.
 */
#ifndef DIFF_INTERNAL_H
#define DIFF_INTERNAL_H

#include "base/arena.h"
#include "base/string_map.h"
#include "diff/diff.h"
#include "diff/words.h"

/* Elements of one kind, in the order of the document. */
struct diff_nodes {
	const xmlNode **nodes; /* arena_grow()n */
	size_t count;
};

/* One of two plans, with what is looked up in it. */
struct diff_side {
	const xmlNode *plan;	       /* the root element */
	struct string_map *vms;	       /* by name */
	struct string_map *affinities; /* by the VM's name */
	struct string_map *regions;    /* by name */
	struct string_map *devices;    /* ivshmem elements, by diff_device_key() */
};

struct diff_run {
	struct arena *arena;
	struct diff *diff;
	struct diff_side old, new;
	struct string_map *vm_names; /* of VMs that are in both: the old name -> the new one */
	bool with_hypervisor, with_hardening; /* both plans have that part */
};

/* What a change is about. */
struct diff_place {
	enum diff_subject subject;
	const char *vm, *region, *connection, *cpu;
	size_t index;	     /* of a connection */
	const char *context; /* begins the line: "VM2"; NULL for none */
	const char *thing;   /* "virtio-net 'tap0'"; NULL for what the context names */
	const char *suffix;  /* ends the line; NULL for none */
};

/* A pair of elements that are the same one; NULL where there is none. */
struct diff_pair {
	const xmlNode *old, *new;
};

struct diff_pairs {
	struct diff_pair *pairs; /* those of the new plan in its order, then the removed ones */
	size_t count;
};

/* diff/values.c */

/* The first child element of that name; the next element of the same name; NULL for none. `parent`
 * may be NULL. */
const xmlNode *diff_child(const xmlNode *parent, const char *name);
const xmlNode *diff_next(const xmlNode *element);
struct diff_nodes diff_children(struct arena *arena, const xmlNode *parent, const char *name);

/* An attribute as the document has it; NULL where the element, which may be NULL, has none. */
const char *diff_attribute(const xmlNode *element, const char *name);

/* The same for people, and NULL also where the value follows from others. */
const char *diff_value(struct arena *arena, const xmlNode *element, const struct diff_words *words);

/* What an element is called: its words with its identity. */
const char *diff_phrase(struct arena *arena, const xmlNode *element,
			const struct diff_words *words);

/* The values of its identity, and all that it and its children have, as keys. */
const char *diff_identity(struct arena *arena, const xmlNode *element,
			  const struct diff_words *words);
const char *diff_signature(struct arena *arena, const xmlNode *element,
			   const struct diff_words *words);

/* All values of an element but those of its identity, for a line that it is added or removed:
 * "slot 4, vhost"; NULL for none. */
const char *diff_summary(struct arena *arena, const xmlNode *element,
			 const struct diff_words *words);

/* "a, b" and what stands before the last one; NULL for none. */
const char *diff_list(struct arena *arena, const char *const *texts, size_t count,
		      const char *last_glue);

/* "a, b"; the first one may be NULL. */
const char *diff_join(struct arena *arena, const char *list, const char *item);

/* diff/change.c */

/* Adds a change of a property, if its values differ. NULL is none. */
void diff_add_value(struct diff_run *run, const struct diff_place *place, const char *what,
		    const char *old, const char *new);

/* Adds that a place is there now, or no more; the summary may be NULL. */
void diff_add_whole(struct diff_run *run, const struct diff_place *place, enum diff_kind kind,
		    const char *summary);

/* Adds that a place has another name, with a line that says so, if it has. */
void diff_add_rename(struct diff_run *run, const struct diff_place *place, const char *old,
		     const char *new, const char *text);

/* Adds a change with a line of its own. */
void diff_add(struct diff_run *run, const struct diff_place *place,
	      const struct diff_change *change);

/* Puts the changes into their order. */
void diff_sort(struct diff *diff);

/* diff/match.c */

/* Finds the elements of a kind that are the same. */
struct diff_pairs diff_match(struct arena *arena, const struct diff_words *words,
			     const struct diff_nodes *old, const struct diff_nodes *new);

/* Pairs the elements that are in no pair yet and have the same key; no pair where that is NULL. */
struct diff_matching {
	struct arena *arena;
	const struct diff_nodes *old, *new;
	size_t *old_of_new; /* 1 + the index in old, 0 for none */
	bool *is_taken;	    /* of old */
};

struct diff_matching diff_matching_new(struct arena *arena, const struct diff_nodes *old,
				       const struct diff_nodes *new);
void diff_match_by(struct diff_matching *matching,
		   const char *(*key)(const xmlNode *element, bool is_old, void *context),
		   void *context);
struct diff_pairs diff_matching_pairs(const struct diff_matching *matching);

/* diff/compare.c: what differs in the values of two elements, and below them. Either may be NULL:
 * it has no values. */
void diff_compare(struct diff_run *run, const struct diff_place *place,
		  const struct diff_words *words, const xmlNode *old, const xmlNode *new);

/* The same for the attributes alone. */
void diff_compare_values(struct diff_run *run, const struct diff_place *place,
			 const struct diff_words *words, const xmlNode *old, const xmlNode *new);

/* The same for the children of a kind alone. */
void diff_compare_kind(struct diff_run *run, const struct diff_place *place,
		       const struct diff_words *words, const xmlNode *old, const xmlNode *new);

/* diff/vms.c, diff/cpus.c, diff/regions.c, diff/connections.c: what differs in that part of the
 * plans. The VMs come first: they fill run->vm_names. */
void diff_vms(struct diff_run *run);
void diff_affinity(struct diff_run *run, const struct diff_place *place, const xmlNode *old,
		   const xmlNode *new);
void diff_cpus(struct diff_run *run);
void diff_regions(struct diff_run *run);
void diff_connections(struct diff_run *run);

/* The CPUs that a VM has; NULL for none. */
const char *diff_vm_cpus(struct arena *arena, const struct diff_side *side, const char *vm);

/* The name that an old VM has in the new plan, or its old one. */
const char *diff_vm_name(const struct diff_run *run, const char *old);

/* The key of a region's device in a VM. */
const char *diff_device_key(struct arena *arena, const char *vm, const char *region);

#endif
