/* SPDX-License-Identifier: BSD-3-Clause
 * xpath.h: the functions of templates: text made safe for the languages that they write, which
 * is the only escaping code, and files that are built in.
 *
 * All text is UTF-8. Results live in `arena`.
 */
#ifndef RENDER_XPATH_H
#define RENDER_XPATH_H

#include <libxslt/xsltInternals.h>
#include <stdbool.h>

struct arena;
struct template_files;

/* The namespace of the functions in templates. */
#define EMIT_NAMESPACE "urn:acrn-cfg:emit"

/* A C string literal with its quotes; all but printable ASCII as three octal digits. */
const char *emit_c_string(struct arena *arena, const char *text);

/* One word of a shell's command line: as it is where that is safe, else in single quotes, or in
 * double quotes with backslashes where it looks like something to expand. */
const char *emit_sh_quote(struct arena *arena, const char *text);

/* A decimal number without a sign as 0x and lower-case hex; NULL for anything else, or for more
 * than 64 bits. */
const char *emit_hex(struct arena *arena, const char *text);

/* Text for within a comment of C or of a shell: one line that cannot end the comment. What would
 * hide or reorder the text around it is shown as '?'. */
const char *emit_comment(struct arena *arena, const char *text);

/* The embedded file of that path, see base/embed.h; NULL for an unknown one. */
const char *emit_embedded(struct arena *arena, const char *path);

/* The shell file of that name, such as "launch/say.sh", without its head: the comment lines that it
 * begins with. NULL for an unknown one. */
const char *emit_shell(const struct template_files *files, const char *name);

/* Makes them known to the templates of `context`, as c-string(), sh-quote(), hex(), comment(),
 * embedded() and shell(). Takes `context->_private` for itself. */
bool emit_xpath_register(xsltTransformContext *context, struct arena *arena,
			 const struct template_files *files);

#endif
