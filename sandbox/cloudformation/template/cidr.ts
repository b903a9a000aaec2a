/** Fn::Cidr for IPv4: consecutive blocks of `bits` host bits from the start of the block. */
export function cidrBlocks(block: string, count: number, bits: number): string[] {
  const [address = ''] = block.split('/')
  const start = address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0)
  return Array.from({ length: count }, (_, index) => `${dotted(start + index * 2 ** bits)}/${32 - bits}`)
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.')
}
