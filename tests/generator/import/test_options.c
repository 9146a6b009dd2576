/* SPDX-License-Identifier: BSD-3-Clause
 * test_options.c: which options become elements, which words, and which are left out. */
#include "tests/generator/import/scene.h"

#include <libxml/parser.h>

#include "base/argv.h"

static void test_elements(void **state)
{
	static const struct {
		const char *option, *element;
	} rows[] = {
		{ "--windows", "<os_type>Windows OS</os_type>" },
		{ "--rtvm", "<vm_type>RTVM</vm_type>" },
		{ "--lapic_pt", "<vm_type>RTVM</vm_type>" },
		{ "--lapic_pt", "<lapic_passthrough>y</lapic_passthrough>" },
		{ "-m 2G", "<size>2048</size>" },
		{ "-m 512", "<size>512</size>" },
		{ "-m 2097152", "<size>2</size>" },
		{ "-m 64m", "<size>64</size>" },
		{ "-k /boot/vmlinuz", "<kernel>/boot/vmlinuz</kernel>" },
		{ "-r /boot/initrd", "<ramdisk>/boot/initrd</ramdisk>" },
		{ "-B quiet", "<cmdline>quiet</cmdline>" },
		{ "--ovmf /usr/share/acrn/bios/OVMF.fd", "<vbootloader>y</vbootloader>" },
		{ "-l com1,stdio", "<vuart0>y</vuart0>" },
		{ "--logger_setting console,level=4;kmsg,level=3;disk,level=5", "</memory></vm>" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene = scene_of(*state, rows[i].option);

		scene_has(&scene, rows[i].element);
		scene_lacks(&scene, "customized_parameters");
	}
}

static void test_words(void **state)
{
	static const char *const options[] = {
		"-A",
		"-U 38158821-5208-4005-b72a-8a609e4190d0",
		"-l com2,/dev/pts/0",
		"--ovmf ./OVMF.fd",
		"--virtio_poll 1000000",
		"--intr_monitor 10000,10,1,100",
		"--logger_setting console,level=5",
		"--acpidev_pt MSFT0101",
		"--no_such_option",
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		struct fixture *fixture = *state;
		struct scene scene = scene_of(fixture, options[i]);

		scene_has(&scene, arena_printf(fixture->arena,
					       "<customized_parameters>%s</customized_parameters>",
					       options[i]));
	}
}

/* gen adds these to some devices by itself. */
static void test_of_devices(void **state)
{
	struct scene scene = scene_of(*state, "--rtvm --virtio_poll 1000000 -s 3,virtio-blk,a "
					      "-s 4,passthru,0/14/0 --intr_monitor 10000,10,1,100");

	scene_lacks(&scene, "customized_parameters");
	scene = scene_of(*state, "--rtvm --virtio_poll 1000000 -s 9,virtio-blk,a "
				 "-s 2,passthru,0/2/0 --intr_monitor 10000,10,1,100");
	scene_has(&scene, ">--virtio_poll 1000000 --intr_monitor 10000,10,1,100<");
	scene = scene_of(*state, "--rtvm --virtio_poll 500 -s 3,virtio-blk,a");
	scene_has(&scene, ">--virtio_poll 500<");
}

/* acrn-dm's default is another one than that of scenarios; what is not known has none. */
static void test_memory(void **state)
{
	struct scene scene = scene_of(*state, "-A");

	scene_has(&scene, "<size>256</size>");
	scene = scene_of(*state, "-m \"$size\"");
	scene_lacks(&scene, "<memory>");
	scene_says(&scene, "vm1.sh:1:13: warning: -m of VM 'vm1' is left out: its value is not "
			   "known [import-not-carried]");
	scene = scene_of(*state, "-m NoneM -m 1000K");
	scene_lacks(&scene, "<memory>");
	scene_says(&scene, "invalid memory size 'NoneM' of VM 'vm1' is left out");
	scene_says(&scene, "invalid memory size '1000K' of VM 'vm1' is left out");
}

static void test_last(void **state)
{
	struct scene scene = scene_of(*state, "-k /a -k /b");

	scene_has(&scene, "<kernel>/b</kernel>");
	scene_says(&scene, "an earlier -k of VM 'vm1' is left out: the last one counts");
}

static void test_left_out(void **state)
{
	struct scene scene = scene_of(*state, "--mac_seed \"$mac\" $more");

	scene_lacks(&scene, "customized_parameters");
	scene_says(&scene, "--mac_seed of VM 'vm1' is left out: its value is not known");
	scene_says(&scene, "an argument of VM 'vm1' is left out: it is not known");
	scene = scene_import(*state, "acrn-dm vm1 vm2 --ovmf\n", NULL, RELEASE_3_3);
	scene_has(&scene, "<name>vm1</name>");
	scene_says(&scene, "'vm2' of VM 'vm1' is left out: acrn-dm ignores what follows the name");
	scene_says(&scene, "--ovmf of VM 'vm1' is left out: it has no value");
}

/* A scenario has no control characters, apart from white space that the kernel ignores. */
static void test_control_characters(void **state)
{
	struct scene scene = scene_of(*state, "-B a\t\tb -k /a\tb -s 3,virtio-blk,a\tb -E a\tb");

	scene_has(&scene, "<cmdline>a b</cmdline>");
	scene_lacks(&scene, "customized_parameters");
	scene_lacks(&scene, "<kernel>");
	scene_says(&scene, "-k of VM 'vm1' is left out: it has characters that a scenario");
	scene_says(&scene, "virtio-blk of VM 'vm1' is left out: it has characters that a scenario");
	scene_says(&scene, "-E of VM 'vm1' is left out: it has characters that a scenario");
}

static void test_cpus(void **state)
{
	static const char text[] = "acrn-dm --cpu_affinity 2,0 vm1\n";
	struct scene scene = scene_import(*state, text, &scene_board, RELEASE_3_3);

	scene_has(&scene, "<acrn-config board=\"bench\">");
	scene_has(&scene, "<pcpu><pcpu_id>1</pcpu_id></pcpu><pcpu><pcpu_id>0</pcpu_id></pcpu>");
	assert_string_equal(scene.messages, "");
	scene = scene_import(*state, text, NULL, RELEASE_3_3);
	scene_has(&scene, "<cpu_affinity><pcpu><pcpu_id>1</pcpu_id></pcpu></cpu_affinity>");
	scene_has(&scene, ">--cpu_affinity 2,0</customized_parameters>");
	scene_says(&scene, "without a board the CPUs of the APIC IDs '2,0' of VM 'vm1' are not "
			   "known: the scenario has 1 in their place");
}

/* VMs whose CPUs are not known get those that no other VM has, but not the first one. */
static void test_other_cpus(void **state)
{
	struct scene scene = scene_import(*state,
					  "acrn-dm a\nacrn-dm --cpu_affinity 1 b\n"
					  "acrn-dm --cpu_affinity 2 c\n",
					  &scene_board, RELEASE_3_3);

	scene_says(&scene, "the CPUs of VM 'a' are not known: the scenario has 0 in their place");
	scene_says(&scene, "the CPUs '1' of VM 'b' are not the board's: the scenario has 0 in");
	scene = scene_import(*state, "acrn-dm a\nacrn-dm b\n", &scene_board, RELEASE_3_3);
	scene_says(&scene, "the CPUs of VM 'a' are not known: the scenario has 1 in their place");
	scene_says(&scene, "the CPUs of VM 'b' are not known: the scenario has 0 in their place");
	scene = scene_of(*state, "--cpu_affinity \"$cpus\"");
	scene_lacks(&scene, "customized_parameters");
	scene_says(&scene, "vm1.sh:1:25: warning: the CPUs of VM 'vm1' are not known");
}

/* What is quoted comes back as the same word. */
static void test_quotes(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene = scene_of(fixture, "-E it's;|(&)");
	xmlDoc *doc = xmlReadDoc(BAD_CAST scene.xml, NULL, NULL, 0);
	xmlNode *last = xmlGetLastChild(xmlGetLastChild(xmlDocGetRootElement(doc)));
	xmlChar *text = xmlNodeGetContent(last);
	struct argv argv = argv_split(fixture->arena, (const char *)text);

	assert_null(argv.error);
	assert_int_equal(argv.count, 2);
	assert_string_equal(argv.words[1], "it's;|(&)");
	xmlFree(text);
	xmlFreeDoc(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_elements),
		TEST(test_words),
		TEST(test_of_devices),
		TEST(test_memory),
		TEST(test_last),
		TEST(test_left_out),
		TEST(test_control_characters),
		TEST(test_cpus),
		TEST(test_other_cpus),
		TEST(test_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
