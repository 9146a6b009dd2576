#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# Hostile text in every place of a scenario that reaches acrn-dm's command line: it arrives as one
# literal argument, or is refused. A recording device model shows what arrives.
set -u
cd "${SRCDIR:-.}" || exit 1
B=${B:-build}
export LC_ALL=C

shopt -u patsub_replacement 2>/dev/null # an & in a text is not the match
. tests/tools/report.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export ACRN_RUN_DIR=$scratch/run ACRN_DM=$scratch/recorder RECORD=$scratch/record

cat >"$ACRN_DM" <<'END'
#!/bin/bash
printf '%s\0' "$@" >"$RECORD"
END
chmod +x "$ACRN_DM"

# Text as XML has it.
escape() {
	local text=${1//&/&amp;}

	text=${text//</&lt;}
	printf '%s' "${text//$'\n'/&#10;}"
}

# A scenario whose one post-launched VM has the name $1 and the elements $2.
scenario() {
	cat <<END
<acrn-config>
  <vm id="0"><load_order>SERVICE_VM</load_order><name>service</name></vm>
  <vm id="1"><load_order>POST_LAUNCHED_VM</load_order><name>$(escape "$1")</name>
    <cpu_affinity><pcpu_id>1</pcpu_id></cpu_affinity>$2</vm>
</acrn-config>
END
}

# Generates from standard input and runs the script; the arguments are in $RECORD then.
generate_and_run() {
	rm -rf "$scratch/out" "$RECORD"
	"$B/bin/acrn-cfg" gen -Wno-board-missing -o "$scratch/out" - 2>"$scratch/messages" &&
		(cd "$scratch" && "$scratch/out/launch/launch_user_vm_id1.sh") \
			>"$scratch/output" 2>&1
}

has_argument() {
	grep -q -z -x -F -e "$1" "$RECORD"
}

# The text $2 in the element that $3 wraps it into arrives as the argument $4.
arrives() {
	local what=$1 text=$2 element=$3 argument=$4

	scenario vm1 "${element//TEXT/$(escape "$text")}" | generate_and_run &&
		has_argument "$argument"
	report $? "$what: $text: $(cat "$scratch/messages" "$scratch/output" 2>/dev/null)"
}

# The text is refused: exit 1, and nothing is written.
is_refused() {
	local what=$1 name=$2 elements=$3 status

	rm -rf "$scratch/out"
	scenario "$name" "$elements" |
		"$B/bin/acrn-cfg" gen -Wno-board-missing -o "$scratch/out" - 2>"$scratch/messages"
	status=$?
	[ "$status" -eq 1 ] && [ ! -e "$scratch/out" ]
	report $? "$what: $name $elements: status $status"
}

# shellcheck disable=SC2016 # what looks like an expansion must not be one
nasty=(
	'two words'
	"it's"
	'a "quoted" word'
	"\$(touch $scratch/pwned)"
	"\`touch $scratch/pwned\`"
	"; touch $scratch/pwned;"
	"& touch $scratch/pwned &"
	"x' ; touch $scratch/pwned ; '"
	"\"; touch $scratch/pwned; \""
	"> $scratch/pwned"
	'* ? [a-z] {a,b} ~'
	'$HOME ${PATH} $1 $@'
	'--help'
	'-v'
	'back\slash\n'
	'!history #comment %s %n'
	'größe 共有'
	'a=b,c;d|e'
)

console="<virtio_devices><console><backend_type>file</backend_type>\
<output_file_path>TEXT</output_file_path></console></virtio_devices>"

for text in "${nasty[@]}"; do
	arrives "kernel" "$text" '<boot><kernel>TEXT</kernel></boot>' "$text"
	arrives "ramdisk" "$text" '<boot><ramdisk>TEXT</ramdisk></boot>' "$text"
	arrives "command line" "$text" '<boot><cmdline>TEXT</cmdline></boot>' "$text"
	# A comma would begin another option of acrn-dm.
	if [[ $text == *,* ]]; then
		is_refused "block" vm1 "<virtio_devices><block>$(escape "$text")</block></virtio_devices>"
		is_refused "console" vm1 "${console//TEXT/$(escape "$text")}"
	else
		arrives "block" "$text" '<virtio_devices><block>TEXT</block></virtio_devices>' \
			"3,virtio-blk,$text"
		arrives "console" "$text" "$console" "3,virtio-console,@file:file_port=$text"
	fi
	arrives "dm_device" "$text" '<dm_devices><dm_device>virtio-rnd,TEXT</dm_device></dm_devices>' \
		"3,virtio-rnd,$text"
	arrives "parameter" "'${text//\'/\'\\\'\'}'" \
		'<customized_parameters>TEXT</customized_parameters>' "$text"
	is_refused "VM name" "$text" ''
	is_refused "region name" vm1 "<shm_regions><shm_region>dm:/$(escape "$text"),2</shm_region>\
</shm_regions>"
	is_refused "region ID" vm1 "<shm_regions><shm_region>dm:/r,2,$(escape "$text")</shm_region>\
</shm_regions>"
	is_refused "slot" vm1 "<dm_devices><dm_device slot=\"$(escape "${text//\"/}")\">virtio-rnd\
</dm_device></dm_devices>"
	case $text in
	*[!A-Za-z0-9_-]*) ;;
	*) continue ;; # a name that an interface may have
	esac
	is_refused "network" vm1 "<virtio_devices><network><interface_name>$(escape "$text")\
</interface_name></network></virtio_devices>"
done

# A line feed would break the lines of --dry-run: it is refused.
for element in '<boot><kernel>a&#10;b</kernel></boot>' \
	'<virtio_devices><block>a&#10;b</block></virtio_devices>' \
	'<dm_devices><dm_device>virtio-rnd,a&#10;b</dm_device></dm_devices>' \
	"<customized_parameters>'a&#10;b'</customized_parameters>"; do
	is_refused "line feed" vm1 "$element"
done

# Nothing is executed that a shell would execute unquoted.
# shellcheck disable=SC2016
for text in "\$(touch $scratch/pwned)" "\`touch $scratch/pwned\`" 'a;b' 'a|b' 'a&b' 'a>b' '${a}'; do
	is_refused "parameter" vm1 "<customized_parameters>$(escape "$text")</customized_parameters>"
done

# Two parameters are two arguments, each as a shell would have it.
scenario vm1 '<customized_parameters>--debugexit "a  b" c\ d # comment</customized_parameters>' |
	generate_and_run && has_argument --debugexit && has_argument 'a  b' && has_argument 'c d' &&
	! has_argument '# comment' && ! has_argument comment
report $? "parameters are split as a shell splits words"

[ ! -e "$scratch/pwned" ]
report $? "something was executed"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
