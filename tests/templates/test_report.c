/* SPDX-License-Identifier: BSD-3-Clause
 * test_report.c: the report's templates on a document with everything: a page that is sound and
 * complete in itself, and Markdown; whatever the texts are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxslt/xslt.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "diag/diag.h"
#include "render/render.h"

#define MIB (1 << 20)

/* Ends and begins whatever a text could be in; a bidirectional override; and each character that
 * means something in Markdown. */
#define HOSTILE                                                                                    \
	"<script>alert(1)</script>]]>--></style></title><img src=x onerror=y> &amp;&#60;b> "       \
	"\"'``` ` "                                                                                \
	"\xE2\x80\xAE\xD7\x90 | \\| [link](http://example.org) @everyone !7 a@b.example **bold** " \
	"www.example.org http://e.org"

struct scene {
	struct arena *arena;
	xmlDoc *document;
};

static void out_of_memory(void)
{
	abort();
}

static int set_up(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));
	const char *root = getenv("SRCDIR");

	if (!scene)
		return -1;
	scene->arena = arena_new(out_of_memory);
	scene->document = xmlReadFile(
		arena_printf(scene->arena, "%s/tests/templates/report/full.xml", root ? root : "."),
		NULL, 0);
	*state = scene;
	return scene->document ? 0 : -1;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	xmlFreeDoc(scene->document);
	arena_free(scene->arena);
	free(scene);
	return 0;
}

static int tear_down_group(void **state)
{
	(void)state;
	xsltCleanupGlobals();
	xmlCleanupParser();
	return 0;
}

static const char *render(struct scene *scene, const char *template)
{
	struct diags *diags = diags_new(scene->arena);
	const char *text = render_document(scene->arena, NULL, template, scene->document, diags);

	assert_int_equal(diags_worst(diags), DIAG_OFF);
	assert_non_null(text);
	return text;
}

/* libxml2 knows the elements of HTML 4 only. */
static void count_error(void *count, xmlError *error)
{
	if (error->code == XML_HTML_UNKNOWN_TAG)
		return;
	print_message("%d: %s", error->line, error->message);
	++*(size_t *)count;
}

/* The page as a tree, without an error. */
static htmlDocPtr parse(const char *text)
{
	size_t errors = 0;
	htmlDocPtr page;

	xmlSetStructuredErrorFunc(&errors, count_error);
	page = htmlReadMemory(text, (int)strlen(text), NULL, "UTF-8",
			      HTML_PARSE_NONET | XML_PARSE_HUGE);
	xmlSetStructuredErrorFunc(NULL, NULL);
	assert_non_null(page);
	assert_int_equal(errors, 0);
	return page;
}

/* How many nodes an XPath expression finds. */
static size_t count(xmlDoc *doc, const char *expression)
{
	xmlXPathContext *context = xmlXPathNewContext(doc);
	xmlXPathObject *result = xmlXPathEval(BAD_CAST expression, context);
	size_t found;

	assert_non_null(result);
	found = result->nodesetval ? (size_t)result->nodesetval->nodeNr : 0;
	xmlXPathFreeObject(result);
	xmlXPathFreeContext(context);
	return found;
}

/* The next node in the order of the document. */
static xmlNode *next_node(const xmlNode *node)
{
	if (node->children)
		return node->children;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

/* Calls `visit` for each attribute of each element of a page. */
static void visit_attributes(struct scene *scene, xmlDoc *page,
			     void (*visit)(struct arena *arena, const char *name, const char *value,
					   void *data),
			     void *data)
{
	for (xmlNode *node = page->children; node; node = next_node(node)) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		for (xmlAttr *attribute = node->properties; attribute;
		     attribute = attribute->next) {
			xmlChar *value = xmlNodeListGetString(page, attribute->children, 1);

			visit(scene->arena, (const char *)attribute->name,
			      value ? (const char *)value : "", data);
			xmlFree(value);
		}
	}
}

