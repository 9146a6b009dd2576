/* SPDX-License-Identifier: BSD-3-Clause
 * say.c: sends messages to acrn-hv as a device model would, for tests.
 *
 *   say SOCKET LINE...    sends each line, and prints the answers, and all messages after the last
 *                         one; disconnects at the end of standard input
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "hv-control/protocol.h"

#define WAIT_MS 60000

/* False at the end. */
static bool print_message(int socket)
{
	struct hv_control_message message;

	if (!hv_control_receive(socket, &message))
		return errno == EAGAIN;
	puts(message.text);
	fflush(stdout);
	return true;
}

static bool say(int socket, const char *line)
{
	struct pollfd answer = { .fd = socket, .events = POLLIN };

	return hv_control_send(socket, "%s", line) && poll(&answer, 1, WAIT_MS) > 0 &&
	       print_message(socket);
}

static bool is_at_end_of_input(void)
{
	char bytes[64];

	return read(STDIN_FILENO, bytes, sizeof(bytes)) <= 0;
}

static void listen_to(int socket)
{
	struct pollfd ready[] = { { .fd = socket, .events = POLLIN },
				  { .fd = STDIN_FILENO, .events = POLLIN } };

	do
		poll(ready, 2, -1);
	while ((!ready[0].revents || print_message(socket)) &&
	       (!ready[1].revents || !is_at_end_of_input()));
}

int main(int argc, char *argv[])
{
	struct error error;
	int socket = argc > 1 ? unix_socket_connect(argv[1], SOCK_SEQPACKET, &error) : -1;

	if (socket < 0) {
		fprintf(stderr, "say: %s\n", argc > 1 ? error.text : "missing socket");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		if (!say(socket, argv[i]))
			return 1;
	listen_to(socket);
	close(socket);
	return 0;
}
