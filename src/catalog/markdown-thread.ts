import { parentPort, workerData } from 'node:worker_threads'
import { micromark } from 'micromark'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'

// HTML of the text and addresses that are neither of the web nor of mail stay out: micromark's own rule, left as it is.
parentPort?.postMessage(micromark(String(workerData), { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] }))
