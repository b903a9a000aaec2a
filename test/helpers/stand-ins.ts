import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInTree, type TreeAnswer } from './base-tree.ts'

const program = join(import.meta.dirname, '../fixtures/stand-ins/aws.py')

/** Runs bash in a copy of the tree, with the least of AWS at hand; `/calls` names the calls that reached it. */
export async function runBesideAws(
  tree: readonly string[],
  script: string,
  awsOptions = '',
): Promise<TreeAnswer> {
  const begin = `
    ip address add 169.254.169.254/32 dev lo
    echo '127.0.0.1 localhost aws.sandbox' >/etc/hosts
    cat >/aws.py <<'PYTHON'\n${await readFile(program, 'utf8')}\nPYTHON
    touch /calls
    mkfifo /ready
    python3 /aws.py /calls ${awsOptions} >/ready &
    read -r </ready`
  return runInTree(tree, `${begin}\n${script}`)
}
