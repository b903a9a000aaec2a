type Kind = 'missing' | 'folder' | 'special' | 'size' | 'unreadable'

/** Why a named file cannot be read. The caller knows what the file is for and makes an error for the user of it. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile'
  readonly kind: Kind
  /** Continues a sentence that begins with the file: "does not exist". */
  readonly problem: string
  /** Bytes; 0 if that is not the problem. */
  readonly size: number

  constructor(
    kind: Kind,
    file: string,
    problem: string,
    { size = 0, cause }: { readonly size?: number; readonly cause?: unknown } = {},
  ) {
    super(`${file} ${problem}`, { cause })
    this.kind = kind
    this.problem = problem
    this.size = size
  }

  static from(file: string, cause: unknown): UnusableFile {
    if (cause instanceof UnusableFile) return cause
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return new UnusableFile('missing', file, 'does not exist', { cause })
    // A socket cannot be opened.
    if (code === 'ENXIO') return new UnusableFile('special', file, 'is not a regular file', { cause })
    return new UnusableFile('unreadable', file, `cannot be read: ${code ?? cause}`, { cause })
  }
}

/** Bytes. Far more than what a person writes by hand. */
export const mostTextBytes = 1_000_000
