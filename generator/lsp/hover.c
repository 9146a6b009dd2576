/* SPDX-License-Identifier: BSD-3-Clause
 * hover.c: what is under the pointer. */
#include "lsp/internal.h"

json_t *lsp_hover(const struct lsp_query *query)
{
	(void)query;
	return NULL;
}
