/* SPDX-License-Identifier: BSD-3-Clause
 * test_maps.c: the maps of slots, CPUs and memory, on ordinary boards and on odd ones. */
#include "tests/generator/report/scene.h"

#define SLOT(vm, number)      "string(//vm[@name='" vm "']/slots/slot[@number='" number "']/@state)"
#define SLOT_TEXT(vm, number) "string(//vm[@name='" vm "']/slots/slot[@number='" number "']/@what)"
#define USE(vm, cpu)	      "string(//cpus/vm[@name='" vm "']/use[@cpu='" cpu "']/@kind)"

#define FOUR_CPUS                                                                  \
	"<processors>" THREAD("0", "Core") THREAD("1", "Core") THREAD("2", "Atom") \
		THREAD("3", "Atom") "</processors>"
#define ONE_GIB \
	"<memory>" RAM("0x100000", "0x1fffffff") RAM("0x100000000", "0x11fffffff") "</memory>"
#define LISTING                                          \
	"<IOMEM_INFO>\n00100000-1fffffff : System RAM\n" \
	"100000000-11fffffff : System RAM\n</IOMEM_INFO>"
#define HOST_BRIDGE                                                                         \
	"<devices><bus type='pci' address='0x0'>"                                           \
	"<resource type='memory' min='0x80000000' max='0xdfffffff' len='0x60000000'/>"      \
	"<device address='0x1f0000'><vendor>0x8086</vendor><identifier>0x7a04</identifier>" \
	"<class>0x060100</class><resource type='memory' id='bar0' min='0x80100000'"         \
	" max='0x80100fff' len='0x1000' width='32'/></device></bus></devices>"

static void test_slots_of_post_launched(void **state)
{
	xmlDoc *doc = report_of(*state, NULL,
				HV(REGION("one", PEER("A", "00:06.0") PEER("B", "")))
					SERVICE POST("1", "A", "") POST("2", "B", ""));

	assert_value(*state, doc, SLOT("A", "0"), "fixed");
	assert_value(*state, doc, SLOT_TEXT("A", "0"), "host bridge");
	assert_value(*state, doc, SLOT_TEXT("A", "1"), "LPC bridge");
	assert_value(*state, doc, SLOT("A", "2"), "reserved");
	assert_value(*state, doc, SLOT("A", "31"), "reserved");
	assert_value(*state, doc, SLOT("A", "6"), "used");
	assert_value(*state, doc, SLOT_TEXT("A", "6"), "region 'one'");
	assert_value(*state, doc, SLOT("B", "8"), "used");
	assert_value(*state, doc, "string(//vm[@name='B']//device[@kind='region']/@part)",
		     "region-one");
	assert_value(*state, doc, SLOT("A", "8"), "free");
	assert_value(*state, doc, "count(//vm[@name='A']//slot)", "32");
	assert_value(*state, doc, "count(//vm[@name='A']//slot[@state='free'])", "27");
	assert_value(*state, doc, "string(//vm[@name='A']/slots/@free)", "27");
}

/* What the rules report is in the map, and in the right slot. */
static void test_slot_conflicts(void **state)
{
	xmlDoc *doc = report_of(*state, NULL,
				HV(REGION("one", PEER("A", "00:06.0") PEER("B", "00:06.0")) REGION(
					"two", PEER("A", "00:06.1") PEER("B", "00:02.0"))
					   REGION("three", PEER("A", "01:06.0") PEER("B", "word")))
					SERVICE POST("1", "A", "") POST("2", "B", ""));

	assert_value(*state, doc, "string(/report/@invalid)", "y");
	assert_value(*state, doc, SLOT("A", "6"), "conflict");
	assert_value(*state, doc, SLOT_TEXT("A", "6"), "region 'one'; region 'two'");
	assert_value(*state, doc, "count(//vm[@name='A']//device[@kind='region'])", "2");
	assert_value(*state, doc, SLOT("B", "2"), "conflict");
	assert_value(*state, doc, SLOT("B", "6"), "used");
	assert_value(*state, doc, "count(//vm[@name='B']//device[@kind='region'])", "2");
}

