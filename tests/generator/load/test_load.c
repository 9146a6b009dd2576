/* SPDX-License-Identifier: BSD-3-Clause
 * test_load.c: which XML is rejected, where and with which message, and the texts and attributes
 * that are read. That every element is where the file has it is for test_positions.c. */
#include "load/internal.h"
#include "tests/generator/helpers.h"

#define BOMB_LEVELS 12

/* The text is refused with one error of that rule at that place. */
static void refuse_bytes(struct fixture *fixture, const char *bytes, size_t size, const char *place,
			 const char *slug)
{
	const struct source *source = source_of_bytes(fixture, bytes, size);
	const char *line;

	fixture_forget(fixture);
	assert_null(load_source(fixture->arena, source, fixture->diags));
	assert_int_equal(diags_error_count(fixture->diags), 1);
	line = messages(fixture);
	if (strncmp(line, arena_printf(fixture->arena, "test.xml:%s: error: ", place),
		    strlen(place) + 18) != 0)
		fail_msg("not at %s: %s", place, line);
	assert_contains(line, arena_printf(fixture->arena, " [%s]\n", slug));
}

static void refuse(struct fixture *fixture, const char *text, const char *place, const char *slug)
{
	refuse_bytes(fixture, text, strlen(text), place, slug);
}

static void test_doctype(void **state)
{
	static const char slug[] = "doctype-forbidden";
	struct fixture *fixture = *state;

	refuse(fixture, "<!DOCTYPE a><a/>", "1:1", slug);
	refuse(fixture, "<?xml version='1.0'?>\n<!--c-->\n  <!DOCTYPE a SYSTEM 'a.dtd'>\n<a/>",
	       "3:3", slug);
	refuse(fixture, "\xEF\xBB\xBF<!DOCTYPE a PUBLIC 'p' 'http://localhost:1/x.dtd'><a/>", "1:1",
	       slug);
	refuse(fixture, "<!DOCTYPE a [<!ELEMENT a ANY>]><a>&undefined;</a>", "1:1", slug);
	refuse(fixture, "<!DOCTYPE a [<!ATTLIST a b CDATA 'default'>]><a/>", "1:1", slug);
	refuse(fixture, "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]><a/>", "1:1",
	       slug);
	refuse(fixture, "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "1:1",
	       slug);
	/* Even one that is not closed is refused for what it is, */
	refuse(fixture, "<!DOCTYPE a [", "1:1", slug);
	/* and one that comes too late is just malformed. */
	refuse(fixture, "<a/>\n<!DOCTYPE a>", "2:1", "xml-malformed");
}

static void test_entity_bomb(void **state)
{
	struct fixture *fixture = *state;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	fputs("<!DOCTYPE a [<!ENTITY e0 'lol'>\n", stream);
	for (int i = 1; i <= BOMB_LEVELS; i++) {
		fprintf(stream, "<!ENTITY e%d '", i);
		for (int j = 0; j < 10; j++)
			fprintf(stream, "&e%d;", i - 1);
		fputs("'>\n", stream);
	}
	fprintf(stream, "]><a>&e%d;</a>", BOMB_LEVELS);
	fclose(stream);
	refuse(fixture, text, "1:1", "doctype-forbidden");
	free(text);
}

static void test_undefined_entity(void **state)
{
	refuse(*state, "<a>\n &nbsp;</a>", "2:8", "xml-malformed");
	assert_contains(messages(*state), "unknown entity '&nbsp;'");
}

static void test_depth(void **state)
{
	const size_t depth = 100000;
	struct fixture *fixture = *state;
	char *text = malloc(3 * depth);

	for (size_t i = 0; i < depth; i++)
		memcpy(text + 3 * i, "<a>", 3);
	refuse_bytes(fixture, text, 3 * depth, "1:772", "xml-malformed");
	assert_contains(messages(fixture), "depth");
	free(text);
}

/* A text of `head`, `count` times what `format` makes of a number, and `tail`. */
static const char *repeated(struct fixture *fixture, const char *head, const char *format,
			    unsigned count, const char *tail)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	fputs(head, stream);
	for (unsigned i = 0; i < count; i++)
		fprintf(stream, format, i);
	fputs(tail, stream);
	fclose(stream);
	copy = arena_copy(fixture->arena, text, size);
	free(text);
	return copy;
}

