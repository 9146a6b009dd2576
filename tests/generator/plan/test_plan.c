/* SPDX-License-Identifier: BSD-3-Clause
 * test_plan.c: the plan fills in what a scenario leaves open, keeps what it declares, and obeys
 * plan.xsd.
 *
 * SRCDIR is the root of the source tree; the working directory by default. */
#include "tests/generator/helpers.h"

#include <glob.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>

#include "board/board.h"
#include "cli/pipeline.h"
#include "load/load.h"
#include "plan/formats.h"
#include "plan/plan.h"
#include "validate/schema.h"

/* What is the same for all tests and costs most of the time. */
static struct {
	struct arena *arena;
	struct scenario_context context;
	xmlSchema *plan;
} shared;

static int open_shared(void **state)
{
	const char *path;
	xmlSchemaParserCtxt *parser;

	(void)state;
	shared.arena = arena_new(helper_out_of_memory);
	shared.context.schema = schema_load(shared.arena, "schema/scenario.xsd");
	shared.context.boards =
		boards_new(shared.arena, schema_load(shared.arena, "schema/board.xsd"), false);
	path = arena_printf(shared.arena, "%s/schema/plan.xsd", source_root());
	parser = xmlSchemaNewParserCtxt(path);
	shared.plan = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	return shared.plan ? 0 : -1;
}

static int close_shared(void **state)
{
	(void)state;
	xmlSchemaFree(shared.plan);
	arena_free(shared.arena);
	return 0;
}

static void show(void *data, xmlError *error)
{
	(void)data;
	print_error("plan.xsd: %s", error->message);
}

static void assert_obeys(xmlDoc *plan)
{
	xmlSchemaValidCtxt *context = xmlSchemaNewValidCtxt(shared.plan);

	xmlSchemaSetValidStructuredErrors(context, show, NULL);
	assert_int_equal(xmlSchemaValidateDoc(context, plan), 0);
	xmlSchemaFreeValidCtxt(context);
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;

	while ((text = strstr(text, part))) {
		text++;
		count++;
	}
	return count;
}

/* The scenarios here are short: their VMs have no CPUs, and any IDs. What the rules say about that
 * does not matter to the plan. */
static bool has_errors(struct fixture *fixture)
{
	const char *text = messages(fixture);

	return count_of(text, ": error: ") >
	       count_of(text, " [cpu-missing]") + count_of(text, " [vm-id-position]");
}

/* The plan of a scenario without errors, for a release and a board (a file's path or NULL). */
static xmlDoc *plan_for(struct fixture *fixture, const struct source *source, const char *path,
			enum release release, const char *board)
{
	struct scenario_context context = shared.context;
	const struct doc *doc = load_source(fixture->arena, source, fixture->diags);
	const struct model *model;
	xmlDoc *plan;

	context.release = release;
	context.board_file = board;
	model = doc ? scenario_check(fixture->arena, &context,
				     &(struct scenario_input) { path, doc, NULL }, fixture->diags)
		    : NULL;
	if (!model || has_errors(fixture)) {
		fail_msg("%s", messages(fixture));
		return NULL;
	}
	plan = plan_xml(fixture->arena, plan_build(fixture->arena, model));
	assert_obeys(plan);
	return plan;
}

static xmlDoc *plan_of(struct fixture *fixture, const char *scenario)
{
	return plan_for(fixture, source_of(fixture, scenario), "-", RELEASE_3_3, NULL);
}

/* The value of an XPath expression as text. */
static const char *value(struct fixture *fixture, xmlDoc *plan, const char *expression)
{
	xmlXPathContext *context = xmlXPathNewContext(plan);
	xmlXPathObject *object = xmlXPathEval(BAD_CAST expression, context);
	xmlChar *text;
	const char *copy;

	assert_non_null(object);
	text = xmlXPathCastToString(object);
	copy = arena_copy(fixture->arena, (const char *)text, strlen((const char *)text));
	xmlFree(text);
	xmlXPathFreeObject(object);
	xmlXPathFreeContext(context);
	return copy;
}

/* An attribute, or with NULL the name, of every element that a path selects, with spaces between.
 */
static const char *list(struct fixture *fixture, xmlDoc *plan, const char *path,
			const char *attribute)
{
	xmlXPathContext *context = xmlXPathNewContext(plan);
	xmlXPathObject *object = xmlXPathEval(BAD_CAST path, context);
	const char *result = "";

	assert_non_null(object);
	for (int i = 0; object->nodesetval && i < object->nodesetval->nodeNr; i++) {
		const xmlNode *node = object->nodesetval->nodeTab[i];
		const char *text = attribute ? load_attribute(fixture->arena, node, attribute)
					     : (const char *)node->name;

		result = arena_printf(fixture->arena, "%s%s%s", result, i ? " " : "",
				      text ? text : "-");
	}
	xmlXPathFreeObject(object);
	xmlXPathFreeContext(context);
	return result;
}

#define assert_value(plan, expression, expected) \
	assert_string_equal(value(*state, plan, expression), expected)
#define assert_list(plan, path, attribute, expected) \
	assert_string_equal(list(*state, plan, path, attribute), expected)

#define SERVICE	  "<vm id='1'><load_order>SERVICE_VM</load_order><name>SERVICE</name>"
#define POST(id)  "<vm id='" #id "'><load_order>POST_LAUNCHED_VM</load_order><name>VM" #id "</name>"
#define PRE(id)	  "<vm id='" #id "'><load_order>PRE_LAUNCHED_VM</load_order><name>VM" #id "</name>"
#define VM_END	  "</vm>"
#define SHM(text) "<shm_region>" text "</shm_region>"

/* A scenario with this in hv, and these VMs. */
#define SCENARIO(hv, vms) "<acrn-config><hv>" hv "</hv>" vms "</acrn-config>"

/* An IVSHMEM_REGION of two VMs. */
#define PEER(vm, vbdf) "<IVSHMEM_VM><VM_NAME>" vm "</VM_NAME><VBDF>" vbdf "</VBDF></IVSHMEM_VM>"
#define REGION(name, provider, size, peers)                                            \
	"<IVSHMEM_REGION><NAME>" name "</NAME><PROVIDED_BY>" provider "</PROVIDED_BY>" \
	"<IVSHMEM_SIZE>" size "</IVSHMEM_SIZE><IVSHMEM_VMS>" peers "</IVSHMEM_VMS>"    \
	"</IVSHMEM_REGION>"