static void test_slots_of_others(void **state)
{
	xmlDoc *doc =
		report_of(*state, FOUR_CPUS HOST_BRIDGE,
			  SERVICE PRE("1", "P", CPU("1"))
				  POST("2", "R", CPU("2")) "<vm id='3'><name>NONE</name></vm>");

	assert_value(*state, doc, SLOT("SERVICE", "31"), "board");
	assert_value(*state, doc, SLOT("SERVICE", "0"), "free");
	assert_value(*state, doc, SLOT("P", "0"), "fixed");
	assert_value(*state, doc, SLOT("P", "1"), "free");
	assert_value(*state, doc, "string(//vm[@name='NONE']/slots/@reason)",
		     "It is not known what starts the VM.");
	assert_value(*state, doc, "count(//vm[@name='NONE']/slots/slot)", "0");
}

static void test_slots_without_board(void **state)
{
	xmlDoc *doc = report_of(*state, NULL, SERVICE);

	assert_value(*state, doc, "string(//vm/slots/@reason)",
		     "The Service VM has the devices of the board, which is not known.");
	assert_value(*state, doc, "count(//slot)", "0");
}

static void test_real_time(void **state)
{
	xmlDoc *doc = report_of(
		*state, FOUR_CPUS,
		SERVICE "<vm id='1'><load_order>POST_LAUNCHED_VM</load_order><name>R</name>"
			"<vm_type>RTVM</vm_type><cpu_affinity><pcpu><pcpu_id>3</pcpu_id>"
			"<real_time_vcpu>y</real_time_vcpu></pcpu></cpu_affinity></vm>" POST(
				"2", "A", CPU("1")));

	assert_value(*state, doc, SLOT("R", "1"), "reserved");
	assert_value(*state, doc, "string(//vms/vm[@name='R']/@kind)",
		     "post-launched real-time VM");
	assert_value(*state, doc, USE("R", "3"), "exclusive");
	assert_value(*state, doc, "string(//cpus/vm[@name='R']/use[@cpu='3']/@sign)", "XR");
	assert_value(*state, doc, "string(//cpus/vm[@name='R']/use[@cpu='3']/@what)",
		     "exclusive, real-time");
	assert_value(*state, doc, USE("R", "1"), "none");
	assert_value(*state, doc, USE("SERVICE", "3"), "lent");
	assert_value(*state, doc, USE("SERVICE", "1"), "shared");
	assert_value(*state, doc, USE("SERVICE", "0"), "alone");
	assert_value(*state, doc, USE("A", "1"), "shared");
	assert_value(*state, doc, "string(//cpus/vm[@name='SERVICE']/@default)", "y");
	assert_value(*state, doc, "string(//cpus/vm[@name='A']/@default)", "n");
	assert_value(*state, doc, "string(//cpu[@id='1']/@core)", "P");
	assert_value(*state, doc, "string(//cpu[@id='3']/@what)", "efficiency core, APIC ID 3");
	assert_value(*state, doc, "string(//cpu[@id='1']/@vms)", "2");
	assert_value(*state, doc, "string(//cpu[@id='3']/@vms)", "1");
}

#define OWN "<own_pcpu>y</own_pcpu>"

static void test_cpu_conflicts(void **state)
{
	xmlDoc *doc =
		report_of(*state, FOUR_CPUS,
			  SERVICE POST("1", "A", OWN CPUS("1", "2")) POST("2", "B", CPUS("2", "9"))
				  PRE("3", "P", CPU("0")) POST("4", "C", CPUS("3", "3")));

	assert_value(*state, doc, USE("A", "1"), "exclusive");
	assert_value(*state, doc, USE("A", "2"), "conflict");
	assert_value(*state, doc, USE("B", "2"), "conflict");
	assert_value(*state, doc, USE("B", "9"), "alone");
	assert_value(*state, doc, "string(//cpu[@id='9']/@known)", "n");
	assert_value(*state, doc, "string(//cpu[@id='9']/@what)", "not on the board");
	assert_value(*state, doc, USE("SERVICE", "0"), "none");
	assert_value(*state, doc, USE("SERVICE", "3"), "shared");
	assert_value(*state, doc, USE("SERVICE", "9"), "none");
	assert_value(*state, doc, "string(//cpu[@id='3']/@vms)", "2");
	assert_value(*state, doc, "count(//cpus/vm[@name='C']/use)", "5");
}

