" SPDX-License-Identifier: BSD-3-Clause
" ale.vim: Vim with ALE, without a terminal, edits pair.xml in the working directory. SERVER is the command.
set nocompatible hidden
set packpath+=/usr/share/vim/addons
set runtimepath^=/usr/share/vim-ale,/usr/share/vim/addons
filetype plugin on

let g:ale_linters_explicit = 1
let g:ale_linters = {'xml': ['acrn']}
let g:ale_lint_delay = 0
let g:ale_save_hidden = 0
runtime plugin/ale.vim
call ale#linter#Define('xml', {
\ 'name': 'acrn', 'lsp': 'stdio', 'executable': split($SERVER)[0], 'command': $SERVER,
\ 'project_root': getcwd(), 'language': 'xml'})

let s:failure = getcwd() . '/failure'
function! Fail(what)
  call writefile(['ale: ' . a:what, v:exception, v:errmsg], s:failure)
  cquit!
endfunction

" Waits until an expression is true.
function! Wait(what, expression)
  let l:left = 400
  while l:left && !eval(a:expression)
    sleep 50m
    let l:left -= 1
  endwhile
  if !l:left
    call Fail('no ' . a:what)
  endif
endfunction

function! Messages()
  return map(copy(ale#engine#GetLoclist(bufnr(''))), {index, message -> message.code})
endfunction

" What ALE would show, and what a user would type.
let g:shown = []
let g:typed = []
runtime autoload/ale/util.vim
function! ale#util#ShowMessage(message, ...)
  call add(g:shown, a:message)
endfunction
function! ale#util#Input(message, value, ...)
  return remove(g:typed, 0)
endfunction

edit pair.xml
" ALE counts bytes where the protocol counts UTF-16: this document is ASCII.
silent %s/<!--.*--> //
ALELint
call Wait('diagnostics', 'Messages() == ["shmem-size-invalid"]')
let s:message = ale#engine#GetLoclist(bufnr(''))[0]
if s:message.lnum != 7 || s:message.col != 25
  call Fail('wrong place: ' . string(s:message))
endif

call cursor(7, 25)
call add(g:typed, '1')
ALECodeAction
call Wait('fix', 'getline(7) =~ ">4<"')
ALELint
call Wait('clean document', 'Messages() == []')

call cursor(7, 13)
ALEHover
call Wait('hover', 'join(g:shown) =~ "power of two"')

" ALE takes completions in insert mode only, which there is none of without a terminal.
function! ale#util#Mode(...)
  return 'i'
endfunction
call cursor(10, 24)
call ale#completion#GetCompletions('ale-callback', {'callback': {items -> add(g:shown, string(map(copy(items), 'v:val.word')))}})
call Wait('completion', 'g:shown[-1] =~ "SERVICE"')

call cursor(26, 11)
call add(g:typed, 'OTHER')
ALERename
call Wait('rename', 'getline(26) =~ ">OTHER<" && getline(10) =~ ">OTHER<"')

ALEStopAllLSPs
" Without a terminal the status is that of the last error, such as one within ALE that it has handled.
cquit! 0
