/* SPDX-License-Identifier: BSD-3-Clause
 * reference.h: a second ivshmem device to compare the first with, written to look nothing like it.
 *
 * It is three arrays of bytes, each with an array of the bits that can be written. What follows
 * from the bytes, where a BAR is mapped and which messages go out, is worked out anew after every
 * access.
 */
#ifndef REFERENCE_H
#define REFERENCE_H

#include <string.h>

#include "core/ivshmem.h"
#include "recorder.h"

enum {
	REFERENCE_BARS = 3,	  /* 0, 1 and 2; BAR 3 is the upper half of BAR 2 */
	REFERENCE_CONTROL = 0x43, /* the upper byte of the message control */
	REFERENCE_TABLE = 4096,
	REFERENCE_PENDING = 0x800,
};

struct reference {
	struct ivshmem_setup setup;
	uint8_t config[256], config_writable[256];
	uint8_t registers[256], registers_writable[256];
	uint8_t table[REFERENCE_TABLE], table_writable[REFERENCE_TABLE];
	uint64_t mapped[REFERENCE_BARS]; /* 0: nowhere */
	struct calls calls;
};

static inline uint64_t reference_get(const uint8_t *bytes, unsigned count)
{
	uint64_t value = 0;

	while (count--)
		value = value << 8 | bytes[count];
	return value;
}

