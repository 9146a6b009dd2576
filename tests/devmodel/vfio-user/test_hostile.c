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

struct attacker {
	struct bench *bench;
	int fd;
	int events[4];
	uint64_t random;
	unsigned sent, breaks;
	/* What the batch is to be answered with, in order. */
	struct vfu_header expected[BATCH];
	unsigned expected_count;
};

static uint64_t next_random(struct attacker *attacker)
{
	uint64_t value = attacker->random;

	value ^= value << 13;
	value ^= value >> 7;
	value ^= value << 17;
	attacker->random = value;
	return value;
}

static uint32_t below(struct attacker *attacker, uint32_t limit)
{
	return (uint32_t)(next_random(attacker) >> 16) % limit;
}

static uint32_t any_number(struct attacker *attacker)
{
	static const uint32_t edges[] = { 0,	      1,	  2,	      3,	 4,
					  7,	      8,	  9,	      15,	 16,
					  20,	      32,	  255,	      256,	 4092,
					  4096,	      65535,	  65536,      65537,	 1 << 20,
					  0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff };

	if (below(attacker, 4) == 0)
		return (uint32_t)next_random(attacker);
	return edges[below(attacker, sizeof(edges) / sizeof(edges[0]))];
}

/* A payload for the command, with some of its fields invalid. */
static size_t invent(struct attacker *attacker, uint16_t command, uint32_t *words)
{
	static const uint8_t sizes[] = {
		[VFU_VERSION] = 4,   [VFU_DMA_MAP] = 32,	 [VFU_DMA_UNMAP] = 24,
		[VFU_GET_INFO] = 16, [VFU_GET_REGION_INFO] = 32, [VFU_GET_IRQ_INFO] = 16,
		[VFU_SET_IRQS] = 20, [VFU_REGION_READ] = 16,	 [VFU_REGION_WRITE] = 16,
		[VFU_RESET] = 0
	};
	size_t size = command < sizeof(sizes) ? sizes[command] : 8;
	uint32_t wrong = below(attacker, 4);

	memset(words, 0, 256);
	if (command == VFU_REGION_READ || command == VFU_REGION_WRITE) {
		words[0] = below(attacker, 256);
		words[2] = below(attacker, 9);
		words[3] = 1u << below(attacker, 5);
		size += command == VFU_REGION_WRITE ? words[3] : 0;
	} else {
		words[0] = (uint32_t)size;
		words[1] = command == VFU_SET_IRQS
				   ? (1u << below(attacker, 3)) | (8u << below(attacker, 3))
				   : 0;
		words[2] = below(attacker, 10) ? 2 : below(attacker, 10);
		words[3] = below(attacker, VECTORS);
		words[4] = below(attacker, 4);
	}
	while (wrong-- > 1)
		words[below(attacker, 8)] = any_number(attacker);
	if (below(attacker, 16) == 0)
		size = below(attacker, 200);
	return size;
}

