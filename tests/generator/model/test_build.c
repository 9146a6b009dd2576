/* SPDX-License-Identifier: BSD-3-Clause
 * test_build.c: models built by the API alone, from texts that are not XML: what is linked, which
 * rules report what and where, and that a reader of the same scenario builds the same. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "model/build.h"
#include "read/read.h"
#include "rules/rules.h"

#define MIB (UINT64_C(1) << 20)

/* A model under construction, and the input that its spans are in. */
struct scene {
	struct fixture *fixture;
	const struct source *source;
	struct model_builder *builder;
};

static struct scene open_scene(struct fixture *fixture, const char *input, size_t vm_count)
{
	const struct source *source = source_of(fixture, input);
	struct model base = {
		.source = source,
		.release = RELEASE_3_3,
		.hypervisor = { .max_vms.value = 16,
				.max_pci_devices.value = 96,
				.max_pt_irqs.value = 256,
				.max_ir_entries.value = 256 },
	};

	return (struct scene) { fixture, source, model_new(fixture->arena, &base, vm_count) };
}

/* The first place of a text in the input. */
static struct text text_in(const struct scene *scene, const char *text)
{
	const char *found = strstr(scene->source->bytes, text);
	size_t start = (size_t)(found - scene->source->bytes);

	assert_non_null(found);
	return (struct text) { text, source_span(scene->source, start, start + strlen(text)) };
}

static const struct vm *add_vm(const struct scene *scene, const char *name, uint16_t id,
			       enum cfg_load_order order)
{
	static const struct cpu cpu = { .id = 1 };
	struct vm vm = {
		.cpus = &cpu,
		.cpu_count = 1,
		.name = text_in(scene, name),
		.has_id = true,
		.id = id,
		.load_order = order,
		.memory_mib = 1024,
	};

	vm.at = vm.load_order_text.at = vm.id_text.at = vm.name.at;
	return model_add_vm(scene->builder, &vm);
}

static const struct device_address any = { .kind = ADDRESS_ANY };

/* The VM's own declaration of a region in dm-land; `size` is in MiB. */
static void share(const struct scene *scene, const struct vm *vm, const char *name,
		  const char *size, struct device_address address)
{
	struct text text = text_in(scene, name);
	struct shm_region *region = model_join_region(scene->builder, text);
	struct shm_declaration declaration = {
		.vm = vm,
		.at = text.at,
		.land = CFG_LAND_DM,
		.land_at = text.at,
		.size_text = text_in(scene, size),
		.has_size = true,
		.size = strtoul(size, NULL, 10) * MIB,
		.has_region_id = true,
	};
	struct shm_peer peer = { .vm = vm, .vm_name = vm->name, .at = text.at };

	model_add_declaration(scene->builder, region, &declaration);
	model_add_peer(scene->builder, region, &peer, address);
}

/* A region of hv-land that lists its peers. */
static struct shm_region *add_region(const struct scene *scene, const char *name)
{
	struct text text = text_in(scene, name);
	struct shm_region *region = model_add_region(scene->builder, text);
	struct shm_declaration declaration = {
		.at = text.at,
		.land = CFG_LAND_HV,
		.land_at = text.at,
		.size_text = text,
		.has_size = true,
		.size = 2 * MIB,
		.has_region_id = true,
	};

	model_add_declaration(scene->builder, region, &declaration);
	return region;
}

static void add_peer(const struct scene *scene, struct shm_region *region, const char *vm_name,
		     struct device_address address)
{
	struct text name = text_in(scene, vm_name);
	struct shm_peer peer = { .vm_name = name, .at = name.at };

	model_add_peer(scene->builder, region, &peer, address);
}

static struct device_address at_slot(const struct scene *scene, unsigned slot, const char *text)
{
	return (struct device_address) {
		.kind = ADDRESS_FIXED,
		.is_slot_number = true,
		.vbdf = CFG_BDF(0, slot, 0),
		.text = text_in(scene, text),
	};
}

static const struct model *finish(const struct scene *scene)
{
	const struct model *model = model_finish(scene->builder);

	check_run(scene->fixture->arena, model, scene->fixture->diags);
	return model;
}

static void test_nothing(void **state)
{
	struct scene scene = open_scene(*state, "", 0);
	const struct model *model = finish(&scene);

	assert_int_equal(model->vm_count, 0);
	assert_int_equal(model->region_count, 0);
	assert_null(model->service_vm);
	assert_string_equal(messages(*state), "");
}

