/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_comments.c: finds the comments of a YAML file, and the nodes that they belong to.
 *
 * What libyaml passes over between two tokens is white space and comments. A comment belongs to the
 * node around it; behind the end of a block, where only its column decides, to the innermost one
 * that it is to the right of. */
#include <string.h>

#include "base/arena.h"
#include "load/yaml.h"

/* Two for each of 256 elements: a list, and in it a mapping. libyaml looks at each level of [ and {
 * for every token. */
#define NESTING_MAX 512

DEFINE_CLEANUP(yaml_parser_t *, yaml_parser_delete)

static bool is_break(char byte)
{
	return byte == '\n' || byte == '\r';
}

static size_t line_start(const struct source *source, size_t at)
{
	while (at > 0 && !is_break(source->bytes[at - 1]))
		at--;
	return at;
}

static size_t line_end(const struct source *source, size_t at)
{
	while (at < source->size && !is_break(source->bytes[at]))
		at++;
	return at;
}

size_t yaml_column(const struct source *source, size_t at)
{
	size_t column = 0;

	for (size_t i = line_start(source, at); i < at; i++)
		column += ((unsigned char)source->bytes[i] & 0xC0) != 0x80;
	return column;
}

/* Whether something other than white space stands before `at` on its line. */
static bool is_behind_something(const struct source *source, size_t at)
{
	while (at > 0 && (source->bytes[at - 1] == ' ' || source->bytes[at - 1] == '\t'))
		at--;
	return at > 0 && !is_break(source->bytes[at - 1]);
}

/* Whether a comment at `at` goes on with the former one: it is on the next line, below it. */
static bool continues(const struct yaml_input *input, size_t at, size_t column)
{
	const struct source *source = input->source;
	const struct yaml_comment *last;
	size_t next;

	if (!input->comment_count)
		return false;
	last = &input->comments[input->comment_count - 1];
	if (last->is_behind || last->column != column)
		return false;
	next = last->end;
	next += next < source->size && source->bytes[next] == '\r';
	next += next < source->size && source->bytes[next] == '\n';
	return next == line_start(source, at);
}

static void add_comment(struct yaml_input *input, size_t at, size_t end)
{
	size_t column = yaml_column(input->source, at);
	bool is_behind = is_behind_something(input->source, at);

	if (!is_behind && continues(input, at, column)) {
		input->comments[input->comment_count - 1].end = end;
		return;
	}
	input->comments = arena_grow(input->arena, input->comments, input->comment_count,
				     sizeof(*input->comments));
	input->comments[input->comment_count++] = (struct yaml_comment) {
		.start = at, .end = end, .column = column, .is_behind = is_behind
	};
}

/* The comments between two tokens. */
static void scan_gap(struct yaml_input *input, size_t at, size_t end)
{
	const struct source *source = input->source;
	const char *sign;

	while (at < end && (sign = memchr(source->bytes + at, '#', end - at))) {
		size_t over;

		at = (size_t)(sign - source->bytes);
		over = line_end(source, at);
		add_comment(input, at, over < end ? over : end);
		at = over;
	}
}

static void add_dash(struct yaml_input *input, size_t at, size_t column)
{
	input->dashes =
		arena_grow(input->arena, input->dashes, input->dash_count, sizeof(*input->dashes));
	input->dashes[input->dash_count++] = (struct yaml_dash) { .offset = at, .column = column };
}

/* From the last dash to the first: those further to the right than one are passed over once. */
static void link_dashes(struct yaml_input *input)
{
	for (size_t i = input->dash_count; i-- > 0;) {
		size_t next = i + 1;

		while (next < input->dash_count &&
		       input->dashes[next].column > input->dashes[i].column)
			next = input->dashes[next].next;
		input->dashes[i].next = next;
	}
}

