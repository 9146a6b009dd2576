/* SPDX-License-Identifier: BSD-3-Clause
 * layout_tracks.c: where the horizontal lines of a picture are, and the lanes beside its rows.
 *
 * In a zone, tracks that do not meet share a level; short ones are nearest to the pins, so that
 * fewer lines cross. Lanes are used in the same way.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "graph/layout.h"

#define TRACK_SPACE  14	 /* between two tracks at one level */
#define MAX_NAME     110 /* of a bus, beside its bars */
#define NAME_SPACE   16
#define TRACK_HEIGHT 10
#define NAMED_HEIGHT 18
#define ZONE_PADDING 14
#define LANE_SPACE   10
#define LEVELS_TRIED 100 /* for an interval: the short ones have filled those before */

/* The track of a net in a zone, which is made if there is none. */
static struct layout_track *track_in(struct layout *layout, struct layout_net *net, size_t zone)
{
	struct layout_track *track;

	for (size_t i = 0; i < net->track_count; i++)
		if (net->tracks[i].zone == zone)
			return &net->tracks[i];
	net->tracks = arena_grow(layout->arena, net->tracks, net->track_count, sizeof(*track));
	track = &net->tracks[net->track_count++];
	*track = (struct layout_track) {
		.net = (size_t)(net - layout->nets),
		.zone = zone,
		.left = INT_MAX,
		.right = INT_MIN,
	};
	return track;
}

static void extend(struct layout_track *track, int x)
{
	if (x < track->left)
		track->left = x;
	if (x > track->right)
		track->right = x;
}

bool layout_is_beside(const struct layout_net *net, size_t zone)
{
	return zone == net->box.row || zone + 1 == net->box.row;
}

bool layout_is_on_trunk(const struct layout_net *net, const struct layout_track *track)
{
	return net->has_trunk &&
	       (track->zone == net->trunk_zone || !layout_is_beside(net, track->zone));
}

/* The track beside the box that the trunk ends at. */
static void connect_trunk(struct layout *layout, struct layout_net *net)
{
	bool is_needed_above = false;
	struct layout_track *track;

	for (size_t i = 0; i < net->track_count; i++) {
		net->has_trunk |= !layout_is_beside(net, net->tracks[i].zone);
		is_needed_above |= net->tracks[i].zone + 1 < net->box.row;
	}
	if (!net->has_trunk)
		return;
	net->trunk_zone = is_needed_above ? net->box.row - 1 : net->box.row;
	track = track_in(layout, net, net->trunk_zone);
	extend(track, is_needed_above ? net->upper_port : net->lower_port);
}

/* Buses have their lanes at the left, where their names are; others where the way is shorter. */
static void choose_side(const struct layout *layout, struct layout_net *net)
{
	long left = 0, right = 0;

	for (size_t i = 0; i < net->track_count; i++) {
		left += net->tracks[i].left - layout->left;
		right += layout->right - net->tracks[i].right;
	}
	net->is_left = net->is_bus || left <= right;
}

/* Tracks reach from pin to pin, to the box, to the trunk, and, of a bus, to its name. */
static void make_tracks(struct layout *layout, struct layout_net *net)
{
	for (size_t i = 0; i < net->pin_count; i++) {
		const struct layout_pin *pin = &layout->pins[net->first_pin + i];

		extend(track_in(layout, net, pin->zone), layout_centre(&pin->at));
	}
	for (size_t i = 0; i < net->track_count; i++) {
		if (net->tracks[i].zone == net->box.row)
			extend(&net->tracks[i], net->lower_port);
		else if (net->tracks[i].zone + 1 == net->box.row)
			extend(&net->tracks[i], net->upper_port);
	}
	connect_trunk(layout, net);
	choose_side(layout, net);
	for (size_t i = 0; i < net->track_count; i++) {
		if (!layout_is_on_trunk(net, &net->tracks[i]) && !layout_has_names(net))
			continue;
		extend(&net->tracks[i],
		       net->is_left ? layout->left - layout->gutter - 1 : layout->right + 1);
	}
}

/* Whether a track's level counts from the upper edge of its zone, where its pins are. */
static bool is_upper(const struct layout *layout, const struct layout_track *track)
{
	const struct layout_row *above = &layout->rows[track->zone];

	if (above->is_vms != layout->rows[track->zone + 1].is_vms)
		return above->is_vms;
	if (!above->is_vms)
		return layout->nets[track->net].box.row == track->zone;
	for (size_t i = 0; i < layout->nets[track->net].pin_count; i++) {
		const struct layout_pin *pin =
			&layout->pins[layout->nets[track->net].first_pin + i];

		if (pin->zone == track->zone)
			return !pin->is_above;
	}
	return true;
}

