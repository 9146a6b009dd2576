/* SPDX-License-Identifier: BSD-3-Clause
 * test_comments.c: the comments of XML and YAML files, and what they are about. */
#include "load/comments.h"

#include "../helpers.h"

/* A line for each comment: its text, and the first and the last line of what it is about. In YAML
 * that ends where the next thing begins. */
static const char *described(struct fixture *fixture, const struct source *source)
{
	size_t count;
	const struct load_comment *comments = load_comments(fixture->arena, source, &count);
	const char *all = "";

	for (size_t i = 0; i < count; i++) {
		struct span scope = comments[i].scope;
		size_t first = source_position(source, scope.start).line;
		size_t last = source_position(source, scope.end - (scope.end > scope.start)).line;

		all = arena_printf(fixture->arena, "%s%s:%s", all,
				   text_at(fixture, comments[i].text),
				   comments[i].is_behind ? " behind" : "");
		if (scope.start == scope.end)
			all = arena_printf(fixture->arena, "%s nothing\n", all);
		else
			all = arena_printf(fixture->arena, "%s %zu-%zu\n", all, first, last);
	}
	return all;
}

static const char *in_xml(struct fixture *fixture, const char *text)
{
	return described(fixture, source_of(fixture, text));
}

static const char *in_yaml(struct fixture *fixture, const char *text)
{
	return described(fixture, source_memory(fixture->arena, "test.yaml", text, strlen(text)));
}

static void xml_comment_is_about_what_follows(void **state)
{
	assert_string_equal(in_xml(*state, "<?xml version='1.0'?>\n"
					   "<!-- file -->\n"
					   "<a>\n"
					   "  <!-- b --> <!-- b, too -->\n"
					   "  <b>\n"
					   "    <!-- empty --><c/>\n"
					   "    <!-- nothing -->\n"
					   "  </b>\n"
					   "  <d>1</d> <!-- line --> <!-- this one, too -->\n"
					   "  <e>x<!-- text --></e>\n"
					   "</a>\n"
					   "<!-- end -->\n"),
			    "file: 1-12\n"
			    "b: 5-8\n"
			    "b, too: 5-8\n"
			    "empty: 6-6\n"
			    "nothing: nothing\n"
			    "line: behind 9-9\n"
			    "this one, too: behind 9-9\n"
			    "text: behind 10-10\n"
			    "end: nothing\n");
}

static void xml_comment_is_none_in_values(void **state)
{
	assert_string_equal(in_xml(*state, "<a b='<!-- 1 -->' c=\"'>\">\n"
					   "<![CDATA[<!-- 2 --></a>]]>\n"
					   "<?pi <!-- 3 --> ?>\n"
					   "<!-- 4\n -->\n"
					   "<b/></a>"),
			    "4: 6-6\n");
}

static void lines_end_with_cr_too(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source =
		source_of(fixture, "<a>\r<!-- b -->\r<b/>\r<c/> <!-- line -->\r<d/>\r</a>");
	size_t count;
	const struct load_comment *comments = load_comments(fixture->arena, source, &count);

	assert_int_equal(count, 2);
	assert_false(comments[0].is_behind);
	assert_string_equal(text_at(fixture, comments[0].scope), "<b/>");
	assert_true(comments[1].is_behind);
	assert_string_equal(text_at(fixture, comments[1].scope), "<c/> <!-- line -->");
}

static void yaml_comment_is_about_what_follows(void **state)
{
	assert_string_equal(in_yaml(*state, "# file\n"
					    "a:\n"
					    "  # b\n"
					    "  # b, too\n"
					    "  b:\n"
					    "    c: 1\n"
					    "    # nothing\n"
					    "  # list\n"
					    "  d:\n"
					    "  # first\n"
					    "  - x: 1\n"
					    "    y: 2\n"
					    "  # second\n"
					    "  - x: 3 # line\n"
					    "  e:\n"
					    "    # inner\n"
					    "    - 1\n"
					    "    - 2\n"
					    "# end\n"),
			    "file: 1-19\n"
			    "b: 5-9\n"
			    "b, too: 5-9\n"
			    "nothing: nothing\n"
			    "list: 9-15\n"
			    "first: 11-14\n"
			    "second: 14-15\n"
			    "line: behind 14-14\n"
			    "inner: 17-18\n"
			    "end: nothing\n");
}

static void yaml_comment_is_about_flow(void **state)
{
	assert_string_equal(in_yaml(*state, "a: {\n"
					    "  # b\n"
					    "  b: [1,\n"
					    "    # two\n"
					    "    2,\n"
					    "    # three\n"
					    "    {c: 3}, 4],\n"
					    "  d: 5 # line\n"
					    "  # nothing\n"
					    "}\n"),
			    "b: 3-7\n"
			    "two: 5-5\n"
			    "three: 7-7\n"
			    "line: behind 8-8\n"
			    "nothing: nothing\n");
}

static void yaml_comment_is_none_in_texts(void **state)
{
	assert_string_equal(in_yaml(*state, "a:\n"
					    "  b: 'x # 1'\n"
					    "  c: \"x\n"
					    "    # 2\"\n"
					    "  d: | # header\n"
					    "    # 3\n"
					    "  e: x#4\n"),
			    "header: behind 5-5\n");
}

/* Whatever is read, it is read within its bounds. */
static void broken_files_end(void **state)
{
	static const char *const texts[] = {
		"<",
		"<!--",
		"<!-- a",
		"<a b='",
		"<![CDATA[",
		"<?",
		"<a><!-- x --></a",
		"</a></",
		"<a/><!---->",
		"<!--a--><a",
		"",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		in_xml(*state, texts[i]);
		in_yaml(*state, texts[i]);
	}
	in_yaml(*state, "a: [# x\n");
	in_yaml(*state, "# x\n\t- a: 'b\n# y\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(xml_comment_is_about_what_follows),
		TEST(xml_comment_is_none_in_values),
		TEST(lines_end_with_cr_too),
		TEST(yaml_comment_is_about_what_follows),
		TEST(yaml_comment_is_about_flow),
		TEST(yaml_comment_is_none_in_texts),
		TEST(broken_files_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
