/* SPDX-License-Identifier: BSD-3-Clause
 * irqs.h: the MSI-X vectors of a function and the eventfds that the client hears them by.
 */
#ifndef VFIO_USER_IRQS_H
#define VFIO_USER_IRQS_H

#include <stdbool.h>

#include "vfio-user/wire.h"

#define VFU_VECTORS_MAX 2048u /* PCI's */

struct vfu_irq {
	int fd; /* the client's eventfd, which we own, or -1 */
	bool is_masked, is_pending;
};

struct vfu_irqs {
	struct vfu_irq *irqs;
	unsigned count;
};

/* Vectors without eventfds; false when memory is short. */
bool vfu_irqs_open(struct vfu_irqs *irqs, unsigned count);
void vfu_irqs_close(struct vfu_irqs *irqs);

/* Answers GET_IRQ_INFO for the kind of interrupts `info->index`. 0 or an errno value. */
int vfu_irqs_info(const struct vfu_irqs *irqs, struct vfu_irq_info *info);

/* Does what a SET_IRQS of at least sizeof(struct vfu_irq_set) bytes asks for, and keeps the
 * descriptors that it attaches. 0, or an errno value and nothing is changed. */
int vfu_irqs_set(struct vfu_irqs *irqs, struct vfu_message *message);

/* Triggers the eventfd of a vector, or remembers to when it is unmasked. Nothing happens for one
 * that does not exist or has none. */
void vfu_irqs_raise(struct vfu_irqs *irqs, unsigned vector);

/* Forgets what was raised while masked. */
void vfu_irqs_forget(struct vfu_irqs *irqs);

#endif
