/* SPDX-License-Identifier: BSD-3-Clause
 * status.h: acrn-hv ps: the VMs of a running acrn-hv, and their devices.
 */
#ifndef ACRN_HV_STATUS_H
#define ACRN_HV_STATUS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "base/socket_directory.h"
#include "hv-control/protocol.h"

#define STATUS_FIELDS 8

/* A line of the answer to `ps`, which hv-control/protocol.h describes. */
struct status_line {
	struct hv_control_message message; /* holds the fields */
	const char *fields[STATUS_FIELDS];
	unsigned count;
	bool is_vm;  /* with all eight fields of one */
	bool is_end; /* the last line */
};

/* Sends the request. -1 with an error, also if no acrn-hv is running; the caller closes the
 * socket. */
int status_request(const struct socket_directory *directory, struct error *error);

/* Receives the next line of the answer, within 5 seconds. False with an error. */
bool status_receive(int socket, struct status_line *line, struct error *error);

/* Prints them as a table. False with an error, also if none is running. */
bool status_print(const struct socket_directory *directory, FILE *stream, struct error *error);

#endif
