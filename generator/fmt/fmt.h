/* SPDX-License-Identifier: BSD-3-Clause
 * fmt.h: the canonical form of scenarios, boards and launch XML, in XML and in YAML.
 *
 * Lines are indented by two blanks a level, elements of scenarios are in the order of the schema,
 * and empty lines stay one at a time. Content never changes: texts, attributes' values, comments,
 * anchors and quotes are written as they are.
 */
#ifndef FMT_FMT_H
#define FMT_FMT_H

#include <stddef.h>

struct arena;
struct diags;
struct source;

/* The canonical form of a source, of *size bytes and without a byte order mark; its lines end as
 * its first line does. NULL with a diag: it cannot be parsed, it is neither a scenario of any
 * release nor a board description or a launch XML, or (DIAG_FORMAT_UNSAFE, which is a fault of this
 * code) the result would not have the same content. It lives in `arena`. */
const char *fmt_format(struct arena *arena, const struct source *source, struct diags *diags,
		       size_t *size);

#endif
