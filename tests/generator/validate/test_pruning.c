/* SPDX-License-Identifier: BSD-3-Clause
 * test_pruning.c: what the schema does not know is removed and reported once, the rest has to be
 * valid, and what belongs to a rule is left to the rule. */
#include "tests/generator/helpers.h"

#include "validate/schema.h"

static struct {
	struct arena *arena;
	struct schema *schema;
} shared;

static int open_shared(void **state)
{
	(void)state;
	shared.arena = arena_new(helper_out_of_memory);
	shared.schema = schema_load(shared.arena, "schema/scenario.xsd");
	return shared.schema ? 0 : -1;
}

static int close_shared(void **state)
{
	(void)state;
	arena_free(shared.arena);
	return 0;
}

/* A scenario after pruning. */
static const struct doc *pruned(struct fixture *fixture, const char *text)
{
	const struct doc *doc;

	fixture_forget(fixture);
	doc = doc_of(fixture, text);
	schema_prune(shared.schema, doc, fixture->diags);
	return doc;
}

/* The messages about a scenario. */
static const char *messages_of(struct fixture *fixture, const char *text)
{
	const struct doc *doc = pruned(fixture, text);

	assert_true(schema_validate(shared.schema, doc, fixture->diags));
	return messages(fixture);
}

static bool has(const struct doc *doc, const char *name)
{
	return find_element(xmlDocGetRootElement(doc->xml), name) != NULL;
}

static unsigned count_of(const char *text, const char *part)
{
	unsigned count = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		count++;
	return count;
}

#define VM(inner) "<acrn-config><vm id='0'>" inner "</vm></acrn-config>"
#define HV(inner) "<acrn-config><hv>" inner "</hv></acrn-config>"

static void test_nothing_to_say(void **state)
{
	static const char *const texts[] = {
		"<acrn-config/>",
		"<acrn-config board='b' scenario='s' vendor='v'/>",
		VM(""),
		VM("<!-- c --><name>a</name><?pi?>"),
		VM("<memory><size> 256\n</size></memory>"),
		VM("<pci_devs/><memory><size/></memory><os_type/>"),
		"<acrn-config><vm/><vm/><hv/></acrn-config>",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_string_equal(messages_of(fixture, texts[i]), "");
}

static void test_unknown_is_removed(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		pruned(fixture, "<acrn-config>\n <vendor><vm><name>x</name></vm>"
				"</vendor>\n <vm id='0'><name>a</name>"
				"<vendor_thing>1</vendor_thing></vm></acrn-config>");

	assert_string_equal(messages(fixture),
			    "test.xml:2:2: warning: unknown element <vendor> in <acrn-config> is "
			    "ignored [element-unknown]\n"
			    "test.xml:3:27: warning: unknown element <vendor_thing> in <vm> is "
			    "ignored [element-unknown]\n");
	assert_false(has(doc, "vendor"));
	assert_false(has(doc, "vendor_thing"));
	assert_string_equal(load_text(fixture->arena, element_of(doc, "name")), "a");
	assert_string_equal(load_attribute(fixture->arena, element_of(doc, "vm"), "id"), "0");
}

/* A kind is a name in a parent of a name. */
static void test_each_kind_once(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		pruned(fixture,
		       "<acrn-config>\n<vm><vendor/><vendor/><memory><vendor/></memory></vm>\n"
		       "<vm><vendor/><memory><vendor/></memory><other_thing/></vm></acrn-config>");

	assert_false(has(doc, "vendor"));
	assert_string_equal(
		messages(fixture),
		"test.xml:2:5: warning: unknown element <vendor> in <vm> is ignored "
		"[element-unknown]\n"
		"test.xml:2:31: warning: unknown element <vendor> in <memory> is ignored "
		"[element-unknown]\n"
		"test.xml:3:40: warning: unknown element <other_thing> in <vm> is ignored "
		"[element-unknown]\n");
}

/* Ten thousand of them are one line and no wait. */
static void test_many_of_a_kind(void **state)
{
	struct fixture *fixture = *state;
	const size_t count = 10000;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	fputs("<acrn-config><vm>", stream);
	for (size_t i = 0; i < count; i++)
		fputs("<vendor_thing><deep/></vendor_thing>", stream);
	fputs("</vm></acrn-config>", stream);
	fclose(stream);
	copy = arena_copy(fixture->arena, text, size);
	free(text);
	assert_int_equal(count_of(messages_of(fixture, copy), "\n"), 1);
}

/* What is known in one place is unknown in another. */
static void test_known_elsewhere(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = pruned(
		fixture,
		VM("<memory><load_order>SERVICE_VM</load_order></memory><pcpu_id>1</pcpu_id>"));

	assert_false(has(doc, "load_order"));
	assert_false(has(doc, "pcpu_id"));
	assert_int_equal(count_of(messages(fixture), "[element-unknown]"), 2);
}

static void test_off_is_silent_and_still_prunes(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = doc_of(fixture, VM("<vendor/>"));

	diags_set_level(fixture->diags, diag_rule_find("element-unknown", 15), DIAG_OFF);
	schema_prune(shared.schema, doc, fixture->diags);
	assert_string_equal(messages(fixture), "");
	assert_false(has(doc, "vendor"));
}

static void test_misspelt(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ VM("<load_ordr>SERVICE_VM</load_ordr>"),
		  "1:25: error: unknown element <load_ordr> in <vm>, and <load_order> is missing "
		  "[element-likely-typo]\ntest.xml:1:25: help: use <load_order>\n" },
		{ VM("<Name>a</Name>"), "unknown element <Name> in <vm>, and <name> is missing" },
		{ VM("<nmae>a</nmae>"), "unknown element <nmae> in <vm>, and <name> is missing" },
		{ VM("<memory><sizes>1</sizes></memory>"),
		  "unknown element <sizes> in <memory>, and <size> is missing" },
		{ HV("<FEATURE/>"),
		  "unknown element <FEATURE> in <hv>, and <FEATURES> is missing" },
		{ HV("<FEATURES><IVSHMEN/></FEATURES>"),
		  "unknown element <IVSHMEN> in <FEATURES>, and <IVSHMEM> is missing" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		pruned(fixture, cases[i].text);
		assert_contains(messages(fixture), cases[i].message);
		assert_int_equal(diags_error_count(fixture->diags), 1);
	}
}

