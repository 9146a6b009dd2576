/* SPDX-License-Identifier: BSD-3-Clause
 * test_diag.c: which messages count, in which order they come, and how they look to the last byte.
 */
#include "tests/generator/helpers.h"

static const struct diag_rule *rule(const char *slug)
{
	return diag_rule_find(slug, strlen(slug));
}

static const char *text_of(struct fixture *fixture)
{
	return printed(fixture, DIAG_FORMAT_TEXT, false);
}

static void test_registry(void **state)
{
	unsigned count = 0;
	enum diag_code last = 0;

	(void)state;
	for (const struct diag_rule *each = diag_rules(); each->slug; each++, count++) {
		assert_true(each->code > last);
		last = each->code;
		assert_ptr_equal(rule(each->slug), each);
		for (const struct diag_rule *other = each + 1; other->slug; other++)
			assert_string_not_equal(each->slug, other->slug);
		assert_int_equal(strspn(each->slug, "abcdefghijklmnopqrstuvwxyz0123456789-"),
				 strlen(each->slug));
		assert_int_equal(each->summary[strlen(each->summary) - 1], '.');
		assert_in_range(each->level, DIAG_WARNING, DIAG_VARIES);
	}
	assert_true(count > 40);
	assert_null(rule("no-such-rule"));
	assert_null(rule(""));
	assert_null(diag_rule_find("board-missing", 5));
	assert_null(diag_rule_find("board-missing-x", 15));
	assert_non_null(diag_rule_find("board-missing-x", 13));
}

static void test_nothing(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(diags_worst(fixture->diags), DIAG_OFF);
	assert_int_equal(diags_error_count(fixture->diags), 0);
	assert_string_equal(text_of(fixture), "");
}

static void test_levels(void **state)
{
	struct fixture *fixture = *state;
	struct span nowhere = { 0 };

	diag_add(fixture->diags, DIAG_BOARD_MISSING, nowhere, "w");
	assert_int_equal(diags_worst(fixture->diags), DIAG_WARNING);
	assert_int_equal(diags_error_count(fixture->diags), 0);
	diag_add(fixture->diags, DIAG_FILE_UNREADABLE, nowhere, "f");
	assert_int_equal(diags_worst(fixture->diags), DIAG_FAILURE);
	diag_add(fixture->diags, DIAG_VM_ID_INVALID, nowhere, "e");
	assert_int_equal(diags_worst(fixture->diags), DIAG_FAILURE);
	assert_int_equal(diags_error_count(fixture->diags), 2);
	assert_string_equal(messages(fixture), "acrn-cfg: warning: w [board-missing]\n"
					       "acrn-cfg: error: f [file-unreadable]\n"
					       "acrn-cfg: error: e [vm-id-invalid]\n");
}

static void test_off(void **state)
{
	struct fixture *fixture = *state;
	struct span nowhere = { 0 };
	struct diag *diag;

	assert_true(diags_set_level(fixture->diags, rule("board-missing"), DIAG_OFF));
	diag = diag_add(fixture->diags, DIAG_BOARD_MISSING, nowhere, "w");
	assert_null(diag);
	diag_note(diag, nowhere, "ignored");
	diag_help(diag, "ignored");
	assert_int_equal(diags_worst(fixture->diags), DIAG_OFF);
	assert_string_equal(text_of(fixture), "");
	/* Another rule is not touched, and the rule comes back. */
	assert_non_null(diag_add(fixture->diags, DIAG_ELEMENT_UNKNOWN, nowhere, "w"));
	assert_true(diags_set_level(fixture->diags, rule("board-missing"), DIAG_WARNING));
	assert_non_null(diag_add(fixture->diags, DIAG_BOARD_MISSING, nowhere, "w"));
}