#define REGIONS(list) "<FEATURES><IVSHMEM>" list "</IVSHMEM></FEATURES>"

#define ENDPOINT(vm, vbdf) "<endpoint><vm_name>" vm "</vm_name><vbdf>" vbdf "</vbdf></endpoint>"
#define VUART(type, ends)  "<vuart_connection><type>" type "</type>" ends "</vuart_connection>"
#define VUARTS(list)	   "<vuart_connections>" list "</vuart_connections>"

static void test_smallest(void **state)
{
	xmlDoc *plan = plan_of(*state, "<acrn-config>\n" SERVICE VM_END "</acrn-config>");

	assert_value(plan, "/plan/@release", "3.3");
	assert_value(plan, "/plan/@scenario", "test.xml");
	assert_value(plan, "count(/plan/@board)", "0");
	assert_value(plan, "/plan/regions/@count", "0");
	assert_value(plan, "/plan/regions/@dm-count", "0");
	assert_value(plan, "/plan/regions/@hv-bytes", "0");
	assert_value(plan, "/plan/vms/@count", "1");
	assert_value(plan, "/plan/vms/@ivshmem-count", "0");
	assert_list(
		plan, "/plan/vms/vm/@*", NULL,
		"index id name load-order vm-type first-ivshmem ivshmem-count hv-ivshmem-count at");
	assert_value(plan, "/plan/vms/vm/@at", "test.xml:2:1");
	assert_value(plan, "count(/plan/vms/vm/*)", "0");
}

static void test_no_vms_at_all(void **state)
{
	xmlDoc *plan = plan_of(*state, "<acrn-config/>");

	assert_value(plan, "/plan/vms/@count", "0");
	assert_value(plan, "/plan/regions/@count", "0");
}

static void test_releases(void **state)
{
	const char *scenario = "<acrn-config>" SERVICE VM_END "</acrn-config>";

	for (enum release release = RELEASE_2_0; release <= RELEASE_MASTER; release++) {
		xmlDoc *plan = plan_for(*state, source_of(*state, scenario), "-", release, NULL);

		assert_value(plan, "/plan/@release", release_name(release));
	}
}

/* Everything that a post-launched VM may have, in the order of acrn-dm's command line. */
static void test_order_of_devices(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		SCENARIO(REGIONS(REGION("hvr", "Hypervisor", "2", PEER("VM2", "") PEER("VM3", ""))
					 REGION("dmr", "Device Model", "2",
						PEER("VM2", "") PEER("VM3", "")))
				 VUARTS(VUART("pci", ENDPOINT("VM2", "") ENDPOINT("VM3", ""))),
			 SERVICE VM_END POST(
				 2) "<dm_devices><dm_device>ahci,hd:/x</dm_device></dm_devices>"
				    "<pci_devs><pci_dev>01:00.0 SATA controller</pci_dev>"
				    "<pci_dev>00:02.0 VGA compatible controller: "
				    "x</pci_dev></pci_devs>"
				    "<virtio_devices><vsock>7</vsock>"
				    "<gpu>geometry=fullscreen:0</gpu><block>/a.img</block>"
				    "<network><interface_name>t</interface_name></network>"
				    "<console><backend_type>stdio</backend_type></console>"
				    "<input><backend_device_file>/dev/input/event3</"
				    "backend_device_file></input>"
				    "</virtio_devices>"
				    "<usb_xhci><usb_dev>1-2</usb_dev></usb_xhci>"
				    "<console_vuart>PCI</console_vuart><vuart0>y</vuart0>"
				    "<customized_parameters>--one '--two 2'</customized_parameters>"
				    "<boot><cmdline>c</cmdline><ramdisk>/r</ramdisk><kernel>/k</"
				    "kernel></boot>"
				    "<os_type>Windows OS</os_type>" VM_END POST(3) VM_END));

	assert_list(plan, "/plan/vms/vm[@id=2]/*", NULL,
		    "windows memory kernel ramdisk cmdline lpc com1 hostbridge ivshmem ivshmem "
		    "vuart vuart xhci virtio-input virtio-console virtio-net virtio-blk virtio-gpu "
		    "vhost-vsock passthrough interrupt-monitor passthrough dm-device logger "
		    "parameter parameter");
	assert_list(plan, "/plan/vms/vm[@id=2]/ivshmem", "name", "dmr hvr");
	assert_list(plan, "/plan/vms/vm[@id=2]/vuart", "index", "0 1");
	assert_list(plan, "/plan/vms/vm[@id=2]/parameter", "value", "--one --two 2");
	/* ivshmem and vUART first, then the rest from 3 on; the GPU is in 2. */
	assert_list(plan, "/plan/vms/vm[@id=2]/ivshmem", "slot", "8 9");
	assert_list(plan, "/plan/vms/vm[@id=2]/vuart", "slot", "3 16");
	assert_list(plan, "/plan/vms/vm[@id=2]/*[@slot > 0][not(@vbdf)]", "slot",
		    "4 5 6 7 10 11 12 14");
	assert_list(plan, "/plan/vms/vm[@id=2]/passthrough", "slot", "13 2");
	assert_list(plan, "/plan/vms/vm[@id=2]/passthrough", "bdf", "0000:01:00.0 0000:00:02.0");
	assert_value(plan, "/plan/vms/vm[@id=2]/lpc/@slot", "1:0");
	assert_value(plan, "/plan/vms/vm[@id=2]/hostbridge/@slot", "0:0");
}

/* Eight regions, blank all of them, of every kind of VM. */
static void test_blank_ivshmem(void **state)
{
#define EIGHT(vms)                           \
	REGION("r0", "Hypervisor", "2", vms) \
	REGION("r1", "Hypervisor", "2", vms) \
	REGION("r2", "Hypervisor", "2", vms) \
	REGION("r3", "Hypervisor", "2", vms) \
	REGION("r4", "Hypervisor", "2", vms) \
	REGION("r5", "Hypervisor", "2", vms) \
	REGION("r6", "Hypervisor", "2", vms) REGION("r7", "Hypervisor", "2", vms)
	static const char eight[] =
		"00:08.0 00:09.0 00:0a.0 00:0b.0 00:0c.0 00:0d.0 00:0e.0 00:0f.0";
	xmlDoc *plan = plan_of(*state, SCENARIO(REGIONS(EIGHT(PEER("VM0", "") PEER("SERVICE", "")
								      PEER("VM2", " "))),
						PRE(0) VM_END SERVICE VM_END POST(2) VM_END));

	assert_list(plan, "/plan/vms/vm[@id=0]/ivshmem", "vbdf", eight);
	assert_list(plan, "/plan/vms/vm[@id=1]/ivshmem", "vbdf", eight);
	assert_list(plan, "/plan/vms/vm[@id=2]/ivshmem", "vbdf", eight);
	assert_list(plan, "/plan/vms/vm[@id=2]/ivshmem", "slot", "8 9 10 11 12 13 14 15");
	assert_value(plan, "count(/plan/vms/vm[@id<2]/ivshmem/@slot)", "0");
	assert_value(plan, "/plan/vms/@ivshmem-count", "24");
	assert_value(plan, "/plan/vms/@hv-ivshmem-count", "24");
	assert_value(plan, "/plan/regions/@hv-count", "8");
	assert_value(plan, "/plan/regions/@hv-bytes", "16777216");
}