static size_t write_message(struct attacker *attacker, uint8_t *bytes)
{
	static const uint16_t commands[] = { 1, 2, 3, 4, 5, 7, 8, 8, 9, 9, 10, 10, 13 };
	uint32_t words[64];
	struct vfu_header header = { .id = (uint16_t)next_random(attacker) };
	size_t size;

	header.command = below(attacker, 32)
				 ? commands[below(attacker, sizeof(commands) / sizeof(commands[0]))]
				 : (uint16_t)any_number(attacker);
	size = invent(attacker, header.command, words);
	header.size = (uint32_t)(sizeof(header) + size);
	header.flags = (uint32_t)next_random(attacker) & ~(VFU_TYPE | VFU_NO_REPLY);
	header.error = any_number(attacker);
	if (below(attacker, 8) == 0)
		header.flags |= VFU_NO_REPLY;
	else
		attacker->expected[attacker->expected_count++] = header;
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
static void take_replies(struct attacker *attacker)
{
	static struct answer answer;

	for (unsigned i = 0; i < attacker->expected_count; i++) {
		if (!take(attacker->fd, &answer)) {
			pump(attacker->bench);
			assert_true(take(attacker->fd, &answer));
		}
		check_reply(&answer.header, &attacker->expected[i]);
		for (unsigned j = 0; j < answer.fd_count; j++)
			close(answer.fds[j]);
	}
	assert_true(is_silent(attacker->fd));
	attacker->expected_count = 0;
}

/* Messages that the server has to survive: invalid, but complete. */
static void send_batch(struct attacker *attacker)
{
	static uint8_t bytes[BATCH * 512];
	size_t size = 0;

	for (unsigned i = 0; i < BATCH; i++) {
		size += write_message(attacker, bytes + size);
		attacker->sent++;
		if (below(attacker, 8) == 0) {
			post_raw(attacker->fd, bytes, size, attacker->events, below(attacker, 5));
			size = 0;
		}
	}
	/* In two parts, anywhere. */
	if (size) {
		size_t part = below(attacker, (uint32_t)size);

		if (part)
			post_raw(attacker->fd, bytes, part, NULL, 0);
		if (part % 2)
			pump(attacker->bench);
		post_raw(attacker->fd, bytes + part, size - part, attacker->events,
			 below(attacker, 2));
	}
	pump(attacker->bench);
	take_replies(attacker);
}

/* Not a message of the protocol: the server disconnects. */
static void break_off(struct attacker *attacker)
{
	struct vfu_header header = { .id = 1, .command = (uint16_t)below(attacker, 20) };
	int many[40];

	for (unsigned i = 0; i < 40; i++)
		many[i] = attacker->events[i % 4];
	switch (below(attacker, 4)) {
	case 0:
		header.size =
			below(attacker, 2) ? below(attacker, 16) : any_number(attacker) | 1 << 20;
		post_raw(attacker->fd, &header, sizeof(header), many, below(attacker, 17));
		break;
	case 1:
		header.size = sizeof(header);
		post_raw(attacker->fd, &header, 1 + below(attacker, 16), many,
			 17 + below(attacker, 24));
		break;
	case 2:
		header.size = sizeof(header);
		header.flags = 1 + below(attacker, VFU_TYPE);
		post_raw(attacker->fd, &header, sizeof(header), many, below(attacker, 17));
		break;
	default: /* in the middle of a message */
		header.size = 5000;
		post_raw(attacker->fd, &header, 1 + below(attacker, 16), many, below(attacker, 17));
		shutdown(attacker->fd, SHUT_WR);
	}
	attacker->sent++;
	attacker->breaks++;
	pump(attacker->bench);
	assert_true(is_closed(attacker->fd));
	disconnect(attacker->bench, attacker->fd);
	attacker->fd = join(attacker->bench);
}

static unsigned number_of(const char *name, unsigned otherwise)
{
	const char *text = getenv(name);

	return text ? (unsigned)strtoul(text, NULL, 0) : otherwise;
}

static void test_hostile_messages(void **state)
{
	struct attacker attacker = { .bench = *state };
	unsigned count = number_of("VFU_MESSAGES", MESSAGES);
	int fds;

	attacker.random = 0x9e3779b97f4a7c15 ^ number_of("VFU_SEED", 1);
	for (unsigned i = 0; i < 4; i++)
		attacker.events[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	fds = count_fds();
	attacker.fd = join(attacker.bench);
	while (attacker.sent < count) {
		send_batch(&attacker);
		vfu_trigger(attacker.bench->server, below(&attacker, VECTORS + 1));
		if (below(&attacker, 16) == 0)
			break_off(&attacker);
	}
	disconnect(attacker.bench, attacker.fd);
	assert_int_equal(count_fds(), fds);
	assert_true(attacker.bench->device.resets > 0);
	assert_int_equal(attacker.bench->device.departures, attacker.breaks + 1);
	print_message("%u messages, %u of them broke the connection\n", attacker.sent,
		      attacker.breaks);
	for (unsigned i = 0; i < 4; i++)
		close(attacker.events[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hostile_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
