/* SPDX-License-Identifier: BSD-3-Clause
 * test_msix.c: MSI-X: which messages are sent, which of them wait, and that each comes once. */
#include "helpers.h"

enum {
	COMMAND = 0x04,
	CONTROL = 0x42,
	ON = 0x8000,
	FUNCTION_MASK = 0x4000,
	MEMORY = 0x2,
	MASTER = 0x4,
	PENDING = 0x800,
};

/* The address and data that the tests give to a vector. */
#define ADDRESS(vector) (UINT64_C(0x10fee00000) + 0x1000 * (vector))
#define DATA(vector)	(0x40 + (vector))

static void mask(struct fixture *fixture, unsigned vector, bool is_masked)
{
	bar_write(fixture, 1, 16 * vector + 12, 4, is_masked);
}

static void fill_table(struct fixture *fixture, unsigned count)
{
	for (unsigned vector = 0; vector < count; vector++) {
		bar_write(fixture, 1, 16 * vector, 8, ADDRESS(vector));
		bar_write(fixture, 1, 16 * vector + 8, 4, DATA(vector));
	}
}

/* A usual device with MSI-X on and every vector masked. */
static void start(struct fixture *fixture)
{
	power_on_usual(fixture);
	fill_table(fixture, 8);
	config_write(fixture, COMMAND, 2, MEMORY | MASTER);
	config_write(fixture, CONTROL, 2, ON);
	assert_calls(fixture, "");
}

/* The same with every vector open. */
static void start_open(struct fixture *fixture)
{
	start(fixture);
	for (unsigned vector = 0; vector < 8; vector++)
		mask(fixture, vector, false);
	assert_calls(fixture, "");
}

static void notify(struct fixture *fixture, unsigned vector)
{
	ivshmem_notify(&fixture->device, vector);
}

static uint64_t pending(const struct fixture *fixture)
{
	return bar_read(fixture, 1, PENDING, 8);
}

static void assert_triggered(struct fixture *fixture, unsigned vector)
{
	char text[64];

	snprintf(text, sizeof(text), "trigger %u %" PRIx64 " %x", vector, ADDRESS(vector),
		 DATA(vector));
	assert_calls(fixture, text);
}

static void test_power_on(void **state)
{
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	assert_int_equal(config_read(fixture, CONTROL, 2), 7);
	for (unsigned offset = 0; offset < 0x1000; offset += 4)
		assert_int_equal(bar_read(fixture, 1, offset, 4),
				 offset < 128 && offset % 16 == 12 ? 1 : 0);
	for (unsigned vector = 0; vector < 8; vector++)
		notify(fixture, vector);
	assert_int_equal(pending(fixture), 0);
	assert_calls(fixture, "");
}

static void test_each_vector(void **state)
{
	struct fixture *fixture = *state;

	start_open(fixture);
	for (unsigned vector = 0; vector < 8; vector++) {
		for (unsigned i = 0; i < 3; i++) {
			notify(fixture, vector);
			assert_triggered(fixture, vector);
			assert_int_equal(pending(fixture), 0);
		}
	}
}

/* Memory decoding and INTx have nothing to do with messages. */
static void test_only_the_bus_master_sends(void **state)
{
	struct fixture *fixture = *state;

	start_open(fixture);
	for (unsigned command = 0; command < 0x800; command++) {
		config_write(fixture, COMMAND, 2, command);
		assert_calls(fixture, "");
		notify(fixture, 2);
		if (command & MASTER)
			assert_triggered(fixture, 2);
		assert_calls(fixture, "");
		assert_int_equal(pending(fixture), 0);
	}
}

/* Interrupts while MSI-X or bus mastering is off are lost. */
static void test_off_is_lost(void **state)
{
	struct fixture *fixture = *state;

	for (unsigned is_masked = 0; is_masked < 2; is_masked++) {
		start_open(fixture);
		mask(fixture, 5, is_masked);
		config_write(fixture, CONTROL, 2, 0);
		notify(fixture, 5);
		config_write(fixture, CONTROL, 2, ON);
		config_write(fixture, COMMAND, 2, MEMORY);
		notify(fixture, 5);
		assert_int_equal(pending(fixture), 0);
		config_write(fixture, COMMAND, 2, MEMORY | MASTER);
		mask(fixture, 5, false);
		assert_int_equal(pending(fixture), 0);
		assert_calls(fixture, "");
		notify(fixture, 5);
		assert_triggered(fixture, 5);
	}
}

