/* SPDX-License-Identifier: BSD-3-Clause
 * test_registers.c: every byte of configuration space and of BAR0, for every kind of device, in all
 * widths: what it reads, what can be written, and which calls at the port follow.
 */
#include "helpers.h"

/* Beyond the end of configuration space, too. */
#define CONFIG_END 0x110u

static const unsigned widths[] = { 1, 2, 4, 8 };

/* The bytes of each kind that a device can be. */
static const uint64_t sizes[] = {
	KIB(4),	  KIB(8),   KIB(16), KIB(32), KIB(64), KIB(128), KIB(256), KIB(512),
	MIB(1),	  MIB(2),   MIB(4),  MIB(8),  MIB(16), MIB(32),	 MIB(64),  MIB(128),
	MIB(256), MIB(512), GIB(1),  GIB(2),  GIB(4),  GIB(64),
};
static const uint16_t region_ids[] = { 0, 0x1000, 0xffff };
static const unsigned vector_counts[] = { 0, 1, 8 };

/* What one aligned double word of configuration space is. Those that are not listed are 0 and stay
 * so. */
struct word {
	unsigned offset;
	uint32_t reset, writable;
};

/* PCI Local Bus Specification 3.0, figure 6-1, and 6.8.2 for what stands at 0x40. Little endian:
 * the lowest offset is on the right. */
static const struct word argv_always[] = {
	{ 0x00, 0x11101af4, 0 },	  /* device, vendor */
	{ 0x04, 0x00000000, 0x00000406 }, /* status; command: INTx off, bus master, memory */
	{ 0x08, 0x05000001, 0 },	  /* class 05, subclass 00, interface 00; revision 1 */
	{ 0x10, 0x00000000, 0xffffff00 }, /* BAR0: 32 bits, 256 bytes */
	{ 0x3c, 0x00000000, 0x000000ff }, /* pin 0: none; line: the guest's to note */
};
static const struct word argv_with_notification[] = {
	{ 0x04, 0x00100000, 0x00000406 }, /* status: there is a capability list */
	{ 0x14, 0x00000000, 0xfffff000 }, /* BAR1: 32 bits, 4 KiB */
	{ 0x34, 0x00000040, 0 },	  /* which starts here */
	{ 0x40, 0x00000011, 0xc0000000 }, /* control: enable, function mask; next: none; MSI-X */
	{ 0x44, 0x00000001, 0 },	  /* the table is in BAR1, at 0 */
	{ 0x48, 0x00000801, 0 },	  /* the pending bits are in BAR1, at 0x800 */
};

static struct word word_of(const struct ivshmem_setup *setup, unsigned offset)
{
	struct word word = { .offset = offset };

	for (size_t i = 0; i < COUNT(argv_always); i++)
		if (argv_always[i].offset == offset)
			word = argv_always[i];
	for (size_t i = 0; setup->vectors && i < COUNT(argv_with_notification); i++)
		if (argv_with_notification[i].offset == offset)
			word = argv_with_notification[i];
	switch (offset) {
	case 0x18: /* BAR2, lower half: prefetchable, 64 bits */
		word.reset = 0x0000000c;
		word.writable = setup->size > GIB(2) ? 0 : ~(uint32_t)(setup->size - 1);
		break;
	case 0x1c: /* BAR2, upper half */
		word.writable =
			setup->size > GIB(2) ? ~(uint32_t)((setup->size - 1) >> 32) : 0xffffffff;
		break;
	case 0x2c: /* the region; ACRN's vendor ID */
		word.reset = (uint32_t)setup->region_id << 16 | 0x8086;
		break;
	case 0x40:
		if (setup->vectors)
			word.reset |= (setup->vectors - 1) << 16;
		break;
	}
	return word;
}

/* All double words of a device as it should be. */
struct image {
	uint32_t values[PCI_CONFIG_SIZE / 4], writable[PCI_CONFIG_SIZE / 4];
};