static void test_links(void **state)
{
	struct scene scene = open_scene(*state, "boss left right chan0 2", 3);
	const struct vm *service = add_vm(&scene, "boss", 0, CFG_SERVICE_VM);
	const struct vm *left = add_vm(&scene, "left", 1, CFG_POST_LAUNCHED);
	const struct vm *right = add_vm(&scene, "right", 2, CFG_POST_LAUNCHED);
	const struct shm_region *region;
	const struct model *model;

	share(&scene, left, "chan0", "2", any);
	share(&scene, right, "chan0", "2", any);
	model = finish(&scene);
	assert_string_equal(messages(*state), "");
	assert_ptr_equal(model->service_vm, service);
	assert_int_equal(model->region_count, 1);
	region = model->regions[0];
	assert_true(region->is_name_valid && left->is_name_valid);
	assert_int_equal(region->declaration_count, 2);
	assert_int_equal(region->peer_count, 2);
	assert_ptr_equal(region->declarations[1]->region, region);
	assert_ptr_equal(region->peers[0]->vm, left);
	assert_int_equal(service->device_count, 0);
	assert_int_equal(right->device_count, 1);
	assert_ptr_equal(right->devices[0].ivshmem, region->peers[1]);
	assert_false(model->has_hv_land);
}

/* Several independent mistakes: one message each, at their places in the input. */
static void test_rules(void **state)
{
	struct scene scene = open_scene(*state,
					"VM boss\n"
					"VM left\n"
					"VM right\n"
					"VM left\n"
					"left shares chan0 of 2\n"
					"right shares chan0 of 4\n"
					"left shares other of 8\n",
					4);
	const struct vm *left, *right, *again;

	add_vm(&scene, "boss", 0, CFG_SERVICE_VM);
	left = add_vm(&scene, "left", 1, CFG_POST_LAUNCHED);
	right = add_vm(&scene, "right", 2, CFG_POST_LAUNCHED);
	again = model_add_vm(scene.builder,
			     &(struct vm) {
				     .cpus = left->cpus,
				     .cpu_count = left->cpu_count,
				     .name = { "left", text_in(&scene, "left\nleft").at },
				     .has_id = true,
				     .id = 3,
				     .load_order = CFG_POST_LAUNCHED,
			     });
	share(&scene, left, "chan0", "2", any);
	share(&scene, right, "chan0", "4", any);
	share(&scene, left, "other", "8", any);
	finish(&scene);
	assert_ptr_equal(again->same_name, left);
	assert_contains(messages(*state),
			"test.xml:4:4: error: duplicate VM name 'left' [vm-name-duplicate]\n");
	assert_contains(messages(*state), "test.xml:6:23: error: region 'chan0' is 4 MiB here but "
					  "2 MiB for VM 'left' [shmem-size-mismatch]\n");
	assert_contains(messages(*state), "test.xml:7:13: error: ");
	assert_contains(messages(*state), "[shmem-unshared]\n");
	assert_int_equal(diags_error_count(scene.fixture->diags), 3);
}

/* Names of VMs that do not exist, texts that declare nothing, and a slot that two devices have. */
static void add_vuart(const struct scene *scene, bool is_pci, struct text one, struct text other)
{
	struct vuart_end *ends = arena_array(scene->fixture->arena, 2, sizeof(*ends));
	struct vuart_connection connection = {
		.at = one.at, .is_pci = is_pci, .ends = ends, .end_count = 2
	};

	ends[0] = (struct vuart_end) { .at = one.at, .vm_name = one };
	ends[1] = (struct vuart_end) { .at = other.at, .vm_name = other };
	model_add_vuart(scene->builder, &connection);
}

static void test_more_rules(void **state)
{
	struct scene scene = open_scene(*state, "boss left both other nobody 9 ?", 2);
	struct shm_region *both, *other;
	const struct vm *left;

	add_vm(&scene, "boss", 0, CFG_SERVICE_VM);
	left = add_vm(&scene, "left", 1, CFG_POST_LAUNCHED);
	both = add_region(&scene, "both");
	other = add_region(&scene, "other");
	add_peer(&scene, both, "boss", any);
	add_peer(&scene, both, "left", at_slot(&scene, 9, "9"));
	add_peer(&scene, other, "left", at_slot(&scene, 9, "9"));
	add_peer(&scene, other, "nobody", any);
	add_vuart(&scene, false, text_in(&scene, "boss"), text_in(&scene, "nobody"));
	model_add_bad_text(scene.builder, left, text_in(&scene, "?"));
	finish(&scene);
	assert_contains(messages(*state), "test.xml:1:22: error: unknown VM 'nobody' ");
	assert_contains(messages(*state), "[shmem-unknown-vm]\n");
	assert_contains(messages(*state), "[vuart-unknown-vm]\n");
	assert_contains(messages(*state), "test.xml:1:31: error: ");
	assert_contains(messages(*state), "[shmem-text-invalid]\n");
	assert_contains(messages(*state), "test.xml:1:29: error: ");
	assert_contains(messages(*state), "[slot-duplicate]\n");
	assert_int_equal(diags_error_count(scene.fixture->diags), 4);
}

