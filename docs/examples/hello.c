/* SPDX-License-Identifier: BSD-3-Clause
 * hello.c: passes a message from one VM to another through shared memory.
 *
 *     hello id:0x1000                in one VM: waits for a message and prints it
 *     hello id:0x1000 'Hello, VM2'   in the other: writes one
 *
 * cc -o hello hello.c -livshmem-guest
 */
#include <ivshmem_guest.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FULL 0x4c4c5546u /* unlikely to be there by chance */

/* The layout that both VMs agree on, at the start of the region. */
struct mailbox {
	uint32_t state;
	uint32_t length;
	char text[1024];
};

static int write_message(struct mailbox *mailbox, const char *text)
{
	size_t length = strlen(text);

	if (length > sizeof(mailbox->text)) {
		fprintf(stderr, "hello: the message is longer than %zu bytes\n",
			sizeof(mailbox->text));
		return 1;
	}
	memcpy(mailbox->text, text, length);
	mailbox->length = (uint32_t)length;
	ivshm_publish(); /* the message must be visible before the flag */
	__atomic_store_n(&mailbox->state, FULL, __ATOMIC_RELEASE);
	return 0;
}

static int read_message(struct mailbox *mailbox)
{
	uint32_t length;

	while (__atomic_load_n(&mailbox->state, __ATOMIC_ACQUIRE) != FULL)
		usleep(1000);
	length = *(volatile uint32_t *)&mailbox->length; /* read once: the peer may change it */
	if (length > sizeof(mailbox->text))
		length = sizeof(mailbox->text);
	printf("%.*s\n", (int)length, mailbox->text);
	__atomic_store_n(&mailbox->state, 0, __ATOMIC_RELEASE);
	return 0;
}

int main(int count, char **arguments)
{
	struct ivshm_error error;
	struct ivshm_device *device =
		ivshm_open(NULL, count > 1 ? arguments[1] : NULL, IVSHM_MAP_AUTO, &error);
	int status;

	if (!device) {
		fprintf(stderr, "hello: %s\n", error.text);
		return 2;
	}
	status = count > 2 ? write_message(ivshm_memory(device), arguments[2])
			   : read_message(ivshm_memory(device));
	ivshm_close(device);
	return status;
}
