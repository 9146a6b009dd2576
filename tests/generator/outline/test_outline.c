/* SPDX-License-Identifier: BSD-3-Clause
 * test_outline.c: what is open at an offset of a text, whole or half typed; of any bytes. */
#include "tests/generator/helpers.h"

#include "outline/outline.h"

/* The text with a '|' where the offset is. */
static const struct outline *outline_of(struct fixture *fixture, const char *name, const char *text)
{
	const char *mark = strchr(text, '|');
	char *bytes = arena_printf(fixture->arena, "%.*s%s", (int)(mark - text), text, mark + 1);

	return outline_new(fixture->arena,
			   source_memory(fixture->arena, name, bytes, strlen(bytes)),
			   (size_t)(mark - text));
}

/* "KIND path/of/elements 'word'", with "@attribute" behind the path where there is one. */
static const char *place_of(struct fixture *fixture, const char *name, const char *text)
{
	static const char *const kinds[] = {
		[OUTLINE_NOTHING] = "nothing",	     [OUTLINE_NAME] = "name",
		[OUTLINE_END_NAME] = "end",	     [OUTLINE_ATTRIBUTE] = "attribute",
		[OUTLINE_ATTRIBUTE_VALUE] = "value", [OUTLINE_TEXT] = "text",
	};
	const struct outline_place *place = &outline_of(fixture, name, text)->place;
	const char *const *path = outline_path(fixture->arena, place->open);
	const char *line = kinds[place->kind];

	if (place->kind == OUTLINE_NOTHING)
		return line;
	for (size_t i = 0; i < place->open->depth; i++)
		line = arena_printf(fixture->arena, "%s%s%s", line, i ? "/" : " ", path[i]);
	if (place->attribute.source)
		line = arena_printf(fixture->arena, "%s@%s", line,
				    text_at(fixture, place->attribute));
	return arena_printf(fixture->arena, "%s '%s'", line, text_at(fixture, place->word));
}

#define assert_xml(text, expected) \
	assert_string_equal(place_of(fixture, "test.xml", text), expected)
#define assert_yaml(text, expected) \
	assert_string_equal(place_of(fixture, "test.yaml", text), expected)

static void test_xml(void **state)
{
	struct fixture *fixture = *state;

	assert_xml("|<a><b>x</b></a>", "text ''");
	assert_xml("<|a><b>x</b></a>", "name 'a'");
	assert_xml("<a><b|c>x</bc></a>", "name a 'bc'");
	assert_xml("<a><b>|x y</b></a>", "text a/b 'x y'");
	assert_xml("<a><b> x y| </b></a>", "text a/b 'x y'");
	assert_xml("<a><b> x y |</b></a>", "text a/b ''");
	assert_xml("<a><b>|</b></a>", "text a/b ''");
	assert_xml("<a><b>x</b>|</a>", "text a ''");
	assert_xml("<a><b>x</b|></a>", "end a/b 'b'");
	assert_xml("<a><b/>|</a>", "text a ''");
	assert_xml("<a><b i|d='1'/></a>", "attribute a/b 'id'");
	assert_xml("<a><b id='1' |/></a>", "attribute a/b ''");
	assert_xml("<a><b id = \"1|2\"></b></a>", "value a/b@id '12'");
	assert_xml("<a><!-- <b>| --></a>", "nothing");
	assert_xml("<a><![CDATA[<b>|]]></a>", "nothing");
	assert_xml("<?xml version=\"1.0\"|?><a/>", "nothing");
	assert_xml("<a><!-- x -->|</a>", "text a ''");
}

static void test_half_typed_xml(void **state)
{
	struct fixture *fixture = *state;

	assert_xml("|", "text ''");
	assert_xml("<|", "name ''");
	assert_xml("<a>\n  <|\n  <b>x</b>\n</a>", "name a ''");
	assert_xml("<a>\n  <na|\n  <b>x</b>\n</a>", "name a 'na'");
	assert_xml("<a>\n  <na\n  <b>|x</b>\n</a>", "text a/b 'x'");
	assert_xml("<a>\n  <b id|\n  <b>x</b>\n</a>", "attribute a/b 'id'");
	assert_xml("<a>\n  <b id=|\n  <b>x</b>\n</a>", "value a/b@id ''");
	assert_xml("<a>\n  <b id=\"1|\n  <b>x</b>\n</a>", "value a/b@id '1'");
	assert_xml("<a><b>|", "text a/b ''");
	assert_xml("<a><b>x</|", "end a/b ''");
	assert_xml("<a><b>x</c>|</b></a>", "text a/b ''");
	assert_xml("<a><b>x</a>|", "text ''");
	assert_xml("<a><!-- |", "nothing");
	assert_xml("<a></><b>|", "text a/b ''");
	assert_xml("</a>|", "text ''");
}

