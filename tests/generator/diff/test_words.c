/* SPDX-License-Identifier: BSD-3-Clause
 * test_words.c: diff/words.def has each element and attribute of schema/plan.xsd, and no other.
 */
#include "diff/words.h"

#include "../helpers.h"

/* A walk through the schema. */
struct walk {
	struct fixture *fixture;
	const xmlNode *schema;
	char seen[4096][64]; /* "element/attribute" of words.def that the schema has */
	size_t seen_count;
};

static const char *text_of(struct walk *walk, const xmlNode *node, const char *name)
{
	return load_attribute(walk->fixture->arena, node, name);
}

static bool is_named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* The complex type of an element: by its name, or within it; NULL for a simple one. */
static const xmlNode *type_of(struct walk *walk, const xmlNode *element)
{
	const char *name = text_of(walk, element, "type");

	if (!name)
		return load_child(element, "complexType");
	for (const xmlNode *each = walk->schema->children; each; each = each->next)
		if (is_named(each, "complexType") && strcmp(text_of(walk, each, "name"), name) == 0)
			return each;
	return NULL;
}

static void see(struct walk *walk, const char *parent, const char *element, const char *attribute)
{
	assert_true(walk->seen_count < 4096);
	snprintf(walk->seen[walk->seen_count++], 64, "%s/%s/%s", parent, element, attribute);
}

static bool has_attribute(const struct diff_words *words, const char *name)
{
	const struct diff_words *each = diff_words_attribute(words);

	while (each && strcmp(each->name, name) != 0)
		each = diff_words_attribute(each);
	return each;
}

static void visit_element(struct walk *walk, const char *parent, const xmlNode *element, int depth);

static void visit_content(struct walk *walk, const char *parent, const char *name,
			  const xmlNode *node, int depth)
{
	const struct diff_words *words = diff_words_find(parent, name);

	for (const xmlNode *each = node->children; each; each = each->next)
		if (is_named(each, "sequence") || is_named(each, "choice")) {
			visit_content(walk, parent, name, each, depth);
		} else if (is_named(each, "element")) {
			visit_element(walk, name, each, depth + 1);
		} else if (is_named(each, "attribute")) {
			const char *attribute = text_of(walk, each, "name");

			if (!has_attribute(words, attribute))
				fail_msg("no words for %s/%s/@%s", parent, name, attribute);
			see(walk, parent, name, attribute);
		}
}

static void visit_element(struct walk *walk, const char *parent, const xmlNode *element, int depth)
{
	const char *name = text_of(walk, element, "name");
	const xmlNode *type = type_of(walk, element);

	assert_true(depth < 16);
	if (!diff_words_find(parent, name))
		fail_msg("no words for %s/%s", parent, name);
	see(walk, parent, name, "");
	if (type)
		visit_content(walk, parent, name, type, depth);
}

static bool is_seen(const struct walk *walk, const char *what)
{
	for (size_t i = 0; i < walk->seen_count; i++)
		if (strcmp(walk->seen[i], what) == 0)
			return true;
	return false;
}

static void check_row(struct walk *walk, const struct diff_words *words)
{
	struct arena *arena = walk->fixture->arena;
	const struct diff_words *each = diff_words_attribute(words);

	if (!is_seen(walk, arena_printf(arena, "%s/%s/", words->parent, words->name)))
		fail_msg("the schema has no %s/%s", words->parent, words->name);
	for (; each; each = diff_words_attribute(each))
		if (!is_seen(walk, arena_printf(arena, "%s/%s/%s", words->parent, words->name,
						each->name)))
			fail_msg("the schema has no %s/%s/@%s", words->parent, words->name,
				 each->name);
}

static void test_schema(void **state)
{
	struct walk walk = { .fixture = *state };
	struct arena *arena = walk.fixture->arena;
	const char *path = arena_printf(arena, "%s/schema/plan.xsd", source_root());
	const struct source *source = load_read(arena, path, walk.fixture->diags);
	const struct doc *doc = load_source(arena, source, walk.fixture->diags);
	const xmlNode *element;

	assert_non_null(doc);
	walk.schema = xmlDocGetRootElement(doc->xml);
	element = load_child(walk.schema, "element");
	visit_element(&walk, "", element, 0);
	assert_true(walk.seen_count > 300);
	for (size_t i = 0; i < walk.seen_count; i++) {
		char *parent = arena_copy(arena, walk.seen[i], strcspn(walk.seen[i], "/"));
		const struct diff_words *words = NULL;

		while ((words = diff_words_next(parent, words)))
			check_row(&walk, words);
	}
}

/* What is called by an attribute has it. */
static void test_identity(void **state)
{
	static const char *const parents[] = { "regions", "vms", "vm", "config", "hypervisor" };

	(void)state;
	for (size_t i = 0; i < sizeof(parents) / sizeof(*parents); i++) {
		const struct diff_words *words = NULL;

		while ((words = diff_words_next(parents[i], words)))
			for (const char *at = words->words; (at = strchr(at, '%')); at++) {
				char name[32];

				snprintf(name, sizeof(name), "%.*s", (int)strcspn(at + 1, " "),
					 at + 1);
				if (!has_attribute(words, name))
					fail_msg("%s has no @%s", words->name, name);
			}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_schema),
		TEST(test_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
