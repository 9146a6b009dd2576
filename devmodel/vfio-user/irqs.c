/* SPDX-License-Identifier: BSD-3-Clause
 * irqs.c: MSI-X vectors: attaching, detaching, masking and triggering their eventfds. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/eventfd.h"
#include "vfio-user/internal.h"

#define DATA_FLAGS   (VFU_SET_NONE | VFU_SET_BOOL | VFU_SET_EVENTFD)
#define ACTION_FLAGS (VFU_SET_MASK | VFU_SET_UNMASK | VFU_SET_TRIGGER)

bool vfu_irqs_open(struct vfu_irqs *irqs, unsigned count)
{
	irqs->count = count;
	irqs->irqs = NULL;
	if (count == 0)
		return true;
	irqs->irqs = calloc(count, sizeof(*irqs->irqs));
	if (!irqs->irqs)
		return false;
	for (unsigned i = 0; i < count; i++)
		irqs->irqs[i].fd = -1;
	return true;
}

static void attach(struct vfu_irq *irq, int fd)
{
	if (irq->fd >= 0)
		close(irq->fd);
	irq->fd = fd;
}

/* Back to the state after vfu_irqs_open(). */
static void disable(struct vfu_irqs *irqs)
{
	for (unsigned i = 0; i < irqs->count; i++) {
		attach(&irqs->irqs[i], -1);
		irqs->irqs[i].is_masked = false;
		irqs->irqs[i].is_pending = false;
	}
}

void vfu_irqs_close(struct vfu_irqs *irqs)
{
	disable(irqs);
	free(irqs->irqs);
}

void vfu_irqs_clear_pending(struct vfu_irqs *irqs)
{
	for (unsigned i = 0; i < irqs->count; i++)
		irqs->irqs[i].is_pending = false;
}

int vfu_irqs_info(const struct vfu_irqs *irqs, struct vfu_irq_info *info)
{
	/* There are no error and request interrupts. QEMU ignores an error reply about them. */
	if (info->index > VFU_IRQ_MSIX)
		return EINVAL;
	*info = (struct vfu_irq_info) { .argsz = sizeof(*info), .index = info->index };
	if (info->index == VFU_IRQ_MSIX && irqs->count) {
		info->flags = VFU_IRQ_EVENTFD | VFU_IRQ_NORESIZE;
		info->count = irqs->count;
	}
	return 0;
}

/* The write can't block: see eventfd_unblock(). When the counter is full, an interrupt is pending.
 */
static void trigger(struct vfu_irq *irq)
{
	if (irq->fd < 0)
		return;
	if (irq->is_masked)
		irq->is_pending = true;
	else
		eventfd_write(irq->fd, 1);
}

void vfu_irqs_trigger(struct vfu_irqs *irqs, unsigned vector)
{
	if (vector < irqs->count)
		trigger(&irqs->irqs[vector]);
}

static void unmask(struct vfu_irq *irq)
{
	bool is_pending = irq->is_pending;

	irq->is_masked = false;
	irq->is_pending = false;
	if (is_pending)
		trigger(irq);
}

static int set_eventfds(struct vfu_irqs *irqs, const struct vfu_irq_set *set,
			struct vfu_message *message)
{
	bool is_detaching = message->fd_count == 0;

	if (!(set->flags & VFU_SET_TRIGGER) || set->count == 0)
		return EINVAL;
	if (!is_detaching && message->fd_count != set->count)
		return EINVAL;
	for (unsigned i = 0; i < message->fd_count; i++)
		if (!eventfd_unblock(message->fds[i]))
			return EINVAL;
	for (unsigned i = 0; i < set->count; i++) {
		attach(&irqs->irqs[set->start + i], is_detaching ? -1 : message->fds[i]);
		if (!is_detaching)
			message->fds[i] = -1;
	}
	return 0;
}

static void act(struct vfu_irq *irq, uint32_t flags)
{
	if (flags & VFU_SET_MASK)
		irq->is_masked = true;
	else if (flags & VFU_SET_UNMASK)
		unmask(irq);
	else
		trigger(irq);
}

/* `chosen` has a byte for each vector, or is NULL for all of them. */
static void act_on(struct vfu_irqs *irqs, const struct vfu_irq_set *set,
		   const unsigned char *chosen)
{
	for (unsigned i = 0; i < set->count; i++)
		if (!chosen || chosen[i])
			act(&irqs->irqs[set->start + i], set->flags);
}

static bool has_one_bit(uint32_t flags)
{
	return flags && !(flags & (flags - 1));
}

static bool is_set_valid(const struct vfu_irq_set *set, size_t payload_size)
{
	size_t data_size = set->flags & VFU_SET_BOOL ? set->count : 0;

	return set->argsz >= sizeof(*set) && !(set->flags & ~(DATA_FLAGS | ACTION_FLAGS)) &&
	       has_one_bit(set->flags & DATA_FLAGS) && has_one_bit(set->flags & ACTION_FLAGS) &&
	       set->index < VFU_IRQ_COUNT && data_size <= payload_size - sizeof(*set);
}

/* Disables all interrupts of a kind; valid also for a kind that has none. */
static bool is_disabling(const struct vfu_irq_set *set)
{
	return set->count == 0 && set->start == 0 && set->flags == (VFU_SET_NONE | VFU_SET_TRIGGER);
}

int vfu_irqs_set(struct vfu_irqs *irqs, struct vfu_message *message)
{
	struct vfu_irq_set set;
	unsigned count;

	memcpy(&set, message->payload, sizeof(set));
	if (!is_set_valid(&set, message->payload_size))
		return EINVAL;
	count = set.index == VFU_IRQ_MSIX ? irqs->count : 0;
	if (set.start > count || set.count > count - set.start)
		return EINVAL;
	if (set.flags & VFU_SET_EVENTFD)
		return set_eventfds(irqs, &set, message);
	if (is_disabling(&set) && set.index == VFU_IRQ_MSIX)
		disable(irqs);
	act_on(irqs, &set, set.flags & VFU_SET_BOOL ? message->payload + sizeof(set) : NULL);
	return 0;
}