static void test_yaml(void **state)
{
	struct fixture *fixture = *state;

	assert_yaml("a|:\n  b: x\n", "name 'a'");
	assert_yaml("a:\n  b|c: x\n", "name a 'bc'");
	assert_yaml("a:\n  b: |x y # c\n", "text a/b 'x y'");
	assert_yaml("a:\n  b: x y| # c\n", "text a/b 'x y'");
	assert_yaml("a:\n  b: x y # |c\n", "nothing");
	assert_yaml("a:\n  b: 'x| y'\n", "text a/b 'x y'");
	assert_yaml("a:\n  \"b\": \"x # y|\"\n", "text a/b 'x # y'");
	assert_yaml("a:\n  b:|\n", "text a/b ''");
	assert_yaml("a:\n  b: |\n  c: x\n", "text a/b ''");
	assert_yaml("a:\n  - b: 1\n    c: |2\n", "text a/c '2'");
	assert_yaml("a:\n  b:\n  - c: 1\n  - c: 2\n    d|: 3\n", "name a/b 'd'");
	assert_yaml("a:\n  b:\n    - $id: 1|\n", "value a/b@id '1'");
	assert_yaml("a:\n  b:\n    $: 1|\n", "text a/b '1'");
	assert_yaml("a:\n  b:\n    - x\n    - y|\n", "text a/b 'y'");
	assert_yaml("a:\n  b: >\n    x\n    c: d|\n  e: f\n", "nothing");
	assert_yaml("a:\n  b: &m\n    c: |d\n", "text a/b/c 'd'");
	assert_yaml("a:\n  b: 1\r\n  c: |\r\n", "text a/c ''");
	assert_yaml("a:\r  b: 1\r  c: x|\r", "text a/c 'x'");
}

static void test_half_typed_yaml(void **state)
{
	struct fixture *fixture = *state;

	assert_yaml("|", "name ''");
	assert_yaml("na|", "name 'na'");
	assert_yaml("a:\n  |\n", "name a ''");
	assert_yaml("a:\n  b: x\n  |\n  c: y\n", "name a ''");
	assert_yaml("a:\n  b: x\n    |\n  c: y\n", "name a ''");
	assert_yaml("a:\n  b:\n    |\n  c: y\n", "name a/b ''");
	assert_yaml("a:\n  b: x\n  na|\n  c: y\n", "name a 'na'");
	assert_yaml("a:\n  b:\n    - |\n", "name a/b ''");
	assert_yaml("a:\n  b:\n    - na|\n", "text a/b 'na'");
	assert_yaml("a:\n  b:\n    - c: 1\n      $|\n", "name a/b '$'");
	assert_yaml("a:\n  b: \"x|\n  c: y\n", "text a/b 'x'");
}

static void test_flow(void **state)
{
	struct fixture *fixture = *state;

	assert_yaml("a: {|b: 1}\n", "name a 'b'");
	assert_yaml("a: {b: |1, c: 2}\n", "text a/b '1'");
	assert_yaml("a: {b: '|1', c: 2}\n", "text a/b '1'");
	assert_yaml("a: {b: {c: 2, d: x y|}}\n", "text a/b/d 'x y'");
	assert_yaml("a: {b: [{c: 1}, {c: |2}]}\n", "text a/b/c '2'");
	assert_yaml("a:\n  - {$id: 1|, b: 2}\n  - c: 3\n", "value a@id '1'");
	assert_yaml("a: {$: 1|}\n", "text a '1'");
	assert_yaml("a: {\n  b: 1,\n  c: |2\n}\nd: 3\n", "text a/c '2'");
	assert_yaml("a: {b: 1}\nd: |3\n", "text d '3'");
	assert_yaml("a: {b: [x, |y]}\n", "text a/b 'y'");
	assert_yaml("a: [b: 1]|\n", "nothing");

	assert_yaml("{\n  \"a\": {\n    \"b\": \"|1\"\n  }\n}\n", "text a/b '1'");
	assert_yaml("{a: {b: [|]}}", "text a/b ''");

	/* half typed */
	assert_yaml("a: {|}\n", "name a ''");
	assert_yaml("a: {|\n", "name a ''");
	assert_yaml("a: {b: 1, |}\n", "name a ''");
	assert_yaml("a: {b: |}\n", "text a/b ''");
	assert_yaml("a: {b: |\nc: 1\n", "text a/b ''");
	assert_yaml("a: {b: 1, c|\n", "name a 'c'");
	assert_yaml("a:\n  - {b: 1, c: |\n  - {b: 2}\n", "text a/c ''");
	assert_yaml("a:\n  - {b: 1, c: \n  - {b: |2}\n", "text a/b '2'");
}

