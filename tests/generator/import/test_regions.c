/* SPDX-License-Identifier: BSD-3-Clause
 * test_regions.c: the regions of all VMs, of acrn-dm and of QEMU. */
#include "tests/generator/import/scene.h"

static void test_listed(void **state)
{
	struct scene scene =
		scene_import(*state,
			     "acrn-dm -s 6,ivshmem,hv:/a,4,4096 vm1\n"
			     "acrn-dm -s 8,ivshmem,hv:/a,4,0x1000 -s 9,ivshmem,c,2097152 vm2\n",
			     NULL, RELEASE_3_3);

	scene_has(&scene,
		  "<IVSHMEM_REGION><NAME>a</NAME><PROVIDED_BY>Hypervisor</PROVIDED_BY>"
		  "<IVSHMEM_SIZE>4</IVSHMEM_SIZE><IVSHMEM_REGION_ID>4096</IVSHMEM_REGION_ID>"
		  "<IVSHMEM_VMS>"
		  "<IVSHMEM_VM><VM_NAME>vm1</VM_NAME><VBDF>00:06.0</VBDF></IVSHMEM_VM>"
		  "<IVSHMEM_VM><VM_NAME>vm2</VM_NAME><VBDF>00:08.0</VBDF></IVSHMEM_VM>"
		  "</IVSHMEM_VMS></IVSHMEM_REGION>");
	scene_has(&scene, "<NAME>c</NAME><PROVIDED_BY>Device Model</PROVIDED_BY>"
			  "<IVSHMEM_SIZE>2</IVSHMEM_SIZE><IVSHMEM_VMS>");
	scene_lacks(&scene, "shm_region");
}

/* What the peers do not agree about is kept for the rules, as is what a list cannot have. */
static void test_texts(void **state)
{
	static const char *const pairs[][2] = {
		{ "dm:/a,2", "dm:/a,4" },	{ "dm:/a,2", "hv:/a,2" },
		{ "dm:/a,2", "dm:/a,2,9" },	{ "dm:/a,2,x", "dm:/a,2,x" },
		{ "a,4096", "a,4096" },		{ "dm:/a,3", "dm:/a,3" },
		{ "dm:/a,1024", "dm:/a,1024" }, { "dm:/a,x", "dm:/a,x" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct fixture *fixture = *state;
		struct scene scene = scene_import(fixture,
						  arena_printf(fixture->arena,
							       "acrn-dm -s 6,ivshmem,%s vm1\n"
							       "acrn-dm -s 7,ivshmem,%s vm2\n",
							       pairs[i][0], pairs[i][1]),
						  NULL, RELEASE_3_3);

		scene_lacks(&scene, "IVSHMEM");
		scene_has(&scene,
			  arena_printf(fixture->arena, "<shm_region slot=\"6\">%s</shm_region>",
				       pairs[i][0]));
		scene_has(&scene,
			  arena_printf(fixture->arena, "<shm_region slot=\"7\">%s</shm_region>",
				       pairs[i][1]));
	}
}

static const char qemu[] =
	"qemu-system-x86_64 -name guest=left,debug-threads=on -m size=2G,slots=2 -smp 2 "
	"-device ivshmem-plain,memdev=m,addr=0x5 "
	"-object memory-backend-file,id=m,mem-path=/dev/shm/pair,size=4M,share=on\n";

static void test_qemu(void **state)
{
	struct scene scene = scene_import(*state, qemu, NULL, RELEASE_3_3);

	scene_has(&scene, "<name>left</name>");
	scene_has(&scene, "<size>2048</size>");
	scene_has(&scene, "<NAME>pair</NAME><PROVIDED_BY>Device Model</PROVIDED_BY>"
			  "<IVSHMEM_SIZE>4</IVSHMEM_SIZE><IVSHMEM_VMS>"
			  "<IVSHMEM_VM><VM_NAME>left</VM_NAME><VBDF>00:05.0</VBDF></IVSHMEM_VM>");
	scene_says(&scene, "-smp 2 of VM 'left' is left out: it is QEMU's");
	assert_null(strstr(scene.messages, "ivshmem"));
	assert_null(strstr(scene.messages, "-object"));
	assert_null(strstr(scene.messages, "-m size"));
}

/* No address, no size, no region; and memory that is not known. */
static void test_qemu_unknown(void **state)
{
	struct scene scene = scene_import(
		*state,
		"qemu-system-x86_64 -m \"$m\" -device ivshmem-plain,memdev=m "
		"-object memory-backend-file,id=m,mem-path=/dev/shm/small,size=64K,share=on "
		"-device ivshmem-doorbell,chardev=c -chardev socket,id=c,path=/tmp/server "
		"-device ivshmem-plain,memdev=\"$n\"\n",
		NULL, RELEASE_3_3);

	scene_has(&scene, "<shm_region>small,65536</shm_region>");
	scene_lacks(&scene, "<memory>");
	scene_says(&scene, "an ivshmem device of VM 'VM1' is left out: its size is not known");
	scene_says(&scene, "an ivshmem device of VM 'VM1' is left out: its region is not known");
	scene_says(&scene, "-m of VM 'VM1' is left out: it is QEMU's");
	scene = scene_import(*state, "qemu-system-x86_64 -name a\n", NULL, RELEASE_3_3);
	scene_has(&scene, "<size>128</size>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_listed),
		TEST(test_texts),
		TEST(test_qemu),
		TEST(test_qemu_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
