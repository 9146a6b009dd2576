/* SPDX-License-Identifier: BSD-3-Clause
 * scm_rights.c: control messages of type SCM_RIGHTS. */
#include "base/scm_rights.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union ancillary {
	struct cmsghdr header; /* for the alignment */
	char bytes[CMSG_SPACE(SCM_RIGHTS_MAX * sizeof(int))];
};

static void attach(struct msghdr *envelope, union ancillary *control, int fd)
{
	envelope->msg_control = control;
	envelope->msg_controllen = CMSG_SPACE(sizeof(fd));
	control->header.cmsg_level = SOL_SOCKET;
	control->header.cmsg_type = SCM_RIGHTS;
	control->header.cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(&control->header), &fd, sizeof(fd));
}

ssize_t scm_rights_send(int socket, const void *bytes, size_t size, int fd)
{
	union ancillary control = { 0 };
	struct iovec part = { (void *)bytes, size };
	struct msghdr envelope = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd >= 0)
		attach(&envelope, &control, fd);
	return sendmsg(socket, &envelope, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Keeps the descriptors of one control message. False if there is no room for them all. */
static bool keep(struct scm_rights *rights, struct cmsghdr *header)
{
	size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	bool has_room = true;

	for (size_t i = 0; i < count; i++) {
		int fd;

		memcpy(&fd, CMSG_DATA(header) + i * sizeof(fd), sizeof(fd));
		if (rights->count < rights->max) {
			rights->fds[rights->count++] = fd;
		} else {
			close(fd);
			has_room = false;
		}
	}
	return has_room;
}

static bool keep_all(struct scm_rights *rights, struct msghdr *envelope)
{
	bool has_room = !(envelope->msg_flags & MSG_CTRUNC);

	for (struct cmsghdr *header = CMSG_FIRSTHDR(envelope); header;
	     header = CMSG_NXTHDR(envelope, header))
		if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
			has_room = keep(rights, header) && has_room;
	return has_room;
}

ssize_t scm_rights_receive(int socket, void *bytes, size_t size, struct scm_rights *rights)
{
	union ancillary control;
	struct iovec part = { bytes, size };
	struct msghdr envelope = { .msg_iov = &part,
				   .msg_iovlen = 1,
				   .msg_control = &control,
				   .msg_controllen = sizeof(control) };
	ssize_t received = recvmsg(socket, &envelope, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

	if (received < 0 || keep_all(rights, &envelope))
		return received;
	errno = EMSGSIZE;
	return -1;
}
