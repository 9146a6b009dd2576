/* SPDX-License-Identifier: BSD-3-Clause
 * change.c: decides which generations there are to be, and what each VM gets of them. */
#include "keys/change.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "diag/diag.h"
#include "plan/plan.h"
#include "schema/number.h"

/* A region of the scenario. */
struct region_state {
	const struct plan_region *region;
	uint32_t newest;	     /* generation; 0: none */
	bool is_held;		     /* a peer's image has it */
	const char *former_peer;     /* a VM that has it, but does not share the region; or NULL */
	const struct key_file *keys; /* in the change */
};

struct changing {
	struct arena *arena;
	const struct key_request *request;
	const struct key_store *store;
	struct diags *diags;
	struct key_change *change;
	struct string_map *regions, *vms; /* of states, of VMs of the plan; by name */
	struct region_state *states;
	bool is_bad;
};

static struct diag *reject(struct changing *changing, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static struct diag *reject(struct changing *changing, const char *format, ...)
{
	va_list arguments;
	struct diag *diag;

	va_start(arguments, format);
	diag = diag_add_va(changing->diags, DIAG_KEY_GENERATION_INVALID, (struct span) { 0 },
			   format, arguments);
	va_end(arguments);
	changing->is_bad = true;
	return diag;
}

static void add_key(struct changing *changing, const struct key_file *file)
{
	struct key_change *change = changing->change;

	change->keys =
		arena_grow(changing->arena, change->keys, change->key_count, sizeof(*change->keys));
	change->keys[change->key_count++] = *file;
}

static void remove_file(struct changing *changing, const char *name)
{
	struct key_change *change = changing->change;

	change->removed = arena_grow(changing->arena, change->removed, change->removed_count,
				     sizeof(*change->removed));
	change->removed[change->removed_count++] = name;
	change->is_needed = true;
}

/* The regions of the scenario, with the newest generation of each. */
static void list_regions(struct changing *changing)
{
	const struct plan *plan = changing->request->plan;
	const struct key_store *store = changing->store;

	changing->states =
		arena_array(changing->arena, plan->region_count, sizeof(*changing->states));
	for (size_t i = 0; i < plan->region_count; i++) {
		changing->states[i].region = &plan->regions[i];
		string_map_put(changing->regions, plan->regions[i].name, &changing->states[i]);
	}
	for (size_t i = 0; i < store->key_count; i++) {
		const struct key_file *file = &store->keys[i];
		struct region_state *state = string_map_find(changing->regions, file->region);
		bool is_first = !i || strcmp(store->keys[i - 1].region, file->region) != 0;

		if (state && is_first)
			state->newest = file->generation;
		else if (is_first)
			diag_add(changing->diags, DIAG_KEY_UNUSED, (struct span) { 0 },
				 "region '%s' has keys in '%s', but is not in the scenario",
				 file->region, store->path);
	}
}

static bool is_peer(const struct plan_vm *vm, const struct plan_region *region)
{
	for (size_t i = 0; vm && i < vm->device_count; i++)
		if (vm->devices[i].kind == PLAN_IVSHMEM && vm->devices[i].ivshmem.region == region)
			return true;
	return false;
}

/* Which VMs have the newest keys. */
static void list_holders(struct changing *changing)
{
	const struct key_store *store = changing->store;

	for (size_t i = 0; i < store->image_count; i++) {
		const struct key_holder *image = &store->images[i];
		const struct plan_vm *vm = string_map_find(changing->vms, image->vm);

		for (size_t j = 0; j < image->key_count; j++) {
			const struct key_file *key = &image->keys[j];
			struct region_state *state =
				string_map_find(changing->regions, key->region);

			if (!state || key->generation != state->newest)
				continue;
			if (is_peer(vm, state->region))
				state->is_held = true;
			else
				state->former_peer = image->vm;
		}
	}
}

static bool is_asked_for(struct changing *changing, const struct plan_region *region)
{
	for (const char *const *name = changing->request->rotated; *name; name++)
		if (!**name || strcmp(*name, region->name) == 0)
			return true;
	return false;
}

/* Whether a region needs a new key, with a warning where that was not asked for. */
static bool needs_key(struct changing *changing, const struct region_state *state)
{
	const struct plan_region *region = state->region;
	struct diag *diag;

	if (!state->newest || is_asked_for(changing, region))
		return true;
	if (state->is_held && !state->former_peer)
		return false;
	if (state->former_peer)
		diag = diag_add(changing->diags, DIAG_KEY_EXPOSED, region->at,
				"VM '%s' has the key of region '%s', generation %u, but does not "
				"share the region: generation %u is made",
				state->former_peer, region->name, state->newest, state->newest + 1);
	else
		diag = diag_add(changing->diags, DIAG_KEY_EXPOSED, region->at,
				"no VM's image has the key of region '%s', generation %u, so that "
				"it is not known who has it: generation %u is made",
				region->name, state->newest, state->newest + 1);
	diag_help(diag, "when all peers have started with the new key, use --revoke=%s:%u",
		  region->name, state->newest);
	return true;
}

static void add_new_keys(struct changing *changing)
{
	for (size_t i = 0; i < changing->request->plan->region_count; i++) {
		struct region_state *state = &changing->states[i];

		if (!needs_key(changing, state))
			continue;
		if (state->newest == UINT32_MAX) {
			reject(changing, "region '%s' has no generation behind %u",
			       state->region->name, state->newest);
			continue;
		}
		add_key(changing, &(struct key_file) {
					  .region = state->region->name,
					  .generation = ++state->newest,
					  .is_new = true,
				  });
		changing->change->is_needed = true;
	}
}

static void check_rotated(struct changing *changing)
{
	for (const char *const *name = changing->request->rotated; *name; name++)
		if (**name && !string_map_find(changing->regions, *name))
			reject(changing, "cannot make a key for region '%s': not in the scenario",
			       *name);
}

/* What to revoke: of a region, or of all where the name is empty. */
struct revocation {
	const char *text, *region;
	uint64_t generation;
	bool is_found;
};

static bool parse_revocation(struct changing *changing, const char *text,
			     struct revocation *revocation)
{
	const char *colon = strrchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : 0;
	const char *digits = colon ? colon + 1 : text;

	*revocation = (struct revocation) {
		.text = text,
		.region = arena_copy(changing->arena, text, length),
	};
	if ((!colon || length) &&
	    number_parse_range(digits, 1, UINT32_MAX, &revocation->generation))
		return true;
	reject(changing, "invalid generation '%s': expected GENERATION or REGION:GENERATION", text);
	return false;
}

/* Whether a revocation is about a key. The newest of a region that is in use has to stay. */
static bool revokes(struct changing *changing, struct revocation *revocation,
		    const struct key_file *file)
{
	const struct region_state *state = string_map_find(changing->regions, file->region);

	if (file->generation != revocation->generation ||
	    (*revocation->region && strcmp(revocation->region, file->region) != 0))
		return false;
	revocation->is_found = true;
	if (!state || state->newest != file->generation)
		return true;
	diag_help(reject(changing, "cannot revoke generation %u of region '%s': it is the newest",
			 file->generation, file->region),
		  "make the next one with --rotate=%s, or name one region: REGION:GENERATION",
		  file->region);
	return false;
}

static void revoke(struct changing *changing, const char *text)
{
	struct key_change *change = changing->change;
	struct revocation revocation;
	size_t kept = 0;

	if (!parse_revocation(changing, text, &revocation))
		return;
	for (size_t i = 0; i < change->key_count; i++) {
		if (!revokes(changing, &revocation, &change->keys[i]))
			change->keys[kept++] = change->keys[i];
		else if (!change->keys[i].is_new)
			remove_file(changing, key_file_name(changing->arena, &change->keys[i]));
	}
	change->key_count = kept;
	if (!revocation.is_found)
		reject(changing, "cannot revoke '%s': no such key", text);
}

/* The first key of each region, in order. */
static void index_keys(struct changing *changing)
{
	struct key_change *change = changing->change;

	if (change->key_count)
		qsort(change->keys, change->key_count, sizeof(*change->keys), key_file_compare);
	for (size_t i = change->key_count; i--;) {
		struct region_state *state =
			string_map_find(changing->regions, change->keys[i].region);

		if (state)
			state->keys = &change->keys[i];
	}
}

/* The newest key of a region, and the one before. */
static void add_region_keys(struct changing *changing, struct key_holder *image,
			    const struct plan_region *region)
{
	const struct key_change *change = changing->change;
	const struct key_file *key = changing->states[region->index].keys;
	const struct key_file *end = change->keys + change->key_count;

	for (unsigned i = 0; i < 2 && key < end && strcmp(key->region, region->name) == 0;
	     i++, key++)
		image->keys[image->key_count++] = *key;
}

static bool is_same_key(const struct key_file *one, const struct key_file *other)
{
	return !one->is_new && key_file_compare(one, other) == 0 &&
	       memcmp(one->fingerprint, other->fingerprint, KEY_FINGERPRINT_SIZE) == 0;
}

static bool is_same_image(const struct key_holder *one, const struct key_holder *other)
{
	if (one->vm_id != other->vm_id || one->key_count != other->key_count)
		return false;
	for (size_t i = 0; i < one->key_count; i++)
		if (!is_same_key(&one->keys[i], &other->keys[i]))
			return false;
	return true;
}

static const struct key_holder *find_image(const struct string_map *images, const char *vm)
{
	return string_map_find(images, vm);
}

/* The image of each VM that shares regions. A rule has checked that they fit. */
static void add_image(struct changing *changing, const struct plan_vm *vm,
		      const struct string_map *former)
{
	struct key_change *change = changing->change;
	struct key_holder image = { .vm = vm->name, .vm_id = vm->id };
	const struct key_holder *old = find_image(former, vm->name);

	if (!vm->ivshmem_count)
		return;
	image.keys = arena_array(changing->arena, 2 * vm->ivshmem_count, sizeof(*image.keys));
	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == PLAN_IVSHMEM)
			add_region_keys(changing, &image, vm->devices[i].ivshmem.region);
	qsort(image.keys, image.key_count, sizeof(*image.keys), key_file_compare);
	image.is_new = !old || !is_same_image(&image, old);
	change->is_needed |= image.is_new;
	change->images = arena_grow(changing->arena, change->images, change->image_count,
				    sizeof(*change->images));
	change->images[change->image_count++] = image;
}

