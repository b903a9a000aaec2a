import { defineCommand } from '../define-command.ts'
import { argument } from '../options.ts'

export const completion = defineCommand({
  name: 'completion',
  summary: 'Print a script that completes commands and options in your shell.',
  arguments: { shell: argument('<shell>', 'your shell', ['bash', 'zsh', 'fish']) },
  examples: [
    ['source <(packer-ecs completion bash)'],
    ['packer-ecs completion bash > /etc/bash_completion.d/packer-ecs'],
    ['packer-ecs completion zsh > "${fpath[1]}/_packer-ecs"'],
    ['packer-ecs completion fish > ~/.config/fish/completions/packer-ecs.fish'],
  ],
  exitStatuses: [
    [0, 'printed'],
    [1, 'failed'],
    [2, 'wrong usage'],
  ],
  purpose: 'none',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