/* Elements are found behind what is half typed, and in it. */
static void test_tree(void **state)
{
	struct fixture *fixture = *state;
	const struct outline *outline = outline_of(
		fixture, "test.xml", "<a n='1'><b>x</b><c |\n<b id='2'> y </b><d>z</d></a>");
	const struct outline_node *a = outline->top->first, *b = a->first;
	struct span value;

	assert_span(fixture, b->text, "x");
	assert_span(fixture, outline_child(a, "d")->text, "z");
	assert_span(fixture, b->next->name, "c");
	assert_span(fixture, b->next->next->text, "y");
	assert_true(outline_attribute(b->next->next, "id", &value));
	assert_span(fixture, value, "2");
	assert_false(outline_attribute(b, "id", &value));
	assert_null(outline_child(a, "e"));
	assert_ptr_equal(outline_around(b, "a"), a);
	assert_null(outline_around(b, "e"));
}

static void test_tree_of_yaml(void **state)
{
	struct fixture *fixture = *state;
	const struct outline *outline =
		outline_of(fixture, "test.yaml",
			   "a:\n  b:\n    - n: 1\n      $id: 5\n    - n: 2\n  x|\n  c: z\n");
	const struct outline_node *a = outline->top->first, *b = a->first;
	struct span value;

	assert_span(fixture, outline_child(b, "n")->text, "1");
	assert_span(fixture, b->at, "-");
	assert_true(outline_attribute(b, "id", &value));
	assert_span(fixture, value, "5");
	assert_span(fixture, b->next->name, "b");
	assert_span(fixture, outline_child(b->next, "n")->text, "2");
	assert_span(fixture, outline_child(a, "c")->text, "z");
}

static void test_tree_of_flow(void **state)
{
	struct fixture *fixture = *state;
	const struct outline_node *a =
		outline_of(fixture, "test.yaml",
			   "a: {$n: 5, b: [{c: 1}, {c: 2, d: [x, y]}],\n  e: 'f'}\n|")
			->top->first;
	const struct outline_node *b = a->first;
	struct span value;

	assert_true(outline_attribute(a, "n", &value));
	assert_span(fixture, value, "5");
	assert_span(fixture, outline_child(b, "c")->text, "1");
	assert_span(fixture, b->next->name, "b");
	assert_span(fixture, outline_child(b->next, "c")->text, "2");
	assert_span(fixture, outline_child(b->next, "d")->text, "x");
	assert_span(fixture, outline_child(b->next, "d")->next->text, "y");
	assert_span(fixture, b->next->next->text, "f");
	assert_null(a->next);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* What is at each offset of random texts made of what has a meaning somewhere. */
static void test_any_bytes(void **state)
{
	static const char *const parts[] = { "<",  "</", "/>",	 ">",	 "a",	 "b",	     "=",
					     "\"", "'",	 "<!--", "-->",	 "<?",	 "?>",	     "\n",
					     " ",  ": ", "- ",	 "  ",	 "\xff", "\xc3",     "#",
					     "|",  "&x", "*x",	 "$",	 "{",	 "[",	     "\r",
					     "\t", "<a", "</a>", "a:\n", "!!",	 "<![CDATA[" };
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < 2000; i++) {
		struct arena *arena = arena_new(helper_out_of_memory);
		char text[256] = "";
		size_t size, offset;
		const struct outline *outline;

		for (size_t j = next_random(&seed) % 40; j--;)
			strcat(text, parts[next_random(&seed) % (sizeof(parts) / sizeof(*parts))]);
		size = strlen(text);
		offset = size ? next_random(&seed) % (size + 1) : 0;
		outline = outline_new(arena,
				      source_memory(arena, i % 2 ? "a.xml" : "a.yaml", text, size),
				      offset);
		assert_true(outline->place.word.start <= outline->place.word.end);
		assert_true(outline->place.word.end <= size);
		assert_non_null(outline->place.open);
		arena_free(arena);
	}
}

static void test_depth(void **state)
{
	struct fixture *fixture = *state;
	size_t count = 100000;
	char *text = arena_alloc(fixture->arena, count * 3 + 1);
	const struct outline *outline;

	for (size_t i = 0; i < count; i++)
		memcpy(text + 3 * i, "<a>", 3);
	outline = outline_new(fixture->arena,
			      source_memory(fixture->arena, "a.xml", text, 3 * count), 3 * count);
	assert_int_equal(outline->place.open->depth, OUTLINE_DEPTH_MAX);
	for (size_t i = 0; i < count; i++)
		memcpy(text + 3 * i, " - ", 3);
	outline = outline_new(fixture->arena,
			      source_memory(fixture->arena, "a.yaml", text, 3 * count), 3 * count);
	assert_non_null(outline->place.open);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_xml),		 TEST(test_half_typed_xml),
		TEST(test_yaml),	 TEST(test_half_typed_yaml),
		TEST(test_tree),	 TEST(test_tree_of_yaml),
		TEST(test_any_bytes),	 TEST(test_flow),
		TEST(test_tree_of_flow), TEST(test_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