static void image_reset(struct image *image, const struct ivshmem_setup *setup)
{
	for (unsigned i = 0; i < COUNT(image->values); i++) {
		struct word word = word_of(setup, 4 * i);

		image->values[i] = word.reset;
		image->writable[i] = word.writable;
	}
}

static uint32_t ones(unsigned width)
{
	return width == 1 ? 0xff : width == 2 ? 0xffff : 0xffffffff;
}

static bool is_config_access(unsigned offset, unsigned width)
{
	return width != 8 && offset % width == 0 && offset < PCI_CONFIG_SIZE;
}

static uint32_t image_read(const struct image *image, unsigned offset, unsigned width)
{
	if (!is_config_access(offset, width))
		return ones(width);
	return image->values[offset / 4] >> 8 * (offset % 4) & ones(width);
}

static void image_write(struct image *image, unsigned offset, unsigned width, uint32_t value)
{
	unsigned shift = 8 * (offset % 4);
	uint32_t bits;

	if (!is_config_access(offset, width))
		return;
	bits = image->writable[offset / 4] & ones(width) << shift;
	image->values[offset / 4] = (image->values[offset / 4] & ~bits) | (value << shift & bits);
}

static void assert_image(const struct fixture *fixture, const struct image *image)
{
	for (unsigned offset = 0; offset < PCI_CONFIG_SIZE; offset += 4)
		if (config_read(fixture, offset, 4) != image->values[offset / 4])
			fail_msg("%#x reads %#x instead of %#x", offset,
				 config_read(fixture, offset, 4), image->values[offset / 4]);
}

/* Runs a check on every kind of device there is. */
static void for_each_kind(struct fixture *fixture,
			  void (*check)(struct fixture *fixture, const struct ivshmem_setup *setup))
{
	for (size_t s = 0; s < COUNT(sizes); s++)
		for (size_t r = 0; r < COUNT(region_ids); r++)
			for (size_t v = 0; v < COUNT(vector_counts); v++)
				for (unsigned is_vmm_table = 0; is_vmm_table < 2; is_vmm_table++) {
					struct ivshmem_setup setup = {
						.size = sizes[s],
						.region_id = region_ids[r],
						.vectors = vector_counts[v],
						.position = 0xabcd,
						.is_vmm_table = is_vmm_table,
					};

					power_on(fixture, &setup);
					assert_calls(fixture, "");
					check(fixture, &setup);
				}
}

static void check_reset_values(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	struct image image;

	image_reset(&image, setup);
	for (unsigned offset = 0; offset < CONFIG_END; offset++)
		for (size_t w = 0; w < COUNT(widths); w++)
			assert_int_equal(config_read(fixture, offset, widths[w]),
					 image_read(&image, offset, widths[w]));
	assert_calls(fixture, "");
}

static void test_reset_values(void **state)
{
	for_each_kind(*state, check_reset_values);
}

/* Offsets where arithmetic could go round. */
static void test_far_offsets(void **state)
{
	static const unsigned offsets[] = { 0x100,	0x104,	    0xfff,
					    0x1000,	0x80000000, 0xffffff00,
					    0xffffff04, 0xfffffffc, 0xffffffff };
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	for (size_t i = 0; i < COUNT(offsets); i++)
		for (size_t w = 0; w < COUNT(widths); w++) {
			config_write(fixture, offsets[i], widths[w], 0xffffffff);
			assert_int_equal(config_read(fixture, offsets[i], widths[w]),
					 ones(widths[w]));
		}
	assert_int_equal(config_read(fixture, 0x04, 4), 0x00100000);
	assert_int_equal(config_read(fixture, 0x10, 4), 0);
}