static void test_cpus_without_board(void **state)
{
	xmlDoc *doc =
		report_of(*state, NULL, SERVICE POST("1", "A", CPU("7")) POST("2", "B", CPU("7")));

	assert_value(*state, doc, "string(//cpus/@note)",
		     "The board is not known: these are the CPUs that the scenario names.");
	assert_value(*state, doc, "count(//cpu)", "1");
	assert_value(*state, doc, USE("B", "7"), "shared");
	assert_value(*state, doc, USE("SERVICE", "7"), "none");
	doc = report_of(*state, NULL, SERVICE);
	assert_value(*state, doc, "string(//cpus/@reason)",
		     "Neither the board nor the scenario has a CPU.");
}

/* A table that is wider than any machine is left out. */
static void test_too_many_cpus(void **state)
{
	struct fixture *fixture = *state;
	const char *cpus = "";
	xmlDoc *doc;

	for (unsigned i = 0; i <= 256; i++)
		cpus = arena_printf(fixture->arena, "%s<pcpu><pcpu_id>%u</pcpu_id></pcpu>", cpus,
				    i);
	doc = report_of(fixture, NULL,
			arena_printf(fixture->arena,
				     SERVICE POST("1", "A", "<cpu_affinity>%s</cpu_affinity>"),
				     cpus));
	assert_value(fixture, doc, "string(//cpus/@reason)", "There are more than 256 CPUs.");
	assert_value(fixture, doc, "count(//use)", "0");
}

/* A line for each range: who has it, its ends, and where it is drawn. */
static const char *list_ranges(struct fixture *fixture, xmlDoc *doc, const char *what)
{
	const char *list = "";
	unsigned count = (unsigned)atoi(
		value_of(fixture, doc, arena_printf(fixture->arena, "count(//%s)", what)));

	for (unsigned i = 1; i <= count; i++)
		list = arena_printf(
			fixture->arena, "%s%s\n", list,
			value_of(fixture, doc,
				 arena_printf(fixture->arena,
					      "concat((//%s)[%u]/@kind, ' ', (//%s)[%u]/@start, "
					      "' ', (//%s)[%u]/@size, ' ', (//%s)[%u]/@offset, "
					      "'+', (//%s)[%u]/@extent)",
					      what, i, what, i, what, i, what, i, what, i)));
	return list;
}

#define HPA(start, mib)                                                      \
	"<memory><hpa_region><start_hpa>" start "</start_hpa><size_hpa>" mib \
	"</size_hpa></hpa_region></memory>"

static void test_memory(void **state)
{
	xmlDoc *doc =
		report_of(*state, FOUR_CPUS ONE_GIB LISTING,
			  PRE("0", "P", CPU("1") HPA("0x110000000", "128")) SERVICE_OF("1")
				  POST("2", "A", CPU("2") "<memory><size>256</size></memory>"));

	assert_value(*state, doc, "string(//memory/@total)", "1023 MiB");
	assert_string_equal(list_ranges(*state, doc, "range"),
			    "service 0x100000 3 MiB 0+2\n"
			    "hypervisor 0x400000 84 MiB 2+83\n"
			    "service 0x5800000 424 MiB 85+414\n"
			    "service 0x100000000 256 MiB 499+250\n"
			    "pre-launched 0x110000000 128 MiB 749+125\n"
			    "service 0x118000000 128 MiB 874+126\n");
	assert_string_equal(list_ranges(*state, doc, "amount"), "hypervisor  84 MiB 0+82\n"
								"pre-launched  128 MiB 82+125\n"
								"post-launched  256 MiB 207+250\n"
								"service  555 MiB 457+543\n");
	assert_value(*state, doc, "string((//range[@kind='pre-launched'])/@part)", "vm-P");
	assert_value(*state, doc, "string(//ranges/@note)",
		     "The Service VM finds the memory of post-launched VMs when they start.");
}

/* Without a Service VM the rest is free. */
static void test_memory_without_service_vm(void **state)
{
	xmlDoc *doc = report_of(*state, FOUR_CPUS ONE_GIB LISTING,
				PRE("0", "P", CPU("1") HPA("0x100000000", "512")));

	assert_value(*state, doc, "string((//range)[last()]/@kind)", "pre-launched");
	assert_value(*state, doc, "string((//range)[1]/@kind)", "free");
	assert_value(*state, doc, "string((//amount)[last()]/@what)", "free");
	assert_value(*state, doc, "count(//ranges/@note)", "0");
}

