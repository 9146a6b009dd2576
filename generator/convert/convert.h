/* SPDX-License-Identifier: BSD-3-Clause
 * convert.h: a document in the other syntax, without loss: what XML's canonical form keeps is kept,
 * comments too. White space between the elements of XML is not: the output has its own.
 */
#ifndef CONVERT_CONVERT_H
#define CONVERT_CONVERT_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;
struct doc;

/* Drops the white space between elements, and marks every comment that stands behind something else
 * on its line with LOAD_BEHIND. The functions below require that. */
void convert_tidy(const struct doc *doc);

/* Whether a tidy element has text between other nodes, where all white space counts. */
bool convert_is_mixed(const xmlNode *element);

/* Whether two tidy documents have the same canonical form, comments included. False also where one
 * has none, as with relative namespaces. */
bool convert_is_same(const struct doc *one, const struct doc *other);

/* A tidy document as text, which lives in `arena`; NULL when memory ran out inside libxml2. The
 * second puts white space into the tree. */
const char *convert_to_yaml(struct arena *arena, const struct doc *doc, size_t *size);
const char *convert_to_xml(struct arena *arena, const struct doc *doc, size_t *size);

#endif
