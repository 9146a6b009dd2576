/* SPDX-License-Identifier: BSD-3-Clause
 * vms.c: compares the VMs of two plans. */
#include <string.h>

#include "diff/internal.h"

/* Whether a part of a VM says what VM it is. Others have nearly every VM, or only some plans. */
static bool is_content(const xmlNode *child)
{
	static const char *const others[] = { "lpc",	"hostbridge", "logger",
					      "config", "hardening",  NULL };

	for (const char *const *name = others; *name; name++)
		if (child->type != XML_ELEMENT_NODE ||
		    strcmp((const char *)child->name, *name) == 0)
			return false;
	return true;
}

static const char *signature_of(struct arena *arena, const xmlNode *child)
{
	const struct diff_words *words = diff_words_find("vm", (const char *)child->name);

	return arena_printf(arena, "%s %s", child->name, diff_signature(arena, child, words));
}

/* Whether at least half of what two VMs have is the same. */
static bool is_similar(struct arena *arena, const xmlNode *old, const xmlNode *new)
{
	struct string_map *signatures = string_map_new(arena, 0);
	size_t old_count = 0, new_count = 0, same = 0;

	for (const xmlNode *child = old->children; child; child = child->next)
		if (is_content(child)) {
			string_map_put(signatures, signature_of(arena, child), child);
			old_count++;
		}
	for (const xmlNode *child = new->children; child; child = child->next)
		if (is_content(child)) {
			same += string_map_find(signatures, signature_of(arena, child)) != NULL;
			new_count++;
		}
	return same * 2 >= (old_count > new_count ? old_count : new_count);
}

static const char *by_name(const xmlNode *vm, bool is_old, void *context)
{
	(void)is_old;
	(void)context;
	return diff_attribute(vm, "name");
}

/* For VMs of other names: their ID and kind. */
static const char *by_id(const xmlNode *vm, bool is_old, void *arena)
{
	(void)is_old;
	return arena_printf(arena, "%s %s %s", diff_attribute(vm, "id"),
			    diff_attribute(vm, "load-order"), diff_attribute(vm, "vm-type"));
}

/* Takes back the pairs of VMs that have nothing in common but ID and kind. */
static void split_strangers(struct arena *arena, struct diff_matching *matching)
{
	for (size_t i = 0; i < matching->new->count; i++) {
		size_t index = matching->old_of_new[i];

		if (!index)
			continue;
		if (strcmp(diff_attribute(matching->new->nodes[i], "name"),
			   diff_attribute(matching->old->nodes[index - 1], "name")) == 0 ||
		    is_similar(arena, matching->old->nodes[index - 1], matching->new->nodes[i]))
			continue;
		matching->old_of_new[i] = 0;
		matching->is_taken[index - 1] = false;
	}
}

static void match(struct diff_run *run, struct diff_pairs *pairs)
{
	struct diff_nodes old = diff_children(run->arena, diff_child(run->old.plan, "vms"), "vm");
	struct diff_nodes new = diff_children(run->arena, diff_child(run->new.plan, "vms"), "vm");
	struct diff_matching matching = diff_matching_new(run->arena, &old, &new);

	diff_match_by(&matching, by_name, NULL);
	diff_match_by(&matching, by_id, run->arena);
	split_strangers(run->arena, &matching);
	*pairs = diff_matching_pairs(&matching);
	for (size_t i = 0; i < pairs->count; i++)
		if (pairs->pairs[i].old && pairs->pairs[i].new)
			string_map_put(run->vm_names, diff_attribute(pairs->pairs[i].old, "name"),
				       diff_attribute(pairs->pairs[i].new, "name"));
}

/* "post-launched, standard, ID 3, memory 512 MiB, CPUs 2, 3". */
static const char *summary_of(struct arena *arena, const struct diff_side *side, const xmlNode *vm)
{
	const char *cpus = diff_vm_cpus(arena, side, diff_attribute(vm, "name"));
	const char *memory = diff_attribute(diff_child(vm, "memory"), "mib");
	const char *summary = arena_printf(arena, "%s, %s, ID %s", diff_attribute(vm, "load-order"),
					   diff_attribute(vm, "vm-type"), diff_attribute(vm, "id"));

	if (memory)
		summary = arena_printf(arena, "%s, memory %s MiB", summary, memory);
	return cpus ? arena_printf(arena, "%s, CPUs %s", summary, cpus) : summary;
}

/* The devices of a VM that only one plan has are changes of their own. */
static void compare_devices(struct diff_run *run, const struct diff_place *place,
			    const xmlNode *old, const xmlNode *new)
{
	const struct diff_words *words = NULL;

	while ((words = diff_words_next("vm", words)))
		if (words->mode == DIFF_MODE_KEYED || words->mode == DIFF_MODE_DEVICE)
			diff_compare_kind(run, place, words, old, new);
}

static void compare_pair(struct diff_run *run, const struct diff_pair *pair)
{
	const char *old = diff_attribute(pair->old, "name");
	const char *new = diff_attribute(pair->new, "name");
	const char *name = new ? new : old;
	const struct diff_place place = { .subject = DIFF_VM, .vm = name, .context = name };

	if (!old || !new) {
		const struct diff_side *side = new ? &run->new : &run->old;

		diff_add_whole(run, &place, new ? DIFF_ADDED : DIFF_REMOVED,
			       summary_of(run->arena, side, new ? pair->new : pair->old));
		compare_devices(run, &place, pair->old, pair->new);
		return;
	}
	diff_add_rename(run, &place, old, new,
			arena_printf(run->arena, "%s: renamed to %s", old, new));
	diff_compare(run, &place, diff_words_find("vms", "vm"), pair->old, pair->new);
	diff_affinity(run, &place, pair->old, pair->new);
}

void diff_vms(struct diff_run *run)
{
	struct diff_pairs pairs;

	match(run, &pairs);
	for (size_t i = 0; i < pairs.count; i++)
		compare_pair(run, &pairs.pairs[i]);
}
