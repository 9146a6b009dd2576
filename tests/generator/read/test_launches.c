/* SPDX-License-Identifier: BSD-3-Clause
 * test_launches.c: models of what scripts start. */
#include "tests/generator/script/command.h"

#include "read/read.h"

#define MIB (UINT64_C(1) << 20)

static const struct model *model_of_scripts(struct fixture *fixture, const char *const *texts,
					    size_t count)
{
	const struct script **scripts =
		arena_array(fixture->arena, count, sizeof(const struct script *));
	struct model_context context = { .release = RELEASE_3_3 };

	for (size_t i = 0; i < count; i++)
		scripts[i] = script_of(fixture, texts[i], RELEASE_3_3);
	return read_launches(fixture->arena, scripts, count, &context);
}

static const struct model *model_of(struct fixture *fixture, const char *text)
{
	return model_of_scripts(fixture, &text, 1);
}

static void test_vms(void **state)
{
	const char *const texts[] = {
		"acrn-dm -A one\nqemu-kvm -name two",
		"acrn-dm $vm\nacrn-dm\nacrn-dm ?10:a ?11:b\nqemu-kvm -name guest=$vm",
	};
	static const char *const names[] = { "one", "two", "vm1.sh", "vm1.sh", "a", "vm1.sh" };
	const struct model *model = model_of_scripts(*state, texts, 2);

	assert_true(model->is_of_scripts);
	assert_int_equal(model->release, RELEASE_3_3);
	assert_int_equal(model->vm_count, 6);
	for (size_t i = 0; i < 6; i++) {
		const struct vm *vm = &model->vms[i];

		assert_string_equal(vm->name.value, names[i]);
		assert_int_equal(vm->is_unnamed, i >= 2);
		assert_int_equal(vm->load_order, CFG_POST_LAUNCHED);
		assert_null(vm->same_name);
		assert_non_null(vm->launch);
	}
	assert_ptr_not_equal(model->vms[1].at.source, model->vms[2].at.source);
}

static void test_vms_of_one_name(void **state)
{
	const struct model *model =
		model_of(*state, "acrn-dm a\n?10: acrn-dm a\n?10: acrn-dm b\n?11: acrn-dm b\n");

	assert_ptr_equal(model->vms[1].same_name, &model->vms[0]);
	assert_null(model->vms[3].same_name);
}

/* One command with one of two programs is one VM. */
static void test_program_of_branch(void **state)
{
	const struct model *model =
		model_of(*state, "?10:acrn-dm ?11:/bin/acrn-dm a\n?10:acrn-dm ?11:qemu-kvm b\n");

	assert_int_equal(model->vm_count, 3);
	assert_string_equal(model->vms[0].name.value, "a");
	assert_string_equal(model->vms[1].name.value, "b");
}

static void test_region(void **state)
{
	const char *const texts[] = {
		"acrn-dm -s 6,ivshmem,dm:/shm,2 one",
		"acrn-dm -s 8,ivshmem,hv:/shm,4,7 two",
	};
	const struct model *model = model_of_scripts(*state, texts, 2);
	const struct shm_region *region = model->regions[0];

	assert_int_equal(model->region_count, 1);
	assert_string_equal(region->name.value, "shm");
	assert_string_equal(written(*state, region->name.at), "shm");
	assert_int_equal(region->declaration_count, 2);
	assert_int_equal(region->declarations[0]->land, CFG_LAND_DM);
	assert_int_equal(region->declarations[0]->size, 2 * MIB);
	assert_int_equal(region->declarations[1]->land, CFG_LAND_HV);
	assert_int_equal(region->declarations[1]->region_id, 7);
	assert_int_equal(region->peer_count, 2);
	assert_ptr_equal(region->peers[1]->vm, &model->vms[1]);
	assert_int_equal(model->vms[1].devices[0].kind, DEVICE_IVSHMEM);
	assert_int_equal(model->vms[1].devices[0].address.vbdf, CFG_BDF(0, 8, 0));
}

static void test_unknown_parts_of_regions(void **state)
{
	const struct model *model = model_of(
		*state, "acrn-dm -s 5,ivshmem,dm:/a,$size -s 6,ivshmem,dm:/$b,2 "
			"-s 7,ivshmem,$c -s 8,ivshmem,dm:/d,2,$id -s 9,ivshmem,$hv/e,2 vm");
	const struct shm_declaration *declaration;

	assert_int_equal(model->region_count, 2);
	declaration = model->regions[0]->declarations[0];
	assert_false(declaration->has_size);
	assert_null(declaration->size_text.value);
	declaration = model->regions[1]->declarations[0];
	assert_int_equal(declaration->size, 2 * MIB);
	assert_null(declaration->region_id_text.value);
	assert_int_equal(model->bad_text_count, 0);
	assert_int_equal(model->vms[0].device_count, 5);
	assert_int_equal(model->vms[0].devices[1].kind, DEVICE_OTHER);
	assert_string_equal(model->vms[0].devices[1].other->kind, "ivshmem");
}

