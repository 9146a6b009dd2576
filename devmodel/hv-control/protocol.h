/* SPDX-License-Identifier: BSD-3-Clause
 * protocol.h: the messages between acrn-hv, which acts as the hypervisor, and VMs' device models.
 *
 * acrn-hv listens at the socket DIRECTORY/control, of type SOCK_SEQPACKET. A packet is a message: a
 * line of text without its line feed, of words with one space between. A connection represents one
 * VM's device model:
 *
 *   > claim VM REGION BYTES BB:DD.F   the VM's device of this region, at this vBDF
 *   < ok                              it listens for its VMM at DIRECTORY/VM/ivshmem-SLOT.FUNCTION
 *   < no REASON                       it does not, for this reason
 *
 * for each device; then
 *
 *   > start VM                        all devices are claimed: the VM starts
 *
 * which a device model without such devices sends, too, if acrn-hv is there; and then, at any time,
 *
 *   < missing REGION...               the VM has started without these of its regions
 *   < disconnected BB:DD.F            the VMM has disconnected from this device
 *   < powerdown                       the guest is to power off
 *
 * The side that closes it has ended: the hypervisor with all VMs, or the VM. Any client may send
 *
 *   > ps
 *   < vm ID NAME pre|service|post STATE PID STARTS CONSOLE
 *   < device BB:DD.F REGION BYTES REGION-ID STATE
 *   < end
 *
 * where `device` follows its `vm`, and "-" stands for a missing value. CONSOLE is a path, which may
 * contain spaces.
 */
#ifndef HV_CONTROL_PROTOCOL_H
#define HV_CONTROL_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/socket_directory.h"
#include "schema/static_config.h"

#define HV_CONTROL_VARIABLE    "ACRN_HV_DIR"
#define HV_CONTROL_MESSAGE_MAX 1023

/* The longest directory to which "/VM/ivshmem-31.7" can be added. */
#define HV_CONTROL_DIRECTORY_MAX \
	(UNIX_SOCKET_PATH_MAX - 1 - CFG_VM_NAME_MAX - (int)(sizeof("/ivshmem-31.7") - 1))

struct hv_control_message {
	char text[HV_CONTROL_MESSAGE_MAX + 1];
};

struct hv_control_claim {
	char vm[CFG_VM_NAME_MAX + 1];
	char region[CFG_REGION_NAME_MAX + 1];
	uint64_t size; /* bytes */
	uint16_t vbdf;
};

/* Chooses the directory as socket_directory_choose() does: $ACRN_HV_DIR, and acrn-hv by default. */
bool hv_control_choose(const char *option, struct socket_directory *directory, struct error *error);

/* Writes the path of the socket `control`. */
void hv_control_path(const struct socket_directory *directory, char path[UNIX_SOCKET_PATH_MAX + 1]);

/* Sends a message; false with errno, EAGAIN if the other side does not read. */
bool hv_control_send(int socket, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Receives a message. False with errno: EAGAIN if there is none yet, ECONNRESET at the end of the
 * connection, EBADMSG for one that is too long, empty or not text. */
bool hv_control_receive(int socket, struct hv_control_message *message);

bool hv_control_send_claim(int socket, const struct hv_control_claim *claim);

/* Parses a claim; false for any other message. Names are not checked. */
bool hv_control_read_claim(const struct hv_control_message *message,
			   struct hv_control_claim *claim);

/* Parses a text that is BB:DD.F, without omitted digits; false for anything else. */
bool hv_control_read_vbdf(const char *text, uint16_t *vbdf);

#endif
