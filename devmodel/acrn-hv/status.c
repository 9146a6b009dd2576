/* SPDX-License-Identifier: BSD-3-Clause
 * status.c: a question, and the table of what is answered. */
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

#define WORDS_MAX 8

static int ask(const struct socket_directory *directory, struct error *error)
{
	char path[UNIX_SOCKET_PATH_MAX + 1];
	int socket;

	hv_control_path(directory, path);
	socket = unix_socket_connect(path, SOCK_SEQPACKET, error);
	if (socket < 0) {
		if (errno == ENOENT || errno == ECONNREFUSED)
			error_set(error, "no acrn-hv runs in %s: name its directory with --dir",
				  directory->path);
		return -1;
	}
	if (hv_control_send(socket, "ps"))
		return socket;
	error_set_errno(error, "%s: cannot ask", path);
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

/* The last word there is room for is all the rest: a path may have spaces in it. */
static unsigned split(char *text, const char *words[WORDS_MAX])
{
	unsigned count = 0;

	while (count < WORDS_MAX - 1 && text)
		words[count++] = strsep(&text, " ");
	if (text)
		words[count++] = text;
	return count;
}

static void print_device(const char *const *words, FILE *stream)
{
	uint64_t size = 0;

	number_parse_range(words[3], 0, UINT64_MAX, &size);
	fprintf(stream, "      %s  %-27s %4" PRIu64 " MiB  %-6s  %s\n", words[1], words[2],
		size >> 20, words[4], words[5]);
}

/* One line of the answer; *is_end with the last one. */
static bool print_line(char *text, FILE *stream, bool *is_end, struct error *error)
{
	const char *words[WORDS_MAX];
	unsigned count = split(text, words);

	*is_end = strcmp(words[0], "end") == 0;
	if (strcmp(words[0], "vm") == 0 && count == 8)
		fprintf(stream, "%4s  %-15s  %-8s  %-8s  %7s  %6s  %s\n", words[1], words[2],
			words[3], words[4], words[5], words[6], words[7]);
	else if (strcmp(words[0], "device") == 0 && count == 6)
		print_device(words, stream);
	else if (!*is_end)
		return error_set(error, "acrn-hv says something else than what was asked for");
	return true;
}

bool status_print(const struct socket_directory *directory, FILE *stream, struct error *error)
{
	int socket = ask(directory, error);
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