/* Each write changes the bits that it may and no others, whatever else was written before. */
static void check_writes(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	static const uint32_t values[] = { 0xffffffff, 0x5a5a5a5a, 0, 0xa5a5a5a5, 0x12345678 };
	struct image image;

	image_reset(&image, setup);
	for (size_t w = 0; w < COUNT(widths); w++)
		for (unsigned offset = 0; offset < CONFIG_END; offset++)
			for (size_t v = 0; v < COUNT(values); v++) {
				config_write(fixture, offset, widths[w], values[v]);
				image_write(&image, offset, widths[w], values[v]);
				assert_image(fixture, &image);
			}
	for (unsigned offset = 0; offset < CONFIG_END; offset++)
		for (size_t w = 0; w < COUNT(widths); w++)
			assert_int_equal(config_read(fixture, offset, widths[w]),
					 image_read(&image, offset, widths[w]));
	ivshmem_reset(&fixture->device);
	image_reset(&image, setup);
	assert_image(fixture, &image);
	if (fixture->recorder.error)
		fail_msg("%s", fixture->recorder.error);
}

static void test_writes(void **state)
{
	for_each_kind(*state, check_writes);
}

/* Bit by bit, each on its own. */
static void check_single_bits(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	struct image image;

	for (unsigned offset = 0; offset < PCI_CONFIG_SIZE; offset += 4)
		for (unsigned bit = 0; bit < 32; bit++) {
			image_reset(&image, setup);
			config_write(fixture, offset, 4, 1u << bit);
			image_write(&image, offset, 4, 1u << bit);
			assert_image(fixture, &image);
			ivshmem_reset(&fixture->device);
		}
}

static void test_single_bits(void **state)
{
	for_each_kind(*state, check_single_bits);
}

/* The way in which firmware and drivers learn a BAR's size; 0 for a BAR that is not there. */
static uint64_t measure(struct fixture *fixture, unsigned bar, bool is_64bit, unsigned width)
{
	unsigned offset = 0x10 + 4 * bar;
	uint64_t answer;

	for (unsigned at = 0; at < (is_64bit ? 8 : 4); at += width)
		config_write(fixture, offset + at, width, 0xffffffff);
	answer = config_read(fixture, offset, 4) & 0xfffffff0;
	if (is_64bit)
		answer |= (uint64_t)config_read(fixture, offset + 4, 4) << 32;
	else if (answer)
		answer |= UINT64_C(0xffffffff00000000);
	for (unsigned at = 0; at < (is_64bit ? 8 : 4); at += width)
		config_write(fixture, offset + at, width, 0);
	return -answer;
}

static void check_sizing(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	for (unsigned width = 1; width <= 4; width *= 2) {
		assert_int_equal(measure(fixture, 0, false, width), 256);
		assert_int_equal(measure(fixture, 1, false, width), setup->vectors ? 4096 : 0);
		assert_int_equal(measure(fixture, 2, true, width), setup->size);
		assert_int_equal(measure(fixture, 4, false, width), 0);
		assert_int_equal(measure(fixture, 5, false, width), 0);
		assert_int_equal(measure(fixture, 8, false, width), 0); /* the expansion ROM */
	}
	/* Memory decoding was off. */
	assert_calls(fixture, "");
}

static void test_sizing(void **state)
{
	for_each_kind(*state, check_sizing);
}

/* The types in the lowest bits, which are read-only. */
static void check_bar_types(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	(void)setup;
	for (unsigned value = 0; value < 16; value++) {
		for (unsigned bar = 0; bar < 6; bar++)
			config_write(fixture, 0x10 + 4 * bar, 4, value);
		assert_int_equal(config_read(fixture, 0x10, 4), 0x0);
		assert_int_equal(config_read(fixture, 0x14, 4), 0x0);
		assert_int_equal(config_read(fixture, 0x18, 4), 0xc);
		assert_int_equal(config_read(fixture, 0x20, 4), 0x0);
		assert_int_equal(config_read(fixture, 0x24, 4), 0x0);
	}
}

static void test_bar_types(void **state)
{
	for_each_kind(*state, check_bar_types);
}

static void test_no_address_no_map(void **state)
{
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	config_write(fixture, 0x04, 2, 0x0002);
	assert_calls(fixture, "");
	config_write(fixture, 0x10, 4, 0xff); /* only bits that can't be set */
	assert_calls(fixture, "");
	config_write(fixture, 0x04, 2, 0x0000);
	ivshmem_reset(&fixture->device);
	assert_calls(fixture, "");
}

