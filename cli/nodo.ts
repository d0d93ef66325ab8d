#!/usr/bin/env node
import { languageOf } from './language.ts'
import { run } from './run.ts'

// Whoever read our lines is gone: that must not end a program that is on air.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

const code = await run(process.argv.slice(2), {
  env: process.env,
  idioma: languageOf(process.env),
  input: process.stdin,
  output: process.stdout,
  say: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
})
// Everything was closed in order by now; a handle that some library keeps must not keep the program.
process.exit(code)
