/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_text.h: texts and comments as they are written in YAML, and back: each way without loss.
 */
#ifndef LOAD_YAML_TEXT_H
#define LOAD_YAML_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A text on one line: as it is where every reader of YAML takes that for this text, or for this
 * number, and in quotes elsewhere. */
const char *yaml_text_scalar(struct arena *arena, const char *text);

/* A text on one line in that kind of quotes, ' or "; NULL where single quotes cannot hold it. */
const char *yaml_text_quoted(struct arena *arena, const char *text, char quote);

/* Whether this program's reader takes a text without quotes for that text, in braces or brackets if
 * it is `in_flow`. Other readers may take it for a number or a boolean. */
bool yaml_text_is_plain(const char *text, bool in_flow);

/* Whether a text of several lines can be a block scalar: what is between its lines is kept. */
bool yaml_text_is_block(const char *text);

/* The text of an XML comment, as lines to be written behind a '#' each. */
const char *yaml_text_comment(struct arena *arena, const char *comment);

/* The XML comment for `size` bytes of a YAML comment: whole lines, from the first '#' on. */
const char *yaml_text_of_comment(struct arena *arena, const char *bytes, size_t size);

#endif
