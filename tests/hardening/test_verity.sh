#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# test_verity.sh: hash trees, which veritysetup verifies and refuses after a change; root hashes in a scenario; and the
# check list for secure boot, with a key of our own.
set -u
cd "${SRCDIR:-.}" || exit 1
. tests/hardening/lib.sh
need veritysetup xsltproc xmllint

images=/var/lib/acrn-cfg/scenarios/site
config=/etc/acrn-cfg/scenarios/site
scripts=/usr/local/libexec/acrn-cfg/scenarios/site
root=$scratch/root
out=$scratch/out

# tool STATUS SCRIPT ARGUMENT...: the script ends with that status; its messages are in $scratch/messages.
tool() {
	local status=$1 actual
	shift
	"$out/hardening/verity/$1" --root "$root" "${@:2}" >"$scratch/messages" 2>&1
	actual=$?
	is "$*: $(<"$scratch/messages")" "$status" "$actual"
}

says() {
	grep -q -F -e "$1" "$scratch/messages"
	report $? "no message '$1': $(<"$scratch/messages")"
}

# A's root is an image that B has, too; D's is no multiple of a block, and E boots by OVMF.
disk="<virtio_devices><block>root\\'\"s.img,ro</block><block>data.img</block></virtio_devices>"
boot="<boot><kernel>vmlinuz</kernel><cmdline>rw;root=/dev/vda;--;x</cmdline></boot>"
scenario "$scratch/site.xml" r=A,B "A=$boot$disk B=<boot><kernel>vmlinuz</kernel></boot>$disk
	D=<virtio_devices><block>odd.img,ro</block></virtio_devices>
	E=<vbootloader>y</vbootloader>$disk"
harden "$out" "$scratch/site.xml"
mkdir -p "$root$scripts" "$root$images" "$root/usr/bin" "$root/usr/share/acrn/bios"
cp "$out"/launch/*.sh "$out"/hardening/verity/*.sh "$root$scripts"
for program in acrn-dm ivshmem-server; do
	printf '#!/bin/sh\n' >"$root/usr/bin/$program"
	chmod 755 "$root/usr/bin/$program"
done
image=$root$images/root\\\'\"s.img
seq 20000 | head -c 98304 >"$image"
echo odd >"$root$images/odd.img"
echo kernel >"$root$images/vmlinuz"
echo OVMF >"$root/usr/share/acrn/bios/OVMF.fd"

tool 0 seal.sh
says "odd.img: size is not a multiple of 4096 bytes"
is "records of root hashes" "A B E" "$(cd "$root$config/sealed" && echo *.roothash | sed 's/\.roothash//g')"
hash=$(sed 's/^\\\([0-9a-f]*\)  .*/\1/' "$root$config/sealed/A.roothash")
veritysetup verify "$image" "$image.verity" "$hash" 2>"$scratch/messages"
report $? "veritysetup verify: $(<"$scratch/messages")"
printf x | dd of="$image" bs=1 seek=50000 conv=notrunc 2>/dev/null
! veritysetup verify "$image" "$image.verity" "$hash" 2>/dev/null
report $? "veritysetup verifies an image with another byte"
tool 1 seal.sh --check
says "img.verity: differs"
printf '%s' "$(seq 20000 | head -c 50001 | tail -c 1)" | dd of="$image" bs=1 seek=50000 conv=notrunc 2>/dev/null
tool 0 seal.sh --check
printf x | dd of="$image.verity" bs=1 seek=5000 conv=notrunc 2>/dev/null
tool 1 seal.sh --check
tool 0 seal.sh --again

# The scenario
tool 0 seal.sh --scenario "$scratch/site.xml" -o "$scratch/new.xml"
tool 0 seal.sh --scenario "$scratch/new.xml" -o "$scratch/again.xml"
is "the scenario after a second time" "$(<"$scratch/new.xml")" "$(<"$scratch/again.xml")"
words="root=/dev/mapper/root ro roothash=$hash systemd.verity_root_data=/dev/vda systemd.verity_root_hash=/dev/vdc"
is "A's command line" "rw root=/dev/vda $words -- x" "$(xmllint --xpath 'string(//vm[name="A"]//cmdline)' "$scratch/new.xml")"
is "B's command line" "$words" "$(xmllint --xpath 'string(//vm[name="B"]//cmdline)' "$scratch/new.xml")"
is "what else changed" "$(sed 's/<cmdline>[^<]*<\/cmdline>//; s/<block>[^<]*verity,ro<\/block>//' "$scratch/new.xml" |
	xmllint --c14n - | sed '/^$/d')" "$(sed 's/<cmdline>[^<]*<\/cmdline>//' "$scratch/site.xml" | xmllint --c14n - | sed '/^$/d')"
sed -i 's/roothash=[0-9a-f]*/roothash=0123/' "$scratch/new.xml"
tool 0 seal.sh --scenario "$scratch/new.xml" -o "$scratch/new.xml"
is "the scenario after another root hash" "$(<"$scratch/again.xml")" "$(<"$scratch/new.xml")"
tool 1 seal.sh --scenario "$scratch/out/launch/launch_user_vm_id1.sh" -o "$scratch/none.xml"
sed 's/<name>A</<name>X</' "$scratch/new.xml" >"$scratch/other.xml"
tool 1 seal.sh --scenario "$scratch/other.xml" -o "$scratch/none.xml"
says "A"
is "a scenario without A" no "$([ -e "$scratch/none.xml" ] && echo yes || echo no)"

