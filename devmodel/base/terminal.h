/* SPDX-License-Identifier: BSD-3-Clause
 * terminal.h: a VM's console on this process's standard input and output, with an escape key.
 */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>

struct terminal_setup {
	int console;	  /* non-blocking; the caller closes it */
	const char *hint; /* what the escape key does: shown first, on a terminal */
	/* The user has pressed the escape key, Ctrl-], on a terminal. False ends the copying. */
	bool (*on_escape)(void *data);
	void *data;
};

/* Copies bytes until the console ends or on_escape() returns false. A terminal is raw meanwhile: no
 * other key has an effect here, and a lost terminal ends the copying; a signal that ends the
 * process does so once the terminal is restored. At the end of an input that is not a terminal the
 * output goes on. Ignores SIGPIPE from then on. May block for as long as standard output does. */
void terminal_run(const struct terminal_setup *setup);

#endif
