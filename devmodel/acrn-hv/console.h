/* SPDX-License-Identifier: BSD-3-Clause
 * console.h: a VM's serial console, for whoever looks at it, now or later.
 *
 * What the guest says is always taken, so that no guest waits for a reader; the last 64 KiB are
 * kept. Who comes late or reads slowly sees those first.
 */
#ifndef ACRN_HV_CONSOLE_H
#define ACRN_HV_CONSOLE_H

#include "base/error.h"
#include "base/loop.h"

struct console;

enum console_kind {
	CONSOLE_SOCKET, /* a UNIX stream socket, for one at a time */
	CONSOLE_PTY,	/* a pseudo-terminal, which `path` is a symbolic link to */
	CONSOLE_FILE,	/* added to a file; nobody types */
};

/* Makes it at `path`; of another run's a socket or link there is replaced. The loop must outlive
 * it, the path is copied, SIGPIPE is ignored. NULL with an error. */
struct console *console_open(struct loop *loop, enum console_kind kind, const char *path,
			     struct error *error);

/* The path of a socket or link goes. NULL is fine. */
void console_close(struct console *console);

/* The VM's end for its next run, to be its standard input and output; it stays the console's to
 * close. Nothing is heard of an earlier run any more, and what was typed for it is forgotten. -1
 * with an error. */
int console_vm_end(struct console *console, struct error *error);

#endif