static void add_id(struct arena *arena, const char *name, const char *value, void *ids)
{
	if (strcmp(name, "id") != 0)
		return;
	assert_null(string_map_find(ids, value));
	assert_int_equal(strcspn(value, " \t\n"), strlen(value));
	string_map_put(ids, arena_copy(arena, value, strlen(value)), ids);
}

static void check_reference(struct arena *arena, const char *name, const char *value, void *ids)
{
	(void)arena;
	assert_string_not_equal(name, "src");
	assert_string_not_equal(name, "style");
	assert_int_not_equal(strncmp(name, "on", 2), 0);
	if (strcmp(name, "href") == 0) {
		assert_int_equal(*value, '#');
		assert_non_null(string_map_find(ids, value + 1));
	}
	if (strcmp(name, "aria-labelledby") == 0)
		assert_non_null(string_map_find(ids, value));
}

static void the_document_is_one_of_reports(void **state)
{
	struct scene *scene = *state;
	const char *root = getenv("SRCDIR");
	xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(
		arena_printf(scene->arena, "%s/schema/report.xsd", root ? root : "."));
	xmlSchema *schema = xmlSchemaParse(parser);
	xmlSchemaValidCtxt *validator = xmlSchemaNewValidCtxt(schema);

	assert_int_equal(xmlSchemaValidateDoc(validator, scene->document), 0);
	xmlSchemaFreeValidCtxt(validator);
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
}

/* Links lead to something on the page, and nothing leads anywhere else. */
static void page_needs_nothing_else(void **state)
{
	struct scene *scene = *state;
	htmlDocPtr page = parse(render(scene, "report/html.xsl"));
	struct string_map *ids = string_map_new(scene->arena, 64);

	visit_attributes(scene, page, add_id, ids);
	visit_attributes(scene, page, check_reference, ids);
	assert_int_equal(count(page, "//script | //link | //iframe | //object | //embed | //img | "
				     "//base | //form"),
			 0);
	xmlFreeDoc(page);
}

static void page_has_a_policy_before_its_style(void **state)
{
	struct scene *scene = *state;
	const char *text = render(scene, "report/html.xsl");
	const char *policy = strstr(
		text, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		      "style-src 'sha256-");

	assert_int_equal(strncmp(text, "<!DOCTYPE html>\n<html lang=\"en\">", 32), 0);
	assert_non_null(policy);
	assert_true(policy < strstr(text, "<style>"));
	assert_null(strstr(policy, "unsafe"));
}

static void headings_are_in_order(void **state)
{
	struct scene *scene = *state;
	htmlDocPtr page = parse(render(scene, "report/html.xsl"));
	int level = 0;

	for (xmlNode *node = page->children; node; node = next_node(node)) {
		const char *name = node->type == XML_ELEMENT_NODE ? (const char *)node->name : "";

		if (name[0] != 'h' || name[1] < '1' || name[1] > '6' || name[2])
			continue;
		assert_in_range(name[1] - '0', 1, level + 1);
		level = name[1] - '0';
	}
	assert_int_equal(count(page, "//h1"), 1);
	assert_int_equal(count(page, "//main | //header | //nav | //footer"), 4);
	assert_int_equal(count(page, "//table[not(caption)] | //th[not(@scope)] | "
				     "//section[not(@aria-labelledby)]"),
			 0);
	xmlFreeDoc(page);
}

/* Each text of the document that is the user's, or may quote one. */
static bool is_text(const xmlAttr *attribute)
{
	static const char *const names[] = { "title",  "board",	  "text",  "help",    "place",
					     "before", "marked",  "after", "name",    "what",
					     "script", "path",	  "vm",	   "address", "reason",
					     "note",   "omitted", "who" };

	if (xmlStrEqual(attribute->parent->name, BAD_CAST "use"))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (xmlStrEqual(attribute->name, BAD_CAST names[i]))
			return attribute->children && *attribute->children->content;
	return false;
}