/* Addresses that the user gave are kept, and no other device gets them. */
static void test_around_fixed_slots(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		SCENARIO(REGIONS(REGION("a", "Hypervisor", "2", PEER("VM2", "") PEER("VM3", ""))
					 REGION("b", "Hypervisor", "2",
						PEER("VM2", "00:08.0") PEER("VM3", "00:1e.7"))
						 REGION("c", "Hypervisor", "2",
							PEER("VM2", "0:3.5") PEER("VM3", "")))
				 VUARTS(VUART("pci",
					      ENDPOINT("VM2", "") ENDPOINT("VM3", "00:09.0"))),
			 SERVICE VM_END POST(
				 2) "<dm_devices><dm_device "
				    "slot='10'>a</dm_device><dm_device>b</dm_device>"
				    "<dm_device "
				    "slot='16'>c</dm_device><dm_device>d</dm_device></dm_devices>"
				    "<virtio_devices><block>/1</block><block>/2</block><block>/3</"
				    "block>"
				    "<block>/4</block><block>/5</block></virtio_devices>" VM_END
					    POST(3) VM_END));

	assert_list(plan, "/plan/vms/vm[@id=2]/ivshmem", "name", "a b c");
	assert_list(plan, "/plan/vms/vm[@id=2]/ivshmem", "slot", "9 8 3");
	/* acrn-dm takes a slot and no function. */
	assert_list(plan, "/plan/vms/vm[@id=2]/ivshmem", "vbdf", "00:09.0 00:08.0 00:03.0");
	assert_list(plan, "/plan/vms/vm[@id=2]/vuart", "slot", "17");
	assert_list(plan, "/plan/vms/vm[@id=2]/virtio-blk", "slot", "4 5 6 7 11");
	assert_list(plan, "/plan/vms/vm[@id=2]/dm-device", "slot", "10 12 16 13");
	assert_list(plan, "/plan/vms/vm[@id=3]/ivshmem", "slot", "8 30 10");
	assert_list(plan, "/plan/vms/vm[@id=3]/vuart", "slot", "9");
}

/* The user's functions count where the hypervisor places devices. */
static void test_functions_of_a_pre_launched_vm(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		SCENARIO(REGIONS(REGION("a", "Hypervisor", "2",
					PEER("VM0", "00:08.3") PEER("SERVICE", ""))
					 REGION("b", "Hypervisor", "2",
						PEER("VM0", "0:8.4") PEER("SERVICE", "00:1F.7"))
						 REGION("c", "Hypervisor", "2",
							PEER("VM0", "") PEER("SERVICE", ""))),
			 PRE(0) VM_END SERVICE VM_END));

	assert_list(plan, "/plan/vms/vm[@id=0]/ivshmem", "vbdf", "00:08.3 00:08.4 00:08.0");
	assert_list(plan, "/plan/vms/vm[@id=1]/ivshmem", "vbdf", "00:08.0 00:1f.7 00:09.0");
}

static void test_blank_vuarts(void **state)
{
#define ONE VUART("pci", ENDPOINT("VM2", "") ENDPOINT("SERVICE", ""))
	xmlDoc *plan = plan_of(
		*state,
		SCENARIO(VUARTS(ONE VUART("legacy", ENDPOINT("VM2", "") ENDPOINT("SERVICE", ""))
					ONE ONE ONE ONE ONE ONE ONE),
			 SERVICE VM_END POST(2) VM_END));

	assert_list(plan, "/plan/vms/vm[@id=2]/vuart", "vbdf",
		    "00:10.0 00:11.0 00:12.0 00:13.0 00:14.0 00:15.0 00:16.0 00:17.0");
	/* The hypervisor counts the legacy one, too. */
	assert_list(plan, "/plan/vms/vm[@id=2]/vuart", "index", "1 3 4 5 6 7 8 9");
	assert_list(plan, "/plan/vms/vm[@id=2]/vuart", "slot", "16 17 18 19 20 21 22 23");
	/* 00:11.0 is the legacy one's in ACRN's build, until there is no other. */
	assert_list(plan, "/plan/vms/vm[@id=1]/vuart", "vbdf",
		    "00:10.0 00:12.0 00:13.0 00:14.0 00:15.0 00:16.0 00:17.0 00:11.0");
	assert_value(plan, "count(/plan/vms/vm[@id=1]/vuart/@slot)", "0");
}

static void test_pre_launched_passthrough(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		SCENARIO(REGIONS(REGION("a", "Hypervisor", "2",
					PEER("VM0", "00:01.0") PEER("SERVICE", ""))),
			 PRE(0) "<pci_devs><pci_dev>03:00.1 Ethernet controller: x</pci_dev>"
				"<pci_dev>00:0e.0 RAID bus controller: x</pci_dev>"
				"<pci_dev>00:02.0 VGA compatible controller: "
				"x</pci_dev></pci_devs>" VM_END SERVICE VM_END));

	assert_list(plan, "/plan/vms/vm[@id=0]/passthrough", "vbdf", "00:02.0 00:0e.0 00:03.0");
	assert_list(plan, "/plan/vms/vm[@id=0]/passthrough", "bdf",
		    "0000:03:00.1 0000:00:0e.0 0000:00:02.0");
	assert_value(plan, "count(/plan/vms/vm[@id=0]/passthrough/@slot)", "0");
	assert_value(plan, "count(//interrupt-monitor)", "0");
}

