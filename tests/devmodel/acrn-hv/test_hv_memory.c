/* SPDX-License-Identifier: BSD-3-Clause
 * test_hv_memory.c: the regions' memory: its layout, sealed sizes, and errors.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acrn-hv/hv_memory.h"
#include "hv/land.h"
#include "tests/devmodel/base/descriptors.h"
#include "tests/devmodel/hv/sample.h"

struct scene {
	struct sample sample;
	struct hv_memory memory;
	int fds_before;
};

static int open_scene(void **state)
{
	static struct scene scene;
	struct error error;

	scene.fds_before = count_fds();
	sample_init(&scene.sample);
	assert_true(hv_memory_open(&scene.memory, &scene.sample.table, SAMPLE_MEMORY, &error));
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;

	hv_memory_close(&scene->memory);
	assert_null(scene->memory.base);
	hv_memory_close(&scene->memory);
	assert_int_equal(count_fds(), scene->fds_before);
	return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_scene, close_scene)

static void test_layout(void **state)
{
	const struct scene *scene = *state;
	const struct hv_memory *memory = &scene->memory;
	static const char word[] = "here I am";
	char read[sizeof(word)];

	assert_int_equal(memory->size, SAMPLE_MEMORY);
	assert_int_equal(memory->count, 4);
	for (uint32_t i = SMALL; i <= PAIR; i++) {
		uint64_t size = scene->sample.regions[i].size;
		uint8_t *at = memory->base + hv_land_region_offset(&scene->sample.table, i);
		off_t last = (off_t)(size - sizeof(word));

		assert_int_equal(pwrite(memory->descriptors[i], word, sizeof(word), last),
				 sizeof(word));
		assert_memory_equal(at + last, word, sizeof(word));
		memset(at + last, 0, sizeof(word));
		assert_int_equal(pread(memory->descriptors[i], read, sizeof(word), last),
				 sizeof(word));
		assert_int_equal(read[0], 0);
	}
}

static void test_it_is_empty(void **state)
{
	const struct hv_memory *memory = &((const struct scene *)*state)->memory;

	for (size_t i = 0; i < memory->size; i++)
		if (memory->base[i])
			fail_msg("byte %zu is not 0", i);
}

/* All pages are reserved: no later access can fail. */
static void test_pages(void **state)
{
	const struct scene *scene = *state;
	struct stat status;

	for (uint32_t i = SMALL; i <= PAIR; i++) {
		assert_int_equal(fstat(scene->memory.descriptors[i], &status), 0);
		assert_int_equal(status.st_size, scene->sample.regions[i].size);
		assert_int_equal(status.st_blocks * 512, scene->sample.regions[i].size);
	}
}

/* A VMM has the descriptor, and could take the memory away from all others. */
static void test_size_is_sealed(void **state)
{
	const struct scene *scene = *state;

	for (uint32_t i = SMALL; i <= PAIR; i++) {
		int fd = scene->memory.descriptors[i];

		assert_int_equal(ftruncate(fd, 4096), -1);
		assert_int_equal(errno, EPERM);
		assert_int_equal(ftruncate(fd, SAMPLE_MEMORY), -1);
		assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE), -1);
		assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	}
}

static void test_dm_land_has_none(void **state)
{
	const struct scene *scene = *state;

	assert_int_equal(scene->memory.descriptors[PRIVATE], -1);
}

static void test_dm_land_alone(void **state)
{
	struct scene *scene = *state;
	struct hv_memory memory;
	struct error error;

	scene->sample.table.region_count = 1;
	assert_true(hv_memory_open(&memory, &scene->sample.table, 0, &error));
	assert_null(memory.base);
	assert_int_equal(memory.descriptors[PRIVATE], -1);
	hv_memory_close(&memory);
}

/* Neither has a part of it stayed. */
static void refuse(struct scene *scene, uint64_t size, const char *text)
{
	int fds = count_fds();
	struct hv_memory memory;
	struct error error;

	assert_false(hv_memory_open(&memory, &scene->sample.table, size, &error));
	hv_memory_close(&memory);
	if (!strstr(error.text, text))
		fail_msg("'%s' is not in: %s", text, error.text);
	assert_int_equal(count_fds(), fds);
}

static void test_no_memory(void **state)
{
	struct scene *scene = *state;

	scene->sample.regions[BIG].size = UINT64_C(1) << 44;
	refuse(scene, UINT64_C(1) << 45, "region 'big': cannot reserve 16777216 MiB: ");
	refuse(scene, UINT64_C(1) << 60,
	       "cannot reserve addresses for 1099511627776 MiB of regions: ");
}

static void test_no_descriptors(void **state)
{
	struct rlimit limit, low;
	int next = dup(STDIN_FILENO);
	struct hv_memory memory;
	struct error error;

	close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	low = (struct rlimit) { (rlim_t)next + 2, limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	assert_false(hv_memory_open(&memory, &((struct scene *)*state)->sample.table, SAMPLE_MEMORY,
				    &error));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	hv_memory_close(&memory);
	assert_string_equal(error.text,
			    "region 'pair': cannot create its memory: Too many open files");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_layout),	   TEST(test_it_is_empty),	TEST(test_pages),
		TEST(test_size_is_sealed), TEST(test_dm_land_has_none), TEST(test_dm_land_alone),
		TEST(test_no_memory),	   TEST(test_no_descriptors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