static inline void reference_put(uint8_t *bytes, unsigned count, uint64_t value)
{
	for (unsigned i = 0; i < count; i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
}

/* A write that changes only the bits that can be. */
static inline void reference_write(uint8_t *bytes, const uint8_t *writable, unsigned count,
				   uint64_t value)
{
	for (unsigned i = 0; i < count; i++) {
		uint8_t byte = (uint8_t)(value >> 8 * i);

		bytes[i] = (uint8_t)((bytes[i] & ~writable[i]) | (byte & writable[i]));
	}
}

/* Where the bytes say that a BAR answers; 0 for nowhere, as with all bits 0 or all of them 1. */
static inline uint64_t reference_target(const struct reference *reference, unsigned bar)
{
	unsigned offset = 0x10 + 4 * bar, count = bar == 2 ? 8 : 4;
	uint64_t writable = reference_get(reference->config_writable + offset, count);
	uint64_t address = reference_get(reference->config + offset, count) & writable;
	bool is_decoding = reference->config[0x04] & 0x02;

	return is_decoding && address != writable ? address : 0;
}

static inline void reference_settle_mapping(struct reference *reference)
{
	for (unsigned bar = 0; bar < REFERENCE_BARS; bar++) {
		uint64_t target = reference_target(reference, bar);

		if (target == reference->mapped[bar])
			continue;
		if (reference->mapped[bar])
			calls_add(&reference->calls, (struct call) { CALL_UNMAP, bar, 0, 0 });
		if (target)
			calls_add(&reference->calls, (struct call) { CALL_MAP, bar, target, 0 });
		reference->mapped[bar] = target;
	}
}

static inline bool reference_is_on(const struct reference *reference)
{
	bool is_enabled = reference->config[REFERENCE_CONTROL] & 0x80;
	bool is_master = reference->config[0x04] & 0x04;

	return is_enabled && is_master;
}

static inline bool reference_is_masked(const struct reference *reference, unsigned vector)
{
	if (reference->config[REFERENCE_CONTROL] & 0x40)
		return true;
	return !reference->setup.is_vmm_table && (reference->table[16 * vector + 12] & 0x01);
}

/* Sends pending messages that are neither masked nor disabled. */
static inline void reference_settle_messages(struct reference *reference)
{
	for (unsigned vector = 0; vector < reference->setup.vectors; vector++) {
		const uint8_t *entry = reference->table + 16 * vector;
		uint8_t bit = (uint8_t)(1u << vector);
		struct call call = { .kind = CALL_TRIGGER, .number = vector };

		if (!(reference->table[REFERENCE_PENDING] & bit) || !reference_is_on(reference) ||
		    reference_is_masked(reference, vector))
			continue;
		reference->table[REFERENCE_PENDING] &= (uint8_t)~bit;
		if (!reference->setup.is_vmm_table) {
			call.address = reference_get(entry, 8);
			call.data = (uint32_t)reference_get(entry + 8, 4);
		}
		calls_add(&reference->calls, call);
	}
}

static inline void reference_reset(struct reference *reference)
{
	for (unsigned i = 0; i < 256; i++)
		reference->config[i] &= (uint8_t)~reference->config_writable[i];
	memset(reference->registers, 0, 8);
	memset(reference->table, 0, sizeof(reference->table));
	for (unsigned vector = 0; vector < reference->setup.vectors; vector++)
		reference->table[16 * vector + 12] = 1;
	reference_settle_mapping(reference);
}

static inline void reference_set_position(struct reference *reference, uint16_t position)
{
	if (reference->setup.vectors)
		reference_put(reference->registers + 8, 2, position);
}

static inline void reference_init_msix(struct reference *reference)
{
	static const uint8_t entry_writable[16] = { 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
						    0xff, 0xff, 0xff, 0xff, 0xff, 0x01 };
	uint8_t *config = reference->config, *writable = reference->config_writable;

	reference_put(writable + 0x14, 4, 0xfffff000); /* BAR1: 4 KiB */
	config[0x06] = 0x10;			       /* status: there are capabilities */
	config[0x34] = 0x40;			       /* the first */
	config[0x40] = 0x11;			       /* MSI-X, and no next one */
	config[0x42] = (uint8_t)(reference->setup.vectors - 1);
	writable[REFERENCE_CONTROL] = 0xc0;
	config[0x44] = 0x01; /* the table: BAR1, at 0 */
	reference_put(config + 0x48, 4, REFERENCE_PENDING | 1);
	for (unsigned vector = 0; vector < reference->setup.vectors; vector++)
		memcpy(reference->table_writable + 16 * vector, entry_writable, 16);
}

static inline void reference_init(struct reference *reference, const struct ivshmem_setup *setup)
{
	uint8_t *config = reference->config, *writable = reference->config_writable;

	*reference = (struct reference) { .setup = *setup };
	reference_put(config, 4, 0x11101af4);
	reference_put(config + 0x08, 4, 0x05000001);
	config[0x18] = 0x0c; /* 64 bits, prefetchable */
	reference_put(config + 0x2c, 4, 0x8086u | (uint32_t)setup->region_id << 16);
	reference_put(writable + 0x04, 2, 0x0406);
	reference_put(writable + 0x10, 4, 0xffffff00);	 /* BAR0: 256 bytes */
	reference_put(writable + 0x18, 8, -setup->size); /* BAR2 */
	writable[0x3c] = 0xff;
	memset(reference->registers_writable, 0xff, 8);
	if (setup->vectors)
		reference_init_msix(reference);
	reference_reset(reference);
	reference_set_position(reference, setup->position);
}

static inline uint32_t reference_config_read(const struct reference *reference, unsigned offset,
					     unsigned size)
{
	static const uint8_t ones[4] = { 0xff, 0xff, 0xff, 0xff };
	bool is_access = size <= 4 && offset % size == 0 && offset < 256;

	return (uint32_t)reference_get(is_access ? reference->config + offset : ones,
				       size < 4 ? size : 4);
}

static inline void reference_config_write(struct reference *reference, unsigned offset,
					  unsigned size, uint32_t value)
{
	if (size > 4 || offset % size || offset >= 256)
		return;
	reference_write(reference->config + offset, reference->config_writable + offset, size,
			value);
	reference_settle_mapping(reference);
	reference_settle_messages(reference);
}

static inline uint64_t reference_bar_read(const struct reference *reference, unsigned bar,
					  uint64_t offset, unsigned size)
{
	if (bar == 0 && offset < 256 && size == 4 && offset % 4 == 0)
		return reference_get(reference->registers + offset, 4);
	if (bar == 1 && offset < REFERENCE_TABLE && size >= 4 && offset % size == 0)
		return reference_get(reference->table + offset, size);
	return 0;
}

static inline void reference_bar_write(struct reference *reference, unsigned bar, uint64_t offset,
				       unsigned size, uint64_t value)
{
	if (bar == 0 && offset == 0x0c && size == 4 && reference->setup.vectors)
		calls_add(&reference->calls,
			  (struct call) { CALL_RING, value >> 16 & 0xffff, 0, value & 0xffff });
	else if (bar == 0 && offset < 256 && size == 4 && offset % 4 == 0)
		reference_write(reference->registers + offset,
				reference->registers_writable + offset, 4, value);
	else if (bar == 1 && offset < REFERENCE_TABLE && size >= 4 && offset % size == 0)
		reference_write(reference->table + offset, reference->table_writable + offset, size,
				value);
	reference_settle_messages(reference);
}

static inline void reference_notify(struct reference *reference, unsigned vector)
{
	if (vector >= reference->setup.vectors || !reference_is_on(reference))
		return;
	reference->table[REFERENCE_PENDING] |= (uint8_t)(1u << vector);
	reference_settle_messages(reference);
}

#endif
