/* SPDX-License-Identifier: BSD-3-Clause
 * test_source.c: positions of offsets, texts of lines, and which files are read. */
#include "tests/generator/helpers.h"

#include <errno.h>

static void assert_at(const struct source *source, size_t offset, size_t line, size_t column)
{
	struct position position = source_position(source, offset);

	if (position.line != line || position.column != column)
		fail_msg("offset %zu is at %zu:%zu, not %zu:%zu", offset, line, column,
			 position.line, position.column);
}

static void assert_line(struct fixture *fixture, const struct source *source, size_t line,
			const char *text)
{
	size_t length;
	const char *start = source_line(source, line, &length);

	assert_true(start >= source->bytes && start + length <= source->bytes + source->size);
	assert_string_equal(arena_copy(fixture->arena, start, length), text);
}

static void test_plain_lines(void **state)
{
	const struct source *source = source_of(*state, "ab\n\ncd\n");

	assert_int_equal(source->size, 7);
	assert_int_equal(source->line_count, 4);
	assert_at(source, 0, 1, 1);
	assert_at(source, 1, 1, 2);
	assert_at(source, 2, 1, 3); /* the line feed itself */
	assert_at(source, 3, 2, 1);
	assert_at(source, 4, 3, 1);
	assert_at(source, 6, 3, 3);
	assert_at(source, 7, 4, 1);
	assert_line(*state, source, 1, "ab");
	assert_line(*state, source, 2, "");
	assert_line(*state, source, 3, "cd");
	assert_line(*state, source, 4, "");
}

static void test_no_line_end_at_the_end(void **state)
{
	const struct source *source = source_of(*state, "a\nbc");

	assert_int_equal(source->line_count, 2);
	assert_at(source, 3, 2, 2);
	assert_at(source, 4, 2, 3);
	assert_line(*state, source, 2, "bc");
}

static void test_empty(void **state)
{
	const struct source *source = source_of(*state, "");

	assert_int_equal(source->line_count, 1);
	assert_at(source, 0, 1, 1);
	assert_at(source, 10, 1, 1);
	assert_line(*state, source, 1, "");
}

static void test_past_the_end(void **state)
{
	const struct source *source = source_of(*state, "a\nbc");

	assert_at(source, 5, 2, 3);
	assert_at(source, 4096, 2, 3);
	assert_at(source, SIZE_MAX, 2, 3);
}

static void test_tab_is_one_column(void **state)
{
	const struct source *source = source_of(*state, "\t\tx\ty");

	assert_at(source, 2, 1, 3);
	assert_at(source, 4, 1, 5);
}

static void test_utf8(void **state)
{
	/* 1, 2, 3 and 4 bytes, then a letter with a combining accent, which is two characters. */
	const struct source *source = source_of(*state, "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"
							"e\xCC\x81z\n\xC3\xA4z");

	assert_at(source, 1, 1, 2);
	assert_at(source, 3, 1, 3);
	assert_at(source, 6, 1, 4);
	assert_at(source, 10, 1, 5);
	assert_at(source, 13, 1, 7);
	assert_at(source, 15, 2, 1);
	assert_at(source, 17, 2, 2);
	assert_line(*state, source, 2, "\xC3\xA4z");
}

static void test_crlf(void **state)
{
	const struct source *source = source_of(*state, "a\r\nb\rc\r\n\r\nd");

	assert_int_equal(source->line_count, 4);
	assert_at(source, 1, 1, 2);
	assert_at(source, 3, 2, 1);
	assert_at(source, 5, 2, 3); /* a CR alone ends nothing */
	assert_at(source, 8, 3, 1);
	assert_at(source, 10, 4, 1);
	assert_line(*state, source, 1, "a");
	assert_line(*state, source, 2, "b\rc");
	assert_line(*state, source, 3, "");
	assert_line(*state, source, 4, "d");
}

static void test_byte_order_mark(void **state)
{
	const struct source *source = source_of(*state, "\xEF\xBB\xBF"
							"ab\n");

	assert_int_equal(source->size, 3);
	assert_memory_equal(source->bytes, "ab\n", 4);
	assert_at(source, 0, 1, 1);
	assert_at(source, 1, 1, 2);
	/* Only at the start, only one, and only whole. */
	assert_int_equal(source_of(*state, "\xEF\xBB\xBF\xEF\xBB\xBF")->size, 3);
	assert_int_equal(source_of(*state, "a\xEF\xBB\xBF")->size, 4);
	assert_int_equal(source_of(*state, "\xEF\xBB")->size, 2);
	assert_int_equal(source_of(*state, "\xEF\xBB\xBF")->size, 0);
}

