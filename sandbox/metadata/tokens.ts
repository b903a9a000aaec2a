const longestSeconds = 21_600

export interface TokenStore {
  /** The token, or undefined when the time asked for is none of 1 to 21,600 seconds. */
  issue(address: string, secondsHeader: string | undefined): IssuedToken | undefined
  isValid(address: string, token: string): boolean
}

export interface IssuedToken {
  readonly token: string
  readonly seconds: number
}

/** Session tokens of IMDSv2: valid for the instance that asked, until their time is over. */
export function createTokenStore(ports: {
  readonly now: () => Date
  /** That many random bytes in hexadecimal. */
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
