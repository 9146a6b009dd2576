/* SPDX-License-Identifier: BSD-3-Clause
 * caches.c: who may use which part of a cache (Intel's RDT): that the board can do it, and that the
 * hypervisor's settings and the cache policies agree. */
#include <inttypes.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/clos_table.h"
#include "rules/internal.h"

/* The levels that can have CAT. */
#define CACHE_LEVEL_FIRST 2u
#define CACHE_LEVEL_LAST  3u

/* The addresses that pre-launched VMs have for PCI devices, up to their other fixed addresses. */
#define GUEST_PCI_FIRST	 UINT64_C(0x80000000)
#define GUEST_PCI_BEHIND UINT64_C(0xf8000000)

static const struct hypervisor *hypervisor_of(const struct check *check)
{
	return &check->model->hypervisor;
}

void check_cache_unknown_vm(struct check *check, const struct cache_allocation *cache,
			    const struct cache_policy *policy)
{
	struct diag *diag;

	(void)cache;
	if (policy->vm && *policy->vm_name.value)
		return;
	if (!*policy->vm_name.value) {
		diag = check_report(check, policy, policy->vm_name.at, "a cache policy has no VM");
		diag_help(diag, "name the VM, or remove the POLICY");
		return;
	}
	diag = check_report(check, policy, policy->vm_name.at, "unknown VM '%s' in a cache policy",
			    policy->vm_name.value);
	check_help_similar_vm(check, diag, policy->vm_name);
}

/* Notes that RDT is off where it is needed. */
static void note_rdt(const struct check *check, struct diag *diag)
{
	const struct flag *rdt = &hypervisor_of(check)->rdt;

	if (!rdt->is_set)
		diag_note(diag, rdt->at, "RDT is %s here", rdt->is_given ? "off" : "missing");
}

static const struct board_cache *first_without_cdp(const struct board *board)
{
	for (size_t i = 0; i < board->cache_count; i++)
		if (!board->caches[i].has_cdp)
			return &board->caches[i];
	return NULL;
}

void check_cdp_unsupported(struct check *check)
{
	const struct hypervisor *hypervisor = hypervisor_of(check);
	const struct board *board = check->model->board;
	const struct board_cache *cache = first_without_cdp(board);
	struct diag *diag;

	if (!hypervisor->cdp.is_set || !hypervisor->rdt.is_set || !cache)
		return;
	diag = check_report(check, check->model, hypervisor->cdp.at,
			    "CDP is on, but board '%s' has an L%u cache (ID 0x%x) without CDP",
			    board->name, cache->level, cache->id);
	diag_note(diag, hypervisor->rdt.at, "RDT is on here");
	diag_help(diag, "set CDP_ENABLED to n");
	diag_replace(diag, hypervisor->cdp.at, "y", "n");
}

static void report_rdt(struct check *check, const struct board_cache *incomplete)
{
	const struct flag *rdt = &hypervisor_of(check)->rdt;
	const char *board = check->model->board->name;
	struct diag *diag;

	if (incomplete) {
		diag = check_report(check, check->model, rdt->at,
				    "RDT is on, but board '%s' has no %s for its L%u cache "
				    "(ID 0x%x)",
				    board,
				    incomplete->clos_count ? "capacity_mask_length" : "clos_number",
				    incomplete->level, incomplete->id);
		diag_note(diag, incomplete->at, "the cache is here");
	} else {
		diag = check_report(check, check->model, rdt->at,
				    "RDT is on, but no cache of board '%s' has CAT", board);
	}
	diag_help(diag, "set RDT_ENABLED to n");
	diag_replace(diag, rdt->at, "y", "n");
}

/* What the board does not say matters for the hypervisor's configuration only: which caches there
 * are, and how often each can be divided. */