/* Where the right one is there too, it is something else that happens to look alike. */
static void test_look_alikes(void **state)
{
	struct fixture *fixture = *state;
	const char *found = messages_of(fixture, VM("<name>a</name><names>b</names>"));

	assert_int_equal(diags_error_count(fixture->diags), 0);
	assert_contains(found, "unknown element <names> in <vm> is ignored");
	found = messages_of(fixture, VM("<names>b</names><name>a</name>"));
	assert_int_equal(diags_error_count(fixture->diags), 0);
	assert_contains(found, "unknown element <names> in <vm> is ignored");
	found = messages_of(fixture, VM("<nnnn>b</nnnn>"));
	assert_int_equal(diags_error_count(fixture->diags), 0);
}

/* A misspelt element is taken for what was meant, so that what is in it is checked. */
static void test_inside_of_misspelt(void **state)
{
	struct fixture *fixture = *state;
	const char *found =
		messages_of(fixture, VM("<memry>\n<size>much</size>\n<vendor/></memry>"));

	assert_contains(found, "[element-likely-typo]");
	assert_contains(found,
			"test.xml:2:7: error: invalid value 'much' for <size> [schema-violation]");
	assert_contains(found, "test.xml:3:1: warning: unknown element <vendor> in <memory>");
	assert_int_equal(diags_error_count(fixture->diags), 2);
}

static void test_repeated(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(messages_of(fixture, VM("\n<name>a</name>\n<name>b</name>")),
			    "test.xml:3:1: error: duplicate <name> in <vm> [element-repeated]\n"
			    "test.xml:2:1: note: the previous one is here\n"
			    "test.xml:3:1: help: remove one of the two\n");
	messages_of(fixture, VM("<name>a</name><name>b</name><name>c</name>"));
	assert_int_equal(diags_error_count(fixture->diags), 2);
	assert_string_equal(messages_of(fixture, "<acrn-config><vm/><vm/></acrn-config>"), "");
	assert_string_equal(messages_of(fixture, VM("<pci_devs><pci_dev/><pci_dev/></pci_devs>")),
			    "");
	/* In two parents it is there once each. */
	assert_string_equal(messages_of(fixture, "<acrn-config><vm><name>a</name></vm>"
						 "<vm><name>a</name></vm></acrn-config>"),
			    "");
}