static void test_decoding(void **state)
{
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	config_write(fixture, 0x10, 4, 0xe0000000);
	config_write(fixture, 0x14, 4, 0xe0001000);
	config_write(fixture, 0x18, 4, 0x40000000);
	config_write(fixture, 0x1c, 4, 0x00000012);
	assert_calls(fixture, "");
	config_write(fixture, 0x04, 2, 0x0002);
	assert_calls(fixture, "map 0 e0000000; map 1 e0001000; map 2 1240000000");
	/* The same again, with bus mastering, INTx off or a byte of its own: nothing new. */
	config_write(fixture, 0x04, 2, 0x0002);
	config_write(fixture, 0x04, 2, 0x0406);
	config_write(fixture, 0x05, 1, 0x00);
	config_write(fixture, 0x04, 4, 0xffff0006);
	config_write(fixture, 0x06, 2, 0xffff);
	assert_calls(fixture, "");
	config_write(fixture, 0x04, 1, 0x04);
	assert_calls(fixture, "unmap 0; unmap 1; unmap 2");
	config_write(fixture, 0x04, 1, 0x00);
	assert_calls(fixture, "");
	/* I/O decoding is not for this device. */
	config_write(fixture, 0x04, 1, 0x01);
	assert_calls(fixture, "");
	assert_int_equal(config_read(fixture, 0x04, 2), 0);
	config_write(fixture, 0x04, 1, 0x02);
	assert_calls(fixture, "map 0 e0000000; map 1 e0001000; map 2 1240000000");
	ivshmem_reset(&fixture->device);
	assert_calls(fixture, "unmap 0; unmap 1; unmap 2");
	config_write(fixture, 0x04, 1, 0x02);
	assert_calls(fixture, "");
}

static void test_moves(void **state)
{
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	config_write(fixture, 0x04, 2, 0x0002);
	config_write(fixture, 0x10, 4, 0xe0000000);
	assert_calls(fixture, "map 0 e0000000");
	config_write(fixture, 0x10, 4, 0xe0000100);
	assert_calls(fixture, "unmap 0; map 0 e0000100");
	/* An address that differs only in bits below the size does not move the BAR. */
	config_write(fixture, 0x10, 4, 0xe00001ff);
	config_write(fixture, 0x10, 1, 0x55);
	assert_calls(fixture, "");
	config_write(fixture, 0x11, 1, 0x02);
	assert_calls(fixture, "unmap 0; map 0 e0000200");
	config_write(fixture, 0x12, 2, 0xd000);
	assert_calls(fixture, "unmap 0; map 0 d0000200");
	config_write(fixture, 0x10, 4, 0);
	assert_calls(fixture, "unmap 0");
	config_write(fixture, 0x10, 4, 0x100);
	assert_calls(fixture, "map 0 100");
	config_write(fixture, 0x10, 4, 0xffffffff);
	assert_calls(fixture, "unmap 0");
	assert_int_equal(config_read(fixture, 0x10, 4), 0xffffff00);
	config_write(fixture, 0x10, 4, 0xfffffe00);
	assert_calls(fixture, "map 0 fffffe00");
	/* A move while decoding is off counts once it is on. */
	config_write(fixture, 0x04, 2, 0);
	config_write(fixture, 0x10, 4, 0xc0000000);
	config_write(fixture, 0x10, 4, 0xc0000100);
	assert_calls(fixture, "unmap 0");
	config_write(fixture, 0x04, 2, 0x0002);
	assert_calls(fixture, "map 0 c0000100");
	/* Two BARs in one place are the guest's own affair. */
	config_write(fixture, 0x14, 4, 0xc0000100);
	assert_calls(fixture, "map 1 c0000000");
}

