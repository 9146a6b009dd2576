/* SPDX-License-Identifier: BSD-3-Clause
 * console_relay.h: a terminal as the guest's console, with a key that this program gets.
 *
 * QEMU would have the terminal for itself, and the user no way out of a guest that does not end.
 * A process of its own copies the bytes: a terminal that is not read must not block the devices,
 * and it restores the terminal whatever ends this process, as this one does if that is killed.
 */
#ifndef ACRN_DM_CONSOLE_RELAY_H
#define ACRN_DM_CONSOLE_RELAY_H

#include <stdbool.h>
#include <termios.h>

#include "base/child.h"
#include "base/error.h"
#include "base/loop.h"

/* All zero is closed. It must stay where it is until console_relay_stop(). */
struct console_relay {
	struct loop *loop; /* NULL: closed */
	struct child child;
	int escapes; /* a byte for each escape key */
	int vmm_end; /* to be QEMU's standard input and output */
	struct termios before;
	void (*on_escape)(void *data);
	void *data;
};

/* Starts the process; standard input must be a terminal, which is raw from then on. `hint` tells
 * the user what the escape key does, which calls on_escape(). False with an error. */
bool console_relay_start(struct console_relay *relay, struct loop *loop, const char *hint,
			 void (*on_escape)(void *data), void *data, struct error *error);

/* Once QEMU has ended: waits until its last output is shown and the terminal restored, at most five
 * seconds. May be called twice. */
void console_relay_stop(struct console_relay *relay);

#endif
