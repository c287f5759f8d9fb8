import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSources } from './build-sources.mjs'
import { checkout } from './checkout.mjs'
import { installDependencies } from './install-dependencies.mjs'
import { runMain } from './say.mjs'

/**
 * Installs and builds what is missing and then becomes the program itself: one process, so that whoever kills
 * this process kills the service, and its exit code is the program's.
 */
export async function prepareAndImport(entry) {
  await runMain(async () => {
    await installDependencies({ dev: false })
    await buildSources()
  })
  process.setSourceMapsEnabled(true)
  const path = join(checkout, 'dist', entry)
  // The program looks at argv[1] as if it had been started itself.
  process.argv[1] = path
  await import(pathToFileURL(path).href)
}
