/* SPDX-License-Identifier: BSD-3-Clause
 * test_resources.c: the RAM and the caches of a board. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "validate/schema.h"

#define CPU "<processors><thread><cpu_id>0</cpu_id><apic_id>0x0</apic_id></thread></processors>"

static const struct board *read_board(struct fixture *fixture, const char *content)
{
	struct schema *schema = schema_load(fixture->arena, "schema/board.xsd");
	struct board_search search = {
		.file = fixture_file(fixture, "board.xml",
				     arena_printf(fixture->arena,
						  "<acrn-config board='x'>" CPU "%s</acrn-config>",
						  content)),
		.scenario_path = "-",
	};
	struct board_absence absence;
	const struct board *board =
		board_find(fixture->arena, boards_new(fixture->arena, schema, false), &search,
			   fixture->diags, &absence);

	assert_string_equal(messages(fixture), "");
	assert_non_null(board);
	return board;
}

static void assert_ram(const struct board *board, size_t i, uint64_t first, uint64_t last)
{
	assert_int_equal(board->ram[i].first, first);
	assert_int_equal(board->ram[i].last, last);
}

static void test_ram(void **state)
{
	const struct board *board = read_board(
		*state, "<memory>"
			"<range start='0x100000000' end='0x17fffffff' size='2147483648'/>"
			"<range start='0x0' end='0x9efff' size='651264'/>"
			"<range start='0x180000000' end='0x180000fff' size='4096'/>"
			"<range start='0x110000000' end='0x11fffffff' size='268435456'/>"
			"<range start='0x170000000' end='0x180000ffe' size='1'/>"
			"<range start='0x100000' end='0x1fffff' size='1048576' id='RAM'/>"
			"<range start='0x200000' end='0x2fffff' size='1048576' id='persistent'/>"
			"<range start='0x400000' end='0x3fffff' size='0'/>"
			"</memory>");

	assert_int_equal(board->ram_count, 3);
	assert_ram(board, 0, 0, 0x9efff);
	assert_ram(board, 1, 0x100000, 0x1fffff);
	assert_ram(board, 2, 0x100000000, 0x180000fff);
	assert_int_equal(board->ram_size, 651264 + 1048576 + 2147483648 + 4096);
}

/* Lines that touch each other stay apart, and lines inside others do not count. */
static void test_listed_ram(void **state)
{
	const struct board *board = read_board(*state, "<IOMEM_INFO>\n"
						       "\t100000000-17fffffff : System RAM\n"
						       "  00100000-3fffffff : System RAM\r\n"
						       "    01000000-01ffffff : Kernel code\n"
						       "40000000-4fffffff : System RAM\n\n"
						       "60000000-5fffffff : System RAM\n"
						       "70000000 System RAM\n"
						       "System RAM</IOMEM_INFO>");

	assert_int_equal(board->listed_ram_count, 3);
	assert_int_equal(board->listed_ram[0].first, 0x100000);
	assert_int_equal(board->listed_ram[0].last, 0x3fffffff);
	assert_int_equal(board->listed_ram[1].first, 0x40000000);
	assert_int_equal(board->listed_ram[2].first, 0x100000000);
	assert_int_equal(board->ram_count, 0);
}

static void test_caches(void **state)
{
	const struct board *board = read_board(
		*state, "<caches>"
			"<cache level='1' id='0x0' type='1'><capability id='CAT'/></cache>"
			"<cache level='3' id='0x0'><capability id='CAT'>"
			"<capacity_mask_length>12</capacity_mask_length>"
			"<clos_number>16</clos_number></capability>"
			"<capability id='Software SRAM'><start>0x40000000</start>"
			"<end>0x4007ffff</end><size>524288</size><waymask>0xf</waymask>"
			"</capability></cache>"
			"<cache level='2' id='0x10'><capability id='CDP'/>"
			"<capability id='MBA'/></cache>"
			"<cache level='2' id='0x2'><capability id='CAT'/>"
			"<capability id='Software SRAM'/><capability/></cache>"
			"</caches>");
	const struct board_cache *cache = board_cache(board, 3, 0);

	assert_int_equal(board->cache_count, 3);
	assert_ptr_equal(cache, &board->caches[2]);
	assert_true(cache->has_cat && cache->has_ssram && !cache->has_cdp);
	assert_int_equal(cache->mask_length, 12);
	assert_int_equal(cache->clos_count, 16);
	assert_int_equal(cache->ssram.first, 0x40000000);
	assert_int_equal(cache->ssram.last, 0x4007ffff);
	assert_int_equal(cache->ssram_mask, 0xf);
	cache = board_cache(board, 2, 2);
	assert_true(cache->has_cat && !cache->has_ssram && !cache->has_cdp);
	assert_int_equal(cache->mask_length, 0);
	cache = board_cache(board, 2, 0x10);
	assert_true(!cache->has_cat && cache->has_cdp);
	assert_null(board_cache(board, 2, 0));
	assert_null(board_cache(board, 1, 0));
	assert_null(board_cache(board, UINT64_C(1) << 32 | 3, 0));
	assert_null(board_cache(board, 3, UINT64_C(1) << 32));
}

static void test_nothing(void **state)
{
	const struct board *board = read_board(*state, "");

	assert_int_equal(board->ram_count, 0);
	assert_int_equal(board->listed_ram_count, 0);
	assert_int_equal(board->ram_size, 0);
	assert_null(board_cache(board, 3, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ram),
		TEST(test_listed_ram),
		TEST(test_caches),
		TEST(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
