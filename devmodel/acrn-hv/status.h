/* SPDX-License-Identifier: BSD-3-Clause
 * status.h: acrn-hv ps: asks the acrn-hv that runs for its VMs and their devices.
 */
#ifndef ACRN_HV_STATUS_H
#define ACRN_HV_STATUS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "base/socket_directory.h"

/* Prints a table of them. False with an error, also where none runs. */
bool status_print(const struct socket_directory *directory, FILE *stream, struct error *error);

#endif
