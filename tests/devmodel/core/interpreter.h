/* SPDX-License-Identifier: BSD-3-Clause
 * interpreter.h: any bytes are a device's life: what it is, then what its guest, its peers and its
 * owner do to it. Device and reference live it side by side, and must agree on everything that
 * shows.
 */
#ifndef INTERPRETER_H
#define INTERPRETER_H

#include <stdarg.h>

#include "core/ivshmem.h"
#include "recorder.h"
#include "reference.h"

struct interpreter {
	const uint8_t *bytes;
	size_t size, at;
	FILE *trace; /* NULL, or where each operation gets a line */
	unsigned long steps;
	unsigned long totals[CALL_RING + 1]; /* calls of each kind, over all lives */
	struct recorder recorder;
	struct ivshmem device;
	struct reference reference;
	bool is_different;
	char difference[600];
};

/* The next `count` bytes, the least first. Behind the last byte come zeros. */
static inline uint64_t interpreter_take(struct interpreter *it, unsigned count)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < count; i++)
		if (it->at < it->size)
			value |= (uint64_t)it->bytes[it->at++] << 8 * i;
	return value;
}

static inline void __attribute__((format(printf, 2, 3)))
interpreter_trace(struct interpreter *it, const char *format, ...)
{
	va_list arguments;

	if (!it->trace)
		return;
	va_start(arguments, format);
	vfprintf(it->trace, format, arguments);
	va_end(arguments);
	fputc('\n', it->trace);
}

static inline void __attribute__((format(printf, 2, 3)))
interpreter_differ(struct interpreter *it, const char *format, ...)
{
	va_list arguments;

	if (it->is_different)
		return;
	it->is_different = true;
	va_start(arguments, format);
	vsnprintf(it->difference, sizeof(it->difference), format, arguments);
	va_end(arguments);
	interpreter_trace(it, "-> %s", it->difference);
}

static inline void interpreter_config_read(struct interpreter *it, unsigned offset, unsigned size)
{
	uint32_t is = pci_config_read(&it->device.pci, offset, size);
	uint32_t expected = reference_config_read(&it->reference, offset, size);

	if (is != expected)
		interpreter_differ(it, "config %#x, %u bytes, reads %#x instead of %#x", offset,
				   size, is, expected);
}

static inline void interpreter_bar_read(struct interpreter *it, unsigned bar, uint64_t offset,
					unsigned size)
{
	uint64_t is = ivshmem_bar_read(&it->device, bar, offset, size);
	uint64_t expected = reference_bar_read(&it->reference, bar, offset, size);

	if (is != expected)
		interpreter_differ(
			it, "BAR%u %#" PRIx64 ", %u bytes, reads %#" PRIx64 " instead of %#" PRIx64,
			bar, offset, size, is, expected);
}

static inline void interpreter_config_write(struct interpreter *it, unsigned offset, unsigned size,
					    uint32_t value)
{
	interpreter_trace(it, "config %#x, %u bytes = %#x", offset, size, value);
	pci_config_write(&it->device.pci, offset, size, value);
	reference_config_write(&it->reference, offset, size, value);
}

static inline void interpreter_bar_write(struct interpreter *it, unsigned bar, uint64_t offset,
					 unsigned size, uint64_t value)
{
	interpreter_trace(it, "BAR%u %#" PRIx64 ", %u bytes = %#" PRIx64, bar, offset, size, value);
	ivshmem_bar_write(&it->device, bar, offset, size, value);
	reference_bar_write(&it->reference, bar, offset, size, value);
}

static inline void interpreter_notify(struct interpreter *it, unsigned vector)
{
	interpreter_trace(it, "notify %u", vector);
	ivshmem_notify(&it->device, vector);
	reference_notify(&it->reference, vector);
}

static inline void interpreter_position(struct interpreter *it, uint16_t position)
{
	interpreter_trace(it, "position %u", position);
	ivshmem_set_position(&it->device, position);
	reference_set_position(&it->reference, position);
}

