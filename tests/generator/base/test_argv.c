/* SPDX-License-Identifier: BSD-3-Clause
 * test_argv.c: words are split as /bin/sh splits them, and shell operators are rejected.
 */
#include "tests/generator/helpers.h"

#include "base/argv.h"

/* Every word in brackets, or the refusal and its place. */
static const char *shown(struct fixture *fixture, const char *text)
{
	struct argv words = argv_split(fixture->arena, text);
	const char *result = "";

	if (words.error)
		return arena_printf(fixture->arena, "%zu: %s", words.error_at, words.error);
	for (size_t i = 0; i < words.count; i++)
		result = arena_printf(fixture->arena, "%s[%s]", result, words.words[i]);
	return result;
}

/* What a script of the format, with the text in its place, prints. The text must be harmless: no
 * expansions, no commands. */
static const char *run(struct fixture *fixture, const char *shell, const char *before,
		       const char *text, const char *behind)
{
	const char *path = fixture_file(
		fixture, "script", arena_printf(fixture->arena, "%s%s%s", before, text, behind));
	FILE *stream = popen(arena_printf(fixture->arena, "%s '%s'", shell, path), "r");
	char *output = NULL;
	size_t size = 0;
	FILE *copy = open_memstream(&output, &size);

	assert_non_null(stream);
	for (int byte; (byte = fgetc(stream)) != EOF;)
		fputc(byte, copy);
	fclose(copy);
	assert_int_equal(pclose(stream), 0);
	text = arena_copy(fixture->arena, output, size);
	free(output);
	return text;
}

/* To a shell a line feed ends a command; only between the brackets of bash's arrays is it the white
 * space that it is to us. */
static void compare(struct fixture *fixture, const char *text)
{
	const char *ours = shown(fixture, text);

	assert_string_equal(ours, run(fixture, "bash", "set -f\narray=(\n", text,
				      "\n)\n[ ${#array[@]} = 0 ] || "
				      "printf '[%s]' \"${array[@]}\"\n"));
	if (!strchr(text, '\n'))
		assert_string_equal(ours, run(fixture, "/bin/sh", "set -f\nset -- ", text,
					      "\n[ $# = 0 ] || printf '[%s]' \"$@\"\n"));
}

