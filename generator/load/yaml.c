/* SPDX-License-Identifier: BSD-3-Clause
 * yaml.c: parses YAML with libyaml, and reports syntax errors. */
#include "load/yaml.h"

#include <limits.h>
#include <string.h>

#include "base/arena.h"
#include "load/internal.h"

/* Distance of the entries of input.strides, in characters: what one look-up scans at the most. */
#define YAML_STRIDE 64u

DEFINE_CLEANUP(yaml_parser_t *, yaml_parser_delete)

static void release_document(void *document)
{
	yaml_document_delete(document);
}

static bool starts_character(char byte)
{
	return ((unsigned char)byte & 0xC0) != 0x80;
}

static void index_characters(struct yaml_input *input)
{
	const struct source *source = input->source;
	size_t *strides =
		arena_array(input->arena, source->size / YAML_STRIDE + 1, sizeof(*strides));
	size_t count = 0;

	for (size_t i = 0; i <= source->size; i++) {
		if (!starts_character(source->bytes[i]))
			continue;
		if (count % YAML_STRIDE == 0)
			strides[count / YAML_STRIDE] = i;
		count++;
	}
	input->strides = strides;
}

size_t yaml_offset(const struct yaml_input *input, const yaml_mark_t *mark)
{
	const struct source *source = input->source;
	size_t at = input->strides[mark->index / YAML_STRIDE];

	for (size_t left = mark->index % YAML_STRIDE; left && at < source->size; left--) {
		at++;
		while (at < source->size && !starts_character(source->bytes[at]))
			at++;
	}
	return at;
}

size_t yaml_content_start(const struct yaml_input *input, const yaml_node_t *node, bool *has_tag)
{
	const struct source *source = input->source;
	size_t at = yaml_offset(input, &node->start_mark);
	size_t end = yaml_offset(input, &node->end_mark);

	if (has_tag)
		*has_tag = false;
	while (at < end && strchr("&!", source->bytes[at])) {
		if (has_tag && source->bytes[at] == '!')
			*has_tag = true;
		while (at < end && !strchr(" \t\r\n", source->bytes[at]))
			at++;
		while (at < end && strchr(" \t\r\n", source->bytes[at]))
			at++;
	}
	return at;
}

yaml_parser_t *yaml_parser_of(struct arena *arena, const char *bytes, size_t size)
{
	yaml_parser_t *parser = arena_alloc(arena, sizeof(*parser));

	if (!yaml_parser_initialize(parser))
		arena_exhausted(arena);
	yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(parser, (const unsigned char *)bytes, size);
	return parser;
}

void yaml_check_memory(const struct arena *arena, const yaml_parser_t *parser)
{
	if (parser->error == YAML_MEMORY_ERROR || parser->error == YAML_NO_ERROR)
		arena_exhausted(arena);
}

static void report_malformed(const struct yaml_input *input, const yaml_parser_t *parser)
{
	const struct source *source = input->source;
	size_t at = parser->error == YAML_READER_ERROR ? parser->problem_offset
						       : yaml_offset(input, &parser->problem_mark);
	const char *problem = parser->problem ? parser->problem : "not a YAML document";
	const char *context = parser->context ? load_yaml_context(parser->context) : NULL;
	const char *help;
	struct diag *diag;

	yaml_check_memory(input->arena, parser);
	if (at > source->size)
		at = source->size;
	problem = load_yaml_problem(problem, &help);
	diag = diag_add(input->diags, DIAG_YAML_MALFORMED, source_span(source, at, at + 1), "%s",
			problem);
	if (at < source->size && source->bytes[at] == '\t')
		diag_help(diag, "indent with spaces: YAML does not allow tabs");
	else if (help)
		diag_help(diag, "%s", help);
	if (context && parser->error != YAML_READER_ERROR) {
		at = yaml_offset(input, &parser->context_mark);
		diag_note(diag, source_span(source, at, at + 1), "%s", context);
	}
}

/* Nothing may follow the one document. */
static bool is_over(const struct yaml_input *input, yaml_parser_t *parser)
{
	yaml_document_t *next = arena_alloc(input->arena, sizeof(*next));
	const yaml_node_t *root;
	size_t at;

	if (!yaml_parser_load(parser, next)) {
		report_malformed(input, parser);
		return false;
	}
	arena_adopt(input->arena, next, release_document);
	root = yaml_document_get_root_node(next);
	if (!root)
		return true;
	at = yaml_offset(input, &root->start_mark);
	diag_help(diag_add(input->diags, DIAG_YAML_MALFORMED,
			   source_span(input->source, at, at + 1),
			   "more than one document in the file"),
		  "put each scenario into a separate file");
	return false;
}

static bool parse(struct yaml_input *input)
{
	CLEANUP(yaml_parser_delete)
	yaml_parser_t *parser =
		yaml_parser_of(input->arena, input->source->bytes, input->source->size);

	if (!yaml_parser_load(parser, &input->document)) {
		report_malformed(input, parser);
		return false;
	}
	arena_adopt(input->arena, &input->document, release_document);
	if (yaml_document_get_root_node(&input->document))
		return is_over(input, parser);
	diag_add(input->diags, DIAG_YAML_MALFORMED, source_span(input->source, 0, 1),
		 "no YAML document found");
	return false;
}

struct yaml_input *yaml_input_new(struct arena *arena, const struct source *source,
				  struct diags *diags)
{
	struct yaml_input *input = arena_alloc(arena, sizeof(*input));

	input->arena = input->places = arena;
	input->source = source;
	input->diags = diags;
	index_characters(input);
	return input;
}

struct yaml_input *yaml_read(struct arena *arena, const struct source *source, struct diags *diags)
{
	struct yaml_input *input = yaml_input_new(arena, source, diags);

	if (!yaml_scan(input) || !parse(input))
		return NULL;
	yaml_place_comments(input);
	return input;
}

xmlDoc *load_yaml(struct arena *arena, const struct source *source, struct diags *diags)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	struct yaml_input *input = yaml_read(own, source, diags);

	if (!input)
		return NULL;
	input->places = arena;
	return yaml_tree(input);
}
