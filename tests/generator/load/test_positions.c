/* SPDX-License-Identifier: BSD-3-Clause
 * test_positions.c: every element and every text is where the file has it: load.c and source.c
 * against a locator of its own, built on Expat.
 *
 * SRCDIR is the root of the source tree, the working directory by default. SHARED may name a
 * directory whose corpus/ has more files to compare, ../shared by default. */
#include "tests/generator/helpers.h"

#include <expat.h>
#include <glob.h>

/* The longest text of which every single byte is looked up. */
#define MAPPED_MAX 200u

/* One element as Expat sees it. */
struct seen {
	const char *name;
	size_t offset; /* of its '<', behind the byte order mark */
	size_t line, column;
	bool is_leaf;
	char *text;  /* the character data of its own; arena_grow()n */
	size_t *map; /* where each byte of it stands */
	size_t length;
};

struct locator {
	struct arena *arena;
	XML_Parser parser;
	size_t mark; /* the size of the byte order mark */
	struct seen *seen;
	size_t count;
	size_t open[300]; /* the elements around the parser's place */
	size_t depth, deepest;
	bool has_doctype;
};

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct locator *locator = data;
	XML_Parser parser = locator->parser;
	struct seen *seen;

	(void)attributes;
	if (locator->depth && locator->depth <= 300)
		locator->seen[locator->open[locator->depth - 1]].is_leaf = false;
	if (locator->depth < 300)
		locator->open[locator->depth] = locator->count;
	locator->depth++;
	if (locator->depth > locator->deepest)
		locator->deepest = locator->depth;
	locator->seen =
		arena_grow(locator->arena, locator->seen, locator->count, sizeof(*locator->seen));
	seen = &locator->seen[locator->count++];
	seen->name = arena_copy(locator->arena, name, strlen(name));
	seen->offset = (size_t)XML_GetCurrentByteIndex(parser) - locator->mark;
	seen->line = XML_GetCurrentLineNumber(parser);
	seen->column = XML_GetCurrentColumnNumber(parser) + 1;
	seen->column -= locator->mark && seen->line == 1; /* Expat counts it as a character */
	seen->is_leaf = true;
}

static void on_end(void *data, const XML_Char *name)
{
	struct locator *locator = data;

	(void)name;
	locator->depth--;
}

/* Expat hands over a run of plain bytes, or what one reference or line end stands for. */
static void on_text(void *data, const XML_Char *text, int length)
{
	struct locator *locator = data;
	size_t offset = (size_t)XML_GetCurrentByteIndex(locator->parser) - locator->mark;
	bool is_plain = XML_GetCurrentByteCount(locator->parser) == length;
	struct seen *seen;

	if (locator->depth > 300)
		return;
	seen = &locator->seen[locator->open[locator->depth - 1]];
	for (int i = 0; i < length; i++) {
		seen->text = arena_grow(locator->arena, seen->text, seen->length, 1);
		seen->map = arena_grow(locator->arena, seen->map, seen->length, sizeof(size_t));
		seen->text[seen->length] = text[i];
		seen->map[seen->length++] = offset + (is_plain ? (size_t)i : 0);
	}
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system,
		       const XML_Char *public, int has_subset)
{
	struct locator *locator = data;

	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	locator->has_doctype = true;
}

/* Whether Expat takes the bytes for an XML document. */
static bool locate(struct locator *locator, const char *bytes, size_t size)
{
	enum XML_Status status;

	locator->parser = XML_ParserCreate("UTF-8");
	if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		locator->mark = 3;
	XML_SetUserData(locator->parser, locator);
	XML_SetElementHandler(locator->parser, on_start, on_end);
	XML_SetCharacterDataHandler(locator->parser, on_text);
	XML_SetStartDoctypeDeclHandler(locator->parser, on_doctype);
	status = XML_Parse(locator->parser, bytes, (int)size, 1);
	XML_ParserFree(locator->parser);
	return status == XML_STATUS_OK;
}

/* Walks forward through a file, counting what makes lines and characters one by one. */
struct walk {
	const char *bytes;
	size_t at, line, column;
};

static void walk_to(struct walk *walk, size_t offset)
{
	assert_true(walk->at <= offset);
	for (; walk->at < offset; walk->at++) {
		unsigned char byte = (unsigned char)walk->bytes[walk->at];

		if (byte == '\n') {
			walk->line++;
			walk->column = 1;
		} else if (byte < 0x80 || byte > 0xBF) {
			walk->column++;
		}
	}
}

