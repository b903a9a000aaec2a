# shellcheck shell=bash
# Signals CloudFormation.

readonly cfn_signal=/opt/aws/bin/cfn-signal

# signal_stack SUCCESS STACK RESOURCE REGION PROXY: SUCCESS is true or false, PROXY is host:port or empty. Prints the
# outcome and never fails: a stack that no longer waits refuses the signal, and the instance is still good.
signal_stack() {
  local arguments=(--success "$1" --stack "$2" --resource "$3" --region "$4") through=() answer
  if [[ $5 ]]; then
    through=(--http-proxy "http://$5" --https-proxy "http://$5")
  fi
  if answer=$(timeout 60 "$cfn_signal" "${arguments[@]}" "${through[@]}" 2>&1) ||
    # The proxy may be broken; try without it.
    { [[ $5 ]] && answer=$(timeout 60 "$cfn_signal" "${arguments[@]}" 2>&1); }; then
    printf 'signal: sent to %s, success %s\n' "$2/$3" "$1"
  else
    printf 'signal: refused by %s, ignored: %s\n' "$2/$3" "${answer//$'\n'/ }"
  fi
}
