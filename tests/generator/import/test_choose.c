/* SPDX-License-Identifier: BSD-3-Clause
 * test_choose.c: which VMs a scenario gets, by what names, and which arms of branches. */
#include "tests/generator/import/scene.h"

static void test_vms(void **state)
{
	struct scene scene =
		scene_import(*state, "acrn-dm one\nacrn-dm SERVICE\n", NULL, RELEASE_3_3);

	scene_has(&scene, "<vm id=\"0\"><load_order>SERVICE_VM</load_order><name>SERVICE_</name>");
	scene_has(&scene, "<vm id=\"1\"><load_order>POST_LAUNCHED_VM</load_order><name>one</name>");
	scene_has(&scene,
		  "<vm id=\"2\"><load_order>POST_LAUNCHED_VM</load_order><name>SERVICE</name>");
}

static void test_no_vm(void **state)
{
	struct scene scene = scene_import(*state, "modprobe pci_stub\n", NULL, RELEASE_3_3);

	scene_lacks(&scene, "POST_LAUNCHED_VM");
	scene_says(&scene, "vm1.sh:1:1: warning: the script starts no VM");
}

static void test_names(void **state)
{
	struct scene scene = scene_import(
		*state,
		"acrn-dm a_name_of_20_letters\nacrn-dm a_name_of_16_let\nacrn-dm -x/y\n"
		"acrn-dm -A ./a.b\nacrn-dm \"$name\"\nacrn-dm VM5\nacrn-dm -A\n",
		NULL, RELEASE_3_3);

	scene_has(&scene, "<name>a_name_of_20_le</name>");
	scene_has(&scene, "<name>a_name_of_16_le</name>");
	scene_has(&scene, "<name>__a_b</name>");
	scene_has(&scene, "<name>VM5</name>");
	scene_has(&scene, "<name>VM6</name>"); /* of the fifth, because VM5 is taken */
	scene_says(&scene, "a scenario cannot have the VM name './a.b': it has '__a_b'");
	scene_says(&scene, "vm1.sh:5:10: warning: the name of a VM is not known");
	scene_says(&scene, "vm1.sh:7:1: warning: the name of a VM is not known");
}

static void test_same_names(void **state)
{
	struct scene scene =
		scene_import(*state, "acrn-dm ./a\nacrn-dm .-a\nacrn-dm ..a\n", NULL, RELEASE_3_3);

	scene_has(&scene, "<name>__a</name>");
	scene_has(&scene, "<name>_-a</name>");
	scene_has(&scene, "<name>__a3</name>");
}

/* Of two arms the first one is taken; what is in the other one is reported. */
static void test_arms(void **state)
{
	struct scene scene = scene_import(
		*state, "acrn-dm ?00:-k ?00:/a ?10:-s ?10:3,virtio-rnd ?01:-k ?01:/b vm1\n", NULL,
		RELEASE_3_3);

	scene_has(&scene, "<kernel>/a</kernel>");
	scene_has(&scene, "<dm_device slot=\"3\">virtio-rnd</dm_device>");
	scene_says(&scene, "'-k /a' of VM 'vm1' is there under a condition only, but the scenario "
			   "has it always");
	scene_says(&scene, "'-s 3,virtio-rnd' of VM 'vm1' is there under a condition only");
	scene_says(&scene, "'-k /b' of VM 'vm1' is left out: it is there under another condition "
			   "than the rest");
}

/* A scenario has no MAC seeds, so that nothing is lost where only these differ. */
static void test_seeds(void **state)
{
	struct scene scene = scene_import(*state,
					  "acrn-dm ?00:-s ?00:3,virtio-net,tap=a,mac_seed=x "
					  "?01:-s ?01:3,virtio-net,tap=a,mac_seed=y vm1\n",
					  NULL, RELEASE_3_3);

	scene_has(&scene, "<interface_name>a</interface_name></network></virtio_devices>");
	assert_null(strstr(scene.messages, "condition"));
}

/* A condition of the whole command is none of its options. */
static void test_command_in_arm(void **state)
{
	struct scene scene =
		scene_import(*state, "?00:acrn-dm -k /a vm1\n", &scene_board, RELEASE_3_3);

	scene_has(&scene, "<kernel>/a</kernel>");
	assert_null(strstr(scene.messages, "condition"));
}

/* Two commands that exclude each other are two ways to start one VM, if it has one name. */
static void test_alternatives(void **state)
{
	struct scene scene = scene_import(*state,
					  "?00:acrn-dm -k /a vm1\n?01:acrn-dm -k /b vm1\n"
					  "?01:acrn-dm -k /c vm2\n",
					  NULL, RELEASE_3_3);

	scene_has(&scene, "<kernel>/a</kernel>");
	scene_lacks(&scene, "<kernel>/b</kernel>");
	scene_has(&scene, "<kernel>/c</kernel>");
	scene_says(&scene, "vm1.sh:2:1: warning: another command for the VM 'vm1' is left out");
	scene = scene_import(*state, "acrn-dm -k /a vm1\nacrn-dm -k /b vm1\n", NULL, RELEASE_3_3);
	scene_has(&scene, "<kernel>/b</kernel>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_vms),	       TEST(test_no_vm),	TEST(test_names),
		TEST(test_same_names), TEST(test_arms),		TEST(test_command_in_arm),
		TEST(test_seeds),      TEST(test_alternatives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
