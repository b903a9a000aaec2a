# shellcheck shell=bash
# Comparisons of what the settings ask for with what the image has.

# has_package SPEC: SPEC is what dnf installs: a name, NAME-VERSION, NAME.ARCH, or a file or capability.
has_package() {
  rpm --query "$1" || rpm --query --whatprovides "$1"
}

# asked_part ASKED FOUND: prints, as canonical JSON, the part of the JSON file FOUND that the object in the JSON file ASKED sets.
# Values that FOUND has in addition, for example of the base AMI, do not count.
asked_part() {
  jq --sort-keys --compact-output --slurpfile asked "$1" '
    def part($asked):
      if ($asked | type) == "object" and type == "object"
      then . as $found | $asked | with_entries(.key as $key | .value as $value | .value = ($found[$key] | part($value)))
      else .
      end;
    part($asked[0])' "$2"
}