# Its scripts have the root hash, and the disk that has the tree.
mkdir "$scratch/sealed"
cp "$scratch/new.xml" "$scratch/sealed/site.xml"
harden "$out" "$scratch/sealed/site.xml"
"$out/launch/launch_user_vm_id1.sh" --dry-run >"$scratch/arguments"
is "A's arguments: $(<"$scratch/arguments")" 2 "$(grep -c -F -e "roothash=$hash " -e "img.verity,ro" "$scratch/arguments")"
cp "$out"/launch/*.sh "$root$scripts"
tool 1 seal.sh --check
tool 0 seal.sh --again
tool 0 seal.sh --check
is "trees of a tree" "" "$(find "$root" -name '*.verity.verity')"
is "A's record" 3 "$(wc -l <"$root$config/sealed/A.sha256")"
(cd / && sed "s|  /|  $root/|" "$root$config/sealed/A.sha256" | sha256sum --check --strict --quiet)
report $? "sha256sum on the record"
tool 0 seal.sh --scenario "$scratch/sealed/site.xml" -o "$scratch/again.xml"
is "the scenario of these scripts" "$(<"$scratch/new.xml")" "$(<"$scratch/again.xml")"
mv "$root$config" "$scratch/config"
ln -s "$scratch/config" "$root$config"
tool 1 seal.sh --again
says "$config/sealed/A.sha256: a symbolic link leads out of $root"
tool 0 seal.sh --remove
[ -f "$scratch/config/sealed/A.sha256" ]
report $? "seal.sh removes files out of --root"
rm "$root$config"
mv "$scratch/config" "$root$config"
tool 0 seal.sh --remove
is "hash trees left" "" "$(find "$root" -name '*.verity')"

# Secure boot: nothing is signed; then the kernel is, first by a key that nobody trusts.
tool 1 secure_boot.sh
says "SKIP host:"
says "SKIP D: neither a kernel nor OVMF"
says "SKIP E: OVMF"
is "lines of PASS" 0 "$(grep -c ^PASS "$scratch/messages")"
efivars=$root/sys/firmware/efi/efivars
mkdir -p "$efivars" "$root$config/certs"
printf '\6\0\0\0\1' >"$efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
tool 1 secure_boot.sh
says "PASS host:"

# variable NAME-IN-HEX STATE: a variable of one byte as OVMF stores it.
variable() {
	printf '\xaa\x55\x'"$2"'\0\7\0\0\0%28s' '' | tr ' ' '\0'
	printf '\x'"$(printf %02x $((${#1} / 4)))"'\0\0\0\1\0\0\0%16s'"$1"'x' '' | tr ' ' '\0'
	head -c $(((4 - (60 + ${#1} / 4 + 1) % 4) % 4)) /dev/zero | tr '\0' '\377'
}
# ovmf STATE: an image with variables at its beginning, of which KEK has that state.
ovmf() {
	printf '%16s' '' | tr ' ' '\0'
	printf '\x8d\x2b\xf1\xff\x96\x76\x8b\x4c\xa9\x85\x27\x47\x07\x5b\x4f\x50%16s' '' | tr ' ' '\0'
	printf '\x48\0%22s' '' | tr ' ' '\0'
	printf '\x78\x2c\xf3\xaa\x7b\x94\x9a\x43\xa1\x80\x2e\x14\x4e\xc3\x77\x92%12s' '' | tr ' ' '\0'
	variable '\x50\x00\x4b\x00\x00\x00' 3f
	variable '\x4b\x00\x45\x00\x4b\x00\x00\x00' "$1"
	variable '\x64\x00\x62\x00\x00\x00' 3f
	head -c 1000 /dev/zero | tr '\0' '\377'
}
ovmf 3c >"$root/usr/share/acrn/bios/OVMF.fd"
tool 1 secure_boot.sh
says "FAIL E: OVMF /usr/share/acrn/bios/OVMF.fd lacks PK, KEK or db"
ovmf 3f >"$root/usr/share/acrn/bios/OVMF.fd"
tool 1 secure_boot.sh
says "PASS E: OVMF /usr/share/acrn/bios/OVMF.fd has PK, KEK and db"

if ! command -v sbsign sbverify openssl clang lld-link >"$scratch/found" || [ "$(wc -l <"$scratch/found")" -ne 5 ]; then
	echo "SKIP part: no signatures without sbsign, sbverify, openssl, clang and lld-link"
	finish
	exit
fi
# new_key NAME: a key and its certificate.
new_key() {
	openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=$1" -days 2 -keyout "$scratch/$1.key" -out "$scratch/$1.pem" 2>/dev/null
}
echo 'int main(void) { return 0; }' >"$scratch/main.c"
clang --target=x86_64-pc-win32-coff -ffreestanding -c -o "$scratch/main.o" "$scratch/main.c" &&
	lld-link /subsystem:efi_application /entry:main /nodefaultlib "$scratch/main.o" "/out:$scratch/kernel.efi" &&
	new_key trusted && new_key other &&
	sbsign --key "$scratch/other.key" --cert "$scratch/other.pem" --output "$root$images/vmlinuz" "$scratch/kernel.efi" 2>"$scratch/messages"
report $? "a signed kernel: $(<"$scratch/messages")"
tool 0 secure_boot.sh
says "SKIP A: kernel $images/vmlinuz is signed, but"
cp "$scratch/trusted.pem" "$root$config/certs"
tool 1 secure_boot.sh
says "FAIL A: kernel $images/vmlinuz is signed by none of"
cp "$scratch/other.pem" "$root$config/certs"
tool 0 secure_boot.sh
says "PASS A: kernel $images/vmlinuz is signed by $config/certs/other.pem"
printf x | dd of="$root$images/vmlinuz" bs=1 seek=530 conv=notrunc 2>/dev/null
tool 1 secure_boot.sh
says "FAIL A:"
finish
