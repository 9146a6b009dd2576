/* SPDX-License-Identifier: BSD-3-Clause
 * test_compare.c: which differences between a script and a scenario are reported, and where. */
#include "tests/generator/script/command.h"

#include "compare/compare.h"
#include "plan/plan.h"
#include "read/read.h"

static const char scenario[] =
	"<acrn-config>\n"
	"<hv><FEATURES><IVSHMEM><IVSHMEM_REGION><NAME>pair</NAME>\n"
	"<PROVIDED_BY>Device Model</PROVIDED_BY><IVSHMEM_REGION_ID>4096</IVSHMEM_REGION_ID>\n"
	"<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>linux</VM_NAME><VBDF>00:06.0</VBDF></IVSHMEM_VM>\n"
	"</IVSHMEM_VMS></IVSHMEM_REGION></IVSHMEM></FEATURES></hv>\n"
	"<vm id='0'><load_order>SERVICE_VM</load_order><name>SERVICE</name></vm>\n"
	"<vm id='1'><load_order>POST_LAUNCHED_VM</load_order><name>linux</name>\n"
	"<vm_type>RTVM</vm_type><lapic_passthrough>y</lapic_passthrough>\n"
	"<memory>\n<size>2048</size></memory>\n"
	"<boot><kernel>/k</kernel>\n<cmdline>quiet</cmdline></boot>\n"
	"<virtio_devices><network><interface_name>tap0</interface_name></network>\n"
	"<block>./a.img</block>\n<vsock>4</vsock></virtio_devices>\n"
	"<pci_devs><pci_dev>00:14.0</pci_dev></pci_devs>\n"
	"<dm_devices><dm_device slot='9'>virtio-rnd</dm_device>\n"
	"<dm_device slot='10'>virtio-rnd</dm_device></dm_devices>\n"
	"<customized_parameters>-l com2,stdio</customized_parameters></vm>\n"
	"</acrn-config>\n";

/* What gen writes for it. */
static const char own[] =
	"acrn-dm -m 2048M -k /k -B quiet -s 0:0,hostbridge -s 6,ivshmem,dm:/pair,2,4096 "
	"--virtio_poll 1000000 -s 3,virtio-net,tap=tap0,mac_seed=\"$mac\" -s 4,virtio-blk,./a.img "
	"-s 5,vhost-vsock,cid=4 -s 7,passthru,00/14/0 -s 9,virtio-rnd -s 10,virtio-rnd --rtvm "
	"--lapic_pt --logger_setting console,level=4 -l com2,stdio linux\n";

/* `own` with `to` in place of `from`. */
static const char *changed(struct fixture *fixture, const char *from, const char *to)
{
	const char *at = strstr(own, from);

	assert_non_null(at);
	return arena_printf(fixture->arena, "%.*s%s%s", (int)(at - own), own, to,
			    at + strlen(from));
}

/* The messages about a script, with those of notes. */
static const char *compare_for(struct fixture *fixture, const char *text, bool has_release)
{
	const struct script *actual = script_of(fixture, text, RELEASE_3_3);
	const struct script *launches[2] = { NULL, script_of(fixture, own, RELEASE_3_3) };
	const struct source *source =
		source_memory(fixture->arena, "scenario.xml", scenario, strlen(scenario));
	const struct doc *doc = load_source(fixture->arena, source, fixture->diags);
	const struct model_context context = { .release = RELEASE_3_3, .has_release = has_release };
	const struct model *model = read_scenario(fixture->arena, doc, &context);
	const struct compare_scenario by = {
		.model = model,
		.plan = plan_build(fixture->arena, model),
		.launches = launches,
	};
	char *messages = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&messages, &size);

	fixture_forget(fixture);
	compare_scripts(fixture->arena, &by, &actual, 1, fixture->diags);
	diags_print(fixture->diags, stream, DIAG_FORMAT_GCC, false);
	fclose(stream);
	text = arena_copy(fixture->arena, messages, size);
	free(messages);
	return text;
}

static const char *compare(struct fixture *fixture, const char *text)
{
	return compare_for(fixture, text, false);
}

static void check_silent(struct fixture *fixture, const char *text)
{
	assert_string_equal(compare(fixture, text), "");
}

/* What is in the place of `from`, and the beginnings of what is reported then. */
static void check_change(struct fixture *fixture, const char *from, const char *to,
			 const char *message, const char *note)
{
	const char *messages = compare(fixture, changed(fixture, from, to));

	if (!strstr(messages, message))
		fail_msg("no '%s' in:\n%s", message, messages);
	if (!strstr(messages, note))
		fail_msg("no '%s' in:\n%s", note, messages);
	assert_int_equal(strstr(messages, "error: ") != NULL, 1);
	assert_null(strstr(strstr(messages, "error: ") + 1, "error: "));
}

