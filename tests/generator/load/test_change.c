/* SPDX-License-Identifier: BSD-3-Clause
 * test_change.c: changes of a document's tree, as edits of its bytes in XML and in YAML. */
#include "load/change.h"
#include "tests/generator/helpers.h"

enum operation { TEXT, PART, RENAME, ADD, REMOVE, ATTRIBUTE };

/* One change of the element <e>, the first one of that name. */
struct expected {
	enum operation operation;
	const char *before;
	const char *name, *text; /* what the operation takes; PART: the former text in `name` */
	const char *after;	 /* NULL: refused */
};

static const struct doc *parse(struct fixture *fixture, const char *text, const char *name)
{
	const struct source *source = source_memory(fixture->arena, name, text, strlen(text));
	const struct doc *doc = load_source(fixture->arena, source, fixture->diags);

	if (!doc)
		fail_msg("%s: %s", text, messages(fixture));
	return doc;
}

static bool make_change(struct change *change, const struct expected *expected)
{
	const xmlNode *element = element_of(change->doc, "e");
	const char *former = load_text(change->arena, element);
	size_t start;

	switch (expected->operation) {
	case TEXT:
		return change_text(change, element, expected->text);
	case PART:
		start = (size_t)(strstr(former, expected->name) - former);
		return change_part(change, element, start, start + strlen(expected->name),
				   expected->text);
	case RENAME:
		return change_rename(change, element, expected->name);
	case ADD:
		return change_add(change, element, expected->name, expected->text);
	case REMOVE:
		return change_remove(change, element);
	case ATTRIBUTE:
		return change_attribute(change, element, expected->name, expected->text);
	}
	return false;
}

/* What the tree of the changed bytes has to have. */
static void check_tree(struct fixture *fixture, const struct doc *doc,
		       const struct expected *expected)
{
	const char *name =
		expected->operation == RENAME || expected->operation == ADD ? expected->name : "e";
	const xmlNode *element = find_element(xmlDocGetRootElement(doc->xml), name);

	if (expected->operation == REMOVE)
		return;
	assert_non_null(element);
	if (expected->operation == TEXT || expected->operation == ADD)
		assert_string_equal(load_text(fixture->arena, element), expected->text);
	if (expected->operation == PART)
		assert_contains(load_text(fixture->arena, element), expected->text);
	if (expected->operation == ATTRIBUTE)
		assert_string_equal(load_attribute(fixture->arena, element, expected->name),
				    expected->text);
}

static void check(struct fixture *fixture, const char *file, const struct expected *expected)
{
	struct change change = { .arena = fixture->arena,
				 .doc = parse(fixture, expected->before, file) };
	bool is_done = make_change(&change, expected);
	const char *after;
	size_t size;

	if (is_done != (expected->after != NULL))
		fail_msg("%s: %s", expected->before, is_done ? "changed" : "refused");
	if (!is_done) {
		assert_int_equal(change.count, 0);
		return;
	}
	after = change_apply(fixture->arena, change.doc->source, change.edits, change.count, &size);
	assert_non_null(after);
	assert_string_equal(after, expected->after);
	assert_int_equal(size, strlen(after));
	check_tree(fixture, parse(fixture, after, file), expected);
}

static void check_all(void **state, const char *file, const struct expected *expected, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check(*state, file, &expected[i]);
}

#define CHECK(file, table) check_all(state, file, table, sizeof(table) / sizeof((table)[0]))

