/* SPDX-License-Identifier: BSD-3-Clause
 * pgtable.h: a stand-in for ACRN's: the kinds of memory that a VM sees. */
#ifndef PGTABLE_H
#define PGTABLE_H

#define EPT_UNCACHED 0
#define EPT_WB	     6

#endif