static inline void interpreter_reset(struct interpreter *it)
{
	interpreter_trace(it, "reset");
	ivshmem_reset(&it->device);
	reference_reset(&it->reference);
}

/* A write to a register with effects, with a value that is likely to have one. */
static inline void interpreter_likely_write(struct interpreter *it, unsigned choice)
{
	uint32_t value = (uint32_t)interpreter_take(it, 1);

	switch (choice % 8) {
	case 0: /* decoding, bus mastering */
	case 1:
		interpreter_config_write(it, 0x04, 2, value);
		break;
	case 2: /* MSI-X enable, function mask */
	case 3:
		interpreter_config_write(it, 0x42, 2, value << 8);
		break;
	case 7: /* the upper half of BAR2 */
		interpreter_config_write(it, 0x1c, 4, value == 0xff ? UINT32_MAX : value);
		break;
	default:
		interpreter_config_write(it, 0x10 + 4 * (choice % 8 - 4), 4,
					 value == 0xff ? UINT32_MAX : value << 24);
	}
}

static inline void interpreter_table_write(struct interpreter *it, unsigned vector)
{
	uint8_t word = (uint8_t)interpreter_take(it, 1);
	uint32_t value = word % 4 == 3 ? word >> 2 : (uint32_t)interpreter_take(it, 4);

	interpreter_bar_write(it, 1, 16 * vector + 4 * (word % 4), 4, value);
}

static inline uint64_t interpreter_offset(struct interpreter *it)
{
	uint64_t offset = interpreter_take(it, 2);

	if (offset >= 0xf000) /* the last ones there are */
		return offset | ~UINT64_C(0xffff);
	if (offset >= 0xe000) /* what 32 bits have no room for */
		return offset % 0x1000 | UINT64_C(1) << 32;
	return offset;
}

static inline void interpreter_step(struct interpreter *it)
{
	unsigned operation = (unsigned)interpreter_take(it, 1);
	unsigned size = 1u << (operation >> 3) % 4, bar = operation >> 5, choice = operation >> 3;
	unsigned config = (operation & 0x80) << 1;
	uint64_t offset;

	switch (operation % 8) {
	case 0:
		interpreter_config_read(it, config | (unsigned)interpreter_take(it, 1), size);
		break;
	case 1:
		config |= (unsigned)interpreter_take(it, 1);
		interpreter_config_write(it, config, size, (uint32_t)interpreter_take(it, 4));
		break;
	case 2:
		interpreter_bar_read(it, bar, interpreter_offset(it), size);
		break;
	case 3:
		offset = interpreter_offset(it);
		interpreter_bar_write(it, bar, offset, size, interpreter_take(it, 8));
		break;
	case 4:
		interpreter_notify(it, choice == 31 ? UINT32_MAX : choice % 10);
		break;
	case 5:
		if (choice == 0)
			interpreter_reset(it);
		else if (choice < 4)
			interpreter_position(it, (uint16_t)interpreter_take(it, 2));
		else if (choice < 16)
			interpreter_bar_write(it, 0, 4 * (choice % 4), 4, interpreter_take(it, 4));
		else
			interpreter_bar_read(it, choice % 2, 8 * interpreter_take(it, 1),
					     choice % 4 < 2 ? 4 : 8);
		break;
	case 6:
		interpreter_likely_write(it, choice);
		break;
	case 7:
		interpreter_table_write(it, choice % PCI_MSIX_VECTORS);
		break;
	}
}

static inline bool is_mapping_call(const struct call *call)
{
	return call->kind == CALL_MAP || call->kind == CALL_UNMAP;
}

/* The next call from `at` on that is about mapping, or is not. */
static inline const struct call *next_call(const struct calls *calls, unsigned *at, bool is_mapping)
{
	while (*at < calls->count && *at < CALLS_MAX) {
		const struct call *call = &calls->list[(*at)++];

		if (is_mapping_call(call) == is_mapping)
			return call;
	}
	return NULL;
}

static inline bool is_same_call(const struct call *a, const struct call *b)
{
	return a->kind == b->kind && a->number == b->number && a->address == b->address &&
	       a->data == b->data;
}

