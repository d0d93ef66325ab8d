import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

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
    ],
  })

/** A page that remembers what went wrong in it and which hosts it asked. */
export const watched = async (
  context: BrowserContext,
): Promise<{ page: Page; errors: string[]; hosts: Set<string> }> => {
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
    if (url.protocol !== 'blob:') hosts.add(url.host)
  })
  return { page, errors, hosts }
}
