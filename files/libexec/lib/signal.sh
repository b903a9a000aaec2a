# shellcheck shell=bash
# Telling CloudFormation.

readonly cfn_signal=/opt/aws/bin/cfn-signal

# signal_stack SUCCESS STACK RESOURCE REGION PROXY: SUCCESS is true or false, PROXY host:port or nothing. Prints what
# came of it and never fails: a stack that no longer waits refuses, which tells nothing about the instance.
signal_stack() {
  local arguments=(--success "$1" --stack "$2" --resource "$3" --region "$4") through=() answer
  if [[ $5 ]]; then
    through=(--http-proxy "http://$5" --https-proxy "http://$5")
  fi
  if answer=$(timeout 60 "$cfn_signal" "${arguments[@]}" "${through[@]}" 2>&1) ||
    # The proxy may be what is wrong; the endpoint may be there without it.
    { [[ $5 ]] && answer=$(timeout 60 "$cfn_signal" "${arguments[@]}" 2>&1); }; then
    printf 'signal: %s told that success is %s\n' "$2/$3" "$1"
  else
    printf 'signal: not taken by %s, which is no failure: %s\n' "$2/$3" "${answer//$'\n'/ }"
  fi
}
