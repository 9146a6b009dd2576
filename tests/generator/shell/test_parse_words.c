/* SPDX-License-Identifier: BSD-3-Clause
 * test_parse_words.c: quotes, expansions, assignments and here-documents. */
#include "tests/generator/shell/tree_text.h"

static void test_quotes(void **state)
{
	static const struct tree_case cases[] = {
		{ "a 'b c' \"d e\" f\\ g", "a \"b c\" \"d e\" f\" \"g" },
		{ "a''b\"\"", "a\"\"b\"\"" },
		{ "'a'\"b\"c", "\"a\"\"b\"c" },
		{ "'a\\'", "\"a\\\"" },
		{ "\"\\a\\$\\`\\\"\\\\\\\nb\"", "\"\\\"\"a\"\"$\"\"`\"\"\"\"\"\\\"\"b\"" },
		{ "a\\\nb", "ab" },
		{ "a\\\n\\\n b", "a b" },
		{ "$'a\\tb\\x41\\101\\u00e9\\u0041\\'\\q'",
		  "\"a\"\"\t\"\"b\"\"A\"\"A\"\"é\"\"A\"\"'\"\"\\\"\"q\"" },
		{ "$'\\U1F600\\u20ac\\ca\\e'", "\"\360\237\230\200\"\"€\"\"\1\"\"\33\"" },
		{ "$'a\\c'b", "\"a\"\"\\\"\"c\"b" },
		{ "$''", "\"\"" },
		{ "$\"a $b\"", "\"a \"\"${b}\"" },
		{ "\"$'a'\"", "\"$\"\"'a'\"" },
		{ "a#b #c\n#'\nd", "a#b ; d" },
		{ "a\r\n", "a\r" },
		{ "\\", "\\" },
		{ ": '\nif\n'", ": \"\nif\n\"" },
		{ "", "" },
	};
	struct fixture *fixture = *state;

	assert_trees(fixture, cases);
}

static void test_parameters(void **state)
{
	static const struct tree_case cases[] = {
		{ "$a$1$10$@$*$#$?$-$$$!$_", "${a}${1}${1}0${@}${*}${#}${?}${-}${$}${!}${_}" },
		{ "$ $. a$", "$ $. a$" },
		{ "\"$a b\"", "\"${a}\"\" b\"" },
		{ "${a}${10}${#}${##}${$}", "${a}${10}${#}${# length}${$}" },
		{ "${#a}${#a[@]}${#-x}${#:-x}", "${a length}${a[\"@\"] length}${# - x}${# :- x}" },
		{ "${!a}${!a[@]}${!a[*]}${!a*}${!a@}${!a[1]}",
		  "${a indirect}${a[\"@\"] keys}${a[\"*\"] keys}${a keys *}${a keys @}"
		  "${a[\"1\"] indirect}" },
		{ "${!}${!:-a}${!a:-b}", "${!}${! :- a}${a bad}" },
		{ "${a-b}${a:-b}${a=b}${a:=b}${a+b}${a:+b}${a?b}${a:?b}",
		  "${a - b}${a :- b}${a = b}${a := b}${a + b}${a :+ b}${a ? b}${a :? b}" },
		{ "${a:-}${a:-'b c'}${a:-\"$b\"}", "${a :-}${a :- \"b c\"}${a :- \"${b}\"}" },
		{ "\"${a:-'b'}\" \"${a:-\"b\"}\" \"${a:-\\}}\"",
		  "\"${a :- \"'b'\"}\" \"${a :- \"b\"}\" \"${a :- \"}\"}\"" },
		{ "\"${a#'b'}\" \"${a%%\"$b\"}\"", "\"${a # \"b\"}\" \"${a %% \"${b}\"}\"" },
		{ "${a#b}${a##*/}${a%b}${a%%.*}", "${a # b}${a ## */}${a % b}${a %% .*}" },
		{ "${a/b/c}${a//b/c}${a/#b/c}${a/%b/c}${a/b}${a/b/}${a//\\//c}${a/'/'/c}",
		  "${a / b c}${a // b c}${a /# b c}${a /% b c}${a / b}${a / b}${a // \"/\" c}"
		  "${a / \"/\" c}" },
		{ "${a/\"/$(b /)\"/c}${a/$(b /)/c}", "${a / \"/\"\"$(b /)\" c}${a / $(b /) c}" },
		{ "${a:1}${a:1:2}${a: -1}${a:b?1:2:3}${a:(b:c):$(d :)}",
		  "${a : \"1\"}${a : \"1\" \"2\"}${a : \" -1\"}${a : \"b?1:2\" \"3\"}"
		  "${a : \"(b:c)\" \"$(d :)\"}" },
		{ "${a^}${a^^}${a,}${a,,[x]}${a~}${a~~}",
		  "${a ^}${a ^^}${a ,}${a ,, [x]}${a ~}${a ~~}" },
		{ "${a@Q}${a[@]@A}", "${a @Q}${a[\"@\"] @A}" },
		{ "${a[1]}${a[$b]}${a[\"x]\"]}${a[b[1]]}${a[@]:1}",
		  "${a[\"1\"]}${a[\"${b}\"]}${a[\"x]\"]}${a[\"b[1]\"]}${a[\"@\"] : \"1\"}" },
		{ "${!a[}${!a[1}", "${a bad}${a bad}" },
		{ "${}${a b}${a[1}${a[}${.}", "${ bad}${a bad}${a bad}${a bad}${ bad}" },
		{ "$\\\na $\\\n{b} ${c\\\n:-d}", "${a} ${b} ${c :- d}" },
	};
	struct fixture *fixture = *state;

	assert_trees(fixture, cases);
}

