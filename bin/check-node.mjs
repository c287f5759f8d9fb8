// Old Node must be able to read this file: no syntax newer than its own complaint.
const MIN = [20, 19]
export const LEAST_NODE = MIN.join('.')

/** Ends the program with a clear sentence when Node is too old for the service. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number)
  if (major > MIN[0] || (major === MIN[0] && minor >= MIN[1])) return
  console.error(
    `Cần Node.js ${LEAST_NODE} trở lên, máy này đang có ${version}. Cài bản mới từ https://nodejs.org rồi chạy lại.`,
  )
  console.error(
    `Node.js ${LEAST_NODE} or newer is needed, this is ${version}. Install a newer one from https://nodejs.org and try again.`,
  )
  process.exit(1)
}