static void assert_at(const struct source *source, size_t offset, size_t line, size_t column)
{
	struct position position = source_position(source, offset);

	if (position.line != line || position.column != column)
		fail_msg("%s: offset %zu is at %zu:%zu, not %zu:%zu", source->name, offset, line,
			 column, position.line, position.column);
}

static bool is_blank(char byte)
{
	return strchr(" \t\r\n", byte) && byte;
}

/* The text and where each byte of it stands. */
static void compare_text(struct fixture *fixture, const struct doc *doc, const xmlNode *element,
			 const struct seen *seen)
{
	const char *text = load_text(fixture->arena, element);
	size_t first = 0, length = seen->length;
	struct span span = load_text_span(doc, element);

	while (first < length && is_blank(seen->text[first]))
		first++;
	while (length > first && is_blank(seen->text[length - 1]))
		length--;
	length -= first;
	assert_int_equal(strlen(text), length);
	if (length)
		assert_memory_equal(text, seen->text + first, length);
	if (!seen->is_leaf)
		return;
	assert_int_equal(span.start, length ? seen->map[first] : seen->offset);
	for (size_t i = 0; i < length && length <= MAPPED_MAX; i++)
		assert_int_equal(load_text_range(doc, element, i, i + 1).start,
				 seen->map[first + i]);
}

static void compare_element(struct fixture *fixture, const struct doc *doc, const xmlNode *element,
			    const struct seen *seen, struct walk *walk)
{
	struct span span = load_element_span(doc, element);

	if (span.start != seen->offset)
		fail_msg("%s: <%s> starts at %zu, not %u", doc->source->name, seen->name,
			 seen->offset, span.start);
	assert_span(fixture, span, arena_printf(fixture->arena, "<%s", seen->name));
	walk_to(walk, seen->offset);
	assert_at(doc->source, span.start, walk->line, walk->column);
	assert_at(doc->source, span.start, seen->line, seen->column);
	compare_text(fixture, doc, element, seen);
}

/* Compares the elements from `node` on with those from *next on; moves *next behind them. */
static void compare_tree(struct fixture *fixture, const struct doc *doc, const xmlNode *node,
			 const struct locator *locator, size_t *next, struct walk *walk)
{
	for (; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		assert_true(*next < locator->count);
		compare_element(fixture, doc, node, &locator->seen[(*next)++], walk);
		compare_tree(fixture, doc, node->children, locator, next, walk);
	}
}

/* Compares all that there is in one file; returns how many elements that was. 0 for what neither
 * takes for a document. */
static size_t compare_bytes(struct fixture *fixture, const char *name, const char *bytes,
			    size_t size)
{
	struct locator locator = { .arena = fixture->arena };
	bool is_document =
		locate(&locator, bytes, size) && !locator.has_doctype && locator.deepest <= 256;
	const struct source *source = source_memory(fixture->arena, name, bytes, size);
	const struct doc *doc = load_source(fixture->arena, source, fixture->diags);
	struct walk walk = { .bytes = source->bytes, .line = 1, .column = 1 };
	size_t next = 0;

	if (is_document != !!doc)
		fail_msg("%s: Expat says %d, we say: %s", name, is_document, messages(fixture));
	if (!doc)
		return 0;
	compare_tree(fixture, doc, xmlDocGetRootElement(doc->xml), &locator, &next, &walk);
	assert_int_equal(next, locator.count);
	return next;
}

/* The same in an arena of its own, so that a long list of files does not pile up. */
static size_t compare_alone(const char *name, const char *bytes, size_t size)
{
	void *state;
	size_t count;

	fixture_open(&state);
	count = compare_bytes(state, name, bytes, size);
	fixture_close(&state);
	return count;
}

static size_t compare_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct stat status;
	size_t size, count;
	char *bytes;

	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &status), 0);
	size = (size_t)status.st_size;
	bytes = calloc(1, size + 1);
	assert_int_equal(fread(bytes, 1, size, file), size);
	fclose(file);
	count = compare_alone(path, bytes, size);
	free(bytes);
	return count;
}

/* Documents by chance, the same for the same seed. */
struct author {
	FILE *stream;
	uint64_t seed;
	const char *line_end; /* "" where everything is on one line */
	unsigned elements_left;
	unsigned depth_max;
};

static unsigned chance(struct author *author, unsigned sides)
{
	author->seed ^= author->seed << 13;
	author->seed ^= author->seed >> 7;
	author->seed ^= author->seed << 17;
	return (unsigned)(author->seed >> 11) % sides;
}

#define ONE_OF(author, list) (list)[chance(author, sizeof(list) / sizeof((list)[0]))]

static void write_gap(struct author *author)
{
	static const char *const gaps[] = { " ", "\t", "  ", " \t " };

	if (*author->line_end && chance(author, 3) == 0)
		fputs(author->line_end, author->stream);
	fputs(ONE_OF(author, gaps), author->stream);
}