static void test_errors_stay_errors(void **state)
{
	struct fixture *fixture = *state;

	assert_false(diags_set_level(fixture->diags, rule("vm-id-invalid"), DIAG_OFF));
	assert_false(diags_set_level(fixture->diags, rule("vm-id-invalid"), DIAG_WARNING));
	assert_true(diags_set_level(fixture->diags, rule("vm-id-invalid"), DIAG_ERROR));
	assert_false(diags_set_level(fixture->diags, rule("file-unreadable"), DIAG_OFF));
	diag_add(fixture->diags, DIAG_VM_ID_INVALID, (struct span) { 0 }, "e");
	assert_int_equal(diags_worst(fixture->diags), DIAG_ERROR);
}

static struct diag *warn(struct diags *diags, enum diag_code code, const char *format, ...)
{
	va_list arguments;
	struct diag *diag;

	va_start(arguments, format);
	diag = diag_warn_va(diags, code, (struct span) { 0 }, format, arguments);
	va_end(arguments);
	return diag;
}

/* Its errors stay errors, its warnings are like those of other rules. */
static void test_level_that_varies(void **state)
{
	struct fixture *fixture = *state;

	warn(fixture->diags, DIAG_SLOT_RESERVED, "w");
	assert_int_equal(diags_worst(fixture->diags), DIAG_WARNING);
	diag_add(fixture->diags, DIAG_SLOT_RESERVED, (struct span) { 0 }, "e");
	assert_int_equal(diags_error_count(fixture->diags), 1);
	assert_true(diags_set_level(fixture->diags, rule("slot-reserved"), DIAG_OFF));
	assert_null(warn(fixture->diags, DIAG_SLOT_RESERVED, "off"));
	assert_non_null(diag_add(fixture->diags, DIAG_SLOT_RESERVED, (struct span) { 0 }, "f"));
	assert_true(diags_set_level(fixture->diags, rule("slot-reserved"), DIAG_ERROR));
	warn(fixture->diags, DIAG_SLOT_RESERVED, "g");
	assert_int_equal(diags_error_count(fixture->diags), 3);
	assert_string_equal(messages(fixture), "acrn-cfg: warning: w [slot-reserved]\n"
					       "acrn-cfg: error: e [slot-reserved]\n"
					       "acrn-cfg: error: f [slot-reserved]\n"
					       "acrn-cfg: error: g [slot-reserved]\n");
	fixture_forget(fixture);
	diags_set_warnings_fatal(fixture->diags);
	warn(fixture->diags, DIAG_SLOT_RESERVED, "fatal");
	assert_int_equal(diags_error_count(fixture->diags), 1);
}

static void test_one_warning_as_error(void **state)
{
	struct fixture *fixture = *state;

	assert_true(diags_set_level(fixture->diags, rule("board-missing"), DIAG_ERROR));
	diag_add(fixture->diags, DIAG_ELEMENT_UNKNOWN, (struct span) { 0 }, "u");
	assert_int_equal(diags_error_count(fixture->diags), 0);
	diag_add(fixture->diags, DIAG_BOARD_MISSING, (struct span) { 0 }, "b");
	assert_int_equal(diags_error_count(fixture->diags), 1);
	assert_string_equal(messages(fixture), "acrn-cfg: warning: u [element-unknown]\n"
					       "acrn-cfg: error: b [board-missing]\n");
}

/* -Werror takes all warnings but those that were set by name, before or after. */
static void test_all_warnings_as_errors(void **state)
{
	struct fixture *fixture = *state;
	struct span nowhere = { 0 };

	diags_set_level(fixture->diags, rule("board-missing"), DIAG_OFF);
	diags_set_level(fixture->diags, rule("element-unknown"), DIAG_WARNING);
	diags_set_warnings_fatal(fixture->diags);
	diags_set_level(fixture->diags, rule("region-id-unsupported"), DIAG_WARNING);
	assert_null(diag_add(fixture->diags, DIAG_BOARD_MISSING, nowhere, "-"));
	diag_add(fixture->diags, DIAG_ELEMENT_UNKNOWN, nowhere, "1");
	diag_add(fixture->diags, DIAG_REGION_ID_UNSUPPORTED, nowhere, "2");
	assert_int_equal(diags_error_count(fixture->diags), 0);
	diag_add(fixture->diags, DIAG_REGION_ID_RESERVED, nowhere, "3");
	assert_int_equal(diags_error_count(fixture->diags), 1);
	diag_add(fixture->diags, DIAG_FILE_UNREADABLE, nowhere, "4");
	assert_int_equal(diags_worst(fixture->diags), DIAG_FAILURE);
}