#define THREAD(cpu, apic) "<thread><cpu_id>" cpu "</cpu_id><apic_id>" apic "</apic_id></thread>"
#define DEVICE(address, class) \
	"<device address='" address "'><vendor>0x8086</vendor><class>" class "</class></device>"

static const char board[] = "<acrn-config board='test'><processors>" THREAD("0", "0x10")
	THREAD("1", "0x2") THREAD("2", "0x8") THREAD(
		"3", "0x0") "</processors>"
			    "<devices><bus type='pci' address='0x0'>"
			    "<resource type='memory' min='0x80000000' max='0x8fffffff'/>"
			    "<device address='0x1f0007'>"
			    "<resource type='memory' id='bar0' width='32' min='0x80000000' "
			    "max='0x80000fff' len='0x1000'/>"
			    "</device>" DEVICE("0x80000", "0x010802") DEVICE("0x90003", "0x028000")
				    DEVICE("0x10000", "0x060400") DEVICE("0x1f0006", "0x020000")
					    DEVICE("0x140000", "0x0c0330") DEVICE(
						    "0x20000",
						    "0x030000") "</bus></devices></acrn-config>";

static void test_service_vm_avoids_the_board(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "test.xml", board);
	const struct source *source = source_of(
		fixture,
		SCENARIO(REGIONS(REGION("a", "Hypervisor", "2", PEER("SERVICE", "") PEER("VM2", ""))
					 REGION("b", "Hypervisor", "2",
						PEER("SERVICE", "00:09.0") PEER("VM2", ""))
						 REGION("c", "Hypervisor", "2",
							PEER("SERVICE", "") PEER("VM2", ""))),
			 SERVICE VM_END POST(2) VM_END));
	xmlDoc *plan = plan_for(fixture, source, "-", RELEASE_3_3, path);

	/* 00:08.0 and 00:09.3 are the board's. */
	assert_list(plan, "/plan/vms/vm[@id=1]/ivshmem", "vbdf", "00:0a.0 00:09.0 00:0b.0");
	assert_list(plan, "/plan/vms/vm[@id=2]/ivshmem", "vbdf", "00:08.0 00:09.0 00:0a.0");
	assert_value(plan, "/plan/@board", "test");
}

static void test_bars(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "test.xml", board);
	const struct source *source =
		source_of(fixture, SCENARIO(REGIONS(REGION("a", "Hypervisor", "2",
							   PEER("SERVICE", "") PEER("VM2", ""))),
					    SERVICE VM_END POST(2) VM_END));
	xmlDoc *plan = plan_for(fixture, source, "-", RELEASE_3_3, path);

	assert_value(plan, "/plan/vms/@has-bars", "y");
	assert_list(plan, "/plan/vms/vm", "hv-ivshmem-count", "1 1");
	assert_list(plan, "/plan/vms/vm/ivshmem[@bar0]", "vbdf", "00:09.0");
	assert_list(plan, "//ivshmem[@bar0]", "hv-index", "0");
	assert_list(plan, "//ivshmem[@bar0]", "bar0", "0x80001000");
	assert_list(plan, "//ivshmem[@bar0]", "bar1", "0x80002000");
	assert_list(plan, "//ivshmem[@bar0]", "bar2", "0x80200000");
	plan = plan_for(fixture, source, "-", RELEASE_3_3, NULL);
	assert_value(plan, "/plan/vms/@has-bars", "n");
	assert_value(plan, "count(//ivshmem/@*[starts-with(name(), 'bar')])", "0");
}

/* The board's description of a device has precedence over the scenario's text. */
static void test_passthrough_on_a_board(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "test.xml", board);
	const struct source *source = source_of(
		fixture,
		SCENARIO("", SERVICE VM_END POST(
				     2) "<PTM>y</PTM><os_type>Windows OS</os_type><pci_devs>"
					"<pci_dev>00:02.0 Display</pci_dev>"
					"<pci_dev>00:1f.6 VGA compatible controller</pci_dev>"
					"<pci_dev>00:14.0 USB</pci_dev></pci_devs>" VM_END));
	xmlDoc *plan = plan_for(fixture, source, "-", RELEASE_3_3, path);

	assert_list(plan, "//passthrough", "slot", "2 3 4");
	assert_list(plan, "//passthrough", "enable-ptm", "n y n");
	assert_list(plan, "//passthrough", "d3hot-reset", "n n y");
	assert_list(plan, "/plan/vms/vm[@id=2]/*[position() > 4]", NULL,
		    "passthrough passthrough interrupt-monitor passthrough logger");
}

/* The text decides where the board has a device without a class. */
static void test_passthrough_on_an_old_board(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(
		fixture, "old.xml",
		"<acrn-config><processors><thread><cpu_id>0</cpu_id><apic_id>0x0</apic_id></thread>"
		"</processors><PCI_DEVICE>00:02.0 VGA compatible controller\n00:03.0 Audio"
		"</PCI_DEVICE></acrn-config>");
	const struct source *source = source_of(
		fixture,
		SCENARIO("", SERVICE VM_END POST(2) "<pci_devs><pci_dev>00:03.0 Audio</pci_dev>"
						    "<pci_dev>00:02.0 VGA compatible "
						    "controller</pci_dev></pci_devs>" VM_END));
	xmlDoc *plan = plan_for(fixture, source, "-", RELEASE_3_3, path);

	assert_list(plan, "//passthrough", "slot", "3 2");
	assert_value(plan, "/plan/@board", "old");
}

#define CPUS(ids) "<cpu_affinity>" ids "</cpu_affinity>"
#define CPU(id)	  "<pcpu_id>" id "</pcpu_id>"

static void test_cpus(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "test.xml", board);
	const struct source *source = source_of(
		fixture,
		SCENARIO("", SERVICE VM_END POST(2) CPUS("<pcpu>" CPU("0") "</pcpu>" CPU("2"))
				     VM_END POST(3) "<own_pcpu>y</own_pcpu>" CPUS(CPU("3"))
					     VM_END POST(4) "<vm_type>RTVM</vm_type>" CPUS(CPU("1"))
						     VM_END POST(5) VM_END));
	xmlDoc *plan = plan_for(fixture, source, "-", RELEASE_3_3, path);

	assert_list(plan, "/plan/vms/vm[@id=2]/cpus/cpu", "pcpu", "2 0");
	assert_list(plan, "/plan/vms/vm[@id=2]/cpus/cpu", "apic", "8 16");
	assert_list(plan, "/plan/vms/vm/cpus", "offline", "n y y");
	assert_list(plan, "/plan/vms/vm[@id=3]/cpus/cpu", "apic", "0");
	assert_value(plan, "count(/plan/vms/vm[@id=5]/cpus)", "0");
}

