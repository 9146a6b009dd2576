/* SPDX-License-Identifier: BSD-3-Clause
 * space.h: white space as XML defines it, in every locale.
 */
#ifndef BASE_SPACE_H
#define BASE_SPACE_H

#include <stdbool.h>

static inline bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

#endif
