/* SPDX-License-Identifier: BSD-3-Clause
 * script.h: launch scripts: the VMs that a bash script starts with acrn-dm or QEMU.
 *
 * A script is read without running anything (shell/shell.h), and its command lines as acrn-dm and
 * QEMU read theirs. Where the script decides something only when it runs, an option has a condition
 * or an unknown text.
 */
#ifndef SCRIPT_SCRIPT_H
#define SCRIPT_SCRIPT_H

#include "model/model.h"
#include "shell/shell.h"

struct diags;

enum launch_program {
	LAUNCH_ACRN_DM,
	LAUNCH_QEMU,
};

/* A text of a command line, which may have unknown parts. */
struct launch_text {
	const char *value; /* NULL where a part of it is unknown */
	const char *head;  /* the text before the first unknown part; `value` where there is none */
	const struct shell_part *parts;
	size_t part_count;
	struct span at;
};

/* An option in the order of the command line. */
struct launch_option {
	const struct condition *when;
	const char *name; /* in full: "-s" for --pci_slot, "-device"; "" for the VM's name */
	struct span at;
	bool has_value;
	struct launch_text value; /* where it has one */
};

/* A device of -s, or of QEMU's -device. */
struct launch_device {
	const struct condition *when;
	struct span at;
	bool has_address; /* known: bus, slot and function */
	uint8_t bus, slot, function;
	struct text address;	    /* as written; value NULL where it is unknown or missing */
	struct text kind;	    /* "virtio-blk"; value NULL where it is unknown */
	bool is_boot;		    /* acrn-dm's ,b, behind the kind */
	struct launch_text options; /* behind the kind; value "" where there are none */
};

/* One VM that a script starts. */
struct launch {
	enum launch_program program;
	const struct source *source;
	const struct shell_run *run;
	const struct launch_option *options;
	size_t option_count;
	const struct launch_device *devices;
	size_t device_count;
	/* The VM's name: acrn-dm's first word that is not an option, QEMU's -name. With conditions
	 * there may be several. */
	const struct launch_option *const *names;
	size_t name_count;
};

/* The VMs of a script in the order of running. */
struct script {
	const struct source *source;
	const struct shell_list *list; /* NULL for an empty script */
	const struct shell_trace *trace;
	const struct launch *const *launches;
	size_t launch_count;
};

/* Reads a script; NULL, with the reason in `diags`, where bash would refuse it. */
const struct script *script_read(struct arena *arena, const struct source *source,
				 struct diags *diags);

/* Whether a source is a shell script: by its suffix .sh, or its first line. */
bool script_is_script(const struct source *source);

#endif