static void accept(struct fixture *fixture, const char *text)
{
	fixture_forget(fixture);
	doc_of(fixture, text);
}

/* `count` of these parts are accepted, one more is too much. */
static void check_limit(struct fixture *fixture, const char *head, const char *format,
			unsigned count, const char *tail, const char *place)
{
	accept(fixture, repeated(fixture, head, format, count, tail));
	refuse(fixture, repeated(fixture, head, format, count + 1, tail), place, "xml-too-large");
}

static void test_limits(void **state)
{
	struct fixture *fixture = *state;

	check_limit(fixture, "<r>\n<a", " a%u='>'", LOAD_ATTRIBUTES_MAX, "/></r>", "2:1");
	check_limit(fixture, "<r>", "<a xmlns:a%u='u'/>", LOAD_NAMESPACES_MAX, "</r>", "1:1794");
	check_limit(fixture, "<r>", "<!--%u-->", LOAD_COMMENTS_MAX, "\n</r>", "1:9894");
	check_limit(fixture, "<r>", "<?p %u?>", LOAD_COMMENTS_MAX, "\n</r>", "1:8894");
	check_limit(fixture, "<r>", "<![CDATA[%u]]>", LOAD_COMMENTS_MAX, "\n</r>", "1:14894");
	/* The other parts between two tags start again at each. */
	accept(fixture, repeated(fixture, "<r>", "<!--%u--><a/>", 2 * LOAD_COMMENTS_MAX, "</r>"));
	/* r itself is an element, too. */
	check_limit(fixture, "<r>", "<a b='%u'/>", LOAD_NODES_MAX / 2 - 1, "</r>", "1:14888879");
}

/* A part of the largest size, and one that is a byte longer. */
static void test_long_pieces(void **state)
{
	static const struct {
		const char *head, *tail, *place;
		size_t rest; /* of the part, beside the filling */
	} cases[] = {
		{ "<r>", "</r>", "1:4", 0 },
		{ "<r><!--", "--></r>", "1:4", 7 },
		{ "<r>a<![CDATA[", "]]>b</r>", "1:4", 14 },
		{ "<r a='", "'/>", "1:1", 9 },
		{ "<r>&lt;", "</r>", "1:4", 4 },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t length = LOAD_CHUNK_MAX - cases[i].rest;
		char *filling = arena_alloc(fixture->arena, length + 2);

		memset(filling, 'x', length);
		accept(fixture, arena_printf(fixture->arena, "%s%s%s", cases[i].head, filling,
					     cases[i].tail));
		filling[length] = 'x';
		refuse(fixture,
		       arena_printf(fixture->arena, "%s%s%s", cases[i].head, filling,
				    cases[i].tail),
		       cases[i].place, "xml-too-large");
	}
	/* A quote or a bracket that is never closed. */
	refuse(fixture, repeated(fixture, "<r>\n<a b='", "%06u>", 200000, "</r>"), "2:1",
	       "xml-too-large");
	refuse(fixture, repeated(fixture, "<r>\n<a ", "%06u ", 200000, ""), "2:1", "xml-too-large");
}

static void test_names(void **state)
{
	struct fixture *fixture = *state;

	accept(fixture, repeated(fixture, "<r>", "<a%u/>", LOAD_NAMES_MAX - 1000, "</r>"));
	fixture_forget(fixture);
	assert_null(load_source(
		fixture->arena,
		source_of(fixture, repeated(fixture, "<r>", "<a%u/>", LOAD_NAMES_MAX + 1, "</r>")),
		fixture->diags));
	assert_contains(messages(fixture),
			"too many different names: the limit is 10000 [xml-too-large]\n");
}

/* After what is wrong nothing is read: libxml2 alone would find a million more mistakes. */
static void test_one_mistake_of_many(void **state)
{
	refuse(*state, repeated(*state, "<r>", "&", 1000000, "</r>"), "1:5", "xml-malformed");
	refuse(*state, repeated(*state, "<r>", "<", 1000000, ">"), "1:5", "xml-malformed");
}

