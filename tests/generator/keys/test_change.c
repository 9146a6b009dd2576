/* SPDX-License-Identifier: BSD-3-Clause
 * test_change.c: which keys and images a directory is to have, without any directory. */
#include "tests/generator/helpers.h"

#include "keys/change.h"
#include "plan/plan.h"

/* Two regions, `left` of A and B, `right` of B and C. */
struct scene {
	struct fixture *fixture;
	struct plan_region regions[2];
	struct plan_device devices[3][2];
	struct plan_vm vms[3];
	struct plan plan;
	struct key_store store;
	const char *rotated[3], *revoked[3];
	struct key_change change;
};

static void share(struct scene *scene, size_t vm, size_t region)
{
	struct plan_vm *to = &scene->vms[vm];

	to->devices = scene->devices[vm];
	to->devices[to->device_count++] = (struct plan_device) {
		.kind = PLAN_IVSHMEM,
		.ivshmem.region = &scene->regions[region],
	};
	to->ivshmem_count++;
}

static struct scene *open_scene(struct fixture *fixture)
{
	static const char *const names[] = { "A", "B", "C" };
	struct scene *scene = arena_alloc(fixture->arena, sizeof(*scene));

	scene->fixture = fixture;
	scene->regions[0] = (struct plan_region) { .index = 0, .name = "left" };
	scene->regions[1] = (struct plan_region) { .index = 1, .name = "right" };
	for (uint16_t i = 0; i < 3; i++)
		scene->vms[i] = (struct plan_vm) { .index = i, .id = i + 1, .name = names[i] };
	share(scene, 0, 0);
	share(scene, 1, 1); /* not in the order of names */
	share(scene, 1, 0);
	share(scene, 2, 1);
	scene->plan = (struct plan) {
		.regions = scene->regions, .region_count = 2, .vms = scene->vms, .vm_count = 3
	};
	scene->store.path = "keys";
	return scene;
}

static bool make(struct scene *scene)
{
	const struct key_request request = { &scene->plan, scene->rotated, scene->revoked };

	return key_change_make(scene->fixture->arena, &request, &scene->store,
			       scene->fixture->diags, &scene->change);
}

/* As if the change had been made: each new key gets a fingerprint of its own. */
static void commit(struct scene *scene)
{
	struct key_change *change = &scene->change;

	for (size_t i = 0; i < change->key_count; i++) {
		change->keys[i].is_new = false;
		change->keys[i].fingerprint[0] = (uint8_t)*change->keys[i].region;
		change->keys[i].fingerprint[1] = (uint8_t)change->keys[i].generation;
	}
	for (size_t i = 0; i < change->image_count; i++) {
		struct key_holder *image = &change->images[i];

		image->is_new = false;
		for (size_t j = 0; j < image->key_count; j++) {
			image->keys[j].is_new = false;
			image->keys[j].fingerprint[0] = (uint8_t)*image->keys[j].region;
			image->keys[j].fingerprint[1] = (uint8_t)image->keys[j].generation;
		}
	}
	scene->store.keys = change->keys;
	scene->store.key_count = change->key_count;
	scene->store.images = change->images;
	scene->store.image_count = change->image_count;
	memset(scene->rotated, 0, sizeof(scene->rotated));
	memset(scene->revoked, 0, sizeof(scene->revoked));
	fixture_forget(scene->fixture);
}

/* "left.2* left.1 right.1", where a star marks what is new; then the images in the same way, "A:"
 * with its keys. */
static const char *text_of(struct scene *scene)
{
	struct arena *arena = scene->fixture->arena;
	const struct key_change *change = &scene->change;
	const char *text = "";

	for (size_t i = 0; i < change->key_count; i++)
		text = arena_printf(arena, "%s%s.%u%s ", text, change->keys[i].region,
				    change->keys[i].generation, change->keys[i].is_new ? "*" : "");
	for (size_t i = 0; i < change->image_count; i++) {
		const struct key_holder *image = &change->images[i];

		text = arena_printf(arena, "%s%s%s:", text, image->vm, image->is_new ? "*" : "");
		for (size_t j = 0; j < image->key_count; j++)
			text = arena_printf(arena, "%s%s.%u ", text, image->keys[j].region,
					    image->keys[j].generation);
	}
	for (size_t i = 0; i < change->removed_count; i++)
		text = arena_printf(arena, "%s-%s ", text, change->removed[i]);
	return text;
}

static void test_first_run(void **state)
{
	struct scene *scene = open_scene(*state);

	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.1* right.1* A*:left.1 B*:left.1 right.1 "
					    "C*:right.1 ");
	assert_true(scene->change.is_needed);
	assert_int_equal(scene->change.images[1].vm_id, 2);
	assert_int_equal(diags_worst(scene->fixture->diags), DIAG_OFF);
}

static void test_same_again(void **state)
{
	struct scene *scene = open_scene(*state);

	make(scene);
	commit(scene);
	assert_true(make(scene));
	assert_false(scene->change.is_needed);
	assert_string_equal(text_of(scene), "left.1 right.1 A:left.1 B:left.1 right.1 C:right.1 ");
}