/* A level counts from when it is set on. */
static void test_level_in_the_middle(void **state)
{
	struct fixture *fixture = *state;

	diag_add(fixture->diags, DIAG_BOARD_MISSING, (struct span) { 0 }, "before");
	diags_set_warnings_fatal(fixture->diags);
	diag_add(fixture->diags, DIAG_BOARD_MISSING, (struct span) { 0 }, "after");
	assert_string_equal(messages(fixture), "acrn-cfg: warning: before [board-missing]\n"
					       "acrn-cfg: error: after [board-missing]\n");
}

/* What has no place first, then file by file as they came, then by place, then as reported. */
static void test_order(void **state)
{
	struct fixture *fixture = *state;
	const struct source *one = source_memory(fixture->arena, "z.xml", "abc\ndef\n", 8);
	const struct source *two = source_memory(fixture->arena, "a.xml", "abc\ndef\n", 8);
	struct diags *diags = fixture->diags;

	diag_add(diags, DIAG_VM_ID_INVALID, source_span(one, 5, 6), "1");
	diag_add(diags, DIAG_VM_ID_INVALID, source_span(two, 1, 2), "2");
	diag_add(diags, DIAG_VM_ID_INVALID, source_span(one, 0, 1), "3");
	diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "4");
	diag_add(diags, DIAG_BOARD_MISSING, source_span(one, 5, 8), "5");
	diag_add(diags, DIAG_VM_ID_INVALID, source_span(two, 0, 1), "6");
	diag_add(diags, DIAG_VM_NAME_INVALID, source_span(one, 5, 6), "7");
	diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "8");
	assert_string_equal(messages(fixture), "acrn-cfg: error: 4 [file-unreadable]\n"
					       "acrn-cfg: error: 8 [file-unreadable]\n"
					       "z.xml:1:1: error: 3 [vm-id-invalid]\n"
					       "z.xml:2:2: error: 1 [vm-id-invalid]\n"
					       "z.xml:2:2: warning: 5 [board-missing]\n"
					       "z.xml:2:2: error: 7 [vm-name-invalid]\n"
					       "a.xml:1:1: error: 6 [vm-id-invalid]\n"
					       "a.xml:1:2: error: 2 [vm-id-invalid]\n");
}

static void test_order_of_many(void **state)
{
	struct fixture *fixture = *state;
	const size_t count = DIAG_SHOWN_MAX;
	char *text = arena_alloc(fixture->arena, count + 1);
	const struct source *source;
	size_t line = 0;

	memset(text, '\n', count);
	source = source_of_bytes(fixture, text, count);
	/* 7 has no factor in common with 1000: every line once. */
	for (size_t i = 0; i < count; i++)
		diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, i * 7 % count, 0),
			 "%zu", i * 7 % count);
	for (const char *at = messages(fixture); *at; at = strchr(at, '\n') + 1) {
		char expected[64];

		snprintf(expected, sizeof(expected), "test.xml:%zu:1: error: %zu [", line + 1,
			 line);
		assert_memory_equal(at, expected, strlen(expected));
		line++;
	}
	assert_int_equal(line, count);
	assert_int_equal(diags_error_count(fixture->diags), count);
}

/* What is beyond the limit counts, and so does its level, but it is not kept. Warnings do not take
 * the errors' room. */