/* Tracks, or the trunks of nets, which must not meet at one level. */
struct interval {
	int start, end;
	int class; /* they are apart from those of another class */
	size_t index;
	size_t level;
};

static int compare_intervals(const void *first, const void *second)
{
	const struct interval *a = first, *b = second;

	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	if (a->end - a->start != b->end - b->start)
		return a->end - a->start < b->end - b->start ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

struct level {
	struct interval **intervals; /* from left to right, arena_grow()n */
	size_t count;
};

/* The first interval of a level that begins at a place or behind it. */
static size_t find_start(const struct level *level, int start)
{
	size_t low = 0, high = level->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (level->intervals[middle]->start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_free(const struct level *level, const struct interval *interval, int space)
{
	size_t next = find_start(level, interval->start);

	if (next < level->count && level->intervals[next]->start < interval->end + space)
		return false;
	return !next || level->intervals[next - 1]->end + space <= interval->start;
}

static void add_to_level(struct arena *arena, struct level *level, struct interval *interval)
{
	size_t at = find_start(level, interval->start);

	level->intervals =
		arena_grow(arena, level->intervals, level->count, sizeof(struct interval *));
	memmove(&level->intervals[at + 1], &level->intervals[at],
		(level->count - at) * sizeof(struct interval *));
	level->intervals[at] = interval;
	level->count++;
}

/* The first of the last levels that is free, or else how many there are. */
static size_t find_level(const struct level *levels, size_t count, const struct interval *interval,
			 int space)
{
	size_t at = count > LEVELS_TRIED ? count - LEVELS_TRIED : 0;

	while (at < count && !is_free(&levels[at], interval, space))
		at++;
	return at;
}

/* Gives each interval the first level that is free, the short ones first. */
static void assign_levels(struct arena *arena, struct interval *intervals, size_t count, int space)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct level *levels = NULL;
	size_t level_count = 0;

	if (count)
		qsort(intervals, count, sizeof(*intervals), compare_intervals);
	for (size_t i = 0; i < count; i++) {
		size_t at;

		if (i && intervals[i].class != intervals[i - 1].class)
			level_count = 0;
		at = find_level(levels, level_count, &intervals[i], space);
		if (at == level_count) {
			levels = arena_grow(scratch, levels, level_count, sizeof(*levels));
			levels[level_count++] = (struct level) { 0 };
		}
		add_to_level(scratch, &levels[at], &intervals[i]);
		intervals[i].level = at;
	}
}

/* Those at the upper and at the lower edge of a zone are apart, so that the vertical lines that
 * reach into a zone from above and from below do not meet. */
static void set_track_levels(struct layout *layout)
{
	struct interval *intervals;
	size_t count = 0;

	for (size_t i = 0; i < layout->net_count; i++)
		count += layout->nets[i].track_count;
	intervals = arena_array(layout->arena, count, sizeof(*intervals));
	layout->tracks = arena_array(layout->arena, count, sizeof(struct layout_track *));
	for (size_t i = 0; i < layout->net_count; i++)
		for (size_t j = 0; j < layout->nets[i].track_count; j++) {
			struct layout_track *track = &layout->nets[i].tracks[j];

			track->is_upper = is_upper(layout, track);
			intervals[layout->track_count] = (struct interval) {
				.start = track->left,
				.end = track->right,
				.class = (int)track->zone * 2 + track->is_upper,
				.index = layout->track_count,
			};
			layout->tracks[layout->track_count++] = track;
		}
	assign_levels(layout->arena, intervals, count, TRACK_SPACE);
	for (size_t i = 0; i < count; i++)
		layout->tracks[intervals[i].index]->level = intervals[i].level;
}

/* The levels at an edge of a zone. */
struct edge {
	int *heights; /* arena_grow()n */
	size_t count;
};

static void add_to_edge(struct arena *scratch, struct edge *edge, size_t level, int height)
{
	while (edge->count <= level) {
		edge->heights = arena_grow(scratch, edge->heights, edge->count, sizeof(int));
		edge->heights[edge->count++] = 0;
	}
	if (edge->heights[level] < height)
		edge->heights[level] = height;
}

/* Makes of the height of each level the sum of those up to it, and returns that of all. */
static int add_up(struct edge *edge)
{
	for (size_t i = 1; i < edge->count; i++)
		edge->heights[i] += edge->heights[i - 1];
	return edge->count ? edge->heights[edge->count - 1] : 0;
}

/* The heights of zones, and where tracks are in them. */
static void set_heights(struct layout *layout)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(layout->arena);
	struct edge *edges = arena_array(scratch, layout->row_count * 2, sizeof(*edges));

	for (size_t i = 0; i < layout->track_count; i++) {
		const struct layout_track *track = layout->tracks[i];

		add_to_edge(scratch, &edges[track->zone * 2 + track->is_upper], track->level,
			    layout_has_names(&layout->nets[track->net]) ? NAMED_HEIGHT
									: TRACK_HEIGHT);
	}
	for (size_t i = 0; i + 1 < layout->row_count; i++)
		layout->zones[i].height =
			2 * ZONE_PADDING + add_up(&edges[i * 2]) + add_up(&edges[i * 2 + 1]);
	for (size_t i = 0; i < layout->track_count; i++) {
		struct layout_track *track = layout->tracks[i];
		const int *heights = edges[track->zone * 2 + track->is_upper].heights;

		if (track->is_upper)
			track->y = ZONE_PADDING + heights[track->level];
		else
			track->y = layout->zones[track->zone].height - ZONE_PADDING -
				   (track->level ? heights[track->level - 1] : 0);
	}
}

static struct interval trunk_interval(const struct layout_net *net, size_t index)
{
	struct interval interval = { INT_MAX, 0, net->is_left, index, 0 };

	for (size_t i = 0; i < net->track_count; i++) {
		int zone = (int)net->tracks[i].zone;

		if (!layout_is_on_trunk(net, &net->tracks[i]))
			continue;
		interval.start = zone < interval.start ? zone : interval.start;
		interval.end = zone > interval.end ? zone : interval.end;
	}
	return interval;
}

/* Lanes begin beside the rows, and beside the names of buses. */
static void set_lanes(struct layout *layout)
{
	struct interval *intervals =
		arena_array(layout->arena, layout->net_count, sizeof(*intervals));
	size_t count = 0;

	for (size_t i = 0; i < layout->net_count; i++)
		if (layout->nets[i].has_trunk)
			intervals[count++] = trunk_interval(&layout->nets[i], i);
	assign_levels(layout->arena, intervals, count, 1);
	for (size_t i = 0; i < count; i++) {
		struct layout_net *net = &layout->nets[intervals[i].index];
		int distance = LANE_SPACE * ((int)intervals[i].level + 1);

		net->trunk_x = net->is_left ? layout->left - layout->gutter - distance
					    : layout->right + distance;
	}
}

/* The extent of all rows, and the room for the names of buses. */
static void set_extent(struct layout *layout)
{
	for (size_t i = 0; i < layout->row_count; i++) {
		const struct layout_row *row = &layout->rows[i];
		const struct layout_rect *last;

		if (!row->box_count)
			continue;
		last = &row->boxes[row->box_count - 1]->at;
		if (row->boxes[0]->at.x < layout->left)
			layout->left = row->boxes[0]->at.x;
		if (last->x + last->width > layout->right)
			layout->right = last->x + last->width;
	}
}

bool layout_has_names(const struct layout_net *net)
{
	return net->is_bus && net->has_trunk;
}

/* The names of buses beside their bars: not all are near to the box. */
static void make_names(struct layout *layout)
{
	for (size_t i = 0; i < layout->net_count; i++) {
		struct layout_net *net = &layout->nets[i];

		if (!net->is_bus)
			continue;
		net->short_name = text_fit(layout->arena, net->region->name, TEXT_SMALL, MAX_NAME);
		for (size_t j = 0; j < net->pin_count; j++)
			if (!layout_is_beside(net, layout->pins[net->first_pin + j].zone) &&
			    layout->gutter < net->short_name.width + NAME_SPACE)
				layout->gutter = net->short_name.width + NAME_SPACE;
	}
}

void layout_tracks(struct layout *layout)
{
	layout->zones = arena_array(layout->arena, layout->row_count, sizeof(*layout->zones));
	set_extent(layout);
	make_names(layout);
	for (size_t i = 0; i < layout->net_count; i++)
		make_tracks(layout, &layout->nets[i]);
	set_track_levels(layout);
	set_heights(layout);
	set_lanes(layout);
}
