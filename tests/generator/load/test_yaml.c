/* SPDX-License-Identifier: BSD-3-Clause
 * test_yaml.c: which tree YAML makes, and where in the file each byte of a text stands. What
 * is refused is for tests/cases/bad. */
#include <libxml/xmlsave.h>

#include "tests/generator/helpers.h"

/* A document in YAML that is expected to be fine. */
static const struct doc *yaml_of(struct fixture *fixture, const char *text)
{
	const struct source *source =
		source_memory(fixture->arena, "test.yaml",
			      arena_copy(fixture->arena, text, strlen(text)), strlen(text));
	const struct doc *doc = load_source(fixture->arena, source, fixture->diags);

	assert_string_equal(messages(fixture), "");
	assert_non_null(doc);
	return doc;
}

/* The YAML makes this XML. */
static void makes(struct fixture *fixture, const char *yaml, const char *xml)
{
	xmlDoc *tree = yaml_of(fixture, yaml)->xml;
	xmlChar *text;
	int size;

	xmlDocDumpFormatMemory(tree, &text, &size, 0);
	assert_string_equal((const char *)text,
			    arena_printf(fixture->arena, "<?xml version=\"1.0\"?>\n%s\n", xml));
	xmlFree(text);
}

/* The text of <b> is `text`, and byte by byte stands where `places` has its pieces, with a '|'
 * after each. */
static void stands(struct fixture *fixture, const char *yaml, const char *text, const char *places)
{
	const struct doc *doc = yaml_of(fixture, yaml);
	const xmlNode *element = element_of(doc, "b");
	const char *got = "";

	assert_string_equal(load_text(fixture->arena, element), text);
	for (size_t i = 0; i < strlen(text); i++)
		got = arena_printf(fixture->arena, "%s%s|", got,
				   text_at(fixture, load_text_range(doc, element, i, i + 1)));
	assert_string_equal(got, places);
}

static void test_elements(void **state)
{
	makes(*state, "a:", "<a/>");
	makes(*state, "a: ~", "<a/>");
	makes(*state, "a: null", "<a/>");
	makes(*state, "a: 'null'", "<a>null</a>");
	makes(*state, "a: !!str null", "<a>null</a>");
	makes(*state, "a: 0x10", "<a>0x10</a>");
	makes(*state, "a: y", "<a>y</a>");
	makes(*state, "a: {b: 1, c: {d: }}", "<a><b>1</b><c><d/></c></a>");
	makes(*state, "{\"a\": {\"b\": [1, \"2\"]}}", "<a><b>1</b><b>2</b></a>");
}

static void test_lists(void **state)
{
	makes(*state, "a:\n  b:\n    - 1\n    -\n    - c: 2", "<a><b>1</b><b/><b><c>2</c></b></a>");
	makes(*state, "a:\n  b:\n  - 1\n  - 2\n  c: 3", "<a><b>1</b><b>2</b><c>3</c></a>");
	makes(*state, "a:\n  b: []", "<a/>");
	makes(*state, "a:\n  $: [{b: 1}, {c: 2}, {b: 3}, t]", "<a><b>1</b><c>2</c><b>3</b>t</a>");
}

static void test_attributes(void **state)
{
	makes(*state, "a:\n  $b: 1\n  $: t\n  $c: 'x\"y'", "<a b=\"1\" c=\"x&quot;y\">t</a>");
	makes(*state, "a: {$b: }", "<a b=\"\"/>");
	makes(*state, "a: {$n:b: 1, n:c: 2, $xmlns:n: 'urn:x'}",
	      "<a xmlns:n=\"urn:x\" n:b=\"1\"><n:c>2</n:c></a>");
	makes(*state, "a: {'?p': q}", "<a><?p q?></a>");
}

