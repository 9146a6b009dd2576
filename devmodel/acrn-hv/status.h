/* SPDX-License-Identifier: BSD-3-Clause
 * status.h: acrn-hv ps: the VMs of a running acrn-hv, and their devices.
 */
#ifndef ACRN_HV_STATUS_H
#define ACRN_HV_STATUS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "base/socket_directory.h"

/* Prints them as a table. False with an error, also if none is running. */
bool status_print(const struct socket_directory *directory, FILE *stream, struct error *error);

#endif
