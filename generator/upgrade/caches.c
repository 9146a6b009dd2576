/* SPDX-License-Identifier: BSD-3-Clause
 * caches.c: carries classes of service over. In 2.x they are numbers: each has one mask for all
 * caches, and each vCPU has one of them. The current form has policies, each for a cache and a
 * vCPU, so that the board has to say which caches there are, and which CPUs share them.
 */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "load/load.h"
#include "schema/number.h"
#include "upgrade/internal.h"

/* As many CPUs as the hypervisor can have, and more caches and VMs than there are. */
#define CPUS_MAX   64u
#define CACHES_MAX 256u
#define VMS_MAX	   256u

struct mask {
	const xmlNode *from;
	uint64_t parts; /* 0 for an empty one, or none at all */
	bool is_carried;
};

/* A vCPU, and the element that has its class or, for that of all vCPUs without any, the VM. */
struct vcpu {
	const struct upgrade_vm *vm;
	const xmlNode *from;
	size_t number;
	uint64_t cpu, class;
};

struct classes {
	struct upgrade *upgrade;
	struct mask *masks; /* `sides` of each class */
	size_t mask_count;
	size_t sides; /* with CDP 2, for data and for code, else 1 */
	struct vcpu *vcpus;
	size_t vcpu_count;
	uint64_t pre_launched; /* a bit for each CPU that pre-launched VMs have */
	xmlNode *root;
	xmlNode *regions; /* <CACHE_REGION>, when there is any policy */
};

static bool read_number(const struct upgrade *upgrade, const xmlNode *element, uint64_t *number)
{
	const char *text = load_text(upgrade->scratch, element);

	return number_parse(text, strlen(text), UINT64_MAX, number);
}

static void list_masks(struct classes *classes, const xmlNode *rdt)
{
	const xmlNode *first = load_child(rdt, "CLOS_MASK");
	size_t count = 0;

	for (const xmlNode *mask = first; mask; mask = load_next(mask))
		count++;
	classes->masks = arena_array(classes->upgrade->scratch, count, sizeof(*classes->masks));
	for (const xmlNode *mask = first; mask; mask = load_next(mask)) {
		struct mask *to = &classes->masks[classes->mask_count++];

		to->from = mask;
		read_number(classes->upgrade, mask, &to->parts);
	}
}

/* The number of a CPU: pcpu_id or, in snapshots of 3.0, what is in pcpu. */
static const xmlNode *find_number(const xmlNode *cpu)
{
	if (xmlStrEqual(cpu->name, BAD_CAST "pcpu"))
		return load_child(cpu, "pcpu_id");
	return xmlStrEqual(cpu->name, BAD_CAST "pcpu_id") ? cpu : NULL;
}

/* The CPUs of a VM, in the order of its vCPUs; a Service VM without any has those that pre-launched
 * VMs leave. Returns how many there are. */
static size_t list_cpus(const struct classes *classes, const struct upgrade_vm *vm,
			uint64_t cpus[CPUS_MAX])
{
	const xmlNode *list = load_child(vm->from, "cpu_affinity");
	const struct board *board = classes->upgrade->board;
	size_t count = 0;

	if (!list)
		list = load_child(vm->from, "vcpu_affinity");
	for (const xmlNode *cpu = list ? list->children : NULL; cpu && count < CPUS_MAX;
	     cpu = cpu->next) {
		const xmlNode *number = find_number(cpu);

		count += number && read_number(classes->upgrade, number, &cpus[count]);
	}
	if (count || vm->order != UPGRADE_SERVICE_VM)
		return count;
	for (size_t i = 0; i < board->cpu_count && count < CPUS_MAX; i++)
		if (board->cpus[i].id >= CPUS_MAX ||
		    !(classes->pre_launched >> board->cpus[i].id & 1))
			cpus[count++] = board->cpus[i].id;
	return count;
}

static void note_pre_launched(struct classes *classes)
{
	uint64_t cpus[CPUS_MAX];

	for (size_t i = 0; i < classes->upgrade->vm_count; i++) {
		const struct upgrade_vm *vm = &classes->upgrade->vms[i];
		size_t count = vm->order == UPGRADE_PRE_LAUNCHED ? list_cpus(classes, vm, cpus) : 0;

		for (size_t j = 0; j < count; j++)
			classes->pre_launched |= cpus[j] < CPUS_MAX ? UINT64_C(1) << cpus[j] : 0;
	}
}