static void test_too_many(void **state)
{
	struct fixture *fixture = *state;
	struct span nowhere = { 0 };
	struct diag *diag = NULL;
	const char *end;

	for (size_t i = 0; i < DIAG_SHOWN_MAX + 2; i++)
		diag = diag_add(fixture->diags, DIAG_BOARD_MISSING, nowhere, "w");
	assert_null(diag);
	diag_note(diag, nowhere, "ignored");
	diag_help(diag, "ignored");
	diag_edit(diag, nowhere, "ignored");
	assert_int_equal(diags_error_count(fixture->diags), 0);
	assert_non_null(diag_add(fixture->diags, DIAG_VM_ID_INVALID, nowhere, "e"));
	for (size_t i = 0; i < DIAG_SHOWN_MAX; i++)
		diag_add(fixture->diags, DIAG_VM_ID_INVALID, nowhere, "e");
	assert_int_equal(diags_error_count(fixture->diags), DIAG_SHOWN_MAX + 1);
	assert_int_equal(diags_worst(fixture->diags), DIAG_ERROR);
	end = strstr(messages(fixture), "acrn-cfg: note: ");
	assert_string_equal(end,
			    "acrn-cfg: note: further errors: 1, further warnings: 2 (not shown)\n");
}

/* Of a text that is too long the middle is left out, between characters. */
static void test_long_texts(void **state)
{
	struct fixture *fixture = *state;
	char text[2001];

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = (char)('a' + i % 26);
	text[sizeof(text) - 1] = '\0';
	diag_help(
		diag_add(fixture->diags, DIAG_VM_ID_INVALID, (struct span) { 0 }, "%.1000s", text),
		"%.1001s", text);
	assert_string_equal(messages(fixture),
			    arena_printf(fixture->arena,
					 "acrn-cfg: error: %.1000s [vm-id-invalid]\n"
					 "acrn-cfg: help: %.500s\xE2\x80\xA6%.500s\n",
					 text, text, text + 501));
	fixture_forget(fixture);
	memcpy(text + 498, "\xF0\x9F\x98\x80", 4);
	memcpy(text + 1499, "\xC3\xA4", 2);
	diag_add(fixture->diags, DIAG_VM_ID_INVALID, (struct span) { 0 }, "%s", text);
	assert_string_equal(messages(fixture),
			    arena_printf(fixture->arena,
					 "acrn-cfg: error: %.498s\xE2\x80\xA6%s [vm-id-invalid]\n",
					 text, text + 1501));
}

static void test_text(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(fixture, "<a>\n  <size>4</size>\n  <b>2</b>\n</a>");
	struct diag *diag =
		diag_add(fixture->diags, DIAG_SHMEM_SIZE_MISMATCH, source_span(source, 12, 13),
			 "region '%s' is %d MiB here", "x", 4);

	diag_note(diag, source_span(source, 26, 27), "and %d here", 2);
	diag_note(diag, (struct span) { 0 }, "somewhere");
	diag_help(diag, "make both sizes %d", 2);
	assert_string_equal(text_of(fixture),
			    "test.xml:2:9: error: region 'x' is 4 MiB here [shmem-size-mismatch]\n"
			    "    2 |   <size>4</size>\n"
			    "      |         ^\n"
			    "test.xml:3:6: note: and 2 here\n"
			    "    3 |   <b>2</b>\n"
			    "      |      ^\n"
			    "acrn-cfg: note: somewhere\n"
			    "test.xml:2:9: help: make both sizes 2\n");
	assert_string_equal(messages(fixture),
			    "test.xml:2:9: error: region 'x' is 4 MiB here [shmem-size-mismatch]\n"
			    "test.xml:3:6: note: and 2 here\n"
			    "acrn-cfg: note: somewhere\n"
			    "test.xml:2:9: help: make both sizes 2\n");
}

static void test_many_notes(void **state)
{
	struct fixture *fixture = *state;
	struct diag *diag = diag_add(fixture->diags, DIAG_VM_ID_INVALID, (struct span) { 0 }, "m");
	const char *expected = "acrn-cfg: error: m [vm-id-invalid]\n";

	for (int i = 0; i < 20; i++) {
		diag_note(diag, (struct span) { 0 }, "n%d", i);
		expected = arena_printf(fixture->arena, "%sacrn-cfg: note: n%d\n", expected, i);
	}
	assert_string_equal(text_of(fixture), expected);
}

