;;; eglot.el --- Emacs with Eglot, in batch, edits pair.xml in the working directory  -*- lexical-binding: t -*-
;; SPDX-License-Identifier: BSD-3-Clause

;;; Commentary:

;; SERVER is the command.

;;; Code:

(require 'package)
(package-initialize)
(require 'eglot)
(require 'cl-lib)
(require 'nxml-mode)

(defun wait-for (what is-done)
  "Wait until IS-DONE returns non-nil, or fail for lack of WHAT."
  (let ((left 400))
    (while (and (> left 0) (not (funcall is-done)))
      (accept-process-output nil 0.05)
      (setq left (1- left)))
    (when (= left 0)
      (error "No %s" what))))

(defun go-to (text)
  "Go to the beginning of the first TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun diagnostics ()
  "The messages of the buffer."
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(setq eglot-server-programs `((nxml-mode . ,(split-string (getenv "SERVER"))))
      eglot-sync-connect 20
      eglot-autoshutdown nil)

(find-file "pair.xml")
(setq-local nxml-sexp-element-flag t)
(nxml-mode)
(apply #'eglot--connect (eglot--guess-contact))
(eglot--maybe-activate-editing-mode)
(wait-for "connection" #'eglot-current-server)
(flymake-mode 1)
(flymake-start)
(wait-for "diagnostics" #'diagnostics)
(unless (string-match-p "power of two" (car (diagnostics)))
  (error "Wrong diagnostics: %S" (diagnostics)))

(let* ((message (car (flymake-diagnostics)))
       (actions (eglot-code-actions (flymake-diagnostic-beg message) (flymake-diagnostic-end message) "quickfix"))
       (fix (elt actions 0)))
  (eglot--apply-workspace-edit (plist-get fix :edit)))
(unless (string-match-p "😀 --> <IVSHMEM_SIZE>4<" (buffer-string))
  (error "The fix was not applied"))
(eglot--signal-textDocument/didChange)
(flymake-start)
(wait-for "clean document" (lambda () (null (diagnostics))))

(go-to "IVSHMEM_SIZE")
(let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover (eglot--TextDocumentPositionParams))))
  (unless (string-match-p "power of two" (format "%S" hover))
    (error "Wrong hover: %S" hover)))
(go-to "LEFT</name")
(eglot-rename "OTHER")
(unless (= 2 (how-many ">OTHER<" (point-min) (point-max)))
  (error "Not renamed"))

(set-buffer-modified-p nil)
(eglot-shutdown (eglot--current-server-or-lose))
;;; eglot.el ends here