/* The same calls in the same order; mapping and messages do not wait for each other, though. */
static inline bool is_same_calls(const struct calls *a, const struct calls *b)
{
	for (unsigned is_mapping = 0; is_mapping < 2; is_mapping++) {
		unsigned at_a = 0, at_b = 0;
		const struct call *call_a, *call_b;

		do {
			call_a = next_call(a, &at_a, is_mapping);
			call_b = next_call(b, &at_b, is_mapping);
			if (!call_a != !call_b)
				return false;
			if (call_a && !is_same_call(call_a, call_b))
				return false;
		} while (call_a);
	}
	return a->count == b->count && a->count <= CALLS_MAX;
}

static inline void interpreter_compare_calls(struct interpreter *it)
{
	struct calls *are = &it->recorder.calls, *expected = &it->reference.calls;
	char text_a[250], text_b[250];

	if (!is_same_calls(are, expected))
		interpreter_differ(it, "calls [%s] instead of [%s]",
				   calls_text(are, text_a, sizeof(text_a)),
				   calls_text(expected, text_b, sizeof(text_b)));
	if (it->recorder.error)
		interpreter_differ(it, "%s", it->recorder.error);
	for (unsigned i = 0; i < expected->count && i < CALLS_MAX; i++)
		it->totals[expected->list[i].kind]++;
	are->count = 0;
	expected->count = 0;
}

/* Everything that can be read, and where the BARs are. */
static inline void interpreter_compare_state(struct interpreter *it)
{
	for (unsigned offset = 0; offset < 0x104; offset += 4)
		interpreter_config_read(it, offset, 4);
	for (unsigned offset = 0; offset < 0x104; offset += 4)
		interpreter_bar_read(it, 0, offset, 4);
	for (unsigned offset = 0; offset < 0x1004; offset += 4)
		interpreter_bar_read(it, 1, offset, 4);
	for (unsigned bar = 0; bar < PCI_BARS; bar++) {
		uint64_t is = it->recorder.is_mapped[bar] ? it->recorder.addresses[bar] : 0;
		uint64_t expected = bar < REFERENCE_BARS ? it->reference.mapped[bar] : 0;

		if (is != expected)
			interpreter_differ(it, "BAR%u is at %#" PRIx64 " instead of %#" PRIx64, bar,
					   is, expected);
	}
	interpreter_compare_calls(it);
}

static inline void interpreter_begin(struct interpreter *it)
{
	uint8_t shape = (uint8_t)interpreter_take(it, 1);
	struct ivshmem_setup setup = {
		.vectors = shape % (PCI_MSIX_VECTORS + 1),
		.is_vmm_table = shape & 0x80,
		.size = UINT64_C(4096) << interpreter_take(it, 1) % 32,
		.region_id = (uint16_t)interpreter_take(it, 2),
		.position = (uint16_t)interpreter_take(it, 2),
	};

	interpreter_trace(it, "device: %u vectors%s, %#" PRIx64 " bytes, region %u, position %u",
			  setup.vectors, setup.is_vmm_table ? " kept by the VMM" : "", setup.size,
			  setup.region_id, setup.position);
	recorder_init(&it->recorder);
	/* Power-on does not depend on what was in the storage. */
	memset(&it->device, shape, sizeof(it->device));
	ivshmem_init(&it->device, &setup, &it->recorder.port);
	reference_init(&it->reference, &setup);
	interpreter_compare_calls(it);
}

/* Whether device and reference agreed to the end. If not, it->difference describes it. */
static inline bool interpret(struct interpreter *it, const uint8_t *bytes, size_t size, FILE *trace)
{
	it->bytes = bytes;
	it->size = size;
	it->at = 0;
	it->steps = 0;
	it->trace = trace;
	it->is_different = false;
	interpreter_begin(it);
	while (it->at < it->size && !it->is_different) {
		interpreter_step(it);
		interpreter_compare_calls(it);
		it->steps++;
	}
	if (!it->is_different)
		interpreter_compare_state(it);
	return !it->is_different;
}

#endif