static void list_images(struct changing *changing)
{
	const struct key_store *store = changing->store;
	const struct plan *plan = changing->request->plan;
	CLEANUP(string_map_free)
	struct string_map *former = string_map_new(changing->arena, store->image_count);

	for (size_t i = 0; i < store->image_count; i++) {
		const struct key_holder *image = &store->images[i];
		const struct plan_vm *vm = string_map_find(changing->vms, image->vm);

		string_map_put(former, image->vm, (void *)image);
		if (!vm || !vm->ivshmem_count)
			remove_file(changing, key_holder_name(changing->arena, image));
	}
	for (size_t i = 0; i < plan->vm_count; i++)
		add_image(changing, &plan->vms[i], former);
}

bool key_change_make(struct arena *arena, const struct key_request *request,
		     const struct key_store *store, struct diags *diags, struct key_change *change)
{
	const struct plan *plan = request->plan;
	CLEANUP(string_map_free)
	struct string_map *regions = string_map_new(arena, plan->region_count);
	CLEANUP(string_map_free) struct string_map *vms = string_map_new(arena, plan->vm_count);
	struct changing changing = {
		.arena = arena,
		.request = request,
		.store = store,
		.diags = diags,
		.change = change,
		.regions = regions,
		.vms = vms,
	};

	*change = (struct key_change) { 0 };
	for (size_t i = 0; i < plan->vm_count; i++)
		string_map_put(vms, plan->vms[i].name, &plan->vms[i]);
	list_regions(&changing);
	list_holders(&changing);
	check_rotated(&changing);
	for (size_t i = 0; i < store->key_count; i++)
		add_key(&changing, &store->keys[i]);
	add_new_keys(&changing);
	for (const char *const *text = request->revoked; *text; text++)
		revoke(&changing, *text);
	index_keys(&changing);
	list_images(&changing);
	return !changing.is_bad;
}