size_t yaml_first_dash(const struct yaml_input *input, const yaml_node_t *list)
{
	size_t start = yaml_offset(input, &list->start_mark);
	size_t low = 0, high = input->dash_count;

	if (list->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE)
		return input->dash_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (input->dashes[middle].offset < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void scan_token(struct yaml_input *input, const yaml_token_t *token, size_t *reached)
{
	size_t start = yaml_offset(input, &token->start_mark);
	size_t end = yaml_offset(input, &token->end_mark);

	if (start > *reached)
		scan_gap(input, *reached, start);
	if (token->type == YAML_BLOCK_ENTRY_TOKEN)
		add_dash(input, start, token->start_mark.column);
	if (token->type == YAML_SCALAR_TOKEN &&
	    (token->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
	     token->data.scalar.style == YAML_FOLDED_SCALAR_STYLE))
		/* One token, which may have a comment behind its '|' or '>'. */
		scan_gap(input, start, line_end(input->source, start));
	if (end > *reached)
		*reached = end;
}

/* How much deeper mappings and lists are nested behind a token. */
static int deeper(const yaml_token_t *token)
{
	switch (token->type) {
	case YAML_BLOCK_SEQUENCE_START_TOKEN:
	case YAML_BLOCK_MAPPING_START_TOKEN:
	case YAML_FLOW_SEQUENCE_START_TOKEN:
	case YAML_FLOW_MAPPING_START_TOKEN:
		return 1;
	case YAML_BLOCK_END_TOKEN:
	case YAML_FLOW_SEQUENCE_END_TOKEN:
	case YAML_FLOW_MAPPING_END_TOKEN:
		return -1;
	default:
		return 0;
	}
}

static bool is_too_deep(const struct yaml_input *input, const yaml_token_t *token, int depth)
{
	size_t at = yaml_offset(input, &token->start_mark);

	if (depth <= NESTING_MAX)
		return false;
	diag_add(input->diags, DIAG_YAML_TOO_LARGE, source_span(input->source, at, at + 1),
		 "mappings and lists are nested too deeply: the limit is %d", NESTING_MAX);
	return true;
}

bool yaml_scan(struct yaml_input *input)
{
	CLEANUP(yaml_parser_delete)
	yaml_parser_t *parser =
		yaml_parser_of(input->arena, input->source->bytes, input->source->size);
	size_t reached = 0;
	bool is_over = false, is_good = true;
	int depth = 0;

	while (!is_over && is_good) {
		yaml_token_t token;

		if (!yaml_parser_scan(parser, &token)) {
			yaml_check_memory(input->arena, parser);
			break; /* the parser reports why */
		}
		scan_token(input, &token, &reached);
		depth += deeper(&token);
		is_good = !is_too_deep(input, &token, depth);
		is_over = token.type == YAML_STREAM_END_TOKEN;
		yaml_token_delete(&token);
	}
	link_dashes(input);
	return is_good;
}

/* How far the placing has come in a node: comments come in the order of the file. */
struct progress {
	size_t count; /* of the entries that begin before the comment */
	size_t dash;  /* of the next entry of a list in block style */
	struct yaml_comment *last;
};

/* One entry of a node: its value, where it begins, and its column. */
struct entry {
	int value;
	size_t start, column;
	bool is_alias; /* the value stands elsewhere */
};

static size_t entry_count(const yaml_node_t *node)
{
	if (node->type == YAML_MAPPING_NODE)
		return (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
	if (node->type == YAML_SEQUENCE_NODE)
		return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
	return 0;
}

static struct entry entry_at(struct yaml_input *input, const yaml_node_t *node, size_t index,
			     size_t dash)
{
	const yaml_mark_t *mark;
	struct entry entry;
	size_t value_start;

	if (node->type == YAML_MAPPING_NODE) {
		const yaml_node_pair_t *pair = &node->data.mapping.pairs.start[index];

		mark = &yaml_document_get_node(&input->document, pair->key)->start_mark;
		entry.value = pair->value;
	} else {
		entry.value = node->data.sequence.items.start[index];
		mark = &yaml_document_get_node(&input->document, entry.value)->start_mark;
	}
	value_start = yaml_offset(
		input, &yaml_document_get_node(&input->document, entry.value)->start_mark);
	entry.start = yaml_offset(input, mark);
	entry.column = mark->column;
	if (node->type == YAML_SEQUENCE_NODE && dash < input->dash_count) {
		entry.start = input->dashes[dash].offset;
		entry.column = input->dashes[dash].column;
	}
	entry.is_alias =
		value_start < entry.start || value_start < yaml_offset(input, &node->start_mark);
	return entry;
}

/* The offset behind the last thing in a node, which libyaml puts at the next token for blocks. */
static size_t content_end(struct yaml_input *input, const yaml_node_t *node, int depth)
{
	size_t count = entry_count(node);
	bool is_flow = node->type == YAML_MAPPING_NODE
			       ? node->data.mapping.style == YAML_FLOW_MAPPING_STYLE
			       : node->type == YAML_SCALAR_NODE ||
					 node->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
	struct entry last;

	if (is_flow || !count || !depth)
		return yaml_offset(input, &node->end_mark);
	last = entry_at(input, node, count - 1, input->dash_count);
	if (last.is_alias)
		return last.start;
	return content_end(input, yaml_document_get_node(&input->document, last.value), depth - 1);
}

/* Whether a comment behind the beginning of an entry is inside of its value. */
static bool is_inside(struct yaml_input *input, const struct yaml_comment *comment,
		      const struct entry *entry)
{
	const yaml_node_t *value = yaml_document_get_node(&input->document, entry->value);
	size_t start = yaml_offset(input, &value->start_mark);
	bool is_further = comment->is_behind || comment->column > entry->column;

	switch (value->type) {
	case YAML_SCALAR_NODE:
		return start == yaml_offset(input, &value->end_mark) && is_further;
	case YAML_MAPPING_NODE:
		if (value->data.mapping.style == YAML_FLOW_MAPPING_STYLE)
			return comment->start < yaml_offset(input, &value->end_mark);
		break;
	default:
		if (value->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE)
			return comment->start < yaml_offset(input, &value->end_mark);
		break;
	}
	return is_further || comment->start < content_end(input, value, 1000);
}

static void attach(struct yaml_input *input, struct progress *progress, int node,
		   struct yaml_comment *comment)
{
	comment->index = progress[node].count;
	if (progress[node].last)
		progress[node].last->next = comment;
	else
		input->comments_of[node] = comment;
	progress[node].last = comment;
}

/* Counts the entries that begin before the comment, and returns the last of them. */
static struct entry advance(struct yaml_input *input, struct progress *progress,
			    const yaml_node_t *node, const struct yaml_comment *comment)
{
	size_t count = entry_count(node);
	struct entry entry = { 0 }, next;

	if (!progress->count && node->type == YAML_SEQUENCE_NODE)
		progress->dash = yaml_first_dash(input, node);
	if (progress->count)
		entry = entry_at(input, node, progress->count - 1, progress->dash);
	while (progress->count < count) {
		size_t dash = progress->dash;

		if (progress->count && dash < input->dash_count)
			dash = input->dashes[dash].next;
		next = entry_at(input, node, progress->count, dash);
		if (next.start >= comment->start)
			break;
		progress->dash = dash;
		progress->count++;
		entry = next;
	}
	return entry;
}

static void place(struct yaml_input *input, struct progress *progress, struct yaml_comment *comment)
{
	int node = 1;

	for (;;) {
		struct entry entry =
			advance(input, &progress[node],
				yaml_document_get_node(&input->document, node), comment);

		if (!progress[node].count || entry.is_alias || !is_inside(input, comment, &entry))
			break;
		node = entry.value;
	}
	attach(input, progress, node, comment);
}

void yaml_place_comments(struct yaml_input *input)
{
	size_t count = (size_t)(input->document.nodes.top - input->document.nodes.start);
	struct progress *progress = arena_array(input->arena, count + 1, sizeof(*progress));

	input->comments_of = arena_array(input->arena, count + 1, sizeof(*input->comments_of));
	for (size_t i = 0; i < input->comment_count; i++)
		place(input, progress, &input->comments[i]);
}
