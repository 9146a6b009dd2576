/* SPDX-License-Identifier: BSD-3-Clause
 * status.c: requests the list of VMs, and prints it as a table. */
#include "acrn-hv/status.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "hv-control/protocol.h"
#include "schema/number.h"

/* acrn-hv answers at once. */
#define ANSWER_MS 5000

int status_request(const struct socket_directory *directory, struct error *error)
{
	char path[UNIX_SOCKET_PATH_MAX + 1];
	int socket;

	hv_control_path(directory, path);
	socket = unix_socket_connect(path, SOCK_SEQPACKET, error);
	if (socket < 0) {
		if (errno == ENOENT || errno == ECONNREFUSED)
			error_set(error,
				  "no acrn-hv is running in %s: set its directory with --dir",
				  directory->path);
		return -1;
	}
	if (hv_control_send(socket, "ps"))
		return socket;
	error_set_errno(error, "%s: cannot send the request", path);
	close(socket);
	return -1;
}

/* The last field is the rest of the line: a path may contain spaces. */
static void split(struct status_line *line)
{
	char *text = line->message.text;

	line->fields[0] = text; /* there is one at least */
	line->count = 0;
	while (line->count < STATUS_FIELDS - 1 && text)
		line->fields[line->count++] = strsep(&text, " ");
	if (text)
		line->fields[line->count++] = text;
}

bool status_receive(int socket, struct status_line *line, struct error *error)
{
	struct pollfd ready = { .fd = socket, .events = POLLIN };

	if (poll(&ready, 1, ANSWER_MS) == 0)
		return error_set(error, "acrn-hv does not answer");
	if (!hv_control_receive(socket, &line->message))
		return error_set_errno(error, "acrn-hv does not answer");
	split(line);
	line->is_vm = strcmp(line->fields[0], "vm") == 0 && line->count == 8;
	line->is_end = strcmp(line->fields[0], "end") == 0;
	return true;
}

static void print_device(const char *const *fields, FILE *stream)
{
	uint64_t size = 0;

	number_parse_range(fields[3], 0, UINT64_MAX, &size);
	fprintf(stream, "      %s  %-27s %4" PRIu64 " MiB  %-6s  %s\n", fields[1], fields[2],
		size >> 20, fields[4], fields[5]);
}

static bool print_line(const struct status_line *line, FILE *stream, struct error *error)
{
	const char *const *fields = line->fields;

	if (line->is_vm)
		fprintf(stream, "%4s  %-15s  %-8s  %-8s  %7s  %6s  %s\n", fields[1], fields[2],
			fields[3], fields[4], fields[5], fields[6], fields[7]);
	else if (strcmp(fields[0], "device") == 0 && line->count == 6)
		print_device(fields, stream);
	else if (!line->is_end)
		return error_set(error, "invalid answer from acrn-hv");
	return true;
}

bool status_print(const struct socket_directory *directory, FILE *stream, struct error *error)
{
	int socket = status_request(directory, error);
	struct status_line line = { .fields = { "" } };
	bool is_good = true;

	if (socket < 0)
		return false;
	fprintf(stream, "%4s  %-15s  %-8s  %-8s  %7s  %6s  %s\n", "ID", "VM", "LAUNCHED", "STATE",
		"PID", "STARTS", "CONSOLE");
	while (is_good && !line.is_end)
		is_good = status_receive(socket, &line, error) && print_line(&line, stream, error);
	close(socket);
	return is_good;
}
