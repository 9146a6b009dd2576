/* SPDX-License-Identifier: BSD-3-Clause
 * status.h: acrn-hv ps: asks the acrn-hv that runs for its VMs and their devices.
 */
#ifndef STATUS_H
#define STATUS_H

#include <stdbool.h>
#include <stdio.h>

#include "fault.h"
#include "socket_directory.h"

/* Prints a table of them. False with a fault, also where none runs. */
bool status_print(const struct socket_directory *directory, FILE *stream, struct fault *fault);

#endif
