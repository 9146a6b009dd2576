/* SPDX-License-Identifier: BSD-3-Clause
 * symbols.c: the outline of a document. */
#include "lsp/internal.h"

json_t *lsp_symbols(const struct lsp_query *query)
{
	(void)query;
	return NULL;
}
