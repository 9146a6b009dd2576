/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what a host is seen to have, and what the checks share.
 */
#ifndef DOCTOR_INTERNAL_H
#define DOCTOR_INTERNAL_H

#include <stdint.h>

#include "base/arena.h"
#include "doctor/doctor.h"
#include "host/host.h"

#define SHM_DIRECTORY "/dev/shm"

enum doctor_program {
	DOCTOR_OTHER,
	DOCTOR_ACRN_DM,
	DOCTOR_QEMU,
	DOCTOR_SERVER, /* ivshmem-server */
};

struct doctor_process {
	uint32_t pid, parent;
	uint32_t uid; /* its owner; root for one that keeps its memory from its user */
	enum doctor_program program;
	const char *name;      /* of its program, without a directory */
	bool is_replaced;      /* the program's file has been removed or replaced since its start */
	const char *directory; /* in which it runs; or NULL */
	const char *const *words; /* its command line; only of programs that are not DOCTOR_OTHER */
	size_t word_count;
	bool is_cut;		     /* there are more */
	const struct script *script; /* the command line of a device model, or NULL */
	const char *vm;		     /* that it is for; NULL where this is not known */
	const struct plan_vm *plan;  /* that of the scenario, or NULL */
};

struct doctor_processes {
	struct doctor_process **all; /* by rising PID: those that are not DOCTOR_OTHER */
	size_t count;
	size_t total;	      /* all of the host */
	size_t command_bytes; /* of the command lines that were read */
	bool is_known;	      /* the host has its processes */
	bool is_part;	      /* others are hidden: by hidepid=, a PID namespace, or not recorded */
	size_t unseen;	      /* whose memory or files cannot be read */
	size_t ignored;	      /* device models above DOCTOR_MODELS_MAX */
};

/* Of a process: its name and some fifty numbers. */
#define STAT_MAX 4096u

/* A board has 16 VMs, and the lab hundreds. */
#define DOCTOR_MODELS_MAX 1024u

struct doctor_holder {
	const struct doctor_process *process;
	bool has_removed; /* it has an object that was removed, and had this one's name */
};

/* A file in /dev/shm, or a name that objects had which processes still hold. */
struct doctor_object {
	const char *name;
	bool is_there;
	bool is_link;
	struct host_file file;
	struct doctor_holder *holders; /* by rising PID */
	size_t holder_count;
	bool has_server_lock; /* .NAME.server is there */
};

struct doctor_objects {
	struct doctor_object **all; /* by name */
	size_t count;
	struct string_map *by_name, *by_inode; /* the latter on this host only */
	bool is_known;			       /* /dev/shm can be listed */
};

enum doctor_status {
	DOCTOR_PASS,
	DOCTOR_WARN,
	DOCTOR_FAIL,
	DOCTOR_SKIP, /* something cannot be seen, and nothing else was found */
	DOCTOR_COUNT,
};

struct doctor_check {
	struct arena *arena;
	const char *name, *subject; /* the subject may be NULL */
	const char *text;	    /* or NULL */
	const char *skip_reason;    /* or NULL */
	struct diags *diags;
};

struct doctor {
	struct arena *arena;
	struct doctor_request request;
	struct host *host;
	const struct plan *plan;
	struct doctor_processes processes;
	struct doctor_objects objects;
	struct string_map *regions; /* of the plan in dm-land, by name; empty without one */
	struct string_map *vms;	    /* of the plan, those with a launch script */
	struct string_map *running; /* the process of acrn-dm for each name of a VM */
	bool is_hardened;	    /* the scenario's hardening is installed */
	struct doctor_check **checks;
	size_t check_count;
};

/* doctor/processes.c: finds the processes, and the objects that they hold. */
void doctor_find_processes(struct doctor *doctor);

/* doctor/command.c: reads the command line of a process, and the VM that it is for. */
void doctor_read_command(struct doctor *doctor, struct doctor_process *process);

/* doctor/objects.c: lists /dev/shm; the object of a name, or NULL. */
void doctor_find_objects(struct doctor *doctor);
struct doctor_object *doctor_object(const struct doctor *doctor, const char *name);

/* What an object is, whatever its name. */
const char *doctor_inode_key(struct arena *arena, dev_t device, ino_t inode);

/* Whether an object may be a region: by the scenario, a server or its holders; by its size where it
 * has none, since what only other programs have is theirs. */
bool doctor_is_region(const struct doctor *doctor, const struct doctor_object *object);

/* The holders of an object, for people. */
const char *doctor_holders_text(const struct doctor *doctor, const struct doctor_object *object);

/* "0660 root:shm-pair-pair", with names where the host has them, and "+" with an ACL. */
const char *doctor_access_text(struct arena *arena, const struct host_file *file);

/* Whether users who are neither the owner nor in the group, nor in the ACL, may do something. */
bool doctor_is_world_accessible(const struct host_file *file);

/* A process while it is looked at. */
struct doctor_look {
	struct arena *arena;   /* of what is not kept */
	struct host *host;     /* the same */
	const char *directory; /* "/proc/<PID>" */
	struct doctor_process process;
	struct doctor_process *kept; /* or NULL */
};

/* A file of its directory. */
const char *doctor_below(const struct doctor_look *look, const char *name);

/* The process for as long as the doctor. */
struct doctor_process *doctor_keep(struct doctor *doctor, struct doctor_look *look);

/* doctor/holders.c: adds a process to the objects that it holds. False where these cannot be seen.
 */
bool doctor_find_holder(struct doctor *doctor, struct doctor_look *look);

/* doctor/values.c: a file's text without the line end, or NULL; a number that is all of it. */
const char *doctor_value(const struct doctor *doctor, const char *path);
bool doctor_number(const struct doctor *doctor, const char *path, uint64_t *number);

/* Whether each process is known, and what it holds: then an object without holders has none. */
bool doctor_sees_holders(const struct doctor *doctor);

/* One of those that run VMs or serve regions, or NULL. */
const struct doctor_process *doctor_process(const struct doctor *doctor, uint32_t pid);

/* doctor/vms.c: finds out which VMs run. */
void doctor_find_running(struct doctor *doctor);

/* The process that runs a VM of the plan, or NULL. */
const struct doctor_process *doctor_running(const struct doctor *doctor, const struct plan_vm *vm);

/* Whether something is at a path, and can be seen. */
bool doctor_exists(const struct doctor *doctor, const char *path);

enum doctor_status doctor_status(const struct doctor_check *check);

/* What was seen, and why not more was; NULL for nothing. */
const char *doctor_remark(const struct doctor_check *check);

/* A finding about the host; with a place in the scenario that gets a note. */
struct diag *doctor_find(struct doctor_check *check, enum diag_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void doctor_declared(struct diag *diag, struct span at);

/* doctor/hypervisor.c, programs.c, kernel.c: parts of doctor_check_host(). */
void doctor_check_hypervisor(struct doctor *doctor);
void doctor_check_programs(struct doctor *doctor);
void doctor_check_kernel(struct doctor *doctor);

/* doctor/devices.c, files.c, regions.c, server.c: parts of doctor_check_scenario(). */
void doctor_check_cpus(struct doctor *doctor, const struct plan_vm *vm);
void doctor_check_taps(struct doctor *doctor, const struct plan_vm *vm);
void doctor_check_passthrough(struct doctor *doctor, const struct plan_vm *vm);
void doctor_check_files(struct doctor *doctor, const struct plan_vm *vm);
void doctor_check_regions(struct doctor *doctor);
void doctor_check_servers(struct doctor *doctor);

#endif