static void test_substitutions(void **state)
{
	static const struct tree_case cases[] = {
		{ "$(a b | c; d)", "$(a b | c ; d)" },
		{ "\"$(a \"b c\")\"", "\"$(a \"b c\")\"" },
		{ "$() $( ) $(#x\n)", "$() $() $()" },
		{ "$(case a in b) c;; esac)", "$(case a b) { c })" },
		{ "$(cat <<A\nb)\nA\n)", "$(cat << \"b)\n\")" },
		{ "`a \\`b\\` \\\\c \\$d \\\"e`", "$(a $(b) \"c\" ${d} \"\"\"e)" },
		{ "\"`a \\\"b c\\\"`\"", "\"$(a \"b c\")\"" },
		{ "`a)` `a ;; b`", "$(?) $(?)" },
		{ "`if` `a 'b` \"`(`\" ``", "$(?) $(?) \"$(?)\" $()" },
		{ "$((1 + (2))) $((a; b)) $( (a) )",
		  "$((\"1 + (2)\")) $((\"a; b\")) $(subshell { a })" },
		{ "<(a) >(b c) d<(e)", "<(a) <(b c) d<(e)" },
		{ "\"<(a)\"", "\"<(a)\"" },
		{ "$[1 + a[2]] \"$[b]\"", "$((\"1 + a[2]\")) \"$((\"b\"))\"" },
		{ "$(( $a + ${b} + $(c) + `d` + \"1\" ))",
		  "$((\" \"\"${a}\"\" + \"\"${b}\"\" + \"\"$(c)\"\" + \"\"$(d)\"\" + \"\"1\"\" "
		  "\"))" },
		{ "$((a) ; (b))", "$(subshell { a } ; subshell { b })" },
		{ "$(((1)))", "$((\"(1)\"))" },
		{ "$(( ${ ))", "$((\" \"\"${ bad}\"))" },
	};
	struct fixture *fixture = *state;

	assert_trees(fixture, cases);
}

