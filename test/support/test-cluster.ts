/** What global-setup tells the test files, by one environment variable. */
export interface TestCluster {
  /** `embedded`: by the unix socket, as the service does; `server`: by TCP and password, as with DATABASE_URL. */
  kind: 'embedded' | 'server'
  host: string
  port: number
  user: string
  password?: string
  /** Name of the migrated database that every test database is a copy of. */
  template: string
}

const VARIABLE = 'NHIPCAU_TEST_CLUSTER'

export function announceTestCluster(cluster: TestCluster): void {
  process.env[VARIABLE] = JSON.stringify(cluster)
}

export function readTestCluster(): TestCluster {
  const text = process.env[VARIABLE]
  if (!text) throw new Error('no test database: run this file in the integration project')
  return JSON.parse(text) as TestCluster
}

/** Which of the two kinds of database the run is for: TEST_DATABASE=embedded (default) or server. */
export function wantedKind(): TestCluster['kind'] {
  const wanted = process.env['TEST_DATABASE'] || 'embedded'
  if (wanted === 'embedded' || wanted === 'server') return wanted
  throw new Error(`TEST_DATABASE must be embedded or server, not ${wanted}`)
}

/**
 * A connection URL for one database of the cluster; works for TCP and for a socket folder. A URL with a
 * user needs a host, which counts for nothing where `?host=` names a folder.
 */
export function clusterUrl(cluster: TestCluster, database: string): string {
  const { user, password, host, port } = cluster
  const place = host.startsWith('/')
    ? `localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `${host}:${port}/${database}`
  const who = password === undefined ? user : `${user}:${encodeURIComponent(password)}`
  return `postgresql://${who}@${place}`
}
