/* SPDX-License-Identifier: BSD-3-Clause
 * test_irqs.c: MSI-X eventfds: attached in chunks, triggered, masked, detached, never leaked.
 */
#include "helpers.h"

#define EVENTFDS (VFU_SET_EVENTFD | VFU_SET_TRIGGER)

static void open_events(int *events)
{
	for (unsigned i = 0; i < VECTORS; i++) {
		events[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		assert_true(events[i] >= 0);
	}
}

static void close_events(const int *events)
{
	for (unsigned i = 0; i < VECTORS; i++)
		close(events[i]);
}

/* As QEMU does it: as many a message as we take. */
static void attach_all(struct bench *bench, int fd, const int *events)
{
	assert_succeeds(set_irqs(bench, fd, EVENTFDS, 0, 16, events, 16));
	assert_succeeds(set_irqs(bench, fd, EVENTFDS, 16, VECTORS - 16, events + 16, VECTORS - 16));
}

static void assert_triggered(const int *events, unsigned vector, uint64_t times)
{
	for (unsigned i = 0; i < VECTORS; i++)
		assert_int_equal(triggers(events[i]), i == vector ? times : 0);
}

static void test_trigger(void **state)
{
	struct bench *bench = *state;
	int events[VECTORS], fd = join(bench);

	open_events(events);
	vfu_trigger(bench->server, 3);
	attach_all(bench, fd, events);
	assert_triggered(events, 0, 0);
	for (unsigned i = 0; i < VECTORS; i++) {
		vfu_trigger(bench->server, i);
		vfu_trigger(bench->server, i);
		assert_triggered(events, i, 2);
	}
	vfu_trigger(bench->server, VECTORS);
	vfu_trigger(bench->server, UINT32_MAX);
	assert_triggered(events, 0, 0);
	close_events(events);
}

/* The client may trigger them, too: all of a range or those that it chooses. */
static void test_trigger_by_client(void **state)
{
	struct {
		struct vfu_irq_set set;
		uint8_t chosen[3];
	} message = { { sizeof(message), VFU_SET_BOOL | VFU_SET_TRIGGER, VFU_IRQ_MSIX, 4, 3 },
		      { 0, 1, 0 } };
	struct bench *bench = *state;
	int events[VECTORS], fd = join(bench);

	open_events(events);
	attach_all(bench, fd, events);
	assert_succeeds(set_irqs(bench, fd, VFU_SET_NONE | VFU_SET_TRIGGER, 7, 1, NULL, 0));
	assert_triggered(events, 7, 1);
	assert_succeeds(
		ask(bench, fd, VFU_SET_IRQS, &message, offsetof(__typeof__(message), chosen) + 3));
	assert_triggered(events, 5, 1);
	assert_fails(
		ask(bench, fd, VFU_SET_IRQS, &message, offsetof(__typeof__(message), chosen) + 2),
		EINVAL);
	assert_triggered(events, 0, 0);
	close_events(events);
}

static void test_mask(void **state)
{
	struct bench *bench = *state;
	int events[VECTORS], fd = join(bench);

	open_events(events);
	attach_all(bench, fd, events);
	assert_succeeds(set_irqs(bench, fd, VFU_SET_NONE | VFU_SET_MASK, 2, 2, NULL, 0));
	vfu_trigger(bench->server, 2);
	vfu_trigger(bench->server, 2);
	assert_triggered(events, 0, 0);
	vfu_trigger(bench->server, 4);
	assert_triggered(events, 4, 1);
	assert_succeeds(set_irqs(bench, fd, VFU_SET_NONE | VFU_SET_UNMASK, 0, VECTORS, NULL, 0));
	assert_triggered(events, 2, 1);
	vfu_trigger(bench->server, 2);
	assert_triggered(events, 2, 1);
	/* What was pending at a reset is forgotten. */
	assert_succeeds(set_irqs(bench, fd, VFU_SET_NONE | VFU_SET_MASK, 2, 1, NULL, 0));
	vfu_trigger(bench->server, 2);
	assert_succeeds(ask(bench, fd, VFU_RESET, NULL, 0));
	assert_succeeds(set_irqs(bench, fd, VFU_SET_NONE | VFU_SET_UNMASK, 2, 1, NULL, 0));
	assert_triggered(events, 0, 0);
	close_events(events);
}

static void test_detach(void **state)
{
	struct bench *bench = *state;
	int events[VECTORS], fd = join(bench), fds;

	open_events(events);
	fds = count_fds();
	attach_all(bench, fd, events);
	assert_int_equal(count_fds(), fds + (int)VECTORS);
	/* Again: the new ones take the places of the old. */
	attach_all(bench, fd, events);
	assert_int_equal(count_fds(), fds + (int)VECTORS);
	assert_succeeds(set_irqs(bench, fd, 0x24, 3, 2, NULL, 0));
	assert_int_equal(count_fds(), fds + (int)VECTORS - 2);
	for (unsigned i = 0; i < VECTORS; i++)
		vfu_trigger(bench->server, i);
	for (unsigned i = 0; i < VECTORS; i++)
		assert_int_equal(triggers(events[i]), i != 3 && i != 4);
	close_events(events);
}

static void test_disable(void **state)
{
	struct bench *bench = *state;
	int events[VECTORS], fd = join(bench), fds;

	open_events(events);
	fds = count_fds();
	attach_all(bench, fd, events);
	assert_succeeds(set_irqs(bench, fd, VFU_SET_NONE | VFU_SET_MASK, 0, 1, NULL, 0));
	assert_succeeds(set_irqs(bench, fd, 0x21, 0, 0, NULL, 0));
	assert_int_equal(count_fds(), fds);
	vfu_trigger(bench->server, 0);
	/* Disabling has unmasked it. */
	attach_all(bench, fd, events);
	vfu_trigger(bench->server, 0);
	assert_triggered(events, 0, 1);
	close_events(events);
}

/* QEMU disables interrupts that do not exist. */
static void test_disable_others(void **state)
{
	struct bench *bench = *state;
	int events[VECTORS], fd = join(bench);

	open_events(events);
	attach_all(bench, fd, events);
	for (uint32_t index = 0; index < 8; index++) {
		struct vfu_irq_set set = { sizeof(set), 0x21, index, 0, 0 };

		if (index == VFU_IRQ_MSIX)
			continue;
		assert_fails(ask(bench, fd, VFU_SET_IRQS, &set, sizeof(set)),
			     index < VFU_IRQ_COUNT ? 0 : EINVAL);
		set.count = 1;
		assert_fails(ask(bench, fd, VFU_SET_IRQS, &set, sizeof(set)), EINVAL);
		set.flags = EVENTFDS;
		assert_fails(ask_with_fds(bench, fd, VFU_SET_IRQS, &set, sizeof(set), events, 1),
			     EINVAL);
	}
	vfu_trigger(bench->server, 1);
	assert_triggered(events, 1, 1);
	close_events(events);
}

/* A message that is refused changes nothing, and its descriptors are closed. */
static void test_refused(void **state)
{
	static const struct {
		uint32_t argsz, flags, start, count;
		size_t fd_count;
	} cases[] = {
		{ 19, EVENTFDS, 0, 1, 1 },
		{ 20, 0, 0, 1, 1 },
		{ 20, VFU_SET_TRIGGER, 0, 1, 1 },
		{ 20, VFU_SET_EVENTFD, 0, 1, 1 },
		{ 20, EVENTFDS | VFU_SET_NONE, 0, 1, 1 },
		{ 20, EVENTFDS | VFU_SET_MASK, 0, 1, 1 },
		{ 20, EVENTFDS | 0x40, 0, 1, 1 },
		{ 20, EVENTFDS | 0x80000000, 0, 1, 1 },
		{ 20, VFU_SET_EVENTFD | VFU_SET_MASK, 0, 1, 1 },
		{ 20, VFU_SET_EVENTFD | VFU_SET_UNMASK, 0, 1, 1 },
		{ 20, EVENTFDS, 0, 2, 1 },
		{ 20, EVENTFDS, 0, 1, 2 },
		{ 20, EVENTFDS, 0, 0, 1 },
		{ 20, EVENTFDS, 0, 0, 0 },
		{ 20, EVENTFDS, VECTORS, 1, 1 },
		{ 20, EVENTFDS, VECTORS - 1, 2, 2 },
		{ 20, EVENTFDS, UINT32_MAX, 2, 2 },
		{ 20, EVENTFDS, 1, UINT32_MAX, 1 },
		{ 20, EVENTFDS, 0, VECTORS + 1, 0 },
		{ 20, VFU_SET_NONE | VFU_SET_TRIGGER, 0, VECTORS + 1, 0 },
		{ 20, VFU_SET_BOOL | VFU_SET_TRIGGER, 0, 1, 0 },
		{ 20, VFU_SET_BOOL | VFU_SET_MASK, 0, UINT32_MAX, 0 },
	};
	struct bench *bench = *state;
	int events[VECTORS], fd = join(bench), fds;

	open_events(events);
	attach_all(bench, fd, events);
	fds = count_fds();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct vfu_irq_set set = { cases[i].argsz, cases[i].flags, VFU_IRQ_MSIX,
						 cases[i].start, cases[i].count };

		assert_fails(ask_with_fds(bench, fd, VFU_SET_IRQS, &set, sizeof(set), events + 8,
					  cases[i].fd_count),
			     EINVAL);
		assert_int_equal(count_fds(), fds);
	}
	vfu_trigger(bench->server, 0);
	assert_triggered(events, 0, 1);
	close_events(events);
}