/* What the scenario says of CPUs and memory, also of VMs without a launch script. */
static void test_affinities(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		SCENARIO("", PRE(0) "<vm_type>RTVM</vm_type><lapic_passthrough>y</"
				    "lapic_passthrough><cpu_affinity><pcpu><pcpu_id>3</pcpu_id>"
				    "<real_time_vcpu>y</real_time_vcpu></pcpu></cpu_affinity>"
				    "<own_pcpu>y</own_pcpu><memory><hpa_region>"
				    "<start_hpa>0x100000000</start_hpa><size_hpa>512</size_hpa>"
				    "</hpa_region></memory>" VM_END SERVICE VM_END POST(2)
					    CPUS(CPU("1") CPU("0")) VM_END));

	assert_list(plan, "/plan/affinities/affinity", "vm", "0 2");
	assert_list(plan, "/plan/affinities/affinity", "own", "y n");
	assert_list(plan, "/plan/affinities/affinity/pcpu", "id", "3 1 0");
	assert_list(plan, "/plan/affinities/affinity/pcpu", "real-time", "y n n");
	assert_list(plan, "/plan/vms/vm", "vm-type", "real-time standard standard");
	assert_list(plan, "/plan/vms/vm/memory", "mib", "512 1024");
}

static void test_connections(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		SCENARIO(VUARTS("<vuart_connection><name>log</name><type>legacy</type><endpoint>"
				"<vm_name>VM3</vm_name><io_port>0x2F8</io_port></endpoint>"
				"<endpoint><vm_name>VM2</vm_name></endpoint></"
				"vuart_connection>" VUART("pci", ENDPOINT("VM2", "00:06.0")
									 ENDPOINT("VM3", ""))),
			 SERVICE VM_END POST(2) VM_END POST(3) VM_END));

	assert_value(plan, "/plan/connections/@count", "2");
	assert_list(plan, "/plan/connections/connection", "kind", "legacy pci");
	assert_list(plan, "/plan/connections/connection", "name", "log -");
	assert_list(plan, "//connection/end", "name", "VM3 VM2 VM2 VM3");
	assert_list(plan, "//connection/end", "index", "1 1 2 2");
	assert_list(plan, "//connection/end", "port", "0x2F8 0x9200 - -");
	assert_value(plan, "count(//connection[2]/end[@vbdf=//vuart[@index=2]/@vbdf])", "2");
}

static void test_noop_scheduler(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "test.xml", board);
	const struct source *source = source_of(
		fixture,
		SCENARIO("<FEATURES><SCHEDULER>SCHED_NOOP</SCHEDULER></FEATURES>",
			 SERVICE VM_END POST(
				 2) "<cpu_affinity><pcpu_id>1</pcpu_id></cpu_affinity>" VM_END));
	xmlDoc *plan = plan_for(fixture, source, "-", RELEASE_3_3, path);

	assert_value(plan, "//cpus/@offline", "y");
}

/* VMs by rising ID, each with its run of rows in the table. */
static void test_runs_of_ivshmem(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		SCENARIO(REGIONS(REGION("h", "Hypervisor", "4",
					PEER("VM9", "") PEER("VM0", "") PEER("VM5", ""))
					 REGION("g", "Hypervisor", "2",
						PEER("VM5", "") PEER("VM7", ""))),
			 POST(9) "<shm_regions>" SHM("dm:/d,2") "</shm_regions>" VM_END POST(
				 7) "<shm_regions>" SHM("hv:/h,4") "</shm_regions>" VM_END SERVICE
				 VM_END POST(5) "<shm_regions>" SHM(
					 "dm:/d,2") "</shm_regions>" VM_END PRE(0) VM_END));

	assert_list(plan, "/plan/vms/vm", "id", "0 1 5 7 9");
	assert_list(plan, "/plan/vms/vm", "index", "0 1 2 3 4");
	assert_list(plan, "/plan/vms/vm", "ivshmem-count", "1 0 3 2 2");
	assert_list(plan, "/plan/vms/vm", "first-ivshmem", "0 1 1 4 6");
	assert_list(plan, "/plan/vms/vm", "launch-id", "- - 4 6 8");
	assert_list(plan, "/plan/vms/vm[@id=5]/ivshmem", "name", "d h g");
	assert_list(plan, "/plan/vms/vm[@id=5]/ivshmem", "region", "2 0 1");
	assert_list(plan, "/plan/vms/vm[@id=7]/ivshmem", "region", "1 0");
	assert_value(plan, "/plan/vms/@ivshmem-count", "8");
	assert_value(plan, "/plan/vms/@hv-ivshmem-count", "6");
	assert_list(plan, "/plan/regions/region", "name", "h g d");
	assert_list(plan, "/plan/regions/region", "index", "0 1 2");
	assert_list(plan, "/plan/regions/region", "hv-index", "0 1 -");
	assert_list(plan, "/plan/regions/region", "land", "hv hv dm");
	assert_list(plan, "/plan/regions/region[@name='h']/peer", "id", "0 5 7 9");
	assert_list(plan, "/plan/regions/region[@name='h']/peer", "name", "VM0 VM5 VM7 VM9");
	assert_list(plan, "/plan/regions/region[@name='g']/peer", "id", "5 7");
	assert_list(plan, "/plan/regions/region[@name='d']/peer", "id", "5 9");
	assert_value(plan, "/plan/regions/@count", "3");
	assert_value(plan, "/plan/regions/@dm-count", "1");
	assert_value(plan, "/plan/regions/@hv-count", "2");
	assert_value(plan, "/plan/regions/@hv-bytes", "6291456");
}

/* Sizes and region IDs, however they are written, come out as decimal numbers. */
static void test_regions_in_numbers(void **state)
{
	struct fixture *fixture = *state;
	const char *good =
		SHM("dm:/mib,512,0xFFFF") SHM("dm:/bytes,2097152") SHM("sos:/old,4194304");
	xmlDoc *plan = plan_of(
		fixture, arena_printf(fixture->arena,
				      "<acrn-config>" SERVICE VM_END
					      POST(2) "<shm_regions>%s</shm_regions>" VM_END POST(
						      3) "<shm_regions>%s</shm_regions>" VM_END
							 "</acrn-config>",
				      good, good));

	assert_list(plan, "//region", "bytes", "536870912 2097152 4194304");
	assert_list(plan, "//region", "region-id", "65535 0 0");
	assert_list(plan, "//vm[@id=3]/ivshmem", "bytes", "536870912 2097152 4194304");
	assert_list(plan, "//vm[@id=3]/ivshmem", "region-id", "65535 0 0");
}

