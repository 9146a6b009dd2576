/* SPDX-License-Identifier: BSD-3-Clause
 * repair.h: JSON with characters that are none.
 */
#ifndef LSP_REPAIR_H
#define LSP_REPAIR_H

#include <stddef.h>

/* Replaces each escape of half a surrogate pair by that of U+FFFD, and each byte that is not UTF-8
 * by a question mark: one unit by another one, so that positions stay. Editors written in
 * JavaScript can send such halves, and a change that is lost would make all later messages wrong.
 */
void repair_characters(char *json, size_t size);

#endif