static void test_merge_keys(void **state)
{
	makes(*state, "a:\n  b: &b {$i: 1, c: 2, d: 3}\n  e: {<<: *b, d: 4}",
	      "<a><b i=\"1\"><c>2</c><d>3</d></b><e i=\"1\"><c>2</c><d>4</d></e></a>");
	makes(*state, "a: {b: &b {c: 1}, d: &d {c: 2, e: 3}, f: {<<: [*b, *d]}}",
	      "<a><b><c>1</c></b><d><c>2</c><e>3</e></d><f><c>1</c><e>3</e></f></a>");
	makes(*state, "a: {b: &b [1, 2], c: *b}", "<a><b>1</b><b>2</b><c>1</c><c>2</c></a>");
}

static void test_comments(void **state)
{
	makes(*state, "# x\n# y\n\n#z\na: # in a\n  b: 1 # at b\n  # end\n# after",
	      "<!-- x\n y -->\n<!--z-->\n<a><!-- in a --><b>1</b><!-- at b --><!-- end --></a>\n"
	      "<!-- after -->");
	makes(*state,
	      "a:\n  # first\n  b:\n    # one\n    - 1\n    # two\n    - # in\n      c: d\n"
	      "      # end\n    # last\n  e:",
	      "<a><!-- first --><!-- one --><b>1</b><!-- two --><b><!-- in --><c>d</c>"
	      "<!-- end --></b><!-- last --><e/></a>");
	makes(*state, "a:\n  b: | # head\n    # no comment\n  c: {d: 1, # d\n    e: 2} # c",
	      "<a><b># no comment\n</b><!-- head --><c><d>1</d><!-- d --><e>2</e></c>"
	      "<!-- c --></a>");
	makes(*state, "a: # -- x -\n#\"y\\\"\\x7F \"", "<a><!-- -\\- x - --></a>\n<!--y\"\x7F -->");
}

static void test_element_spans(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		yaml_of(fixture, "a:\n  'b': 1\n  c:\n    - d: \"\"\n    - $e: ' 3 '\n");
	const xmlNode *second = load_next(element_of(doc, "c"));

	assert_span(fixture, load_element_span(doc, element_of(doc, "a")), "a");
	assert_span(fixture, load_element_span(doc, element_of(doc, "b")), "'b'");
	assert_span(fixture, load_text_span(doc, element_of(doc, "b")), "1");
	assert_span(fixture, load_element_span(doc, element_of(doc, "c")), "-");
	assert_int_equal(source_position(doc->source, load_element_span(doc, second).start).line,
			 5);
	assert_span(fixture, load_text_span(doc, element_of(doc, "d")), "d");
	assert_span(fixture, load_attribute_span(doc, second, "e"), " 3 ");
	assert_span(fixture, load_attribute_span(doc, second, "f"), "-");
}

static void test_has_text(void **state)
{
	const struct doc *doc = yaml_of(*state, "a:\n  b: ' '\n  c: ''\n  d:\n  e: 1\n");

	assert_true(load_has_text(doc, element_of(doc, "b")));
	assert_false(load_has_text(doc, element_of(doc, "c")));
	assert_false(load_has_text(doc, element_of(doc, "d")));
	assert_true(load_has_text(doc, element_of(doc, "e")));
	assert_false(load_has_text(doc, element_of(doc, "a")));
}

static void test_spans_of_aliases(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = yaml_of(fixture, "a:\n  b: &x 1\n  c:\n  - *x\n  - &y 2\n  - *y\n");
	const xmlNode *third = load_next(load_next(element_of(doc, "c")));

	assert_span(fixture, load_text_span(doc, element_of(doc, "c")), "1");
	assert_int_equal(source_position(doc->source, load_text_span(doc, third).start).line, 5);
	assert_int_equal(source_position(doc->source, load_element_span(doc, third).start).line, 6);
}

static void test_text_of_one_line(void **state)
{
	stands(*state, "a: {b: xyz}", "xyz", "x|y|z|");
	stands(*state, "\xC3\xA4: {b: &n xyz}", "xyz", "x|y|z|");
	stands(*state, "a: {b: ' x''y '}", "x'y", "x|''|y|");
	stands(*state, "a: {b: \"\\tx\\\"\\x41\\u0042\"}", "x\"AB", "x|\\\"|\\x41|\\u0042|");
	stands(*state, "a: {$: [x, {b: {$: [ y, {c: 1}, 'z' ]}}]}", "yz", "y|z|");
}