static void test_nul(void **state)
{
	struct fixture *fixture = *state;

	refuse_bytes(fixture, "<a>\n\xC3\xA4\0</a>", 12, "2:2", "xml-malformed");
	assert_contains(messages(fixture), "invalid NUL byte");
	refuse_bytes(fixture, "\0<", 2, "1:1", "xml-malformed");
	refuse_bytes(fixture, "<a/>\0", 5, "1:5", "xml-malformed");
	refuse_bytes(fixture, "<a>\n<b>x\0</b></a>", 17, "2:5", "xml-malformed");
	assert_contains(messages(fixture),
			"test.xml:2:1: note: inside element <b>, which starts here\n");
	/* The first of two mistakes. */
	refuse_bytes(fixture, "<a>& \0</a>", 10, "1:5", "xml-malformed");
	assert_contains(messages(fixture), "'&' without a name");
}

static void test_utf16(void **state)
{
	struct fixture *fixture = *state;

	refuse_bytes(fixture, "\xFF\xFE<\0a\0/\0>\0", 10, "1:1", "xml-malformed");
	assert_contains(messages(fixture), "UTF-16");
	assert_contains(messages(fixture), "help: convert it: iconv -f UTF-16 -t UTF-8");
	refuse_bytes(fixture, "\xFE\xFF\0<\0a\0/\0>", 10, "1:1", "xml-malformed");
	assert_contains(messages(fixture), "UTF-16");
	/* Without its mark it is no more than NUL bytes. */
	refuse_bytes(fixture, "<\0a\0/\0>\0", 8, "1:2", "xml-malformed");
	assert_contains(messages(fixture), "NUL");
	assert_contains(messages(fixture),
			"help: convert the file, for example: iconv -f UTF-16LE");
	refuse_bytes(fixture, "\0<\0a\0/\0>", 8, "1:1", "xml-malformed");
	assert_contains(messages(fixture), "iconv -f UTF-16BE");
}

static void test_invalid_utf8(void **state)
{
	static const char *const wrong[] = {
		"\xFF", "\x80", "\xC0\xAF", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		fixture_forget(fixture);
		assert_null(
			load_source(fixture->arena,
				    source_of(fixture, arena_printf(fixture->arena,
								    "<a>\nabc%s</a>", wrong[i])),
				    fixture->diags));
		assert_int_equal(diags_error_count(fixture->diags), 1);
		assert_contains(messages(fixture), "test.xml:2:");
		assert_contains(messages(fixture), "[xml-malformed]");
	}
}

/* The declared encoding is not asked: the bytes are UTF-8, or the file is malformed. */
static void test_declared_encoding(void **state)
{
	static const char *const names[] = { "UTF-8", "ISO-8859-1", "UTF-16", "UTF-7", "nonsense" };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct doc *doc =
			doc_of(fixture,
			       arena_printf(fixture->arena,
					    "<?xml version='1.0' encoding='%s'?>\n<a>\xC3\xA4</a>",
					    names[i]));
		const xmlNode *a = element_of(doc, "a");

		assert_string_equal(load_text(fixture->arena, a), "\xC3\xA4");
		assert_int_equal(source_position(doc->source, load_text_span(doc, a).start).line,
				 2);
	}
	refuse(fixture, "<?xml version='1.0' encoding='ISO-8859-1'?>\n<a>\xE4</a>", "2:4",
	       "xml-malformed");
}

static void test_malformed(void **state)
{
	static const char slug[] = "xml-malformed";
	struct fixture *fixture = *state;

	refuse(fixture, "", "1:1", slug);
	refuse(fixture, "\xEF\xBB\xBF", "1:1", slug);
	refuse(fixture, " \n\n", "3:1", slug);
	refuse(fixture, "<!-- nothing -->", "1:17", slug);
	refuse(fixture, "hello", "1:1", slug);
	refuse(fixture, "<a>\n<b>\n</c>\n</a>", "3:1", slug);
	refuse(fixture, "<a>\n", "2:1", slug);
	refuse(fixture, "<a/>\n<b/>", "2:1", slug);
	refuse(fixture, "<a>\n<b c='1' c='2'/></a>", "2:15", slug);
	refuse(fixture, "<a\nb=1/>", "2:3", slug);
	refuse(fixture, "<a b='<'/>", "1:7", slug);
	refuse(fixture, "<a><1/></a>", "1:5", slug);
	refuse(fixture, "<a>]]></a>", "1:4", slug);
	refuse(fixture, "<a>\x01</a>", "1:4", slug);
	refuse(fixture, "<a>&#0;</a>", "1:8", slug);
}

