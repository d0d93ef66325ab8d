import { NodoError } from '../src/errors.ts'
import type { Cli } from './cli.ts'
import { text } from './texts.ts'

const enter = ['\r', '\n']
const erase = ['\u007f', '\b']
const interrupt = '\u0003'

/** Reads a line from the terminal without showing it. */
const readHidden = (cli: Cli, prompt: string): Promise<string> =>
  new Promise((resolve) => {
    const { input } = cli
    let typed = ''
    const finish = (end: () => void) => {
      input.off('data', take)
      input.setRawMode(false)
      input.pause()
      process.stderr.write('\n')
      end()
    }
    const take = (chunk: string) => {
      for (const letter of chunk) {
        if (enter.includes(letter)) return finish(() => resolve(typed))
        // A raw terminal makes no signals: what Ctrl+C means elsewhere is done by hand, once the terminal is itself again.
        if (letter === interrupt) return finish(() => process.kill(process.pid, 'SIGINT'))
        typed = erase.includes(letter) ? [...typed].slice(0, -1).join('') : typed + letter
      }
    }
    // First the echo goes: whoever types as soon as they are asked is not shown either.
    input.setRawMode(true)
    process.stderr.write(prompt)
    input.setEncoding('utf8').on('data', take).resume()
  })

/** The first line of stdin. */
const readPiped = async (input: NodeJS.ReadStream): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of input) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)[0] ?? ''
}

/**
 * A new password: asked for twice on the terminal without echo, or the first line of stdin with `--password-stdin`.
 * Never a flag: other users of the box can read those.
 * @throws NodoError uso_incorrecto where the two differ or there is no terminal
 */
export const newPassword = async (cli: Cli, fromStdin: boolean): Promise<string> => {
  const refuse = (key: 'differ' | 'noTerminal') =>
    new NodoError('uso_incorrecto', { values: { problema: text(cli.idioma, key) } })
  if (fromStdin) return readPiped(cli.input)
  if (!cli.input.isTTY) throw refuse('noTerminal')
  const first = await readHidden(cli, text(cli.idioma, 'password'))
  const second = await readHidden(cli, text(cli.idioma, 'again'))
  if (first !== second) throw refuse('differ')
  return first
}
