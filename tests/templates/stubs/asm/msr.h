/* SPDX-License-Identifier: BSD-3-Clause
 * msr.h: a stand-in for ACRN's: the registers that divide caches. */
#ifndef MSR_H
#define MSR_H

#define MSR_IA32_L2_QOS_CFG   0xC82U
#define MSR_IA32_L3_QOS_CFG   0xC81U
#define MSR_IA32_L2_MASK_BASE 0xD10U
#define MSR_IA32_L3_MASK_BASE 0xC90U

#endif
