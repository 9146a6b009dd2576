/* SPDX-License-Identifier: BSD-3-Clause
 * test_hostile.c: a great many messages of a client that means harm: none is left without its
 * reply, none crashes the server, none leaves a descriptor behind.
 *
 * VFU_MESSAGES is how many, VFU_SEED makes them others. */
#include "helpers.h"

#define BATCH 32u

#if defined(__SANITIZE_ADDRESS__)
#define MESSAGES 100000u
#else
#define MESSAGES 1000000u
#endif

struct villain {
	struct bench *bench;
	int fd;
	int events[4];
	uint64_t random;
	unsigned sent, breaks;
	/* What the batch is to be answered with, in order. */
	struct vfu_header expected[BATCH];
	unsigned expected_count;
};

static uint64_t next_random(struct villain *villain)
{
	uint64_t value = villain->random;

	value ^= value << 13;
	value ^= value >> 7;
	value ^= value << 17;
	villain->random = value;
	return value;
}

static uint32_t below(struct villain *villain, uint32_t limit)
{
	return (uint32_t)(next_random(villain) >> 16) % limit;
}

static uint32_t any_number(struct villain *villain)
{
	static const uint32_t edges[] = { 0,	      1,	  2,	      3,	 4,
					  7,	      8,	  9,	      15,	 16,
					  20,	      32,	  255,	      256,	 4092,
					  4096,	      65535,	  65536,      65537,	 1 << 20,
					  0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff };

	if (below(villain, 4) == 0)
		return (uint32_t)next_random(villain);
	return edges[below(villain, sizeof(edges) / sizeof(edges[0]))];
}

/* A payload for the command, with some of its fields invalid. */
static size_t invent(struct villain *villain, uint16_t command, uint32_t *words)
{
	static const uint8_t sizes[] = {
		[VFU_VERSION] = 4,   [VFU_DMA_MAP] = 32,	 [VFU_DMA_UNMAP] = 24,
		[VFU_GET_INFO] = 16, [VFU_GET_REGION_INFO] = 32, [VFU_GET_IRQ_INFO] = 16,
		[VFU_SET_IRQS] = 20, [VFU_REGION_READ] = 16,	 [VFU_REGION_WRITE] = 16,
		[VFU_RESET] = 0
	};
	size_t size = command < sizeof(sizes) ? sizes[command] : 8;
	uint32_t wrong = below(villain, 4);

	memset(words, 0, 256);
	if (command == VFU_REGION_READ || command == VFU_REGION_WRITE) {
		words[0] = below(villain, 256);
		words[2] = below(villain, 9);
		words[3] = 1u << below(villain, 5);
		size += command == VFU_REGION_WRITE ? words[3] : 0;
	} else {
		words[0] = (uint32_t)size;
		words[1] = command == VFU_SET_IRQS
				   ? (1u << below(villain, 3)) | (8u << below(villain, 3))
				   : 0;
		words[2] = below(villain, 10) ? 2 : below(villain, 10);
		words[3] = below(villain, VECTORS);
		words[4] = below(villain, 4);
	}
	while (wrong-- > 1)
		words[below(villain, 8)] = any_number(villain);
	if (below(villain, 16) == 0)
		size = below(villain, 200);
	return size;
}

static size_t write_message(struct villain *villain, uint8_t *bytes)
{
	static const uint16_t commands[] = { 1, 2, 3, 4, 5, 7, 8, 8, 9, 9, 10, 10, 13 };
	uint32_t words[64];
	struct vfu_header header = { .id = (uint16_t)next_random(villain) };
	size_t size;

	header.command = below(villain, 32)
				 ? commands[below(villain, sizeof(commands) / sizeof(commands[0]))]
				 : (uint16_t)any_number(villain);
	size = invent(villain, header.command, words);
	header.size = (uint32_t)(sizeof(header) + size);
	header.flags = (uint32_t)next_random(villain) & ~(VFU_TYPE | VFU_NO_REPLY);
	header.error = any_number(villain);
	if (below(villain, 8) == 0)
		header.flags |= VFU_NO_REPLY;
	else
		villain->expected[villain->expected_count++] = header;
	memcpy(bytes, &header, sizeof(header));
	memcpy(bytes + sizeof(header), words, size);
	return header.size;
}

