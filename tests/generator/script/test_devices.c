/* SPDX-License-Identifier: BSD-3-Clause
 * test_devices.c: the devices of acrn-dm's -s and QEMU's -device, and which commands start a VM. */
#include "tests/generator/script/command.h"

/* KIND@ADDRESS[OPTIONS] of a device; ? for what is not known or missing, ! for a bad address. */
static const char *device_of(struct fixture *fixture, const char *text)
{
	const struct launch *launch = launch_of(fixture, text, RELEASE_3_0);
	const struct launch_device *device = launch->devices;
	const char *address = device->has_bad_address ? "!" : "?";

	assert_int_equal(launch->device_count, 1);
	if (device->has_address)
		address = arena_printf(fixture->arena, "%u:%u.%u", device->bus, device->slot,
				       device->function);
	return arena_printf(
		fixture->arena, "%s%s@%s[%s]", device->kind.value ? device->kind.value : "?",
		device->is_boot ? "(boot)" : "", address, shown(fixture, &device->options));
}

static void test_acrn_dm(void **state)
{
	assert_string_equal(device_of(*state, "acrn-dm -s 3,lpc"), "lpc@0:3.0[]");
	assert_string_equal(device_of(*state, "acrn-dm -s 3:1,virtio-blk,b,a.img,ro"),
			    "virtio-blk(boot)@0:3.1[a.img,ro]");
	assert_string_equal(device_of(*state, "acrn-dm -s 1:31:7,ivshmem,dm:/a,2"),
			    "ivshmem@1:31.7[dm:/a,2]");
	assert_string_equal(device_of(*state, "acrn-dm -s 32,lpc"), "lpc@![]");
	assert_string_equal(device_of(*state, "acrn-dm -s lpc"), "?@![]");
	assert_string_equal(device_of(*state, "acrn-dm -s 3,virtio-blk,b"), "virtio-blk@0:3.0[b]");
}

static void test_acrn_dm_unknown(void **state)
{
	assert_string_equal(device_of(*state, "acrn-dm -s $n,lpc,x"), "lpc@?[x]");
	assert_string_equal(device_of(*state, "acrn-dm -s 0:$n,lpc"), "lpc@?[]");
	assert_string_equal(device_of(*state, "acrn-dm -s 4,virtio-$kind,x"), "?@0:4.0[x]");
	assert_string_equal(device_of(*state, "acrn-dm -s $device"), "?@?[]");
	assert_string_equal(device_of(*state, "acrn-dm -s 4,virtio-blk,\"$dir\"/a,b"),
			    "virtio-blk@0:4.0[$/a,b]");
}

static void test_places(void **state)
{
	const struct launch *launch =
		launch_of(*state, "acrn-dm -s 5,ivshmem,dm:/$name,2 vm1", RELEASE_3_0);
	const struct launch_device *device = launch->devices;

	assert_string_equal(written(*state, device->address.at), "5");
	assert_string_equal(written(*state, device->kind.at), "ivshmem");
	assert_string_equal(written(*state, device->options.at), "dm:/$name,2");
	assert_null(device->options.value);
	assert_string_equal(device->options.head, "dm:/");
}

static void test_qemu(void **state)
{
	assert_string_equal(device_of(*state, "qemu-kvm -device virtio-rng-pci,addr=0xb"),
			    "virtio-rng-pci@0:11.0[addr=0xb]");
	assert_string_equal(device_of(*state, "qemu-kvm -device driver=e1000,addr=1f.3,bus=pcie.0"),
			    "e1000@0:31.3[addr=1f.3,bus=pcie.0]");
	assert_string_equal(device_of(*state, "qemu-kvm -device e1000,addr=20"),
			    "e1000@![addr=20]");
	assert_string_equal(device_of(*state, "qemu-kvm -device e1000,bus=port1,addr=0"),
			    "e1000@?[bus=port1,addr=0]");
	assert_string_equal(device_of(*state, "qemu-kvm -device e1000,addr=5,$more"),
			    "e1000@?[addr=5,$]");
	assert_string_equal(device_of(*state, "qemu-kvm -device {'driver':'e1000'}"), "?@?[]");
	assert_string_equal(device_of(*state, "qemu-kvm -device $kind,addr=5"), "?@0:5.0[addr=5]");
}

static size_t launches(struct fixture *fixture, const char *text)
{
	return script_of(fixture, text, RELEASE_3_0)->launch_count;
}

