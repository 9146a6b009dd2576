/* SPDX-License-Identifier: BSD-3-Clause
 * test_walk.c: every part of a script is visited, once and in the order of the script. */
#include "tests/generator/helpers.h"

#include "shell/shell.h"
#include "shell/walk.h"

struct visit {
	struct fixture *fixture;
	const char *seen;
};

static void add(struct visit *visit, const char *kind, struct span at)
{
	visit->seen = arena_printf(visit->fixture->arena, "%s%s%.*s", visit->seen, kind,
				   (int)(at.end - at.start), at.source->bytes + at.start);
}

static void visit_piece(void *context, const struct shell_piece *piece)
{
	if (piece->kind == SHELL_PARAMETER)
		add(context, " ", piece->at);
}

static void visit_assignment(void *context, const struct shell_assignment *assignment)
{
	struct visit *visit = context;

	visit->seen = arena_printf(visit->fixture->arena, "%s %s=", visit->seen, assignment->name);
}

static void visit_command(void *context, const struct shell_command *command)
{
	struct visit *visit = context;

	if (command->kind == SHELL_SIMPLE && command->word_count)
		add(visit, " ", command->words[0]->at);
}

static void visit_list(void *context, const struct shell_list *list)
{
	struct visit *visit = context;

	visit->seen =
		arena_printf(visit->fixture->arena, "%s [%zu]", visit->seen, list->pipeline_count);
}

static const struct shell_list *parse(struct fixture *fixture, const char *text)
{
	const struct source *source = source_memory(fixture->arena, "a.sh", text, strlen(text));
	const struct shell_list *list = shell_parse(fixture->arena, source, fixture->diags);

	assert_int_equal(diags_error_count(fixture->diags), 0);
	return list;
}

static const char *seen(struct fixture *fixture, const char *text)
{
	struct visit visit = { fixture, "" };

	shell_walk(parse(fixture, text), &(struct shell_visitor) {
						 .list = visit_list,
						 .command = visit_command,
						 .assignment = visit_assignment,
						 .piece = visit_piece,
						 .context = &visit,
					 });
	return visit.seen;
}

static void test_order(void **state)
{
	assert_string_equal(seen(*state, "a $b; C=$d e | f"), " [2] a $b e C= $d f");
	assert_string_equal(seen(*state, "A=(x $b [$c]=$d)"), " [1] A= $b $c $d");
	assert_string_equal(seen(*state, "a \"${b:-$c}\" ${d[$e]} <<< $f"),
			    " [1] a ${b:-$c} $c ${d[$e]} $e $f");
	assert_string_equal(seen(*state, "a $(b `c`) $((d + $e)) <(f)"),
			    " [1] a [1] b [1] c $e [1] f");
}

static void test_compound(void **state)
{
	assert_string_equal(seen(*state, "if a; then b; elif c; then d; else e; fi"),
			    " [1] [1] a [1] b [1] c [1] d [1] e");
	assert_string_equal(seen(*state, "case $a in $b) c ;; d) ;; esac"), " [1] $a $b [1] c");
	assert_string_equal(seen(*state, "for i in $a; do b; done"), " [1] $a [1] b");
	assert_string_equal(seen(*state, "f() { a; }; while b; do c; done; (d)"),
			    " [3] [1] a [1] b [1] c [1] d");
	assert_string_equal(seen(*state, "[[ -e $a && $b ]]"), " [1] $a $b");
}

static void test_nothing(void **state)
{
	(void)state;
	shell_walk(NULL, &(struct shell_visitor) { .list = visit_list });
}

static const struct shell_word *word(struct fixture *fixture, const char *text)
{
	return parse(fixture, text)->pipelines[0].commands[0]->words[1];
}

static void test_words(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = fixture->arena;

	assert_string_equal(shell_word_text(arena, word(fixture, "a b\"c \"'d'")), "bc d");
	assert_string_equal(shell_word_text(arena, word(fixture, "a ''")), "");
	assert_null(shell_word_text(arena, word(fixture, "a b$c")));
	assert_string_equal(shell_word_variable(word(fixture, "a $b")), "b");
	assert_string_equal(shell_word_variable(word(fixture, "a \"${b}\"")), "b");
	assert_null(shell_word_variable(word(fixture, "a $b$c")));
	assert_null(shell_word_variable(word(fixture, "a ${b:-c}")));
	assert_null(shell_word_variable(word(fixture, "a ${b[1]}")));
	assert_null(shell_word_variable(word(fixture, "a b")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_order),
		TEST(test_compound),
		TEST(test_nothing),
		TEST(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