/* What is open where the text goes wrong. */
static void test_note_of_malformed(void **state)
{
	refuse(*state, "<a>\n\t<b>\n&</b></a>", "3:2", "xml-malformed");
	assert_contains(messages(*state),
			"test.xml:2:2: note: inside element <b>, which starts here\n");
}

/* An end tag that is missing is reported where its element starts; one that is misspelt, itself. */
static void test_end_tags(void **state)
{
	struct fixture *fixture = *state;

	refuse(fixture, "<a>\n\t<b>\n</a>", "2:2", "xml-malformed");
	assert_contains(messages(fixture), "element <b> without an end tag");
	assert_contains(messages(fixture),
			"test.xml:3:1: note: </a> closes an element around it\n");
	refuse(fixture, "<a>\n\t<b>\n\t</c></a>", "3:2", "xml-malformed");
	assert_contains(messages(fixture), "end tag </c> does not match start tag <b>");
	assert_contains(messages(fixture), "test.xml:2:2: note: <b> starts here\n");
	refuse(fixture, "<a>\n</b>", "2:1", "xml-malformed");
	assert_contains(messages(fixture), "help: use </a>, or remove this end tag");
	refuse(fixture, "<a>\n</></a>", "2:1", "xml-malformed");
	assert_contains(messages(fixture), "end tag </> does not match start tag <a>");
}