/* With decoding on, each half that is written is a move of the whole. */
static void test_moves_of_64_bits(void **state)
{
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	config_write(fixture, 0x04, 2, 0x0002);
	config_write(fixture, 0x18, 4, 0x80000000);
	assert_calls(fixture, "map 2 80000000");
	config_write(fixture, 0x1c, 4, 0x1);
	assert_calls(fixture, "unmap 2; map 2 180000000");
	config_write(fixture, 0x18, 4, 0);
	assert_calls(fixture, "unmap 2; map 2 100000000");
	config_write(fixture, 0x1c, 4, 0);
	assert_calls(fixture, "unmap 2");
	config_write(fixture, 0x1f, 1, 0x80);
	assert_calls(fixture, "map 2 8000000000000000");
	/* Sizing with decoding on: where all bits are 1 there is nothing. */
	config_write(fixture, 0x1c, 4, 0xffffffff);
	assert_calls(fixture, "unmap 2; map 2 ffffffff00000000");
	config_write(fixture, 0x18, 4, 0xffffffff);
	assert_calls(fixture, "unmap 2");
	assert_int_equal(config_read(fixture, 0x18, 4), 0xfff0000c);
	assert_int_equal(config_read(fixture, 0x1c, 4), 0xffffffff);
	/* Of the lower half alone it is an address like any other. */
	config_write(fixture, 0x1c, 4, 0);
	assert_calls(fixture, "map 2 fff00000");
	/* Type bits are not part of the address. */
	config_write(fixture, 0x18, 4, 0xfff0000f);
	config_write(fixture, 0x18, 4, 0xfff00000);
	assert_calls(fixture, "");
}

static void check_largest_address(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	uint64_t address = -(2 * setup->size);
	char expected[64];

	config_write(fixture, 0x04, 2, 0x0002);
	config_write(fixture, 0x18, 4, (uint32_t)address);
	config_write(fixture, 0x1c, 4, (uint32_t)(address >> 32));
	snprintf(expected, sizeof(expected), "map 2 %" PRIx64, address);
	assert_non_null(strstr(calls(fixture), expected));
	assert_true(fixture->recorder.is_mapped[2]);
	/* All bits but the lowest of them: now sizing. */
	config_write(fixture, setup->size > GIB(2) ? 0x1c : 0x18, 4, 0xffffffff);
	assert_calls(fixture, "unmap 2");
	/* The 32-bit BARs have their own all-ones. */
	config_write(fixture, 0x10, 4, 0xffffff00);
	config_write(fixture, 0x14, 4, 0xfffff000);
	assert_calls(fixture, "");
	config_write(fixture, 0x14, 4, 0xffffe000);
	assert_calls(fixture, setup->vectors ? "map 1 ffffe000" : "");
}

static void test_largest_address(void **state)
{
	for_each_kind(*state, check_largest_address);
}

static void check_no_bar1(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	if (setup->vectors)
		return;
	config_write(fixture, 0x14, 4, 0xe0000000);
	config_write(fixture, 0x04, 2, 0x0006);
	config_write(fixture, 0x40, 4, 0xffffffff);
	assert_calls(fixture, "");
	for (unsigned offset = 0; offset < 0x1100; offset += 4) {
		bar_write(fixture, 1, offset, 4, 0xffffffff);
		bar_write(fixture, 1, offset, 8, UINT64_MAX);
		assert_int_equal(bar_read(fixture, 1, offset, 4), 0);
		assert_int_equal(bar_read(fixture, 1, offset, 8), 0);
	}
	ivshmem_notify(&fixture->device, 0);
	bar_write(fixture, 0, 0xc, 4, 0x00010000);
	ivshmem_set_position(&fixture->device, 5);
	assert_int_equal(bar_read(fixture, 0, 0x8, 4), 0);
	assert_calls(fixture, "");
}

static void test_without_notification(void **state)
{
	for_each_kind(*state, check_no_bar1);
}