static void test_xml_texts(void **state)
{
	static const struct expected table[] = {
		{ TEXT, "<a><e>1</e></a>", NULL, "2", "<a><e>2</e></a>" },
		{ TEXT, "<a><e>\n\t1  </e></a>", NULL, "2", "<a><e>\n\t2  </e></a>" },
		{ TEXT, "<a><e>1</e></a>", NULL, "", "<a><e></e></a>" },
		{ TEXT, "<a><e>1</e></a>", NULL, "a & <b> \"c\" 'd'",
		  "<a><e>a &amp; &lt;b&gt; &quot;c&quot; &apos;d&apos;</e></a>" },
		{ TEXT, "<a><e>&#x31;&amp;0</e></a>", NULL, "2", "<a><e>2</e></a>" },
		{ TEXT, "<a><e><![CDATA[1]]></e></a>", NULL, "<]]>",
		  "<a><e><![CDATA[<]]]]><![CDATA[>]]></e></a>" },
		{ TEXT, "<a><e>1<!-- one -->0<?p?></e></a>", NULL, "2",
		  "<a><e>2<!-- one --><?p?></e></a>" },
		{ TEXT, "<a><e>1<![CDATA[0]]>0</e></a>", NULL, "2", "<a><e>2<![CDATA[]]></e></a>" },
		{ TEXT, "<a><e/></a>", NULL, "2", "<a><e>2</e></a>" },
		{ TEXT, "<a><p:e x='/>' xmlns:p='u' /></a>", NULL, "2",
		  "<a><p:e x='/>' xmlns:p='u'>2</p:e></a>" },
		{ TEXT, "<a><e> \n </e></a>", NULL, "2", "<a><e>2</e></a>" },
		{ TEXT, "<a><e><!-- none --></e></a>", NULL, "2", "<a><e>2<!-- none --></e></a>" },
		{ TEXT, "<a><e/></a>", NULL, "", "<a><e/></a>" },
		{ TEXT, "<a><e>1<b/></e></a>", NULL, "2", NULL },
		{ PART, "<a><e>dm:/left,2</e></a>", "left", "right", "<a><e>dm:/right,2</e></a>" },
		{ PART, "<a><e>&#100;m:/l&#x65;ft,2</e></a>", "left", "right",
		  "<a><e>&#100;m:/right,2</e></a>" },
		{ PART, "<a><e>dm:/le<!-- - -->ft,2</e></a>", "left", "<",
		  "<a><e>dm:/&lt;<!-- - -->,2</e></a>" },
		{ PART, "<a><e>\xC3\xA9t\xC3\xA9 1</e></a>", "1", "2",
		  "<a><e>\xC3\xA9t\xC3\xA9 2</e></a>" },
		{ PART, "<a><e>1</e></a>", "", "2", NULL },
	};

	CHECK("test.xml", table);
}

static void test_xml_names(void **state)
{
	static const struct expected table[] = {
		{ RENAME, "<a><e>1</e></a>", "f", NULL, "<a><f>1</f></a>" },
		{ RENAME, "<a><e\tx='>'/></a>", "longer", NULL, "<a><longer\tx='>'/></a>" },
		{ RENAME, "<a xmlns:p='u'><p:e><e/><!-- </e> --><![CDATA[</e>]]></p:e ></a>", "f",
		  NULL, "<a xmlns:p='u'><p:f><e/><!-- </e> --><![CDATA[</e>]]></p:f ></a>" },
		{ RENAME, "<e><b y=\"'\"><e/></b></e>", "f", NULL, "<f><b y=\"'\"><e/></b></f>" },
		{ RENAME, "<a><e/></a>", "no name", NULL, NULL },
		{ RENAME, "<a><e/></a>", "", NULL, NULL },
		{ RENAME, "<a><e/></a>", "p:f", NULL, NULL },
	};

	CHECK("test.xml", table);
}

