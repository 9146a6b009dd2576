/* SPDX-License-Identifier: BSD-3-Clause
 * test_arena.c: memory that is zeroed, aligned, stays where it is, and is freed all at once. */
#include "tests/generator/helpers.h"

#include <stdalign.h>

static bool is_zero(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

/* Blocks of all sizes keep apart, also around the size of a block and far beyond. */
static void test_blocks_keep_apart(void **state)
{
	static const size_t sizes[] = { 1,     7,     16,    17,    100,   1000,   16383, 16384,
					16385, 40000, 65535, 65536, 65537, 200000, 3,	  0 };
	enum { ROUNDS = 20, SIZES = sizeof(sizes) / sizeof(sizes[0]) };
	struct fixture *fixture = *state;
	char *blocks[ROUNDS][SIZES];

	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < SIZES; i++) {
			char *block = arena_alloc(fixture->arena, sizes[i]);

			assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
			assert_true(is_zero(block, sizes[i]));
			memset(block, (int)(1 + round * SIZES + i) % 255, sizes[i]);
			blocks[round][i] = block;
		}
	}
	for (size_t round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < SIZES; i++)
			for (size_t j = 0; j < sizes[i]; j++)
				assert_int_equal((unsigned char)blocks[round][i][j],
						 (1 + round * SIZES + i) % 255);
}

static void test_array(void **state)
{
	struct fixture *fixture = *state;
	uint64_t *numbers = arena_array(fixture->arena, 1000, sizeof(*numbers));

	assert_true(is_zero((const char *)numbers, 8000));
	memset(numbers, 0xff, 8000);
	assert_non_null(arena_array(fixture->arena, 0, 8));
	assert_non_null(arena_array(fixture->arena, 8, 0));
	assert_int_equal(numbers[999], UINT64_MAX);
}

static void test_grow(void **state)
{
	static const size_t sizes[] = { 1, 3, 8, 24, 100 };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t size = sizes[i], moves = 0;
		char *array = NULL;

		for (size_t count = 0; count < 3000; count++) {
			char *grown = arena_grow(fixture->arena, array, count, size);

			moves += grown != array;
			array = grown;
			assert_true(is_zero(array + count * size, size));
			memset(array + count * size, (int)(count % 254 + 1), size);
			/* What lies behind the array is not part of it. */
			arena_alloc(fixture->arena, 1);
		}
		for (size_t j = 0; j < 3000 * size; j++)
			assert_int_equal((unsigned char)array[j], j / size % 254 + 1);
		assert_in_range(moves, 2, 12);
	}
}

static void test_copy(void **state)
{
	struct fixture *fixture = *state;
	const char *text = "text";
	char *copy = arena_copy(fixture->arena, text, 3);

	assert_string_equal(copy, "tex");
	assert_ptr_not_equal(copy, text);
	assert_string_equal(arena_copy(fixture->arena, "x", 0), "");
	assert_memory_equal(arena_copy(fixture->arena, "a\0b", 3), "a\0b\0", 4);
}

static void test_printf(void **state)
{
	struct fixture *fixture = *state;
	char *text;

	assert_string_equal(arena_printf(fixture->arena, "%s-%d", "a", 7), "a-7");
	assert_string_equal(arena_printf(fixture->arena, "%s", ""), "");
	text = arena_printf(fixture->arena, "%*s|", 100000, "x");
	assert_int_equal(strlen(text), 100001);
	assert_string_equal(text + 99998, " x|");
}

/* The order in which objects were released. */
static char released[8];

static void release(void *object)
{
	strncat(released, object, 1);
}

static void test_adopt(void **state)
{
	struct arena *arena = arena_new(helper_out_of_memory);
	static char a[] = "a", b[] = "b", c[] = "c";

	(void)state;
	released[0] = '\0';
	assert_ptr_equal(arena_adopt(arena, a, release), a);
	assert_ptr_equal(arena_adopt(arena, b, release), b);
	/* An object may live in the arena itself: it is still there when it is released. */
	arena_adopt(arena, arena_copy(arena, c, 1), release);
	assert_string_equal(released, "");
	arena_free(arena);
	assert_string_equal(released, "cba");
}

static void test_release(void **state)
{
	struct arena *arena = arena_new(helper_out_of_memory), *inner = arena_new_like(arena);
	static char a[] = "a", b[] = "b", c[] = "c";

	(void)state;
	released[0] = '\0';
	arena_adopt(arena, a, release);
	arena_adopt_arena(arena, inner);
	arena_adopt(inner, b, release);
	arena_adopt(arena, c, release);
	arena_release(arena, a);
	assert_string_equal(released, "a");
	arena_release(arena, inner);
	assert_string_equal(released, "ab");
	arena_release(arena, a);
	arena_release(arena, b);
	assert_string_equal(released, "ab");
	arena_adopt_arena(arena, arena_new_like(arena));
	arena_free(arena);
	assert_string_equal(released, "abc");
}

static void test_freeing_nothing(void **state)
{
	(void)state;
	arena_free(NULL);
	arena_free(arena_new(helper_out_of_memory));
}

static jmp_buf out;
static unsigned times_out;

static void jump_out(void)
{
	times_out++;
	longjmp(out, 1);
}

/* What can never be had is out of memory, not a small block. */
static void test_out_of_memory(void **state)
{
	static const struct {
		size_t count, size;
	} cases[] = {
		{ 1, SIZE_MAX },	   { 1, SIZE_MAX - 1 },
		{ 1, SIZE_MAX - 15 },	   { 1, SIZE_MAX / 2 },
		{ SIZE_MAX, SIZE_MAX },	   { SIZE_MAX / 2 + 1, 2 },
		{ SIZE_MAX / 16 + 2, 16 }, { (SIZE_MAX >> 32) + 2, 1ul << 32 },
	};
	struct arena *first = arena_new(jump_out), *arena = arena_new_like(first);

	(void)state;
	times_out = 0;
	for (volatile size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (setjmp(out) == 0) {
			arena_array(arena, cases[i].count, cases[i].size);
			fail_msg("case %zu was allocated", i);
		}
		assert_int_equal(times_out, i + 1);
	}
	/* The arena is as good as before. */
	assert_string_equal(arena_copy(arena, "abc", 3), "abc");
	arena_free(arena);
	arena_free(first);
}

struct thing {
	int freed;
};

static void free_thing(struct thing *thing)
{
	thing->freed++;
}

DEFINE_CLEANUP(struct thing *, free_thing)

static void use(struct thing *thing)
{
	CLEANUP(free_thing) struct thing *mine = thing;

	(void)mine;
}

static struct thing *pass_on(struct thing *thing)
{
	CLEANUP(free_thing) struct thing *mine = thing;

	return STEAL(mine);
}

static void test_cleanup(void **state)
{
	struct thing thing = { 0 };

	(void)state;
	use(&thing);
	assert_int_equal(thing.freed, 1);
	assert_ptr_equal(pass_on(&thing), &thing);
	assert_int_equal(thing.freed, 1);
	use(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_blocks_keep_apart),
		TEST(test_array),
		TEST(test_grow),
		TEST(test_copy),
		TEST(test_printf),
		TEST(test_adopt),
		TEST(test_release),
		TEST(test_freeing_nothing),
		TEST(test_out_of_memory),
		TEST(test_cleanup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
