/* SPDX-License-Identifier: BSD-3-Clause
 * test_parse.c: commands, their places, what is refused, and limits. */
#include "tests/generator/shell/tree_text.h"

#include "tests/fuzz/shell_tree.h"

static void test_simple(void **state)
{
	static const struct tree_case cases[] = {
		{ "a && b || c & d; e\nf &", "a && b || c & d ; e ; f &" },
		{ "a | b |& c |\n\nd", "a | b | c | d" },
		{ "! a | b; ! ! c; time -p d; time ! -- e", "! a | b ; c ; d ; ! -- e" },
		{ "!; time", "!  ; " },
		{ "a >b 2>&1 <&- &>>c {d}<>e 3>|f", "a > b 2>& 1 <& - &>> c {d}<> e 3>| f" },
		{ "2>a 2 >b", "2 2> a > b" },
		{ "a 2b>c", "a 2b > c" },
		{ "\n\n a \\\n b # c\n\n", "a b" },
		{ "echo if then } ]] esac", "echo if then } ]] esac" },
	};
	struct fixture *fixture = *state;

	assert_trees(fixture, cases);
}

static void test_compound(void **state)
{
	static const struct tree_case cases[] = {
		{ "{ a; b; } >c; (d &) | e", "group { a ; b } > c ; subshell { d & } | e" },
		{ "if a; then b; elif c\nthen d; else e; fi", "if a{ b } c{ d } { e }" },
		{ "while a; do b; done <c", "while a{ b } < c" },
		{ "until a\ndo b\ndone &", "until a{ b } &" },
		{ "for a in b $c; do d; done", "for a in b ${c}{ d }" },
		{ "for a; do b; done; for c do d; done", "for a { b } ; for c { d }" },
		{ "for a in; do b; done", "for a in { b }" },
		{ "for a in b; { c; }", "for a in b{ c }" },
		{ "select a in b; do c; done", "for a in b{ c }" },
		{ "for ((a = 0; a < $b; a++)); do c; done",
		  "for \"a = 0\" \" a < \"\"${b}\" \" a++\"{ c }" },
		{ "for ((;;)) { a; }", "for \"\" \"\" \"\"{ a }" },
		{ "case $a in b|'c d') e;; (f) ;& *) g; h;;& i) esac",
		  "case ${a} b|\"c d\") { e } f) {  } falls *) { g ; h } falls i) {  }" },
		{ "case a in\n#b\nesac", "case a" },
		{ "case a in if|esac) b ;; esac", "case a if|esac) { b }" },
		{ "a() { b; }; a-b () (c) >d",
		  "function a group { b } ; function a-b subshell { c } > d" },
		{ "function a { b; }\nfunction c() if d; then e; fi",
		  "function a group { b } ; function c if d{ e }" },
		{ "function a (b)", "function a subshell { b }" },
		{ "a\\\nb() { c; }", "function ab group { c }" },
		{ "((a < b && c)); ((a) ; (b))",
		  "let \"a < b && c\" ; subshell { subshell { a } ; subshell { b } }" },
		{ "coproc a b; coproc c { d; }",
		  "subshell { a b & } ; subshell { group { d } & }" },
		{ "if if a; then b; fi then { c; } fi", "if if a{ b }{ group { c } }" },
	};
	struct fixture *fixture = *state;

	assert_trees(fixture, cases);
}

static void test_conditions(void **state)
{
	static const struct tree_case cases[] = {
		{ "[[ a ]]", "condition a" },
		{ "[[ -f $a && ! ( b == \"c\"* || d < e ) ]]",
		  "condition -f ${a} && ! ( b == \"c\"* || d < e )" },
		{ "[[ a =~ ^(b|c d)\"e\"$ && f ]]", "condition a =~ ^(b|c d)\"e\"$ && f" },
		{ "[[ a != @(b|c) ]]", "condition a != @(b|c)" },
		{ "[[ a -eq 1\n&&\nb ]] >c", "condition a -eq 1 && b > c" },
		{ "[[ a == b=c ]]", "condition a == b=c" },
		{ "[[ if == then ]]", "condition if == then" },
		{ "[[ \"(\" == '&&' ]]", "condition \"(\" == \"&&\"" },
	};
	struct fixture *fixture = *state;

	assert_trees(fixture, cases);
}

/* Behind the word, wherever it is. */
static void test_extglob(void **state)
{
	static const struct tree_case cases[] = {
		{ "shopt -s extglob\na !(b|'c d')e @(f|*(g))",
		  "shopt -s extglob ; a !(b|\"c d\")e @(f|*(g))" },
		{ "!(a)", "! subshell { a }" },
	};
	struct fixture *fixture = *state;

	assert_trees(fixture, cases);
}

