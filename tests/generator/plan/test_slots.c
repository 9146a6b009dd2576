/* SPDX-License-Identifier: BSD-3-Clause
 * test_slots.c: which slots of a VM's bus are reserved, taken or free. */
#include "tests/generator/helpers.h"

#include "base/condition.h"
#include "board/board.h"
#include "plan/slots.h"

#define DEVICES_MAX 40

/* A VM with devices by hand, and a board with the host bridge, 00:1c.0, 00:1c.1 and 01:00.0, and an
 * object of ACPI at 00:1d.0. */
struct scene {
	struct board_device natives[5];
	struct board board;
	struct model model;
	struct vm vm;
	struct device devices[DEVICES_MAX];
};

static void open_scene(struct scene *scene, enum cfg_load_order order)
{
	memset(scene, 0, sizeof(*scene));
	scene->natives[1].bdf = CFG_BDF(0, 0x1c, 0);
	scene->natives[2].bdf = CFG_BDF(0, 0x1c, 1);
	scene->natives[3].bdf = CFG_BDF(0, 0x1d, 0);
	scene->natives[4].bdf = CFG_BDF(1, 0, 0);
	for (size_t i = 0; i < 5; i++)
		scene->natives[i].is_function = i != 3;
	scene->board.devices = scene->natives;
	scene->board.device_count = 5;
	scene->model.board = &scene->board;
	scene->vm.load_order = order;
	scene->vm.devices = scene->devices;
}

static const struct device *put(struct scene *scene, enum device_kind kind, uint16_t vbdf)
{
	struct device *device = &scene->devices[scene->vm.device_count++];

	device->kind = kind;
	device->address.kind = ADDRESS_FIXED;
	device->address.vbdf = vbdf;
	return device;
}

static enum slot_status check_at(struct scene *scene, enum device_kind kind, uint16_t vbdf)
{
	struct device device = { .kind = kind, .address = { .kind = ADDRESS_FIXED, .vbdf = vbdf } };

	return slots_check(&scene->model, &scene->vm, &device);
}

static void test_verdicts_post_launched(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_POST_LAUNCHED);
	for (unsigned slot = 0; slot <= CFG_SLOT_MAX; slot++)
		for (unsigned function = 0; function < 8; function++)
			assert_int_equal(
				check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, slot, function)),
				slot >= 3 && slot <= 30 ? SLOT_OK : SLOT_RESERVED);
	assert_int_equal(check_at(&scene, DEVICE_OTHER, CFG_BDF(1, 8, 0)), SLOT_OFF_BUS);
	assert_int_equal(check_at(&scene, DEVICE_OTHER, CFG_BDF(0xff, 0, 0)), SLOT_OFF_BUS);
}

static void test_verdicts_pre_launched(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_PRE_LAUNCHED);
	for (unsigned slot = 0; slot <= CFG_SLOT_MAX; slot++)
		assert_int_equal(check_at(&scene, DEVICE_VUART, CFG_BDF(0, slot, 0)),
				 slot ? SLOT_OK : SLOT_RESERVED);
	assert_int_equal(check_at(&scene, DEVICE_VUART, CFG_BDF(2, 1, 0)), SLOT_OFF_BUS);
}

/* The Service VM: what the board has at the very function is the board's. */
static void test_verdicts_service_vm(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_SERVICE_VM);
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 0, 0)), SLOT_NATIVE);
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 0x1c, 0)), SLOT_NATIVE);
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 0x1c, 1)), SLOT_NATIVE);
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 0x1c, 2)), SLOT_OK);
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 1, 0)), SLOT_OK);
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 31, 0)), SLOT_OK);
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(1, 0, 0)), SLOT_OFF_BUS);
	scene.model.board = NULL;
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 0x1c, 0)), SLOT_OK);
}

static void test_verdicts_without_a_place(void **state)
{
	struct device device = { .kind = DEVICE_IVSHMEM };
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_POST_LAUNCHED);
	assert_int_equal(slots_check(&scene.model, &scene.vm, &device), SLOT_OK);
	device.address.kind = ADDRESS_BAD_VBDF;
	assert_int_equal(slots_check(&scene.model, &scene.vm, &device), SLOT_MALFORMED);
	device.address.kind = ADDRESS_BAD_SLOT;
	assert_int_equal(slots_check(&scene.model, &scene.vm, &device), SLOT_MALFORMED);
}

