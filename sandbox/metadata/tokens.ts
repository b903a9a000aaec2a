const longestSeconds = 21_600

export interface TokenStore {
  /** The token, or undefined if the requested time is not 1 to 21,600 seconds. */
  issue(address: string, secondsHeader: string | undefined): IssuedToken | undefined
  isValid(address: string, token: string): boolean
}

export interface IssuedToken {
  readonly token: string
  readonly seconds: number
}

/** Session tokens of IMDSv2, valid only for the instance that requested them, until they expire. */
export function createTokenStore(ports: {
  readonly now: () => Date
  /** Returns random bytes in hexadecimal. */
  readonly randomHex: (bytes: number) => string
}): TokenStore {
  const expiries = new Map<string, number>()
  const keyOf = (address: string, token: string) => `${address} ${token}`
  return {
    issue(address, secondsHeader = '') {
      const seconds = /^\d{1,5}$/.test(secondsHeader) ? Number(secondsHeader) : 0
      if (seconds < 1 || seconds > longestSeconds) return undefined
      const token = Buffer.from(ports.randomHex(40), 'hex').toString('base64url')
      expiries.set(keyOf(address, token), ports.now().getTime() + seconds * 1000)
      return { token, seconds }
    },
    isValid(address, token) {
      const expiry = expiries.get(keyOf(address, token))
      return expiry !== undefined && ports.now().getTime() < expiry
    },
  }
}
