/** Sets one parameter in a file of the AWS CLI's JSON forms; adds it at the end if it is missing. */
export function withJsonValue(text: string, name: string, value: string): string {
  const quotedName = escaped(JSON.stringify(name))
  const string = '"(?:[^"\\\\]|\\\\.)*"'
  const places = [
    // {"ParameterKey": "A", "ParameterValue": "b"}, in either order
    `("ParameterKey"\\s*:\\s*${quotedName}\\s*,\\s*"ParameterValue"\\s*:\\s*)${string}`,
    `("ParameterValue"\\s*:\\s*)${string}(?=\\s*,\\s*"ParameterKey"\\s*:\\s*${quotedName})`,
    // {"Parameters": {"A": "b"}}
    `([{,]\\s*${quotedName}\\s*:\\s*)${string}`,
  ]
  for (const place of places) {
    const pattern = new RegExp(place)
    if (pattern.test(text))
      return text.replace(pattern, (_, before: string) => before + JSON.stringify(value))
  }
  const item = new RegExp(`"${escaped(name)}=(?:[^"\\\\]|\\\\.)*"`)
  if (item.test(text)) return text.replace(item, () => JSON.stringify(`${name}=${value}`))
  return added(text, name, value)
}

/** Adds an item at the end, in the form of the others. */
function added(text: string, name: string, value: string): string {
  const isMap = text.trimStart().startsWith('{')
  const end = isMap ? endOfParameters(text) : text.lastIndexOf(']')
  if (end === -1) return text
  const before = text.slice(0, end).trimEnd()
  const isEmpty = /[[{]$/.test(before)
  const indentation = /\n([ \t]*)\S[^\n]*$/.exec(before)?.[1] ?? ''
  const separator = `${isEmpty ? '' : ','}${before.includes('\n') ? `\n${indentation}` : isEmpty ? '' : ' '}`
  return `${before}${separator}${itemOf(text, isMap, name, value)}${text.slice(before.length)}`
}

function itemOf(text: string, isMap: boolean, name: string, value: string): string {
  if (isMap) return `${JSON.stringify(name)}: ${JSON.stringify(value)}`
  return /^\s*\[\s*"/.test(text)
    ? JSON.stringify(`${name}=${value}`)
    : `{ "ParameterKey": ${JSON.stringify(name)}, "ParameterValue": ${JSON.stringify(value)} }`
}

/** Offset of the brace that closes "Parameters": the next one outside of a string, because all values are text. */
function endOfParameters(text: string): number {
  const start = /"Parameters"\s*:\s*\{/.exec(text)
  if (start === null) return -1
  const from = start.index + start[0].length
  const rest = text.slice(from).replaceAll(/"(?:[^"\\]|\\.)*"/g, found => 'x'.repeat(found.length))
  const brace = rest.indexOf('}')
  return brace === -1 ? -1 : from + brace
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
