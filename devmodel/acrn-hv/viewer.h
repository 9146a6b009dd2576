/* SPDX-License-Identifier: BSD-3-Clause
 * viewer.h: acrn-hv console: a VM's console on standard input and output.
 */
#ifndef ACRN_HV_VIEWER_H
#define ACRN_HV_VIEWER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/socket_directory.h"

/* Asks acrn-hv where the VM's console is, and runs until it ends or the user presses Ctrl-]. False
 * with an error that says why there is none: no acrn-hv is running, the VM is not known or not
 * started by acrn-hv, or its console is a file. */
bool viewer_run(const struct socket_directory *directory, const char *vm, struct error *error);

#endif