/* Only a GPU may be where the GPU goes. */
static void test_gpu(void **state)
{
	struct passthrough_device passthrough = { 0 };
	struct scene scene;
	struct device *gpu;

	(void)state;
	open_scene(&scene, CFG_POST_LAUNCHED);
	gpu = (struct device *)put(&scene, DEVICE_PASSTHROUGH, CFG_BDF(0, CFG_SLOT_GPU, 0));
	gpu->passthrough = &passthrough;
	assert_int_equal(slots_check(&scene.model, &scene.vm, gpu), SLOT_RESERVED);
	passthrough.is_vga = true;
	assert_int_equal(slots_check(&scene.model, &scene.vm, gpu), SLOT_OK);
}

static void test_ranges(void **state)
{
	static const struct {
		enum cfg_load_order order;
		enum device_kind kind;
		uint32_t vuart_index;
		unsigned first, last;
		bool by_address;
	} cases[] = {
		{ CFG_POST_LAUNCHED, DEVICE_IVSHMEM, 0, 0x08, 0x0f, false },
		{ CFG_PRE_LAUNCHED, DEVICE_IVSHMEM, 0, 0x08, 0x0f, true },
		{ CFG_SERVICE_VM, DEVICE_IVSHMEM, 0, 0x08, 0x0f, true },
		{ CFG_POST_LAUNCHED, DEVICE_VUART, 1, 0x10, 0x17, false },
		{ CFG_SERVICE_VM, DEVICE_VUART, 7, 0x10, 0x17, true },
		{ CFG_POST_LAUNCHED, DEVICE_VUART, 0, 3, 30, false },
		{ CFG_PRE_LAUNCHED, DEVICE_VUART, 0, 1, 31, false },
		{ CFG_POST_LAUNCHED, DEVICE_BLOCK, 0, 3, 30, false },
		{ CFG_PRE_LAUNCHED, DEVICE_PASSTHROUGH, 0, 1, 31, false },
		{ CFG_SERVICE_VM, DEVICE_PASSTHROUGH, 0, 1, 31, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vm vm = { .load_order = cases[i].order };
		struct device device = { .kind = cases[i].kind };
		struct slot_range range;

		if (device.kind == DEVICE_VUART)
			device.vuart_index = cases[i].vuart_index;
		range = slots_range(&vm, &device);
		assert_int_equal(range.first, cases[i].first);
		assert_int_equal(range.last, cases[i].last);
		assert_int_equal(range.by_address, cases[i].by_address);
	}
}

static unsigned count_free(const struct slots *slots, struct slot_range range)
{
	struct slots rest = *slots;
	unsigned count = 0;

	for (int slot; (slot = slots_first_free(&rest, range)) >= 0; count++)
		slots_take(&rest, (unsigned)slot);
	return count;
}

static void test_taking_all(void **state)
{
	static const struct slot_range any = { CFG_SLOT_FIRST, CFG_SLOT_LAST, false };
	static const struct slot_range whole = { 0, CFG_SLOT_MAX, false };
	struct slots slots;
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_POST_LAUNCHED);
	put(&scene, DEVICE_BLOCK, CFG_BDF(0, 4, 0));
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_int_equal(count_free(&slots, any), 27);
	assert_int_equal(count_free(&slots, whole), 27);
	for (int expected = 3; expected <= 30; expected++) {
		if (expected == 4)
			continue;
		assert_int_equal(slots_first_free(&slots, any), expected);
		slots_take(&slots, (unsigned)expected);
	}
	assert_int_equal(slots_first_free(&slots, any), -1);
	assert_int_equal(slots_first_free(&slots, whole), -1);
	assert_int_equal(count_free(&slots, any), 0);
}

/* A slot with a device of the board in any function is blocked. */
static void test_native_slots(void **state)
{
	static const struct slot_range rest = { 1, CFG_SLOT_MAX, false };
	struct slots slots;
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_SERVICE_VM);
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_true(slots.is_blocked[0]);
	assert_true(slots.is_blocked[0x1c]);
	assert_int_equal(count_free(&slots, rest), 29);
	scene.natives[1].bdf = CFG_BDF(0, 1, 6);
	scene.natives[2].bdf = CFG_BDF(0, 2, 7);
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_int_equal(slots_first_free(&slots, rest), 3);
	/* In another VM the board's devices are not there. */
	scene.vm.load_order = CFG_PRE_LAUNCHED;
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_int_equal(slots_first_free(&slots, rest), 1);
	assert_int_equal(count_free(&slots, rest), 31);
}