static void test_beyond_the_count(void **state)
{
	static const unsigned beyond[] = { 8, 9, 15, 31, 32, 33, 63, 64, 256, 0xffff, 0xffffffff };
	struct fixture *fixture = *state;

	for (unsigned count = 1; count <= 8; count++) {
		power_on(fixture, &(struct ivshmem_setup) { .size = MIB(1), .vectors = count });
		fill_table(fixture, 8);
		for (unsigned vector = 0; vector < 8; vector++)
			mask(fixture, vector, false);
		config_write(fixture, COMMAND, 2, MASTER);
		for (unsigned is_masked = 0; is_masked < 2; is_masked++) {
			config_write(fixture, CONTROL, 2, is_masked ? ON | FUNCTION_MASK : ON);
			for (unsigned vector = count; vector < 8; vector++)
				notify(fixture, vector);
			for (size_t i = 0; i < COUNT(beyond); i++)
				notify(fixture, beyond[i]);
			assert_int_equal(pending(fixture), 0);
			assert_calls(fixture, "");
		}
		config_write(fixture, CONTROL, 2, ON);
		assert_calls(fixture, "");
		notify(fixture, count - 1);
		assert_triggered(fixture, count - 1);
		/* Entries beyond the last are not there. */
		for (unsigned offset = 16 * count; offset < PENDING; offset += 4)
			assert_int_equal(bar_read(fixture, 1, offset, 4), 0);
	}
}

static void test_masked_waits(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	for (unsigned vector = 0; vector < 8; vector++) {
		for (unsigned i = 0; i < 3; i++)
			notify(fixture, vector);
		assert_int_equal(pending(fixture), 1u << vector);
		assert_calls(fixture, "");
		/* Once, however often it was notified. */
		mask(fixture, vector, false);
		assert_triggered(fixture, vector);
		assert_int_equal(pending(fixture), 0);
		mask(fixture, vector, true);
		mask(fixture, vector, false);
		assert_calls(fixture, "");
		mask(fixture, vector, true);
	}
}

/* The message is the entry when it is sent, not when it was notified. */
static void test_waiting_takes_the_new_entry(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	notify(fixture, 4);
	bar_write(fixture, 1, 64, 8, 0x123456780);
	bar_write(fixture, 1, 72, 8, 0x00000000deadbeef); /* data, and the mask off */
	assert_calls(fixture, "trigger 4 123456780 deadbeef");
	notify(fixture, 4);
	assert_calls(fixture, "trigger 4 123456780 deadbeef");
	bar_write(fixture, 1, 72, 8, 0x0000000100000001); /* and on again */
	notify(fixture, 4);
	assert_calls(fixture, "");
	assert_int_equal(pending(fixture), 0x10);
}

/* Unmasks the vectors that are still masked, in every order there is. */
static void unmask_all_orders(struct fixture *fixture, unsigned masked)
{
	struct ivshmem before = fixture->device;

	for (unsigned vector = 0; vector < 8; vector++) {
		if (!(masked & 1u << vector))
			continue;
		mask(fixture, vector, false);
		assert_int_equal(pending(fixture), masked & ~(1u << vector));
		assert_int_equal(fixture->recorder.calls.count, 1);
		assert_int_equal(fixture->recorder.calls.list[0].kind, CALL_TRIGGER);
		assert_int_equal(fixture->recorder.calls.list[0].number, vector);
		assert_int_equal(fixture->recorder.calls.list[0].address, ADDRESS(vector));
		assert_int_equal(fixture->recorder.calls.list[0].data, DATA(vector));
		fixture->recorder.calls.count = 0;
		unmask_all_orders(fixture, masked & ~(1u << vector));
		fixture->device = before;
	}
}

static void test_every_order(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	for (unsigned vector = 8; vector--;)
		notify(fixture, vector);
	assert_int_equal(pending(fixture), 0xff);
	assert_calls(fixture, "");
	unmask_all_orders(fixture, 0xff);
	assert_int_equal(pending(fixture), 0xff);
}