void check_rdt_unsupported(struct check *check)
{
	const struct board *board = check->model->board;
	bool is_strict = check->model->with_hypervisor, has_cat = false;
	const struct board_cache *incomplete = NULL;

	if (!hypervisor_of(check)->rdt.is_set)
		return;
	for (size_t i = 0; i < board->cache_count; i++) {
		const struct board_cache *cache = &board->caches[i];

		has_cat |= cache->has_cat;
		if (is_strict && !incomplete && cache->has_cat &&
		    (!cache->clos_count || !cache->mask_length))
			incomplete = cache;
	}
	if (incomplete || (!has_cat && (board->cache_count || is_strict)))
		report_rdt(check, incomplete);
}

void check_vcat_conflict(struct check *check)
{
	const struct hypervisor *hypervisor = hypervisor_of(check);
	struct diag *diag;

	if (!hypervisor->vcat.is_set || (hypervisor->rdt.is_set && !hypervisor->cdp.is_set))
		return;
	if (hypervisor->cdp.is_set) {
		diag = check_report(check, check->model, hypervisor->cdp.at,
				    "CDP is on together with vCAT, which excludes it");
		diag_note(diag, hypervisor->vcat.at, "vCAT is on here");
		diag_help(diag, "set CDP_ENABLED or VCAT_ENABLED to n");
	} else {
		diag = check_report(check, check->model, hypervisor->vcat.at,
				    "vCAT is on without RDT, which it needs");
		diag_help(diag, "set RDT_ENABLED to y, or VCAT_ENABLED to n");
	}
	note_rdt(check, diag);
}

void check_vm_vcat_disabled(struct check *check, const struct vm *vm)
{
	const struct hypervisor *hypervisor = hypervisor_of(check);
	struct diag *diag;

	if (!vm->vcat.is_set || (hypervisor->vcat.is_set && hypervisor->rdt.is_set))
		return;
	diag = check_report(check, vm, vm->vcat.at,
			    "VM '%s' has virtual_cat_support, but vCAT is off in the hypervisor",
			    vm->name.value);
	diag_note(diag, hypervisor->vcat.at, "vCAT is %s here",
		  hypervisor->vcat.is_given ? "off" : "missing");
	note_rdt(check, diag);
	diag_help(diag, "set VCAT_ENABLED and RDT_ENABLED to y, or virtual_cat_support to n");
}

/* The cache that a part of the scenario divides, or NULL. */
static const struct board_cache *find_cache(const struct check *check,
					    const struct cache_allocation *cache)
{
	return check->model->board
		       ? board_cache(check->model->board, cache->level.value, cache->id.value)
		       : NULL;
}

static void check_cache(struct check *check, const struct cache_allocation *cache)
{
	const struct board_cache *found = find_cache(check, cache);

	if (!cache->id.is_given || !cache->level.is_given || (found && found->has_cat))
		return;
	check_report(check, cache, cache->id.at,
		     "the policies for the L%" PRIu64 " cache 0x%" PRIx64
		     " have no effect: on board '%s' it %s",
		     cache->level.value, cache->id.value, check->model->board->name,
		     found ? "has no CAT" : "does not exist");
}

/* Without RDT policies are never used. */
void check_cache_unknown(struct check *check)
{
	const struct hypervisor *hypervisor = hypervisor_of(check);

	if (!hypervisor->rdt.is_set || !check->model->board->cache_count)
		return;
	for (size_t i = 0; i < hypervisor->cache_count; i++)
		check_cache(check, &hypervisor->caches[i]);
}

static bool is_run_of_ones(uint64_t mask)
{
	return mask && ((mask + (mask & -mask)) & mask) == 0;
}