/* An object of ACPI where no function answers: the user may put a device there, the plan does not.
 */
static void test_objects_of_acpi(void **state)
{
	struct slots slots;
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_SERVICE_VM);
	assert_int_equal(check_at(&scene, DEVICE_VUART, CFG_BDF(0, 0x1d, 0)), SLOT_OK);
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_true(slots.is_blocked[0x1d]);
	put(&scene, DEVICE_VUART, CFG_BDF(0, 0x1d, 0));
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_ptr_equal(slots.owners[0x1d][0][0], &scene.devices[0]);
}

/* Where every function of a slot is passed through to a pre-launched VM, the slot is free. */
static void test_natives_passed_through(void **state)
{
	struct slots slots;
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_SERVICE_VM);
	scene.model.is_passed_through[CFG_BDF(0, 0x1c, 1)] = true;
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 0x1c, 1)), SLOT_OK);
	assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 0x1c, 0)), SLOT_NATIVE);
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_true(slots.is_blocked[0x1c]);
	scene.model.is_passed_through[CFG_BDF(0, 0x1c, 0)] = true;
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_false(slots.is_blocked[0x1c]);
}

static void choose(struct scene *scene, int chosen[])
{
	struct slots slots;

	slots_enter(&slots, &scene->model, &scene->vm);
	slots_choose(&slots, &scene->vm, chosen);
}

static struct device *add(struct scene *scene, enum device_kind kind, uint32_t vuart_index)
{
	struct device *device = &scene->devices[scene->vm.device_count++];

	*device = (struct device) { .kind = kind, .vuart_index = vuart_index };
	return device;
}

/* The guest's other disks keep their names: the image of keys is behind them. */
static void test_key_image(void **state)
{
	struct scene scene;
	int chosen[4] = { 0 };

	(void)state;
	open_scene(&scene, CFG_POST_LAUNCHED);
	add(&scene, DEVICE_KEY_IMAGE, 0);
	add(&scene, DEVICE_BLOCK, 0);
	put(&scene, DEVICE_OTHER, CFG_BDF(0, 30, 0));
	add(&scene, DEVICE_IVSHMEM, 0);
	choose(&scene, chosen);
	assert_int_equal(chosen[0], 29);
	assert_int_equal(chosen[1], 3);
	assert_int_equal(chosen[3], 8);
}

/* Regions and vUARTs may be beside other functions, but where acrn-dm has one device a slot. A
 * passthrough device gets a slot of its own, and a console what is left. */
static void test_choosing(void **state)
{
	static const struct passthrough_device passthrough = { .has_class = true };
	struct scene scene;
	int chosen[16];

	(void)state;
	open_scene(&scene, CFG_PRE_LAUNCHED);
	put(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 8, 1));
	put(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 1, 3));
	put(&scene, DEVICE_VUART, CFG_BDF(0, 9, 0));
	add(&scene, DEVICE_VUART, 0);
	add(&scene, DEVICE_IVSHMEM, 0);
	add(&scene, DEVICE_IVSHMEM, 0);
	add(&scene, DEVICE_VUART, 1);
	add(&scene, DEVICE_PASSTHROUGH, 0)->passthrough = &passthrough;
	choose(&scene, chosen);
	assert_int_equal(chosen[3], 3);
	assert_int_equal(chosen[4], 8);
	assert_int_equal(chosen[5], 10);
	assert_int_equal(chosen[6], 0x10);
	assert_int_equal(chosen[7], 2);
	scene.vm.load_order = CFG_POST_LAUNCHED;
	scene.devices[1].address.vbdf = CFG_BDF(0, 3, 3);
	choose(&scene, chosen);
	assert_int_equal(chosen[3], 4);
	assert_int_equal(chosen[4], 10);
	assert_int_equal(chosen[5], 11);
	assert_int_equal(chosen[6], 0x10);
	assert_int_equal(chosen[7], 5);
}

/* In the Service VM a slot's function 0 is free where the board has another function, or only an
 * object of ACPI. */