static void test_rotation(void **state)
{
	struct scene *scene = open_scene(*state);

	make(scene);
	commit(scene);
	scene->rotated[0] = "left";
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.2* left.1 right.1 A*:left.2 left.1 "
					    "B*:left.2 left.1 right.1 C:right.1 ");
	commit(scene);
	scene->rotated[0] = "";
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.3* left.2 left.1 right.2* right.1 "
					    "A*:left.3 left.2 B*:left.3 left.2 right.2 right.1 "
					    "C*:right.2 right.1 ");
}

static void test_revocation(void **state)
{
	struct scene *scene = open_scene(*state);

	make(scene);
	commit(scene);
	scene->rotated[0] = "left";
	make(scene);
	commit(scene);
	scene->revoked[0] = "left:1";
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.2 right.1 A*:left.2 B*:left.2 right.1 C:right.1 "
					    "-left.1.key ");
	commit(scene);
	scene->rotated[0] = "";
	scene->revoked[0] = "1";
	scene->revoked[1] = "left:2";
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.3* right.2* A*:left.3 B*:left.3 right.2 "
					    "C*:right.2 -right.1.key -left.2.key ");
}

/* Whatever is wrong with the request is a failure. */
static void test_bad_requests(void **state)
{
	static const char *const texts[] = { "1",  "right:1",	 "2",	  "left:2", "x:1",
					     "",   "left:",	 ":1",	  "0",	    "left:0",
					     "-1", "4294967296", "1:left" };
	struct scene *scene = open_scene(*state);

	make(scene);
	commit(scene);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		scene->revoked[0] = texts[i];
		assert_false(make(scene));
		assert_int_equal(diags_worst(scene->fixture->diags), DIAG_FAILURE);
		fixture_forget(scene->fixture);
	}
	scene->revoked[0] = NULL;
	scene->rotated[0] = "middle";
	assert_false(make(scene));
}

static void test_last_generation(void **state)
{
	struct scene *scene = open_scene(*state);

	make(scene);
	commit(scene);
	scene->store.keys[0].generation = UINT32_MAX;
	scene->rotated[0] = "left";
	assert_false(make(scene));
}

/* B leaves `left`: it knows that key, and A gets another one. */
static void test_former_peer(void **state)
{
	struct scene *scene = open_scene(*state);

	make(scene);
	commit(scene);
	scene->vms[1].device_count = scene->vms[1].ivshmem_count = 1;
	share(scene, 2, 0);
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.2* left.1 right.1 A*:left.2 left.1 B*:right.1 "
					    "C*:left.2 left.1 right.1 ");
	assert_int_equal(diags_worst(scene->fixture->diags), DIAG_WARNING);
	commit(scene);
	assert_true(make(scene));
	assert_false(scene->change.is_needed);
	assert_int_equal(diags_worst(scene->fixture->diags), DIAG_OFF);
}

/* A VM that is gone, with the last region that it had. */
static void test_gone(void **state)
{
	struct scene *scene = open_scene(*state);

	make(scene);
	commit(scene);
	scene->plan.vm_count = 2;
	scene->plan.region_count = 1;
	share(scene, 0, 0);
	scene->vms[1].devices++;
	scene->vms[1].device_count = scene->vms[1].ivshmem_count = 1;
	scene->vms[0].device_count = scene->vms[0].ivshmem_count = 1;
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.1 right.1 A:left.1 B*:left.1 -C.keys ");
	assert_int_equal(diags_worst(scene->fixture->diags), DIAG_WARNING);
	commit(scene);
	scene->revoked[0] = "right:1";
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.1 A:left.1 B:left.1 -right.1.key ");
}

/* A region comes back: who has its key is not known. */
static void test_unheld_key(void **state)
{
	struct scene *scene = open_scene(*state);

	make(scene);
	commit(scene);
	scene->store.image_count = 2; /* C's is lost, B's still has the key */
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.1 right.1 A:left.1 B:left.1 right.1 C*:right.1 ");
	scene->store.image_count = 1;
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.1 right.2* right.1 A:left.1 "
					    "B*:left.1 right.2 right.1 C*:right.2 right.1 ");
	assert_int_equal(diags_worst(scene->fixture->diags), DIAG_WARNING);
}

/* An image that has another key than the file, or another ID. */
static void test_stale_image(void **state)
{
	struct scene *scene = open_scene(*state);

	make(scene);
	commit(scene);
	scene->store.images[0].keys[0].fingerprint[7] ^= 1;
	scene->vms[2].id = 9;
	assert_true(make(scene));
	assert_string_equal(text_of(scene), "left.1 right.1 A*:left.1 B:left.1 right.1 "
					    "C*:right.1 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_first_run),	TEST(test_same_again),	 TEST(test_rotation),
		TEST(test_revocation),	TEST(test_bad_requests), TEST(test_last_generation),
		TEST(test_former_peer), TEST(test_gone),	 TEST(test_unheld_key),
		TEST(test_stale_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