/* Descriptors on which a write could block, or do harm. */
static void test_strange_descriptors(void **state)
{
	struct bench *bench = *state;
	int fd = join(bench), ends[2], fds;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	fds = count_fds();
	assert_fails(set_irqs(bench, fd, EVENTFDS, 0, 1, &ends[1], 1), EINVAL);
	assert_fails(set_irqs(bench, fd, EVENTFDS, 0, 1, &bench->device.memory, 1), EINVAL);
	assert_fails(set_irqs(bench, fd, EVENTFDS, 0, 1, &fd, 1), EINVAL);
	assert_int_equal(count_fds(), fds);
	close(ends[0]);
	close(ends[1]);
}

/* A blocking eventfd with a full counter does not block the server. */
static void test_full_eventfd(void **state)
{
	struct bench *bench = *state;
	int fd = join(bench), event = eventfd(0, EFD_CLOEXEC);

	assert_int_equal(eventfd_write(event, UINT64_MAX - 1), 0);
	assert_succeeds(set_irqs(bench, fd, EVENTFDS, 0, 1, &event, 1));
	vfu_trigger(bench->server, 0);
	vfu_trigger(bench->server, 0);
	assert_int_equal(triggers(event), UINT64_MAX - 1);
	close(event);
}

static void test_gone_with_the_client(void **state)
{
	struct bench *bench = *state;
	int events[VECTORS], fds, fd;

	open_events(events);
	fds = count_fds();
	fd = join(bench);
	attach_all(bench, fd, events);
	disconnect(bench, fd);
	assert_int_equal(count_fds(), fds);
	vfu_trigger(bench->server, 0);
	assert_triggered(events, 0, 0);
	fd = join(bench);
	vfu_trigger(bench->server, 0);
	assert_triggered(events, 0, 0);
	attach_all(bench, fd, events);
	vfu_trigger(bench->server, 0);
	assert_triggered(events, 0, 1);
	close_events(events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_trigger),	 TEST(test_trigger_by_client),
		TEST(test_mask),	 TEST(test_detach),
		TEST(test_disable),	 TEST(test_disable_others),
		TEST(test_refused),	 TEST(test_strange_descriptors),
		TEST(test_full_eventfd), TEST(test_gone_with_the_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