static void test_choosing_beside_natives(void **state)
{
	struct scene scene;
	int chosen[16];

	(void)state;
	open_scene(&scene, CFG_SERVICE_VM);
	scene.natives[1] = (struct board_device) { .bdf = CFG_BDF(0, 8, 0), .is_function = true };
	scene.natives[2] = (struct board_device) { .bdf = CFG_BDF(0, 9, 1), .is_function = true };
	scene.natives[3] = (struct board_device) { .bdf = CFG_BDF(0, 10, 0) };
	for (int i = 0; i < 3; i++)
		add(&scene, DEVICE_IVSHMEM, 0);
	choose(&scene, chosen);
	assert_int_equal(chosen[0], 9);
	assert_int_equal(chosen[1], 10);
	assert_int_equal(chosen[2], 11);
}

/* ACRN's build counts the ends of legacy connections: in the order of the scenario, and those with
 * an address first. What they have is given away only where nothing else is left. */
static void test_legacy_vuarts(void **state)
{
	struct vuart_end ends[10] = { 0 };
	struct scene scene;
	int chosen[16];

	(void)state;
	open_scene(&scene, CFG_SERVICE_VM);
	for (int i = 0; i < 9; i++) {
		ends[i].next_of_vm = &ends[i + 1];
		ends[i].is_pci = i == 1 || i == 3;
	}
	ends[4].address =
		(struct device_address) { .kind = ADDRESS_FIXED, .vbdf = CFG_BDF(0, 17, 0) };
	ends[5].address =
		(struct device_address) { .kind = ADDRESS_FIXED, .vbdf = CFG_BDF(0, 19, 1) };
	scene.vm.vuart_ends = ends;
	add(&scene, DEVICE_VUART, 2);
	add(&scene, DEVICE_VUART, 4);
	/* 16: end 0, 17: end 4, 18: end 1, 19: end 2, 20: end 3, 21: end 6 to 23: end 8. */
	choose(&scene, chosen);
	assert_int_equal(chosen[0], 18);
	assert_int_equal(chosen[1], 20);
	add(&scene, DEVICE_VUART, 11);
	add(&scene, DEVICE_VUART, 12);
	choose(&scene, chosen);
	assert_int_equal(chosen[2], 16);
	assert_int_equal(chosen[3], 17);
	scene.vm.load_order = CFG_POST_LAUNCHED;
	choose(&scene, chosen);
	assert_int_equal(chosen[0], 16);
}

/* A device that has no slot left takes none from others. */
static void test_none_left(void **state)
{
	struct scene scene;
	int chosen[16];

	(void)state;
	open_scene(&scene, CFG_PRE_LAUNCHED);
	for (int i = 0; i < 9; i++)
		add(&scene, DEVICE_IVSHMEM, 0);
	add(&scene, DEVICE_VUART, 0);
	choose(&scene, chosen);
	assert_int_equal(chosen[7], 15);
	assert_int_equal(chosen[8], -1);
	assert_int_equal(chosen[9], 1);
}

/* acrn-dm's machine has an LPC bridge, which ACRN gives to none of these VMs. */
static void test_verdicts_in_the_lab(void **state)
{
	static const enum cfg_load_order orders[] = { CFG_PRE_LAUNCHED, CFG_SERVICE_VM };
	static const struct slot_range rest = { 1, CFG_SLOT_MAX, false };
	struct slots slots;
	struct scene scene;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		open_scene(&scene, orders[i]);
		scene.model.target = TARGET_LAB;
		scene.vm.kernel.value = "vmlinuz";
		assert_int_equal(check_at(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 1, 0)), SLOT_OK);
		scene.model.has_hv_land = true;
		for (unsigned slot = 0; slot <= 2; slot++)
			for (unsigned function = 0; function < SLOTS_FUNCTIONS; function++)
				assert_int_equal(check_at(&scene, DEVICE_IVSHMEM,
							  CFG_BDF(0, slot, function)),
						 slot <= 1 ? SLOT_RESERVED : SLOT_OK);
		slots_enter(&slots, &scene.model, &scene.vm);
		assert_int_equal(slots_first_free(&slots, rest), 2);
	}
}

/* A device with an invalid address takes no slot. */
static void test_wrong_places_stay_free(void **state)
{
	static const struct slot_range any = { 0, CFG_SLOT_MAX, false };
	struct slots slots;
	struct scene scene;

	(void)state;
	open_scene(&scene, CFG_POST_LAUNCHED);
	put(&scene, DEVICE_IVSHMEM, CFG_BDF(1, 5, 0));
	put(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 2, 0));
	scene.devices[scene.vm.device_count++].address.kind = ADDRESS_BAD_SLOT;
	scene.devices[scene.vm.device_count++].address.kind = ADDRESS_ANY;
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_int_equal(count_free(&slots, any), 28);
	for (unsigned slot = 0; slot <= CFG_SLOT_MAX; slot++)
		for (unsigned function = 0; function < SLOTS_FUNCTIONS; function++)
			assert_null(slots.owners[slot][function][0]);
}