void check_cache_mask_invalid(struct check *check, const struct cache_allocation *cache,
			      const struct cache_policy *policy)
{
	const struct board_cache *found = find_cache(check, cache);
	uint64_t mask = policy->mask.value;
	unsigned length = found ? found->mask_length : 0;
	struct diag *diag;

	if (!policy->mask.is_given && !policy->mask.is_invalid) {
		diag = check_report(check, policy, policy->at,
				    "a cache policy for VM '%s' has no CLOS_MASK",
				    policy->vm_name.value);
		diag_help(diag, "add one, or remove the POLICY");
		return;
	}
	if (!hypervisor_of(check)->rdt.is_set || !policy->mask.is_given)
		return;
	if (!is_run_of_ones(mask)) {
		diag = check_report(check, policy, policy->mask.at,
				    "invalid CLOS_MASK 0x%" PRIx64 ": must be one run of ones",
				    mask);
		diag_help(diag, "use a mask such as 0xf or 0xf0");
	} else if (length && length < 64 && mask >> length) {
		diag = check_report(check, policy, policy->mask.at,
				    "invalid CLOS_MASK 0x%" PRIx64 ": the L%u cache 0x%x of board "
				    "'%s' has %u parts",
				    mask, found->level, found->id, check->model->board->name,
				    length);
		diag_help(diag, "use masks up to 0x%" PRIx64, (UINT64_C(1) << length) - 1);
	}
}

void check_cache_mask_ssram(struct check *check, const struct cache_allocation *cache,
			    const struct cache_policy *policy)
{
	const struct board_cache *found = find_cache(check, cache);
	struct diag *diag;

	if (!found || !(found->ssram_mask & policy->mask.value))
		return;
	diag = check_report(check, policy, policy->mask.at,
			    "CLOS_MASK 0x%" PRIx64 " of VM '%s' has parts of the L%u cache 0x%x "
			    "that software SRAM takes (0x%" PRIx64 ")",
			    policy->mask.value, policy->vm_name.value, found->level, found->id,
			    found->ssram_mask);
	diag_help(diag, "use other parts of the cache");
}

/* A Service VM without CPUs of its own gets those that are left. */
void check_cache_vcpu_invalid(struct check *check, const struct cache_allocation *cache,
			      const struct cache_policy *policy)
{
	const struct vm *vm = policy->vm;
	struct diag *diag;

	(void)cache;
	if (!hypervisor_of(check)->rdt.is_set || !policy->vcpu.is_given || !vm->cpu_count ||
	    policy->vcpu.value < vm->cpu_count)
		return;
	diag = check_report(check, policy, policy->vcpu.at,
			    "a cache policy is for VCPU %" PRIu64 " of VM '%s', which has %zu CPUs",
			    policy->vcpu.value, vm->name.value, vm->cpu_count);
	diag_note(diag, vm->cpus_at, "the CPUs of VM '%s' are here", vm->name.value);
	diag_help(diag, "remove the POLICY, or number VCPUs from 0");
}

void check_cache_type_ignored(struct check *check, const struct cache_allocation *cache,
			      const struct cache_policy *policy)
{
	const struct hypervisor *hypervisor = hypervisor_of(check);
	bool is_unified = policy->type == CACHE_UNIFIED;
	struct diag *diag;

	(void)cache;
	if (!hypervisor->rdt.is_set || is_unified != hypervisor->cdp.is_set)
		return;
	diag = check_report(check, policy, policy->type_at,
			    "a cache policy of VM '%s' is ignored: it is %s, but CDP is %s",
			    policy->vm_name.value, is_unified ? "unified" : "for code or data",
			    is_unified ? "on" : "off");
	diag_note(diag, hypervisor->cdp.at, "CDP is %s", is_unified ? "on here" : "off");
	diag_help(diag, is_unified ? "make it two, of the TYPEs Code and Data"
				   : "use the TYPE Unified, or set CDP_ENABLED to y");
}

static size_t count_clos_ids(struct check *check)
{
	struct clos_table table = clos_table_form(check->scratch, check->model, CLOS_MAX);

	return table.count * table.sides;
}

