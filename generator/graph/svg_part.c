/* SPDX-License-Identifier: BSD-3-Clause
 * svg_part.c: the group of a part, and its title. */
#include "base/arena.h"
#include "graph/svg_element.h"

/* A part's mark and its worst finding are classes: the style sheet has colours and strokes of them.
 */
static const char *part_classes(const struct svg *svg, const struct graph_part *part,
				const char *class)
{
	static const char *const marks[] = {
		[GRAPH_SAME] = "",
		[GRAPH_ADDED] = " acrn-added",
		[GRAPH_REMOVED] = " acrn-removed",
		[GRAPH_CHANGED] = " acrn-changed",
	};
	static const char *const levels[] = {
		[LAYOUT_ERROR] = " acrn-error",
		[LAYOUT_WARNING] = " acrn-warning",
		[LAYOUT_NO_SIGN] = "",
	};
	const char *level = levels[layout_finding_sign(part)];

	/* A part that is the same does not have the colour of the one that it is in. */
	const char *mark =
		svg->has_marks && part->mark == GRAPH_SAME ? " acrn-same" : marks[part->mark];

	return arena_printf(svg->arena, "%s%s%s", class, mark, level);
}

void svg_begin_part(struct svg *svg, const struct graph_part *part, const char *class,
		    const char *const *lines)
{
	svg_begin(svg, "g", part_classes(svg, part, class));
	if (part->id)
		svg_attribute(svg, "id", arena_printf(svg->arena, "acrn-%s", part->id));
	svg_begin(svg, "title", NULL);
	for (size_t i = 0; lines[i]; i++) {
		if (i)
			svg_content(svg, "\n");
		svg_content(svg, lines[i]);
	}
	for (size_t i = 0; i < part->change_count; i++)
		svg_content(svg, arena_printf(svg->arena, "\n%s", part->changes[i]));
	for (size_t i = 0; i < part->finding_count; i++)
		svg_content(svg, arena_printf(svg->arena, "\n%s: %s [%s]",
					      part->findings[i].is_error ? "error" : "warning",
					      part->findings[i].text, part->findings[i].slug));
	svg_end(svg);
}