static void test_bad_region(void **state)
{
	const struct model *model = model_of(*state, "acrn-dm -s 5,ivshmem,dm:/a vm");

	assert_int_equal(model->region_count, 0);
	assert_int_equal(model->bad_text_count, 1);
	assert_string_equal(model->bad_texts[0].text.value, "dm:/a");
}

static void test_peers_of_two_arms(void **state)
{
	const struct model *model =
		model_of(*state, "acrn-dm ?10:-s ?10:5,ivshmem,dm:/a,2 ?11:-s "
				 "?11:6,ivshmem,dm:/a,2 -s 7,ivshmem,dm:/a,2 vm");
	const struct shm_region *region = model->regions[0];

	assert_int_equal(region->peer_count, 3);
	assert_null(region->peers[1]->same_vm);
	assert_ptr_equal(region->peers[2]->same_vm, region->peers[0]);
	assert_false(condition_can_meet(region->peers[0]->when, region->peers[1]->when));
	assert_ptr_equal(region->declarations[0]->when, region->peers[0]->when);
	assert_int_equal(model->vms[0].device_count, 2);
	assert_ptr_equal(model->vms[0].devices[1].when, region->peers[1]->when);
}

/* In the order of the command line, whatever their kinds. */
static void test_devices(void **state)
{
	const struct model *model = model_of(
		*state,
		"acrn-dm -s 2,passthru,0/2/0,gpu -s $n,virtio-blk,a.img -s 4 -s 5,$kind "
		"-s 6,vhost-vsock,cid=3 -s 7,ivshmem,dm:/a,2 -s 99,passthru,$x/0 -s x,lpc vm");
	static const enum device_kind kinds[] = {
		DEVICE_PASSTHROUGH, DEVICE_OTHER, DEVICE_OTHER, DEVICE_VSOCK,
		DEVICE_IVSHMEM,	    DEVICE_OTHER, DEVICE_OTHER,
	};
	const struct device *devices = model->vms[0].devices;

	assert_int_equal(model->vms[0].device_count, 7);
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(devices[i].kind, kinds[i]);
		assert_true(devices[i].address.is_argument);
	}
	assert_int_equal(devices[0].passthrough->bdf, CFG_BDF(0, 2, 0));
	assert_int_equal(devices[0].address.vbdf, CFG_BDF(0, 2, 0));
	assert_int_equal(devices[1].address.kind, ADDRESS_ANY);
	assert_string_equal(devices[1].other->options, "a.img");
	assert_string_equal(devices[2].other->kind, "of unknown kind");
	assert_string_equal(devices[3].vsock_cid, "3");
	assert_null(devices[5].other->options);
	assert_int_equal(devices[6].address.kind, ADDRESS_BAD_SLOT);
}

static void test_qemu(void **state)
{
	const struct model *model = model_of(
		*state,
		"qemu-kvm -object memory-backend-file,id=m,mem-path=/dev/shm/a,size=1M "
		"-device ivshmem-plain,memdev=m,addr=5 -device e1000,addr=0x6 "
		"-device vfio-pci,host=0000:01:00.1 -device ivshmem-plain,memdev=$x,addr=7\n"
		"qemu-kvm -device ivshmem-doorbell,chardev=c -chardev socket,id=c,path=s");
	const struct device *devices = model->vms[0].devices;

	assert_int_equal(model->region_count, 2);
	assert_string_equal(model->regions[0]->name.value, "/dev/shm/a");
	assert_int_equal(model->regions[0]->declarations[0]->size, MIB);
	assert_int_equal(model->regions[0]->declarations[0]->land, CFG_LAND_DM);
	assert_string_equal(model->regions[1]->name.value, "s");
	assert_false(model->regions[1]->declarations[0]->has_size);
	assert_int_equal(model->vms[0].device_count, 4);
	assert_int_equal(devices[0].address.vbdf, CFG_BDF(0, 5, 0));
	assert_string_equal(devices[1].other->kind, "e1000");
	assert_int_equal(devices[2].passthrough->bdf, CFG_BDF(1, 0, 1));
	assert_int_equal(devices[3].kind, DEVICE_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_vms),
		TEST(test_vms_of_one_name),
		TEST(test_program_of_branch),
		TEST(test_region),
		TEST(test_unknown_parts_of_regions),
		TEST(test_bad_region),
		TEST(test_peers_of_two_arms),
		TEST(test_devices),
		TEST(test_qemu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