static void check_reply(const struct vfu_header *header, const struct vfu_header *expected)
{
	assert_int_equal(header->id, expected->id);
	assert_int_equal(header->command, expected->command);
	assert_int_equal(header->flags & ~VFU_ERROR, VFU_REPLY);
	assert_in_range(header->size, sizeof(*header), sizeof(*header) + VFU_PAYLOAD_MAX);
	if (header->flags & VFU_ERROR)
		assert_int_equal(header->size, sizeof(*header));
}

/* Takes the replies to the batch: one for each message, in order. */
static void take_replies(struct villain *villain)
{
	static struct answer answer;

	for (unsigned i = 0; i < villain->expected_count; i++) {
		if (!take(villain->fd, &answer)) {
			pump(villain->bench);
			assert_true(take(villain->fd, &answer));
		}
		check_reply(&answer.header, &villain->expected[i]);
		for (unsigned j = 0; j < answer.fd_count; j++)
			close(answer.fds[j]);
	}
	assert_true(is_silent(villain->fd));
	villain->expected_count = 0;
}

/* Messages that the server has to survive: invalid, but complete. */
static void send_batch(struct villain *villain)
{
	static uint8_t bytes[BATCH * 512];
	size_t size = 0;

	for (unsigned i = 0; i < BATCH; i++) {
		size += write_message(villain, bytes + size);
		villain->sent++;
		if (below(villain, 8) == 0) {
			post_raw(villain->fd, bytes, size, villain->events, below(villain, 5));
			size = 0;
		}
	}
	/* In two parts, anywhere. */
	if (size) {
		size_t part = below(villain, (uint32_t)size);

		if (part)
			post_raw(villain->fd, bytes, part, NULL, 0);
		if (part % 2)
			pump(villain->bench);
		post_raw(villain->fd, bytes + part, size - part, villain->events,
			 below(villain, 2));
	}
	pump(villain->bench);
	take_replies(villain);
}

/* Not a message of the protocol: the server disconnects. */
static void break_off(struct villain *villain)
{
	struct vfu_header header = { .id = 1, .command = (uint16_t)below(villain, 20) };
	int many[40];

	for (unsigned i = 0; i < 40; i++)
		many[i] = villain->events[i % 4];
	switch (below(villain, 4)) {
	case 0:
		header.size =
			below(villain, 2) ? below(villain, 16) : any_number(villain) | 1 << 20;
		post_raw(villain->fd, &header, sizeof(header), many, below(villain, 17));
		break;
	case 1:
		header.size = sizeof(header);
		post_raw(villain->fd, &header, 1 + below(villain, 16), many,
			 17 + below(villain, 24));
		break;
	case 2:
		header.size = sizeof(header);
		header.flags = 1 + below(villain, VFU_TYPE);
		post_raw(villain->fd, &header, sizeof(header), many, below(villain, 17));
		break;
	default: /* in the middle of a message */
		header.size = 5000;
		post_raw(villain->fd, &header, 1 + below(villain, 16), many, below(villain, 17));
		shutdown(villain->fd, SHUT_WR);
	}
	villain->sent++;
	villain->breaks++;
	pump(villain->bench);
	assert_true(is_closed(villain->fd));
	disconnect(villain->bench, villain->fd);
	villain->fd = join(villain->bench);
}

static unsigned number_of(const char *name, unsigned otherwise)
{
	const char *text = getenv(name);

	return text ? (unsigned)strtoul(text, NULL, 0) : otherwise;
}

static void test_hostile_messages(void **state)
{
	struct villain villain = { .bench = *state };
	unsigned count = number_of("VFU_MESSAGES", MESSAGES);
	int fds;

	villain.random = 0x9e3779b97f4a7c15 ^ number_of("VFU_SEED", 1);
	for (unsigned i = 0; i < 4; i++)
		villain.events[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	fds = count_fds();
	villain.fd = join(villain.bench);
	while (villain.sent < count) {
		send_batch(&villain);
		vfu_trigger(villain.bench->server, below(&villain, VECTORS + 1));
		if (below(&villain, 16) == 0)
			break_off(&villain);
	}
	disconnect(villain.bench, villain.fd);
	assert_int_equal(count_fds(), fds);
	assert_true(villain.bench->device.resets > 0);
	assert_int_equal(villain.bench->device.departures, villain.breaks + 1);
	print_message("%u messages, %u of them broke the connection\n", villain.sent,
		      villain.breaks);
	for (unsigned i = 0; i < 4; i++)
		close(villain.events[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hostile_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