/* Each common mistake has a message without libxml2's terms, and what to do. */
static void test_words_of_malformed(void **state)
{
	static const struct {
		const char *text, *message, *help;
	} mistakes[] = {
		{ "<a/>x", "content after the end of the root element", "one root element" },
		{ "x", "no root element found", "begins with '<'" },
		{ "<a>&#xg;</a>", "invalid character reference", "hexadecimal" },
		{ "<a>&#g;</a>", "invalid character reference", "decimal" },
		{ "<a>&#1;</a>", "character that XML does not allow", "remove it" },
		{ "<a>\x01</a>", "invalid control character 0x01", "DMI strings" },
		{ "<a>\xED\xA0\x80</a>", "character that XML does not allow", "remove it" },
		{ "<a>\xC0\xAF</a>", "invalid byte: expected UTF-8", "iconv" },
		{ "<a>a & b</a>", "'&' without a name", "write '&amp;'" },
		{ "<a>a &b c</a>", "'&' and a name without ';'", "write '&amp;'" },
		{ "<a>a < b</a>", "'<' without a name", "write '&lt;'" },
		{ "<a>a <b c> d</a>", "attribute 'c' without a value", "write '&lt;'" },
		{ "<a b='c<d'/>", "'<' in the value of an attribute", "write '&lt;'" },
		{ "<a b=c/>", "value of an attribute without quotes", "NAME=\"VALUE\"" },
		{ "<a b='c'd='e'/>", "invalid attribute, or no space", "NAME=\"VALUE\"" },
		{ "<a \"b\"/>", "invalid attribute, or no space", "NAME=\"VALUE\"" },
		{ "<a / >", "invalid attribute, or no space", "NAME=\"VALUE\"" },
		{ "<a><b</a>", "'<' without a name", "write '&lt;'" },
		{ "<?xml version='2.0'?><a/>", "unsupported version of XML", "\"1.0\"" },
		{ "<?xml version=1.0?><a/>", "declaration without quotes", "\"1.0\"" },
		{ "<?xml version='1.0?><a/>", "invalid value in the XML declaration", "\"1.0\"" },
		{ "<a b='c' b='d'/>", "duplicate attribute 'b'", "remove one" },
		{ "<a><!-- b -- c --></a>", "'--' inside a comment", "another character" },
		{ "<a><!-- b </a>", "comment without an end", "'-->'" },
		{ "<a><?b </a>", "processing instruction without an end", "'?>'" },
		{ "<a><![CDATA[ b </a>", "CDATA section without an end", "']]>'" },
		{ "<a>]]></a>", "']]>' in text", "']]&gt;'" },
		{ " <?xml version='1.0'?><a/>", "XML declaration that is not at the start",
		  "blank lines" },
		{ "<a></a b>", "expected '>' at the end of a tag", "with '>'" },
		{ "<a>\n<b>text", "the file ends inside element <b>", "incomplete" },
		{ "<a>\n<b", "the file ends inside element <b>", "incomplete" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		fixture_forget(fixture);
		assert_null(load_source(fixture->arena, source_of(fixture, mistakes[i].text),
					fixture->diags));
		assert_int_equal(diags_error_count(fixture->diags), 1);
		assert_contains(messages(fixture), mistakes[i].message);
		assert_contains(strstr(messages(fixture), "help: "), mistakes[i].help);
	}
}

/* Files that are neither XML nor YAML, whatever their suffix, and some that look so. */
static void test_foreign(void **state)
{
	static const char slug[] = "format-unsupported";
	static const struct {
		const char *text, *kind;
	} files[] = {
		{ "#!/bin/sh\nacrn-dm -A", "a launch script" },
		{ "#!/usr/bin/python3\n", "a script" },
		{ "x=1\n\tacrn-dm -A\n", "a launch script" },
		{ "/* Text. */", "C source" },
		{ "\n#include <x.h>", "C source" },
		{ "{ \"a\": 1 }", "a JSON file" },
		{ "[1, 2]", "a JSON file" },
		{ "[]", "a JSON file" },
		{ "[Unit]", NULL },
		{ "[{}]", "a JSON file" },
		{ "{ \"acrn-config\": {} }", NULL },
		{ "\x7F"
		  "ELF",
		  "an ELF binary" },
		{ "\x1F\x8B\x08", "a gzip archive" },
		{ "text", NULL },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (files[i].kind) {
			refuse(fixture, files[i].text, "1:1", slug);
			assert_contains(messages(fixture), files[i].kind);
		} else {
			refuse(fixture, files[i].text, "1:1", "xml-malformed");
		}
	}
	refuse_bytes(fixture, "\0\0\0", 3, "1:1", slug);
	assert_contains(messages(fixture), "binary data");
	refuse_bytes(fixture, "a\nb\0", 4, "1:1", slug);
}

/* A mistake without words of ours has libxml2's. */
static void test_other_malformed(void **state)
{
	refuse(*state, "<?xml version='1.0' standalone='x'?><a/>", "1:33", "xml-malformed");
	assert_contains(messages(*state), "standalone accepts only");
}

/* Nothing is included, whatever it looks like. */
static void test_xinclude(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		doc_of(fixture, "<a xmlns:xi='http://www.w3.org/2001/XInclude'>"
				"<xi:include href='/etc/passwd' parse='text'/></a>");

	assert_string_equal(load_text(fixture->arena, element_of(doc, "a")), "");
	assert_non_null(element_of(doc, "include"));
}

static void test_text(void **state)
{
	static const struct {
		const char *content, *text, *span;
	} cases[] = {
		{ "plain", "plain", "plain" },
		{ " \t\r\n plain \t\r\n ", "plain", "plain" },
		{ "two  words", "two  words", "two  words" },
		{ "", "", "<e" },
		{ " \n ", "", "<e" },
		{ "<!-- c -->", "", "<e" },
		{ "<![CDATA[]]>", "", "<e" },
		{ "a&amp;&lt;&gt;&quot;&apos;b", "a&<>\"'b", "a&amp;&lt;&gt;&quot;&apos;b" },
		{ "&#65;&#x42;&#xe4;", "AB\xC3\xA4", "&#65;&#x42;&#xe4;" },
		{ "&#x20AC;&#x1F600;", "\xE2\x82\xAC\xF0\x9F\x98\x80", "&#x20AC;&#x1F600;" },
		{ "<![CDATA[<a> & ]]>", "<a> &", "<a> &" },
		{ " <!-- a --> <?p b?> x", "x", "x" },
		{ "x<!-- > & -->y", "xy", "x<!-- > & -->y" },
		{ "x<![CDATA[]]]]><![CDATA[>]]>y", "x]]>y", "x<![CDATA[]]]]><![CDATA[>]]>y" },
		{ "a\r\nb", "a\nb", "a\r\nb" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct doc *doc =
			doc_of(fixture, arena_printf(fixture->arena, "<r><e a='>'\n>%s</e></r>",
						     cases[i].content));
		const xmlNode *e = element_of(doc, "e");

		assert_string_equal(load_text(fixture->arena, e), cases[i].text);
		assert_span(fixture, load_text_span(doc, e), cases[i].span);
	}
}

/* White space counts, comments do not. */
static void test_has_text(void **state)
{
	static const struct {
		const char *element;
		bool has_text;
	} cases[] = {
		{ "<e/>", false },
		{ "<e a='>' />", false },
		{ "<e></e>", false },
		{ "<e><!-- x --></e>", false },
		{ "<e>x</e>", true },
		{ "<e> </e>", true },
		{ "<e>\r\n</e>", true },
		{ "<e>&#32;</e>", true },
		{ "<e><!-- --> </e>", true },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct doc *doc = doc_of(
			fixture, arena_printf(fixture->arena, "<r>%s x</r>", cases[i].element));

		assert_int_equal(load_has_text(doc, element_of(doc, "e")), cases[i].has_text);
	}
}

static void test_empty_elements(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc = doc_of(fixture, "<r><a/>x<b />y<c d='/>'/>z<f></f>w</r>");
	static const char *const names[] = { "a", "b", "c", "f" };

	for (size_t i = 0; i < 4; i++) {
		const xmlNode *element = element_of(doc, names[i]);

		assert_string_equal(load_text(fixture->arena, element), "");
		assert_span(fixture, load_text_span(doc, element),
			    arena_printf(fixture->arena, "<%s", names[i]));
		assert_span(fixture, load_text_range(doc, element, 0, 1),
			    arena_printf(fixture->arena, "<%s", names[i]));
	}
	/* The text of child elements is not the parent's own. */
	doc = doc_of(fixture, "<r> a <s>b</s> c </r>");
	assert_string_equal(load_text(fixture->arena, element_of(doc, "r")), "a  c");
	assert_span(fixture, load_text_span(doc, element_of(doc, "r")), "a");
}

static void test_text_range(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		doc_of(fixture, "<r>\n\tdm:/a&amp;b<!-- , -->,<![CDATA[2<]]>&#x1F600;\r\nc </r>");
	const xmlNode *r = element_of(doc, "r");
	static const struct {
		size_t start, end;
		const char *span;
	} cases[] = {
		{ 0, 4, "dm:/" },	 { 4, 5, "a" },	      { 5, 6, "&amp;" },
		{ 6, 7, "b" },		 { 7, 8, "," },	      { 6, 8, "b<!-- , -->," },
		{ 8, 9, "2" },		 { 9, 10, "<" },      { 10, 14, "&#x1F600;" },
		{ 12, 13, "&#x1F600;" }, { 14, 15, "\r\n" },  { 15, 16, "c" },
		{ 8, 9, "2" },		 { 4, 7, "a&amp;b" }, { 4, 4, "" },
		{ 99, 100, "" },
	};

	assert_string_equal(load_text(fixture->arena, r), "dm:/a&b,2<\xF0\x9F\x98\x80\nc");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_span(fixture, load_text_range(doc, r, cases[i].start, cases[i].end),
			    cases[i].span);
	/* Behind the text there is only its end. */
	assert_int_equal(load_text_range(doc, r, 99, 100).start,
			 (size_t)(strstr(doc->source->bytes, "</r>") - doc->source->bytes));
}

static void test_attributes(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		doc_of(fixture, "<r>\n"
				"<e ab='no' b = \"x a='no'>\" a\n=\n'  yes &lt;/> \"\t' c='' "
				"d='&#65;\n\xC3\xA4&amp;'\t/>\n"
				"<f/><g a='1'>a='2'</g><h a='1' abc='3' ab='2'/></r>");
	const xmlNode *e = element_of(doc, "e");

	assert_span(fixture, load_attribute_span(doc, e, "a"), "  yes &lt;/> \"\t");
	assert_string_equal(load_attribute(fixture->arena, e, "a"), "yes </> \"");
	assert_span(fixture, load_attribute_span(doc, e, "ab"), "no");
	assert_span(fixture, load_attribute_span(doc, e, "b"), "x a='no'>");
	assert_string_equal(load_attribute(fixture->arena, e, "b"), "x a='no'>");
	assert_span(fixture, load_attribute_span(doc, e, "d"), "&#65;\n\xC3\xA4&amp;");
	assert_string_equal(load_attribute(fixture->arena, e, "d"), "A \xC3\xA4&");
	assert_string_equal(load_attribute(fixture->arena, e, "c"), "");
	assert_span(fixture, load_attribute_span(doc, e, "c"), "");
	assert_int_equal(doc->source->bytes[load_attribute_span(doc, e, "c").start], '\'');
	assert_span(fixture, load_attribute_span(doc, e, "none"), "<e");
	assert_null(load_attribute(fixture->arena, e, "none"));
	assert_span(fixture, load_attribute_span(doc, element_of(doc, "f"), "a"), "<f");
	assert_null(load_attribute(fixture->arena, element_of(doc, "f"), "a"));
	assert_span(fixture, load_attribute_span(doc, element_of(doc, "g"), "a"), "1");
	assert_span(fixture, load_attribute_span(doc, element_of(doc, "g"), "b"), "<g");
	assert_span(fixture, load_attribute_span(doc, element_of(doc, "h"), "ab"), "2");
}

static void test_children(void **state)
{
	struct fixture *fixture = *state;
	const struct doc *doc =
		doc_of(fixture, "<r>t<a n='1'><b/></a><!--c--><ab/><c/><a n='2'/><a n='3'/></r>");
	const xmlNode *r = element_of(doc, "r"), *a = load_child(r, "a");

	assert_null(load_child(r, "b"));
	assert_null(load_child(r, "text"));
	for (const char *n = "123"; *n; n++, a = load_next(a))
		assert_int_equal(load_attribute(fixture->arena, a, "n")[0], *n);
	assert_null(a);
	assert_null(load_next(load_child(r, "c")));
}

/* Layout is not in the tree, and whatever may be part of a value is. */
static void test_white_space(void **state)
{
	static const struct {
		const char *content, *text;
		unsigned long elements, children;
	} cases[] = {
		{ "\n  <a/>\n\t<b> </b>\n", "", 2, 2 },
		{ " ", "", 0, 0 },
		{ " <!-- c --> a", "a", 0, 2 },
		{ "a<!-- c --> <!-- d -->b", "a b", 0, 5 },
		{ "<!-- c -->a<!-- d --> <!-- e -->b", "a b", 0, 6 },
		{ "a<x/> <y/>b", "a b", 2, 5 },
		{ "<x/>a<y/> <z/>b", "a b", 3, 6 },
		{ "a<x/><y/> <z/>b", "a b", 3, 6 },
		{ "<x/>a<y/> <z/> b", "a  b", 3, 6 },
		{ " &#32;<x/>", "", 1, 2 },
		{ "<![CDATA[ ]]>a", "a", 0, 1 },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct doc *doc = doc_of(
			fixture, arena_printf(fixture->arena, "<v>%s</v>", cases[i].content));
		const xmlNode *root = xmlDocGetRootElement(doc->xml);
		unsigned long children = 0;

		for (const xmlNode *child = root->children; child; child = child->next)
			children++;
		assert_string_equal(load_text(fixture->arena, root), cases[i].text);
		assert_int_equal(xmlChildElementCount((xmlNode *)root), cases[i].elements);
		assert_int_equal(children, cases[i].children);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_doctype),
		TEST(test_entity_bomb),
		TEST(test_undefined_entity),
		TEST(test_depth),
		TEST(test_limits),
		TEST(test_long_pieces),
		TEST(test_names),
		TEST(test_one_mistake_of_many),
		TEST(test_nul),
		TEST(test_utf16),
		TEST(test_invalid_utf8),
		TEST(test_declared_encoding),
		TEST(test_malformed),
		TEST(test_note_of_malformed),
		TEST(test_end_tags),
		TEST(test_words_of_malformed),
		TEST(test_foreign),
		TEST(test_other_malformed),
		TEST(test_xinclude),
		TEST(test_text),
		TEST(test_has_text),
		TEST(test_empty_elements),
		TEST(test_text_range),
		TEST(test_attributes),
		TEST(test_children),
		TEST(test_white_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
