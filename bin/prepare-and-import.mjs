import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSources, hasBuild, isBuilt } from './build-sources.mjs'
import { checkout } from './checkout.mjs'
import { installDependencies, isInstalled } from './install-dependencies.mjs'
import { isInUse, showUse } from './in-use.mjs'
import { Refusal, runMain, say } from './say.mjs'

/**
 * Installs and builds what is missing and then becomes the program itself: one process, so that whoever kills
 * this process kills the service, and its exit code is the program's. `serves`: it is a service that starts.
 */
export async function prepareAndImport(entry, { serves }) {
  await runMain(async () => {
    if (!serves && (await mustLeaveAsIs())) return
    await installDependencies({ dev: false })
    await buildSources()
  })
  if (serves) await showUse()
  process.setSourceMapsEnabled(true)
  const path = join(checkout, 'dist', entry)
  // The program looks at argv[1] as if it had been started itself.
  process.argv[1] = path
  await import(pathToFileURL(path).href)
}

/** A command between `git pull` and the restart takes nothing from under the service: it is of the service's version. */
async function mustLeaveAsIs() {
  if ((isInstalled(false) && isBuilt()) || !(await isInUse())) return false
  if (!hasBuild())
    throw new Refusal(
      'Đã có bản mới: hãy khởi động lại dịch vụ rồi chạy lại lệnh.',
      'There is a new version: restart the service, then run the command again.',
    )
  say(
    'Đã có bản mới, hãy khởi động lại dịch vụ; lệnh này còn chạy bằng bản đang dùng.',
    'There is a new version, restart the service; this command still runs in the version in use.',
  )
  return true
}
