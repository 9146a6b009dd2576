/* SPDX-License-Identifier: BSD-3-Clause
 * cpus.c: compares which CPUs of the board VMs have, and share. */
#include <stdlib.h>
#include <string.h>

#include "diff/internal.h"

static int by_number(const void *left, const void *right)
{
	unsigned long a = *(const unsigned long *)left, b = *(const unsigned long *)right;

	return a < b ? -1 : a > b;
}

/* The numbers that child elements have, by size: "2, 3"; NULL for none. */
static const char *numbers_of(struct arena *arena, const xmlNode *parent, const char *name,
			      const char *attribute)
{
	struct diff_nodes nodes = diff_children(arena, parent, name);
	unsigned long *numbers = arena_array(arena, nodes.count, sizeof(*numbers));
	const char **texts = arena_array(arena, nodes.count, sizeof(*texts));

	for (size_t i = 0; i < nodes.count; i++)
		numbers[i] = strtoul(diff_attribute(nodes.nodes[i], attribute), NULL, 10);
	if (nodes.count)
		qsort(numbers, nodes.count, sizeof(*numbers), by_number);
	for (size_t i = 0; i < nodes.count; i++)
		texts[i] = arena_printf(arena, "%lu", numbers[i]);
	return diff_list(arena, texts, nodes.count, ", ");
}

static const xmlNode *affinity_of(const struct diff_side *side, const char *vm)
{
	return string_map_find(side->affinities, vm);
}

const char *diff_vm_cpus(struct arena *arena, const struct diff_side *side, const char *vm)
{
	return numbers_of(arena, affinity_of(side, vm), "pcpu", "id");
}

static bool is_equal(const char *left, const char *right)
{
	return left && right ? strcmp(left, right) == 0 : left == right;
}

/* The words of an attribute of child elements. */
static const char *words_of(const char *parent, const char *name, const char *attribute)
{
	const struct diff_words *each = diff_words_attribute(diff_words_find(parent, name));

	while (strcmp(each->name, attribute) != 0)
		each = diff_words_attribute(each);
	return each->words;
}

/* Compares which CPUs a part of a VM lists, where that does not follow from the affinity. */
static void compare_followers(struct diff_run *run, const struct diff_place *place,
			      const struct diff_pair *parts, const struct diff_pair *affinities,
			      const char *name, const char *attribute)
{
	struct arena *arena = run->arena;
	const xmlNode *any = parts->new ? parts->new : parts->old;
	const char *old = numbers_of(arena, parts->old, name, attribute);
	const char *new = numbers_of(arena, parts->new, name, attribute);

	if (any && (!is_equal(old, numbers_of(arena, affinities->old, "pcpu", "id")) ||
		    !is_equal(new, numbers_of(arena, affinities->new, "pcpu", "id"))))
		diff_add_value(run, place, words_of((const char *)any->name, name, attribute), old,
			       new);
}

/* Compares an attribute of CPUs that are in both lists. */
static void compare_common(struct diff_run *run, const struct diff_place *place,
			   const struct diff_pair *lists, const struct diff_words *words,
			   const char *attribute)
{
	struct diff_nodes old = diff_children(run->arena, lists->old, words->name);
	struct diff_nodes new = diff_children(run->arena, lists->new, words->name);
	struct diff_pairs pairs = diff_match(run->arena, words, &old, &new);

	for (size_t i = 0; i < pairs.count; i++) {
		const struct diff_words *each = diff_words_attribute(words);
		const struct diff_pair *pair = &pairs.pairs[i];
		struct diff_place cpu = *place;

		if (!pair->old || !pair->new)
			continue;
		while (strcmp(each->name, attribute) != 0)
			each = diff_words_attribute(each);
		cpu.thing = diff_phrase(run->arena, pair->new, words);
		diff_add_value(run, &cpu, each->words, diff_value(run->arena, pair->old, each),
			       diff_value(run->arena, pair->new, each));
	}
}

/* A yes or no of elements of which one may be missing, which is a no. */
static void compare_flag(struct diff_run *run, const struct diff_place *place,
			 const struct diff_pair *pair, const char *what, const char *attribute)
{
	diff_add_value(run, place, what,
		       is_equal(diff_attribute(pair->old, attribute), "y") ? "yes" : "no",
		       is_equal(diff_attribute(pair->new, attribute), "y") ? "yes" : "no");
}

