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

#define FIELDS_MAX 8

static int send_request(const struct socket_directory *directory, struct error *error)
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

static bool receive(int socket, struct hv_control_message *message, struct error *error)
{
	struct pollfd ready = { .fd = socket, .events = POLLIN };

	if (poll(&ready, 1, ANSWER_MS) == 0)
		return error_set(error, "acrn-hv does not answer");
	return hv_control_receive(socket, message) ||
	       error_set_errno(error, "acrn-hv does not answer");
}

/* The last field is the rest of the line: a path may contain spaces. */
static unsigned split(char *text, const char *fields[FIELDS_MAX])
{
	unsigned count = 0;

	while (count < FIELDS_MAX - 1 && text)
		fields[count++] = strsep(&text, " ");
	if (text)
		fields[count++] = text;
	return count;
}

static void print_device(const char *const *fields, FILE *stream)
{
	uint64_t size = 0;

	number_parse_range(fields[3], 0, UINT64_MAX, &size);
	fprintf(stream, "      %s  %-27s %4" PRIu64 " MiB  %-6s  %s\n", fields[1], fields[2],
		size >> 20, fields[4], fields[5]);
}

/* One line of the answer; *is_end with the last one. */
static bool print_line(char *text, FILE *stream, bool *is_end, struct error *error)
{
	const char *fields[FIELDS_MAX];
	unsigned count = split(text, fields);

	*is_end = strcmp(fields[0], "end") == 0;
	if (strcmp(fields[0], "vm") == 0 && count == 8)
		fprintf(stream, "%4s  %-15s  %-8s  %-8s  %7s  %6s  %s\n", fields[1], fields[2],
			fields[3], fields[4], fields[5], fields[6], fields[7]);
	else if (strcmp(fields[0], "device") == 0 && count == 6)
		print_device(fields, stream);
	else if (!*is_end)
		return error_set(error, "invalid answer from acrn-hv");
	return true;
}

bool status_print(const struct socket_directory *directory, FILE *stream, struct error *error)
{
	int socket = send_request(directory, error);
	struct hv_control_message message;
	bool is_end = false, is_good = socket >= 0;

	if (!is_good)
		return false;
	fprintf(stream, "%4s  %-15s  %-8s  %-8s  %7s  %6s  %s\n", "ID", "VM", "LAUNCHED", "STATE",
		"PID", "STARTS", "CONSOLE");
	while (is_good && !is_end)
		is_good = receive(socket, &message, error) &&
			  print_line(message.text, stream, &is_end, error);
	close(socket);
	return is_good;
}
