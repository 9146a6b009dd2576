/* SPDX-License-Identifier: BSD-3-Clause
 * json.h: an XSD as JSON Schema, for documents in YAML (docs/yaml.md).
 */
#ifndef VALIDATE_PREPARE_JSON_H
#define VALIDATE_PREPARE_JSON_H

#include <jansson.h>
#include <libxml/tree.h>
#include <stdbool.h>

/* Prints the schema, of draft 07: what editors support. */
void json_schema_write(const xmlNode *schema);

/* prepare/json_values.c: the schema of the values of a simple type, as YAML has them: `name` may be
 * a built-in one; `user` has that type. */
json_t *json_values(const xmlNode *user, const char *name);

/* Whether the empty text is one of its values. */
bool json_takes_empty(const xmlNode *user, const char *name);

/* A value of the type, as YAML resolves it: a number where it can be one. */
json_t *json_value(const xmlNode *user, const char *name, const char *text);

/* prepare/json_pattern.c: a pattern of XML Schema as one of ECMAScript, for values with white space
 * as it is in the document. The caller frees both. */
char *json_pattern(const char *pattern);

/* The pattern of one text. */
char *json_pattern_of_text(const char *text);

#endif
