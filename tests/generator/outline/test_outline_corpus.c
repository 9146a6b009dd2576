/* SPDX-License-Identifier: BSD-3-Clause
 * test_outline_corpus.c: the outlines of our own scenarios and boards, and of those of the corpus
 * in SHARED, have the elements, attributes and texts of their trees; so have those in YAML.
 */
#include "tests/generator/helpers.h"

#include <glob.h>

#include "convert/convert.h"
#include "outline/outline.h"

static const xmlNode *next_element(const xmlNode *node)
{
	while (node && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

/* Whether a text is written as it is: on one line, without entities, quotes and comments. */
static bool is_plain(const xmlNode *element, const char *text)
{
	return element->children && element->children->type == XML_TEXT_NODE &&
	       !element->children->next &&
	       strcmp((const char *)element->children->content, text) == 0 && *text &&
	       !strpbrk(text, "&<>\"'\\\n\t:#");
}

static void compare_attributes(struct arena *arena, const xmlNode *element,
			       const struct outline_node *node)
{
	for (const xmlAttr *each = element->properties; each; each = each->next) {
		const char *value = load_attribute(arena, element, (const char *)each->name);
		struct span found;

		if (each->ns)
			continue;
		assert_true(outline_attribute(node, (const char *)each->name, &found));
		if (*value && !strpbrk(value, "&<>\"'\\\n\t:#") && !strstr(value, "  "))
			assert_string_equal(outline_text(arena, found), value);
	}
}

static void compare(struct arena *arena, const xmlNode *element, const struct outline_node *node)
{
	const struct outline_node *child = node->first;
	const char *text = load_text(arena, element);

	assert_true(outline_is(node->name, (const char *)element->name));
	if (is_plain(element, text))
		assert_string_equal(outline_text(arena, node->text), text);
	compare_attributes(arena, element, node);
	for (element = next_element(element->children); element;
	     element = next_element(element->next), child = child->next) {
		assert_non_null(child);
		compare(arena, element, child);
	}
	assert_null(child);
}

static void compare_source(struct arena *arena, const struct source *source, const struct doc *doc)
{
	const struct outline *outline = outline_new(arena, source, 0);
	const struct outline_node *root = outline->top->first;

	assert_non_null(root);
	assert_null(root->next);
	compare(arena, xmlDocGetRootElement(doc->xml), root);
}

static void compare_file(const char *path)
{
	struct arena *arena = arena_new(helper_out_of_memory);
	struct diags *diags = diags_new(arena);
	const struct source *source = load_read(arena, path, diags);
	const struct doc *doc = source ? load_source(arena, source, diags) : NULL;
	const char *yaml;
	size_t size;

	if (doc) {
		print_message("%s\n", path);
		compare_source(arena, source, doc);
		doc = load_whole(arena, source, diags);
		convert_tidy(doc);
		yaml = convert_to_yaml(arena, doc, &size);
		compare_source(arena, source_memory(arena, "s.yaml", yaml, size), doc);
	}
	arena_free(arena);
}

static void compare_files(const char *pattern)
{
	glob_t found = { 0 };

	glob(pattern, GLOB_BRACE, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		compare_file(found.gl_pathv[i]);
	globfree(&found);
}

static void test_same(void **state)
{
	const char *shared = getenv("SHARED");
	char *corpus;

	(void)state;
	compare_files("boards/*/*.xml");
	compare_files("tests/cases/ok/*/*.{xml,yaml}");
	if (!shared)
		return;
	assert_true(asprintf(&corpus,
			     "%s/corpus/{cases,eras,acrn,upgrade}{/,/*/,/*/*/,/*/*/*/}*.{xml,yaml}",
			     shared) > 0);
	compare_files(corpus);
	free(corpus);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