static const struct shell_command *first_command(struct fixture *fixture, const char *script)
{
	const struct source *source = source_of(fixture, script);
	const struct shell_list *list = shell_parse(fixture->arena, source, fixture->diags);

	assert_string_equal(messages(fixture), "");
	check_shell_tree(source, list);
	return list->pipelines->commands[0];
}

static void test_places(void **state)
{
	struct fixture *fixture = *state;
	const struct shell_command *command =
		first_command(fixture, "x[1]=$y  a'b c'\"d$e\" 2>f # g\n");
	const struct shell_word *word = command->words[0];

	assert_span(fixture, command->at, "x[1]=$y  a'b c'\"d$e\" 2>f");
	assert_span(fixture, command->assignments->at, "x[1]=$y");
	assert_span(fixture, command->assignments->index->at, "1");
	assert_span(fixture, command->assignments->value->at, "$y");
	assert_span(fixture, word->at, "a'b c'\"d$e\"");
	assert_int_equal(word->count, 4);
	assert_span(fixture, word->pieces[0].at, "a");
	assert_span(fixture, word->pieces[1].at, "b c");
	assert_span(fixture, word->pieces[2].at, "d");
	assert_span(fixture, word->pieces[3].at, "$e");
	assert_span(fixture, word->pieces[3].parameter->at, "$e");
	assert_span(fixture, command->redirections->at, "2>f");
	assert_span(fixture, command->redirections->target->at, "f");
}

static void test_inner_places(void **state)
{
	struct fixture *fixture = *state;
	const struct shell_piece *piece =
		first_command(fixture, "a `b \\`c \\\\$d\\``")->words[1]->pieces;
	const struct shell_command *inner = piece->commands->pipelines->commands[0];

	assert_span(fixture, piece->at, "`b \\`c \\\\$d\\``");
	assert_span(fixture, inner->at, "b \\`c \\\\$d\\`");
	assert_span(fixture, inner->words[1]->at, "`c \\\\$d\\`");
	inner = inner->words[1]->pieces->commands->pipelines->commands[0];
	assert_span(fixture, inner->words[0]->at, "c");
	piece = first_command(fixture, "a ${b:-c d}")->words[1]->pieces;
	assert_span(fixture, piece->parameter->at, "${b:-c d}");
	assert_span(fixture, piece->parameter->operands[0]->at, "c d");
}

static void test_document_places(void **state)
{
	struct fixture *fixture = *state;
	const struct shell_command *command =
		first_command(fixture, "a <<-B\n\tc\n\t\td $e\n\tB\n");
	const struct shell_word *text = command->redirections->target;

	assert_span(fixture, command->at, "a <<-B");
	assert_int_equal(text->count, 4);
	assert_span(fixture, text->pieces[0].at, "c\n");
	assert_span(fixture, text->pieces[1].at, "d ");
	assert_span(fixture, text->pieces[2].at, "$e");
}

