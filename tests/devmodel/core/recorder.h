/* SPDX-License-Identifier: BSD-3-Clause
 * recorder.h: a port that records the device's calls, and checks them against the port's rules. It
 * uses no test framework, so that fuzzers can use it too.
 */
#ifndef RECORDER_H
#define RECORDER_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/pci.h"
#include "core/port.h"

enum call_kind { CALL_MAP, CALL_UNMAP, CALL_TRIGGER, CALL_RING };

/* What a call does not have is 0. */
struct call {
	enum call_kind kind;
	unsigned number;  /* the BAR, the vector, or the peer of a ring */
	uint64_t address; /* of map and trigger */
	uint32_t data;	  /* of trigger; the vector of a ring */
};

#define CALLS_MAX 64u

struct calls {
	unsigned count; /* may be more than there is room for: then the last ones are lost */
	struct call list[CALLS_MAX];
};

struct recorder {
	struct port port;
	struct calls calls;
	uint64_t addresses[PCI_BARS]; /* where the BARs are mapped */
	bool is_mapped[PCI_BARS];
	const char *error; /* the first rule that was broken */
};

static inline void calls_add(struct calls *calls, struct call call)
{
	if (calls->count < CALLS_MAX)
		calls->list[calls->count] = call;
	calls->count++;
}

static inline void recorder_check(struct recorder *recorder, bool is_wrong, const char *text)
{
	if (is_wrong && !recorder->error)
		recorder->error = text;
}

static inline void recorder_map(void *ctx, unsigned bar, uint64_t address)
{
	struct recorder *recorder = ctx;

	calls_add(&recorder->calls, (struct call) { CALL_MAP, bar, address, 0 });
	recorder_check(recorder, bar > 2, "a BAR is mapped that does not exist");
	recorder_check(recorder, bar < PCI_BARS && recorder->is_mapped[bar],
		       "a BAR is mapped twice");
	recorder_check(recorder, address == 0, "a BAR is mapped at 0");
	if (bar < PCI_BARS) {
		recorder->is_mapped[bar] = true;
		recorder->addresses[bar] = address;
	}
}

static inline void recorder_unmap(void *ctx, unsigned bar)
{
	struct recorder *recorder = ctx;

	calls_add(&recorder->calls, (struct call) { .kind = CALL_UNMAP, .number = bar });
	recorder_check(recorder, bar >= PCI_BARS || !recorder->is_mapped[bar],
		       "a BAR is unmapped that was not mapped");
	if (bar < PCI_BARS)
		recorder->is_mapped[bar] = false;
}

static inline void recorder_trigger(void *ctx, unsigned vector, uint64_t address, uint32_t data)
{
	struct recorder *recorder = ctx;

	calls_add(&recorder->calls, (struct call) { CALL_TRIGGER, vector, address, data });
	recorder_check(recorder, vector >= PCI_MSIX_VECTORS,
		       "a vector is triggered beyond the last");
	recorder_check(recorder, address % 4 != 0, "a message goes to an unaligned address");
}

static inline void recorder_ring(void *ctx, uint16_t peer, uint16_t vector)
{
	struct recorder *recorder = ctx;

	calls_add(&recorder->calls, (struct call) { CALL_RING, peer, 0, vector });
}

/* The recorder must not move: its port points to it. */
static inline void recorder_init(struct recorder *recorder)
{
	*recorder = (struct recorder) {
		.port = {
			.ctx = recorder,
			.map = recorder_map,
			.unmap = recorder_unmap,
			.trigger = recorder_trigger,
			.ring = recorder_ring,
		},
	};
}

/* "map 0 e0000000", "unmap 0", "trigger 3 fee00000 41" (data in hex), "ring 7 1" (both decimal),
 * with
 * "; " between. */
static inline const char *calls_text(const struct calls *calls, char *text, size_t size)
{
	size_t at = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < calls->count && i < CALLS_MAX && at < size; i++) {
		const struct call *call = &calls->list[i];
		const char *separator = i ? "; " : "";
		int length = 0;

		switch (call->kind) {
		case CALL_MAP:
			length = snprintf(text + at, size - at, "%smap %u %" PRIx64, separator,
					  call->number, call->address);
			break;
		case CALL_UNMAP:
			length = snprintf(text + at, size - at, "%sunmap %u", separator,
					  call->number);
			break;
		case CALL_TRIGGER:
			length = snprintf(text + at, size - at, "%strigger %u %" PRIx64 " %" PRIx32,
					  separator, call->number, call->address, call->data);
			break;
		case CALL_RING:
			length = snprintf(text + at, size - at, "%sring %u %" PRIu32, separator,
					  call->number, call->data);
			break;
		}
		at += (size_t)length;
	}
	return text;
}

#endif