static void test_xml_children(void **state)
{
	static const struct expected table[] = {
		{ ADD, "<a>\n\t<e>\n\t\t<b/>\n\t</e>\n</a>", "n", "1",
		  "<a>\n\t<e>\n\t\t<b/>\n\t\t<n>1</n>\n\t</e>\n</a>" },
		{ ADD, "<a>\r\n  <e>\r\n    <b/> <!-- b -->\r\n  </e>\r\n</a>", "n", "<",
		  "<a>\r\n  <e>\r\n    <b/> <!-- b -->\r\n    <n>&lt;</n>\r\n  </e>\r\n</a>" },
		{ ADD, "<a><e><b>1</b></e></a>", "n", "", "<a><e><b>1</b><n/></e></a>" },
		{ ADD, "<a>\n    <e/>\n</a>", "n", "1",
		  "<a>\n    <e>\n        <n>1</n>\n    </e>\n</a>" },
		{ ADD, "<a>\n <e x=\"1\" ></e>\n</a>", "n", "1",
		  "<a>\n <e x=\"1\" >\n  <n>1</n>\n </e>\n</a>" },
		{ ADD, "<a>\n <e>\n  <!-- none -->\n </e>\n</a>", "n", "1",
		  "<a>\n <e>\n  <!-- none -->\n  <n>1</n>\n </e>\n</a>" },
		{ ADD, "<e></e>", "n", "1", "<e>\n  <n>1</n>\n</e>" },
		{ ADD, "<a><b/><e/></a>", "n", "1", "<a><b/><e><n>1</n></e></a>" },
		{ ADD, "<p:e xmlns:p='u'><b/></p:e>", "n", "1",
		  "<p:e xmlns:p='u'><b/><p:n>1</p:n></p:e>" },
		{ ADD, "<a>\n <e>\n  <b/><!--\n --></e>\n</a>", "n", "1",
		  "<a>\n <e>\n  <b/>\n  <n>1</n><!--\n --></e>\n</a>" },
		{ ADD, "<a><e>text</e></a>", "n", "1", NULL },
		{ REMOVE, "<a>\n\t<b/>\n\t<e>\n\t\t<c/>\n\t</e>  \n\t<d/>\n</a>", NULL, NULL,
		  "<a>\n\t<b/>\n\t<d/>\n</a>" },
		{ REMOVE, "<a>\r\n <e/>\r\n</a>", NULL, NULL, "<a>\r\n</a>" },
		{ REMOVE, "<a>\n <e/> <!-- e -->\n</a>", NULL, NULL, "<a>\n  <!-- e -->\n</a>" },
		{ REMOVE, "<a><b/><e>1</e><c/></a>", NULL, NULL, "<a><b/><c/></a>" },
		{ REMOVE, "<e/>", NULL, NULL, NULL },
	};

	CHECK("test.xml", table);
}

static void test_xml_attributes(void **state)
{
	static const struct expected table[] = {
		{ ATTRIBUTE, "<a><e x='1' y = \"2\"/></a>", "x", "it's",
		  "<a><e x='it&apos;s' y = \"2\"/></a>" },
		{ ATTRIBUTE, "<a><e x='1' y = \"2\"/></a>", "y", "3 > \"2\" & < 4",
		  "<a><e x='1' y = \"3 &gt; &quot;2&quot; &amp; &lt; 4\"/></a>" },
		{ ATTRIBUTE, "<a><e/></a>", "x", "1", "<a><e x=\"1\"/></a>" },
		{ ATTRIBUTE, "<a><e\n\ty='/' />1</a>", "x", "1", "<a><e\n\ty='/' x=\"1\" />1</a>" },
		{ ATTRIBUTE, "<a><e >1</e></a>", "x", "1", "<a><e x=\"1\" >1</e></a>" },
	};

	CHECK("test.xml", table);
}