void diff_affinity(struct diff_run *run, const struct diff_place *place, const xmlNode *old,
		   const xmlNode *new)
{
	const struct diff_pair affinities = {
		affinity_of(&run->old, diff_attribute(old, "name")),
		affinity_of(&run->new, diff_attribute(new, "name")),
	};
	const struct diff_pair cpus = { diff_child(old, "cpus"), diff_child(new, "cpus") };
	const struct diff_pair config = { diff_child(old, "config"), diff_child(new, "config") };

	diff_add_value(run, place, words_of("affinity", "pcpu", "id"),
		       numbers_of(run->arena, affinities.old, "pcpu", "id"),
		       numbers_of(run->arena, affinities.new, "pcpu", "id"));
	compare_flag(run, place, &affinities, words_of("affinities", "affinity", "own"), "own");
	compare_common(run, place, &affinities, diff_words_find("affinity", "pcpu"), "real-time");
	compare_followers(run, place, &cpus, &affinities, "cpu", "pcpu");
	compare_common(run, place, &cpus, diff_words_find("cpus", "cpu"), "apic");
	compare_flag(run, place, &cpus, words_of("vm", "cpus", "offline"), "offline");
	if (run->with_hypervisor)
		compare_followers(run, place, &config, &affinities, "pcpu", "id");
}

/* A VM on a CPU. */
struct use {
	unsigned long cpu;
	const char *vm;	  /* its name in this plan */
	const char *name; /* the same, or its name in the new plan */
};

struct uses {
	struct use *all; /* arena_grow()n */
	size_t count;
};

static int by_cpu(const void *left, const void *right)
{
	const struct use *a = left, *b = right;

	if (a->cpu != b->cpu)
		return a->cpu < b->cpu ? -1 : 1;
	return strverscmp(a->vm, b->vm);
}

static int by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static struct uses uses_of(struct diff_run *run, const struct diff_side *side)
{
	const xmlNode *each = diff_child(diff_child(side->plan, "affinities"), "affinity");
	struct uses uses = { 0 };

	for (; each; each = diff_next(each))
		for (const xmlNode *cpu = diff_child(each, "pcpu"); cpu; cpu = diff_next(cpu)) {
			const char *vm = diff_attribute(each, "name");

			uses.all = arena_grow(run->arena, uses.all, uses.count, sizeof(*uses.all));
			uses.all[uses.count++] = (struct use) {
				.cpu = strtoul(diff_attribute(cpu, "id"), NULL, 10),
				.vm = vm,
				.name = side == &run->old ? diff_vm_name(run, vm) : vm,
			};
		}
	if (uses.count)
		qsort(uses.all, uses.count, sizeof(*uses.all), by_cpu);
	return uses;
}

/* The VMs that share a CPU. */
struct sharers {
	const char *list;  /* "A, B and C"; NULL: it is not shared */
	const char *names; /* the same by names in the new plan, to compare */
};

/* Takes the uses of a CPU from *next on. */
static struct sharers take(struct arena *arena, const struct uses *uses, size_t *next,
			   unsigned long cpu)
{
	const struct use *first = uses->all + *next;
	size_t count = 0;
	const char **vms, **names;

	while (*next + count < uses->count && first[count].cpu == cpu)
		count++;
	*next += count;
	vms = arena_array(arena, count, sizeof(*vms));
	names = arena_array(arena, count, sizeof(*names));
	for (size_t i = 0; i < count; i++) {
		vms[i] = first[i].vm;
		names[i] = first[i].name;
	}
	if (count < 2)
		return (struct sharers) { 0 };
	qsort(names, count, sizeof(*names), by_name);
	return (struct sharers) {
		.list = diff_list(arena, vms, count, " and "),
		.names = diff_list(arena, names, count, ", "),
	};
}

static const char *sharing(struct arena *arena, unsigned long cpu, const char *old, const char *new)
{
	if (!old)
		return arena_printf(arena, "CPU %lu is now shared by %s", cpu, new);
	if (!new)
		return arena_printf(arena, "CPU %lu is no longer shared by %s", cpu, old);
	return arena_printf(arena, "CPU %lu is now shared by %s, was shared by %s", cpu, new, old);
}

static void compare_sharers(struct diff_run *run, unsigned long cpu, const struct sharers *old,
			    const struct sharers *new)
{
	const struct diff_place place = {
		.subject = DIFF_CPU,
		.cpu = arena_printf(run->arena, "%lu", cpu),
	};

	if (is_equal(old->names, new->names))
		return;
	diff_add(run, &place,
		 &(struct diff_change) {
			 .kind = !old->list   ? DIFF_ADDED
				 : !new->list ? DIFF_REMOVED
					      : DIFF_CHANGED,
			 .what = "sharing",
			 .old = old->list,
			 .new = new->list,
			 .text = sharing(run->arena, cpu, old->list, new->list),
		 });
}

void diff_cpus(struct diff_run *run)
{
	struct uses old = uses_of(run, &run->old), new = uses_of(run, &run->new);
	size_t old_next = 0, new_next = 0;

	while (old_next < old.count || new_next < new.count) {
		unsigned long old_cpu = old_next < old.count ? old.all[old_next].cpu : -1ul;
		unsigned long new_cpu = new_next < new.count ? new.all[new_next].cpu : -1ul;
		unsigned long cpu = old_cpu < new_cpu ? old_cpu : new_cpu;
		struct sharers before = take(run->arena, &old, &old_next, cpu);
		struct sharers now = take(run->arena, &new, &new_next, cpu);

		compare_sharers(run, cpu, &before, &now);
	}
}