/* A message with this span below the one line of a source. */
static const char *excerpt(struct fixture *fixture, const char *text, size_t start, size_t end)
{
	const char *whole;

	fixture_forget(fixture);
	diag_add(fixture->diags, DIAG_VM_ID_INVALID,
		 source_span(source_of(fixture, text), start, end), "m");
	whole = text_of(fixture);
	return strchr(whole, '\n') + 1;
}

static void test_carets(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(excerpt(fixture, "abcdef", 0, 1), "    1 | abcdef\n      | ^\n");
	assert_string_equal(excerpt(fixture, "abcdef", 2, 5), "    1 | abcdef\n      |   ^~~\n");
	assert_string_equal(excerpt(fixture, "abcdef", 0, 6), "    1 | abcdef\n      | ^~~~~~\n");
	assert_string_equal(excerpt(fixture, "abcdef", 5, 5), "    1 | abcdef\n      |      ^\n");
	/* Behind the end, and beyond it. */
	assert_string_equal(excerpt(fixture, "ab", 2, 2), "    1 | ab\n      |   ^\n");
	assert_string_equal(excerpt(fixture, "ab", 2, 9), "    1 | ab\n      |   ^\n");
	assert_string_equal(excerpt(fixture, "ab\ncd", 2, 3), "    1 | ab\n      |   ^\n");
	assert_string_equal(excerpt(fixture, "ab\r\ncd", 3, 4), "    1 | ab\n      |   ^\n");
	assert_string_equal(excerpt(fixture, "", 0, 1), "    1 | \n      | ^\n");
	/* Of a range over many lines the first one is shown. */
	assert_string_equal(excerpt(fixture, "abc\ndef\n", 1, 6), "    1 | abc\n      |  ^~\n");
	assert_string_equal(excerpt(fixture, "abc\r\ndef\n", 1, 6), "    1 | abc\n      |  ^~\n");
}

static void test_carets_below_tabs_and_utf8(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(excerpt(fixture, "\t\tab\tc", 2, 4),
			    "    1 | \t\tab\tc\n      | \t\t^~\n");
	assert_string_equal(excerpt(fixture, "a\tb", 2, 3), "    1 | a\tb\n      |  \t^\n");
	assert_string_equal(excerpt(fixture, "\xC3\xA4\xE2\x82\xAC=\xC3\xB6\xC3\xBC!", 6, 10),
			    "    1 | \xC3\xA4\xE2\x82\xAC=\xC3\xB6\xC3\xBC!\n      |    ^~\n");
}

static void test_line_numbers_are_wide(void **state)
{
	struct fixture *fixture = *state;
	char *text = arena_alloc(fixture->arena, 123457);

	memset(text, '\n', 123456);
	text[9] = 'x';
	assert_string_equal(excerpt(fixture, text, 9, 10), "   10 | x\n      | ^\n");
	assert_string_equal(excerpt(fixture, text, 12344, 12345), "12344 | \n      | ^\n");
	assert_string_equal(excerpt(fixture, text, 123455, 123456), "123455 | \n      | ^\n");
}

/* Of a very long line the 160 bytes around the caret. */
static void test_long_lines(void **state)
{
	struct fixture *fixture = *state;
	char text[1001], window[161], spaces[161];

	for (size_t i = 0; i < 1000; i++)
		text[i] = (char)('a' + i % 26);
	text[1000] = '\0';
	memset(spaces, ' ', 160);
	spaces[160] = '\0';

	snprintf(window, sizeof(window), "%.160s", text + 420);
	assert_string_equal(
		excerpt(fixture, text, 500, 503),
		arena_printf(fixture->arena, "    1 | %s\n      | %.80s^~~\n", window, spaces));
	snprintf(window, sizeof(window), "%.160s", text);
	assert_string_equal(
		excerpt(fixture, text, 10, 11),
		arena_printf(fixture->arena, "    1 | %s\n      | %.10s^\n", window, spaces));
	assert_string_equal(
		excerpt(fixture, text, 999, 1000),
		arena_printf(fixture->arena, "    1 | %s\n      | %.80s^\n", text + 919, spaces));
	/* The range ends where the window does. */
	assert_string_equal(excerpt(fixture, text, 990, 1000),
			    arena_printf(fixture->arena, "    1 | %s\n      | %.80s^~~~~~~~~~\n",
					 text + 910, spaces));
	assert_int_equal(strlen(excerpt(fixture, text, 0, 1000)),
			 strlen("    1 | \n      | \n") + 2 * 160);
	text[160] = '\0';
	assert_string_equal(
		excerpt(fixture, text, 159, 160),
		arena_printf(fixture->arena, "    1 | %s\n      | %.159s^\n", text, spaces));
}

