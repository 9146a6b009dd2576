// SPDX-License-Identifier: BSD-3-Clause
// vscode.js: the client side of the protocol by Visual Studio Code's own library edits pair.xml in the working
// directory. SERVER is the command.
"use strict";
const assert = require("assert");
const { spawn } = require("child_process");
const fs = require("fs");
const url = require("url");
const rpc = require("vscode-languageserver-protocol/node");

const [program, ...options] = process.env.SERVER.split(" ");
const server = spawn(program, options, { stdio: ["pipe", "pipe", "inherit"] });
const connection = rpc.createProtocolConnection(
  new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));

const uri = url.pathToFileURL("pair.xml").href;
let text = fs.readFileSync("pair.xml", "utf8");
let version = 1;
const published = new Map();
let notify = () => {};

connection.onNotification(rpc.PublishDiagnosticsNotification.type, (params) => {
  published.set(params.version, params.diagnostics);
  notify();
});
connection.onRequest(rpc.RegistrationRequest.type, () => null);
connection.listen();

async function diagnostics() {
  while (!published.has(version)) {
    await new Promise((resolve) => { notify = resolve; });
  }
  return published.get(version);
}

function offset(position) {
  const lines = text.split("\n");
  return lines.slice(0, position.line).reduce((sum, line) => sum + line.length + 1, 0) + position.character;
}

function position(needle, inside = 0) {
  const before = text.slice(0, text.indexOf(needle) + inside).split("\n");
  return { line: before.length - 1, character: before[before.length - 1].length };
}

// Applies edits from the end on, and tells the server of each as a change of its own.
function apply(edits) {
  const changes = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  for (const edit of changes) {
    text = text.slice(0, offset(edit.range.start)) + edit.newText + text.slice(offset(edit.range.end));
  }
  version += 1;
  return connection.sendNotification(rpc.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version },
    contentChanges: changes.map((edit) => ({ range: edit.range, text: edit.newText })),
  });
}

async function main() {
  const answer = await connection.sendRequest(rpc.InitializeRequest.type, {
    processId: process.pid, rootUri: url.pathToFileURL(".").href,
    capabilities: {
      general: { positionEncodings: ["utf-16"] },
      workspace: { workspaceEdit: { documentChanges: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
      textDocument: {
        publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] } },
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source", "source.fixAll"] } } },
        hover: { contentFormat: ["markdown", "plaintext"] },
        completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown"] } },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        rename: { prepareSupport: true },
      },
    },
  });
  assert.strictEqual(answer.capabilities.textDocumentSync.change, rpc.TextDocumentSyncKind.Incremental);
  await connection.sendNotification(rpc.InitializedNotification.type, {});
  await connection.sendNotification(rpc.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "xml", version, text },
  });

  const [first] = await diagnostics();
  assert.strictEqual(first.code, "shmem-size-invalid");
  assert.strictEqual(text.slice(offset(first.range.start), offset(first.range.end)), "3");

  const actions = await connection.sendRequest(rpc.CodeActionRequest.type, {
    textDocument: { uri }, range: first.range, context: { diagnostics: [first], only: ["quickfix"] },
  });
  const [change] = actions[0].edit.documentChanges;
  assert.strictEqual(change.textDocument.version, version);
  await apply(change.edits);
  assert.deepStrictEqual(await diagnostics(), []);

  const at = (needle, inside) => ({ textDocument: { uri }, position: position(needle, inside) });
  const hover = await connection.sendRequest(rpc.HoverRequest.type, at("<IVSHMEM_SIZE", 1));
  assert.strictEqual(hover.contents.kind, "markdown");
  assert.match(hover.contents.value, /power of two/);
  const { items } = await connection.sendRequest(rpc.CompletionRequest.type, at("LEFT</VM_NAME", 0));
  assert(items.some((item) => item.label === "SERVICE"));
  const [definition] = await connection.sendRequest(rpc.DefinitionRequest.type, at("LEFT</VM_NAME", 0));
  assert.deepStrictEqual(definition.range.start, position("LEFT</name"));
  const references = await connection.sendRequest(rpc.ReferencesRequest.type,
    { ...at("LEFT</name"), context: { includeDeclaration: true } });
  assert.strictEqual(references.length, 2);
  const symbols = await connection.sendRequest(rpc.DocumentSymbolRequest.type, { textDocument: { uri } });
  assert(symbols.every((symbol) => symbol.selectionRange));

  const named = await connection.sendRequest(rpc.PrepareRenameRequest.type, at("LEFT</name"));
  assert.strictEqual(named.placeholder, "LEFT");
  await assert.rejects(connection.sendRequest(rpc.RenameRequest.type, { ...at("LEFT</name"), newName: "RIGHT" }), /duplicate/);
  const renamed = await connection.sendRequest(rpc.RenameRequest.type, { ...at("LEFT</name"), newName: "OTHER" });
  await apply(renamed.documentChanges[0].edits);
  assert.deepStrictEqual(await diagnostics(), []);

  await connection.sendRequest(rpc.ShutdownRequest.type);
  await connection.sendNotification(rpc.ExitNotification.type);
}

server.on("exit", (status) => process.exit(status));
main().catch((error) => {
  console.error("vscode:", error);
  process.exit(1);
});