static void write_attribute(struct author *author, unsigned n)
{
	static const char *const pieces[] = { "a",	">",	"/>",  "=",   "\xC3\xA4",
					      "&lt;",	"\t",	" x=", "-->", "\xE2\x82\xAC",
					      "&#x41;", "&gt;", "?>",  "]]>", "\xF0\x9F\x98\x80" };
	bool is_single = chance(author, 2);

	write_gap(author);
	fprintf(author->stream, "%s%u", chance(author, 5) ? "at" : "\xC3\xA4t", n);
	if (chance(author, 4) == 0)
		write_gap(author);
	fputc('=', author->stream);
	if (chance(author, 4) == 0)
		write_gap(author);
	fputc(is_single ? '\'' : '"', author->stream);
	for (unsigned i = chance(author, 6); i > 0; i--) {
		fputs(ONE_OF(author, pieces), author->stream);
		if (chance(author, 4) == 0)
			fputc(is_single ? '"' : '\'', author->stream);
		if (chance(author, 10) == 0)
			fputs(author->line_end, author->stream);
	}
	fputc(is_single ? '\'' : '"', author->stream);
}

static void write_text(struct author *author)
{
	static const char *const words[] = { "word",
					     "\xC3\xBC",
					     "\xE4\xB8\xAD\xE6\x96\x87",
					     "\xF0\x9F\x98\x80",
					     "&amp;",
					     "&lt;b&gt;",
					     "&#228;",
					     "&#x1F600;",
					     "&quot;",
					     "a>b",
					     "]]",
					     "\t",
					     "'\"" };

	for (unsigned i = chance(author, 5); i > 0; i--) {
		fputs(ONE_OF(author, words), author->stream);
		write_gap(author);
	}
}

static void write_silence(struct author *author)
{
	static const char *const silences[] = {
		"<!-- <fake a='1'> &nothing; \xC3\xA4 -->",
		"<!---->",
		"<?target <fake/> ?>",
		"<?t?>",
		"<![CDATA[ <fake> &amp; ]] > ]]>",
		"<![CDATA[]]>",
		"<![CDATA[x]]]]><![CDATA[>y]]>",
	};

	fputs(ONE_OF(author, silences), author->stream);
}

static void write_element(struct author *author, unsigned depth)
{
	static const char *const names[] = { "a", "vm", "n:b", "_long-name.1", "\xC3\xA9l" };
	const char *name = ONE_OF(author, names);

	fprintf(author->stream, "<%s", name);
	for (unsigned i = chance(author, 4); i > 0; i--)
		write_attribute(author, i);
	if (chance(author, 4) == 0)
		write_gap(author);
	if (chance(author, 5) == 0) {
		fputs("/>", author->stream);
		return;
	}
	fputc('>', author->stream);
	for (unsigned i = chance(author, depth < 4 ? 12 : 4); i > 0; i--) {
		fputs(author->line_end, author->stream);
		for (unsigned j = chance(author, 3) * !!*author->line_end; j > 0; j--)
			fputc(chance(author, 2) ? '\t' : ' ', author->stream);
		switch (chance(author, 4)) {
		case 0:
			write_text(author);
			break;
		case 1:
			write_silence(author);
			break;
		default:
			if (author->elements_left && depth < author->depth_max) {
				author->elements_left--;
				write_element(author, depth + 1);
			}
		}
	}
	fprintf(author->stream, "</%s%s>", name, chance(author, 6) ? "" : " ");
}

/* A document, to be freed. The seed decides on line ends, a mark and an XML declaration, too. */
static char *write_document(uint64_t seed, size_t *size)
{
	static const char *const line_ends[] = { "\n", "\r\n", "" };
	struct author author = {
		.seed = seed * UINT64_C(0x9E3779B97F4A7C15) + 1,
		.elements_left = 400,
		.depth_max = seed % 7 == 0 ? 250 : 12,
		.line_end = line_ends[seed % 3],
	};
	char *text = NULL;

	author.stream = open_memstream(&text, size);
	for (int i = 0; i < 8; i++)
		chance(&author, 2);
	if (seed % 4 == 0)
		fputs("\xEF\xBB\xBF", author.stream);
	if (seed % 5)
		fprintf(author.stream, "<?xml version='1.0' encoding=\"%s\"?>%s",
			seed % 2 ? "UTF-8" : "utf-8", author.line_end);
	if (seed % 6 == 0)
		fprintf(author.stream, "<!-- <root> -->%s<?p <root>?>", author.line_end);
	fprintf(author.stream, "<root xmlns:n='urn:x>y'>%s", author.line_end);
	while (author.elements_left) {
		author.elements_left--;
		write_element(&author, 1);
		fputs(author.line_end, author.stream);
	}
	fprintf(author.stream, "</root>%s<!-- <end/> -->", author.line_end);
	fclose(author.stream);
	return text;
}

