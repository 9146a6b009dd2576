/* SPDX-License-Identifier: BSD-3-Clause
 * initialize.c: what the client can do, and what the server offers. */
#include <string.h>

#include "lsp/server.h"

/* The value at a path of names with dots between them; NULL where there is none. */
static const json_t *find(const json_t *json, const char *path)
{
	size_t length;

	for (; json && *path; path += length + (path[length] == '.')) {
		length = strcspn(path, ".");
		json = json_object_getn(json, path, length);
	}
	return json;
}

static bool has(const json_t *list, const char *value)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *each = json_string_value(json_array_get(list, i));

		if (each && strcmp(each, value) == 0)
			return true;
	}
	return false;
}

static struct lsp_client read_client(const json_t *offered)
{
	const json_t *text = json_object_get(offered, "textDocument");
	const json_t *diagnostics = json_object_get(text, "publishDiagnostics");
	const json_t *item = find(text, "completion.completionItem");

	return (struct lsp_client) {
		.encoding = has(find(offered, "general.positionEncodings"), "utf-8") ? LSP_UTF8
										     : LSP_UTF16,
		.takes_document_changes =
			json_is_true(find(offered, "workspace.workspaceEdit.documentChanges")),
		.takes_markdown_hover = has(find(text, "hover.contentFormat"), "markdown"),
		.takes_markdown_completion =
			has(json_object_get(item, "documentationFormat"), "markdown"),
		.takes_snippets = json_is_true(json_object_get(item, "snippetSupport")),
		.takes_symbol_trees = json_is_true(
			find(text, "documentSymbol.hierarchicalDocumentSymbolSupport")),
		.takes_action_literals = find(text, "codeAction.codeActionLiteralSupport") != NULL,
		.takes_related = json_is_true(json_object_get(diagnostics, "relatedInformation")),
		.takes_tags = json_object_get(diagnostics, "tagSupport") != NULL,
		.takes_code_links =
			json_is_true(json_object_get(diagnostics, "codeDescriptionSupport")),
		.watches_files = json_is_true(
			find(offered, "workspace.didChangeWatchedFiles.dynamicRegistration")),
		.is_pulling = json_object_get(text, "diagnostic") && !diagnostics,
	};
}

static json_t *describe_actions(const struct lsp_client *client)
{
	if (!client->takes_action_literals)
		return json_true();
	return json_pack("{s:[s, s]}", "codeActionKinds", "quickfix", "source.fixAll.acrn-cfg");
}

static json_t *describe_rename(const json_t *offered)
{
	if (!json_is_true(find(offered, "textDocument.rename.prepareSupport")))
		return json_true();
	return json_pack("{s:b}", "prepareProvider", 1);
}

static json_t *describe_server(const struct lsp_client *client, const json_t *offered)
{
	json_t *capabilities = json_pack(
		"{s:s, s:{s:b, s:i, s:b}, s:b, s:{s:[s, s, s, s, s]}, s:b, s:b, s:b, s:b, s:b, "
		"s:o, "
		"s:o}",
		"positionEncoding", client->encoding == LSP_UTF8 ? "utf-8" : "utf-16",
		"textDocumentSync", "openClose", 1, "change", 2, "save", 1, "hoverProvider", 1,
		"completionProvider", "triggerCharacters", "<", "\"", "'", ">", " ",
		"definitionProvider", 1, "referencesProvider", 1, "documentHighlightProvider", 1,
		"documentSymbolProvider", 1, "documentFormattingProvider", 1, "renameProvider",
		describe_rename(offered), "codeActionProvider", describe_actions(client));

	if (client->is_pulling)
		json_object_set_new(capabilities, "diagnosticProvider",
				    json_pack("{s:s, s:b, s:b}", "identifier", "acrn-cfg",
					      "interFileDependencies", 1, "workspaceDiagnostics",
					      0));
	if (find(offered, "textDocument.inlayHint"))
		json_object_set_new(capabilities, "inlayHintProvider", json_true());
	return capabilities;
}

void server_initialize(struct server *server, const struct message *message)
{
	const json_t *offered = json_object_get(message->params, "capabilities");

	server->client = read_client(offered);
	server->state = SERVER_READY;
	server_reply(server, message->id,
		     json_pack("{s:o, s:{s:s, s:s}}", "capabilities",
			       describe_server(&server->client, offered), "serverInfo", "name",
			       "acrn-cfg", "version", VERSION));
}

/* Boards, and other files that are read and may not be open. */
void server_initialized(struct server *server, const struct message *message)
{
	static const char watched[] = "**/*.{xml,yaml,yml,sh}";

	(void)message;
	if (!server->client.watches_files)
		return;
	server_ask(server, "client/registerCapability",
		   json_pack("{s:[{s:s, s:s, s:{s:[{s:s}]}}]}", "registrations", "id", "files",
			     "method", "workspace/didChangeWatchedFiles", "registerOptions",
			     "watchers", "globPattern", watched));
}
