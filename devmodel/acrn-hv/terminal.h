/* SPDX-License-Identifier: BSD-3-Clause
 * terminal.h: acrn-hv console: a VM's console on standard input and output.
 */
#ifndef ACRN_HV_TERMINAL_H
#define ACRN_HV_TERMINAL_H

#include <stdbool.h>

#include "base/error.h"
#include "base/socket_directory.h"

/* Runs until the console ends, or the user presses Ctrl-]. At the end of an input that is not a
 * terminal it goes on with the output. False with an error, also if the VM has no console there. */
bool terminal_run(const struct socket_directory *directory, const char *vm, struct error *error);

#endif
