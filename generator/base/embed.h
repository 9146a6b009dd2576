/* SPDX-License-Identifier: BSD-3-Clause
 * embed.h: the files that the binary carries with it: schemas, templates, boards, the rules' texts.
 */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include <stddef.h>

/* The bytes of the embedded file of that path from the project's root, such as "schema/plan.xsd";
 * *size in bytes. NULL for an unknown one. Constant for the life of the process. */
const char *embed_find(const char *path, size_t *size);

/* The path of the n-th embedded file, in the order of the C locale; NULL past the last. */
const char *embed_path(size_t n);

#endif