/* A window is cut between characters, and the caret stays below its own. */
static void test_long_lines_of_utf8(void **state)
{
	static const char *const characters[] = { "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80" };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < 3; i++) {
		size_t size = strlen(characters[i]);
		char *text = arena_alloc(fixture->arena, 400 * size + 2);

		for (size_t shift = 0; shift < 2; shift++) {
			const char *line, *padding, *caret;
			size_t at = shift + 200 * size;

			text[0] = 'x';
			for (size_t j = 0; j < 400; j++)
				memcpy(text + shift + j * size, characters[i], size);
			memcpy(text + at, "!", 1);
			memmove(text + at + 1, text + at + size,
				400 * size + shift - at - size + 1);
			line = excerpt(fixture, text, at, at + 1) + strlen("    1 | ");
			padding = strchr(line, '\n') + 1 + strlen("      | ");
			caret = strchr(padding, '^');
			/* Whole characters before the mark, as many as there are spaces. */
			assert_int_equal(strchr(line, '!') - line,
					 (caret - padding) * (ptrdiff_t)size);
			assert_true(caret - padding >= 80 / (ptrdiff_t)size - 1);
			for (size_t j = 0; line[j] != '\n'; j += line[j] == '!' ? 1 : size)
				assert_true(line[j] == '!' ||
					    memcmp(line + j, characters[i], size) == 0);
		}
	}
}

/* No input drives the terminal. */
static void test_control_characters(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source =
		source_memory(fixture->arena, "a\x1b[2Jb\n.xml", "x\x1b[31m\x07\x08\rz\x7f", 11);
	struct diag *diag = diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 0, 1),
				     "m\x1b[0m\n%s", "\x01\x7f\tend");

	diag_note(diag, (struct span) { 0 }, "n\x1b");
	diag_help(diag, "h\r");
	assert_string_equal(text_of(fixture),
			    "a\\x1b[2Jb\\x0a.xml:1:1: error: m\\x1b[0m\\x0a\\x01\\x7f\tend "
			    "[vm-id-invalid]\n"
			    "    1 | x\\x1b[31m\\x07\\x08\\x0dz\\x7f\n"
			    "      | ^\n"
			    "acrn-cfg: note: n\\x1b\n"
			    "a\\x1b[2Jb\\x0a.xml:1:1: help: h\\x0d\n");
}

/* A caret keeps below its character, whatever is written in the place of those before it. */
static void test_dangerous_characters(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(fixture, "\xC2\x9B"
							 "a\xE2\x80\xAE"
							 "b\xE2\x81\xA7"
							 "c\xE2\x82\xAC"
							 "d");

	diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 14, 15), "m");
	assert_string_equal(text_of(fixture),
			    "test.xml:1:8: error: m [vm-id-invalid]\n"
			    "    1 | \\xc2\\x9ba\\xe2\\x80\\xaeb\\xe2\\x81\\xa7c\xE2\x82\xAC"
			    "d\n"
			    "      |                                     ^\n");
}

static void test_color(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(fixture, "abc");
	struct diag *diag =
		diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 0, 2), "e");

	diag_note(diag, source_span(source, 2, 3), "n");
	diag_help(diag, "h");
	diag_add(fixture->diags, DIAG_BOARD_MISSING, source_span(source, 1, 2), "w");
	assert_string_equal(printed(fixture, DIAG_FORMAT_GCC, true),
			    "\033[1mtest.xml:1:1: \033[1;31merror: \033[0me [vm-id-invalid]\n"
			    "\033[1mtest.xml:1:3: \033[1;36mnote: \033[0mn\n"
			    "\033[1mtest.xml:1:1: \033[1;36mhelp: \033[0mh\n"
			    "\033[1mtest.xml:1:2: \033[1;35mwarning: \033[0mw [board-missing]\n");
	assert_contains(printed(fixture, DIAG_FORMAT_TEXT, true),
			"    1 | abc\n      | \033[1;32m^~\033[0m\n");
	assert_null(strchr(printed(fixture, DIAG_FORMAT_TEXT, false), '\033'));
}