/* ACRN 2.0 has regions that are not whole MiB. */
static void test_regions_of_2_0(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(
		fixture,
		"<acrn-config>" SERVICE VM_END POST(2) "<shm_regions>" SHM("a,4096") SHM(
			"b,1048576") "</shm_regions>" VM_END POST(3) "<shm_regions>" SHM("a,4096")
			SHM("b,1048576") "</shm_regions>" VM_END "</acrn-config>");
	xmlDoc *plan = plan_for(fixture, source, "-", RELEASE_2_0, NULL);

	assert_list(plan, "//region", "bytes", "4096 1048576");
	assert_list(plan, "//vm[@id=2]/ivshmem", "bytes", "4096 1048576");
}

/* The one peer that gives a region an ID gives it to all. */
static void test_region_id_of_one_peer(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		"<acrn-config>" SERVICE VM_END
			POST(2) "<shm_regions>" SHM("dm:/a,2") "</shm_regions>" VM_END POST(
				3) "<shm_regions>" SHM("dm:/a,2,0x1abc") "</shm_regions>" VM_END
									 "</acrn-config>");

	assert_list(plan, "//region", "region-id", "6844");
	assert_list(plan, "//ivshmem", "region-id", "6844 6844");
}

static void test_origins(void **state)
{
	struct fixture *fixture = *state;
	static const char text[] =
		"<acrn-config>\n\t" SERVICE VM_END
		"\n" POST(2) "\n<shm_regions>\n<!-- \xC3\xA4 --> <shm_region> "
			     "dm:/a,2</shm_region></shm_regions>" VM_END
			     "\n" POST(3) "\r\n\t<shm_regions><shm_region>\n\tdm:/a,2</"
					  "shm_region></shm_regions>" VM_END "</acrn-config>";
	xmlDoc *plan = plan_for(
		fixture,
		source_memory(fixture->arena, "some/where/a b.xml", text, sizeof(text) - 1), "-",
		RELEASE_3_3, NULL);

	assert_list(plan, "//vm", "at", "a b.xml:2:2 a b.xml:3:1 a b.xml:6:1");
	assert_list(plan, "//region", "at", "a b.xml:5:25");
	assert_list(plan, "//ivshmem", "at", "a b.xml:5:25 a b.xml:8:2");
}

#define ONE_VM(inner) "<acrn-config>" SERVICE VM_END POST(2) inner VM_END "</acrn-config>"
#define VIRTIO(inner) ONE_VM("<virtio_devices>" inner "</virtio_devices>")

static void test_inputs(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		VIRTIO("<input><backend_device_file>/dev/input/event3</backend_device_file>"
		       "<id>pad</id></input>"
		       "<input><backend_device_file>Device name: A, B, Device physical path: "
		       "usb-0/input0</backend_device_file></input>"
		       "<input><backend_device_file>Device name: only</backend_device_file></input>"
		       "<input><backend_device_file>Device name: x, Device physical path: "
		       "</backend_device_file></input>"
		       "<input><backend_device_file>Device name: , Device physical path: "
		       "x</backend_device_file></input>"
		       "<input><id>none</id></input>"));

	assert_list(plan, "//virtio-input", "slot", "3 4 5 6 7");
	assert_list(plan, "//virtio-input", "device",
		    "/dev/input/event3 - Device name: only Device name: x, Device physical path: "
		    "Device name: , Device physical path: x");
	assert_list(plan, "//virtio-input", "name", "- A, B - - -");
	assert_list(plan, "//virtio-input", "phys", "- usb-0/input0 - - -");
	assert_list(plan, "//virtio-input", "id", "pad - - - -");
}

static void test_consoles(void **state)
{
#define CONSOLE(backend, more) "<console><backend_type>" backend "</backend_type>" more "</console>"
	xmlDoc *plan = plan_of(
		*state,
		VIRTIO(CONSOLE("stdio", "<use_type>Virtio console</use_type>")
			       CONSOLE("pty", "<use_type>Virtio serial port</use_type>") CONSOLE(
				       "tty", "<tty_device_path>/dev/ttyS1</tty_device_path>")
				       CONSOLE("file", "<output_file_path>/o</output_file_path>")
					       CONSOLE("sock server", "<sock_file_path>/run/"
								      "a.b.sock</sock_file_path>")
						       CONSOLE("sock client",
							       "<sock_file_path>.sock</"
							       "sock_file_path>") "<console/>"));

	assert_list(plan, "//virtio-console", "backend", "stdio pty tty file socket socket");
	assert_list(plan, "//virtio-console", "console", "y n y y y y");
	assert_list(plan, "//virtio-console", "path", "- - /dev/ttyS1 /o /run/a.b.sock .sock");
	assert_list(plan, "//virtio-console", "port", "- - - - a socket");
	assert_list(plan, "//virtio-console", "role", "- - - - server client");
}

static void test_disks_and_networks(void **state)
{
	xmlDoc *plan = plan_of(
		*state, VIRTIO("<block>/dev/sda3:/boot/a:b.img</block><block>/a.img</block>"
			       "<block>:x</block><block>x:</block><block/><block> </block>"
			       "<network/><network><interface_name>tap0</interface_name>"
			       "<virtio_framework>Kernel based (Virtual Host)</virtio_framework>"
			       "</network><network><virtio_framework>User space based (VBSU)"
			       "</virtio_framework></network>"));

	assert_list(plan, "//virtio-blk", "partition", "/dev/sda3 - - -");
	assert_list(plan, "//virtio-blk", "image", "/boot/a:b.img - - -");
	assert_list(plan, "//virtio-blk", "path", "- /a.img :x x:");
	assert_list(plan, "//virtio-net", "tap", "tap0 VM2");
	assert_list(plan, "//virtio-net", "vhost", "y n");
}

