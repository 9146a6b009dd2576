/* SPDX-License-Identifier: BSD-3-Clause
 * device_name.c: names devices of the board. */
#include "plan/device_name.h"

#include <string.h>

#include "board/board.h"

static const char *written_name(const struct passthrough_device *device)
{
	const char *text = device->text.value + strcspn(device->text.value, " \t\n");

	text += strspn(text, " \t\n");
	return *text ? text : NULL;
}

const char *device_name(const struct model *model, const struct passthrough_device *device)
{
	const struct board_device *found =
		model->board && device->has_bdf ? board_device(model->board, device->bdf) : NULL;

	return found && found->description ? found->description : written_name(device);
}
