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

struct classes {
	struct upgrade *upgrade;
	struct mask *masks; /* with CDP each class has one for data, then one for code */
	size_t mask_count;
	bool has_cdp;
	uint64_t pre_launched; /* a bit for each CPU that pre-launched VMs have */
	xmlNode *root;
	xmlNode *regions; /* <CACHE_REGION>, when there is any policy */
};

/* A vCPU, and the element that has its class or, in default, the VM. */
struct vcpu {
	const struct upgrade_vm *vm;
	const xmlNode *from;
	size_t number;
	uint64_t class;
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
	for (const xmlNode *cpu = list ? load_child(list, "pcpu_id") : NULL;
	     cpu && count < CPUS_MAX; cpu = load_next(cpu))
		count += read_number(classes->upgrade, cpu, &cpus[count]);
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

static bool has_cpu(const struct classes *classes, const struct board_cache *cache, uint64_t id)
{
	const struct board_cpu *cpu =
		id <= UINT32_MAX ? board_cpu(classes->upgrade->board, (uint32_t)id) : NULL;

	for (size_t i = 0; cpu && i < cache->apic_id_count; i++)
		if (cache->apic_ids[i] == cpu->apic_id)
			return true;
	return false;
}

/* The element of a cache, which is the last one that was added. */
static xmlNode *allocation_of(struct classes *classes, const struct board_cache *cache,
			      const xmlNode *from, bool *is_started)
{
	struct upgrade *upgrade = classes->upgrade;
	xmlNode *allocation;

	if (!classes->regions)
		classes->regions = upgrade_element(
			upgrade, upgrade_hypervisor(upgrade, classes->root), "CACHE_REGION", from);
	if (*is_started)
		return classes->regions->last;
	*is_started = true;
	allocation = upgrade_element(upgrade, classes->regions, "CACHE_ALLOCATION", from);
	upgrade_text(upgrade, allocation, "CACHE_ID", from,
		     arena_printf(upgrade->scratch, "0x%" PRIx32, cache->id));
	upgrade_text(upgrade, allocation, "CACHE_LEVEL", from,
		     arena_printf(upgrade->scratch, "%" PRIu32, cache->level));
	return allocation;
}

/* A mask of all parts of a cache says nothing. */
static bool is_all(const struct board_cache *cache, uint64_t parts)
{
	uint64_t all = cache->mask_length && cache->mask_length < 64
			       ? (UINT64_C(1) << cache->mask_length) - 1
			       : UINT64_MAX;

	return !parts || (parts & all) == all;
}

static void add_policy(struct classes *classes, const struct board_cache *cache,
		       const struct vcpu *vcpu, size_t side, bool *is_started)
{
	static const char *const types[] = { "Data", "Code" };
	size_t at = classes->has_cdp ? vcpu->class * 2 + side : vcpu->class;
	struct upgrade *upgrade = classes->upgrade;
	struct mask *mask = &classes->masks[at];
	xmlNode *policy;

	mask->is_carried = true;
	if (is_all(cache, mask->parts))
		return;
	policy = upgrade_element(upgrade, allocation_of(classes, cache, mask->from, is_started),
				 "POLICY", vcpu->from);
	upgrade_text(upgrade, policy, "VM", vcpu->from, vcpu->vm->name);
	upgrade_text(upgrade, policy, "VCPU", vcpu->from,
		     arena_printf(upgrade->scratch, "%zu", vcpu->number));
	upgrade_text(upgrade, policy, "TYPE", vcpu->from,
		     classes->has_cdp ? types[side] : "Unified");
	upgrade_keep(upgrade, policy, "CLOS_MASK", mask->from);
}

static void add_vcpu(struct classes *classes, const struct board_cache *cache,
		     const struct vcpu *vcpu, bool *is_started)
{
	size_t sides = classes->has_cdp ? 2 : 1;

	if (vcpu->class >= classes->mask_count / sides)
		return;
	for (size_t side = 0; side < sides; side++)
		add_policy(classes, cache, vcpu, side, is_started);
}

/* vCPUs without a class are in class 0. */
static void add_vm(struct classes *classes, const struct board_cache *cache,
		   const struct upgrade_vm *vm, bool *is_started)
{
	const xmlNode *list = load_child(vm->from, "clos");
	const xmlNode *class = list ? load_child(list, "vcpu_clos") : NULL;
	uint64_t cpus[CPUS_MAX];
	size_t count = list_cpus(classes, vm, cpus);

	for (size_t i = 0; i < count; i++) {
		struct vcpu vcpu = { .vm = vm, .from = class ? class : vm->from, .number = i };

		if (class)
			read_number(classes->upgrade, class, &vcpu.class);
		else if (list)
			read_number(classes->upgrade, list, &vcpu.class);
		if (has_cpu(classes, cache, cpus[i]))
			add_vcpu(classes, cache, &vcpu, is_started);
		class = class ? load_next(class) : NULL;
	}
}

static void add_cache(struct classes *classes, const struct board_cache *cache)
{
	const struct upgrade *upgrade = classes->upgrade;
	bool is_started = false;

	for (size_t i = 0; i < upgrade->vm_count; i++)
		if (upgrade->vms[i].name)
			add_vm(classes, cache, &upgrade->vms[i], &is_started);
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
		.has_cdp = cdp && strcmp(load_text(upgrade->scratch, cdp), "y") == 0,
		.root = root,
	};
	bool can_be_done = has_caches(upgrade->board) && upgrade->vm_count <= VMS_MAX;

	if (!upgrade->has_rdt)
		return;
	list_masks(&classes, upgrade->rdt);
	if (can_be_done)
		note_pre_launched(&classes);
	for (size_t i = 0; can_be_done && i < upgrade->board->cache_count; i++)
		if (upgrade->board->caches[i].has_cat)
			add_cache(&classes, &upgrade->board->caches[i]);
	report_masks(&classes, can_be_done);
}
