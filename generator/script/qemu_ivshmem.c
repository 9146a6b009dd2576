/* SPDX-License-Identifier: BSD-3-Clause
 * qemu_ivshmem.c: QEMU's ivshmem devices, with the memory or the server that they refer to. */
#include <string.h>

#include "base/condition.h"
#include "base/string_map.h"
#include "script/internal.h"
#include "vmm/qemu.h"

/* A name may be given again in every arm of a script; behind so many a device has none of them. */
#define ALTERNATIVES_MAX 16u

/* The backends of one ID. */
struct named {
	const struct launch_backend *backends[ALTERNATIVES_MAX];
	size_t count;
};

struct resolver {
	struct arena *arena;
	struct launch *launch;
	struct string_map *names[2]; /* ID -> struct named: of objects, of character devices */
	struct launch_ivshmem *all;
};

static void index_backends(struct resolver *resolver)
{
	const struct launch *launch = resolver->launch;

	for (size_t i = 0; i < launch->backend_count; i++) {
		const struct launch_backend *backend = &launch->backends[i];
		struct string_map *names = resolver->names[backend->is_chardev];
		struct named *named;

		if (!backend->id.value)
			continue;
		named = string_map_find(names, backend->id.value);
		if (!named) {
			named = arena_alloc(resolver->arena, sizeof(*named));
			string_map_put(names, backend->id.value, named);
		}
		if (named->count < ALTERNATIVES_MAX)
			named->backends[named->count++] = backend;
	}
}

static void set_size(struct launch_ivshmem *ivshmem, const struct launch_text *text)
{
	ivshmem->size_text = launch_known(text);
	if (text->value)
		ivshmem->has_size = qemu_parse_size(
			text->value, ivshmem->kind == LAUNCH_IVSHMEM_LEGACY, &ivshmem->size);
}

/* y, yes, true and on. */
static bool is_on(const struct launch_text *value)
{
	return launch_is(value, "on") || launch_is(value, "yes") || launch_is(value, "true") ||
	       launch_is(value, "y");
}

/* What the backend says of the region. A memfd has no name that another VM could use. */
static void read_backend(struct arena *arena, const struct launch_backend *backend,
			 struct launch_ivshmem *ivshmem)
{
	const char *key = backend->is_chardev ? "path" : "mem-path";
	struct launch_text value;

	ivshmem->backend = backend;
	if (launch_property(arena, &backend->options, key, &value) == LAUNCH_FOUND)
		ivshmem->region = launch_known(&value);
	if (backend->is_chardev)
		return;
	if (launch_property(arena, &backend->options, "size", &value) == LAUNCH_FOUND)
		set_size(ivshmem, &value);
}

static void add_ivshmem(struct resolver *resolver, const struct launch_ivshmem *ivshmem)
{
	struct launch *launch = resolver->launch;

	resolver->all = arena_grow(resolver->arena, resolver->all, launch->ivshmem_count,
				   sizeof(*resolver->all));
	resolver->all[launch->ivshmem_count++] = *ivshmem;
}

/* One for each of the backends that can be there with the device; one without a backend where
 * there is none. */
static void resolve(struct resolver *resolver, const struct launch_ivshmem *base)
{
	const struct named *named = NULL;
	size_t before = resolver->launch->ivshmem_count;
	bool is_chardev = base->kind != LAUNCH_IVSHMEM_PLAIN;

	if (base->reference.value)
		named = string_map_find(resolver->names[is_chardev], base->reference.value);
	for (size_t i = 0; named && i < named->count; i++) {
		const struct launch_backend *backend = named->backends[i];
		struct launch_ivshmem ivshmem = *base;
		bool is_possible = true;

		ivshmem.when = condition_both(base->when, backend->when, &is_possible);
		if (!is_possible)
			continue;
		read_backend(resolver->arena, backend, &ivshmem);
		add_ivshmem(resolver, &ivshmem);
	}
	if (resolver->launch->ivshmem_count == before)
		add_ivshmem(resolver, base);
}

static bool find_kind(const struct launch_device *device, enum launch_ivshmem_kind *kind)
{
	static const char *const names[] = { "ivshmem-plain", "ivshmem-doorbell", "ivshmem" };

	for (size_t i = 0; device->kind.value && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(device->kind.value, names[i]) == 0) {
			*kind = (enum launch_ivshmem_kind)i;
			return true;
		}
	}
	return false;
}

/* The properties of the device itself; the old one names its memory. */
static void read_device(struct arena *arena, const struct launch_device *device,
			struct launch_ivshmem *ivshmem)
{
	const struct launch_text *options = &device->options;
	bool is_plain = ivshmem->kind == LAUNCH_IVSHMEM_PLAIN;
	struct launch_text value;

	launch_property(arena, options, is_plain ? "memdev" : "chardev", &ivshmem->reference);
	if (launch_property(arena, options, "master", &value) == LAUNCH_FOUND)
		ivshmem->is_master = is_on(&value);
	if (ivshmem->kind != LAUNCH_IVSHMEM_LEGACY)
		return;
	if (launch_property(arena, options, "shm", &value) == LAUNCH_FOUND)
		ivshmem->region = launch_known(&value);
	if (launch_property(arena, options, "size", &value) == LAUNCH_FOUND)
		set_size(ivshmem, &value);
}

void qemu_read_ivshmems(struct arena *arena, struct launch *launch)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct resolver resolver = {
		.arena = arena,
		.launch = launch,
		.names = { string_map_new(scratch, launch->backend_count),
			   string_map_new(scratch, launch->backend_count) },
	};

	index_backends(&resolver);
	for (size_t i = 0; i < launch->device_count; i++) {
		const struct launch_device *device = &launch->devices[i];
		struct launch_ivshmem base = {
			.when = device->when,
			.device = device,
		};

		if (!find_kind(device, &base.kind))
			continue;
		read_device(arena, device, &base);
		resolve(&resolver, &base);
	}
	launch->ivshmems = resolver.all;
}