static void test_values(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(messages_of(fixture, VM("<vuart0>\n yes </vuart0>")),
			    "test.xml:2:2: error: invalid value 'yes' for <vuart0> "
			    "[schema-violation]\n"
			    "test.xml:2:2: help: use one of 'y', 'n'\n");
	assert_contains(messages_of(fixture, VM("<memory><size>-1</size></memory>")),
			"test.xml:1:39: error: invalid value '-1' for <size> [schema-violation]\n");
	assert_int_equal(diags_error_count(fixture->diags), 1);
	messages_of(fixture, VM("<memory><size>4294967296</size></memory>"));
	assert_int_equal(diags_error_count(fixture->diags), 1);
	/* Two wrong values are two errors. */
	messages_of(fixture, VM("<vuart0>x</vuart0><vbootloader>x</vbootloader>"));
	assert_int_equal(diags_error_count(fixture->diags), 2);
	/* One invalid value is one message, even where libxml2 has several. */
	messages_of(fixture, HV("<FEATURES><SCHEDULER>none</SCHEDULER></FEATURES>"));
	assert_int_equal(diags_error_count(fixture->diags), 1);
}

static void test_text_between_elements(void **state)
{
	struct fixture *fixture = *state;

	assert_contains(messages_of(fixture, VM("<memory>\n 256</memory>")),
			"test.xml:2:2: error: ");
	assert_int_equal(diags_error_count(fixture->diags), 1);
	assert_contains(messages(fixture), "[schema-violation]");
}

/* Into however many nodes the text is split. */
static void test_texts_between_elements(void **state)
{
	struct fixture *fixture = *state;

	messages_of(fixture, VM("<memory>1<size>1</size>2</memory>"));
	assert_int_equal(diags_error_count(fixture->diags), 1);
}

static void test_wrong_root(void **state)
{
	struct fixture *fixture = *state;

	assert_contains(messages_of(fixture, "\n<other/>"), "test.xml:2:1: error: ");
	assert_contains(messages(fixture), "[schema-violation]");
}