static void test_names(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(source_memory(fixture->arena, "a/b/c.xml", "", 0)->name, "a/b/c.xml");
	assert_string_equal(source_memory(fixture->arena, "a/b/c.xml", "", 0)->base, "c.xml");
	assert_string_equal(source_memory(fixture->arena, "c.xml", "", 0)->base, "c.xml");
	assert_string_equal(source_memory(fixture->arena, "/c.xml", "", 0)->base, "c.xml");
}

/* Every offset of a text that spans many of the index's strides, against a count one by one. */
static void compare_all(struct fixture *fixture, const char *text, size_t size)
{
	const struct source *source = source_of_bytes(fixture, text, size);
	size_t line = 1, column = 1;

	for (size_t offset = 0; offset <= size; offset++) {
		unsigned char byte = (unsigned char)text[offset];

		if (offset == size || byte < 0x80 || byte > 0xBF)
			assert_at(source, offset, line, column);
		if (offset < size && byte == '\n') {
			line++;
			column = 1;
		} else {
			unsigned char next = (unsigned char)text[offset + 1];

			column += next < 0x80 || next > 0xBF;
		}
	}
	assert_int_equal(source->line_count, line);
}

static void test_many_strides(void **state)
{
	struct fixture *fixture = *state;
	/* 10 bytes, of which a boundary at 4096 and 8192 meets a different one with each shift. */
	static const char piece[] = "\xE2\x82\xACz\xF0\x9F\x98\x80\xC3\xA4";
	const size_t count = 900, size = sizeof(piece) - 1;

	for (size_t shift = 0; shift < 4; shift++) {
		char *text = arena_alloc(fixture->arena, shift + count * size + 1);

		memset(text, 'x', shift);
		for (size_t i = 0; i < count; i++)
			memcpy(text + shift + i * size, piece, size);
		compare_all(fixture, text, shift + count * size);
		for (size_t i = 0; i < count; i += 8 - shift)
			text[shift + i * size + 3] = '\n';
		text[shift + 409 * size + 3] = '\n'; /* byte 4093 to 4096 */
		text[shift + 819 * size + 3] = '\n'; /* byte 8193 to 8196 */
		compare_all(fixture, text, shift + count * size);
	}
}

static void test_sizes_around_a_stride(void **state)
{
	struct fixture *fixture = *state;

	for (size_t size = 4094; size <= 4098; size++) {
		char *text = arena_alloc(fixture->arena, size + 1);

		memset(text, 'x', size);
		compare_all(fixture, text, size);
		memset(text, '\n', size);
		compare_all(fixture, text, size);
	}
}

static void test_more_lines_than_16_bits(void **state)
{
	struct fixture *fixture = *state;
	const size_t count = 70000;
	char *text = arena_alloc(fixture->arena, 3 * count + 1);
	const struct source *source;

	for (size_t i = 0; i < count; i++)
		memcpy(text + 3 * i, "ab\n", 3);
	source = source_of_bytes(fixture, text, 3 * count);
	assert_int_equal(source->line_count, count + 1);
	for (size_t i = 0; i < count; i += 7)
		assert_at(source, 3 * i + 1, i + 1, 2);
	assert_at(source, 3 * 65535, 65536, 1);
	assert_at(source, 3 * 65536 + 2, 65537, 3);
	assert_line(fixture, source, 65537, "ab");
	assert_line(fixture, source, count + 1, "");
}

static void test_reading_a_file(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "some.xml", "\xEF\xBB\xBF<a/>\n");
	const struct source *source = load_read(fixture->arena, path, fixture->diags);

	assert_non_null(source);
	assert_string_equal(source->name, path);
	assert_string_equal(source->base, "some.xml");
	assert_int_equal(source->size, 5);
	assert_string_equal(source->bytes, "<a/>\n");
	assert_string_equal(messages(fixture), "");
}

static void test_reading_an_empty_file(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "empty", "");
	const struct source *source = load_read(fixture->arena, path, fixture->diags);

	assert_non_null(source);
	assert_int_equal(source->size, 0);
	assert_int_equal(source->bytes[0], '\0');
}

