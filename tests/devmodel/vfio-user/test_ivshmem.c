/* SPDX-License-Identifier: BSD-3-Clause
 * test_ivshmem.c: the ivshmem device behind the server, from a guest's write of the doorbell to
 * the eventfd of the vector. */
#include "helpers.h"

#include "core/ivshmem.h"

/* Two functions of two VMs, that notify each other. */
struct side {
	struct ivshmem ivshmem;
	struct port port;
	struct side *sides;
	struct vfu_server *server;
	char path[80];
};

static void ignore_map(void *ctx, unsigned bar, uint64_t address)
{
	(void)ctx;
	(void)bar;
	(void)address;
}

static void ignore_unmap(void *ctx, unsigned bar)
{
	(void)ctx;
	(void)bar;
}

static void raise_vector(void *ctx, unsigned vector, uint64_t address, uint32_t data)
{
	struct side *side = ctx;

	assert_int_equal(address, 0);
	assert_int_equal(data, 0);
	vfu_trigger(side->server, vector);
}

static void ring_peer(void *ctx, uint16_t peer, uint16_t vector)
{
	struct side *side = ctx;

	if (peer < 2)
		ivshmem_notify(&side->sides[peer].ivshmem, vector);
}

static uint32_t config_read(void *side, unsigned offset, unsigned size)
{
	return pci_config_read(&((struct side *)side)->ivshmem.pci, offset, size);
}

static void config_write(void *side, unsigned offset, unsigned size, uint32_t value)
{
	pci_config_write(&((struct side *)side)->ivshmem.pci, offset, size, value);
}

static uint64_t bar_read(void *side, unsigned bar, uint64_t offset, unsigned size)
{
	return ivshmem_bar_read(&((struct side *)side)->ivshmem, bar, offset, size);
}

static void bar_write(void *side, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
	ivshmem_bar_write(&((struct side *)side)->ivshmem, bar, offset, size, value);
}

static void reset(void *side)
{
	ivshmem_reset(&((struct side *)side)->ivshmem);
}

static void open_side(struct side *sides, uint16_t position, const struct bench *bench)
{
	struct side *side = &sides[position];
	const struct ivshmem_setup setup = {
		.size = MEMORY_SIZE,
		.region_id = 0x1000,
		.vectors = 8,
		.position = position,
		.is_vmm_table = true,
	};
	const struct vfu_function function = {
		.device = side,
		.bars = { { .size = IVSHMEM_REGISTERS_SIZE },
			  { .size = IVSHMEM_MSIX_SIZE },
			  { .size = MEMORY_SIZE, .is_memory = true, .fd = bench->device.memory } },
		.msix_vectors = 8,
		.config_read = config_read,
		.config_write = config_write,
		.bar_read = bar_read,
		.bar_write = bar_write,
		.reset = reset,
	};
	struct error error;

	side->sides = sides;
	side->port = (struct port) { side, ignore_map, ignore_unmap, raise_vector, ring_peer };
	ivshmem_init(&side->ivshmem, &setup, &side->port);
	snprintf(side->path, sizeof(side->path), "%s/%u", bench->directory, position);
	side->server = vfu_listen(bench->loop, side->path, &function, &error);
	assert_non_null(side->server);
}

static void test_doorbell(void **state)
{
	struct bench *bench = *state;
	struct side sides[2];
	int fds[2], events[2];

	for (uint16_t i = 0; i < 2; i++) {
		open_side(sides, i, bench);
		fds[i] = dial_at(bench, sides[i].path);
	}
	for (uint16_t i = 0; i < 2; i++) {
		assert_succeeds(ask(bench, fds[i], VFU_VERSION, "\0\0\0\0", 4));
		assert_int_equal(read_word(bench, fds[i], VFU_REGION_CONFIG, 0), 0x11101af4);
		assert_int_equal(read_word(bench, fds[i], VFU_REGION_CONFIG, 0x2c), 0x10008086);
		assert_int_equal(read_word(bench, fds[i], 0, IVSHMEM_IV_POSITION), i);
		events[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		assert_succeeds(set_irqs(bench, fds[i], 0x24, 3, 1, &events[i], 1));
		write_word(bench, fds[i], VFU_REGION_CONFIG, PCI_COMMAND, PCI_COMMAND_MASTER);
		write_word(bench, fds[i], VFU_REGION_CONFIG, PCI_MSIX_CAPABILITY,
			   PCI_MSIX_ENABLE << 16);
	}
	write_word(bench, fds[0], 0, IVSHMEM_DOORBELL, 1 << 16 | 3);
	assert_int_equal(triggers(events[0]), 0);
	assert_int_equal(triggers(events[1]), 1);
	write_word(bench, fds[1], 0, IVSHMEM_DOORBELL, 0 << 16 | 3);
	assert_int_equal(triggers(events[0]), 1);
	write_word(bench, fds[1], 0, IVSHMEM_DOORBELL, 0 << 16 | 2);
	write_word(bench, fds[1], 0, IVSHMEM_DOORBELL, 7 << 16 | 3);
	assert_succeeds(ask(bench, fds[0], VFU_RESET, NULL, 0));
	write_word(bench, fds[1], 0, IVSHMEM_DOORBELL, 0 << 16 | 3);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(triggers(events[i]), 0);
		vfu_free(sides[i].server);
		close(events[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_doorbell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