static void test_function_mask(void **state)
{
	struct fixture *fixture = *state;

	start_open(fixture);
	config_write(fixture, CONTROL, 2, ON | FUNCTION_MASK);
	assert_int_equal(config_read(fixture, CONTROL, 2), ON | FUNCTION_MASK | 7);
	notify(fixture, 1);
	notify(fixture, 6);
	notify(fixture, 1);
	assert_int_equal(pending(fixture), 0x42);
	/* A vector's own mask makes no difference yet. */
	mask(fixture, 6, true);
	mask(fixture, 1, true);
	mask(fixture, 1, false);
	assert_calls(fixture, "");
	config_write(fixture, CONTROL, 2, ON);
	assert_triggered(fixture, 1);
	assert_int_equal(pending(fixture), 0x40);
	config_write(fixture, CONTROL, 2, ON | FUNCTION_MASK);
	mask(fixture, 6, false);
	assert_calls(fixture, "");
	config_write(fixture, CONTROL + 1, 1, 0x80);
	assert_triggered(fixture, 6);
	assert_int_equal(pending(fixture), 0);
	config_write(fixture, CONTROL, 2, ON | FUNCTION_MASK);
	config_write(fixture, CONTROL, 2, ON);
	assert_calls(fixture, "");
}

/* All pending messages are sent at once, by rising vector. */
static void test_function_unmask_sends_all(void **state)
{
	struct fixture *fixture = *state;

	power_on(fixture, &(struct ivshmem_setup) { .size = MIB(1), .vectors = 3 });
	for (unsigned vector = 0; vector < 3; vector++)
		bar_write(fixture, 1, 16 * vector + 8, 8, 0x10 + vector);
	config_write(fixture, COMMAND, 2, MASTER);
	config_write(fixture, CONTROL, 2, ON | FUNCTION_MASK);
	for (unsigned vector = 3; vector--;)
		notify(fixture, vector);
	assert_int_equal(pending(fixture), 7);
	config_write(fixture, CONTROL, 2, ON);
	assert_calls(fixture, "trigger 0 0 10; trigger 1 0 11; trigger 2 0 12");
}

/* Nothing is sent while MSI-X is off; pending messages are sent when it is on again. */
static void test_pending_over_off(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	notify(fixture, 3);
	config_write(fixture, CONTROL, 2, 0);
	mask(fixture, 3, false);
	assert_calls(fixture, "");
	assert_int_equal(pending(fixture), 8);
	config_write(fixture, CONTROL, 2, ON);
	assert_triggered(fixture, 3);
	assert_int_equal(pending(fixture), 0);
}

/* The same with bus mastering. */
static void test_pending_over_no_master(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	notify(fixture, 3);
	config_write(fixture, COMMAND, 2, MEMORY);
	mask(fixture, 3, false);
	assert_calls(fixture, "");
	assert_int_equal(pending(fixture), 8);
	config_write(fixture, COMMAND, 2, MEMORY | MASTER);
	assert_triggered(fixture, 3);
	assert_int_equal(pending(fixture), 0);
	/* And not again. */
	config_write(fixture, CONTROL, 2, ON);
	mask(fixture, 3, false);
	assert_calls(fixture, "");
}

static void test_pending_can_not_be_written(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	notify(fixture, 0);
	notify(fixture, 7);
	for (unsigned offset = 0x80; offset < 0x1008; offset += 4) {
		for (unsigned width = 1; width <= 8; width *= 2) {
			bar_write(fixture, 1, offset, width, 0);
			bar_write(fixture, 1, offset, width, UINT64_MAX);
		}
		assert_int_equal(bar_read(fixture, 1, offset, 4), offset == PENDING ? 0x81 : 0);
	}
	assert_int_equal(bar_read(fixture, 1, PENDING, 4), 0x81);
	assert_int_equal(bar_read(fixture, 1, PENDING, 8), 0x81);
	assert_int_equal(bar_read(fixture, 1, PENDING, 1), 0);
	assert_int_equal(bar_read(fixture, 1, PENDING, 2), 0);
	assert_int_equal(bar_read(fixture, 1, PENDING + 4, 4), 0);
	assert_int_equal(bar_read(fixture, 1, PENDING - 4, 8), 0);
	/* Reading does not clear them. */
	assert_int_equal(pending(fixture), 0x81);
	assert_calls(fixture, "");
}

