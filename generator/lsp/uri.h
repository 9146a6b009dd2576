/* SPDX-License-Identifier: BSD-3-Clause
 * uri.h: URIs of files.
 */
#ifndef LSP_URI_H
#define LSP_URI_H

struct arena;

/* The path of a file: URI without a host, percent-decoded; NULL for any other URI. */
const char *uri_path(struct arena *arena, const char *uri);

/* The URI of an absolute path, in the form that most clients write it. */
const char *uri_of_path(struct arena *arena, const char *path);

#endif
