/* SPDX-License-Identifier: BSD-3-Clause
 * land_calls.h: a list of the calls that hv-land makes, or should make, of its hypervisor.
 */
#ifndef LAND_CALLS_H
#define LAND_CALLS_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum land_call_kind { LAND_MAP, LAND_UNMAP, LAND_LOG, LAND_MSI, LAND_KINDS };

/* What a call does not have is 0. */
struct land_call {
	enum land_call_kind kind;
	uint16_t vm, vbdf;
	uint64_t address, size;
	uint64_t offset; /* of what is mapped, in the memory of all regions */
	unsigned vector;
	uint32_t data;
};

#define LAND_CALLS_MAX 32u

struct land_calls {
	unsigned count; /* may be more than there is room for: then the last ones are lost */
	struct land_call list[LAND_CALLS_MAX];
};

static inline void land_calls_add(struct land_calls *calls, struct land_call call)
{
	if (calls->count < LAND_CALLS_MAX)
		calls->list[calls->count] = call;
	calls->count++;
}

static inline bool is_same_land_call(const struct land_call *a, const struct land_call *b)
{
	return a->kind == b->kind && a->vm == b->vm && a->vbdf == b->vbdf &&
	       a->address == b->address && a->size == b->size && a->offset == b->offset &&
	       a->vector == b->vector && a->data == b->data;
}

/* The next call from `at` on that is a message, or is not. */
static inline const struct land_call *next_land_call(const struct land_calls *calls, unsigned *at,
						     bool is_message)
{
	while (*at < calls->count && *at < LAND_CALLS_MAX) {
		const struct land_call *call = &calls->list[(*at)++];

		if ((call->kind == LAND_MSI) == is_message)
			return call;
	}
	return NULL;
}

/* The same calls in the same order; mapping and messages do not wait for each other, though. */
static inline bool is_same_land_calls(const struct land_calls *a, const struct land_calls *b)
{
	for (unsigned is_message = 0; is_message < 2; is_message++) {
		unsigned at_a = 0, at_b = 0;
		const struct land_call *call_a, *call_b;

		do {
			call_a = next_land_call(a, &at_a, is_message);
			call_b = next_land_call(b, &at_b, is_message);
			if (!call_a != !call_b)
				return false;
			if (call_a && !is_same_land_call(call_a, call_b))
				return false;
		} while (call_a);
	}
	return a->count == b->count && a->count <= LAND_CALLS_MAX;
}

static inline void land_calls_print(const struct land_calls *calls, FILE *file)
{
	static const char *const names[] = { "map", "unmap", "log", "msi" };

	for (unsigned i = 0; i < calls->count && i < LAND_CALLS_MAX; i++) {
		const struct land_call *call = &calls->list[i];

		fprintf(file,
			"    %s vm %u vbdf %#x %#" PRIx64 "+%#" PRIx64 " %#" PRIx64 " %u %#x\n",
			names[call->kind], call->vm, call->vbdf, call->address, call->size,
			call->offset, call->vector, call->data);
	}
}

#endif