/* Values that have a rule of their own are not checked by the schema. */
static void test_what_belongs_to_rules(void **state)
{
	static const char *const texts[] = {
		"<acrn-config><vm id='x'/></acrn-config>",
		"<acrn-config><vm id='65536'/></acrn-config>",
		VM("<name>this name is too long for it</name>"),
		VM("<name/>"),
		VM("<load_order>LATER</load_order>"),
		VM("<shm_regions><shm_region>what</shm_region></shm_regions>"),
		VM("<shm_regions><shm_region slot='99'>dm:/a,2</shm_region></shm_regions>"),
		VM("<shm_regions><shm_region slot=''>what</shm_region></shm_regions>"),
		VM("<dm_devices><dm_device slot='x'>,</dm_device></dm_devices>"),
		VM("<pci_devs><pci_dev>nonsense</pci_dev></pci_devs>"),
		HV("<FEATURES><IVSHMEM><IVSHMEM_REGION><NAME>a b</NAME>"
		   "<IVSHMEM_SIZE>3</IVSHMEM_SIZE><IVSHMEM_REGION_ID>70000</IVSHMEM_REGION_ID>"
		   "<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>;</VM_NAME><VBDF>x</VBDF></IVSHMEM_VM>"
		   "</IVSHMEM_VMS></IVSHMEM_REGION></IVSHMEM></FEATURES>"),
		HV("<vuart_connections><vuart_connection><endpoint><vm_name>a b c</vm_name>"
		   "<vbdf>zz</vbdf></endpoint></vuart_connection></vuart_connections>"),
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_string_equal(messages_of(fixture, texts[i]), "");
}

/* Each known attribute of a scenario belongs to a rule or takes any text. Of a board one does not,
 * which has to be reported once. */
static void test_attributes(void **state)
{
	struct fixture *fixture = *state;
	struct schema *schema = schema_load(fixture->arena, "schema/board.xsd");
	const struct doc *doc =
		doc_of(fixture, "<acrn-config><devices><bus type='pci'><device id='d'\n"
				"address='no'/></bus></devices></acrn-config>");

	assert_non_null(schema);
	assert_true(schema_validate(schema, doc, fixture->diags));
	assert_int_equal(diags_error_count(fixture->diags), 1);
	assert_int_equal(count_of(messages(fixture), "[schema-violation]"), 1);
	assert_contains(messages(fixture), "test.xml:");
}

/* Vendors write attributes where none has a meaning. */
static void test_attributes_of_values(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(messages_of(fixture,
					"<acrn-config><vm id='0' x='1'><name desc='d'>a</name>"
					"<memory y='2'><size desc='s'>1</size></memory></vm>"
					"</acrn-config>"),
			    "");
}

/* A schema by which scenarios may be for some releases only. */
static struct schema *schema_of(struct fixture *fixture, enum release first, enum release last)
{
	struct schema *schema = schema_load(fixture->arena, "schema/scenario.xsd");

	schema_set_releases(schema, first, last);
	return schema;
}

static const char *messages_by(struct fixture *fixture, struct schema *schema, const char *text)
{
	fixture_forget(fixture);
	assert_true(schema_apply(schema, doc_of(fixture, text), fixture->diags));
	return messages(fixture);
}

/* They are reported once for each kind; their values count. */
static void test_elements_of_other_releases(void **state)
{
	struct fixture *fixture = *state;
	struct schema *schema = schema_of(fixture, RELEASE_3_2, RELEASE_3_2);
	const char *text = "<acrn-config>\n<vm id='0'><bvt_weight>1</bvt_weight></vm>"
			   "<vm id='1'><bvt_weight>129</bvt_weight></vm></acrn-config>";

	assert_string_equal(messages_by(fixture, schema, text),
			    "test.xml:2:12: warning: <bvt_weight> in <vm> is not an element of "
			    "ACRN 3.2, only of ACRN 3.3 to master [element-not-in-release]\n"
			    "test.xml:2:66: error: invalid value '129' for <bvt_weight> "
			    "[schema-violation]\n"
			    "test.xml:2:66: help: expected: 1 to 128\n");
}

static void test_first_and_last_release(void **state)
{
	static const struct {
		enum release first, last;
		bool has_ac, has_split_lock, has_stateless;
	} cases[] = {
		{ RELEASE_2_3, RELEASE_2_3, false, false, false },
		{ RELEASE_2_4, RELEASE_2_4, true, false, false },
		{ RELEASE_3_0_2, RELEASE_3_0_2, true, false, false },
		{ RELEASE_3_1, RELEASE_3_1, false, true, false },
		{ RELEASE_3_3, RELEASE_3_3, false, true, false },
		{ RELEASE_MASTER, RELEASE_MASTER, false, true, true },
		{ RELEASE_3_0, RELEASE_MASTER, true, true, true },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct schema *schema = schema_of(fixture, cases[i].first, cases[i].last);

		assert_int_equal(
			!*messages_by(fixture, schema,
				      HV("<FEATURES><ENFORCE_TURNOFF_AC>y</ENFORCE_TURNOFF_AC>"
					 "</FEATURES>")),
			cases[i].has_ac);
		assert_int_equal(!*messages_by(fixture, schema,
					       HV("<FEATURES><SPLIT_LOCK_DETECTION_ENABLED>y"
						  "</SPLIT_LOCK_DETECTION_ENABLED></FEATURES>")),
				 cases[i].has_split_lock);
		assert_int_equal(!*messages_by(fixture, schema, VM("<stateless>y</stateless>")),
				 cases[i].has_stateless);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_to_say),
		TEST(test_unknown_is_removed),
		TEST(test_each_kind_once),
		TEST(test_many_of_a_kind),
		TEST(test_known_elsewhere),
		TEST(test_off_is_silent_and_still_prunes),
		TEST(test_misspelt),
		TEST(test_look_alikes),
		TEST(test_inside_of_misspelt),
		TEST(test_repeated),
		TEST(test_values),
		TEST(test_text_between_elements),
		TEST(test_texts_between_elements),
		TEST(test_wrong_root),
		TEST(test_what_belongs_to_rules),
		TEST(test_attributes),
		TEST(test_attributes_of_values),
		TEST(test_elements_of_other_releases),
		TEST(test_first_and_last_release),
	};

	return cmocka_run_group_tests(tests, open_shared, close_shared);
}