/* Regions of one name count as one, also where the name is invalid. */
static void test_too_many(void **state)
{
	struct scene scene = open_scene(*state, "not/valid", 0);

	for (int i = 0; i < CFG_HV_REGIONS_MAX + 1; i++)
		add_region(&scene, "not/valid");
	finish(&scene);
	assert_contains(messages(*state), "[shmem-name-invalid]\n");
	assert_null(strstr(messages(*state), "[shmem-too-many]"));
}

static void add_device(const struct scene *scene, const struct vm *vm, struct device device)
{
	model_add_device(scene->builder, vm, &device);
}

static void assert_kinds(const struct vm *vm, const enum device_kind *kinds, size_t count)
{
	assert_int_equal(vm->device_count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(vm->devices[i].kind, kinds[i]);
}

/* Whatever the order of adding, devices come in that of acrn-dm's command line; and only
 * post-launched VMs have those that acrn-dm emulates. */
static void test_device_order(void **state)
{
	static const enum device_kind post[] = { DEVICE_IVSHMEM, DEVICE_IVSHMEM,    DEVICE_VUART,
						 DEVICE_VUART,	 DEVICE_BLOCK,	    DEVICE_BLOCK,
						 DEVICE_VSOCK,	 DEVICE_PASSTHROUGH };
	static const enum device_kind pre[] = { DEVICE_IVSHMEM, DEVICE_VUART, DEVICE_PASSTHROUGH };
	struct scene scene = open_scene(*state, "boss left right common own 2 00:1f.3", 2);
	const struct vm *vms[] = { add_vm(&scene, "left", 1, CFG_POST_LAUNCHED),
				   add_vm(&scene, "right", 2, CFG_PRE_LAUNCHED) };
	struct passthrough_device audio = { .text = text_in(&scene, "00:1f.3"),
					    .has_bdf = true,
					    .bdf = CFG_BDF(0, 0x1f, 3) };
	struct device vuart = { .kind = DEVICE_VUART };
	struct shm_region *common = add_region(&scene, "common");
	const struct model *model;

	for (size_t i = 0; i < 2; i++) {
		add_device(&scene, vms[i], (struct device) { .kind = DEVICE_VSOCK });
		add_device(&scene, vms[i],
			   (struct device) { .kind = DEVICE_PASSTHROUGH, .passthrough = &audio });
		add_device(&scene, vms[i], (struct device) { .kind = DEVICE_BLOCK, .block = "a" });
		add_device(&scene, vms[i], (struct device) { .kind = DEVICE_BLOCK, .block = "b" });
		add_peer(&scene, common, vms[i]->name.value, any);
	}
	add_vuart(&scene, false, vms[0]->name, vms[1]->name);
	add_vuart(&scene, true, vms[0]->name, text_in(&scene, "boss"));
	for (size_t i = 0; i < 2; i++)
		add_device(&scene, vms[i], vuart);
	share(&scene, vms[0], "own", "2", any);
	model = model_finish(scene.builder);
	assert_kinds(vms[0], post, sizeof(post) / sizeof(post[0]));
	assert_kinds(vms[1], pre, sizeof(pre) / sizeof(pre[0]));
	assert_string_equal(vms[0]->devices[0].ivshmem->region->name.value, "own");
	assert_string_equal(vms[0]->devices[1].ivshmem->region->name.value, "common");
	assert_int_equal(vms[0]->devices[2].vuart_index, 0);
	assert_int_equal(vms[0]->devices[3].vuart_index, 2);
	assert_string_equal(vms[0]->devices[4].block, "a");
	assert_string_equal(vms[0]->devices[5].block, "b");
	assert_true(model->has_hv_land);
	assert_true(model->is_passed_through[CFG_BDF(0, 0x1f, 3)]);
}

static void test_passthrough_by_board(void **state)
{
	static const struct board_device devices[] = {
		{ .bdf = CFG_BDF(0, 2, 0), .class_code = 0x030000 },
		{ .bdf = CFG_BDF(0, 3, 0), .class_code = 0x020001 },
		{ .bdf = CFG_BDF(0, 4, 0), .class_code = 0x0c0330 }
	};
	struct fixture *fixture = *state;
	struct board board = { .devices = devices, .device_count = 3 };
	struct model base = { .source = source_of(fixture, ""), .board = &board };
	struct model_builder *builder = model_new(fixture->arena, &base, 1);
	const struct vm *vm = model_add_vm(builder, &(struct vm) {
							    .name = { .value = "a" },
							    .is_windows = true,
							    .load_order = CFG_POST_LAUNCHED,
						    });
	struct passthrough_device given[3];

	for (size_t i = 0; i < 3; i++) {
		given[i] = (struct passthrough_device) {
			.text = { .value = "" },
			.has_bdf = true,
			.bdf = devices[i].bdf,
			.enables_ptm = true,
		};
		model_add_device(
			builder, vm,
			&(struct device) { .kind = DEVICE_PASSTHROUGH, .passthrough = &given[i] });
	}
	model_finish(builder);
	assert_true(vm->devices[0].passthrough->is_vga);
	assert_int_equal(vm->devices[0].address.kind, ADDRESS_FIXED);
	assert_int_equal(vm->devices[0].address.vbdf, CFG_BDF(0, CFG_SLOT_GPU, 0));
	assert_false(vm->devices[0].passthrough->enables_ptm);
	assert_true(vm->devices[1].passthrough->enables_ptm);
	assert_false(vm->devices[1].passthrough->has_d3hot_reset);
	assert_true(vm->devices[2].passthrough->has_d3hot_reset);
	assert_int_equal(vm->devices[2].address.kind, ADDRESS_ANY);
}

/* A model as text, without its spans. */
static const char *described(struct arena *arena, const struct model *model)
{
	const char *text = "";

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		text = arena_printf(arena, "%sVM %u %s %d %ju\n", text, vm->id, vm->name.value,
				    vm->load_order, (uintmax_t)vm->memory_mib);
		for (size_t j = 0; j < vm->device_count; j++)
			text = arena_printf(arena, "%s  %d at %d %x\n", text, vm->devices[j].kind,
					    vm->devices[j].address.kind,
					    vm->devices[j].address.vbdf);
	}
	for (size_t i = 0; i < model->region_count; i++) {
		const struct shm_region *region = model->regions[i];

		text = arena_printf(arena, "%sregion %s\n", text, region->name.value);
		for (size_t j = 0; j < region->declaration_count; j++)
			text = arena_printf(arena, "%s  land %d, %ju bytes, ID %u\n", text,
					    region->declarations[j]->land,
					    (uintmax_t)region->declarations[j]->size,
					    region->declarations[j]->region_id);
		for (size_t j = 0; j < region->peer_count; j++)
			text = arena_printf(arena, "%s  peer %s\n", text,
					    region->peers[j]->vm_name.value);
	}
	return text;
}