static void test_displays(void **state)
{
	xmlDoc *plan = plan_of(
		*state, VIRTIO("<gpu><display_type>Window</display_type><displays><display>"
			       "<window_resolutions>640x480</window_resolutions>"
			       "<horizontal_offset>-5</horizontal_offset><vertical_offset>0</"
			       "vertical_offset>"
			       "</display><display><window_resolutions>1x1</window_resolutions>"
			       "<horizontal_offset>1</horizontal_offset><vertical_offset>2</"
			       "vertical_offset>"
			       "</display></displays></gpu>"));

	assert_list(plan, "//virtio-gpu/*", NULL, "window window");
	assert_list(plan, "//window", "resolution", "640x480 1x1");
	assert_list(plan, "//window", "x", "-5 1");
	assert_list(plan, "//window", "y", "0 2");
	plan = plan_of(*state,
		       VIRTIO("<gpu><display_type>Full screen</display_type><displays>"
			      "<display><monitor_id>1</monitor_id></display></displays></gpu>"));
	assert_list(plan, "//virtio-gpu/*", NULL, "fullscreen");
	assert_list(plan, "//fullscreen", "monitor", "1");
	plan = plan_of(*state, VIRTIO("<gpu> geometry=fullscreen:0 </gpu><vsock>3</vsock>"));
	assert_list(plan, "//virtio-gpu", "options", "geometry=fullscreen:0");
	assert_list(plan, "//vhost-vsock", "cid", "3");
}

static void test_usb_and_others(void **state)
{
	xmlDoc *plan = plan_of(
		*state,
		ONE_VM("<usb_xhci><usb_dev>1-2\tBus 001</usb_dev><usb_dev/><usb_dev>1-4.1</usb_dev>"
		       "</usb_xhci><dm_devices><dm_device>tpm2,sock=/a b,\"c\"</dm_device>"
		       "<dm_device>bare</dm_device></dm_devices>"));

	assert_list(plan, "//xhci", "ports", "1-2,1-4.1");
	assert_list(plan, "//dm-device", "kind", "tpm2 bare");
	assert_list(plan, "//dm-device", "options", "sock=/a b,\"c\" -");
}

/* Since ACRN 3.0 --ssram has a value, which is among the parameters. */
static void test_machines(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(
		fixture,
		SCENARIO(
			"<FEATURES><SSRAM><SSRAM_ENABLED>y</SSRAM_ENABLED></SSRAM></FEATURES>",
			SERVICE VM_END POST(
				2) "<vm_type>RTVM</vm_type><lapic_passthrough>y</lapic_passthrough>"
				   "<memory><size>4096</size></memory><vbootloader>y</vbootloader>"
				   "<virtio_devices><block>/a</block><block>/b</block></"
				   "virtio_devices>" VM_END POST(
					   3) "<lapic_passthrough>y</lapic_passthrough>"
					      "<boot><cmdline>a\n\t  b</cmdline></boot>" VM_END));
	xmlDoc *plan = plan_for(fixture, source, "-", RELEASE_2_7, NULL);

	assert_list(plan, "//vm[@id=2]/*", NULL,
		    "memory ssram ovmf hostbridge virtio-poll virtio-blk virtio-blk rtvm lapic-pt "
		    "logger");
	assert_list(plan, "//vm[@id=3]/*", NULL, "memory cmdline lpc hostbridge logger");
	assert_list(plan, "//memory", "mib", "4096 1024");
	assert_list(plan, "//cmdline", "value", "a b");
	plan = plan_of(*state, SCENARIO("<FEATURES><SSRAM><SSRAM_ENABLED>y</SSRAM_ENABLED></SSRAM>"
					"</FEATURES>",
					SERVICE VM_END POST(2) "<vm_type>RTVM</vm_type>"
							       "<customized_parameters>--ssram 'L3,"
							       "vcpu=all,size=2M'"
							       "</customized_parameters>" VM_END));
	assert_list(plan, "//vm[@id=2]/*", NULL,
		    "memory hostbridge rtvm logger parameter parameter");
}

/* Nothing is lost of a text, and nothing is added. */
static void test_texts_stay_as_they_are(void **state)
{
	xmlDoc *plan = plan_of(
		*state, ONE_VM("<boot><kernel>/a &amp; b'&quot;&lt;\xC3\xA4$x\\</kernel></boot>"
			       "<customized_parameters>'&lt;&amp;' \"a  b\" '' "
			       "$HOME</customized_parameters>"));

	assert_list(plan, "//kernel", "path", "/a & b'\"<\xC3\xA4$x\\");
	assert_list(plan, "//parameter", "value", "<& a  b  $HOME");
}

static void test_shipped_scenarios(void **state)
{
	struct fixture *fixture = *state;
	unsigned count = 0;
	glob_t files;

	assert_int_equal(glob(arena_printf(fixture->arena, "%s/boards/*/*.xml", source_root()), 0,
			      NULL, &files),
			 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		const char *path = files.gl_pathv[i];
		const struct source *source = load_read(fixture->arena, path, fixture->diags);
		bool is_2_0 = strstr(path, "-2.0.xml");

		if (!strstr(source->bytes, "<load_order>"))
			continue; /* a board */
		plan_for(fixture, source, path, is_2_0 ? RELEASE_2_0 : RELEASE_3_3, NULL);
		count++;
	}
	globfree(&files);
	assert_true(count >= 4);
	assert_string_equal(messages(fixture), "");
}

/* Random scenarios, against an allocator of the test's own. */

#define VMS	    5
#define REGIONS_MAX 12
#define OTHERS	    6

enum { ABSENT = -2, BLANK = -1 };

struct wishes {
	uint64_t seed;
	int region[VMS][REGIONS_MAX]; /* a slot, BLANK, or ABSENT */
	bool is_dm[REGIONS_MAX];
	int other[VMS][OTHERS];
	bool is_used[VMS][CFG_SLOT_MAX + 1];
	unsigned in_range[VMS];
};

static unsigned chance(struct wishes *wishes, unsigned sides)
{
	wishes->seed ^= wishes->seed << 13;
	wishes->seed ^= wishes->seed >> 7;
	wishes->seed ^= wishes->seed << 17;
	return (unsigned)(wishes->seed >> 11) % sides;
}

/* A slot that is not in use; with `is_outside`, not one that blank regions may need. */
static int wish_slot(struct wishes *wishes, unsigned vm, bool is_outside)
{
	for (;;) {
		unsigned slot = 3 + chance(wishes, 28);
		bool is_inside = slot >= 8 && slot <= 15;

		if (wishes->is_used[vm][slot] || (is_outside && is_inside))
			continue;
		wishes->is_used[vm][slot] = true;
		wishes->in_range[vm] += is_inside;
		return (int)slot;
	}
}

