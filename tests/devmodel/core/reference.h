/* SPDX-License-Identifier: BSD-3-Clause
 * reference.h: a second ivshmem device to compare the first with, written to look nothing like it.
 *
 * It is three arrays of bytes, each with an array of the bits that can be written. What follows
 * from the bytes, where a BAR is mapped and which messages go out, is worked out anew after every
 * access.
 */
#ifndef SHADOW_H
#define SHADOW_H

#include <string.h>

#include "core/ivshmem.h"
#include "recorder.h"

enum {
	SHADOW_BARS = 3,       /* 0, 1 and 2; BAR 3 is the upper half of BAR 2 */
	SHADOW_CONTROL = 0x43, /* the upper byte of the message control */
	SHADOW_TABLE = 4096,
	SHADOW_PENDING = 0x800,
};

struct shadow {
	struct ivshmem_setup setup;
	uint8_t config[256], config_writable[256];
	uint8_t registers[256], registers_writable[256];
	uint8_t table[SHADOW_TABLE], table_writable[SHADOW_TABLE];
	uint64_t mapped[SHADOW_BARS]; /* 0: nowhere */
	struct calls calls;
};

static inline uint64_t shadow_get(const uint8_t *bytes, unsigned count)
{
	uint64_t value = 0;

	while (count--)
		value = value << 8 | bytes[count];
	return value;
}

static inline void shadow_put(uint8_t *bytes, unsigned count, uint64_t value)
{
	for (unsigned i = 0; i < count; i++)
		bytes[i] = (uint8_t)(value >> 8 * i);
}

/* A write that changes only the bits that can be. */
static inline void shadow_write(uint8_t *bytes, const uint8_t *writable, unsigned count,
				uint64_t value)
{
	for (unsigned i = 0; i < count; i++) {
		uint8_t byte = (uint8_t)(value >> 8 * i);

		bytes[i] = (uint8_t)((bytes[i] & ~writable[i]) | (byte & writable[i]));
	}
}

/* Where the bytes say that a BAR answers; 0 for nowhere, as with all bits 0 or all of them 1. */
static inline uint64_t shadow_target(const struct shadow *shadow, unsigned bar)
{
	unsigned offset = 0x10 + 4 * bar, count = bar == 2 ? 8 : 4;
	uint64_t writable = shadow_get(shadow->config_writable + offset, count);
	uint64_t address = shadow_get(shadow->config + offset, count) & writable;
	bool is_decoding = shadow->config[0x04] & 0x02;

	return is_decoding && address != writable ? address : 0;
}

static inline void shadow_settle_mapping(struct shadow *shadow)
{
	for (unsigned bar = 0; bar < SHADOW_BARS; bar++) {
		uint64_t target = shadow_target(shadow, bar);

		if (target == shadow->mapped[bar])
			continue;
		if (shadow->mapped[bar])
			calls_add(&shadow->calls, (struct call) { CALL_UNMAP, bar, 0, 0 });
		if (target)
			calls_add(&shadow->calls, (struct call) { CALL_MAP, bar, target, 0 });
		shadow->mapped[bar] = target;
	}
}

static inline bool shadow_is_on(const struct shadow *shadow)
{
	bool is_enabled = shadow->config[SHADOW_CONTROL] & 0x80;
	bool is_master = shadow->config[0x04] & 0x04;

	return is_enabled && is_master;
}

static inline bool shadow_is_masked(const struct shadow *shadow, unsigned vector)
{
	if (shadow->setup.is_vmm_table)
		return false;
	return (shadow->config[SHADOW_CONTROL] & 0x40) || (shadow->table[16 * vector + 12] & 0x01);
}

/* No message waits that could go. */
static inline void shadow_settle_messages(struct shadow *shadow)
{
	for (unsigned vector = 0; vector < shadow->setup.vectors; vector++) {
		const uint8_t *entry = shadow->table + 16 * vector;
		uint8_t bit = (uint8_t)(1u << vector);
		struct call call = { .kind = CALL_RAISE, .number = vector };

		if (!(shadow->table[SHADOW_PENDING] & bit) || !shadow_is_on(shadow) ||
		    shadow_is_masked(shadow, vector))
			continue;
		shadow->table[SHADOW_PENDING] &= (uint8_t)~bit;
		if (!shadow->setup.is_vmm_table) {
			call.address = shadow_get(entry, 8);
			call.data = (uint32_t)shadow_get(entry + 8, 4);
		}
		calls_add(&shadow->calls, call);
	}
}

static inline void shadow_reset(struct shadow *shadow)
{
	for (unsigned i = 0; i < 256; i++)
		shadow->config[i] &= (uint8_t)~shadow->config_writable[i];
	memset(shadow->registers, 0, 8);
	memset(shadow->table, 0, sizeof(shadow->table));
	for (unsigned vector = 0; vector < shadow->setup.vectors; vector++)
		shadow->table[16 * vector + 12] = 1;
	shadow_settle_mapping(shadow);
}

