/* SPDX-License-Identifier: BSD-3-Clause
 * test_xpath.c: every escaped text comes back as it was, from a real shell and from C's rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "render/xpath.h"

static void out_of_memory(void)
{
	abort();
}

static int set_up(void **state)
{
	*state = arena_new(out_of_memory);
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static const char *const nasty[] = {
	"",
	"plain",
	"a b",
	"it's",
	"''",
	"say \"hi\"",
	"$(touch pwned)",
	"`touch pwned`",
	"$HOME ${HOME} $$ $",
	"back\\slash",
	"end\\",
	"\\'",
	"it's \\ $x `y` \"z\"",
	"two\nlines\n",
	"\t tab",
	"-n",
	"--help",
	"*",
	"[a-z]?",
	"{a,b}",
	"~",
	"~root",
	"a=~",
	"!history",
	"# comment",
	"a;b&c|d>e<f(g)",
	"%s%n",
	"gr\303\274\303\237e \346\274\242 \342\200\234quoted\342\200\235",
	"\r\n\001\177",
	"?"
	"?/ ?"
	"?' trigraphs",
	"\"1\"7",
};

#define NASTY_COUNT (sizeof(nasty) / sizeof(nasty[0]))

static void shell_gives_back(struct arena *arena, const char *text)
{
	const char *word = xpath_sh_quote(arena, text);
	const char *script = "/tmp/test_xpath.XXXXXX";
	char path[64], back[256];
	size_t length;
	FILE *stream;
	int fd;

	snprintf(path, sizeof(path), "%s", script);
	fd = mkstemp(path);
	assert_true(fd >= 0);
	stream = fdopen(fd, "w");
	assert_non_null(stream);
	fprintf(stream,
		"words=()\nadd() { words+=(\"$@\"); }\nadd %s\nprintf '%%s,%%s' "
		"\"${#words[@]}\" \"${words[0]}\"\n",
		word);
	fclose(stream);
	stream = popen(arena_printf(arena, "/bin/bash %s", path), "r");
	assert_non_null(stream);
	length = fread(back, 1, sizeof(back) - 1, stream);
	back[length] = '\0';
	assert_int_equal(pclose(stream), 0);
	unlink(path);
	assert_string_equal(back, arena_printf(arena, "1,%s", text));
}

static void sh_quote_survives_bash(void **state)
{
	for (size_t i = 0; i < NASTY_COUNT; i++)
		shell_gives_back(*state, nasty[i]);
}

static void sh_quote_leaves_plain_words_bare(void **state)
{
	const char *bare = "3,virtio-net,tap=Wa_aG,mac@02:00/%+.-";

	assert_string_equal(xpath_sh_quote(*state, bare), bare);
	assert_string_equal(xpath_sh_quote(*state, ""), "''");
	assert_string_equal(xpath_sh_quote(*state, "~"), "'~'");
	assert_string_equal(xpath_sh_quote(*state, "a b"), "'a b'");
	assert_string_equal(xpath_sh_quote(*state, "it's"), "'it'\\''s'");
	assert_string_equal(xpath_sh_quote(*state, "$a\"b"), "\"\\$a\\\"b\"");
}

/* What C's rules make of a literal that has octal escapes only. */
static char *decode(struct arena *arena, const char *literal)
{
	char *text = arena_alloc(arena, strlen(literal) + 1);
	size_t length = 0;

	assert_int_equal(*literal++, '"');
	while (*literal != '"') {
		assert_in_range(*literal, ' ', '~');
		assert_int_not_equal(strncmp(literal, "?\?", 2), 0); /* a trigraph */
		if (*literal == '\\') {
			char digits[4] = { literal[1], literal[2], literal[3], '\0' };
			char *end;

			text[length++] = (char)strtoul(digits, &end, 8);
			assert_ptr_equal(end, digits + 3);
			literal += 4;
		} else {
			text[length++] = *literal++;
		}
	}
	assert_int_equal(literal[1], '\0');
	return text;
}

static void c_string_decodes_to_the_same(void **state)
{
	for (size_t i = 0; i < NASTY_COUNT; i++)
		assert_string_equal(decode(*state, xpath_c_string(*state, nasty[i])), nasty[i]);
	assert_string_equal(xpath_c_string(*state, "a\"b?\n1"), "\"a\\042b?\\0121\"");
	assert_string_equal(xpath_c_string(*state, "?\x3f\x3f/"), "\"?\\077\\077/\"");
}

static void hex_takes_unsigned_numbers_only(void **state)
{
	static const char *const wrong[] = { "",
					     " ",
					     "-1",
					     "+1",
					     "1.5",
					     "1e3",
					     "0x1",
					     "12a",
					     "NaN",
					     " 1",
					     "18446744073709551616",
					     "99999999999999999999999" };

	assert_string_equal(xpath_hex(*state, "0"), "0x0");
	assert_string_equal(xpath_hex(*state, "007"), "0x7");
	assert_string_equal(xpath_hex(*state, "2097152"), "0x200000");
	assert_string_equal(xpath_hex(*state, "18446744073709551615"), "0xffffffffffffffff");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_null(xpath_hex(*state, wrong[i]));
}

