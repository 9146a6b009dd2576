/* SPDX-License-Identifier: BSD-3-Clause
 * schedule.h: a stand-in for ACRN's: the priorities of VMs. */
#ifndef SCHEDULE_H
#define SCHEDULE_H

enum thread_priority { PRIO_IDLE, PRIO_LOW, PRIO_MEDIUM, PRIO_HIGH };

#endif