static inline void shadow_set_position(struct shadow *shadow, uint16_t position)
{
	if (shadow->setup.vectors)
		shadow_put(shadow->registers + 8, 2, position);
}

static inline void shadow_init_msix(struct shadow *shadow)
{
	static const uint8_t entry_writable[16] = { 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
						    0xff, 0xff, 0xff, 0xff, 0xff, 0x01 };
	uint8_t *config = shadow->config, *writable = shadow->config_writable;

	shadow_put(writable + 0x14, 4, 0xfffff000); /* BAR1: 4 KiB */
	config[0x06] = 0x10;			    /* status: there are capabilities */
	config[0x34] = 0x40;			    /* the first */
	config[0x40] = 0x11;			    /* MSI-X, and no next one */
	config[0x42] = (uint8_t)(shadow->setup.vectors - 1);
	writable[SHADOW_CONTROL] = 0xc0;
	config[0x44] = 0x01; /* the table: BAR1, at 0 */
	shadow_put(config + 0x48, 4, SHADOW_PENDING | 1);
	for (unsigned vector = 0; vector < shadow->setup.vectors; vector++)
		memcpy(shadow->table_writable + 16 * vector, entry_writable, 16);
}

static inline void shadow_init(struct shadow *shadow, const struct ivshmem_setup *setup)
{
	uint8_t *config = shadow->config, *writable = shadow->config_writable;

	*shadow = (struct shadow) { .setup = *setup };
	shadow_put(config, 4, 0x11101af4);
	shadow_put(config + 0x08, 4, 0x05000001);
	config[0x18] = 0x0c; /* 64 bits, prefetchable */
	shadow_put(config + 0x2c, 4, 0x8086u | (uint32_t)setup->region_id << 16);
	shadow_put(writable + 0x04, 2, 0x0406);
	shadow_put(writable + 0x10, 4, 0xffffff00);   /* BAR0: 256 bytes */
	shadow_put(writable + 0x18, 8, -setup->size); /* BAR2 */
	writable[0x3c] = 0xff;
	memset(shadow->registers_writable, 0xff, 8);
	if (setup->vectors)
		shadow_init_msix(shadow);
	shadow_reset(shadow);
	shadow_set_position(shadow, setup->position);
}

static inline uint32_t shadow_config_read(const struct shadow *shadow, unsigned offset,
					  unsigned size)
{
	static const uint8_t ones[4] = { 0xff, 0xff, 0xff, 0xff };
	bool is_access = size <= 4 && offset % size == 0 && offset < 256;

	return (uint32_t)shadow_get(is_access ? shadow->config + offset : ones,
				    size < 4 ? size : 4);
}

static inline void shadow_config_write(struct shadow *shadow, unsigned offset, unsigned size,
				       uint32_t value)
{
	if (size > 4 || offset % size || offset >= 256)
		return;
	shadow_write(shadow->config + offset, shadow->config_writable + offset, size, value);
	shadow_settle_mapping(shadow);
	shadow_settle_messages(shadow);
}

static inline uint64_t shadow_bar_read(const struct shadow *shadow, unsigned bar, uint64_t offset,
				       unsigned size)
{
	if (bar == 0 && offset < 256 && size == 4 && offset % 4 == 0)
		return shadow_get(shadow->registers + offset, 4);
	if (bar == 1 && offset < SHADOW_TABLE && size >= 4 && offset % size == 0)
		return shadow_get(shadow->table + offset, size);
	return 0;
}

static inline void shadow_bar_write(struct shadow *shadow, unsigned bar, uint64_t offset,
				    unsigned size, uint64_t value)
{
	if (bar == 0 && offset == 0x0c && size == 4 && shadow->setup.vectors)
		calls_add(&shadow->calls,
			  (struct call) { CALL_RING, value >> 16 & 0xffff, 0, value & 0xffff });
	else if (bar == 0 && offset < 256 && size == 4 && offset % 4 == 0)
		shadow_write(shadow->registers + offset, shadow->registers_writable + offset, 4,
			     value);
	else if (bar == 1 && offset < SHADOW_TABLE && size >= 4 && offset % size == 0)
		shadow_write(shadow->table + offset, shadow->table_writable + offset, size, value);
	shadow_settle_messages(shadow);
}

static inline void shadow_notify(struct shadow *shadow, unsigned vector)
{
	if (vector >= shadow->setup.vectors || !shadow_is_on(shadow))
		return;
	shadow->table[SHADOW_PENDING] |= (uint8_t)(1u << vector);
	shadow_settle_messages(shadow);
}

#endif