static void test_yaml_texts(void **state)
{
	static const struct expected table[] = {
		{ TEXT, "a:\n  e: 1 # one\n", NULL, "2", "a:\n  e: 2 # one\n" },
		{ TEXT, "a:\r\n  e: 1\r\n", NULL, "0x10", "a:\r\n  e: 0x10\r\n" },
		{ TEXT, "a:\n  e: n\n", NULL, "y", "a:\n  e: y\n" },
		{ TEXT, "a:\n  e: 1\n", NULL, "a: b", "a:\n  e: 'a: b'\n" },
		{ TEXT, "a:\n  e: 1\n", NULL, "null", "a:\n  e: 'null'\n" },
		{ TEXT, "a:\n  e: 1\n", NULL, "", "a:\n  e: ''\n" },
		{ TEXT, "a:\n  e: 'it''s'\n", NULL, "he's", "a:\n  e: 'he''s'\n" },
		{ TEXT, "a:\n  e: '1'\n", NULL, "a\nb", "a:\n  e: \"a\\nb\"\n" },
		{ TEXT, "a:\n  e: \"1\\x41\"\n", NULL, "say \"\\\"",
		  "a:\n  e: \"say \\\"\\\\\\\"\"\n" },
		{ TEXT, "a:\n  e: |\n    one\n    two\n\n  f: 1\n", NULL, "3",
		  "a:\n  e: |\n    3\n\n  f: 1\n" },
		{ TEXT, "a:\n  e: >-\n    one\n    two\n  f: 1\n", NULL, "x # y",
		  "a:\n  e: >-\n    x # y\n  f: 1\n" },
		{ TEXT, "a:\n  e:   # none\n  f: 1\n", NULL, "2", "a:\n  e: 2   # none\n  f: 1\n" },
		{ TEXT, "a:\n  e:", NULL, "y", "a:\n  e: 'y'" },
		{ TEXT, "a:\n  e: ~\n", NULL, "2", "a:\n  e: 2\n" },
		{ TEXT, "a:\n  e: ''\n", NULL, "2", "a:\n  e: 2\n" },
		{ TEXT, "a: {e: 1, f: 2}\n", NULL, "x,y", "a: {e: 'x,y', f: 2}\n" },
		{ TEXT, "a: {e: , f: 2}\n", NULL, "x", "a: {e: x , f: 2}\n" },
		{ TEXT, "a:\n  e:\n  -\n  - 2\n", NULL, "x", "a:\n  e:\n  - x\n  - 2\n" },
		{ TEXT, "a:\n  e: [1, 2]\n", NULL, "3", "a:\n  e: [3, 2]\n" },
		{ TEXT, "a:\n  e:\n    $x: 1\n    $: 2\n", NULL, "3",
		  "a:\n  e:\n    $x: 1\n    $: 3\n" },
		{ TEXT, "a:\n  e: !!str 1\n", NULL, "2", "a:\n  e: !!str 2\n" },
		{ TEXT, "a:\n  e: &x 1\n", NULL, "2", "a:\n  e: &x 2\n" },
		{ TEXT, "a:\n  e: &x 1\n  f: *x\n", NULL, "2", NULL },
		{ TEXT, "a:\n  f: &x 1\n  e: *x\n", NULL, "2", NULL },
		{ TEXT, "a:\n  f: &x {e: 1}\n  g: *x\n", NULL, "2", NULL },
		{ TEXT, "a:\n  f: &x\n    e: 1\n  g:\n    <<: *x\n", NULL, "2", NULL },
		{ TEXT, "a:\n  f: &x\n    g: 1\n  e: 1\n  h: *x\n", NULL, "2",
		  "a:\n  f: &x\n    g: 1\n  e: 2\n  h: *x\n" },
		{ TEXT, "a:\n  e: {f: 1}\n", NULL, "2", NULL },
		{ TEXT, "a:\n  e:\n    $:\n    - 1\n    - 2\n", NULL, "3", NULL },
		{ PART, "a:\n  e: dm:/left,2\n", "left", "right", "a:\n  e: dm:/right,2\n" },
		{ PART, "a:\n  e: \"dm:/l\\x65ft,2\"\n", "left", "\"",
		  "a:\n  e: \"dm:/\\\",2\"\n" },
		{ PART, "a:\n  e: 'dm:/left,2'\n", "left", "'", "a:\n  e: 'dm:/'',2'\n" },
		{ PART, "a:\n  e: one left\n", "left", "# 1", "a:\n  e: 'one # 1'\n" },
		{ PART, "a:\n  e: |\n    one\n    left\n", "left", "two",
		  "a:\n  e: |\n    one\n    two\n" },
	};

	CHECK("test.yaml", table);
}

static void test_yaml_names(void **state)
{
	static const struct expected table[] = {
		{ RENAME, "a:\n  e: 1\n", "f", NULL, "a:\n  f: 1\n" },
		{ RENAME, "a: {'e': 1}\n", "f", NULL, "a: {'f': 1}\n" },
		{ RENAME, "a:\n  $xmlns:p: u\n  p:e:\n    b: 1\n", "f", NULL,
		  "a:\n  $xmlns:p: u\n  p:f:\n    b: 1\n" },
		{ RENAME, "a:\n  e: # list\n  - 1\n", "f", NULL, "a:\n  f: # list\n  - 1\n" },
		{ RENAME, "a:\n  e:\n  - 1\n  - 2\n", "f", NULL, NULL },
		{ RENAME, "a:\n  b: &x {e: 1}\n  c: *x\n", "f", NULL, NULL },
		{ RENAME, "e:\n  b: 1\n", "f", NULL, "f:\n  b: 1\n" },
	};

	CHECK("test.yaml", table);
}