/* The bits of an entry: no address has the lowest two, of the control there is the mask alone. */
static void test_writable_bits(void **state)
{
	static const uint32_t writable[4] = { 0xfffffffc, 0xffffffff, 0xffffffff, 0x00000001 };
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	for (unsigned word = 0; word < 32; word++)
		for (unsigned bit = 0; bit < 32; bit++) {
			bar_write(fixture, 1, 4 * word, 4,
				  UINT64_C(0xffffffff00000000) | 1u << bit);
			assert_int_equal(bar_read(fixture, 1, 4 * word, 4),
					 1u << bit & writable[word % 4]);
			bar_write(fixture, 1, 4 * word, 4, ~(1u << bit));
			assert_int_equal(bar_read(fixture, 1, 4 * word, 4),
					 ~(1u << bit) & writable[word % 4]);
		}
	assert_calls(fixture, "");
}

/* Every offset in every width, each next to what was written before. */
static void test_widths(void **state)
{
	uint32_t expected[32];
	struct fixture *fixture = *state;

	power_on_usual(fixture);
	for (unsigned i = 0; i < 32; i++)
		expected[i] = i % 4 == 3;
	for (unsigned offset = 0; offset < 0x88; offset++) {
		for (unsigned width = 1; width <= 8; width *= 2) {
			uint64_t value = UINT64_C(0x8123456789abcdef) * (offset + width);
			bool is_access = width >= 4 && offset % width == 0 && offset < 0x80;

			bar_write(fixture, 1, offset, width, value);
			for (unsigned i = 0; is_access && i < width / 4; i++) {
				unsigned word = offset / 4 + i;
				uint32_t part = (uint32_t)(value >> 32 * i);

				expected[word] = word % 4 == 0	 ? part & ~3u
						 : word % 4 == 3 ? part & 1
								 : part;
			}
			for (unsigned word = 0; word < 32; word++)
				assert_int_equal(bar_read(fixture, 1, 4 * word, 4), expected[word]);
		}
	}
	for (unsigned offset = 0; offset < 0x88; offset++) {
		unsigned word = offset / 4;
		bool is_inside = offset < 0x80;

		assert_int_equal(bar_read(fixture, 1, offset, 1), 0);
		assert_int_equal(bar_read(fixture, 1, offset, 2), 0);
		assert_int_equal(bar_read(fixture, 1, offset, 4),
				 is_inside && offset % 4 == 0 ? expected[word] : 0);
		assert_int_equal(bar_read(fixture, 1, offset, 8),
				 is_inside && offset % 8 == 0
					 ? expected[word] | (uint64_t)expected[word + 1] << 32
					 : 0);
	}
	/* Widths that are none at all. */
	for (unsigned width = 0; width < 20; width++) {
		if (width == 4 || width == 8)
			continue;
		bar_write(fixture, 1, 0, width, 0);
		assert_int_equal(bar_read(fixture, 1, 0, width), 0);
		assert_int_equal(bar_read(fixture, 0, 8, width), 0);
	}
	assert_int_equal(bar_read(fixture, 1, 0, 4), expected[0]);
}

static void test_message_is_aligned(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	for (unsigned low = 0; low < 8; low++) {
		char text[64];

		bar_write(fixture, 1, 0, 4, 0xfee01230 + low);
		bar_write(fixture, 1, 4, 4, 0xffffffff);
		mask(fixture, 0, false);
		notify(fixture, 0);
		snprintf(text, sizeof(text), "trigger 0 fffffffffee0123%x 40", low & 4);
		assert_calls(fixture, text);
		bar_write(fixture, 1, 0, 8, UINT64_C(0xfffffffffee01230) + low);
		assert_int_equal(bar_read(fixture, 1, 0, 8),
				 UINT64_C(0xfffffffffee01230) + (low & 4));
	}
}

/* The rest of the capability is for reading only, and a write to it sets nothing off. */
static void test_capability(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	notify(fixture, 1);
	config_write(fixture, 0x40, 1, 0xff);
	config_write(fixture, 0x41, 1, 0xff);
	config_write(fixture, 0x40, 2, 0xffff);
	config_write(fixture, 0x42, 1, 0xff);
	config_write(fixture, 0x44, 4, 0xffffffff);
	config_write(fixture, 0x48, 4, 0xffffffff);
	config_write(fixture, 0x4c, 4, 0xffffffff);
	assert_int_equal(config_read(fixture, 0x40, 4), 0x80070011);
	assert_int_equal(config_read(fixture, 0x44, 4), 0x00000001);
	assert_int_equal(config_read(fixture, 0x48, 4), 0x00000801);
	assert_int_equal(config_read(fixture, 0x4c, 4), 0);
	config_write(fixture, 0x40, 4, 0xffffffff);
	assert_int_equal(config_read(fixture, 0x40, 4), 0xc0070011);
	config_write(fixture, 0x40, 4, 0);
	assert_int_equal(config_read(fixture, 0x40, 4), 0x00070011);
	assert_int_equal(pending(fixture), 2);
	assert_calls(fixture, "");
}

