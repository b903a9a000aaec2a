/** What a Dockerfile makes of the stand-in image. */
export interface BuildPlan {
  readonly copies: readonly Copy[]
  /** Working directories, which exist in the image. */
  readonly folders: readonly string[]
  readonly settings: ImageSettings
}

export interface Copy {
  /** Relative to the folder of the Dockerfile. */
  readonly sources: readonly string[]
  /** Absolute; ends with `/` if it is a folder. */
  readonly target: string
  readonly line: number
}

export interface ImageSettings {
  readonly environment: Readonly<Record<string, string>>
  /** `8080/tcp` */
  readonly ports: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly user: string
  readonly workingFolder: string
  readonly command: readonly string[] | undefined
  readonly entryPoint: readonly string[] | undefined
}

/** A line that cannot be built. */
export interface BuildFault {
  readonly line: number
  readonly message: string
  readonly remedy: string
}

export interface BaseImage {
  readonly environment: Readonly<Record<string, string>>
  readonly command: readonly string[]
  readonly users: readonly string[]
  /** Whether the stand-in takes the place of the image that FROM names. */
  readonly standsFor: (image: string) => boolean
  /** The images that it takes the place of, in words. */
  readonly images: string
  /** The value of a variable VERSION, if the Dockerfile sets one. */
  readonly version: string
}