static void bar64_adds_the_low_bits(void **state)
{
	assert_string_equal(xpath_bar64(*state, "0x4000000000"), "0x400000000c");
	assert_string_equal(xpath_bar64(*state, "0xfffffffffffffff0"), "0xfffffffffffffffc");
	assert_string_equal(xpath_bar64(*state, "0x0"), "0xc");
	assert_null(xpath_bar64(*state, "0x80000008"));
	assert_null(xpath_bar64(*state, "2147483648"));
	assert_null(xpath_bar64(*state, "0x"));
	assert_null(xpath_bar64(*state, "0x10000000000000000"));
	assert_null(xpath_bar64(*state, ""));
}

static void mib_takes_whole_ones_only(void **state)
{
	assert_string_equal(xpath_mib(*state, "0"), "0");
	assert_string_equal(xpath_mib(*state, "2097152"), "2");
	assert_string_equal(xpath_mib(*state, "18446744073708503040"), "17592186044415");
	assert_null(xpath_mib(*state, "4096"));
	assert_null(xpath_mib(*state, "2097153"));
	assert_null(xpath_mib(*state, "0x200000"));
	assert_null(xpath_mib(*state, ""));
}

static void bdf_in_other_forms(void **state)
{
	static const char *const wrong[] = {
		"", "8", "00:08", "00:08.8", "00:20.0", "00:08.0 ", "0001:00:08.0", "0000:", "x"
	};

	assert_string_equal(xpath_cfg_bdf(*state, "00:08.0"), "CFG_BDF(0, 8, 0)");
	assert_string_equal(xpath_cfg_bdf(*state, "0000:ff:1f.7"), "CFG_BDF(255, 31, 7)");
	assert_string_equal(xpath_dm_bdf(*state, "0000:00:1f.3"), "0/1f/3");
	assert_string_equal(xpath_dm_bdf(*state, "a0:02.0"), "a0/2/0");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_null(xpath_cfg_bdf(*state, wrong[i]));
		assert_null(xpath_dm_bdf(*state, wrong[i]));
	}
}

static void comment_stays_inside(void **state)
{
	assert_string_equal(xpath_comment(*state, "a.xml:3:4"), "a.xml:3:4");
	assert_string_equal(xpath_comment(*state, "*/ /*"), "* / / *");
	assert_string_equal(xpath_comment(*state, "*/*/"), "* / * /");
	assert_string_equal(xpath_comment(*state, "**//**"), "** // **");
	assert_string_equal(xpath_comment(*state, "a\nb\rc\td"), "a\\x0ab\\x0dc\td");
	assert_string_equal(xpath_comment(*state, "\302\205\342\200\250\342\200\256x"),
			    "\\xc2\\x85\\xe2\\x80\\xa8\\xe2\\x80\\xaex");
	assert_string_equal(xpath_comment(*state, "gr\303\274\303\237e"), "gr\303\274\303\237e");
	assert_string_equal(xpath_comment(*state, "cut \303"), "cut \\xc3");
	assert_string_equal(xpath_comment(*state, ""), "");
}

static void embedded_gives_what_is_built_in(void **state)
{
	const char *text = xpath_embedded(*state, "schema/static_config.h");

	assert_non_null(strstr(text, "#define STATIC_CONFIG_H"));
	assert_string_equal(text + strlen(text) - strlen("#endif\n"), "#endif\n");
	assert_null(xpath_embedded(*state, "schema/static_config"));
	assert_null(xpath_embedded(*state, "/etc/passwd"));
	assert_null(xpath_embedded(*state, ""));
}

/* As `printf %s TEXT | openssl dgst -sha256 -binary | base64` prints it. */
static void csp_hash_is_a_source(void **state)
{
	assert_string_equal(xpath_csp_hash(*state, ""),
			    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
	assert_string_equal(xpath_csp_hash(*state, "abc"),
			    "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sh_quote_survives_bash),
		cmocka_unit_test(sh_quote_leaves_plain_words_bare),
		cmocka_unit_test(c_string_decodes_to_the_same),
		cmocka_unit_test(hex_takes_unsigned_numbers_only),
		cmocka_unit_test(bar64_adds_the_low_bits),
		cmocka_unit_test(mib_takes_whole_ones_only),
		cmocka_unit_test(bdf_in_other_forms),
		cmocka_unit_test(comment_stays_inside),
		cmocka_unit_test(csp_hash_is_a_source),
		cmocka_unit_test(embedded_gives_what_is_built_in),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
