/* SPDX-License-Identifier: BSD-3-Clause
 * navigate.c: where a name is defined, and used. */
#include "lsp/internal.h"

json_t *lsp_definition(const struct lsp_query *query)
{
	(void)query;
	return NULL;
}

json_t *lsp_references(const struct lsp_query *query)
{
	(void)query;
	return NULL;
}

json_t *lsp_highlight(const struct lsp_query *query)
{
	(void)query;
	return NULL;
}