static void test_same(void **state)
{
	check_silent(*state, own);
}

/* The same in another form, of another release, or of gen's own choice. */
static void test_forms(void **state)
{
	static const char *const changes[][2] = {
		{ "-m 2048M", "-m 2G" },
		{ "-m 2048M", "-A -m 2048 -U 1 --mac_seed x" },
		{ "-s 0:0,hostbridge ", "-s 1:0,lpc " },
		{ "dm:/pair,2,4096", "pair,2097152" },
		{ "dm:/pair,2,4096", "dm:/pair,2097152,0x1000" },
		{ "tap=tap0,mac_seed=\"$mac\"", "tap0,mac=00:16:3e:00:00:01" },
		{ "passthru,00/14/0", "passthru,0/14/0" },
		{ "--rtvm --lapic_pt", "--lapic_pt" },
		{ "console,level=4", "console,level=5" },
		{ "-s 9,virtio-rnd -s 10,virtio-rnd", "-s 10,virtio-rnd -s 9,virtio-rnd" },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		check_silent(*state, changed(*state, changes[i][0], changes[i][1]));
}

/* An unknown text, a condition, or more arguments: nothing that is certain. */
static void test_unknown(void **state)
{
	static const char *const changes[][2] = {
		{ "-m 2048M", "-m \"$size\"" },
		{ "-m 2048M", "?00:-m ?00:1G ?01:-m ?01:2G" },
		{ "-m 2048M", "$more" },
		{ "-m 2048M", "-m 2048M ?00:-k ?00:/other" },
		{ "-s 3,virtio-net", "-s \"$slot\",virtio-net" },
		{ "-s 4,virtio-blk,./a.img", "-s 4,virtio-blk,\"$image\"" },
		{ "-s 4,virtio-blk,./a.img", "-s 4,\"$device\"" },
		{ "-s 4,virtio-blk,./a.img", "?00:-s ?00:12,virtio-blk,./a.img" },
		{ "-s 5,vhost-vsock,cid=4", "-s 5,vhost-vsock,cid=4 ?10:-s ?10:20,virtio-heci" },
		{ "linux\n", "\"$name\"\n" },
		{ "linux\n", "?00:linux ?01:other\n" },
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		check_silent(*state, changed(*state, changes[i][0], changes[i][1]));
}

static void test_options(void **state)
{
	check_change(*state, "-m 2048M", "-m 1G",
		     "vm1.sh:1:12: error: '-m 1G' of VM 'linux' is '-m 2048M' by the scenario "
		     "[script-mismatch]",
		     "scenario.xml:10:7: note: the scenario has VM 'linux' here");
	check_change(*state, "-k /k ", "",
		     "vm1.sh:1:1: error: '-k /k' of VM 'linux' is in the scenario, but not in the "
		     "script",
		     "scenario.xml:11:15: note");
	check_change(*state, "-B quiet", "-B loud", "'-B loud' of VM 'linux' is '-B quiet'",
		     "scenario.xml:12:10: note");
	check_change(*state, "--lapic_pt", "--lapic_pt --windows",
		     "'--windows' of VM 'linux' is in the script, but not in the scenario",
		     "scenario.xml:7:1: note");
	check_change(*state, "--rtvm --lapic_pt", "--rtvm", "'--lapic_pt' of VM 'linux' is in the",
		     "scenario.xml:8:43: note");
	check_change(*state, "com2,stdio", "com2,tty", "'-l com2,tty' of VM", "scenario.xml:7:1");
}

static void test_slots(void **state)
{
	check_change(*state, "-s 6,ivshmem", "-s 8,ivshmem",
		     "ivshmem 'pair' of VM 'linux' is in slot 8 here, but in slot 6 by the "
		     "scenario",
		     "scenario.xml:4:14: note: the scenario has it in slot 6");
	check_change(*state, "-s 3,virtio-net", "-s 3:1,virtio-net",
		     "virtio-net 'tap0' of VM 'linux' is in slot 3:1 here", "scenario.xml:13:17");
	check_change(*state, "-s 10,virtio-rnd", "-s 11,virtio-rnd",
		     "virtio-rnd of VM 'linux' is in slot 11 here, but in slot 10",
		     "scenario.xml:18:22");
}

static void test_regions(void **state)
{
	static const char note[] = "scenario.xml:4:14: note: the scenario has it here";

	check_change(*state, "dm:/pair,2,4096", "dm:/pair,4,4096",
		     "ivshmem 'pair' of VM 'linux' has another size than in the scenario: "
		     "'dm:/pair,4,4096', expected 'dm:/pair,2,4096'",
		     note);
	check_change(*state, "dm:/pair", "hv:/pair", "has another land than in the scenario", note);
	check_change(*state, "2,4096", "2,1", "has another region ID than in the scenario", note);
}

/* Releases before 3.3 have no IDs: one is missing only where it is known that it could be there. */
static void test_region_ids(void **state)
{
	struct fixture *fixture = *state;
	const char *without = changed(fixture, "2,4096", "2");
	const char *of_3_3 = arena_printf(fixture->arena, "%s%s", without,
					  "acrn-dm -s 3,ivshmem,dm:/other,2,0 \"$name\"\n");

	check_silent(fixture, without);
	assert_non_null(strstr(compare(fixture, of_3_3),
			       "has another region ID than in the scenario: 'dm:/pair,2', "
			       "expected 'dm:/pair,2,4096'"));
	assert_non_null(strstr(compare_for(fixture, without, true),
			       "scenario.xml:4:14: note: the scenario has it here"));
}

/* Of one device in both arms there is no second one. */
static void test_in_both_arms(void **state)
{
	check_silent(*state, changed(*state, "-s 4,virtio-blk,./a.img",
				     "?00:-s ?00:4,virtio-blk,./a.img,ro "
				     "?01:-s ?01:4,virtio-blk,./a.img"));
}

static void test_devices(void **state)
{
	check_change(*state, "-s 4,virtio-blk,./a.img ", "",
		     "vm1.sh:1:1: error: virtio-blk './a.img' of VM 'linux' is in the scenario, "
		     "but not in the script",
		     "scenario.xml:14:8: note: the scenario has it in slot 4");
	check_change(*state, "--rtvm", "-s 20,virtio-heci --rtvm",
		     "virtio-heci of VM 'linux' is in the script, but not in the scenario",
		     "scenario.xml:7:1: note");
	check_change(*state, "./a.img", "./a.img,ro",
		     "virtio-blk './a.img' of VM 'linux' has another text than in the scenario",
		     "scenario.xml:14:8");
	check_change(*state, "00/14/0", "00/14/0,reset_on_boot",
		     "passthru '00:14.0' of VM 'linux' has another text", "scenario.xml:16:20");
	check_change(*state, "-s 5,vhost-vsock,cid=4 ", "", "vhost-vsock 'cid=4' of VM 'linux' is",
		     "scenario.xml:15:8");
	check_change(*state, " -s 10,virtio-rnd", "", "virtio-rnd of VM 'linux' is in the scenario",
		     "scenario.xml:18:22");
}

/* Another device of one kind in one slot is one difference. */
static void test_other_device(void **state)
{
	check_change(*state, "./a.img", "./b.img",
		     "error: virtio-blk './b.img' of VM 'linux' is virtio-blk './a.img' by the "
		     "scenario",
		     "scenario.xml:14:8: note: the scenario has it here");
	check_change(*state, "tap=tap0", "tap=tap1",
		     "virtio-net 'tap1' of VM 'linux' is virtio-net", "scenario.xml:13:17");
	check_change(*state, "00/14/0", "00/15/0", "passthru '00:15.0' of VM 'linux' is passthru",
		     "scenario.xml:16:20");
	check_change(*state, "dm:/pair", "dm:/other", "ivshmem 'other' of VM 'linux' is ivshmem",
		     "scenario.xml:4:14");
}

static void test_other_device_elsewhere(void **state)
{
	const char *messages =
		compare(*state, changed(*state, "4,virtio-blk,./a.img", "12,virtio-blk,./b.img"));

	assert_non_null(strstr(messages, "virtio-blk './a.img' of VM 'linux' is in the scenario"));
	assert_non_null(strstr(messages, "virtio-blk './b.img' of VM 'linux' is in the script"));
}

static void test_unknown_vm(void **state)
{
	const char *messages = compare(*state, "acrn-dm linus\nacrn-dm SERVICE\n");

	assert_non_null(strstr(messages, "vm1.sh:1:9: error: VM 'linus' is not a post-launched VM "
					 "of scenario 'scenario.xml' [script-vm-unknown]"));
	assert_non_null(strstr(messages, "scenario.xml:7:59: note: VM 'linux' is here"));
	assert_non_null(strstr(messages, "help: use 'linux'"));
	assert_non_null(strstr(messages, "VM 'SERVICE' is not a post-launched VM"));
	assert_non_null(strstr(messages, "help: add the VM to the scenario"));
	check_silent(*state, "qemu-system-x86_64 -name other\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same),
		TEST(test_forms),
		TEST(test_unknown),
		TEST(test_options),
		TEST(test_slots),
		TEST(test_regions),
		TEST(test_region_ids),
		TEST(test_in_both_arms),
		TEST(test_devices),
		TEST(test_other_device),
		TEST(test_other_device_elsewhere),
		TEST(test_unknown_vm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
