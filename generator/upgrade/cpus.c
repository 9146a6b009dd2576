/* SPDX-License-Identifier: BSD-3-Clause
 * cpus.c: the physical CPUs of a VM. */
#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

xmlNode *upgrade_cpus(struct upgrade *upgrade, xmlNode *parent, const xmlNode *from,
		      bool is_realtime)
{
	xmlNode *list = upgrade_element(upgrade, parent, "cpu_affinity", from);

	for (const xmlNode *child = from->children; child; child = child->next) {
		xmlNode *pcpu;

		if (child->type == XML_COMMENT_NODE)
			upgrade_comment(upgrade, list, child);
		if (child->type != XML_ELEMENT_NODE || !*load_text(upgrade->scratch, child))
			continue;
		pcpu = upgrade_element(upgrade, list, "pcpu", child);
		upgrade_keep(upgrade, pcpu, "pcpu_id", child);
		if (is_realtime)
			upgrade_text(upgrade, pcpu, "real_time_vcpu", child, "y");
	}
	return list;
}
