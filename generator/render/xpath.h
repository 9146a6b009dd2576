/* SPDX-License-Identifier: BSD-3-Clause
 * xpath.h: the functions of templates: text made safe for the languages that they write, which
 * is the only escaping code; numbers and addresses in other forms; files that are built in.
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
#define XPATH_NAMESPACE "urn:acrn-cfg:emit"

/* A C string literal with its quotes; all but printable ASCII as three octal digits. */
const char *xpath_c_string(struct arena *arena, const char *text);

/* One word of a shell's command line: as it is where that is safe, else in single quotes, or in
 * double quotes with backslashes where it has something that a shell could expand. */
const char *xpath_sh_quote(struct arena *arena, const char *text);

/* A decimal number without a sign as 0x and lower-case hex; NULL for anything else, or for more
 * than 64 bits. */
const char *xpath_hex(struct arena *arena, const char *text);

/* What a 64-bit, prefetchable memory BAR at an address holds: 0x and lower-case hex, as is the
 * address. NULL for anything else, or for an address that is not a multiple of 16. */
const char *xpath_bar64(struct arena *arena, const char *text);

/* A decimal number of bytes in MiB; NULL for anything else, or if it is not whole MiB. */
const char *xpath_mib(struct arena *arena, const char *text);

/* A PCI address BUS:DEVICE.FUNCTION, perhaps with the domain 0000: before it, as a constant of
 * schema/static_config.h, CFG_BDF(0, 8, 0); and as acrn-dm takes it, in hex with slashes. NULL for
 * anything else. */
const char *xpath_cfg_bdf(struct arena *arena, const char *text);
const char *xpath_dm_bdf(struct arena *arena, const char *text);

/* Text for within a comment of C or of a shell: one line that cannot end the comment. What would
 * hide or reorder the text around it is shown as '?'. */
const char *xpath_comment(struct arena *arena, const char *text);

/* The source of a Content-Security-Policy that a style or script with exactly that text has:
 * 'sha256-…'. */
const char *xpath_csp_hash(struct arena *arena, const char *text);

/* The embedded file of that path, see base/embed.h; NULL for an unknown one. */
const char *xpath_embedded(struct arena *arena, const char *path);

/* The shell file of that name, such as "launch/say.sh", without its head: the comment lines that it
 * begins with. NULL for an unknown one. */
const char *xpath_shell(const struct template_files *files, const char *name);

/* Registers them for the templates of `context`, as c-string(), sh-quote() and so on. Takes
 * `context->_private` for itself. */
bool xpath_register(xsltTransformContext *context, struct arena *arena,
		    const struct template_files *files);

#endif
