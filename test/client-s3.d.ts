/** The part of this package that src/aws/s3.ts uses, so that types are checked also where it is not installed yet. */
declare module '@aws-sdk/client-s3' {
  interface Bucket {
    readonly Bucket: string
    readonly ExpectedBucketOwner: string
  }
  export class HeadBucketCommand {
    private readonly kind: 'head'
    constructor(input: Bucket)
  }
  export class PutObjectCommand {
    private readonly kind: 'put'
    constructor(input: Bucket & { readonly Key: string; readonly Body: string })
  }
  export class S3Client {
    constructor(options: object)
    readonly middlewareStack: unknown
    readonly config: {
      readonly credentials: (options?: { readonly forceRefresh?: boolean }) => Promise<{
        readonly accessKeyId: string
        readonly secretAccessKey: string
      }>
    }
    send(command: HeadBucketCommand): Promise<{ readonly BucketRegion?: string }>
    send(command: PutObjectCommand): Promise<object>
  }
}