/* vCPUs without a class are in class 0; 1.x has one for a whole VM. */
static void list_vcpus_of(struct classes *classes, const struct upgrade_vm *vm)
{
	const xmlNode *list = load_child(vm->from, "clos");
	const xmlNode *class = list ? load_child(list, "vcpu_clos") : NULL;
	uint64_t cpus[CPUS_MAX];
	size_t count = list_cpus(classes, vm, cpus);

	for (size_t i = 0; i < count; i++) {
		const xmlNode *from = class ? class : list;
		struct vcpu *to;

		classes->vcpus = arena_grow(classes->upgrade->scratch, classes->vcpus,
					    classes->vcpu_count, sizeof(*classes->vcpus));
		to = &classes->vcpus[classes->vcpu_count++];
		*to = (struct vcpu) { vm, from ? from : vm->from, i, cpus[i], 0 };
		if (from)
			read_number(classes->upgrade, from, &to->class);
		class = class ? load_next(class) : NULL;
	}
}

/* VMs that have no place have no vCPUs. */
static void list_vcpus(struct classes *classes)
{
	note_pre_launched(classes);
	for (size_t i = 0; i < classes->upgrade->vm_count; i++)
		if (classes->upgrade->vms[i].name)
			list_vcpus_of(classes, &classes->upgrade->vms[i]);
}

/* The masks of a vCPU's class; NULL where there are none. */
static struct mask *masks_of(const struct classes *classes, const struct vcpu *vcpu)
{
	if (vcpu->class >= classes->mask_count / classes->sides)
		return NULL;
	return &classes->masks[vcpu->class * classes->sides];
}

/* A bit for each CPU that a cache is of. */
static uint64_t cpus_of(const struct board *board, const struct board_cache *cache)
{
	uint64_t cpus = 0;

	for (uint32_t id = 0; id < CPUS_MAX; id++) {
		const struct board_cpu *cpu = board_cpu(board, id);

		for (size_t i = 0; cpu && i < cache->apic_id_count; i++)
			if (cache->apic_ids[i] == cpu->apic_id)
				cpus |= UINT64_C(1) << id;
	}
	return cpus;
}

/* Whether a vCPU runs on one of these CPUs, and has masks. */
static bool is_on(const struct classes *classes, const struct vcpu *vcpu, uint64_t cpus)
{
	return vcpu->cpu < CPUS_MAX && (cpus >> vcpu->cpu & 1) && masks_of(classes, vcpu);
}

static uint64_t all_parts(const struct board_cache *cache)
{
	return cache->mask_length && cache->mask_length < 64
		       ? (UINT64_C(1) << cache->mask_length) - 1
		       : UINT64_MAX;
}

/* An empty mask is one of all parts. */
static bool is_all(const struct board_cache *cache, const struct mask *mask)
{
	return !mask->parts || (mask->parts & all_parts(cache)) == all_parts(cache);
}

/* Whether any vCPU has less than all of a cache. */
static bool is_divided(const struct classes *classes, const struct board_cache *cache,
		       uint64_t cpus)
{
	bool is_any = false;

	for (size_t i = 0; i < classes->vcpu_count; i++) {
		if (!is_on(classes, &classes->vcpus[i], cpus))
			continue;
		for (size_t side = 0; side < classes->sides; side++) {
			struct mask *mask = masks_of(classes, &classes->vcpus[i]) + side;

			mask->is_carried = true;
			is_any |= !is_all(cache, mask);
		}
	}
	return is_any;
}

static xmlNode *add_allocation(struct classes *classes, const struct board_cache *cache)
{
	struct upgrade *upgrade = classes->upgrade;
	const xmlNode *from = classes->masks->from;
	xmlNode *allocation;

	if (!classes->regions)
		classes->regions = upgrade_element(
			upgrade, upgrade_hypervisor(upgrade, classes->root), "CACHE_REGION", from);
	allocation = upgrade_element(upgrade, classes->regions, "CACHE_ALLOCATION", from);
	upgrade_text(upgrade, allocation, "CACHE_ID", from,
		     arena_printf(upgrade->scratch, "0x%" PRIx32, cache->id));
	upgrade_text(upgrade, allocation, "CACHE_LEVEL", from,
		     arena_printf(upgrade->scratch, "%" PRIu32, cache->level));
	return allocation;
}

