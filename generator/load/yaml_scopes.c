/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_scopes.c: finds what the comments of a YAML file are about. */
#include <string.h>

#include "base/arena.h"
#include "load/comment_list.h"
#include "load/yaml.h"

DEFINE_CLEANUP(yaml_parser_t *, yaml_parser_delete)

/* How far the comments of the file are taken, and how deep the token is. */
struct scoping {
	struct load_comment_list *list;
	const struct yaml_input *input;
	size_t next;  /* comment of the input */
	size_t depth; /* of mappings and lists */
};

/* How deep an entry is: those of the outermost mapping are the file. */
static size_t entry_depth(const struct scoping *scoping)
{
	return scoping->depth ? scoping->depth - 1 : 0;
}

/* Lines of a comment below each other are one comment for libyaml's tree. */
static void add_lines(struct load_comment_list *list, const struct yaml_comment *comment)
{
	const char *bytes = list->source->bytes;
	size_t at = comment->start;

	while (at < comment->end) {
		const char *sign = memchr(bytes + at, '#', comment->end - at);
		size_t end;

		if (!sign)
			return;
		at = (size_t)(sign - bytes);
		end = at + strcspn(sign, "\r\n");
		if (end > comment->end)
			end = comment->end;
		load_comment_add(list, at, end, 1, 0);
		at = end;
	}
}

static void add_before(struct scoping *scoping, size_t at)
{
	const struct yaml_input *input = scoping->input;

	while (scoping->next < input->comment_count && input->comments[scoping->next].start < at)
		add_lines(scoping->list, &input->comments[scoping->next++]);
}

/* At the end of a block, before what begins in `column`: a comment that is further to the right is
 * the last thing in the block. */
static void drop_inner(struct load_comment_list *list, size_t column)
{
	for (size_t i = list->count; i > list->waiting; i--)
		if (yaml_column(list->source, list->all[i - 1].at.start) > column) {
			list->waiting = i;
			return;
		}
}

static void end_collection(struct scoping *scoping, const yaml_token_t *token, size_t at)
{
	if (token->type == YAML_BLOCK_END_TOKEN)
		drop_inner(scoping->list, token->start_mark.column);
	else
		load_scopes_drop(scoping->list);
	load_scopes_end(scoping->list, at, entry_depth(scoping), false);
	scoping->depth -= scoping->depth > 0;
}

/* A list in a mapping may be as far to the left as its key: libyaml has no token for where it
 * begins and ends, so its items are as deep as the key is. */
static void take_entry(struct scoping *scoping, const yaml_token_t *token, size_t at)
{
	bool is_item = token->type == YAML_BLOCK_ENTRY_TOKEN;

	if (is_item || token->type == YAML_KEY_TOKEN || token->type == YAML_FLOW_ENTRY_TOKEN)
		load_scopes_end(scoping->list, at, entry_depth(scoping), is_item);
	if (token->type != YAML_FLOW_ENTRY_TOKEN)
		load_scopes_begin(scoping->list, at, entry_depth(scoping), is_item);
	if (token->type == YAML_FLOW_MAPPING_START_TOKEN ||
	    token->type == YAML_FLOW_SEQUENCE_START_TOKEN)
		scoping->depth++;
}

static void take_token(struct scoping *scoping, const yaml_token_t *token)
{
	size_t at = yaml_offset(scoping->input, &token->start_mark);

	add_before(scoping, at);
	switch (token->type) {
	case YAML_BLOCK_MAPPING_START_TOKEN:
	case YAML_BLOCK_SEQUENCE_START_TOKEN:
		scoping->depth++;
		break;
	case YAML_BLOCK_END_TOKEN:
	case YAML_FLOW_SEQUENCE_END_TOKEN:
	case YAML_FLOW_MAPPING_END_TOKEN:
		end_collection(scoping, token, at);
		break;
	case YAML_KEY_TOKEN:
	case YAML_BLOCK_ENTRY_TOKEN:
	case YAML_FLOW_ENTRY_TOKEN:
	case YAML_FLOW_MAPPING_START_TOKEN:
	case YAML_FLOW_SEQUENCE_START_TOKEN:
	case YAML_SCALAR_TOKEN:
	case YAML_ALIAS_TOKEN:
	case YAML_ANCHOR_TOKEN:
	case YAML_TAG_TOKEN:
		take_entry(scoping, token, at);
		break;
	default:
		break;
	}
}

void load_yaml_comments(struct load_comment_list *list)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(list->arena);
	struct yaml_input *input = yaml_input_new(own, list->source, diags_new(own));
	CLEANUP(yaml_parser_delete)
	yaml_parser_t *parser = yaml_parser_of(own, list->source->bytes, list->source->size);
	struct scoping scoping = { .list = list, .input = input };
	bool is_over = !yaml_scan(input);

	while (!is_over) {
		yaml_token_t token;

		if (!yaml_parser_scan(parser, &token)) {
			yaml_check_memory(own, parser);
			break;
		}
		take_token(&scoping, &token);
		is_over = token.type == YAML_STREAM_END_TOKEN;
		yaml_token_delete(&token);
	}
}