static void test_documents_by_chance(void **state)
{
	size_t count = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 210; seed++) {
		char name[32];
		size_t size;
		char *text = write_document(seed, &size);

		snprintf(name, sizeof(name), "seed %u", (unsigned)seed);
		count += compare_alone(name, text, size);
		free(text);
	}
	/* Each has the root and 400 elements. */
	assert_int_equal(count, 210 * 401);
}

/* A document of `count` elements with `between` in front of each. */
static void compare_many(const char *between, size_t count)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	fputs("<r>", stream);
	for (size_t i = 0; i < count; i++)
		fprintf(stream,
			"%s<e\xC3\xA4 a='>' b=\"\xE2\x82\xAC\">%zu \xF0\x9F\x98\x80</e\xC3\xA4>",
			between, i);
	fputs("</r>", stream);
	fclose(stream);
	assert_int_equal(compare_alone("many", text, size), count + 1);
	free(text);
}

static void test_more_lines_than_libxml2_counts(void **state)
{
	(void)state;
	compare_many("\n", 71000);
	compare_many("\r\n", 71000);
	compare_many("\n\n\n<!--\n-->\t", 18000);
}

static void test_one_long_line(void **state)
{
	(void)state;
	compare_many("", 20000);
}

/* Returns how many elements of a chain of `depth` were compared. */
static size_t compare_chain(unsigned depth)
{
	char *text = NULL;
	size_t size, count;
	FILE *stream = open_memstream(&text, &size);

	for (unsigned i = 0; i < depth; i++)
		fprintf(stream, "<d%u>\n\t", i);
	for (unsigned i = depth; i-- > 0;)
		fprintf(stream, "</d%u>", i);
	fclose(stream);
	count = compare_alone("chain", text, size);
	free(text);
	return count;
}

static void test_as_deep_as_it_may_be(void **state)
{
	(void)state;
	for (unsigned depth = 250; depth <= 256; depth++)
		assert_int_equal(compare_chain(depth), depth);
	assert_int_equal(compare_chain(300), 0);
}

/* A mark and the root on the same line: the mark does not count as a character. */
static void test_root_behind_a_mark(void **state)
{
	static const char text[] = "\xEF\xBB\xBF<a><b/></a>";
	struct fixture *fixture = *state;
	const struct doc *doc = doc_of(fixture, text);

	assert_int_equal(compare_bytes(fixture, "mark", text, sizeof(text) - 1), 2);
	assert_at(doc->source, load_element_span(doc, element_of(doc, "a")).start, 1, 1);
	assert_at(doc->source, load_element_span(doc, element_of(doc, "b")).start, 1, 4);
}

static void test_shipped_files(void **state)
{
	const char *pattern;
	glob_t files;
	struct fixture *fixture = *state;

	pattern = arena_printf(fixture->arena, "%s/boards/*/*.xml", source_root());
	assert_int_equal(glob(pattern, 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		assert_true(compare_file(files.gl_pathv[i]) > 1);
	globfree(&files);
}

static struct {
	size_t files, elements;
} corpus;

static int visit(const char *path, const struct stat *status, int type, struct FTW *where)
{
	size_t length = strlen(path);

	(void)status;
	(void)where;
	if (type == FTW_F && length > 4 && strcmp(path + length - 4, ".xml") == 0) {
		corpus.elements += compare_file(path);
		corpus.files++;
	}
	return 0;
}

static void test_corpus(void **state)
{
	const char *shared = getenv("SHARED");
	struct fixture *fixture = *state;
	const char *root = arena_printf(fixture->arena, "%s/corpus", shared ? shared : "../shared");

	if (access(root, R_OK) != 0) {
		printf("SKIP the corpus: SHARED names no directory with a corpus in it\n");
		return;
	}
	assert_int_equal(nftw(root, visit, 16, FTW_PHYS), 0);
	printf("corpus: %zu files, %zu elements\n", corpus.files, corpus.elements);
	assert_true(corpus.files > 0);
	assert_true(corpus.elements > corpus.files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_documents_by_chance),
		TEST(test_more_lines_than_libxml2_counts),
		TEST(test_one_long_line),
		TEST(test_as_deep_as_it_may_be),
		TEST(test_root_behind_a_mark),
		TEST(test_shipped_files),
		TEST(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