static void test_yaml_children(void **state)
{
	static const struct expected table[] = {
		{ ADD, "a:\n  e:\n    b: 1 # b\n  f: 2\n", "n", "1",
		  "a:\n  e:\n    b: 1 # b\n    n: 1\n  f: 2\n" },
		{ ADD, "a:\r\n  e:\r\n    b:\r\n      - 1\r\n", "n", "",
		  "a:\r\n  e:\r\n    b:\r\n      - 1\r\n    n:\r\n" },
		{ ADD, "a:\n  e:\n    b: |\n      text\n\n  f: 1", "n", "1",
		  "a:\n  e:\n    b: |\n      text\n    n: 1\n\n  f: 1" },
		{ ADD, "a:\n  e:\n    b: {c: 1}", "n", "y", "a:\n  e:\n    b: {c: 1}\n    n: 'y'" },
		{ ADD, "a:\n  e:\n    $x: 1\n", "n", "1", "a:\n  e:\n    $x: 1\n    n: 1\n" },
		{ ADD, "a:\n  e:\n  - b: 1\n    c: 2\n  - b: 3\n", "n", "1",
		  "a:\n  e:\n  - b: 1\n    c: 2\n    n: 1\n  - b: 3\n" },
		{ ADD, "a: {e: {b: 1}}\n", "n", "x,y", "a: {e: {n: 'x,y', b: 1}}\n" },
		{ ADD, "a: {e: { }}\n", "n", "1", "a: {e: {n: 1 }}\n" },
		{ ADD, "a:\n    e:\n    f: 1\n", "n", "1", "a:\n    e:\n        n: 1\n    f: 1\n" },
		{ ADD, "a:\n  e:  # none\n", "n", "1", "a:\n  e:  # none\n    n: 1\n" },
		{ ADD, "a:\n  e:\n  -\n  - b: 1\n", "n", "1", "a:\n  e:\n  - n: 1\n  - b: 1\n" },
		{ ADD, "a:\n  b: &x\n    c: 1\n  e:\n    <<: *x\n    d: 1\n", "n", "1",
		  "a:\n  b: &x\n    c: 1\n  e:\n    <<: *x\n    d: 1\n    n: 1\n" },
		{ ADD, "a:\n  e: ~\n", "n", "1", NULL },
		{ ADD, "a:\n  e: text\n", "n", "1", NULL },
		{ ADD, "a:\n  e: {n: 1}\n", "n", "1", NULL },
		{ ADD, "a:\n  e: &x {b: 1}\n  f: *x\n", "n", "1", NULL },
		{ REMOVE, "a:\n  b: 1\n  e:\n    c: 2\n\n  d: 3\n", NULL, NULL,
		  "a:\n  b: 1\n\n  d: 3\n" },
		{ REMOVE, "a:\n  e:\n  - 1 # one\n  - 2\n", NULL, NULL, "a:\n  e:\n  - 2\n" },
		{ REMOVE, "a:\n  e:\n  - 1\n  f: 2\n", NULL, NULL, "a:\n  f: 2\n" },
		{ REMOVE, "a:\n  b:\n  - e: 1\n    # c\n    f: 2\n", NULL, NULL,
		  "a:\n  b:\n  - f: 2\n" },
		{ REMOVE, "a: {e: 1, f: 2}\n", NULL, NULL, "a: {f: 2}\n" },
		{ REMOVE, "a: {f: 2, e: [1]}\n", NULL, NULL, NULL },
		{ REMOVE, "a: {f: 2 , e: {g: 1} }\n", NULL, NULL, "a: {f: 2  }\n" },
		{ REMOVE, "a:\n  e: [1, 2]\n", NULL, NULL, "a:\n  e: [2]\n" },
		{ REMOVE, "a:\n  e: &x 1\n  f: *x\n", NULL, NULL, NULL },
	};

	CHECK("test.yaml", table);
}