static void test_refused(void **state)
{
	static const struct {
		const char *script, *message;
	} cases[] = {
		{ "if a\n\tb\nfi\n", "3:1: error: unexpected 'fi': expected 'then'" },
		{ "a\nb ;; c", "2:3: error: unexpected ';;': expected a command" },
		{ "if a; then b", "1:13: error: unexpected end of the script: expected 'fi'" },
		{ "a >\nb", "1:4: error: unexpected end of the line: expected a word" },
		{ "a\n 'b\n",
		  "2:2: error: unexpected end of the script: expected ''', which closes this" },
		{ "a \"b $(c",
		  "1:7: error: unexpected end of the script: expected ')', which closes this" },
		{ "a ${b",
		  "1:4: error: unexpected end of the script: expected '}', which closes this" },
		{ "a $(b; do)", "1:8: error: unexpected 'do': expected a command or ')'" },
		{ "a (b)", "1:4: error: unexpected 'b': expected ')'" },
		{ "a b (c)", "1:5: error: unexpected '(': expected a command" },
		{ "f() a", "1:5: error: unexpected 'a': expected the body of a function" },
		{ "for a b", "1:7: error: unexpected 'b': expected 'do'" },
		{ "for ((a; b)); do c; done",
		  "1:11: error: unexpected ')': expected three expressions with ';' between them" },
		{ "case a in b c) d;; esac", "1:13: error: unexpected 'c': expected ')'" },
		{ "[[ a b ]]",
		  "1:6: error: unexpected 'b': expected an operator of a test, or ']]'" },
		{ "[[ ]]", "1:4: error: unexpected ']]': expected a test" },
		{ "a=(b;c)", "1:5: error: unexpected ';': expected an element or ')'" },
		{ "case ; in", "1:6: error: unexpected ';': expected a word" },
		{ "f() ééééééééééééééééééééééééé", "1:5: error: unexpected 'éééééééééééééééééééé': "
						   "expected the body of a function" },
		{ "f() aéééééééééééééééééééééééé", "1:5: error: unexpected 'aééééééééééééééééééé': "
						   "expected the body of a function" },
		{ "} a", "1:1: error: unexpected '}': expected a command" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fixture_forget(fixture);
		assert_null(shell_parse(fixture->arena, source_of(fixture, cases[i].script),
					fixture->diags));
		assert_string_equal(messages(fixture),
				    arena_printf(fixture->arena, "test.xml:%s [script-malformed]\n",
						 cases[i].message));
	}
}

static const char *repeat(struct fixture *fixture, const char *text, size_t count)
{
	size_t length = strlen(text);
	char *repeated = arena_alloc(fixture->arena, count * length + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(repeated + i * length, text, length);
	return repeated;
}

/* A command that many times in something, closed or not. */
static bool is_nested_accepted(struct fixture *fixture, const char *open, const char *close,
			       size_t levels, size_t closed)
{
	const char *script = arena_printf(fixture->arena, "%sa%s", repeat(fixture, open, levels),
					  repeat(fixture, close, closed));
	const struct source *source = source_of(fixture, script);
	const struct shell_list *list;

	fixture_forget(fixture);
	list = shell_parse(fixture->arena, source, fixture->diags);
	if (list)
		check_shell_tree(source, list);
	else
		assert_string_not_equal(messages(fixture), "");
	return list;
}

/* What can be nested is: to a limit, and no time grows with depth. */
static void test_depth(void **state)
{
	static const struct {
		const char *open, *close;
	} cases[] = {
		{ "$(", ")" },
		{ "\"$(", ")\"" },
		{ "( ", ")" },
		{ "{ ", ";}" },
		{ "if ", "; then a; fi" },
		{ "while a; do ", ";done" },
		{ "${a:-", "}" },
		{ "\"${a:-", "}\"" },
		{ "$((", "))" },
		{ "$[", "]" },
		{ "(( ", " ) )" },
		{ "$(( ", " ) )" },
		{ "a=($(", "))" },
		{ "<(", ")" },
		{ "case a in b) ", ";; esac" },
		{ "f() { ", ";}" },
		{ "${a/", "}" },
		{ "f() (", ")" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(is_nested_accepted(fixture, cases[i].open, cases[i].close, 40, 40));
		assert_false(
			is_nested_accepted(fixture, cases[i].open, cases[i].close, 10000, 10000));
		assert_contains(messages(fixture), "too deeply: at most 200 levels");
		assert_false(is_nested_accepted(fixture, cases[i].open, "", 10000, 0));
	}
	assert_true(is_nested_accepted(fixture, "cat <<A\n$(", "", 10000, 0));
	assert_false(is_nested_accepted(fixture, "[[ ( ", "", 1, 0));
	fixture_forget(fixture);
	assert_null(shell_parse(fixture->arena,
				source_of(fixture, arena_printf(fixture->arena, "[[ %s",
								repeat(fixture, "( ", 10000))),
				fixture->diags));
	assert_contains(messages(fixture), "too deeply");
}

#define HOSTILE_SIZE ((size_t)256 * 1024)

/* That this ends is the test: quadratic cost would take minutes. */
static void test_hostile(void **state)
{
	static const char *const texts[] = {
		"$(",	   "$((",	 "((",		 "${",
		"`",	   "\\`",	 "\"",		 "'",
		"a[",	   "a=(",	 "<<A\n",	 "a<<A\nb\nA\n",
		"<<A ",	   "!",		 "( (",		 "$[",
		"[[ ",	   "case a in ", "$(cat <<A\n",	 "`a`",
		"\\\n",	   "time ",	 "declare a[$(", "a;",
		"\r\n",	   "${a//",	 "${a[",	 "(((a) ",
		"$(( ${ ", "{a}>b ",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct arena *arena = arena_new_like(fixture->arena);
		const char *script = repeat(fixture, texts[i], HOSTILE_SIZE / strlen(texts[i]));
		const struct source *source =
			source_memory(arena, "test.sh", script, strlen(script));
		struct diags *diags = diags_new(arena);

		assert_true(!shell_parse(arena, source, diags) == (diags_error_count(diags) == 1));
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_simple),	    TEST(test_compound), TEST(test_conditions),
		TEST(test_extglob),	    TEST(test_places),	 TEST(test_inner_places),
		TEST(test_document_places), TEST(test_refused),	 TEST(test_depth),
		TEST(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
