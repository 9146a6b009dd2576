/* SPDX-License-Identifier: BSD-3-Clause
 * doorbell_server.c: gives one client of QEMU's ivshmem-doorbell what it waits for, and stays until
 * it goes: doorbell_server SOCKET SIZE VECTORS. A peer for tests, without any of a server's care.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* One message of the protocol: a 64-bit number, and perhaps a descriptor. */
static int send_message(int client, int64_t number, int fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec part = { .iov_base = &number, .iov_len = sizeof(number) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd >= 0) {
		struct cmsghdr *header;

		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	}
	return sendmsg(client, &message, MSG_NOSIGNAL) == sizeof(number) ? 0 : -1;
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (server < 0 || bind(server, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(server, 1) != 0)
		return -1;
	return server;
}

/* Protocol version 0, peer ID 0, the memory, and the client's own vectors: it is the only peer. */
static int introduce(int client, int memory, int vectors)
{
	if (send_message(client, 0, -1) != 0 || send_message(client, 0, -1) != 0 ||
	    send_message(client, -1, memory) != 0)
		return -1;
	for (int i = 0; i < vectors; i++)
		if (send_message(client, 0, eventfd(0, EFD_CLOEXEC)) != 0)
			return -1;
	return 0;
}

int main(int argc, char **argv)
{
	int server = argc == 4 ? listen_at(argv[1]) : -1;
	int memory = memfd_create("doorbell", MFD_CLOEXEC);
	char rest;
	int client;

	if (server < 0 || memory < 0 || ftruncate(memory, atol(argv[2])) != 0)
		return 2;
	client = accept(server, NULL, NULL);
	if (client < 0 || introduce(client, memory, atoi(argv[3])) != 0)
		return 2;
	while (read(client, &rest, 1) > 0)
		;
	return 0;
}