static void test_yaml_attributes(void **state)
{
	static const struct expected table[] = {
		{ ATTRIBUTE, "a:\n  e:\n    $x: 1\n    $: 2\n", "x", "3",
		  "a:\n  e:\n    $x: 3\n    $: 2\n" },
		{ ATTRIBUTE, "a:\n  e:\n  - $x: '1'\n", "x", "3", "a:\n  e:\n  - $x: '3'\n" },
		{ ATTRIBUTE, "a:\n  e:\n  - b: 1\n", "x", "3", "a:\n  e:\n  - $x: 3\n    b: 1\n" },
		{ ATTRIBUTE, "a: {e: {b: 1}}\n", "x", "3", "a: {e: {$x: 3, b: 1}}\n" },
		{ ATTRIBUTE, "a:\n  e: dm:/pair # 2\n", "x", "3", NULL },
		{ ATTRIBUTE, "a:\n  e: 'dm:/pair,2' # 2\n", "x", "3",
		  "a:\n  e: {$x: 3, $: 'dm:/pair,2'} # 2\n" },
		{ ATTRIBUTE, "a:\n  e: &v {$x: 1}\n  f: *v\n", "x", "3", NULL },
		{ ATTRIBUTE, "a:\n  b: &v 1\n  e: {$x: *v}\n", "x", "3", NULL },
	};

	CHECK("test.yaml", table);
}

static void test_apply(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(fixture, "abcdef");
	const struct diag_edit edits[] = {
		{ source_span(source, 4, 6), "EF" }, { source_span(source, 1, 2), "" },
		{ source_span(source, 4, 4), "1" },  { source_span(source, 4, 4), "2" },
		{ source_span(source, 5, 6), "x" },
	};
	size_t size;

	assert_string_equal(change_apply(fixture->arena, source, edits, 4, &size), "acd12EF");
	assert_int_equal(size, 7);
	assert_string_equal(change_apply(fixture->arena, source, NULL, 0, &size), "abcdef");
	assert_null(change_apply(fixture->arena, source, edits, 5, &size));
}

/* A text that stands in another document is changed there; anything else is refused. */
static void test_made_documents(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *old = doc_of(fixture, "<a><b>one, two</b></a>");
	const xmlNode *from = element_of(old, "b");
	struct doc *made = load_make(fixture->arena, old->source);
	struct change change = { .arena = fixture->arena, .doc = made };
	struct load_origin origin = { .doc = old, .element = from, .is_verbatim = true };
	xmlNode *element = xmlNewDocNode(made->xml, NULL, BAD_CAST "e", BAD_CAST "two");

	xmlDocSetRootElement(made->xml, element);
	origin.text = load_text_range(old, from, 5, 8);
	load_set_origin(made, element, &origin);
	assert_true(change_text(&change, element, "three"));
	assert_span(fixture, change.edits[0].at, "two");
	assert_ptr_equal(change.doc, made);
	assert_false(change_text(&change, element, "<"));
	assert_false(change_rename(&change, element, "f"));
	assert_false(change_attribute(&change, element, "x", "1"));
	assert_false(change_remove(&change, element));
	origin.text = (struct span) { 0 };
	load_set_origin(made, element, &origin);
	assert_true(change_part(&change, element, 0, 3, "&"));
	assert_string_equal(change.edits[1].text, "&amp;");
	origin.is_verbatim = false;
	load_set_origin(made, element, &origin);
	assert_false(change_text(&change, element, "three"));
	assert_int_equal(change.count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_xml_texts),	   TEST(test_xml_names),       TEST(test_xml_children),
		TEST(test_xml_attributes), TEST(test_yaml_texts),      TEST(test_yaml_names),
		TEST(test_yaml_children),  TEST(test_yaml_attributes), TEST(test_apply),
		TEST(test_made_documents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
