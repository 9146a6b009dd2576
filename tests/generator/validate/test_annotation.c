/* SPDX-License-Identifier: BSD-3-Clause
 * test_annotation.c: what the XSDs say about elements and attributes, for people. */
#include "tests/generator/helpers.h"

#include "validate/annotation.h"
#include "validate/schema.h"

/* The element at a path of names with '/' between them; its name is NULL if there is none. */
static struct annotation find(struct fixture *fixture, const char *path)
{
	struct schema *schema = schema_load(fixture->arena, "schema/scenario.xsd");
	char *rest = arena_copy(fixture->arena, path, strlen(path));
	const char *names[16];
	size_t depth = 0;
	struct annotation annotation = { 0 };

	for (char *name; (name = strsep(&rest, "/"));)
		names[depth++] = name;
	if (!annotation_find(schema, names, depth, &annotation))
		assert_null(annotation.name);
	return annotation;
}

static void test_text(void **state)
{
	struct annotation size =
		find(*state, "acrn-config/hv/FEATURES/IVSHMEM/IVSHMEM_REGION/IVSHMEM_SIZE");

	assert_string_equal(size.name, "IVSHMEM_SIZE");
	assert_int_equal(size.content, ANNOTATION_TEXT);
	assert_string_equal(size.unit, "MiB");
	assert_string_equal(size.default_value, "2");
	assert_string_equal(size.values[0], "2");
	assert_string_equal(size.values[8], "512");
	assert_non_null(size.of_type);
	assert_true(annotation_is_of(&size, "RegionSize"));
	assert_false(annotation_is_of(&size, "RegionId"));
	assert_false(size.is_many || size.is_required || size.has_range);
}

static void test_releases(void **state)
{
	struct annotation own = find(*state, "acrn-config/vm/own_pcpu");
	struct annotation ioapics = find(*state, "acrn-config/hv/CAPACITIES/MAX_IOAPIC_NUM");
	struct annotation old = find(*state, "acrn-config/hv/MEMORY/HV_RAM_SIZE");

	assert_int_equal(own.since, RELEASE_3_2);
	assert_int_equal(own.until, RELEASE_MASTER);
	assert_int_equal(own.default_until, RELEASE_MASTER);
	assert_string_equal(own.documentation, "No other VM runs on this VM's CPUs.");
	assert_int_equal(ioapics.default_until, RELEASE_3_3);
	assert_true(ioapics.has_range);
	assert_int_equal(ioapics.min, 1);
	assert_int_equal(ioapics.max, 10);
	assert_int_equal(old.until, RELEASE_2_6);
	assert_null(old.default_value);
}

static void test_children(void **state)
{
	struct annotation
		peer = find(
			*state,
			"acrn-config/hv/FEATURES/IVSHMEM/IVSHMEM_REGION/IVSHMEM_VMS/IVSHMEM_VM"),
		child;

	assert_int_equal(peer.content, ANNOTATION_ELEMENTS);
	assert_true(peer.is_many);
	assert_true(annotation_child(&peer, 0, &child));
	assert_string_equal(child.name, "VBDF");
	assert_false(child.is_required);
	assert_true(annotation_child(&peer, 1, &child));
	assert_string_equal(child.name, "VM_NAME");
	assert_true(child.is_required);
	assert_false(annotation_child(&peer, 2, &child));
	assert_int_equal(find(*state, "acrn-config/vm/virtio_devices/gpu").content,
			 ANNOTATION_MIXED);
}

static void test_attributes(void **state)
{
	struct annotation region = find(*state, "acrn-config/vm/shm_regions/shm_region"), slot;

	assert_int_equal(region.content, ANNOTATION_TEXT);
	assert_true(annotation_is_of(&region, "ShmRegionText"));
	assert_true(annotation_attribute(&region, 0, &slot));
	assert_string_equal(slot.name, "slot");
	assert_true(slot.has_range);
	assert_string_equal(slot.documentation, "By default the first free one from 8 to 15.");
	assert_false(annotation_attribute(&region, 1, &slot));
	assert_true(annotation_find_attribute(&region, "slot", &slot));
	assert_false(annotation_find_attribute(&region, "id", &slot));
}

static void test_unknown(void **state)
{
	assert_null(find(*state, "acrn-config/vm/unknown").name);
	assert_null(find(*state, "acrn-config/vm/name/name").name);
	assert_null(find(*state, "vm").name);
	assert_null(find(*state, "").name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_text),       TEST(test_releases), TEST(test_children),
		TEST(test_attributes), TEST(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
