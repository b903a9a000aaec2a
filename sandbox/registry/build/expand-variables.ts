/** A variable that is not set, or a form such as `${NAME:-x}`. */
export class UnsupportedVariable extends Error {}

/**
 * Replaces `$NAME` and `${NAME}`; `\$` is a dollar sign. Text in single quotes stays as it is.
 * @throws UnsupportedVariable
 */
export function expandVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /'[^']*'|\\\$|\$\{([^}]*)\}|\$(\w+)/g,
    (whole: string, braced: string | undefined, plain: string | undefined) => {
      const name = braced ?? plain
      if (name === undefined) return whole
      const value = variables[name]
      if (value !== undefined) return value
      throw new UnsupportedVariable(
        /^\w+$/.test(name) ? `the variable ${name} is not set` : `${whole} is not supported`,
      )
    },
  )
}
