# shellcheck shell=bash
# Finds and checks the device of the data volume (docs/instance-facts.md, "Data volume"). ROOT is for tests.

# resolve_device NAME: prints the block device of a name in the block device mapping, e.g. /dev/xvdcy.
# On Nitro instances it is an NVMe device, whose number can change at every boot.
resolve_device() {
  local name=${1#/dev/} device
  if device=$(readlink --canonicalize-existing "${ROOT:-}/dev/$name") && is_block_device "$device"; then
    printf '%s\n' "$device"
    return
  fi
  for device in "${ROOT:-}"/dev/nvme*n1; do
    if is_block_device "$device" && [[ $(mapping_name "$device") == "$name" ]]; then
      printf '%s\n' "$device"
      return
    fi
  done
  return 1
}

# signature_of DEVICE: prints what blkid finds on it; nothing when it is empty.
signature_of() {
  local found status=0
  found=$(blkid --probe --output=export "$1") || status=$?
  case $status in
    0) printf '%s\n' "$found" | grep --extended-regexp '^(LABEL|TYPE|PTTYPE)=' | paste --serial --delimiters=' ' ;;
    2) ;;
    *) printf 'unknown content (blkid exited with status %s)\n' "$status" ;;
  esac
}

is_block_device() { [[ -b $1 ]]; }

# ebsnvme-id prints the name with or without /dev/, padded with spaces.
mapping_name() {
  local name
  name=$(ebsnvme-id -b "$1" 2>/dev/null) || return 0
  name=${name//[[:space:]]/}
  printf '%s\n' "${name#/dev/}"
}