static void test_same_as_read(void **state)
{
	static const char scenario[] =
		"<acrn-config><hv><FEATURES><IVSHMEM><IVSHMEM_REGION><NAME>common</"
		"NAME><IVSHMEM_VMS>"
		"<IVSHMEM_VM><VM_NAME>left</VM_NAME></IVSHMEM_VM>"
		"<IVSHMEM_VM><VM_NAME>right</VM_NAME></IVSHMEM_VM>"
		"</IVSHMEM_VMS></IVSHMEM_REGION></IVSHMEM></FEATURES></hv>"
		"<vm id='0'><name>boss</name><load_order>SERVICE_VM</load_order></vm>"
		"<vm id='1'><name>left</name><load_order>POST_LAUNCHED_VM</load_order><shm_regions>"
		"<shm_region slot='9'>dm:/own,4</shm_region></shm_regions></vm>"
		"<vm "
		"id='2'><name>right</name><load_order>POST_LAUNCHED_VM</load_order><shm_regions>"
		"<shm_region>dm:/own,4</shm_region></shm_regions></vm></acrn-config>";
	struct fixture *fixture = *state;
	const struct doc *doc = doc_of(fixture, scenario);
	const struct model *read = read_scenario(fixture->arena, doc,
						 &(struct model_context) { .board = NULL,
									   .release = RELEASE_3_3,
									   .target = TARGET_ACRN });
	struct scene scene = open_scene(fixture, "boss left right common own 4 9", 3);
	const struct vm *left, *right;
	struct shm_region *region;

	add_vm(&scene, "boss", 0, CFG_SERVICE_VM);
	left = add_vm(&scene, "left", 1, CFG_POST_LAUNCHED);
	right = add_vm(&scene, "right", 2, CFG_POST_LAUNCHED);
	region = add_region(&scene, "common");
	add_peer(&scene, region, "left", any);
	add_peer(&scene, region, "right", any);
	share(&scene, left, "own", "4", at_slot(&scene, 9, "9"));
	share(&scene, right, "own", "4", any);
	assert_string_equal(described(fixture->arena, model_finish(scene.builder)),
			    described(fixture->arena, read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing),    TEST(test_links),	TEST(test_rules),
		TEST(test_more_rules), TEST(test_device_order), TEST(test_passthrough_by_board),
		TEST(test_too_many),   TEST(test_same_as_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