/* BAR0: the widths that are wrong, the offsets that are not aligned, and all that is reserved. */
static void check_registers(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	uint32_t position = setup->vectors ? setup->position : 0;
	uint32_t expected[4] = { 0, 0, position, 0 };

	for (unsigned offset = 0; offset < 0x120; offset++) {
		for (size_t w = 0; w < COUNT(widths); w++) {
			bool is_access = widths[w] == 4 && offset % 4 == 0 && offset < 0x10;
			uint32_t value = 0x01020304 * (1 + offset);
			char ring[32] = "";

			assert_int_equal(bar_read(fixture, 0, offset, widths[w]),
					 is_access ? expected[offset / 4] : 0);
			bar_write(fixture, 0, offset, widths[w],
				  UINT64_C(0xeeeeeeee00000000) | value);
			if (is_access && offset < 8)
				expected[offset / 4] = value;
			if (is_access && offset == 0xc && setup->vectors)
				snprintf(ring, sizeof(ring), "ring %u %u", value >> 16,
					 value & 0xffff);
			assert_calls(fixture, ring);
			for (unsigned i = 0; i < 4; i++)
				assert_int_equal(bar_read(fixture, 0, 4 * i, 4), expected[i]);
		}
	}
	/* The device itself did not change. */
	check_reset_values(fixture, setup);
}

static void test_registers(void **state)
{
	for_each_kind(*state, check_registers);
}

static void test_far_registers(void **state)
{
	/* The last ones look like offsets of registers to code that takes 32 bits of them, or
	 * adds to them. */
	static const uint64_t offsets[] = {
		0x100,
		0x104,
		0x10c,
		0x1000,
		0x100000000,
		0x100000008,
		0x10000000c,
		0x8000000000000008,
		0xfffffffffffffff0,
		UINT64_MAX - 11,
		UINT64_MAX - 7,
		UINT64_MAX - 3,
		UINT64_MAX,
	};
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	for (size_t i = 0; i < COUNT(offsets); i++)
		for (size_t w = 0; w < COUNT(widths); w++)
			for (unsigned bar = 0; bar < 2; bar++) {
				bar_write(fixture, bar, offsets[i], widths[w], UINT64_MAX);
				assert_int_equal(bar_read(fixture, bar, offsets[i], widths[w]), 0);
			}
	for (unsigned word = 0; word < 32; word++)
		assert_int_equal(bar_read(fixture, 1, 4 * word, 4), word % 4 == 3);
	for (unsigned offset = 0; offset < 8; offset += 4)
		assert_int_equal(bar_read(fixture, 0, offset, 4), 0);
	assert_int_equal(bar_read(fixture, 0, 8, 4), 3);
	assert_calls(fixture, "");
}

static void test_mask_and_status(void **state)
{
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	for (unsigned bit = 0; bit < 32; bit++) {
		bar_write(fixture, 0, 0, 4, 1u << bit);
		bar_write(fixture, 0, 4, 4, ~(1u << bit));
		assert_int_equal(bar_read(fixture, 0, 0, 4), 1u << bit);
		/* Reading does not clear it. */
		assert_int_equal(bar_read(fixture, 0, 4, 4), ~(1u << bit));
		assert_int_equal(bar_read(fixture, 0, 4, 4), ~(1u << bit));
	}
	ivshmem_reset(&fixture->device);
	assert_int_equal(bar_read(fixture, 0, 0, 4), 0);
	assert_int_equal(bar_read(fixture, 0, 4, 4), 0);
}

/* Peers and vectors are passed on as they come, also those that can't be. */
static void test_doorbell(void **state)
{
	static const struct {
		uint32_t value;
		const char *ring;
	} rings[] = {
		{ 0x00000000, "ring 0 0" },	    { 0x00010000, "ring 1 0" },
		{ 0x00000001, "ring 0 1" },	    { 0x00030007, "ring 3 7" }, /* itself */
		{ 0x12345678, "ring 4660 22136" },  { 0xffff0000, "ring 65535 0" },
		{ 0x0000ffff, "ring 0 65535" },	    { 0xffffffff, "ring 65535 65535" },
		{ 0x80008000, "ring 32768 32768" },
	};
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	/* Neither memory decoding nor bus mastering nor MSI-X of this side matter. */
	for (size_t i = 0; i < COUNT(rings); i++) {
		bar_write(fixture, 0, 0xc, 4, rings[i].value);
		assert_calls(fixture, rings[i].ring);
		assert_int_equal(bar_read(fixture, 0, 0xc, 4), 0);
	}
	/* As often as it is notified. */
	for (unsigned i = 0; i < 3; i++)
		bar_write(fixture, 0, 0xc, 4, 0x00020001);
	assert_calls(fixture, "ring 2 1; ring 2 1; ring 2 1");
}