static void test_programs(void **state)
{
	assert_int_equal(launches(*state, "/usr/bin/acrn-dm a\n./acrn-dm b\necho acrn-dm c"), 2);
	assert_int_equal(launches(*state, "$dir/acrn-dm a\n$qemu -m 1\nmy-acrn-dm\nacrn-dm$x"), 1);
	assert_int_equal(launches(*state, "qemu-system-aarch64\nqemu-img create\nkvm\nqemu-kvm"),
			 3);
}

/* The same command with one program or the other. */
static void test_alternative_programs(void **state)
{
	const char *text = "?10:acrn-dm ?11:qemu-kvm ?12:echo -m 1G ?10:-A ?11:-nographic last";
	const struct script *script = script_of(*state, text, RELEASE_3_0);

	assert_int_equal(script->launch_count, 2);
	assert_string_equal(options_of(*state, script->launches[0]), "-m=1G -A =last");
	assert_string_equal(options_of(*state, script->launches[1]), "-m=1G -nographic =last");
	assert_int_equal(script->launches[0]->name_count, 1);
	assert_false(condition_can_meet(script->launches[0]->when, script->launches[1]->when));
}

static void test_questions(void **state)
{
	assert_int_equal(launches(*state, "acrn-dm --help\nacrn-dm -v\nacrn-dm --version"), 0);
	assert_int_equal(launches(*state, "qemu -device help\nqemu --version\nqemu -h"), 0);
	assert_int_equal(launches(*state, "qemu -M ?\nqemu -device e1000,help\nqemu -cpu help"), 0);
	assert_int_equal(launches(*state, "qemu -name help\nacrn-dm help\nacrn-dm ?10:-h vm"), 3);
	assert_int_equal(launches(*state, "?10: acrn-dm --help\n?10: qemu -cpu help"), 0);
}

static void test_names_of_qemu(void **state)
{
	static const char *const names[][2] = {
		{ "qemu -name vm1", "vm1" },
		{ "qemu -name guest=vm2,debug-threads=on", "vm2" },
		{ "qemu -name vm3,process=x", "vm3" },
		{ "qemu -name a,,b$x", "a,,b$" },
		{ "qemu -name x$y,guest=a,,b", "a,b" },
		{ "qemu -name $x", "$" },
		{ "qemu -name vm4,$x", "vm4" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct launch *launch = launch_of(*state, names[i][0], RELEASE_3_0);
		struct launch_text name;

		assert_int_equal(launch->name_count, 1);
		name = launch_name(((struct fixture *)*state)->arena, launch, launch->names[0]);
		assert_string_equal(shown(*state, &name), names[i][1]);
		assert_int_equal(name.value != NULL, !strchr(names[i][0], '$') || i == 4);
	}
}

static enum launch_found property(struct fixture *fixture, const char *options, const char *key,
				  struct launch_text *value)
{
	const char *text = arena_printf(fixture->arena, "qemu -device %s", options);
	const struct launch *launch = launch_of(fixture, text, RELEASE_3_0);

	return launch_property(fixture->arena, &launch->options[0].value, key, value);
}

static void test_properties(void **state)
{
	struct launch_text value;

	assert_int_equal(property(*state, "x,id=a,share", "id", &value), LAUNCH_FOUND);
	assert_string_equal(value.value, "a");
	assert_int_equal(property(*state, "x,id=a,share", "share", &value), LAUNCH_FOUND);
	assert_string_equal(value.value, "on");
	assert_int_equal(property(*state, "x,id=a,id=b", "id", &value), LAUNCH_FOUND);
	assert_string_equal(value.value, "b");
	assert_int_equal(property(*state, "x,path=a,,id=b", "id", &value), LAUNCH_MISSING);
	assert_int_equal(property(*state, "x,path=a,,id=b", "path", &value), LAUNCH_FOUND);
	assert_string_equal(value.value, "a,id=b");
	assert_string_equal(written(*state, value.at), "a,,id=b");
	assert_int_equal(property(*state, "x,id=a$b", "id", &value), LAUNCH_FOUND);
	assert_null(value.value);
	assert_int_equal(property(*state, "x,i$b", "id", &value), LAUNCH_MAYBE);
	assert_int_equal(property(*state, "x,id$b", "id", &value), LAUNCH_MAYBE);
	assert_int_equal(property(*state, "x,ids=$b", "id", &value), LAUNCH_MISSING);
	assert_int_equal(property(*state, "x,idle", "id", &value), LAUNCH_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_acrn_dm),   TEST(test_acrn_dm_unknown), TEST(test_places),
		TEST(test_qemu),      TEST(test_programs),	  TEST(test_alternative_programs),
		TEST(test_questions), TEST(test_names_of_qemu),	  TEST(test_properties),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
