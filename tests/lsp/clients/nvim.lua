-- SPDX-License-Identifier: BSD-3-Clause
-- nvim.lua: Neovim's own client, headless, edits pair.xml in the working directory. SERVER is the command.
local server = vim.split(vim.env.SERVER, " ")

local function fail(what)
  io.stderr:write("nvim: " .. what .. "\n")
  vim.cmd("cquit 1")
end

local function check(is_good, what)
  if not is_good then
    fail(what)
  end
end

local function wait(what, is_done)
  check(vim.wait(20000, is_done, 10), "no " .. what)
end

local function diagnostics()
  return vim.diagnostic.get(0)
end

vim.cmd("filetype on")
vim.cmd("edit pair.xml")
local client = vim.lsp.start_client({ name = "acrn-cfg", cmd = server, root_dir = vim.loop.cwd() })
check(client, "no client")
vim.lsp.buf_attach_client(0, client)
wait("client", function() return vim.lsp.buf_is_attached(0, client) and vim.lsp.get_client_by_id(client) end)
wait("diagnostics", function() return #diagnostics() > 0 end)

local first = diagnostics()[1]
check(first.code == "shmem-size-invalid", "wrong rule: " .. tostring(first.code))
check(first.lnum == 6 and vim.fn.getline(7):sub(first.col + 1, first.end_col) == "3", "wrong place")

local function ask(method, params)
  local answers, error = vim.lsp.buf_request_sync(0, method, params, 20000)
  check(answers, method .. ": " .. tostring(error))
  local answer = answers[client]
  check(answer and not answer.err, method .. ": " .. vim.inspect(answer))
  return answer.result
end

local function at(line, text, offset)
  vim.fn.cursor(line, vim.fn.getline(line):find(text, 1, true) + (offset or 0))
  return vim.lsp.util.make_position_params()
end

local function apply(edit)
  vim.lsp.util.apply_workspace_edit(edit, vim.lsp.get_client_by_id(client).offset_encoding)
end

-- The fix of the message.
at(7, "3")
local range = vim.lsp.util.make_range_params()
range.context = { diagnostics = {} }
local actions = ask("textDocument/codeAction", range)
check(#actions > 0 and actions[1].kind == "quickfix" and actions[1].isPreferred, "no fix")
apply(actions[1].edit)
check(vim.fn.getline(7):find("<!-- é 😀 --> <IVSHMEM_SIZE>4<", 1, true), "the fix was not applied: " .. vim.fn.getline(7))
wait("clean document", function() return #diagnostics() == 0 end)

-- Typing.
vim.fn.setline(10, (vim.fn.getline(10):gsub("LEFT", "LEFT é 😀")))
wait("message while typing", function() return #diagnostics() > 0 end)
vim.fn.setline(10, (vim.fn.getline(10):gsub(" é 😀", "")))
wait("document that is clean again", function() return #diagnostics() == 0 end)

-- What is asked at a place.
local hover = ask("textDocument/hover", at(7, "IVSHMEM_SIZE"))
check(hover.contents.value:find("power of two", 1, true), "wrong hover: " .. vim.inspect(hover))

local items = ask("textDocument/completion", at(10, "LEFT"))
local labels = vim.tbl_map(function(item) return item.label end, items.items or items)
check(vim.tbl_contains(labels, "SERVICE"), "wrong completion: " .. vim.inspect(labels))

local places = ask("textDocument/definition", at(10, "LEFT"))
check(#places == 1 and places[1].range.start.line == 25, "wrong definition: " .. vim.inspect(places))
local params = at(26, "LEFT")
params.context = { includeDeclaration = true }
check(#ask("textDocument/references", params) == 2, "wrong references")
check(#ask("textDocument/documentHighlight", at(26, "LEFT")) == 2, "wrong highlights")
local symbols = ask("textDocument/documentSymbol", { textDocument = vim.lsp.util.make_text_document_params() })
check(symbols[1].children, "no tree of symbols")

params = at(26, "LEFT")
params.newName = "OTHER"
apply(ask("textDocument/rename", params))
check(vim.fn.getline(10):find(">OTHER<", 1, true) and vim.fn.getline(26):find(">OTHER<", 1, true), "not renamed")

vim.lsp.stop_client(client)
wait("end", function() return not vim.lsp.get_client_by_id(client) or vim.lsp.client_is_stopped(client) end)
vim.cmd("qall!")