static void test_as_the_shell_does(void **state)
{
	static const char *const texts[] = {
		"",
		" ",
		"a",
		"  a\t b\nc  ",
		"a b",
		"'a b'",
		"\"a b\"",
		"a\\ b",
		"''",
		"\"\"",
		"a '' \"\" b",
		"''''",
		"a''b\"\"c",
		"'a'\"b\"c\\d",
		"'\\'",
		"'a\\nb'",
		"\"\\n\\a\\'\"",
		"\"\\\\ \\\" \\$ \\`\"",
		"\\\\ \\\" \\' \\$ \\` \\# \\; \\& \\| \\< \\> \\( \\)",
		"'; & | < > ( ) ` $ # \" \\'",
		"\"; & | < > ( ) # '\"",
		"a#b",
		"#a b",
		"a #b c",
		"a # b\nc",
		"a\n#\nb",
		"''#a",
		"\\#a",
		"a'#'b #c",
		"a \\\nb",
		"a\\\nb",
		"\"a\\\nb\"",
		"'a\\\nb'",
		"'a\nb' \"c\nd\"",
		"\\\n#comment\nd",
		"a \\\n# comment",
		"-s 5,virtio-blk,/a.img --mac_seed='x y'",
		"a=b =c d= ,e",
		"\xC3\xA4 '\xE2\x82\xAC' \\\xF0\x9F\x98\x80 \"\\\xC3\xBC\"",
		"! !x x! { } {a} a:b @ % ^ + - _ . /",
		"\"a\"'b'\"c\" 'd'\\''e'",
		"# only",
		"a $ b $",
		"a$ $",
		"\"$\" \"$ \"",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		compare(fixture, texts[i]);
}

/* Texts by chance, of pieces that are harmless in any order; quotes may stay open. */
static void test_by_chance(void **state)
{
	static const char *const pieces[] = {
		"a", "bc", " ",	   "  ", "\t",	 "\n",	"'",  "\"",	  "\\a", "\\\\",
		"'", "\"", "\\\"", "#",	 "\\\n", "\\ ", "x=", "\xC3\xA4", "-",	 "''",
	};
	struct fixture *fixture = *state;
	uint64_t seed = 20250101;
	unsigned refused = 0;

	for (int i = 0; i < 400; i++) {
		char text[64] = "";
		struct argv words;

		for (int j = 0; j < 10; j++) {
			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
			strcat(text, pieces[(seed >> 33) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		words = argv_split(fixture->arena, text);
		if (words.error) {
			assert_string_equal(words.error, "unterminated quote");
			assert_true(text[words.error_at] == '\'' || text[words.error_at] == '"');
			refused++;
			continue;
		}
		compare(fixture, text);
	}
	assert_true(refused > 50 && refused < 350);
}

static void test_refusals(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "a $(b)", "2: substitutions are not supported" },
		{ "a\"b $(c)\"", "4: substitutions are not supported" },
		{ "`a`", "0: substitutions are not supported" },
		{ "\"`a`\"", "1: substitutions are not supported" },
		{ "x${HOME}", "1: substitutions are not supported" },
		{ "\"${HOME}\"", "1: substitutions are not supported" },
		{ "$((1+1))", "0: substitutions are not supported" },
		{ "$[1+1]", "0: substitutions are not supported" },
		{ "a; b", "1: unquoted shell operator" },
		{ "a & b", "2: unquoted shell operator" },
		{ "a|b", "1: unquoted shell operator" },
		{ "a <b", "2: unquoted shell operator" },
		{ "a >b", "2: unquoted shell operator" },
		{ "(a)", "0: unquoted shell operator" },
		{ "a)", "1: unquoted shell operator" },
		{ "a 2>&1", "3: unquoted shell operator" },
		{ "a 'b", "2: unterminated quote" },
		{ "a \"b", "2: unterminated quote" },
		{ "\xC3\xA4 'b\"", "3: unterminated quote" },
		{ "\"a\\\"", "0: unterminated quote" },
		{ "'a\\", "0: unterminated quote" },
		{ "\"a\\", "0: unterminated quote" },
		{ "a \\", "2: trailing backslash" },
		{ "# $(a) ; 'b\nc;", "13: unquoted shell operator" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(shown(fixture, cases[i].text), cases[i].error);
}

static void test_what_is_quoted_is_not_refused(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(shown(fixture, "'$(a)' '`b`' '${c}' '$[d]'"),
			    "[$(a)][`b`][${c}][$[d]]");
	assert_string_equal(shown(fixture, "\\$(a"), "2: unquoted shell operator");
	assert_string_equal(shown(fixture, "\\$\\(a\\) \\`b\\`"), "[$(a)][`b`]");
	assert_string_equal(shown(fixture, "\"\\$(a) \\`b\\` \\${c}\""), "[$(a) `b` ${c}]");
	assert_string_equal(shown(fixture, "a # $(b) `c` ; & 'd"), "[a]");
}

/* Unlike a shell's: names are not replaced, and patterns and homes stay what they are. */
static void test_nothing_is_expanded(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(shown(fixture, "$HOME \"$HOME\" a$1 $$ $? $'x'"),
			    "[$HOME][$HOME][a$1][$$][$?][$x]");
	assert_string_equal(shown(fixture, "* ~ ? [a] /bin/*"), "[*][~][?][[a]][/bin/*]");
}

static void test_carriage_return_is_space(void **state)
{
	assert_string_equal(shown(*state, "a\r\nb\rc"), "[a][b][c]");
}

/* Of quotes around a whole word the inside is shown, of others the word as it is written. */
static void test_ranges(void **state)
{
	struct fixture *fixture = *state;
	static const char text[] = " a 'b c'\n\"d\"e # f\n\\g '' h";
	static const char *const parts[] = { "a", "b c", "\"d\"e", "\\g", "", "h" };
	struct argv words = argv_split(fixture->arena, text);

	assert_int_equal(words.count, sizeof(parts) / sizeof(parts[0]));
	for (size_t i = 0; i < words.count; i++)
		assert_string_equal(arena_copy(fixture->arena, text + words.ranges[i].start,
					       words.ranges[i].end - words.ranges[i].start),
				    parts[i]);
}

static void test_long_text(void **state)
{
	struct fixture *fixture = *state;
	const size_t count = 20000;
	char *text = arena_alloc(fixture->arena, 5 * count + 1);
	struct argv words;

	for (size_t i = 0; i < count; i++)
		memcpy(text + 5 * i, i % 2 ? "''a\t " : "\\ b  ", 5);
	words = argv_split(fixture->arena, text);
	assert_null(words.error);
	assert_int_equal(words.count, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(words.words[i], i % 2 ? "a" : " b");
}

static void test_quoted_words_are_split_again(void **state)
{
	struct fixture *fixture = *state;
	static const char *const words[] = {
		"plain-1.0", "", "a b", "it's", "$(reboot);", "\\\n", "~",
	};

	assert_string_equal(argv_quote(fixture->arena, "/a=b"), "/a=b");
	assert_string_equal(argv_quote(fixture->arena, "a;b'"), "'a;b'\\'''");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct argv split =
			argv_split(fixture->arena, argv_quote(fixture->arena, words[i]));

		assert_int_equal(split.count, 1);
		assert_string_equal(split.words[0], words[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_as_the_shell_does),
		TEST(test_by_chance),
		TEST(test_refusals),
		TEST(test_what_is_quoted_is_not_refused),
		TEST(test_nothing_is_expanded),
		TEST(test_carriage_return_is_space),
		TEST(test_ranges),
		TEST(test_long_text),
		TEST(test_quoted_words_are_split_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
