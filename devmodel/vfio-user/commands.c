/* SPDX-License-Identifier: BSD-3-Clause
 * commands.c: the commands of the protocol, one function each.
 *
 * Descriptors that come with a command that does not use them are closed with its message. */
#include <errno.h>
#include <string.h>

#include "vfio-user/internal.h"

#define TEXT(number)  #number
#define DIGITS(macro) TEXT(macro)

/* Numbers without a suffix, as in JSON. */
#define JSON_FDS      16
#define JSON_TRANSFER 65536

_Static_assert(JSON_FDS == VFU_MESSAGE_FDS && JSON_TRANSFER == VFU_TRANSFER_MAX,
	       "the client gets the limits that apply");

static const char capabilities[] = "{\"capabilities\":{\"max_msg_fds\":" DIGITS(
	JSON_FDS) ",\"max_data_xfer_size\":" DIGITS(JSON_TRANSFER) "}}";

/* Executes one command whose payload has at least the size in the table. 0 or an errno value. */
typedef int command_handler(struct vfu_session *session, struct vfu_message *message,
			    struct vfu_reply *reply);

static void answer(struct vfu_reply *reply, const void *bytes, size_t size)
{
	memcpy(reply->payload + reply->payload_size, bytes, size);
	reply->payload_size += size;
}

/* The client's capabilities do not matter: we send one descriptor at most, which is the default,
 * and no more data than it asks for. So its text is not parsed. */
static int do_version(struct vfu_session *session, struct vfu_message *message,
		      struct vfu_reply *reply)
{
	const struct vfu_version ours = { VFU_VERSION_MAJOR, VFU_VERSION_MINOR };
	struct vfu_version theirs;
	size_t size = message->payload_size;

	memcpy(&theirs, message->payload, sizeof(theirs));
	if (session->is_agreed || theirs.major != VFU_VERSION_MAJOR)
		return EINVAL;
	if (size > sizeof(theirs) && message->payload[size - 1] != '\0')
		return EINVAL;
	session->is_agreed = true;
	answer(reply, &ours, sizeof(ours));
	answer(reply, capabilities, sizeof(capabilities));
	return 0;
}

/* The guest's memory is never accessed. */
static int do_dma_map(struct vfu_session *session, struct vfu_message *message,
		      struct vfu_reply *reply)
{
	(void)session;
	(void)message;
	(void)reply;
	return 0;
}

static int do_dma_unmap(struct vfu_session *session, struct vfu_message *message,
			struct vfu_reply *reply)
{
	(void)session;
	answer(reply, message->payload, sizeof(struct vfu_dma_unmap));
	return 0;
}

static int do_get_info(struct vfu_session *session, struct vfu_message *message,
		       struct vfu_reply *reply)
{
	const struct vfu_info info = {
		.argsz = sizeof(info),
		.flags = VFU_INFO_PCI | VFU_INFO_RESET,
		.region_count = VFU_REGION_COUNT,
		.irq_count = VFU_IRQ_COUNT,
	};
	struct vfu_info asked;

	(void)session;
	memcpy(&asked, message->payload, sizeof(asked));
	if (asked.argsz < sizeof(info))
		return EINVAL;
	answer(reply, &info, sizeof(info));
	return 0;
}

static int do_get_region_info(struct vfu_session *session, struct vfu_message *message,
			      struct vfu_reply *reply)
{
	struct vfu_region_info info;
	int error;

	memcpy(&info, message->payload, sizeof(info));
	if (info.argsz < sizeof(info))
		return EINVAL;
	error = vfu_region_info(session->function, &info, &reply->fd);
	if (error)
		return error;
	answer(reply, &info, sizeof(info));
	return 0;
}

static int do_get_irq_info(struct vfu_session *session, struct vfu_message *message,
			   struct vfu_reply *reply)
{
	struct vfu_irq_info info;
	int error;

	memcpy(&info, message->payload, sizeof(info));
	if (info.argsz < sizeof(info))
		return EINVAL;
	error = vfu_irqs_info(&session->irqs, &info);
	if (error)
		return error;
	answer(reply, &info, sizeof(info));
	return 0;
}

