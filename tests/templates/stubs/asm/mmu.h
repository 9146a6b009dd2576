/* SPDX-License-Identifier: BSD-3-Clause
 * mmu.h: a stand-in for ACRN's; the tables use nothing of it. */
