/* SPDX-License-Identifier: BSD-3-Clause
 * rename.c: gives a VM or a region another name. */
#include "lsp/internal.h"

json_t *lsp_prepare_rename(const struct lsp_query *query)
{
	(void)query;
	return NULL;
}

json_t *lsp_rename(const struct lsp_query *query)
{
	(void)query;
	return NULL;
}