static void add_policy(struct classes *classes, xmlNode *allocation,
		       const struct board_cache *cache, const struct vcpu *vcpu, size_t side)
{
	static const char *const types[] = { "Data", "Code" };
	struct upgrade *upgrade = classes->upgrade;
	const struct mask *mask = masks_of(classes, vcpu) + side;
	xmlNode *policy = upgrade_element(upgrade, allocation, "POLICY", vcpu->from);

	upgrade_text(upgrade, policy, "VM", vcpu->from, vcpu->vm->name);
	upgrade_text(upgrade, policy, "VCPU", vcpu->from,
		     arena_printf(upgrade->scratch, "%zu", vcpu->number));
	upgrade_text(upgrade, policy, "TYPE", vcpu->from,
		     classes->sides == 2 ? types[side] : "Unified");
	if (is_all(cache, mask))
		upgrade_text(upgrade, policy, "CLOS_MASK", mask->from,
			     arena_printf(upgrade->scratch, "0x%" PRIx64, all_parts(cache)));
	else
		upgrade_keep(upgrade, policy, "CLOS_MASK", mask->from);
}

/* A vCPU without a policy would share the first one, so that all that use a divided cache have
 * one. */
static void add_cache(struct classes *classes, const struct board_cache *cache)
{
	uint64_t cpus = cpus_of(classes->upgrade->board, cache);
	xmlNode *allocation;

	if (!is_divided(classes, cache, cpus))
		return;
	allocation = add_allocation(classes, cache);
	for (size_t i = 0; i < classes->vcpu_count; i++)
		for (size_t side = 0;
		     side < classes->sides && is_on(classes, &classes->vcpus[i], cpus); side++)
			add_policy(classes, allocation, cache, &classes->vcpus[i], side);
}

static bool has_caches(const struct board *board)
{
	for (size_t i = 0; board && i < board->cache_count; i++)
		if (board->caches[i].has_cat)
			return board->cache_count <= CACHES_MAX;
	return false;
}

/* Whether all classes have the same mask, of one run of ones from the first part on: that of a
 * whole cache, as far as can be said without the board. */
static bool is_undivided(const struct classes *classes)
{
	uint64_t parts = classes->mask_count ? classes->masks[0].parts : 0;

	for (size_t i = 0; i < classes->mask_count; i++)
		if (classes->masks[i].parts != parts)
			return false;
	return (parts & (parts + 1)) == 0;
}

static void report_masks(const struct classes *classes, bool is_done)
{
	const struct upgrade *upgrade = classes->upgrade;
	bool is_undivided_cache = is_undivided(classes);

	for (size_t i = 0; i < classes->mask_count; i++) {
		const struct mask *mask = &classes->masks[i];

		if (!mask->parts || mask->is_carried)
			continue;
		if (is_undivided_cache)
			upgrade_obsolete(upgrade, mask->from, "all classes have the whole cache");
		else if (is_done)
			upgrade_obsolete(upgrade, mask->from, "no vCPU has this class");
		else
			upgrade_lost(upgrade, mask->from,
				     "it takes a board description with caches that have CAT");
	}
}

void upgrade_cache_regions(struct upgrade *upgrade, xmlNode *root)
{
	const xmlNode *cdp = upgrade->rdt ? load_child(upgrade->rdt, "CDP_ENABLED") : NULL;
	struct classes classes = {
		.upgrade = upgrade,
		.sides = cdp && strcmp(load_text(upgrade->scratch, cdp), "y") == 0 ? 2 : 1,
		.root = root,
	};
	bool can_be_done = has_caches(upgrade->board) && upgrade->vm_count <= VMS_MAX;

	if (!upgrade->has_rdt)
		return;
	list_masks(&classes, upgrade->rdt);
	if (can_be_done)
		list_vcpus(&classes);
	for (size_t i = 0; can_be_done && i < upgrade->board->cache_count; i++)
		if (upgrade->board->caches[i].has_cat)
			add_cache(&classes, &upgrade->board->caches[i]);
	report_masks(&classes, can_be_done);
}
