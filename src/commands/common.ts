import { Command } from 'commander'

export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--config <file>', 'configuration', 'packer-ecs.yaml')
    .option('--profile <name>', 'AWS profile (default: AWS_PROFILE)')
    .option('--region <region>', "AWS region (default: AWS_REGION, or the profile's)")
    .option('--sandbox', 'use the offline stand-in for AWS; started when it does not run')
    .option('--json', 'print one JSON document on standard output')
    .option('-y, --yes', 'agree to every question')
    .option('-q, --quiet', 'print results and errors only')
    .option('--debug', 'print every call and every program that is started, without secrets')
    .helpOption('-h, --help')
    .exitOverride()
}
