/* SPDX-License-Identifier: BSD-3-Clause
 * completion.c: what may be written at a place. */
#include "lsp/internal.h"

json_t *lsp_completion(const struct lsp_query *query)
{
	(void)query;
	return NULL;
}