static void test_text_of_several_lines(void **state)
{
	stands(*state, "a:\n  b: x\n    y\n\n    z", "x y\nz", "x|\n    |y|\n\n    |z|");
	stands(*state, "a:\n  b: 'x \r\n    y'", "x y", "x| \r\n    |y|");
	stands(*state, "a:\n  b: \"x\\\n    \\ y\"", "x y", "x|\\ |y|");
	stands(*state, "a:\n  b: |\n    x\n      y\n\n    z\n", "x\n  y\n\nz",
	       "x|\n    | | |y|\n|\n    |z|");
	stands(*state, "a:\n  b: |2-\n\n      x\n    y\n", "x\ny", "x|\n    |y|");
	stands(*state, "a:\n  b: >\n    x\n    y\n\n    z\n", "x y\nz", "x|\n    |y|\n\n    |z|");
}

/* Each common mistake has a message without libyaml's terms; "" for no help, or no note. */
static void test_words_of_malformed(void **state)
{
	static const struct {
		const char *text, *message, *help, *note;
	} mistakes[] = {
		{ "a: b: c", "':' is not allowed here", "text into quotes", "" },
		{ "a: - b", "'-' is not allowed here", "line after its key", "" },
		{ "a:\n  b: c\nd\n", "key without ':'", "indentation", "the key starts here" },
		{ "a:\n  b: c\n d: e", "expected a key or the end of the mapping", "indentation",
		  "the mapping starts here" },
		{ "a:\n  - b\n  c: d", "expected '-' or the end of the list", "indentation",
		  "the list starts here" },
		{ "a: [b", "expected ',' or ']'", "", "the list starts here" },
		{ "a: {b: c", "expected ',' or '}'", "", "the mapping starts here" },
		{ "a: @b", "character that no value begins with", "text into quotes", "" },
		{ "a: *b", "unknown alias", "text into quotes", "" },
		{ "a: & b", "'&' or '*' without a name", "text into quotes",
		  "the anchor starts here" },
		{ "a: \"b\\qc\"", "unknown escape sequence", "backslash",
		  "the text in quotes starts here" },
		{ "a: 'b", "text in quotes without its closing quote", "",
		  "the text in quotes starts here" },
		{ "a: | b\n", "text after '|' or '>'", "next line", "the text starts here" },
		{ "a: !x!b c", "unknown tag", "text into quotes", "the value starts here" },
		{ "%YAML 3.0\n---\na", "unsupported YAML version", "%YAML 1.2", "" },
		{ "%B\n---\na", "unknown directive", "%YAML 1.2", "the directive starts here" },
		{ "a: !<b\n", "invalid tag", "text into quotes", "the tag starts here" },
		{ "a: [&b c, &b d]", "duplicate anchor", "another name", "the first one is here" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const char *text = mistakes[i].text;

		fixture_forget(fixture);
		assert_null(
			load_source(fixture->arena,
				    source_memory(fixture->arena, "test.yaml", text, strlen(text)),
				    fixture->diags));
		assert_int_equal(diags_error_count(fixture->diags), 1);
		assert_contains(messages(fixture), mistakes[i].message);
		assert_int_equal(!strstr(messages(fixture), "help: "), !*mistakes[i].help);
		assert_contains(messages(fixture), mistakes[i].help);
		assert_int_equal(!strstr(messages(fixture), "note: "), !*mistakes[i].note);
		assert_contains(messages(fixture), mistakes[i].note);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_elements),	       TEST(test_lists),
		TEST(test_attributes),	       TEST(test_merge_keys),
		TEST(test_comments),	       TEST(test_element_spans),
		TEST(test_has_text),	       TEST(test_spans_of_aliases),
		TEST(test_text_of_one_line),   TEST(test_text_of_several_lines),
		TEST(test_words_of_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
