/* SPDX-License-Identifier: BSD-3-Clause
 * test_document.c: the documents of all cases, and of the corpus in SHARED, are what the schema
 * says, and have all that the plan has; hostile texts stay texts.
 */
#include "tests/generator/report/scene.h"

#include <libxml/xmlschemas.h>

#include "audit/audit.h"
#include "cli/outputs.h"
#include "model/harden.h"
#include "schema/bdf.h"

static xmlSchema *schema;

static int open_schema(void **state)
{
	xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt("schema/report.xsd");

	(void)state;
	schema = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	return schema ? 0 : -1;
}

static int close_schema(void **state)
{
	(void)state;
	xmlSchemaFree(schema);
	return 0;
}

static void keep_error(void *context, xmlError *error)
{
	if (!*(const char **)context)
		*(const char **)context = strdup(error->message);
}

static void assert_valid(xmlDoc *doc)
{
	xmlSchemaValidCtxt *validation = xmlSchemaNewValidCtxt(schema);
	char *error = NULL;

	xmlSchemaSetValidStructuredErrors(validation, (xmlStructuredErrorFunc)keep_error, &error);
	if (xmlSchemaValidateDoc(validation, doc) != 0)
		fail_msg("%s", error);
	free(error);
	xmlSchemaFreeValidCtxt(validation);
}

/* Whether a VM's slots have a device at an address. */
static bool has_device(const xmlNode *vm, uint16_t vbdf)
{
	char address[BDF_TEXT_SIZE];
	const xmlNode *slot = xmlFirstElementChild(xmlFirstElementChild((xmlNode *)vm));

	bdf_format(vbdf, address);
	for (; slot; slot = xmlNextElementSibling((xmlNode *)slot))
		for (xmlNode *device = xmlFirstElementChild((xmlNode *)slot); device;
		     device = xmlNextElementSibling(device)) {
			xmlChar *text = xmlGetProp(device, BAD_CAST "address");
			bool is_same = strcmp((char *)text, address) == 0;

			xmlFree(text);
			if (is_same)
				return true;
		}
	return false;
}

static void assert_has_devices(const struct scenario *scenario, xmlDoc *doc)
{
	const xmlNode *vm = find_element(xmlDocGetRootElement(doc), "vm");

	for (size_t i = 0; i < scenario->plan->vm_count;
	     i++, vm = xmlNextElementSibling((xmlNode *)vm)) {
		const struct plan_vm *planned = &scenario->plan->vms[i];

		if (!scenario->model->board && planned->load_order == CFG_SERVICE_VM)
			continue;
		for (size_t j = 0; j < planned->device_count; j++) {
			const struct plan_device *device = &planned->devices[j];

			if (device->kind != PLAN_VIRTIO_POLL &&
			    device->kind != PLAN_INTERRUPT_MONITOR && !has_device(vm, device->vbdf))
				fail_msg("%s has no device at %x", planned->name, device->vbdf);
		}
	}
}

static xmlDoc *document_of(const struct scenario *scenario, const struct audit *audit,
			   const struct output_files *files)
{
	diags_sort(scenario->diags);
	return report_document(scenario->arena, &(struct report_request) {
							.model = scenario->model,
							.diags = scenario->diags,
							.plan = scenario->plan,
							.audit = audit,
							.files = files,
						});
}

static void check(const struct scenario *scenario)
{
	xmlDoc *doc = document_of(scenario, NULL, NULL);

	assert_valid(doc);
	if (scenario->plan)
		assert_has_devices(scenario, doc);
}

/* With all that only a valid scenario has. */
static void check_in_full(const struct scenario *scenario)
{
	const struct options options = { .hardening = HARDEN_DEFAULT };
	struct outputs outputs = { scenario->arena, &options, scenario->diags, { 0 }, { 0 } };
	struct model hardened = *scenario->model;
	const struct audit *audit;

	if (!scenario->plan)
		return;
	hardened.hardening = options.hardening;
	hardened.name = "test";
	audit = audit_run(scenario->arena, &(struct audit_request) {
						   .plan = plan_build(scenario->arena, &hardened),
						   .path = "test.xml",
						   .parts = options.hardening,
					   });
	assert_true(outputs_render(&outputs, outputs_begin(&outputs, scenario->arena,
							   scenario->model, scenario->plan)));
	assert_valid(document_of(scenario, audit, &outputs.files));
}

static void test_cases(void **state)
{
	const char *shared = getenv("SHARED");
	char *corpus;

	(void)state;
	assert_true(scenarios_each("boards/*/*.xml", TARGET_LAB, check_in_full) >= 4);
	assert_true(scenarios_each("tests/cases/ok/{everything,no-board,service-vm-only}/input.xml",
				   TARGET_ACRN, check_in_full) == 3);
	assert_true(scenarios_each("tests/cases/good/*/input.{xml,yaml}", TARGET_ACRN, check) >
		    100);
	assert_true(scenarios_each("tests/cases/bad/[a-s]*/input.xml", TARGET_ACRN, check) > 100);
	if (!shared)
		return;
	assert_true(asprintf(&corpus, "%s/corpus/acrn/**/*.xml", shared) > 0);
	scenarios_each(corpus, TARGET_ACRN, check);
	free(corpus);
}