/* acrn-dm takes one device a slot; the hypervisor one a function. */
static void test_rivals(void **state)
{
	static const enum cfg_load_order orders[] = { CFG_POST_LAUNCHED, CFG_PRE_LAUNCHED,
						      CFG_SERVICE_VM };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct device *first, *same, *function, *other;
		bool by_slot = orders[i] == CFG_POST_LAUNCHED;
		struct slots slots;
		struct scene scene;

		open_scene(&scene, orders[i]);
		first = put(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 5, 2));
		same = put(&scene, DEVICE_VUART, CFG_BDF(0, 5, 2));
		function = put(&scene, DEVICE_VUART, CFG_BDF(0, 5, 0));
		other = put(&scene, DEVICE_IVSHMEM, CFG_BDF(0, 6, 2));
		slots_enter(&slots, &scene.model, &scene.vm);
		assert_ptr_equal(slots.owners[5][2][0], first);
		assert_null(slots_conflict(&slots, &scene.vm, first));
		assert_ptr_equal(slots_conflict(&slots, &scene.vm, same), first);
		assert_ptr_equal(slots_conflict(&slots, &scene.vm, function),
				 by_slot ? first : NULL);
		assert_null(slots_conflict(&slots, &scene.vm, other));
	}
}

/* Devices of a script in one arm of a branch or in another one. */
static void test_alternatives(void **state)
{
	struct fixture *fixture = *state;
	struct conditions *conditions = conditions_new(fixture->arena);
	const struct condition *arms[SLOTS_OWNERS + 2];
	const struct device *devices[SLOTS_OWNERS + 2], *always, *function;
	struct scene scene;
	struct slots slots;

	open_scene(&scene, CFG_POST_LAUNCHED);
	scene.model.is_of_scripts = true;
	for (size_t i = 0; i < SLOTS_OWNERS + 2; i++) {
		arms[i] = conditions_take(conditions, 1, (uint32_t)i);
		devices[i] = put(&scene, DEVICE_OTHER, CFG_BDF(0, 1, 0));
		scene.devices[i].when = arms[i];
		scene.devices[i].address.is_argument = true;
	}
	function = put(&scene, DEVICE_OTHER, CFG_BDF(0, 1, 1));
	scene.devices[SLOTS_OWNERS + 2].address.is_argument = true;
	always = put(&scene, DEVICE_OTHER, CFG_BDF(0, 1, 0));
	slots_enter(&slots, &scene.model, &scene.vm);
	for (size_t i = 0; i < SLOTS_OWNERS + 2; i++)
		assert_null(slots_conflict(&slots, &scene.vm, devices[i]));
	assert_null(slots_conflict(&slots, &scene.vm, function));
	assert_ptr_equal(slots_conflict(&slots, &scene.vm, always), devices[0]);
	assert_int_equal(slots_check(&scene.model, &scene.vm, devices[0]), SLOT_OK);
	scene.devices[1].when = arms[0];
	slots_enter(&slots, &scene.model, &scene.vm);
	assert_ptr_equal(slots_conflict(&slots, &scene.vm, devices[1]), devices[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts_post_launched),
		cmocka_unit_test(test_verdicts_pre_launched),
		cmocka_unit_test(test_verdicts_service_vm),
		cmocka_unit_test(test_verdicts_without_a_place),
		cmocka_unit_test(test_gpu),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_taking_all),
		cmocka_unit_test(test_native_slots),
		cmocka_unit_test(test_objects_of_acpi),
		cmocka_unit_test(test_natives_passed_through),
		cmocka_unit_test(test_key_image),
		cmocka_unit_test(test_choosing),
		cmocka_unit_test(test_choosing_beside_natives),
		cmocka_unit_test(test_legacy_vuarts),
		cmocka_unit_test(test_none_left),
		cmocka_unit_test(test_verdicts_in_the_lab),
		cmocka_unit_test(test_wrong_places_stay_free),
		cmocka_unit_test(test_rivals),
		TEST(test_alternatives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
