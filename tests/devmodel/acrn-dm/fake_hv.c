/* SPDX-License-Identifier: BSD-3-Clause
 * fake_hv.c: an acrn-hv under a test's control: `fake_hv SOCKET` accepts one device model.
 *
 * It prints the messages it receives, and grants every claim except of a region `none`. It sends
 * each line of its standard input as a message, and ends at the end of that. */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "hv-control/protocol.h"

static int accept_one(const char *path)
{
	struct error error;
	int listener = unix_socket_listen(path, SOCK_SEQPACKET, 0600, 1, &error);
	struct pollfd ready = { .fd = listener, .events = POLLIN };

	if (listener < 0) {
		fprintf(stderr, "fake_hv: %s\n", error.text);
		return -1;
	}
	poll(&ready, 1, -1);
	return accept(listener, NULL, NULL);
}

static bool answer(int fd)
{
	struct hv_control_message message;
	struct hv_control_claim claim;

	if (!hv_control_receive(fd, &message))
		return false;
	puts(message.text);
	fflush(stdout);
	if (strncmp(message.text, "start ", strlen("start ")) == 0)
		return true;
	if (!hv_control_read_claim(&message, &claim))
		return false;
	if (strcmp(claim.region, "none") == 0)
		return hv_control_send(fd, "no region '%s' not found", claim.region);
	return hv_control_send(fd, "ok");
}

static bool forward(int fd)
{
	char text[HV_CONTROL_MESSAGE_MAX + 1];

	if (!fgets(text, sizeof(text), stdin))
		return false;
	text[strcspn(text, "\n")] = '\0';
	return hv_control_send(fd, "%s", text);
}

int main(int argc, char **argv)
{
	int fd = argc == 2 ? accept_one(argv[1]) : -1;
	struct pollfd ready[] = { { .fd = fd, .events = POLLIN },
				  { .fd = STDIN_FILENO, .events = POLLIN } };

	/* Unbuffered: poll() does not see buffered lines. */
	setbuf(stdin, NULL);
	while (fd >= 0 && poll(ready, 2, -1) > 0)
		if ((ready[0].revents && !answer(fd)) || (ready[1].revents && !forward(fd)))
			return 0;
	return 1;
}
