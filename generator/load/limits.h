/* SPDX-License-Identifier: BSD-3-Clause
 * limits.h: what a file has to be before libxml2 sees it, for the load*.c files only.
 *
 * libxml2 compares every attribute of a tag with the others, and every name with many; the schema's
 * validation appends text to text. The limits keep all that in proportion to the file.
 */
#ifndef LOAD_LIMITS_H
#define LOAD_LIMITS_H

#include <stdbool.h>

#include "diag/diag.h"

#define LOAD_NODES_MAX	       2000000u	       /* elements and attributes of a file */
#define LOAD_ATTRIBUTES_MAX    100u	       /* of an element */
#define LOAD_PIECE_MAX	       (1024u * 1024u) /* bytes of a tag, and between two tags */
#define LOAD_INTERRUPTIONS_MAX 1000u	       /* comments and the like between two tags */
#define LOAD_NAMESPACES_MAX    100u	       /* declared in a file */
#define LOAD_NAMES_MAX	       10000u	       /* different ones */

/* Whether a source is UTF-8 without NUL bytes; if not, `diags` says so at the first wrong byte,
 * by the rule of the syntax. */
bool load_is_text(const struct source *source, enum diag_code rule, struct diags *diags);

/* Whether a source, well-formed or not, keeps to the first four limits; if not, `diags` says where.
 * The last two are up to load_xml(). */
bool load_is_bounded(const struct source *source, struct diags *diags);

/* Reports that there is more than `limit` of `what` at an offset. Returns false. */
bool load_refuse_excess(struct diags *diags, const struct source *source, size_t at,
			const char *what, unsigned limit);

#endif
