/* SPDX-License-Identifier: BSD-3-Clause
 * test_control_corpus.c: replays what the fuzzer of acrn-hv's control socket has been fed and has
 * found; and then clients that mean harm, at random.
 *
 * CONTROL_PACKETS is how many packets they send, CONTROL_SEED makes them others. */
#include "tests/fuzz/replay_corpus.h"

#include "tests/fuzz/control_fuzz.c"

#define PACKETS 20000u

static uint64_t next_random(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

static uint64_t number_of(const char *variable, uint64_t otherwise)
{
	const char *value = getenv(variable);

	return value ? strtoull(value, NULL, 10) : otherwise;
}

static void test_hostile_clients(void **state)
{
	uint64_t wanted = number_of("CONTROL_PACKETS", PACKETS), packets = 0;
	uint64_t random = UINT64_C(0x2545f4914f6cdd1d) ^ number_of("CONTROL_SEED", 0);
	uint8_t bytes[2048];

	(void)state;
	while (packets < wanted) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)(next_random(&random) >> 16);
		packets += fuzz_run(bytes, sizeof(bytes));
	}
	print_message("%llu packets\n", (unsigned long long)packets);
}

int main(void)
{
	static struct corpus corpus = { "control", 20, LLVMFuzzerTestOneInput };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(corpus_test, &corpus),
		cmocka_unit_test(test_hostile_clients),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