static void test_assignments(void **state)
{
	static const struct tree_case cases[] = {
		{ "a=b c='d e' f", "a=b c=\"d e\" f" },
		{ "a= b", "a= b" },
		{ "a b=c", "a b=c" },
		{ "a+=b c[1]=d e[$f]+=g", "a+=b c[\"1\"]=d e[\"${f}\"]+=g" },
		{ "a=(1 '2 3' $b)", "a=(1 \"2 3\" ${b})" },
		{ "a=(\n1 #c\n\n[2]=x [y]=\"z\" [w]\n) b", "a=(1 [\"2\"]=x [\"y\"]=\"z\" [w]) b" },
		{ "a+=(b) c=() d=(e)f", "a+=(b) c=() d=(e)f" },
		{ "declare -A a=([b]=c) d=e f", "a=([\"b\"]=c) d=e declare -A f" },
		{ "local a=$1 b; export c=d", "a=${1} local b ; c=d export" },
		{ "echo declare a=b", "echo declare a=b" },
		{ "1=a a-b=c =d", "1=a a-b=c =d" },
		{ ">x a=b c", "a=b c > x" },
		{ "if a=b; then c=d e; fi", "if a=b{ c=d e }" },
		{ "! a=b | c=d", "! a=b | c=d" },
		{ "a=b\\\nc", "a=bc" },
		{ "a=~/b:~ c={1,2}", "a=~/b:~ c={1,2}" },
	};
	struct fixture *fixture = *state;

	assert_trees(fixture, cases);
}

static void test_documents(void **state)
{
	static const struct tree_case cases[] = {
		{ "cat <<A\nb $c \"d\" \\$e \\f\nA\ng",
		  "cat << \"b \"\"${c}\"\" \"d\" \"\"$\"\"e \"\"\\\"\"f\n\" ; g" },
		{ "cat <<'A'\n$b \\\nA\n", "cat << \"$b \\\n\"" },
		{ "cat <<\\A\n$b\nA", "cat << \"$b\n\"" },
		{ "cat <<-A\n\tb\n\t\t$c d\n\tA\n", "cat <<- \"b\n\"\"${c}\"\" d\n\"" },
		{ "cat <<A; cat <<B\na\nA\nb\nB\nc", "cat << \"a\n\" ; cat << \"b\n\" ; c" },
		{ "cat <<A <<B | d\na\nA\nb\nB\n", "cat << \"a\n\" << \"b\n\" | d" },
		{ "cat <<A\nA\n", "cat << \"\"" },
		{ "cat <<A\nb", "cat << \"b\"" },
		{ "cat <<A", "cat << \"\"" },
		{ "cat <<A\nb\\\nc\nA\n", "cat << \"b\"\"c\n\"" },
		{ "cat <<A\\\nB\nx\nA\\\nB\n", "cat << \"x\n\"" },
		{ "cat <<\"A B\"'C'\nx\nA BC\n", "cat << \"x\n\"" },
		{ "cat <<A\na`b\nA\n", "cat << \"a\"\"${ bad}\"" },
		{ "cat <<\"A\\B\"\nx\nA\\B\n", "cat << \"x\n\"" },
		{ "cat <<A\n$(\nA\n", "cat << \"${ bad}\"" },
		{ "cat <<A\n$(b <<C\nc\nC\n)\nA\n", "cat << \"$(b << \"c\n\")\"\"\n\"" },
		{ "cat <<A $(\nb\n)\nc\nA\n", "cat $(b) << \"c\n\"" },
		{ "x=$(cat <<A\nb\nA)", "x=$(cat << \"b\n\")" },
		{ "cat <<A; x=(\nb )\nA\nc )", "cat << \"b )\n\" ; x=(c)" },
		{ "cat <<<\"a $b\" <<<c", "cat <<< \"a \"\"${b}\" <<< c" },
	};
	struct fixture *fixture = *state;

	assert_trees(fixture, cases);
}

/* bash drops NUL bytes; nothing else of the script moves. */
static void test_nul(void **state)
{
	static const char script[] = "e\0cho 'a\0b'";
	struct fixture *fixture = *state;

	assert_string_equal(tree_of_bytes(fixture, script, sizeof(script) - 1), "echo \"a\"\"b\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_quotes),	TEST(test_parameters), TEST(test_substitutions),
		TEST(test_assignments), TEST(test_documents),  TEST(test_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