static void make_wishes(struct wishes *wishes)
{
	for (unsigned region = 0; region < REGIONS_MAX; region++) {
		unsigned absent = chance(wishes, VMS + 2);

		wishes->is_dm[region] = region % 3 == 1;
		for (unsigned vm = 0; vm < VMS; vm++) {
			wishes->region[vm][region] = ABSENT;
			if (vm == absent)
				continue;
			if (wishes->in_range[vm] == 8 || chance(wishes, 3) == 0) {
				wishes->region[vm][region] =
					wish_slot(wishes, vm, wishes->in_range[vm] == 8);
			} else {
				wishes->region[vm][region] = BLANK;
				wishes->in_range[vm]++;
			}
		}
	}
	for (unsigned vm = 0; vm < VMS; vm++)
		for (unsigned other = 0; other < OTHERS; other++)
			wishes->other[vm][other] =
				chance(wishes, 2) ? wish_slot(wishes, vm, wishes->in_range[vm] == 8)
						  : BLANK;
}

static void write_region(const struct wishes *wishes, unsigned region, FILE *stream)
{
	fprintf(stream,
		"<IVSHMEM_REGION><NAME>r%u</NAME><PROVIDED_BY>%s</PROVIDED_BY><IVSHMEM_VMS>",
		region, wishes->is_dm[region] ? "Device Model" : "Hypervisor");
	for (unsigned vm = 0; vm < VMS; vm++) {
		if (wishes->region[vm][region] == ABSENT)
			continue;
		fprintf(stream, "<IVSHMEM_VM><VM_NAME>VM%u</VM_NAME><VBDF>", vm + 2);
		if (wishes->region[vm][region] >= 0)
			fprintf(stream, "00:%02x.0", (unsigned)wishes->region[vm][region]);
		fputs("</VBDF></IVSHMEM_VM>", stream);
	}
	fputs("</IVSHMEM_VMS></IVSHMEM_REGION>\n", stream);
}

static const char *write_wishes(struct fixture *fixture, const struct wishes *wishes)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	fputs("<acrn-config><hv><FEATURES><IVSHMEM>", stream);
	for (unsigned region = 0; region < REGIONS_MAX; region++)
		write_region(wishes, region, stream);
	fputs("</IVSHMEM></FEATURES></hv>" SERVICE VM_END, stream);
	for (unsigned vm = 0; vm < VMS; vm++) {
		fprintf(stream,
			"<vm id='%u'><name>VM%u</name><load_order>POST_LAUNCHED_VM</load_order>"
			"<dm_devices>",
			vm + 2, vm + 2);
		for (unsigned other = 0; other < OTHERS; other++)
			if (wishes->other[vm][other] == BLANK)
				fprintf(stream, "<dm_device>d%u</dm_device>", other);
			else
				fprintf(stream, "<dm_device slot='%d'>d%u</dm_device>",
					wishes->other[vm][other], other);
		fputs("</dm_devices></vm>", stream);
	}
	fputs("</acrn-config>", stream);
	fclose(stream);
	copy = arena_copy(fixture->arena, text, size);
	free(text);
	return copy;
}

/* The slot that a device should have: the wished one, or the first from `from` that is not used. */
static int grant(struct wishes *wishes, unsigned vm, int wish, unsigned from)
{
	if (wish != BLANK)
		return wish;
	while (wishes->is_used[vm][from])
		from++;
	wishes->is_used[vm][from] = true;
	return (int)from;
}

static void assert_slot(struct fixture *fixture, xmlDoc *plan, unsigned vm, const char *device,
			int slot)
{
	const char *path = arena_printf(fixture->arena, "//vm[@id=%u]/%s", vm + 2, device);

	assert_string_equal(list(fixture, plan, path, "slot"),
			    arena_printf(fixture->arena, "%d", slot));
}

static void assert_granted(struct fixture *fixture, struct wishes *wishes, xmlDoc *plan)
{
	for (unsigned vm = 0; vm < VMS; vm++) {
		/* acrn-dm's command line has dm-land first. */
		for (unsigned n = 0; n < 2 * REGIONS_MAX; n++) {
			unsigned region = n % REGIONS_MAX;
			int wish = wishes->region[vm][region];

			if (wish == ABSENT || wishes->is_dm[region] != (n < REGIONS_MAX))
				continue;
			assert_slot(fixture, plan, vm,
				    arena_printf(fixture->arena, "ivshmem[@name='r%u']", region),
				    grant(wishes, vm, wish, 8));
		}
		for (unsigned other = 0; other < OTHERS; other++)
			assert_slot(fixture, plan, vm,
				    arena_printf(fixture->arena, "dm-device[@kind='d%u']", other),
				    grant(wishes, vm, wishes->other[vm][other], 3));
	}
}

static void test_random_scenarios(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 60; seed++) {
		struct wishes wishes = { .seed = seed * UINT64_C(0x9E3779B97F4A7C15) };
		void *own;
		xmlDoc *plan;

		fixture_open(&own);
		make_wishes(&wishes);
		plan = plan_of(own, write_wishes(own, &wishes));
		assert_granted(own, &wishes, plan);
		fixture_close(&own);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_smallest),
		TEST(test_no_vms_at_all),
		TEST(test_releases),
		TEST(test_order_of_devices),
		TEST(test_blank_ivshmem),
		TEST(test_around_fixed_slots),
		TEST(test_functions_of_a_pre_launched_vm),
		TEST(test_blank_vuarts),
		TEST(test_pre_launched_passthrough),
		TEST(test_service_vm_avoids_the_board),
		TEST(test_bars),
		TEST(test_passthrough_on_a_board),
		TEST(test_passthrough_on_an_old_board),
		TEST(test_cpus),
		TEST(test_affinities),
		TEST(test_connections),
		TEST(test_noop_scheduler),
		TEST(test_runs_of_ivshmem),
		TEST(test_regions_in_numbers),
		TEST(test_regions_of_2_0),
		TEST(test_region_id_of_one_peer),
		TEST(test_origins),
		TEST(test_inputs),
		TEST(test_consoles),
		TEST(test_disks_and_networks),
		TEST(test_displays),
		TEST(test_usb_and_others),
		TEST(test_machines),
		TEST(test_texts_stay_as_they_are),
		TEST(test_shipped_scenarios),
		TEST(test_random_scenarios),
	};

	return cmocka_run_group_tests(tests, open_shared, close_shared);
}
