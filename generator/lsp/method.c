/* SPDX-License-Identifier: BSD-3-Clause
 * method.c: the methods of the protocol that the server knows. */
#include <string.h>

#include "lsp/server.h"

static const struct method methods[] = {
	{ .name = "initialize", .is_request = true, .handle = server_initialize },
	{ .name = "initialized", .handle = server_initialized },
	{ .name = "shutdown", .is_request = true, .handle = server_shut_down },
	{ .name = "exit", .handle = server_exit },
	{ .name = "$/cancelRequest", .handle = server_cancel },
	{ .name = "textDocument/didOpen", .handle = server_open },
	{ .name = "textDocument/didChange", .handle = server_change },
	{ .name = "textDocument/didSave", .handle = server_save },
	{ .name = "textDocument/didClose", .handle = server_close },
	{ .name = "workspace/didChangeWatchedFiles", .handle = server_save },
	{ .name = "textDocument/hover",
	  .is_request = true,
	  .has_position = true,
	  .answer = lsp_hover },
	{ .name = "textDocument/completion",
	  .is_request = true,
	  .has_position = true,
	  .answer = lsp_completion },
	{ .name = "textDocument/definition",
	  .is_request = true,
	  .has_position = true,
	  .answer = lsp_definition },
	{ .name = "textDocument/references",
	  .is_request = true,
	  .has_position = true,
	  .answer = lsp_references },
	{ .name = "textDocument/documentHighlight",
	  .is_request = true,
	  .has_position = true,
	  .answer = lsp_highlight },
	{ .name = "textDocument/documentSymbol", .is_request = true, .answer = lsp_symbols },
	{ .name = "textDocument/prepareRename",
	  .is_request = true,
	  .has_position = true,
	  .answer = lsp_prepare_rename },
	{ .name = "textDocument/rename",
	  .is_request = true,
	  .has_position = true,
	  .answer = lsp_rename },
	{ .name = "textDocument/inlayHint", .is_request = true, .answer = lsp_inlay_hints },
	{ .name = "textDocument/formatting", .is_request = true, .answer = lsp_format },
	{ .name = "textDocument/codeAction", .is_request = true, .answer = lsp_code_action },
	{ .name = "textDocument/diagnostic", .is_request = true, .answer = lsp_pull_diagnostics },
};

const struct method *method_find(const char *name)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strcmp(methods[i].name, name) == 0)
			return &methods[i];
	return NULL;
}
