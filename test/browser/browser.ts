import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** The name under which pages are opened. Chromium treats it as any host on plain HTTP: no clipboard, no `crypto.randomUUID`. */
export const HOST = 'nodo.test'

/** The system's Chromium, with nothing that calls home. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.NODO_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--no-proxy-server',
      '--autoplay-policy=no-user-gesture-required',
      `--host-resolver-rules=MAP ${HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
    ],
  })

/** Whether the pictures of the page's player move for a second. */
export const plays = async (page: Page): Promise<boolean> => {
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5, undefined, {
    timeout: 60_000,
  })
  const at = () => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)
  const before = await at()
  await page.waitForTimeout(1000)
  return (await at()) - before > 0.4
}

/** A page that remembers what went wrong in it and which hosts it asked. */
export const watched = async (
  context: BrowserContext,
): Promise<{ page: Page; errors: string[]; hosts: Set<string> }> => {
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const errors: string[] = []
  const hosts = new Set<string>()
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    const ofNetwork = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !ofNetwork) errors.push(message.text())
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol !== 'blob:') hosts.add(url.hostname)
  })
  return { page, errors, hosts }
}
