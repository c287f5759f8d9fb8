/** Whether a server that listens on this host can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  return (
    /^127(?:\.\d{1,3}){3}$/.test(host) ||
    ['localhost', '::1', '0:0:0:0:0:0:0:1'].includes(host.toLowerCase())
  )
}
