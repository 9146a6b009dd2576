/* SPDX-License-Identifier: BSD-3-Clause
 * host_paths.h: paths of a host in the syntaxes of the tools that set their owners and rights, and
 * start what opens them.
 *
 * A path is absolute and not empty. Results live in `arena` and do not end their field or line.
 */
#ifndef RENDER_HOST_PATHS_H
#define RENDER_HOST_PATHS_H

struct arena;

/* For `setfacl --restore` in the root directory: without the slash that it begins with, and with
 * a backslash and three octal digits for each unusual byte. */
const char *host_paths_acl(struct arena *arena, const char *path);

/* For tmpfiles.d, in quotes: neither a pattern nor a specifier. NULL for a path with a control
 * character, which such a line cannot hold. */
const char *host_paths_tmpfiles(struct arena *arena, const char *path);

/* For a profile of AppArmor, in quotes: neither a pattern nor a variable. */
const char *host_paths_apparmor(struct arena *arena, const char *path);

/* For BindPaths= or DeviceAllow= of a unit of systemd, in quotes, without specifiers; not for
 * ReadWritePaths= and its like, where a backslash is literal. NULL for a path with a control
 * character. */
const char *host_paths_unit(struct arena *arena, const char *path);

/* For file_contexts of SELinux, and for a string of CIL: a regular expression that matches the path
 * only. file_contexts has neither blanks nor bytes over 0x7f, and CIL no quotes in strings: what is
 * unusual is \xHH. */
const char *host_paths_selinux(struct arena *arena, const char *path);

#endif
