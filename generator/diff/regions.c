/* SPDX-License-Identifier: BSD-3-Clause
 * regions.c: compares the regions of two plans, with the devices of their peers. */
#include <string.h>

#include "diff/internal.h"

/* The device of a peer: the plan has one for each. */
static const xmlNode *device_of(struct arena *arena, const struct diff_side *side,
				const xmlNode *region, const xmlNode *peer)
{
	return string_map_find(side->devices, diff_device_key(arena, diff_attribute(peer, "name"),
							      diff_attribute(region, "name")));
}

/* "slot 8", "vBDF 00:08.0". */
static const char *address_of(struct arena *arena, const xmlNode *device)
{
	const char *slot = diff_attribute(device, "slot");

	return slot ? arena_printf(arena, "slot %s", slot)
		    : arena_printf(arena, "vBDF %s", diff_attribute(device, "vbdf"));
}

static const char *by_name(const xmlNode *element, bool is_old, void *context)
{
	(void)is_old;
	(void)context;
	return diff_attribute(element, "name");
}

/* The name of a peer in the new plan. */
static const char *by_vm(const xmlNode *peer, bool is_old, void *run)
{
	const char *name = diff_attribute(peer, "name");

	return is_old ? diff_vm_name(run, name) : name;
}

/* The peers of a region with their addresses: "LEFT slot 8, RIGHT slot 9"; by_vm() names them. */
static const char *peers_of(struct diff_run *run, const xmlNode *region, bool is_old,
			    bool has_new_names)
{
	struct diff_nodes peers = diff_children(run->arena, region, "peer");
	const char **texts = arena_array(run->arena, peers.count, sizeof(*texts));

	for (size_t i = 0; i < peers.count; i++) {
		const xmlNode *peer = peers.nodes[i];

		texts[i] = arena_printf(
			run->arena, "%s %s", by_vm(peer, is_old && has_new_names, run),
			address_of(run->arena, device_of(run->arena, is_old ? &run->old : &run->new,
							 region, peer)));
	}
	return diff_list(run->arena, texts, peers.count, ", ");
}

/* All that a region has but its name: where its peers have it, too. */
static const char *by_content(const xmlNode *region, bool is_old, void *run)
{
	return arena_printf(((struct diff_run *)run)->arena, "%s %s %s %s",
			    diff_attribute(region, "land"), diff_attribute(region, "bytes"),
			    diff_attribute(region, "region-id"),
			    peers_of(run, region, is_old, true));
}

static const char *summary_of(struct diff_run *run, const xmlNode *region, bool is_old)
{
	return diff_join(run->arena,
			 diff_summary(run->arena, region, diff_words_find("regions", "region")),
			 peers_of(run, region, is_old, false));
}

/* The peers that a region has in both plans: "LEFT, RIGHT"; NULL for none. */
static const char *common_peers(struct arena *arena, const struct diff_pairs *peers)
{
	const char **names = arena_array(arena, peers->count, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < peers->count; i++)
		if (peers->pairs[i].old && peers->pairs[i].new)
			names[count++] = diff_attribute(peers->pairs[i].new, "name");
	return diff_list(arena, names, count, ", ");
}

static const char *title_of(struct arena *arena, const xmlNode *region)
{
	return arena_printf(arena, "region '%s'", diff_attribute(region, "name"));
}

/* A peer that a region of both plans has in one of them. */
static void add_peer(struct diff_run *run, const struct diff_pair *regions, const xmlNode *peer,
		     enum diff_kind kind)
{
	bool is_old = kind == DIFF_REMOVED;
	const struct diff_side *side = is_old ? &run->old : &run->new;
	const xmlNode *region = is_old ? regions->old : regions->new;
	const char *vm = by_vm(peer, is_old, run);
	const struct diff_place place = {
		.subject = DIFF_PEER,
		.vm = vm,
		.region = diff_attribute(regions->new, "name"),
		.context = title_of(run->arena, regions->new),
		.thing = vm,
	};

	diff_add_whole(run, &place, kind,
		       address_of(run->arena, device_of(run->arena, side, region, peer)));
}

/* Of a region that both plans have. */
static void compare_peer(struct diff_run *run, const struct diff_pair *regions,
			 const struct diff_pair *peers)
{
	const char *region = diff_attribute(regions->new, "name");
	const char *vm = diff_attribute(peers->new, "name");
	const struct diff_place place = {
		.subject = DIFF_PEER,
		.vm = vm,
		.region = region,
		.context = vm,
		.thing = arena_printf(run->arena, "'%s'", region),
	};

	if (!peers->old)
		add_peer(run, regions, peers->new, DIFF_ADDED);
	else if (!peers->new)
		add_peer(run, regions, peers->old, DIFF_REMOVED);
	else
		diff_compare_values(run, &place, diff_words_find("vm", "ivshmem"),
				    device_of(run->arena, &run->old, regions->old, peers->old),
				    device_of(run->arena, &run->new, regions->new, peers->new));
}

static void add_rename(struct diff_run *run, const struct diff_place *place,
		       const struct diff_pair *regions)
{
	const char *old = diff_attribute(regions->old, "name");
	const char *new = diff_attribute(regions->new, "name");

	diff_add_rename(run, place, old, new,
			arena_printf(run->arena, "region '%s': renamed to '%s'", old, new));
}

static struct diff_pairs match(struct diff_run *run, const xmlNode *old, const xmlNode *new,
			       const char *name,
			       const char *(*first)(const xmlNode *, bool, void *),
			       const char *(*second)(const xmlNode *, bool, void *))
{
	struct diff_nodes olds = diff_children(run->arena, old, name);
	struct diff_nodes news = diff_children(run->arena, new, name);
	struct diff_matching matching = diff_matching_new(run->arena, &olds, &news);

	diff_match_by(&matching, first, run);
	if (second)
		diff_match_by(&matching, second, run);
	return diff_matching_pairs(&matching);
}

static void compare_regions(struct diff_run *run, const struct diff_pair *regions)
{
	const xmlNode *any = regions->new ? regions->new : regions->old;
	struct diff_place place = {
		.subject = DIFF_REGION,
		.region = diff_attribute(any, "name"),
		.context = title_of(run->arena, any),
	};
	struct diff_pairs peers;

	if (!regions->old || !regions->new) {
		diff_add_whole(run, &place, regions->new ? DIFF_ADDED : DIFF_REMOVED,
			       summary_of(run, any, !regions->new));
		return;
	}
	peers = match(run, regions->old, regions->new, "peer", by_vm, NULL);
	add_rename(run, &place, regions);
	place.suffix = common_peers(run->arena, &peers);
	diff_compare_values(run, &place, diff_words_find("regions", "region"), regions->old,
			    regions->new);
	for (size_t i = 0; i < peers.count; i++)
		compare_peer(run, regions, &peers.pairs[i]);
}

void diff_regions(struct diff_run *run)
{
	struct diff_pairs pairs =
		match(run, diff_child(run->old.plan, "regions"),
		      diff_child(run->new.plan, "regions"), "region", by_name, by_content);

	for (size_t i = 0; i < pairs.count; i++)
		compare_regions(run, &pairs.pairs[i]);
}