/* Returns how many texts there are. */
static size_t set_texts(xmlDoc *document, const char *text)
{
	size_t set = 0;

	for (xmlNode *node = document->children; node; node = next_node(node)) {
		for (xmlAttr *attribute =
			     node->type == XML_ELEMENT_NODE && !node->ns ? node->properties : NULL;
		     attribute; attribute = attribute->next) {
			if (!is_text(attribute))
				continue;
			xmlNodeSetContent(attribute->children, NULL);
			xmlNodeAddContent(attribute->children, BAD_CAST text);
			set++;
		}
	}
	return set;
}

/* The names of all elements, in their order. */
static const char *outline(struct scene *scene, xmlDoc *page)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	assert_non_null(stream);
	for (xmlNode *node = page->children; node; node = next_node(node))
		if (node->type == XML_ELEMENT_NODE)
			fprintf(stream, "%s ", node->name);
	fclose(stream);
	copy = arena_copy(scene->arena, text, size);
	free(text);
	return copy;
}

static void hostile_texts_are_text_on_the_page(void **state)
{
	struct scene *scene = *state;
	htmlDocPtr page = parse(render(scene, "report/html.xsl"));
	const char *expected = outline(scene, page);
	const char *text = arena_printf(scene->arena, "%s%010000d", HOSTILE, 0);

	xmlFreeDoc(page);
	assert_true(set_texts(scene->document, text) > 100);
	page = parse(render(scene, "report/html.xsl"));
	assert_string_equal(outline(scene, page), expected);
	assert_true(
		count(page,
		      "//bdi[contains(., '</script>]]>--></style>')][string-length(.) > 10000]") >
		50);
	xmlFreeDoc(page);
}

/* Replaces what is in code by blanks, as CommonMark says what is: blocks between fences, and pieces
 * between as many backticks. */
static void blank_code(char *text)
{
	for (char *at = strchr(text, '`'); at; at = strchr(at, '`')) {
		size_t ticks = strspn(at, "`");
		bool is_block = ticks >= 3 && (at == text || at[-1] == '\n');
		char *end = at + ticks;

		for (;;) {
			size_t run;

			end = strchr(end, '`');
			assert_non_null(end);
			run = strspn(end, "`");
			if (is_block ? end[-1] == '\n' && run >= ticks : run == ticks)
				break;
			end += run;
		}
		while (at < end + ticks)
			*at++ = ' ';
	}
}

static size_t count_bars(const char *line, size_t length)
{
	size_t bars = 0;

	for (size_t i = 0; i < length; i++)
		bars += line[i] == '|';
	return bars;
}

/* All rows of a table have as many cells. */
static void check_rows(const char *text)
{
	size_t columns = 0;

	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		size_t bars = *line == '|' ? count_bars(line, strcspn(line, "\n")) : 0;

		assert_true(!bars || !columns || bars == columns);
		columns = bars;
	}
}

static void hostile_texts_are_text_in_markdown(void **state)
{
	static const char *const marks[] = { "<script", "<img", "](",  "@everyone",   "!7",
					     "**bold",	"www.", "://", "\xE2\x80\xAE" };
	struct scene *scene = *state;
	char *text;

	set_texts(scene->document, HOSTILE);
	text = (char *)render(scene, "report/md.xsl");
	check_rows(text);
	blank_code(text);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		assert_null(strstr(text, marks[i]));
	check_rows(text);
}

/* The report as GitHub's own program makes HTML of it. */
static const char *markdown_as_html(struct scene *scene)
{
	char path[] = "/tmp/test_report.XXXXXX";
	const char *text = render(scene, "report/md.xsl");
	char *html = arena_alloc(scene->arena, MIB);
	int fd = mkstemp(path);
	FILE *stream;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	stream = popen(arena_printf(scene->arena,
				    "cmark-gfm --unsafe -e table -e autolink -e strikethrough %s",
				    path),
		       "r");
	assert_non_null(stream);
	assert_in_range(fread(html, 1, MIB - 1, stream), 1, MIB - 2);
	assert_int_equal(pclose(stream), 0);
	unlink(path);
	return html;
}