static void test_reset(void **state)
{
	struct fixture *fixture = *state;

	start(fixture);
	for (unsigned vector = 0; vector < 8; vector++)
		notify(fixture, vector);
	config_write(fixture, CONTROL, 2, ON | FUNCTION_MASK);
	for (unsigned vector = 0; vector < 8; vector++)
		mask(fixture, vector, false);
	ivshmem_reset(&fixture->device);
	assert_int_equal(pending(fixture), 0);
	assert_int_equal(config_read(fixture, CONTROL, 2), 7);
	assert_int_equal(config_read(fixture, COMMAND, 2), 0);
	for (unsigned word = 0; word < 32; word++)
		assert_int_equal(bar_read(fixture, 1, 4 * word, 4), word % 4 == 3);
	config_write(fixture, COMMAND, 2, MASTER);
	config_write(fixture, CONTROL, 2, ON);
	for (unsigned vector = 0; vector < 8; vector++)
		mask(fixture, vector, false);
	assert_calls(fixture, "");
	notify(fixture, 2);
	assert_calls(fixture, "trigger 2 0 0");
}

/* The VMM masks single vectors by itself: here only the function mask holds messages back, and they
 * have neither address nor data. */
static void test_vmm_table(void **state)
{
	struct fixture *fixture = *state;

	power_on(fixture, &(struct ivshmem_setup) {
				  .size = MIB(1),
				  .vectors = 8,
				  .is_vmm_table = true,
			  });
	notify(fixture, 0);
	config_write(fixture, COMMAND, 2, MASTER);
	notify(fixture, 0);
	config_write(fixture, COMMAND, 2, 0);
	config_write(fixture, CONTROL, 2, ON);
	notify(fixture, 0);
	assert_calls(fixture, "");
	config_write(fixture, COMMAND, 2, MASTER);
	assert_calls(fixture, "");
	for (unsigned vector = 0; vector < 8; vector++)
		notify(fixture, vector);
	assert_calls(fixture, "trigger 0 0 0; trigger 1 0 0; trigger 2 0 0; trigger 3 0 0; "
			      "trigger 4 0 0; trigger 5 0 0; trigger 6 0 0; trigger 7 0 0");
	notify(fixture, 8);
	assert_calls(fixture, "");
	for (unsigned vector = 0; vector < 8; vector++)
		mask(fixture, vector, true);
	config_write(fixture, CONTROL, 2, ON | FUNCTION_MASK);
	notify(fixture, 5);
	assert_calls(fixture, "");
	assert_int_equal(pending(fixture), 1u << 5);
	config_write(fixture, CONTROL, 2, ON);
	assert_calls(fixture, "trigger 5 0 0");
	assert_int_equal(pending(fixture), 0);
}

/* Not even if the guest's accesses to the table come through. */
static void test_vmm_table_is_not_ours(void **state)
{
	struct fixture *fixture = *state;

	power_on(fixture, &(struct ivshmem_setup) {
				  .size = MIB(1),
				  .vectors = 8,
				  .is_vmm_table = true,
			  });
	fill_table(fixture, 8);
	config_write(fixture, COMMAND, 2, MASTER);
	config_write(fixture, CONTROL, 2, ON);
	notify(fixture, 5);
	assert_calls(fixture, "trigger 5 0 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_power_on),
		TEST(test_each_vector),
		TEST(test_only_the_bus_master_sends),
		TEST(test_off_is_lost),
		TEST(test_beyond_the_count),
		TEST(test_masked_waits),
		TEST(test_waiting_takes_the_new_entry),
		TEST(test_every_order),
		TEST(test_function_mask),
		TEST(test_function_unmask_sends_all),
		TEST(test_pending_over_off),
		TEST(test_pending_over_no_master),
		TEST(test_pending_can_not_be_written),
		TEST(test_writable_bits),
		TEST(test_widths),
		TEST(test_message_is_aligned),
		TEST(test_capability),
		TEST(test_reset),
		TEST(test_vmm_table),
		TEST(test_vmm_table_is_not_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
