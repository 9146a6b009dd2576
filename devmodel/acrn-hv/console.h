/* SPDX-License-Identifier: BSD-3-Clause
 * console.h: a VM's serial console, for a viewer that may come and go.
 *
 * The guest's output is always read, so that no guest blocks; the last 64 KiB are kept. A viewer
 * that comes late or reads slowly gets those first.
 */
#ifndef ACRN_HV_CONSOLE_H
#define ACRN_HV_CONSOLE_H

#include "base/error.h"
#include "base/loop.h"

struct console;

enum console_kind {
	CONSOLE_SOCKET, /* a UNIX stream socket, for one viewer at a time */
	CONSOLE_PTY,	/* a pseudo-terminal; `path` is a symbolic link to it */
	CONSOLE_FILE,	/* appended to a file; no input. At 16 MiB a new one begins: `path` with the
			 * suffix .old is the one before */
};

/* Creates it at `path`, and replaces a socket or link of an earlier run. The loop must outlive it,
 * the path is copied, SIGPIPE must be ignored. NULL with an error. */
struct console *console_open(struct loop *loop, enum console_kind kind, const char *path,
			     struct error *error);

/* Removes the socket or link, too. NULL is fine. */
void console_close(struct console *console);

/* The VM's end for its next run, to be its standard input and output; it belongs to the console.
 * The end of an earlier run is closed, and pending input for it is dropped. -1 with an error. */
int console_vm_end(struct console *console, struct error *error);

#endif
