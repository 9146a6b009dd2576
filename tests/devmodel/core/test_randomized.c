/* SPDX-License-Identifier: BSD-3-Clause
 * test_randomized.c: guests that do anything at all, from a seed: device and reference never
 * differ.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "interpreter.h"

#ifdef __SANITIZE_ADDRESS__
#define STEPS 200000ul
#else
#define STEPS 1000000ul
#endif

#define LIFE 2048u /* the bytes of the longest one */

static uint64_t random_state = 0x1af41110;

/* xorshift64*, the same numbers everywhere. */
static uint32_t random_number(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (uint32_t)(random_state * UINT64_C(0x2545f4914f6cdd1d) >> 32);
}

/* Leaves out `cut` bytes wherever the rest still makes a difference. */
static size_t shorten(uint8_t *bytes, size_t size, size_t cut)
{
	static struct interpreter it;
	uint8_t shorter[LIFE];

	for (size_t at = 0; at + cut <= size;) {
		memcpy(shorter, bytes, at);
		memcpy(shorter + at, bytes + at + cut, size - at - cut);
		if (interpret(&it, shorter, size - cut, NULL)) {
			at++;
		} else {
			size -= cut;
			memcpy(bytes, shorter, size);
		}
	}
	return size;
}

/* Prints a minimal sequence that still makes a difference. */
static void explain(uint8_t *bytes, size_t size)
{
	static struct interpreter it;
	size_t before;

	do {
		before = size;
		for (size_t cut = LIFE / 2; cut; cut /= 2)
			size = shorten(bytes, size, cut);
	} while (size < before);
	interpret(&it, bytes, size, stderr);
}

static void test_random_lives(void **state)
{
	static struct interpreter it;
	unsigned long steps = 0, lives = 0;
	uint8_t bytes[LIFE];

	(void)state;
	while (steps < STEPS) {
		size_t size = 1 + random_number() % LIFE;

		for (size_t i = 0; i < size; i++)
			bytes[i] = (uint8_t)random_number();
		if (!interpret(&it, bytes, size, NULL)) {
			explain(bytes, size);
			fail_msg("life %lu: %s", lives, it.difference);
		}
		steps += it.steps;
		lives++;
	}
	/* The lives were not idle ones. */
	for (unsigned kind = 0; kind <= CALL_RING; kind++)
		assert_true(it.totals[kind] > STEPS / 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_lives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