/* The path is refused with this message. */
static void refuse(struct fixture *fixture, const char *path, const char *why)
{
	fixture_forget(fixture);
	assert_null(load_read(fixture->arena, path, fixture->diags));
	assert_int_equal(diags_worst(fixture->diags), DIAG_FAILURE);
	assert_string_equal(messages(fixture),
			    arena_printf(fixture->arena,
					 "acrn-cfg: error: %s [file-unreadable]\n%s", why,
					 strstr(why, "regular")
						 ? "acrn-cfg: help: to read a pipe, give '-' and "
						   "redirect standard input\n"
						 : ""));
}

static void test_what_is_not_read(void **state)
{
	struct fixture *fixture = *state;
	const char *directory = fixture_directory(fixture);
	const char *fifo = fixture_file(fixture, "fifo", NULL);
	const char *missing = fixture_file(fixture, "missing", NULL);
	const char *dangling = fixture_file(fixture, "dangling", NULL);
	const char *large = fixture_file(fixture, "large", "");

	refuse(fixture, directory,
	       arena_printf(fixture->arena, "'%s' is a directory, not a file", directory));
	assert_int_equal(mkfifo(fifo, 0600), 0);
	refuse(fixture, fifo, arena_printf(fixture->arena, "'%s' is not a regular file", fifo));
	refuse(fixture, "/dev/zero", "'/dev/zero' is not a regular file");
	refuse(fixture, missing,
	       arena_printf(fixture->arena, "cannot read '%s': %s", missing, strerror(ENOENT)));
	assert_int_equal(symlink(missing, dangling), 0);
	refuse(fixture, dangling,
	       arena_printf(fixture->arena, "cannot read '%s': %s", dangling, strerror(ENOENT)));
	refuse(fixture, "", arena_printf(fixture->arena, "cannot read '': %s", strerror(ENOENT)));
	assert_int_equal(truncate(large, (off_t)SOURCE_SIZE_MAX + 1), 0);
	refuse(fixture, large, arena_printf(fixture->arena, "'%s' is larger than 64 MiB", large));
}

/* load_read() of "-" with this file as standard input. */
static const struct source *read_stdin(struct fixture *fixture, int fd)
{
	int saved = dup(STDIN_FILENO);
	const struct source *source;

	assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
	source = load_read(fixture->arena, "-", fixture->diags);
	if (saved >= 0) {
		dup2(saved, STDIN_FILENO);
		close(saved);
	}
	return source;
}

static void test_reading_a_pipe(void **state)
{
	struct fixture *fixture = *state;
	const struct source *source;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "<a/>", 4), 4);
	close(ends[1]);
	source = read_stdin(fixture, ends[0]);
	close(ends[0]);
	assert_non_null(source);
	assert_string_equal(source->name, "<stdin>");
	assert_string_equal(source->base, "<stdin>");
	assert_string_equal(source->bytes, "<a/>");
	assert_int_equal(source->size, 4);
}

/* Standard input's size is not known before: the buffer grows. */
static void test_reading_much_of_stdin(void **state)
{
	static const size_t sizes[] = { 0, 4095, 4096, 4097, 8192, 300001 };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *text = arena_alloc(fixture->arena, sizes[i] + 1);
		const struct source *source;
		int fd;

		for (size_t j = 0; j < sizes[i]; j++)
			text[j] = (char)('a' + j % 23);
		fd = open(fixture_file(fixture, "much", text), O_RDONLY);
		assert_true(fd >= 0);
		source = read_stdin(fixture, fd);
		close(fd);
		assert_non_null(source);
		assert_int_equal(source->size, sizes[i]);
		assert_string_equal(source->bytes, text);
	}
}

static void test_stdin_that_cannot_be_read(void **state)
{
	struct fixture *fixture = *state;
	int fd = open(fixture_directory(fixture), O_RDONLY | O_DIRECTORY);

	assert_true(fd >= 0);
	assert_null(read_stdin(fixture, fd));
	close(fd);
	assert_int_equal(diags_worst(fixture->diags), DIAG_FAILURE);
	assert_contains(messages(fixture), "[file-unreadable]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_plain_lines),
		TEST(test_no_line_end_at_the_end),
		TEST(test_empty),
		TEST(test_past_the_end),
		TEST(test_tab_is_one_column),
		TEST(test_utf8),
		TEST(test_crlf),
		TEST(test_byte_order_mark),
		TEST(test_names),
		TEST(test_many_strides),
		TEST(test_sizes_around_a_stride),
		TEST(test_more_lines_than_16_bits),
		TEST(test_reading_a_file),
		TEST(test_reading_an_empty_file),
		TEST(test_what_is_not_read),
		TEST(test_reading_a_pipe),
		TEST(test_reading_much_of_stdin),
		TEST(test_stdin_that_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