static int do_set_irqs(struct vfu_session *session, struct vfu_message *message,
		       struct vfu_reply *reply)
{
	(void)reply;
	return vfu_irqs_set(&session->irqs, message);
}

static int do_region_read(struct vfu_session *session, struct vfu_message *message,
			  struct vfu_reply *reply)
{
	struct vfu_access access;
	int error;

	memcpy(&access, message->payload, sizeof(access));
	error = vfu_region_read(session->function, &access, reply->payload + sizeof(access));
	if (error)
		return error;
	answer(reply, &access, sizeof(access));
	reply->payload_size += access.count;
	return 0;
}

static int do_region_write(struct vfu_session *session, struct vfu_message *message,
			   struct vfu_reply *reply)
{
	struct vfu_access access;
	int error;

	memcpy(&access, message->payload, sizeof(access));
	if (access.count != message->payload_size - sizeof(access))
		return EINVAL;
	error = vfu_region_write(session->function, &access, message->payload + sizeof(access));
	if (error)
		return error;
	answer(reply, &access, sizeof(access));
	return 0;
}

static int do_reset(struct vfu_session *session, struct vfu_message *message,
		    struct vfu_reply *reply)
{
	(void)message;
	(void)reply;
	vfu_irqs_clear_pending(&session->irqs);
	session->function->reset(session->function->device);
	return 0;
}

/* By number; one without a handler is not supported. */
static const struct {
	command_handler *handler;
	size_t payload_min;
} commands[] = {
	[VFU_VERSION] = { do_version, sizeof(struct vfu_version) },
	[VFU_DMA_MAP] = { do_dma_map, sizeof(struct vfu_dma_map) },
	[VFU_DMA_UNMAP] = { do_dma_unmap, sizeof(struct vfu_dma_unmap) },
	[VFU_GET_INFO] = { do_get_info, sizeof(struct vfu_info) },
	[VFU_GET_REGION_INFO] = { do_get_region_info, sizeof(struct vfu_region_info) },
	[VFU_GET_IRQ_INFO] = { do_get_irq_info, sizeof(struct vfu_irq_info) },
	[VFU_SET_IRQS] = { do_set_irqs, sizeof(struct vfu_irq_set) },
	[VFU_REGION_READ] = { do_region_read, sizeof(struct vfu_access) },
	[VFU_REGION_WRITE] = { do_region_write, sizeof(struct vfu_access) },
	[VFU_RESET] = { do_reset, 0 },
};

static int run(struct vfu_session *session, struct vfu_message *message, struct vfu_reply *reply)
{
	unsigned number = message->header.command;

	if (number >= sizeof(commands) / sizeof(commands[0]) || !commands[number].handler)
		return ENOSYS;
	if (message->payload_size < commands[number].payload_min)
		return EINVAL;
	return commands[number].handler(session, message, reply);
}

static void fail(struct vfu_reply *reply, int error)
{
	reply->header.flags |= VFU_ERROR;
	reply->header.error = (uint32_t)error;
	reply->payload_size = 0;
	reply->fd = -1;
}

enum vfu_outcome vfu_command_run(struct vfu_session *session, struct vfu_message *message,
				 struct vfu_reply *reply)
{
	const struct vfu_header *header = &message->header;
	int error;

	if ((header->flags & VFU_TYPE) != VFU_COMMAND)
		return VFU_DISCONNECT;
	if (!session->is_agreed && header->command != VFU_VERSION)
		return VFU_DISCONNECT;
	reply->header = (struct vfu_header) { header->id, header->command, 0, VFU_REPLY, 0 };
	reply->payload_size = 0;
	reply->fd = -1;
	error = run(session, message, reply);
	if (error)
		fail(reply, error);
	reply->header.size = (uint32_t)(sizeof(reply->header) + reply->payload_size);
	if (header->flags & VFU_NO_REPLY)
		return session->is_agreed ? VFU_NO_ANSWER : VFU_DISCONNECT;
	return session->is_agreed ? VFU_SEND : VFU_SEND_AND_DISCONNECT;
}