/* ACRN's build places the hypervisor by another list than the one of RAM. */
static void test_memory_outside(void **state)
{
	xmlDoc *doc = report_of(
		*state, FOUR_CPUS "<memory>" RAM("0x100000000", "0x11fffffff") "</memory>" LISTING,
		SERVICE);

	assert_string_equal(list_ranges(*state, doc, "range"),
			    "service 0x100000000 512 MiB 0+1000\noutside 0x400000 84 MiB +\n");
	assert_value(*state, doc, "string(//range[@kind='outside']/@what)",
		     "hypervisor: not only RAM of the board");
}

static void test_memory_that_is_missing(void **state)
{
	xmlDoc *doc =
		report_of(*state, FOUR_CPUS ONE_GIB LISTING,
			  SERVICE POST("1", "A", CPU("2") "<memory><size>700</size></memory>")
				  POST("2", "B", CPU("3") "<memory><size>512</size></memory>"));

	assert_value(*state, doc, "string(//memory/@over)", "273 MiB");
	assert_value(*state, doc, "count(//memory/@free)", "0");
	assert_string_equal(list_ranges(*state, doc, "amount"), "hypervisor  84 MiB 0+64\n"
								"post-launched  700 MiB 64+540\n"
								"post-launched  512 MiB 604+396\n");
}

static void test_memory_of_odd_boards(void **state)
{
	xmlDoc *doc = report_of(*state, FOUR_CPUS, SERVICE);

	assert_value(*state, doc, "string(//memory/ranges/@reason)",
		     "The board's description has no RAM.");
	assert_value(*state, doc, "count(//memory/@total)", "0");
	assert_value(*state, doc, "count(//amount)", "1");
	assert_value(*state, doc, "count(//amount/@offset)", "0");
	doc = report_of(*state, NULL, SERVICE);
	assert_value(*state, doc, "string(//memory/ranges/@reason)", "The board is not known.");
}

static void test_windows(void **state)
{
	static const char region[] =
		"<hv><FEATURES><IVSHMEM><IVSHMEM_REGION><NAME>one</NAME>"
		"<PROVIDED_BY>Hypervisor</PROVIDED_BY><IVSHMEM_SIZE>4</IVSHMEM_SIZE>"
		"<IVSHMEM_VMS>" PEER("P", "00:08.0") PEER(
			"SERVICE", "00:09.0") "</IVSHMEM_VMS>"
					      "</IVSHMEM_REGION></IVSHMEM></FEATURES></hv>" PRE(
						      "0", "P", CPU("1") HPA("0x100000000", "128"))
						      SERVICE_OF("1") POST("2", "A", CPU("2"));
	xmlDoc *doc = report_of(*state, FOUR_CPUS HOST_BRIDGE, region);

	assert_value(*state, doc, "count(//vm[@name='P']//window)", "2");
	assert_value(*state, doc, "count(//vm[@name='P']//bar)", "3");
	assert_value(*state, doc, "string((//vm[@name='P']//bar)[3]/@size)", "4 MiB");
	assert_value(*state, doc, "string((//vm[@name='P']//bar)[3]/@device)", "00:08.0");
	assert_value(*state, doc, "string((//vm[@name='SERVICE']//window)/@start)", "0x80000000");
	assert_value(*state, doc, "string(//vm[@name='A']/windows/@reason)",
		     "acrn-dm and the guest choose the addresses when the VM starts.");
	assert_value(*state, doc, "count(//vm[@name='SERVICE']//bar[@board='n'])", "3");
	assert_value(*state, doc, "string(//vm[@name='SERVICE']//bar[@board='y']/@start)",
		     "0x80100000");
	assert_value(*state, doc, "string(//vm[@name='SERVICE']//bar[@board='y']/@device)",
		     "00:1f.0");
	doc = report_of(*state, FOUR_CPUS, SERVICE);
	assert_value(*state, doc, "string(//windows/@reason)",
		     "The board's description has no windows for PCI devices.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_slots_of_post_launched),
		TEST(test_slot_conflicts),
		TEST(test_slots_of_others),
		TEST(test_slots_without_board),
		TEST(test_real_time),
		TEST(test_cpu_conflicts),
		TEST(test_cpus_without_board),
		TEST(test_too_many_cpus),
		TEST(test_memory),
		TEST(test_memory_outside),
		TEST(test_memory_without_service_vm),
		TEST(test_memory_that_is_missing),
		TEST(test_memory_of_odd_boards),
		TEST(test_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