/* ACRN's validator wants one ID to be left. */
void check_clos_exhausted(struct check *check)
{
	const struct board *board = check->model->board;
	unsigned limit = clos_limit(board);
	struct diag *diag;
	size_t count;

	if (!limit)
		return;
	if (limit > CLOS_MAX)
		limit = CLOS_MAX;
	count = count_clos_ids(check);
	if (count < limit)
		return;
	diag = check_report(check, check->model, hypervisor_of(check)->caches_at,
			    "the cache policies need %zu CLOS IDs: must be fewer than the %u that "
			    "the caches of board '%s' have",
			    count, limit, board->name);
	diag_help(diag, "use the same CLOS_MASK for more vCPUs");
}

/* The levels, as bits, at which policies give each VM of the model a part; NULL where one is for an
 * unknown VM, so that any may be meant. */
static const unsigned *policy_levels(struct check *check)
{
	const struct hypervisor *hypervisor = hypervisor_of(check);
	const struct vm *vms = check->model->vms;
	unsigned *levels = arena_array(check->scratch, check->model->vm_count, sizeof(*levels));

	for (size_t i = 0; i < hypervisor->cache_count; i++)
		for (size_t j = 0; j < hypervisor->caches[i].policy_count; j++) {
			const struct cache_policy *policy = &hypervisor->caches[i].policies[j];

			if (check_is_reported(check, policy))
				return NULL;
			if (hypervisor->caches[i].level.value <= CACHE_LEVEL_LAST)
				levels[policy->vm - vms] |= 1u << hypervisor->caches[i].level.value;
		}
	return levels;
}

static void report_vcat_mask(struct check *check, const struct vm *vm, unsigned level)
{
	struct diag *diag;

	diag = check_report(check, vm, vm->vcat.at,
			    "VM '%s' has virtual_cat_support, but no cache policy for L%u",
			    vm->name.value, level);
	diag_help(diag,
		  "add a POLICY for the VM and an L%u cache: its CLOS_MASK has the parts "
		  "that the VM may divide",
		  level);
}

/* The first mask of a level is what the VM divides. */
void check_vcat_mask_missing(struct check *check)
{
	const struct model *model = check->model;
	const unsigned *levels;

	if (!model->hypervisor.rdt.is_set || !model->hypervisor.vcat.is_set)
		return;
	levels = policy_levels(check);
	for (unsigned level = CACHE_LEVEL_FIRST; levels && level <= CACHE_LEVEL_LAST; level++)
		for (size_t i = 0; clos_has_level(model->board, level) && i < model->vm_count; i++)
			if (model->vms[i].vcat.is_set && !(levels[i] >> level & 1))
				report_vcat_mask(check, &model->vms[i], level);
}

static const struct vm *first_pre_launched_rtvm(const struct model *model)
{
	for (size_t i = 0; i < model->vm_count; i++)
		if (model->vms[i].load_order == CFG_PRE_LAUNCHED &&
		    model->vms[i].type == VM_REAL_TIME)
			return &model->vms[i];
	return NULL;
}

/* The VM has the software SRAM of L3 caches at the board's own addresses. */
void check_ssram_overlap(struct check *check)
{
	const struct hypervisor *hypervisor = hypervisor_of(check);
	const struct board *board = check->model->board;
	const struct vm *vm = first_pre_launched_rtvm(check->model);

	if (!hypervisor->ssram.is_set || !vm)
		return;
	for (size_t i = 0; i < board->cache_count; i++) {
		const struct board_cache *cache = &board->caches[i];
		struct diag *diag;

		if (cache->level != 3 || !cache->has_ssram || cache->ssram.last < GUEST_PCI_FIRST ||
		    cache->ssram.first >= GUEST_PCI_BEHIND)
			continue;
		diag = check_report(check, check->model, hypervisor->ssram.at,
				    "the software SRAM of board '%s', 0x%" PRIx64 " to 0x%" PRIx64
				    ", is where VM '%s' has its PCI devices",
				    board->name, cache->ssram.first, cache->ssram.last,
				    vm->name.value);
		diag_note(diag, vm->type_at, "VM '%s' is a pre-launched real-time VM",
			  vm->name.value);
		diag_help(diag, "set SSRAM_ENABLED to n, or launch the VM from the Service VM");
		return;
	}
}
