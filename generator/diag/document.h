/* SPDX-License-Identifier: BSD-3-Clause
 * document.h: JSON in the making, for the formats of messages that are JSON.
 *
 * What is put into an object or array belongs to it; a value that is NULL is a lack of memory,
 * which ends the run: an incomplete document is none.
 */
#ifndef DIAG_DOCUMENT_H
#define DIAG_DOCUMENT_H

#include <jansson.h>
#include <stdio.h>

struct arena;

void document_set(struct arena *arena, json_t *object, const char *key, json_t *value);
void document_append(struct arena *arena, json_t *array, json_t *value);

/* A new object or array, as a member or at the end of an array; returns it. */
json_t *document_set_object(struct arena *arena, json_t *object, const char *key);
json_t *document_set_array(struct arena *arena, json_t *object, const char *key);
json_t *document_append_object(struct arena *arena, json_t *array);

/* A text, with \xNN for each byte that is not ASCII where it is not UTF-8, such as the name of a
 * file may be. */
json_t *document_text(struct arena *arena, const char *text);

json_t *document_number(size_t number);

/* Prints a document in ASCII, so that no control character reaches a terminal, and a line end; and
 * frees it. The flags are jansson's. */
void document_print(struct arena *arena, json_t *root, FILE *stream, size_t flags);

#endif