/* The tags of HTML, in their order, but those of code, of which a text has as many as it needs. */
static const char *tags_of(struct scene *scene, const char *html)
{
	char *tags = arena_alloc(scene->arena, strlen(html) + 1);
	char *to = tags;

	for (const char *at = strchr(html, '<'); at; at = strchr(at + 1, '<'))
		if (strncmp(at, "<code>", 6) != 0 && strncmp(at, "</code>", 7) != 0)
			to = mempcpy(to, at, strcspn(at, ">") + 1);
	return tags;
}

static void hostile_texts_are_text_on_github(void **state)
{
	struct scene *scene = *state;
	const char *expected;

	if (system("command -v cmark-gfm >/dev/null") != 0) {
		print_message("SKIP: cmark-gfm is missing\n");
		skip();
	}
	expected = tags_of(scene, markdown_as_html(scene));
	assert_non_null(strstr(expected, "<table>"));
	set_texts(scene->document, HOSTILE);
	assert_string_equal(tags_of(scene, markdown_as_html(scene)), expected);
}

static void markdown_is_shorter_than_a_summary_may_be(void **state)
{
	struct scene *scene = *state;
	xmlNode *report = xmlDocGetRootElement(scene->document);
	char *name = arena_alloc(scene->arena, 4 * 1000 + 1);
	const char *text;

	for (size_t i = 0; i < 1000; i++)
		memcpy(name + 4 * i, "\xF0\x9F\x98\x80", 4);
	for (xmlNode *part = xmlFirstElementChild(report); part;
	     part = xmlNextElementSibling(part)) {
		xmlNode *last = xmlLastElementChild(part);

		for (size_t i = 0;
		     last && !last->ns && !xmlStrEqual(part->name, BAD_CAST "memory") && i < 150;
		     i++)
			xmlAddNextSibling(last, xmlCopyNode(last, 1));
	}
	set_texts(scene->document, name);
	text = render(scene, "report/md.xsl");
	assert_true(strlen(text) < MIB);
	assert_non_null(strstr(text, "\n… and 53 more"));
}

static size_t count_text(const char *text, const char *part)
{
	size_t found = 0;

	for (; (text = strstr(text, part)); text++)
		found++;
	return found;
}

/* The page has all notes of a message, and most of them folded; Markdown says how many it lacks. */
static void many_notes_are_folded(void **state)
{
	struct scene *scene = *state;
	xmlNode *note = xmlDocGetRootElement(scene->document);
	const char *markdown;
	htmlDocPtr page;

	while (note && !xmlStrEqual(note->name, BAD_CAST "note"))
		note = next_node(note);
	assert_non_null(note);
	for (size_t i = 1; i < 30; i++)
		xmlAddNextSibling(note, xmlCopyNode(note, 1));
	page = parse(render(scene, "report/html.xsl"));
	assert_int_equal(count(page, "//li/p[strong='Note:']"), 8);
	assert_int_equal(count(page, "//li/details[summary='More notes: 22']/p"), 22);
	xmlFreeDoc(page);
	markdown = render(scene, "report/md.xsl");
	assert_int_equal(count_text(markdown, ": note: "), 3);
	assert_int_equal(count_text(markdown, "\n… and 27 more notes\n"), 1);
}

static void same_document_gives_same_bytes(void **state)
{
	struct scene *scene = *state;

	assert_string_equal(render(scene, "report/html.xsl"), render(scene, "report/html.xsl"));
	assert_string_equal(render(scene, "report/md.xsl"), render(scene, "report/md.xsl"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_document_is_one_of_reports, set_up, tear_down),
		cmocka_unit_test_setup_teardown(page_needs_nothing_else, set_up, tear_down),
		cmocka_unit_test_setup_teardown(page_has_a_policy_before_its_style, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(headings_are_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hostile_texts_are_text_on_the_page, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(hostile_texts_are_text_on_github, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(hostile_texts_are_text_in_markdown, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(markdown_is_shorter_than_a_summary_may_be, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(many_notes_are_folded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(same_document_gives_same_bytes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down_group);
}
