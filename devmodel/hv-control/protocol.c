/* SPDX-License-Identifier: BSD-3-Clause
 * protocol.c: sends, receives and parses messages, and finds their socket. */
#include "hv-control/protocol.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "schema/bdf.h"
#include "schema/number.h"

bool hv_control_choose(const char *option, struct socket_directory *directory, struct error *error)
{
	static const struct socket_directory_kind kind = { .owner = "acrn-hv",
							   .name = "acrn-hv",
							   .variable = HV_CONTROL_VARIABLE,
							   .longest = HV_CONTROL_DIRECTORY_MAX };

	return socket_directory_choose(&kind, option, directory, error);
}

void hv_control_path(const struct socket_directory *directory, char path[UNIX_SOCKET_PATH_MAX + 1])
{
	snprintf(path, UNIX_SOCKET_PATH_MAX + 1, "%.*s/control", HV_CONTROL_DIRECTORY_MAX,
		 directory->path);
}

bool hv_control_send(int socket, const char *format, ...)
{
	struct hv_control_message message;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(message.text, sizeof(message.text), format, arguments);
	va_end(arguments);
	if (length > HV_CONTROL_MESSAGE_MAX)
		length = HV_CONTROL_MESSAGE_MAX;
	return send(socket, message.text, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT) == length;
}

static bool is_text(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return length > 0;
}

bool hv_control_receive(int socket, struct hv_control_message *message)
{
	ssize_t length;

	do
		length = recv(socket, message->text, sizeof(message->text),
			      MSG_TRUNC | MSG_DONTWAIT);
	while (length < 0 && errno == EINTR);
	if (length < 0)
		return false;
	errno = length == 0 ? ECONNRESET : EBADMSG;
	if (length > HV_CONTROL_MESSAGE_MAX || !is_text(message->text, (size_t)length))
		return false;
	message->text[length] = '\0';
	return true;
}

bool hv_control_send_claim(int socket, const struct hv_control_claim *claim)
{
	char vbdf[BDF_TEXT_SIZE];

	return hv_control_send(socket, "claim %s %s %" PRIu64 " %s", claim->vm, claim->region,
			       claim->size, bdf_format(claim->vbdf, vbdf));
}

/* Moves the next word to `word`, which has room for `size` bytes, and skips the space after it if
 * another word follows. */
static bool next_word(const char **text, char *word, size_t size)
{
	size_t length = strcspn(*text, " ");

	if (length == 0 || length >= size)
		return false;
	memcpy(word, *text, length);
	word[length] = '\0';
	*text += length;
	*text += **text == ' ' && (*text)[1];
	return true;
}

bool hv_control_read_claim(const struct hv_control_message *message, struct hv_control_claim *claim)
{
	const char *rest = message->text;
	char verb[8], bytes[24], vbdf[BDF_TEXT_SIZE];

	return next_word(&rest, verb, sizeof(verb)) && strcmp(verb, "claim") == 0 &&
	       next_word(&rest, claim->vm, sizeof(claim->vm)) &&
	       next_word(&rest, claim->region, sizeof(claim->region)) &&
	       next_word(&rest, bytes, sizeof(bytes)) &&
	       number_parse_range(bytes, 0, UINT64_MAX, &claim->size) &&
	       next_word(&rest, vbdf, sizeof(vbdf)) && hv_control_read_vbdf(vbdf, &claim->vbdf) &&
	       *rest == '\0';
}

bool hv_control_read_vbdf(const char *text, uint16_t *vbdf)
{
	size_t length;

	return bdf_parse(text, vbdf, &length) && length == BDF_TEXT_SIZE - 1 && !text[length];
}