/* Names and values that no document can have as they are. */
static void test_hostile_texts(void **state)
{
	struct fixture *fixture = *state;
	/* In a literal it would mislead readers. */
	static const char backwards[] = { '\xE2', '\x80', '\xAE', '\0' };
	const char *text = arena_printf(
		fixture->arena,
		"<acrn-config>" HV(REGION("]]&gt;&lt;script>", PEER("A", "")))
			SERVICE POST("1", "%s&lt;script&gt;&amp;&quot;", "")
				POST("2", "", "<os_type>\xC2\x9B</os_type>") "</acrn-config>",
		backwards);
	const char *path = fixture_file(fixture, "<b>\xFF\x1b[31m.xml", text);
	struct scenario scenario = scenario_of_file(fixture->arena, path, TARGET_ACRN);
	xmlDoc *doc, *again;
	xmlChar *dumped;
	int size;

	assert_non_null(scenario.model);
	doc = document_of(&scenario, NULL, NULL);
	assert_valid(doc);
	assert_value(fixture, doc, "string(//vms/vm[2]/@name)", "\\xe2\\x80\\xae<script>&\"");
	assert_value(fixture, doc, "string(//region/@name)", "]]><script>");
	assert_value(fixture, doc, "string(/report/@title)", "<b>\\xff\\x1b[31m.xml");
	xmlDocDumpMemory(doc, &dumped, &size);
	assert_null(strchr((char *)dumped, 0x1b));
	again = xmlReadMemory((char *)dumped, size, "again", NULL, XML_PARSE_NONET);
	assert_non_null(again);
	assert_valid(again);
	xmlFreeDoc(again);
	xmlFree(dumped);
}

static void test_excerpt(void **state)
{
	xmlDoc *doc = report_of(*state, NULL, SERVICE "\n\t\t<vm id='one'><name>A</name></vm>\n");
	static const char error[] = "//message[@slug='vm-id-invalid']";

	assert_valid(doc);
	assert_value(*state, doc, "string(//message[@level='error']/@line)", "2");
	assert_value(*state, doc,
		     arena_printf(((struct fixture *)*state)->arena, "count(%s)", error), "1");
	assert_value(*state, doc, "string(//message[@slug='vm-id-invalid']/excerpt/@before)",
		     "\t\t<vm id='");
	assert_value(*state, doc, "string(//message[@slug='vm-id-invalid']/excerpt/@marked)",
		     "one");
	assert_value(*state, doc, "string(//message[@slug='vm-id-invalid']/excerpt/@after)",
		     "'><name>A</name></vm>");
	assert_value(*state, doc, "string(//message[@slug='vm-id-invalid']/excerpt/@pointer)",
		     "\t\t        ^~~");
}

#define DEVICE(vm, address, member) \
	"string(//vms/vm[@name='" vm "']//device[@address='" address "']/@" member ")"

/* Devices of the board, which are in the Service VM until a VM starts. */
static void test_names_of_devices(void **state)
{
	struct fixture *fixture = *state;
	struct scenario scenario =
		scenario_of_file(fixture->arena, "boards/nuc-alder/desktop.xml", TARGET_ACRN);
	xmlDoc *doc = document_of(&scenario, NULL, NULL);

	assert_value(fixture, doc, DEVICE("SERVICE", "00:17.0", "what"), "SATA controller");
	assert_value(fixture, doc, DEVICE("SERVICE", "00:17.0", "full"),
		     "SATA controller: Intel Corporation Alder Lake-P SATA AHCI Controller");
	assert_value(fixture, doc, DEVICE("SERVICE", "00:02.0", "what"),
		     "VGA compatible controller (until VM 'WINDOWS' starts)");
	assert_value(fixture, doc, DEVICE("WINDOWS", "00:02.0", "what"),
		     "passthrough 00:02.0 VGA compatible controller");
	assert_contains(value_of(fixture, doc, DEVICE("WINDOWS", "00:02.0", "full")),
			"passthrough 00:02.0 VGA compatible controller: Intel");
	assert_value(fixture, doc, DEVICE("WINDOWS", "00:1f.0", "what"), "LPC bridge of the GPU");
	assert_value(fixture, doc, DEVICE("LINUX", "00:10.0", "what"), "PCI vUART 1");
}

/* There the board's CPUs and addresses are not those that VMs get. */
static void test_lab(void **state)
{
	struct fixture *fixture = *state;
	struct scenario scenario =
		scenario_of_file(fixture->arena, "boards/lab/trio.xml", TARGET_LAB);
	xmlDoc *doc = document_of(&scenario, NULL, NULL);

	assert_contains(value_of(fixture, doc, "string(//cpus/@note)"), "In the lab");
	assert_contains(value_of(fixture, doc, "string(//memory/ranges/@reason)"), "In the lab");
	assert_value(fixture, doc, "count(//range)", "0");
	assert_value(fixture, doc, "count(//amount)", "6");
}

/* A list keeps so many messages; and a report draws so many VMs. */
static void test_many(void **state)
{
	struct fixture *fixture = *state;
	char *vms = NULL;
	size_t size;
	FILE *stream = open_memstream(&vms, &size);
	xmlDoc *doc;

	for (unsigned i = 0; i < DIAG_SHOWN_MAX + 1; i++)
		fprintf(stream, "<vm id='x'><name>V%u</name></vm>", i);
	fclose(stream);
	doc = report_of(fixture, NULL, vms);
	free(vms);
	assert_valid(doc);
	assert_contains(value_of(fixture, doc, "string(//messages/@omitted)"), "further errors: ");
	assert_value(fixture, doc, "count(//message[@level='error'])", "1000");
	assert_value(fixture, doc, "count(//slot)", "0");
	assert_value(fixture, doc, "string(//slots/@reason)", "There are more than 1000 VMs.");
	assert_value(fixture, doc, "count(//vms/vm)", "1001");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_cases),   TEST(test_hostile_texts),
		TEST(test_excerpt), TEST(test_names_of_devices),
		TEST(test_lab),	    TEST(test_many),
	};

	return cmocka_run_group_tests(tests, open_schema, close_schema);
}