static void test_position(void **state)
{
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	assert_int_equal(bar_read(fixture, 0, 8, 4), 3);
	bar_write(fixture, 0, 8, 4, 0xffffffff);
	bar_write(fixture, 0, 8, 4, 0);
	assert_int_equal(bar_read(fixture, 0, 8, 4), 3);
	ivshmem_set_position(&fixture->device, 0xffff);
	assert_int_equal(bar_read(fixture, 0, 8, 4), 0xffff);
	ivshmem_reset(&fixture->device);
	assert_int_equal(bar_read(fixture, 0, 8, 4), 0xffff);
	ivshmem_set_position(&fixture->device, 0);
	assert_int_equal(bar_read(fixture, 0, 8, 4), 0);
	assert_calls(fixture, "");
}

/* BAR2 is memory. What comes here all the same, or for a BAR that is none, reads 0. */
static void check_other_bars(struct fixture *fixture, const struct ivshmem_setup *setup)
{
	static const unsigned bars[] = { 2, 3, 4, 5, 6, 7, 0x80000000, 0xffffffff };

	for (size_t b = 0; b < COUNT(bars); b++)
		for (unsigned offset = 0; offset < 0x20; offset++)
			for (size_t w = 0; w < COUNT(widths); w++) {
				bar_write(fixture, bars[b], offset, widths[w], UINT64_MAX);
				assert_int_equal(bar_read(fixture, bars[b], offset, widths[w]), 0);
			}
	assert_int_equal(bar_read(fixture, 0, 0, 4), 0);
	assert_int_equal(bar_read(fixture, 0, 4, 4), 0);
	assert_int_equal(bar_read(fixture, 1, 0, 4), 0);
	check_reset_values(fixture, setup);
}

static void test_other_bars(void **state)
{
	for_each_kind(*state, check_other_bars);
}

/* Two devices share nothing. */
static void test_two_devices(void **state)
{
	struct fixture *fixture = *state;
	struct fixture other;

	power_on_usual(fixture);
	power_on_usual(&other);
	config_write(fixture, 0x10, 4, 0xe0000000);
	config_write(fixture, 0x04, 2, 0x0006);
	bar_write(fixture, 0, 0, 4, 1);
	bar_write(fixture, 1, 0, 4, 0xfee00000);
	ivshmem_set_position(&fixture->device, 9);
	assert_calls(fixture, "map 0 e0000000");
	assert_calls(&other, "");
	assert_int_equal(config_read(&other, 0x10, 4), 0);
	assert_int_equal(config_read(&other, 0x04, 2), 0);
	assert_int_equal(bar_read(&other, 0, 0, 4), 0);
	assert_int_equal(bar_read(&other, 0, 8, 4), 3);
	assert_int_equal(bar_read(&other, 1, 0, 4), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_reset_values),
		TEST(test_far_offsets),
		TEST(test_writes),
		TEST(test_single_bits),
		TEST(test_sizing),
		TEST(test_bar_types),
		TEST(test_no_address_no_map),
		TEST(test_decoding),
		TEST(test_moves),
		TEST(test_moves_of_64_bits),
		TEST(test_largest_address),
		TEST(test_without_notification),
		TEST(test_registers),
		TEST(test_far_registers),
		TEST(test_mask_and_status),
		TEST(test_doorbell),
		TEST(test_position),
		TEST(test_other_bars),
		TEST(test_two_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
