/* SPDX-License-Identifier: BSD-3-Clause
 * vuart.h: a stand-in for ACRN's; the tables use nothing of it. */