/* Printing a second time prints the same. */
static void test_every_format(void **state)
{
	static const enum diag_format formats[] = {
#define FORMAT(id, name, function, summary) DIAG_FORMAT_##id,
#include "diag/formats.def"
#undef FORMAT
	};
	struct fixture *fixture = *state;
	const char *former = "";

	diag_add(fixture->diags, DIAG_FILE_UNREADABLE, source_span(source_of(fixture, "a\n"), 0, 1),
		 "one message");
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const char *text = printed(fixture, formats[i], false);

		assert_contains(text, "one message");
		assert_string_not_equal(text, former);
		former = text;
	}
}

static void test_printing_again(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source = source_of(fixture, "abc");
	const char *first;

	diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 1, 2), "b");
	diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 0, 2), "a");
	first = text_of(fixture);
	assert_string_equal(text_of(fixture), first);
}

/* Lists keep their order, and each its own: also where both have a source of the same name. */
static void test_append(void **state)
{
	struct fixture *fixture = *state;
	struct diags *all = diags_new(fixture->arena);
	struct span nowhere = { 0 };

	for (unsigned list = 0; list < 2; list++) {
		const struct source *source = source_of(fixture, "abc");

		fixture_forget(fixture);
		diag_add(fixture->diags, DIAG_VM_ID_INVALID, source_span(source, 1, 2), "%u b",
			 list);
		diag_add(fixture->diags, DIAG_BOARD_MISSING, source_span(source, 0, 2), "%u a",
			 list);
		diag_add(fixture->diags, DIAG_VM_ID_INVALID, nowhere, "%u", list);
		diags_append(all, fixture->diags);
	}
	fixture_forget(fixture);
	for (unsigned i = 0; i < DIAG_SHOWN_MAX + 1; i++)
		diag_add(fixture->diags, DIAG_BOARD_MISSING, nowhere, "w");
	diags_append(all, fixture->diags);
	fixture->diags = all;
	assert_contains(messages(fixture), "acrn-cfg: error: 0 [vm-id-invalid]\n"
					   "acrn-cfg: error: 1 [vm-id-invalid]\n");
	assert_contains(messages(fixture), "test.xml:1:1: warning: 0 a [board-missing]\n"
					   "test.xml:1:2: error: 0 b [vm-id-invalid]\n"
					   "test.xml:1:1: warning: 1 a [board-missing]\n"
					   "test.xml:1:2: error: 1 b [vm-id-invalid]\n");
	assert_contains(messages(fixture), "further errors: 0, further warnings: 1 (not shown)");
	assert_int_equal(diags_error_count(all), 4);
	assert_int_equal(diags_worst(all), DIAG_ERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_registry),
		TEST(test_nothing),
		TEST(test_levels),
		TEST(test_off),
		TEST(test_errors_stay_errors),
		TEST(test_level_that_varies),
		TEST(test_one_warning_as_error),
		TEST(test_all_warnings_as_errors),
		TEST(test_level_in_the_middle),
		TEST(test_order),
		TEST(test_order_of_many),
		TEST(test_too_many),
		TEST(test_long_texts),
		TEST(test_text),
		TEST(test_many_notes),
		TEST(test_carets),
		TEST(test_carets_below_tabs_and_utf8),
		TEST(test_line_numbers_are_wide),
		TEST(test_long_lines),
		TEST(test_long_lines_of_utf8),
		TEST(test_control_characters),
		TEST(test_dangerous_characters),
		TEST(test_color),
		TEST(test_every_format),
		TEST(test_printing_again),
		TEST(test_append),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
