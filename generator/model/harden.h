/* SPDX-License-Identifier: BSD-3-Clause
 * harden.h: the parts of the hardening that --harden asks for.
 */
#ifndef MODEL_HARDEN_H
#define MODEL_HARDEN_H

/* A set of them is the bits 1 << HARDEN_x. */
enum harden_part {
	HARDEN_GROUPS,	  /* users, groups, modes and owners; who may start a VM */
	HARDEN_ACL,	  /* POSIX ACLs of regions and images */
	HARDEN_APPARMOR,  /* a profile for each device model */
	HARDEN_SELINUX,	  /* a policy module in CIL */
	HARDEN_FAPOLICYD, /* which programs may run */
	HARDEN_VERITY,	  /* what a VM is started from is what was sealed */
	HARDEN_SYSTEMD,	  /* a unit for each VM */
	HARDEN_KEYS,	  /* each VM gets the keys of its regions */
	HARDEN_COUNT,
};

/* Without a list: all but the keys, which need files of their own and a device in each VM. */
#define HARDEN_DEFAULT ((1u << HARDEN_KEYS) - 1)

/* The name of a part on the command line and in the plan. */
const char *harden_name(enum harden_part part);

/* The set for a list of names, separated by commas, in which `all` stands for every part; 0 for a
 * list that is empty or has another name. */
unsigned harden_parse(const char *list);

#endif
