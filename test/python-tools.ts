import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A program of the Python environment that install/test.sh brings. */
export const pythonTool = (name: string): string => join(import.meta.dirname, '../.runtime/python/bin', name)

/** Why a test that needs it is skipped; false where it runs, and that is also where every part has to be there. */
export const missingPythonTool = (name: string): string | false =>
  !existsSync(pythonTool(name)) &&
  process.env.NODO_TEST_SERVERS !== '1' &&
  `${name} of Python is not installed: install/test.sh brings it`
