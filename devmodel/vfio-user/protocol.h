/* SPDX-License-Identifier: BSD-3-Clause
 * protocol.h: the messages of the vfio-user protocol, version 0.0, as they are on the wire.
 *
 * A message is a header and a payload; a reply has its command's number and message ID. All fields
 * are in the host's byte order. The structs below are payloads; a comment says what follows each.
 */
#ifndef VFIO_USER_PROTOCOL_H
#define VFIO_USER_PROTOCOL_H

#include <stdint.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "registers are little-endian, as PCI is");

#define VFU_VERSION_MAJOR 0u
#define VFU_VERSION_MINOR 0u

/* Limits for a client, sent in the reply to VERSION. For QEMU, more than 16 descriptors are a fatal
 * error. */
#define VFU_MESSAGE_FDS	 16u
#define VFU_TRANSFER_MAX 65536u

enum {
	VFU_VERSION = 1,
	VFU_DMA_MAP = 2,
	VFU_DMA_UNMAP = 3,
	VFU_GET_INFO = 4,
	VFU_GET_REGION_INFO = 5,
	VFU_GET_IRQ_INFO = 7,
	VFU_SET_IRQS = 8,
	VFU_REGION_READ = 9,
	VFU_REGION_WRITE = 10,
	VFU_RESET = 13,
};

/* Header flags. */
#define VFU_TYPE     0x0fu
#define VFU_COMMAND  0x00u
#define VFU_REPLY    0x01u
#define VFU_NO_REPLY 0x10u
#define VFU_ERROR    0x20u

struct vfu_header {
	uint16_t id, command;
	uint32_t size; /* of header and payload */
	uint32_t flags;
	uint32_t error; /* an errno value, of a reply with VFU_ERROR, which has no payload */
};

/* VERSION, both ways. Then JSON text that ends in a NUL, or nothing. */
struct vfu_version {
	uint16_t major, minor;
};

/* DMA_MAP; the reply has no payload. A descriptor may come along. */
struct vfu_dma_map {
	uint32_t argsz, flags;
	uint64_t offset, address, size;
};

/* DMA_UNMAP, both ways. */
struct vfu_dma_unmap {
	uint32_t argsz, flags;
	uint64_t address, size;
};

/* GET_INFO, both ways. */
struct vfu_info {
	uint32_t argsz; /* asked: the payload's greatest size; answered: its size */
	uint32_t flags;
	uint32_t region_count, irq_count;
};

#define VFU_INFO_RESET 0x1u
#define VFU_INFO_PCI   0x2u

/* Regions: the BARs by their numbers, then these. */
enum {
	VFU_REGION_ROM = 6,
	VFU_REGION_CONFIG = 7,
	VFU_REGION_VGA = 8,
	VFU_REGION_COUNT = 9,
};

#define VFU_CONFIG_SIZE 256u

/* GET_REGION_INFO, both ways. The reply for a region that can be mapped carries a descriptor. */
struct vfu_region_info {
	uint32_t argsz, flags, index, cap_offset;
	uint64_t size;
	uint64_t offset; /* for mmap() */
};

#define VFU_REGION_CAN_READ  0x1u
#define VFU_REGION_CAN_WRITE 0x2u
#define VFU_REGION_CAN_MMAP  0x4u

/* Kinds of interrupts. */
enum {
	VFU_IRQ_INTX = 0,
	VFU_IRQ_MSI = 1,
	VFU_IRQ_MSIX = 2,
	VFU_IRQ_ERROR = 3,
	VFU_IRQ_REQUEST = 4,
	VFU_IRQ_COUNT = 5,
};

/* GET_IRQ_INFO, both ways. */
struct vfu_irq_info {
	uint32_t argsz, flags, index, count;
};

#define VFU_IRQ_EVENTFD	 0x1u
#define VFU_IRQ_NORESIZE 0x8u

/* SET_IRQS; then `count` bytes with VFU_SET_BOOL. The reply has no payload. */
struct vfu_irq_set {
	uint32_t argsz, flags, index, start, count;
};

/* One of the first three with one of the others. */
#define VFU_SET_NONE	0x01u
#define VFU_SET_BOOL	0x02u
#define VFU_SET_EVENTFD 0x04u
#define VFU_SET_MASK	0x08u
#define VFU_SET_UNMASK	0x10u
#define VFU_SET_TRIGGER 0x20u

/* REGION_READ and REGION_WRITE, both ways; then `count` bytes in the reply to READ, and in WRITE.
 */
struct vfu_access {
	uint64_t offset;
	uint32_t region, count;
};

#define VFU_PAYLOAD_MAX (sizeof(struct vfu_access) + VFU_TRANSFER_MAX)

_Static_assert(sizeof(struct vfu_header) == 16, "as on the wire");
_Static_assert(sizeof(struct vfu_version) == 4, "as on the wire");
_Static_assert(sizeof(struct vfu_dma_map) == 32, "as on the wire");
_Static_assert(sizeof(struct vfu_dma_unmap) == 24, "as on the wire");
_Static_assert(sizeof(struct vfu_info) == 16, "as on the wire");
_Static_assert(sizeof(struct vfu_region_info) == 32, "as on the wire");
_Static_assert(sizeof(struct vfu_irq_info) == 16, "as on the wire");
_Static_assert(sizeof(struct vfu_irq_set) == 20, "as on the wire");
_Static_assert(sizeof(struct vfu_access) == 16, "as on the wire");

#endif
